"""GitHub Actions: the report as people read it, then a workflow command for each annotation.

Escaped as @actions/core does: `%`, CR and LF everywhere, `:` and `,` in properties too. GitHub takes ten annotations
of a level from a step, and no columns where the lines differ.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from heartlint.output import text
from heartlint.output.places import path, region, troubles
from heartlint.output.terminal import line, safe
from heartlint.output.told import with_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heartlint.output.text import Style
    from heartlint.report import Finding, Report, Run

AT_MOST = 10
"""Annotations of one level; GitHub drops what comes after."""

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def render(run: Run, style: Style) -> str:
    """The report, then the annotations: troubles, what is sure, what is likely; and how many had no room."""
    told: Counter[str] = Counter()
    commands = []
    for level, command in _annotations(run):
        told[level] += 1
        if told[level] <= AT_MOST:
            commands.append(command)
    more = [f"{count - AT_MOST} of level {level}" for level, count in told.items() if count > AT_MOST]
    if more:
        commands.append(
            f"heartlint: GitHub shows {AT_MOST} annotations of a level; not among them: {', '.join(more)}. "
            "The report above has them all."
        )
    return text.render(run, style) + "".join(f"{command}\n" for command in commands)


def _annotations(run: Run) -> Iterator[tuple[str, str]]:
    for trouble, file, at in troubles(run):
        where: dict[str, object] = {"file": path(file)} if file else {}
        if file and at:
            where["line"] = at
        yield "error", command("error", {**where, "title": "heartlint could not use this"}, str(trouble))
    found = [(finding, report) for report in run.reports for finding in report.findings]
    for finding, report in sorted(found, key=lambda one: one[0].confidence != "sure"):
        level = _LEVELS[finding.severity]
        title = f"heartlint: {finding.rule}"
        yield level, command(level, {**_place(finding, report), "title": title}, with_words(finding))


def _place(finding: Finding, report: Report) -> dict[str, object]:
    place = region(finding, report.source)
    where: dict[str, object] = {"file": path(report.name), "line": place.line}
    if finding.exact and place.on_one_line:
        return {**where, "col": place.column, "endLine": place.end_line, "endColumn": place.end_column}
    return {**where, "endLine": place.end_line}


def command(name: str, properties: dict[str, object], message: str) -> str:
    """One workflow command: nothing in a property or the message can end it or begin another."""
    told = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{name} {told}::{_data(line(message))}"


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    # a name is never made pretty: it must stay the one that GitHub knows, but for what would act on a terminal
    return safe(_data(value).replace(":", "%3A").replace(",", "%2C"))
