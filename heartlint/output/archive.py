"""The overview of a batch's result: one page that opens from disk and loads nothing, built as the report's page is.

What it shows was counted before (`heartlint.scale.overview`); a million rows make a page of the same size as a
thousand.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import heartlint
from heartlint.output.html import whole
from heartlint.score import BANDS

if TYPE_CHECKING:
    from collections.abc import Mapping


def render(overview: Mapping[str, Any]) -> str:
    """The page, in ASCII, of an overview as plain values (`dataclasses.asdict`)."""
    content = {**overview, "version": heartlint.__version__, "bandNames": [list(band) for band in BANDS]}
    return whole("Heart check of an archive", _plain(overview), content, "archive.js")


def _plain(overview: Mapping[str, Any]) -> str:
    """What is shown where scripts are not allowed to run."""
    totals: Mapping[str, int] = overview["totals"]
    rules = "".join(
        f"<tr><td>{escape(rule)}</td><td>{escape(title)}</td><td>{times}</td><td>{messages}</td></tr>\n"
        for rule, title, _, times, messages in overview["rules"]
    )
    return (
        f"<main><h1>Heart check of {escape(overview['name'])}</h1>\n"
        "<p>This page shows more where its own script may run; here it may not.</p>\n"
        f"<p>{totals['messages']} messages, {totals['scored']} with a score, {totals['fail']} that fail, "
        f"{totals['troubles']} with troubles.</p>\n"
        "<table><thead><tr><th>Rule</th><th>What it finds</th><th>Times</th><th>Messages</th></tr></thead>\n"
        f"<tbody>{rules}</tbody></table></main>"
    )
