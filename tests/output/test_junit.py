"""JUnit's XML, as whatever shows test results reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import junitparser

from heartlint.output.junit import render
from heartlint.output.text import Style

if TYPE_CHECKING:
    from heartlint.report import Run


def _suites(run: Run) -> dict[str, junitparser.TestSuite]:
    told = junitparser.JUnitXml.fromstring(render(run, Style()).encode())
    assert isinstance(told, junitparser.JUnitXml)
    suites = {suite.name: suite for suite in told}
    for suite in suites.values():  # what it says of itself is what stands in it
        results = [type(result) for case in suite for result in case.result]
        assert suite.tests == len(list(suite))
        assert (suite.failures, suite.errors, suite.skipped) == tuple(
            results.count(kind) for kind in (junitparser.Failure, junitparser.Error, junitparser.Skipped)
        )
    assert told.tests == sum(suite.tests for suite in suites.values())
    return suites


def test_a_suite_stands_for_a_file_and_a_case_for_a_finding(hard: Run) -> None:
    """The rows of a table are in one suite; each case has its file and line, and each failure its words."""
    suites = _suites(hard)
    assert list(suites) == list(dict.fromkeys(report.name for report in hard.reports))
    assert suites["mails/rows.csv"].tests == suites["mails/rows.csv"].failures == 2
    for report in hard.reports:
        names = [case.name for case in suites[report.name]]
        assert len(set(names)) == len(names)
        for finding in report.findings:
            case = next(
                case
                for case in suites[report.name]
                if case.name.startswith(f"{finding.rule} at {finding.line}:")
                and f'"{" ".join(finding.text.split())}"' in case.result[0].text
            )
            assert case._elem.get("file") == case.classname == report.name
            assert case._elem.get("line") == str(finding.line)
            assert isinstance(case.result[0], junitparser.Failure)
            assert case.result[0].type == finding.severity
            assert finding.title.rstrip(".") in case.result[0].message


def test_a_clean_file_has_one_case_that_passes(hard: Run) -> None:
    """A file in which nothing was found is seen to have been read."""
    (case,) = _suites(hard)["mails/clean.md"]
    assert case.is_passed


def test_what_could_not_be_read_is_an_error(broken: Run) -> None:
    """Troubles are errors in a suite of their file's name, and no case there passes."""
    suites = _suites(broken)
    assert list(suites) == ["mails/late.html", "pack ./ours", "mails/rule.md"]
    for suite in suites.values():
        (case,) = suite
        assert isinstance(case.result[0], junitparser.Error)
    assert "save the file as UTF-8" in next(iter(suites["mails/late.html"])).result[0].message


def test_what_is_held_back_is_skipped(held: Run) -> None:
    """A suppressed finding is a skipped case with its reason; one that is not fails."""
    (suite,) = _suites(held).values()
    assert (suite.tests, suite.failures, suite.skipped) == (5, 1, 4)
    reasons = [case.result[0].message for case in suite if case.is_skipped]
    assert reasons[0] == "comment: because of comment"


def test_a_file_where_all_is_held_back_passes(held: Run) -> None:
    """Beside the skipped cases stands one that passes."""
    from dataclasses import replace

    from heartlint.report import Run as Told

    (suite,) = _suites(Told((replace(held.reports[0], findings=()),))).values()
    assert [case.is_passed for case in suite if not case.is_skipped] == [True]
