"""`heartlint read`: show messages as their reader sees them, and how the tool understood them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from heartlint.cli.options import linter, parser, root_of, settings, standard_input, style, write
from heartlint.discover import discover
from heartlint.output.blocks import render
from heartlint.output.terminal import line
from heartlint.read import READERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heartlint.cli.options import Given
    from heartlint.report import Trouble

_EPILOG = """\
Each block stands with its line and column, its role, the merge tags in it and
what of it is set aside. Nothing is judged.

exit status: 0 all could be read, 2 something could not
"""


def main(argv: Sequence[str]) -> int:
    """Print what was read of each message; 2 where something could not be read."""
    made = parser("read", "Show messages as their reader sees them.", _EPILOG)
    add = made.add_argument
    add("paths", nargs="+", metavar="PATH", help="files, folders or globs; - is standard input")
    add("--format", choices=tuple(READERS), help="read them as this, whatever their names say")
    add("--include", action="append", metavar="PATTERNS", help="paths in folders to read as well: JSON, tables ...")
    add("--exclude", action="append", metavar="PATTERNS", help="paths to leave out, as in a .gitignore")
    add("--columns", action="append", metavar="NAMES", help="the columns of tables that hold copy (default: guessed)")
    add("--stdin-filename", metavar="NAME", help="the name, and by its suffix the format, of standard input")
    return show(made.parse_args(list(argv)))


def show(given: Given) -> int:
    """Print what was read of the paths that were given, and give the exit status."""
    origins: dict[str, str] = {}
    found = settings(given, origins)
    checker = linter(found, origins)
    listed = discover(
        [path for path in given.paths or ["."] if path != "-"],
        include=found.include,
        exclude=found.exclude,
        force_exclude=found.force_exclude,
        format_of=checker.format_of,
        root=root_of(checker),
    )
    troubles: list[Trouble] = list(listed.troubles)
    read_as = getattr(given, "format", None)
    documents = [document for path in listed.files for document in checker.read_file(path, troubles, format=read_as)]
    if "-" in given.paths:
        name, data = standard_input(given, found.max_file_size)
        documents += checker.read_bytes(data, name, troubles, format=read_as)
    write(render(documents, style(given)))
    look = style(given, sys.stderr)
    for trouble in troubles:
        print(look.paint("trouble", "error"), line(str(trouble)), file=sys.stderr)  # noqa: T201
    return 2 if troubles else 0
