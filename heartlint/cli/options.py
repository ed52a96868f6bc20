"""What several commands take: packs, config, selection; and how a linter is made of them."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from heartlint.cli import UsageError, hush
from heartlint.config import ConfigError, Settings, find_config, load_config

if TYPE_CHECKING:
    from heartlint.linter import Linter
    from heartlint.output.text import Style


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are safe to print: what was typed (or globbed) may hold escape sequences."""

    def error(self, message: str) -> NoReturn:
        """Print the usage and the complaint, and exit 2."""
        from heartlint.output.terminal import line  # noqa: PLC0415 - only where there is something to say

        super().error(line(message))


def parser(command: str, description: str, epilog: str = "") -> argparse.ArgumentParser:
    """A parser for one command, with the options that all take."""
    made = Parser(
        prog=f"heartlint {command}",
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.add_argument("--config", metavar="FILE", help="use this config file and look for no other")
    made.add_argument("--isolated", action="store_true", help="use no config file")
    made.add_argument(
        "--pack", action="append", default=[], metavar="PACK", help="a package or a folder of rules to use as well"
    )
    made.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colour (default: auto)")
    return made


def settings(given: argparse.Namespace) -> Settings:
    """The settings of the config file, if any, changed by the flags. Raises UsageError."""
    found = Settings()
    named = given.config or os.environ.get("HEARTLINT_CONFIG")
    try:
        if named and not given.isolated:
            path = Path(named)
            if not path.is_file():
                raise UsageError(f"{named}: there is no such config file; check the path")
            found = load_config(path)
        elif not given.isolated and (path_found := find_config(Path.cwd())) is not None:
            found = load_config(path_found)
    except ConfigError as error:
        raise UsageError(str(error)) from None
    changes: dict[str, Any] = {"packs": (*found.packs, *given.pack)}
    added = {"ignore", "extend_select", "include", "exclude"}  # beside what the config says; the others instead of it
    for name in ("select", "ignore", "extend_select", "include", "exclude", "columns"):
        value = getattr(given, name, None)
        if value:
            parts = tuple(part.strip() for one in value for part in one.split(",") if part.strip())
            changes[name] = (*getattr(found, name), *parts) if name in added else parts
    for name in ("force_exclude", "only_copy", "confidence", "fail_on", "fail_confidence", "min_score", "max_warnings"):
        value = getattr(given, name, None)
        if value is not None and value is not False:  # a plain 0 is a setting, though it equals False
            changes[name] = value
    return replace(found, **changes)


def linter(found: Settings) -> Linter:
    """A linter with these settings. Raises UsageError for a selection that names no rule."""
    from heartlint.linter import Linter, UnknownRuleError  # noqa: PLC0415 - --help needs none of it

    try:
        return Linter(found)
    except UnknownRuleError as error:
        raise UsageError(str(error)) from None
    except ValueError as error:  # house words that cannot be read, a pattern that is none
        raise UsageError(f"config: {error}") from None


def root_of(checker: Linter) -> Path | None:
    """The folder that patterns of paths count from; None for the current one."""
    return Path(checker.settings.root) if checker.settings.root else None


def standard_input(given: argparse.Namespace) -> tuple[str, bytes]:
    """What standard input is called, and what it holds."""
    return given.stdin_filename or "<stdin>", sys.stdin.buffer.read()


def style(given: argparse.Namespace, stream: Any = None) -> Style:  # noqa: ANN401 - a text stream
    """How to print on a stream (standard output where None), by the flags and the usual variables."""
    from shutil import get_terminal_size  # noqa: PLC0415

    from heartlint.output.text import Style  # noqa: PLC0415

    out = stream or sys.stdout
    terminal = out.isatty()
    colour = terminal and os.environ.get("TERM") != "dumb"
    if os.environ.get("NO_COLOR"):
        colour = False
    elif os.environ.get("FORCE_COLOR"):
        colour = True
    if given.color != "auto":
        colour = given.color == "always"
    encoding = out.encoding or "ascii"
    try:
        "\u2588\u2192".encode(encoding)
        wide = True
    except UnicodeEncodeError:
        wide = False
    columns = get_terminal_size((80, 24)).columns if terminal or os.environ.get("COLUMNS") else 80
    return Style(
        columns,
        colour,
        wide,
        getattr(given, "quiet", False),
        getattr(given, "verbose", False),
        getattr(given, "statistics", False),
        encoding,
    )


def write(text: str) -> None:
    """Print to standard output, whatever its encoding: what it cannot show is shown as escapes.

    Where whoever reads has seen enough and closed the pipe, the rest is dropped and the command goes on: its
    files are still written and its exit status is still true. Raises UsageError where nothing can be written.
    """
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        hush()
    except OSError as error:  # a full disk, most likely
        hush()
        raise UsageError(f"standard output: cannot be written ({error.strerror or error}); free some space") from None
