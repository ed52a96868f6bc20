"""What several commands take: packs, config, selection; and how a linter is made of them."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from heartlint.cache import folder as cache_folder
from heartlint.cli import UsageError, hush
from heartlint.config import BASELINE, ConfigError, Settings, find_config, load_config
from heartlint.whole import read_whole

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator
    from types import SimpleNamespace

    from heartlint.baseline import Baseline, Held
    from heartlint.linter import Linter
    from heartlint.output.text import Style
    from heartlint.report import Run


Given: TypeAlias = "argparse.Namespace | SimpleNamespace"
"""What a command line asks for."""


def columns() -> int:
    """How many columns there are to print in: those of COLUMNS, or of the terminal, or 80."""
    named = os.environ.get("COLUMNS", "")
    if named.isdecimal() and int(named) > 0:
        return int(named)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80 if sys.__stdout__ else 80
    except (AttributeError, ValueError, OSError):  # closed, or no terminal
        return 80


def parser(command: str, description: str, epilog: str = "") -> argparse.ArgumentParser:
    """A parser for one command, with the options that all take."""
    from heartlint.cli.parsers import Help, Parser  # noqa: PLC0415 - a plain call needs neither

    made = Parser(
        prog=f"heartlint {command}",
        description=description,
        epilog=epilog,
        formatter_class=Help,
        allow_abbrev=False,
    )
    made.add_argument("--config", metavar="FILE", help="use this config file and look for no other")
    made.add_argument("--isolated", action="store_true", help="use no config file")
    made.add_argument(
        "--pack", action="append", default=[], metavar="PACK", help="a package or a folder of rules to use as well"
    )
    made.add_argument("--no-cache", action="store_true", help="keep nothing between runs, and use nothing kept")
    made.add_argument("--cache-dir", metavar="FOLDER", help="where to keep it (default: in the user's cache folder)")
    made.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colour (default: auto)")
    return made


ADDED = frozenset({"ignore", "extend_select", "include", "exclude", "packs", "per_file_ignores"})
"""Settings whose flags go beside what the config says; those of the others go instead of it."""


def add_selection(made: argparse.ArgumentParser) -> None:
    """The flags that choose rules, and what is shown and fails, wherever the messages come from."""
    add = made.add_argument
    add("--select", action="append", metavar="RULES", help="only these rules, families or prefixes")
    add("--extend-select", action="append", metavar="RULES", help="these as well as those selected")
    add("--ignore", action="append", metavar="RULES", help="not these rules, families or prefixes")
    add("--confidence", choices=("likely", "sure"), help="what is shown (default: likely)")
    add("--fail-on", choices=("error", "warning", "info", "never"), help="the least severity that fails (warning)")
    add("--fail-confidence", choices=("sure", "likely"), help="the least confidence that fails (sure)")
    add("--min-score", type=_score, metavar="N", help="fail a message that scores below this")


def add_choices(made: argparse.ArgumentParser) -> None:
    """The flags that choose what is checked, shown and failed: one for each setting people change by the run."""
    add_selection(made)
    add = made.add_argument
    add("--per-file-ignores", action="append", metavar="PATTERN:RULES", help="not these rules in these files")
    add("--include", action="append", metavar="PATTERNS", help="paths in folders to read as well: JSON, tables ...")
    add("--columns", action="append", metavar="NAMES", help="the columns of tables that hold copy (default: guessed)")
    add("--exclude", action="append", metavar="PATTERNS", help="paths to leave out, as in a .gitignore")
    add("--force-exclude", action="store_true", help="leave them out even when named, and what is no copy by its name")
    add("--only-copy", action="store_true", help="of named files read only what a folder's walk would read")
    add("--baseline", metavar="FILE", help="what is old, and fails nothing (default: heartlint-baseline.json)")
    add("--max-seconds", type=_seconds, metavar="N", help="give up a file that takes longer (300; 0: never)")
    add("--max-warnings", type=_whole, metavar="N", help="fail on more than so many failing findings only")


def _score(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 100:
        raise ValueError(text)
    return value


def _whole(text: str) -> int:
    value = int(text)
    if value < 0:
        raise ValueError(text)
    return value


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1_000_000:
        raise ValueError(text)
    return value


_score.__name__, _whole.__name__ = "score from 0 to 100", "whole number"  # argparse names them in its messages
_seconds.__name__ = "number of seconds from 0 on"


def settings(given: Given, origins: dict[str, str] | None = None) -> Settings:
    """The settings of the config file, if any, changed by the flags. Raises UsageError.

    Into `origins`, where given, goes where each setting came from, by its key: a file and line, or a flag.
    """
    origins = {} if origins is None else origins
    found = _configured(given, origins)
    _check_config(found, origins)
    changes: dict[str, Any] = {}
    changes["cache_dir"] = "" if given.no_cache else given.cache_dir or str(cache_folder())
    for name in ("select", "ignore", "extend_select", "include", "exclude", "columns"):
        value = getattr(given, name, None)
        if value:
            changes[name] = tuple(part.strip() for one in value for part in one.split(",") if part.strip())
    if getattr(given, "per_file_ignores", None):
        changes["per_file_ignores"] = tuple(_per_file(one) for one in given.per_file_ignores)
    if given.pack:
        changes["packs"] = tuple(given.pack)
    for name in (
        "force_exclude", "only_copy", "confidence", "fail_on", "fail_confidence", "min_score", "max_warnings",
        "new_from_rev", "baseline", "max_seconds",
    ):  # fmt: skip
        value = getattr(given, name, None)
        if value is not None and value is not False:  # a plain 0 is a setting, though it equals False
            changes[name] = value
    for name, value in changes.items():
        flag = "--pack" if name == "packs" else f"--{name.replace('_', '-')}"
        key = name.replace("_", "-")
        if name in ADDED:
            changes[name] = (*getattr(found, name), *value)
            origins[key] = ", ".join(filter(None, (origins.get(key), flag)))
        else:
            origins[key] = flag
    return replace(found, **changes)


def _configured(given: Given, origins: dict[str, str]) -> Settings:
    """What the config file says; the defaults where there is none."""
    path = config_path(given)
    if path is None:
        return Settings()
    try:
        return load_config(path, origins)
    except ConfigError as error:
        raise UsageError(str(error)) from None


def config_path(given: Given) -> Path | None:
    """The config file that holds; None where there is none. Raises UsageError for one that was named and is not."""
    if given.isolated:
        return None
    named = given.config or os.environ.get("HEARTLINT_CONFIG")
    if named:
        if not Path(named).is_file():
            raise UsageError(f"{named}: there is no such config file; check the path")
        return Path(named)
    try:
        found = find_config(Path.cwd())
    except ConfigError as error:
        raise UsageError(str(error)) from None
    return Path(os.path.relpath(found)) if found and found.is_relative_to(Path.cwd()) else found


def _per_file(text: str) -> tuple[str, tuple[str, ...]]:
    pattern, _, rules = text.rpartition(":")
    ids = tuple(one.strip() for one in rules.split(",") if one.strip())
    if not pattern or not ids:
        raise UsageError(f"--per-file-ignores {text}: write a pattern and rules, as in 'drafts/*.md:people,force'")
    return pattern, ids


def _check_config(found: Settings, origins: dict[str, str]) -> None:
    """Raise UsageError, with file and line, for a pattern or a pack in the config that is none."""
    from heartlint.discover import path_spec  # noqa: PLC0415 - --help needs none of it

    patterns = {
        "include": found.include,
        "exclude": found.exclude,
        "overrides": tuple(pattern for one in found.overrides for pattern in one.files),
        "suppress": tuple(pattern for one in found.suppress for pattern in one.files),
        "per-file-ignores": tuple(pattern for pattern, _ in found.per_file_ignores),
    }
    for key, listed in patterns.items():
        for pattern in listed:
            try:
                path_spec((pattern,))
            except ValueError:
                place = origins.get(f"{key}.{pattern}") or origins.get(key, "config")
                what = f"{pattern!r} is no pattern as in a .gitignore"
                raise UsageError(f"{place}: {key}: {what}; mend it, or take it out") from None
    for pack in found.packs:
        if Path(pack).is_absolute() and not Path(pack).is_dir():
            place = origins.get("packs", "config")
            raise UsageError(f"{place}: packs: there is no folder {pack}; the path counts from the config file")


def linter(found: Settings, origins: dict[str, str] | None = None) -> Linter:
    """A linter with these settings. Raises UsageError for a selection that names no rule.

    `origins`, as `settings` fills it, tells where in the config a wrong name stands.
    """
    from heartlint.checker import UnknownRuleError  # noqa: PLC0415 - --help needs none of it
    from heartlint.linter import Linter  # noqa: PLC0415 - as above
    from heartlint.packs import guarded  # noqa: PLC0415

    try:
        with guarded(found.max_seconds):
            return Linter(found)
    except UnknownRuleError as error:
        place = _place_of(error.name, found, origins or {})
        raise UsageError(f"{place}{error}") from None
    except ValueError as error:  # house words that cannot be read, a pattern that is none
        if found.new_from_rev is not None:
            from heartlint.revision import RevisionError  # noqa: PLC0415 - git, only where it is asked

            if isinstance(error, RevisionError):
                raise UsageError(str(error)) from None
        place = (origins or {}).get("words.allow", "config")
        raise UsageError(f"{place}: {error}") from None


def _place_of(name: str, found: Settings, origins: dict[str, str]) -> str:
    """Where a rule's name stands that is no rule's, and under which key."""
    if f"rules.{name}" in origins:
        return f"{origins[f'rules.{name}']}: rules.{name}: "
    named: dict[str, tuple[str, ...]] = {
        "select": found.select,
        "extend-select": found.extend_select,
        "ignore": found.ignore,
        "overrides": tuple(rule for one in found.overrides for rule, _ in one.severity),
        "suppress": tuple(one.rule for one in found.suppress),
        **{f"per-file-ignores.{pattern}": ids for pattern, ids in found.per_file_ignores},
    }
    for key, names in named.items():
        place = origins.get(key) or origins.get(key.partition(".")[0])
        if name in names and place:
            return f"{place}: {key}: " if ":" in place else f"{place}: "
    return ""


def baseline_file(given: Given, found: Settings) -> tuple[Path, bool]:
    """The file of what is old, and whether it was named; where it was not, it is the usual one beside the config."""
    if found.baseline is not None:
        return Path(found.baseline), True
    folder = Path(found.root) if found.root else Path()
    return folder / (os.devnull if given.isolated else BASELINE), False


def held(run: Run, checker: Linter, old: Baseline, path: Path) -> Held:
    """The run with what is old held back; `path` is the baseline's file, from whose folder its own paths count."""
    from heartlint.baseline import hold  # noqa: PLC0415 - only where there is one
    from heartlint.upkeep import LOWER  # noqa: PLC0415

    known = frozenset(rule.id for rule in checker.rules)
    all_looked = checker.settings.confidence == "likely" and not run.all_troubles
    return hold(
        run,
        old,
        Path(os.path.abspath(path)).parent,  # noqa: PTH100 - `..` taken out, and links not followed
        unjudged=known - {rule.id for rule in checker.active} if all_looked else known,
        lower=checker.upkeep_rule(LOWER.id),
    )


