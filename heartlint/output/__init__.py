"""One file per format: a Run goes in, text comes out. Imported by the command line only."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Iterable

    from heartlint.output.text import Style
    from heartlint.report import Run

FORMATS = (
    "text", "json", "html", "markdown", "sarif", "github", "gitlab", "rdjson", "rdjsonl", "junit", "checkstyle",
)  # fmt: skip
"""The formats a run can be written in."""


class Format(Protocol):
    """What every output module offers."""

    def render(self, run: Run, style: Style) -> str:
        """The run in this format, with a newline at its end."""
        ...


def renderer(name: str) -> Format:
    """The module of a format, imported when it is asked for. Raises KeyError for an unknown one."""
    if name not in FORMATS:
        raise KeyError(name)
    return cast("Format", import_module(f"heartlint.output.{name}"))


def rendered(name: str, run: Run, style: Style) -> Iterable[str]:
    """The run in a format: whole, or a piece at a time from a module that offers `pieces`, for what grows large."""
    module = renderer(name)
    pieces: Iterable[str] | None = module.pieces(run, style) if hasattr(module, "pieces") else None
    return (module.render(run, style),) if pieces is None else pieces
