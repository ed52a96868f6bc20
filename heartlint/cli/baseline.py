"""`heartlint baseline`: write down the findings and scores of today, so that only what is new fails."""

from __future__ import annotations

import os
import sys
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
    from collections.abc import Sequence

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
    before = load_baseline(path) if there else empty()
    checker = linter(found, origins)
    run = checker.check_paths(given.paths or ["."], root=root_of(checker), timed=True)
    if run.all_troubles:
        for trouble in run.all_troubles:
            print("trouble", line(str(trouble)), file=sys.stderr)  # noqa: T201
        print(f"heartlint: {name} is not written: not all could be read", file=sys.stderr)  # noqa: T201
        return 2
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


def _told(after: Baseline, gone: int) -> str:
    scores = len(after.scores)
    taken = f"; {count([gone])} taken out" if gone else ""
    return f"{count(after.entries.values())}, {scores} {'score' if scores == 1 else 'scores'}{taken}"
