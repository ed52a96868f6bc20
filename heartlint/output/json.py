"""The run as one JSON object, as `heartlint schema report` describes it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

import heartlint
from heartlint.output.terminal import COMMAND
from heartlint.report import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heartlint.output.text import Style
    from heartlint.report import Finding, Report, Run, Trouble

_ACTS = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]|" + COMMAND)


_PIECE = 20_000
"""Signs of a piece: brackets, keys, values."""


def render(run: Run, style: Style) -> str:
    """The run as JSON with a newline at its end. Characters that act on a terminal are written as escapes."""
    return "".join(pieces(run, style))


def pieces(run: Run, style: Style) -> Iterator[str]:
    """The same, a piece at a time."""
    return pieces_of({**as_dict(replace(run, reports=())), "files": _Files(run), "summary": run.summary}, style)


def dumps(value: object, style: Style | None = None, *, indent: int | None = 2) -> str:
    """Any plain value as readable JSON with a newline at its end, safe for a terminal and a build's log.

    In ASCII where `style` names a stream that is not UTF-8: JSON is UTF-8 and nothing else.
    """
    return "".join(pieces_of(value, style, indent=indent))


def pieces_of(value: object, style: Style | None = None, *, indent: int | None = 2) -> Iterator[str]:
    """The same, a piece at a time: whole, and twice on the way there, it would take more memory than what it tells."""
    ascii_only = style is not None and not is_utf8(style.encoding)
    signs = json.JSONEncoder(indent=indent, ensure_ascii=ascii_only).iterencode(value)
    # each string of the value is one of the signs: nothing that acts is cut in two
    while piece := "".join(islice(signs, _PIECE)):
        yield _ACTS.sub(lambda match: f"\\u{ord(match.group()):04x}", piece)
    yield "\n"


def is_utf8(encoding: str) -> bool:
    """Whether a stream's encoding is UTF-8, whatever it is called."""
    return encoding.lower().replace("_", "-") in {"utf-8", "utf8"}


def as_dict(run: Run) -> dict[str, Any]:
    """The run as plain values, in the order they are printed."""
    return {
        "schema_version": SCHEMA_VERSION,
        "heartlint": heartlint.__version__,
        "files": [_report(report) for report in run.reports],
        "summary": run.summary,
        "troubles": [_trouble(trouble) for trouble in run.troubles],
    }


class _Files(list[Any]):
    """The reports of a run as plain values, each made when it is written."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self._reports = run.reports

    def __len__(self) -> int:
        return len(self._reports)

    def __iter__(self) -> Iterator[Any]:
        return map(_report, self._reports)


def _report(report: Report) -> dict[str, Any]:
    score = report.score
    covered = report.coverage
    return {
        "name": report.name,
        "part": report.part,
        "kind": report.kind,
        "format": report.format,
        "findings": [_mark(mark) for mark in report.findings],
        "credits": [_mark(mark) for mark in report.credits],
        "score": {
            "value": score.value,
            "band": score.band,
            "reason": score.reason,
            "version": score.version,
            "parts": [
                {"name": part.name, "points": part.points, "side": part.side, "mark": part.mark} for part in score.parts
            ],
        },
        "coverage": {
            "read": covered.read,
            "aside": dict(covered.aside),
            "source": covered.source,
            "words": covered.words,
            "notes": list(covered.notes),
        },
        "suppressed": [
            {"finding": _mark(one.finding), "by": one.by, "reason": one.reason} for one in report.suppressed
        ],
        "troubles": [_trouble(trouble) for trouble in report.troubles],
    }


def _mark(mark: Finding) -> dict[str, Any]:
    return {
        "rule": mark.rule,
        "family": mark.family,
        "severity": mark.severity,
        "confidence": mark.confidence,
        "probability": mark.probability,
        "title": mark.title,
        "why": mark.why,
        "instead": mark.instead,
        "text": mark.text,
        "sentence": mark.sentence,
        "role": mark.role,
        "key": mark.key,
        "start": mark.start,
        "end": mark.end,
        "line": mark.line,
        "column": mark.column,
        "end_line": mark.end_line,
        "end_column": mark.end_column,
        "exact": mark.exact,
        "pieces": [
            {"start": piece.source.start, "end": piece.source.end, "text": piece.text, "how": piece.how}
            for piece in mark.pieces
        ],
    }


def _trouble(trouble: Trouble) -> dict[str, Any]:
    return {"where": trouble.where, "what": trouble.what, "remedy": trouble.remedy}
