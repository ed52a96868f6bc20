"""`heartlint explain RULE`: what a rule finds, why, and what to ask instead."""

from __future__ import annotations

import re
import sys
import textwrap
from typing import TYPE_CHECKING

from heartlint.cli import UsageError
from heartlint.cli.options import linter, parser, settings, style, write
from heartlint.linter import UnknownRuleError
from heartlint.output.terminal import line, safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from heartlint.output.text import Style
    from heartlint.rule import Rule


def main(argv: Sequence[str]) -> int:
    """Print the page of each rule named; 2 where a pack or rule could not be used."""
    made = parser("explain", "Say what a rule finds, why, and what to ask instead.")
    made.add_argument("rules", nargs="+", metavar="RULE", help="a rule, or a family for all of its rules")
    given = made.parse_args(list(argv))
    origins: dict[str, str] = {}
    checker = linter(settings(given, origins), origins)
    look = style(given)
    pages = []
    for name in given.rules:
        try:
            ids = checker.matching(name)
        except UnknownRuleError as error:
            raise UsageError(str(error)) from None
        exact = [rule for rule in checker.rules if rule.id == name or name in rule.aliases]
        pages += exact or [rule for rule in checker.rules if rule.id in ids]
    write("\n".join("\n".join(page(rule, look)) + "\n" for rule in pages))
    for trouble in checker.troubles:
        print("trouble", line(str(trouble)), file=sys.stderr)  # noqa: T201
    return 2 if checker.troubles else 0


def page(rule: Rule, look: Style) -> Iterator[str]:
    """The page of a rule, wrapped to the terminal's width."""
    room = max(look.columns, 20)

    def wrapped(text: str, indent: str = "") -> Iterator[str]:
        yield from textwrap.wrap(line(text), room, initial_indent=indent, subsequent_indent=indent)

    bands = " or ".join(sorted({rule.confidence, *rule.bands}, reverse=True))
    level = "credit" if rule.side == "credit" else rule.severity
    since = f", since {rule.since}" if rule.since else ""
    yield look.paint(rule.id, "strong")
    yield from wrapped(f"{rule.title} ({level}, {bands}{since}, pack {rule.origin})")
    yield ""
    yield from wrapped(rule.why)
    yield ""
    yield from wrapped(f"{'What makes it count' if rule.side == 'credit' else 'Instead'}: {rule.instead}")
    for heading, examples in (("Found:", rule.finds), ("Passes:", rule.passes)):
        yield ""
        yield heading
        for example in examples:
            for text in example.strip().splitlines():
                for part in textwrap.wrap(safe(text), room, initial_indent="  ", subsequent_indent="  ") or [""]:
                    yield _bold(part, look)
    if rule.evidence:
        yield ""
        yield from wrapped(f"Evidence: {rule.evidence}")


def _bold(text: str, look: Style) -> str:
    if not look.colour:
        return text
    return re.sub("«([^»]*)»?", lambda match: look.paint(match.group(1), "strong"), text).replace("»", "")
