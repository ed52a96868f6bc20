"""The report for people without git: one page that opens from disk and loads nothing.

The page holds the run as data and builds what is looked at, so that thousands of messages stay quick. Everything of
the copy is text, never markup: the data cannot close its own element, the script only ever sets text, and the page's
content-security policy lets no other script, style or address in.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import heartlint
from heartlint.score import BANDS

if TYPE_CHECKING:
    from heartlint.output.text import Style
    from heartlint.report import Finding, Report, Run
    from heartlint.text import Block

_INERT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
"""In JSON these stand in strings only, so that escapes change nothing; and no tag, comment or entity is left."""


def render(run: Run, style: Style) -> str:  # noqa: ARG001 - every format has the same call
    """The run as one HTML page, in ASCII."""
    return whole("Heart check", _plain(run), _run(run), "page.js")


def whole(title: str, plain: str, content: object, script_name: str) -> str:
    """A page of ours in ASCII: `content` is what its script shows, `plain` the HTML where none may run."""
    css, pieces, own = (
        files(__package__).joinpath(name).read_text("utf-8") for name in ("page.css", "pieces.js", script_name)
    )
    script = pieces + own
    policy = (
        f"default-src 'none'; style-src {_hash(css)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )
    data = json.dumps(content, separators=(",", ":")).translate(_INERT)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{escape(title)}</title>
<style>{css}</style>
</head>
<body>
<div id="page">{plain}</div>
<script type="application/json" id="run">{data}</script>
<script>{script}</script>
</body>
</html>
""".encode("ascii", "xmlcharrefreplace").decode("ascii")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


def _plain(run: Run) -> str:
    """What is shown where scripts are not allowed to run: the messages in a table."""
    rows = "".join(
        f"<tr><td>{escape(_name(report))}</td><td>{_score(report)}</td><td>{len(report.findings)}</td>"
        f"<td>{len(report.credits)}</td></tr>\n"
        for report in run.reports[:_MOST_PLAIN]
    )
    more = len(run.reports) - _MOST_PLAIN
    return (
        "<main><h1>Heart check</h1>\n"
        "<p>This page marks up each message where its own script may run; here it may not.</p>\n"
        "<table><thead><tr><th>Message</th><th>Heart</th><th>Findings</th><th>Credits</th></tr></thead>\n"
        f"<tbody>{rows}</tbody></table>{f'<p>And {more} more.</p>' if more > 0 else ''}</main>"
    )


_MOST_PLAIN = 500


def _name(report: Report) -> str:
    return f"{report.name}, {report.part}" if report.part else report.name


def _score(report: Report) -> str:
    return "none" if report.score.value is None else f"{report.score.value:.1f}"


def _run(run: Run) -> dict[str, Any]:
    """The run as the script reads it: short keys, and what a rule says only once."""
    rules: dict[str, list[str]] = {}
    messages = [_message(report, rules) for report in run.reports]
    return {
        "version": heartlint.__version__,
        "bands": [list(band) for band in BANDS],
        "rules": rules,
        "messages": messages,
        "troubles": [str(trouble) for trouble in run.all_troubles],
        "notCopy": len(run.not_copy),
    }


def _message(report: Report, rules: dict[str, list[str]]) -> dict[str, Any]:
    for mark in (*report.findings, *report.credits):
        rules.setdefault(mark.rule, [mark.title, mark.why, mark.instead])
    marks = [_mark(mark, rules, "f") for mark in report.findings] + [_mark(mark, rules, "c") for mark in report.credits]
    score = report.score
    first_credit = len(report.findings)
    return {
        "name": report.name,
        "part": report.part,
        "kind": report.kind,
        "score": score.value,
        "band": score.band,
        "reason": score.reason,
        "parts": [
            [part.name, part.points, None if part.mark is None else part.mark + first_credit * (part.side == "credit")]
            for part in score.parts
        ],
        "words": report.coverage.words,
        "aside": dict(report.coverage.aside),
        "notes": list(report.coverage.notes),
        "blocks": [_block(block) for block in report.blocks],
        "marks": marks,
        "suppressed": dict(Counter(one.by for one in report.suppressed)),
        "troubles": [str(trouble) for trouble in report.troubles],
    }


def _mark(mark: Finding, rules: dict[str, list[str]], side: str) -> list[Any]:
    why = "" if mark.why == rules[mark.rule][1] else mark.why
    place = mark.block, mark.place.start, mark.place.end
    return [side, mark.rule, mark.severity, mark.confidence, *place, mark.line, mark.column, why]


def _block(block: Block) -> list[Any]:
    zones = [[zone.span.start, zone.span.end, zone.name] for zone in block.zones]
    slots = [[place.start, place.end] for slot in block.slots if (place := block.place(slot.span)) is not None]
    return [block.role, block.level, block.zone, block.text, zones, slots, block.key]