def load_baseline(path: Path) -> Baseline:
    """The baseline in a file. Raises UsageError for one that cannot be used."""
    from heartlint.baseline import BaselineError, loads  # noqa: PLC0415 - only where there is one

    name = os.path.relpath(path) if path.is_absolute() and path.is_relative_to(Path.cwd()) else str(path)
    try:
        return loads(read_whole(path, _MOST_BASELINE), name)
    except OSError as error:
        remedy = "check the path, or write it with: heartlint baseline"
        raise UsageError(f"{name}: cannot be read ({error.strerror or error}); {remedy}") from None
    except BaselineError as error:
        raise UsageError(str(error)) from None


def root_of(checker: Linter) -> Path | None:
    """The folder that patterns of paths count from; None for the current one."""
    return Path(checker.settings.root) if checker.settings.root else None


def standard_input(given: Given, most: int) -> tuple[str, bytes]:
    """What standard input is called, and what it holds. Raises UsageError where that is more than `most` bytes."""
    data = sys.stdin.buffer.read(most + 1)
    if len(data) > most:
        raise UsageError(f"standard input is larger than {most:,} bytes; shorten it, or set max-file-size")
    return given.stdin_filename or "<stdin>", data


_MOST_BASELINE = 100_000_000
"""Bytes of a baseline."""


