"""GitLab's code quality report: what a merge request's widget shows."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, Any

from heartlint.output.json import dumps
from heartlint.output.places import path, region, troubles
from heartlint.output.terminal import line
from heartlint.output.told import with_words

if TYPE_CHECKING:
    from heartlint.output.text import Style
    from heartlint.report import Run

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def render(run: Run, style: Style) -> str:
    """The run as an array of issues. What could not be read is the first of them, and a blocker."""
    seen: Counter[tuple[str, ...]] = Counter()
    issues = []
    for trouble, file, at in troubles(run):
        name = path(file) if file else trouble.where
        told = line(f"heartlint/trouble: {trouble}")
        issues.append(_issue(told, "heartlint/trouble", "blocker", name, at or 1, seen, trouble.what))
    for report in run.reports:
        name = path(report.name)
        for finding in report.findings:
            told = f"{finding.rule}: {with_words(finding)}"
            at = region(finding, report.source).line
            severity = _SEVERITIES[finding.severity]
            issues.append(_issue(told, finding.rule, severity, name, at, seen, finding.text, finding.sentence))
    return dumps(issues, style)


def _issue(  # noqa: PLR0913 - the fields of one entry
    told: str, check: str, severity: str, file: str, at: int, seen: Counter[tuple[str, ...]], *content: str
) -> dict[str, Any]:
    return {
        "description": told,
        "check_name": check,
        "fingerprint": _fingerprint((check, file, *content), seen),
        "severity": severity,
        "location": {"path": line(file), "lines": {"begin": at}},
    }


def _fingerprint(content: tuple[str, ...], seen: Counter[tuple[str, ...]]) -> str:
    """The same as long as rule, file, words and sentence are, wherever they move to; another for the next alike."""
    seen[content] += 1
    data = "\0".join((*content, str(seen[content])))
    return hashlib.sha256(data.encode("utf-8", "surrogatepass")).hexdigest()[:32]
