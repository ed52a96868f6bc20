"""`heartlint prove [PACK]`: run every example of a pack before anybody trusts it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from heartlint.cli.options import write
from heartlint.cli.parsers import Parser
from heartlint.linter import Linter
from heartlint.output.terminal import inert, line, safe
from heartlint.packs import find, guarded
from heartlint.testing import probabilities, prove

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def main(argv: Sequence[str]) -> int:
    """Prove each pack; 0 where all hold, 1 where an example fails, 2 where a rule cannot be used."""
    made = Parser(
        prog="heartlint prove", description="Run every example of every rule of a pack, as a user's file would be."
    )
    made.add_argument("packs", nargs="*", default=["core"], metavar="PACK", help="a package or folder (default: core)")
    made.add_argument(
        "-v", "--verbose", action="store_true", help="print how likely the judge finds each term of each example"
    )
    given = made.parse_args(list(argv))
    status = 0
    for pack in given.packs:
        with guarded():
            proof = prove(pack)
        for trouble in proof.troubles:
            print("trouble", line(str(trouble)), file=sys.stderr)  # noqa: T201
        for failure in proof.failures:
            write(inert(safe(f"{failure}\n\n")))
        if given.verbose:
            write(inert("".join(f"{safe(one)}\n" for one in _judged(pack))))
        write(inert(f"{line(proof.total)}\n"))
        status = max(status, 2 if proof.troubles else 1 if proof.failures else 0)
    return status


def _judged(pack: str) -> Iterator[str]:
    """Each term of each example with the judge's probability, and how far it is from being shown."""
    base = Linter(confidence="likely")
    for rule in find(pack).rules:
        if "judged" not in rule.bands:
            continue
        yield f"{rule.id} ({rule.lean})"
        linter = base.only(rule)
        for kind, group in (("finds", rule.finds), ("passes", rule.passes), ("misses", rule.misses)):
            for example in group:
                told = probabilities(linter, rule, example)
                shown = ", ".join(f"{term} {share:.2f} ({distance:+.3f})" for term, share, distance in told)
                yield f"  {kind:<7} {shown or 'no term':<40} {' '.join(example.split())}"