def style(given: Given, stream: Any = None) -> Style:  # noqa: ANN401 - a text stream
    """How to print on a stream (standard output where None), by the flags and the usual variables."""
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
    return Style(
        columns() if terminal or os.environ.get("COLUMNS") else 80,
        colour,
        wide,
        getattr(given, "quiet", False),
        getattr(given, "verbose", False),
        getattr(given, "statistics", False),
        encoding,
    )


def write(text: str | Iterable[str]) -> None:
    """Print a text, or its pieces, to standard output, whatever its encoding: what it cannot show is shown as escapes.

    Where whoever reads has seen enough and closed the pipe, the rest is dropped and the command goes on: its
    files are still written and its exit status is still true. Raises UsageError where nothing can be written.
    """
    encoding = sys.stdout.encoding or "utf-8"
    try:
        for piece in sliced((text,) if isinstance(text, str) else text):
            sys.stdout.write(piece.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        hush()
    except OSError as error:  # a full disk, most likely
        hush()
        raise UsageError(f"standard output: cannot be written ({error.strerror or error}); free some space") from None


_SLICE = 1_000_000


def sliced(pieces: Iterable[str]) -> Iterator[str]:
    """The same text in pieces of a million characters at most, so that no copy of it is made whole."""
    for piece in pieces:
        for at in range(0, len(piece), _SLICE):
            yield piece[at : at + _SLICE]


_PATIENCE = 1.0
"""Seconds after which somebody who watches is told how far a run is."""


@contextmanager
def progress(given: Given) -> Iterator[Callable[[int, int], None] | None]:
    """What to call with how many of how many files are done: it draws a bar where a terminal watches a long run."""
    if getattr(given, "quiet", False) or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    started = time.monotonic()
    bar: Any = None
    task: Any = None

    def told(done: int, of: int) -> None:
        nonlocal bar, task
        if bar is None:
            if time.monotonic() - started < _PATIENCE or done == of:
                return
            from rich.console import Console  # noqa: PLC0415 - only for a run that is watched, and long
            from rich.progress import Progress  # noqa: PLC0415

            bar = Progress(console=Console(stderr=True), transient=True)
            task = bar.add_task("checking", total=of)
            bar.start()
        bar.update(task, completed=done)

    try:
        yield told
    finally:
        if bar is not None:
            bar.stop()
