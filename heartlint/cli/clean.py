"""`heartlint clean`: remove what is kept between runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from heartlint.cache import Cache, folder
from heartlint.cli import UsageError
from heartlint.cli.options import parser, write
from heartlint.output.terminal import line

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str]) -> int:
    """Clear the cache folder, and say what was removed."""
    given = parser("clean", "Remove what is kept between runs: compiled rules and reports.").parse_args(list(argv))
    where = Path(given.cache_dir) if given.cache_dir else folder()
    try:
        removed = Cache(where).clear()
    except OSError as error:
        raise UsageError(f"{where}: cannot be cleared ({error.strerror or error}); check its permissions") from None
    write(f"{line(str(where))}: {removed} {'file' if removed == 1 else 'files'} removed\n")
    return 0
