"""`heartlint prove [PACK]`: run every example of a pack before anybody trusts it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from heartlint.cli.options import write
from heartlint.cli.parsers import Parser
from heartlint.output.terminal import inert, line, safe
from heartlint.packs import guarded
from heartlint.testing import prove

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str]) -> int:
    """Prove each pack; 0 where all hold, 1 where an example fails, 2 where a rule cannot be used."""
    made = Parser(
        prog="heartlint prove", description="Run every example of every rule of a pack, as a user's file would be."
    )
    made.add_argument("packs", nargs="*", default=["core"], metavar="PACK", help="a package or folder (default: core)")
    given = made.parse_args(list(argv))
    status = 0
    for pack in given.packs:
        with guarded():
            proof = prove(pack)
        for trouble in proof.troubles:
            print("trouble", line(str(trouble)), file=sys.stderr)  # noqa: T201
        for failure in proof.failures:
            write(inert(safe(f"{failure}\n\n")))
        write(inert(f"{line(proof.total)}\n"))
        status = max(status, 2 if proof.troubles else 1 if proof.failures else 0)
    return status
