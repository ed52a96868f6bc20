"""Reviewdog's diagnostic format, one diagnostic a line: the same as `rdjson`, each with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heartlint.output.json import dumps
from heartlint.output.rdjson import SOURCE, diagnostics

if TYPE_CHECKING:
    from heartlint.output.text import Style
    from heartlint.report import Run


def render(run: Run, style: Style) -> str:
    """The run as JSON lines; nothing at all where nothing was found."""
    return "".join(dumps({**one, "source": SOURCE}, style, indent=None) for one in diagnostics(run))
