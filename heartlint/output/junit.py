"""JUnit's XML, for whatever shows test results: a suite for each file, a case for each finding.

A file without findings has one case that passes; a finding that is held back is a skipped case; what could not be
read or used is an error.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from heartlint.output.places import region, troubles
from heartlint.output.told import message, with_words
from heartlint.output.xml import Element, add, clean, document

if TYPE_CHECKING:
    from collections.abc import Iterable

    from heartlint.output.text import Style
    from heartlint.report import Finding, Report, Run


def render(run: Run, style: Style) -> str:
    """The run as one `testsuites`."""
    root = Element("testsuites", {"name": "heartlint"})
    suites: dict[str, Element] = {}
    for trouble, file, at in troubles(run):
        case = _case(_suite(root, suites, file or trouble.where), "heartlint/trouble", at)
        add(case, "error", type="trouble", message=trouble).text = clean(str(trouble))
    for report in run.reports:
        suite = _suite(root, suites, report.name)
        for finding in report.findings:
            failure = add(_of(finding, report, suite), "failure", type=finding.severity, message=message(finding))
            failure.text = clean(f"{report.name}: {finding.severity} {finding.rule} {with_words(finding)}")
        for held in report.suppressed:
            why = f"{held.by}: {held.reason}" if held.reason else held.by
            add(_of(held.finding, report, suite), "skipped", message=why)
    for suite in root:
        if all(case.find("skipped") is not None for case in suite):
            _case(suite, "nothing found", None)
        _count(suite, suite.iter("testcase"))
    _count(root, root.iter("testcase"))
    return document(root, style)


def _suite(root: Element, suites: dict[str, Element], file: str) -> Element:
    if file not in suites:
        suites[file] = add(root, "testsuite", name=file)
    return suites[file]


def _of(finding: Finding, report: Report, suite: Element) -> Element:
    place = region(finding, report.source)
    return _case(suite, f"{finding.rule} at {place.line}:{place.column}", place.line)


def _case(suite: Element, name: str, at: int | None) -> Element:
    file = suite.get("name", "")
    return add(suite, "testcase", name=name, classname=file, file=file, **({"line": at} if at else {}))


def _count(element: Element, cases: Iterable[Element]) -> None:
    counts = Counter(case[0].tag if len(case) else "passed" for case in cases)
    told = {"tests": counts.total(), "failures": counts["failure"], "errors": counts["error"]}
    for name, count in {**told, "skipped": counts["skipped"]}.items():
        element.set(name, str(count))
