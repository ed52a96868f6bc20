"""SARIF 2.1.0: what code scanning (GitHub, Azure), editors and dashboards read.

Columns count code points, and say so; an end column is the one after the last. Credits are left out: SARIF is a list
of what to mend. Findings that are held back are there, with their `suppressions`, so that nobody counts them again.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any

import heartlint
from heartlint.output.json import pieces_of
from heartlint.output.places import LINE_ENDS, region, troubles, uri
from heartlint.output.terminal import line
from heartlint.output.told import HOME, markdown, message, rule_page
from heartlint.rule import CONFIDENCES, SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from heartlint.output.text import Style
    from heartlint.report import Finding, Report, Run, Suppressed, Trouble

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_PROBLEMS = {"error": "error", "warning": "warning", "info": "recommendation"}
_PRECISIONS = {"sure": "high", "likely": "medium"}
_BASELINES = frozenset({"baseline", "revision"})


def render(run: Run, style: Style) -> str:
    """The run as a SARIF log with one run."""
    return "".join(pieces(run, style))


def pieces(run: Run, style: Style) -> Iterator[str]:
    """The same, a piece at a time."""
    told = [finding for report in run.reports for finding in _all(report)]
    rules = {
        rule: list(group) for rule, group in groupby(sorted(told, key=lambda one: one.rule), key=lambda one: one.rule)
    }
    index = {rule: number for number, rule in enumerate(rules)}
    known = any(one.by in _BASELINES for report in run.reports for one in report.suppressed)
    driver: dict[str, Any] = {"name": "heartlint", "version": heartlint.__version__}
    if HOME:
        driver["informationUri"] = HOME
    driver["rules"] = [_rule(rule, findings) for rule, findings in rules.items()]
    notes = [_notification(*one) for one in troubles(run)]
    hashes = _hashes(run)
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "newlineSequences": list(LINE_ENDS),
                "invocations": [{"executionSuccessful": not notes, "toolExecutionNotifications": notes}],
                "results": [
                    result
                    for report in run.reports
                    for result in _results(report, index, hashes[_source_of(report)], known=known)
                ],
            }
        ],
    }
    return pieces_of(log, style)


def _all(report: Report) -> Iterable[Finding]:
    return (*report.findings, *(one.finding for one in report.suppressed))


def _rule(rule: str, findings: Sequence[Finding]) -> dict[str, Any]:
    """What the log says of a rule: its gravest level and its surest word among the findings of this run."""
    first = findings[0]
    worst = min((one.severity for one in findings), key=SEVERITIES.index)
    surest = min((one.confidence for one in findings), key=CONFIDENCES.index)
    # a rule may say a why of its own for each finding; then its title stands for all of them
    why = first.why if all(one.why == first.why for one in findings) else first.title
    page = rule_page(rule)
    told: dict[str, Any] = {
        "id": rule,
        "name": "".join(word.capitalize() for word in re.split(r"[^A-Za-z0-9]+", rule)),
        "shortDescription": {"text": line(first.title)},
        "fullDescription": {"text": line(why)},
        "help": {
            "text": f"{line(why)}\n\nInstead: {line(first.instead)}\n",
            "markdown": f"{markdown(why)}\n\n**Instead:** {markdown(first.instead)}\n\n"
            f"`heartlint explain {rule}` shows what the rule finds and what it lets pass.\n",
        },
        "defaultConfiguration": {"level": _LEVELS[worst]},
        "properties": {
            "precision": _PRECISIONS[surest],
            "problem.severity": _PROBLEMS[worst],
            "tags": ["copy", first.family],
        },
    }
    if page:
        told["helpUri"] = page
    return told


def _source_of(report: Report) -> tuple[str, int]:
    """What tells one source from another; the rows of a table share one."""
    return report.name, hash(report.source)


def _hashes(run: Run) -> dict[tuple[str, int], dict[int, str]]:
    """The hashes of the lines with findings, by their source."""
    wanted: dict[tuple[str, int], tuple[str, set[int]]] = {}
    for report in run.reports:
        lines = wanted.setdefault(_source_of(report), (report.source, set()))[1]
        lines.update(region(finding, report.source).line for finding in _all(report))
    return {key: line_hashes(source, lines) for key, (source, lines) in wanted.items()}


def _results(
    report: Report, index: Mapping[str, int], hashes: Mapping[int, str], *, known: bool
) -> list[dict[str, Any]]:
    """The results of one message: what was found and what is held back, in the order of the text."""
    told: list[tuple[Finding, Suppressed | None]] = [
        *((finding, None) for finding in report.findings),
        *((one.finding, one) for one in report.suppressed),
    ]
    told.sort(key=lambda pair: (pair[0].start, pair[0].end))
    results = []
    for finding, held in told:
        place = region(finding, report.source)
        where: dict[str, Any] = {
            "physicalLocation": {
                "artifactLocation": _artifact(report.name),
                "region": {
                    "startLine": place.line,
                    "startColumn": place.column,
                    "endLine": place.end_line,
                    "endColumn": place.end_column,
                },
            }
        }
        if names := [name for name in (report.part, finding.key) if name]:
            where["logicalLocations"] = [{"name": line(", ".join(names))}]
        result: dict[str, Any] = {
            "ruleId": finding.rule,
            "ruleIndex": index[finding.rule],
            "level": _LEVELS[finding.severity],
            "message": {"text": message(finding).replace("](", "] (")},  # which would be a link
            "locations": [where],
            "partialFingerprints": {"primaryLocationLineHash": hashes[place.line]},
            "suppressions": [_suppression(held)] if held else [],
            "properties": {"confidence": finding.confidence, "role": finding.role, "exact": finding.exact},
        }
        if held and held.by in _BASELINES:
            result["baselineState"] = "unchanged"
        elif known and not held:
            result["baselineState"] = "new"
        results.append(result)
    return results


def _artifact(name: str) -> dict[str, str]:
    found = uri(name)
    return {"uri": found} if found.startswith("file:") else {"uri": found, "uriBaseId": "%SRCROOT%"}


def _suppression(held: Suppressed) -> dict[str, str]:
    told = {"kind": "inSource" if held.by == "comment" else "external", "status": "accepted"}
    return {**told, "justification": line(f"{held.by}: {held.reason}" if held.reason else held.by)}


def _notification(trouble: Trouble, file: str | None, at: int | None) -> dict[str, Any]:
    told: dict[str, Any] = {"level": "error", "message": {"text": line(str(trouble)).replace("](", "] (")}}
    if file:
        where: dict[str, Any] = {"artifactLocation": _artifact(file)}
        if at:
            where["region"] = {"startLine": at}
        told["locations"] = [{"physicalLocation": where}]
    return told


_WINDOW = 100
_END = "\uffff"


def line_hashes(source: str, wanted: Iterable[int]) -> dict[int, str]:
    """GitHub's own line hash for each of the wanted lines (from 1): `primaryLocationLineHash`.

    The method is that of `hash` in github/codeql-action, src/fingerprints.ts: the first 100 UTF-16 code units from the
    start of the line on, spaces and tabs left out and line ends made one sign, the text followed by 65535 and then
    zeros; they are the digits of a number in base 37, modulo 2**64, in hexadecimal. After a colon, the number of the
    lines with this hash so far, this one included. It does not change when other lines move above or below. (A byte
    order mark, which GitHub counts as the first character of the file, is no part of a source here.)
    """
    text = re.sub(r"\r\n?", "\n", source)
    text = re.sub(r"[\U00010000-\U0010ffff]", _halves, text.replace(" ", "").replace("\t", ""))
    text += _END
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    windows = {at: text[starts[at - 1] : starts[at - 1] + _WINDOW] for at in wanted}
    seen = dict.fromkeys(windows.values(), 0)
    last = max(windows, default=0)
    told: dict[int, str] = {}
    for at, start in enumerate(starts[:last], start=1):
        window = text[start : start + _WINDOW]
        if window in seen:
            seen[window] += 1
            if at in windows:
                told[at] = f"{_number(window):x}:{seen[window]}"
    return told


def _halves(match: re.Match[str]) -> str:
    code = ord(match.group()) - 0x10000
    return chr(0xD800 + (code >> 10)) + chr(0xDC00 + (code & 0x3FF))


def _number(window: str) -> int:
    value = 0
    for char in window.ljust(_WINDOW, "\0"):
        value = (value * 37 + ord(char)) & 0xFFFF_FFFF_FFFF_FFFF
    return value
