"""heartlint: a heart check for outbound copy.

It finds where a message stops talking to a person, credits where somebody is really there, and scores both.

    import heartlint
    report = heartlint.check("Hi {{first_name}}, just bumping this to the top of your inbox.")
    report.findings, report.credits, report.score

What is named here, in `heartlint.rule` and in `heartlint.testing` is public; everything else may change.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from heartlint.checker import UnknownRuleError
    from heartlint.config import Settings
    from heartlint.linter import Linter
    from heartlint.report import (
        Covered,
        Credit,
        Finding,
        Part,
        Report,
        Run,
        Score,
        Suppressed,
        Trouble,
    )
    from heartlint.text import Piece, Span

__version__ = "0.1.0"
__all__ = [
    "Covered", "Credit", "Finding", "Linter", "Part", "Piece", "Report", "Run", "Score", "Settings", "Span",
    "Suppressed", "Trouble", "UnknownRuleError", "check", "check_paths",
]  # fmt: skip

_HOMES = {
    "Settings": "config",
    "Linter": "linter",
    "UnknownRuleError": "checker",
    "Piece": "text",
    "Span": "text",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever is exported
    """Import what is exported when it is first used: a rule's module, or --version, needs none of it."""
    if name in __all__:
        return getattr(import_module(f"heartlint.{_HOMES.get(name, 'report')}"), name)
    raise AttributeError(f"module 'heartlint' has no attribute {name!r}")


def check(message: Any, *, name: str | None = None, format: str = "markdown") -> Report:  # noqa: A002, ANN401
    """The heart check of one message: a str (always copy), a Path to a file of one message, or a spaCy Doc.

    A str is read as Markdown unless `format` ("markdown", "html", "text") says otherwise. Raises ValueError
    for a file that cannot be read or holds several messages.
    """
    from heartlint.linter import default  # noqa: PLC0415 - as above

    return default().check(message, name=name, format=format)


def check_paths(paths: Sequence[str | Path]) -> Run:
    """The heart check of files and folders, with default settings. Never raises for a file: see `Run.troubles`."""
    from heartlint.linter import default  # noqa: PLC0415 - as above

    return default().check_paths(paths)
