"""The report as a comment under a change, and as the summary of a build's step.

Short, folded together message by message, in the order of the run. Whatever is not ours stands in code, where no link,
mention, image or tag is one; and it stays below what GitHub and GitLab take as one comment.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from heartlint.output.places import path, troubles
from heartlint.output.terminal import line
from heartlint.output.told import markdown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heartlint.output.text import Style
    from heartlint.report import Finding, Report, Run

LISTED = 100
"""Findings, and troubles, that are told one by one."""

ROOM = 60_000
"""Characters; GitHub takes 65,536 in a comment."""


def render(run: Run, style: Style) -> str:  # noqa: ARG001 - every format has the same call
    """The run as Markdown with a newline at its end."""
    out = ["## Heart check", "", _totals(run), ""]
    stuck = list(troubles(run))
    if stuck:
        out += [f"**{_count(len(stuck), 'trouble')}, so this run is not a pass:**", ""]
        out += [f"- {code(str(trouble))}" for trouble, _, _ in stuck[:LISTED]]
        if len(stuck) > LISTED:
            out.append(f"- and {len(stuck) - LISTED} more")
        out.append("")
    findings = sum(len(report.findings) for report in run.reports)
    told = 0
    room = ROOM - sum(map(len, out))
    for report in run.reports:
        rows = [_row(finding, report) for finding in report.findings[: LISTED - told]]
        part = [*_opened(report), *rows, "", "</details>", ""]
        size = sum(len(text) + 1 for text in part)
        if not rows or size > room:
            continue
        out += part
        told += len(rows)
        room -= size
    if told < findings:
        out += [f"And {findings - told} more findings.", ""]
    return "\n".join(out).rstrip("\n") + "\n"


def _totals(run: Run) -> str:
    totals = run.summary
    median = totals["median_score"]
    counts = [_count(totals["messages"], "message"), _count(totals["findings"], "finding")]
    counts.append(_count(totals["credits"], "credit"))
    if totals["suppressed"]:
        counts.append(f"{totals['suppressed']} suppressed")
    return f"{', '.join(counts)}; median score: {'none' if median is None else f'{median:.1f}'}."


def _opened(report: Report) -> Iterator[str]:
    """The line that a message is folded under. It is HTML, where a name is no Markdown."""
    name = path(report.name) + (f", {report.part}" if report.part else "")
    # line ends and backslashes would be read by Markdown before HTML is
    shown = escape(" ".join(line(name).split())[:200])
    score = report.score
    heart = f"heart {score.value:.1f}, {score.band}" if score.value is not None else "no score"
    yield "<details>"
    yield f"<summary><code>{shown}</code>: {heart}; {_count(len(report.findings), 'finding')}</summary>"
    yield ""


def _row(finding: Finding, report: Report) -> str:
    place = f"{path(report.name)}:{finding.line}"
    words = finding.text if len(finding.text) <= 200 else f"{finding.text[:199]}\u2026"
    sure = "" if finding.confidence == "sure" else " (likely)"
    asked = f"{markdown(finding.title)} {markdown(finding.instead)}"
    return f"- {finding.severity}{sure} {code(finding.rule)} {code(place)}: {code(words)}  \n  {asked}"


def _count(count: object, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def code(text: str) -> str:
    """A text as a Markdown code span on one line: in it no link, mention, image or tag is one."""
    shown = " ".join(line(text).split())[:1000] or "(nothing)"
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {shown} {fence}" if longest else f"{fence}{shown}{fence}"
