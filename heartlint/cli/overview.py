"""`heartlint overview`: how a whole archive speaks, from the result of a batch, as one HTML page."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from heartlint.cli import UsageError
from heartlint.cli.check import save
from heartlint.cli.options import write
from heartlint.cli.parsers import Parser
from heartlint.output.archive import render
from heartlint.output.terminal import inert, line
from heartlint.scale.overview import ResultError, overview
from heartlint.scale.rows import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str]) -> int:
    """Write the page."""
    made = Parser(prog="heartlint overview", description="Write the overview of a batch's result as one HTML page.")
    made.add_argument("result", metavar="RESULT", help="what heartlint batch has written: .parquet or .jsonl")
    made.add_argument("page", metavar="PAGE", help="the HTML file to write")
    given = made.parse_args(list(argv))
    try:
        save(given.page, page(Path(given.result)))
    except (ResultError, MissingExtraError) as error:
        raise UsageError(str(error)) from None
    write(inert(f"{line(given.page)}: written\n"))
    return 0


def page(result: Path) -> str:
    """The page of a result. Raises ResultError or MissingExtraError."""
    return render(asdict(overview(result)))
