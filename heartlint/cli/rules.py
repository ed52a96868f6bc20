"""`heartlint rules`: list the rules, with where each comes from."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from heartlint.cli.options import linter, parser, settings, style, write
from heartlint.output.terminal import inert, line

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str]) -> int:
    """Print a line for each rule; 2 where a pack or rule could not be used."""
    made = parser("rules", "List the rules: id, severity, confidence, pack, and what each finds.")
    made.add_argument("--output-format", choices=("text", "json"), default="text", help="how to print (text)")
    given = made.parse_args(list(argv))
    origins: dict[str, str] = {}
    checker = linter(settings(given, origins), origins)
    look = style(given)
    if given.output_format == "json":
        listed = [
            {
                "id": rule.id,
                "side": rule.side,
                "severity": rule.severity,
                "confidence": sorted({rule.confidence, *rule.bands}),
                "title": rule.title,
                "pack": rule.origin,
                "since": rule.since,
            }
            for rule in checker.rules
        ]
        from heartlint.output.json import dumps  # noqa: PLC0415 - only where JSON is asked for

        write(dumps(listed, look))
    else:
        room = max(look.columns, 40) if sys.stdout.isatty() else None  # a file or grep gets whole titles
        wide = max((len(rule.id) for rule in checker.rules), default=0)
        for rule in checker.rules:
            level = "credit" if rule.side == "credit" else rule.severity
            told = f"{rule.id:<{wide}}  {level:<7}  {rule.confidence:<6}  {rule.origin:<6}  {rule.title}"
            write(inert(line(told))[:room].rstrip() + "\n")
    for trouble in checker.troubles:
        print("trouble", line(str(trouble)), file=sys.stderr)  # noqa: T201
    return 2 if checker.troubles else 0
