"""`heartlint baseline`: write down the findings and scores of today, so that only what is new fails."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from heartlint.baseline import Baseline, count, dumps, empty
from heartlint.cli import UsageError
from heartlint.cli.check import save
from heartlint.cli.options import (
    add_choices,
    baseline_file,
    held,
    linter,
    load_baseline,
    parser,
    root_of,
    settings,
    write,
)
from heartlint.output.terminal import inert, line

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from heartlint.linter import Linter
    from heartlint.report import Run

_EPILOG = """\
It goes one way: --update takes out what is mended and raises scores, and adds
nothing. Only --accept-new writes down what is new, and lower scores.

exit status: 0 written (or nothing to change), 2 something could not be used,
and then nothing is written
"""


def main(argv: Sequence[str]) -> int:
    """Write the baseline, or take out of it what is gone."""
    made = parser("baseline", "Write down what is old, so that only what is new fails.", _EPILOG)
    add = made.add_argument
    add("paths", nargs="*", metavar="PATH", help="files, folders or globs (default: this folder)")
    add("--update", action="store_true", help="take out what is mended, and raise scores")
    add("--accept-new", action="store_true", help="write down what is new as well")
    add("--prune", action="store_true", help="take out what is mended, and leave scores as they are")
    add_choices(made)
    given = made.parse_args(list(argv))
    origins: dict[str, str] = {}
    found = settings(given, origins)
    path, _ = baseline_file(given, found)
    if str(path) == os.devnull or found.baseline == "":
        raise UsageError("name the file to write: --baseline FILE")
    name = line(os.path.relpath(path))
    changing = given.update or given.accept_new or given.prune
    there = path.exists()
    if there and not changing:
        what = "--update takes out what is mended; --accept-new writes down what is new"
        raise UsageError(f"{name}: is there already; {what}")
    if not there and (given.update or given.prune):
        raise UsageError(f"{name}: there is no such baseline; write it with: heartlint baseline")
    if there:
        load_baseline(path)  # one that cannot be used is said at once
    checker = linter(found, origins)
    run = checker.check_paths(given.paths or ["."], root=root_of(checker), timed=True)
    if run.all_troubles:
        for trouble in run.all_troubles:
            print("trouble", line(str(trouble)), file=sys.stderr)  # noqa: T201
        print(f"heartlint: {name} is not written: not all could be read", file=sys.stderr)  # noqa: T201
        return 2
    with _alone(path):
        return _write(run, checker, path, given)


def _write(run: Run, checker: Linter, path: Path, given: argparse.Namespace) -> int:
    """Hold the run to the baseline as it is now, which others may have changed since, and write what becomes of it."""
    name = line(os.path.relpath(path))
    changing = given.update or given.accept_new or given.prune
    there = path.exists()
    if there and not changing:
        raise UsageError(f"{name}: somebody else has written it in the meantime; --accept-new adds to it")
    if not there and (given.update or given.prune):
        raise UsageError(f"{name}: somebody else has taken it away in the meantime")
    before = load_baseline(path) if there else empty()
    kept = held(run, checker, before, path)
    after = kept.grown if given.accept_new or not there else kept.kept
    if given.prune and not given.update and not given.accept_new:
        scores = {at: value for at, value in before.scores.items() if at in kept.grown.scores}
        after = replace(after, scores=scores, score_version=before.score_version)
    if not there or after != before:
        save(str(path), dumps(after))
    write(f"{inert(name)}: {_told(after, sum(kept.stale.values()))}\n")
    if after is not kept.grown and kept.added:
        told = f"{count([kept.added])} left out"
        write(f"{told}: new since the baseline was written (--accept-new writes down what is new)\n")
    return 0


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let nobody else who writes baselines in this folder come in between, where the system has locks for that.

    Raises UsageError where somebody stays in there.
    """
    try:
        import fcntl  # noqa: PLC0415 - only where there is one

        folder = os.open(path.resolve().parent, os.O_RDONLY)
    except (ImportError, OSError):  # Windows; or there is no such folder, which is said when it is written
        yield
        return
    try:
        for _ in range(_TRIES):
            try:
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(_PAUSE)
            except OSError:  # a file system without locks
                break
        else:
            raise UsageError(f"{line(os.path.relpath(path))}: somebody else is writing it; try again later")
        yield
    finally:
        os.close(folder)  # and the lock with it, as at any end of this process


_TRIES, _PAUSE = 600, 0.05


def _told(after: Baseline, gone: int) -> str:
    scores = len(after.scores)
    taken = f"; {count([gone])} taken out" if gone else ""
    return f"{count(after.entries.values())}, {scores} {'score' if scores == 1 else 'scores'}{taken}"
