"""Reviewdog's diagnostic format, as one object: findings where a change is reviewed.

Lines and columns from 1, columns in bytes of UTF-8, the end exclusive; only lines where only they are known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heartlint.output.json import dumps
from heartlint.output.places import byte_region, troubles
from heartlint.output.terminal import line
from heartlint.output.told import HOME, message, rule_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heartlint.output.text import Style
    from heartlint.report import Finding, Report, Run

SOURCE = {"name": "heartlint", "url": HOME} if HOME else {"name": "heartlint"}


def render(run: Run, style: Style) -> str:
    """The run as one DiagnosticResult."""
    return dumps({"source": SOURCE, "diagnostics": list(diagnostics(run))}, style)


def diagnostics(run: Run) -> Iterator[dict[str, Any]]:
    """What could not be read, and then each finding. There are no suggestions: none could be made by a machine."""
    for trouble, file, at in troubles(run):
        where: dict[str, Any] = {"path": line(file or trouble.where)}
        if at:
            where["range"] = {"start": {"line": at}}
        code = {"value": "heartlint/trouble"}
        yield {"message": line(str(trouble)), "location": where, "severity": "ERROR", "code": code}
    for report in run.reports:
        yield from (_diagnostic(finding, report) for finding in report.findings)


def _diagnostic(finding: Finding, report: Report) -> dict[str, Any]:
    place = byte_region(finding, report.source)
    start, end = {"line": place.line}, {"line": place.end_line}
    if finding.exact:
        start["column"], end["column"] = place.column, place.end_column
    page = rule_page(finding.rule)
    return {
        "message": message(finding),
        "location": {"path": line(report.name), "range": {"start": start, "end": end}},
        "severity": finding.severity.upper(),
        "code": {"value": finding.rule, "url": page} if page else {"value": finding.rule},
    }
