"""`heartlint batch`: judge a whole archive of messages, row by row, and write the results as a table."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from heartlint.cli import UsageError
from heartlint.cli.check import save
from heartlint.cli.options import add_selection, linter, parser, settings, write
from heartlint.output.terminal import inert, line
from heartlint.scale.batches import CHUNK, Batch, Progress, batch
from heartlint.scale.overview import ResultError
from heartlint.scale.parts import PartsError, folder_of
from heartlint.scale.rows import FORMATS, INPUTS, KINDS, MOST_CHARACTERS, MissingExtraError, for_rows
from heartlint.scale.sources import TYPES, SourceError
from heartlint.scale.workers import WorkerError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from heartlint.scale.parts import Tally

_EPILOG = """\
INPUT is Parquet, CSV or TSV, JSON lines, an mbox or a Maildir; OUTPUT ends in
.parquet or .jsonl. Columns that are not named are guessed by their names and
their first rows, and said; --from "" leaves one unread. Stopped in the middle,
the same command goes on where it was.

exit status: 0 nothing that fails, 1 rows that fail, 2 something could not be
used: all else is written, and the rows have their troubles

examples:
  heartlint batch mails.parquet scored.parquet
  heartlint batch posts.csv scored.jsonl --body text --id post_id
  heartlint batch sent.mbox scored.parquet --report overview.html
  heartlint batch --query "from 'mails/*.parquet' where year = 2026" scored.parquet
"""

_MINUTE = 60
"""Seconds between two lines of progress where nobody watches a terminal."""
_LONG = 10
"""Seconds from which on a run says how fast it was."""
_HOLDS = {
    "body": "the message itself, which must be there",
    "subject": "its subject",
    "from": "its sender, as readers see it",
    "preheader": "the line that inboxes show after the subject",
    "kind": f"what it is: {', '.join(sorted(KINDS))}",
    "id": "what the row is called in the result",
    "sent": "when it was sent",
    "campaign": "what it belongs to",
}
"""From what a column may be to the message to what stands in it."""


def main(argv: Sequence[str]) -> int:
    """Judge, write, and give the exit status."""
    given = _parse(argv)
    what = _what(given)
    origins: dict[str, str] = {}
    checker = for_rows(linter(settings(given, origins), origins))
    for trouble in checker.troubles:
        _say(f"trouble {trouble}")
    if checker.troubles:
        raise UsageError("some rules are broken, so nothing was judged; mend their packs, or leave them out")
    meter = Meter(drawn=sys.stderr.isatty(), quiet=given.quiet)
    try:
        tally = batch(what, checker, say=(lambda _: None) if given.quiet else _say, progress=meter)
        if given.report:
            from heartlint.cli.overview import page  # noqa: PLC0415 - only where one is asked for

            meter.clear()
            save(given.report, page(what.output))
    except (SourceError, PartsError, ResultError, MissingExtraError, WorkerError) as error:
        meter.clear()
        raise UsageError(str(error)) from None
    except KeyboardInterrupt:
        meter.clear()
        _say(f"stopped; the same command goes on (what is done lies in {folder_of(what.output)})")
        raise
    except OSError as error:
        meter.clear()
        raise UsageError(f"{what.output}: cannot be written ({error.strerror or error}); free some space") from None
    meter.clear()
    meter.close()
    write(inert(f"{line(str(what.output))}: {_told(tally)}\n"))
    if tally.troubles:
        rows = "1 row has a trouble" if tally.troubles == 1 else f"{tally.troubles} rows have troubles"
        _say(f"{rows}, so this is no pass; see the column troubles. The first: {tally.first}")
    if tally.troubles:
        return 2
    return 1 if tally.fail and not given.exit_zero else 0


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    made = parser("batch", "Judge a whole archive of messages, and write the results as a table.", _EPILOG)
    add = made.add_argument
    add("paths", nargs="+", metavar="PATH", help="INPUT and OUTPUT: the messages, and the file to write for them")
    add("--query", metavar="SQL", default="", help="the messages are what DuckDB answers; PATH is OUTPUT alone")
    add("--database", metavar="FILE", help="the DuckDB database that is asked (default: none, only files)")
    add("--input-type", choices=TYPES, help="what INPUT is (default: by its suffix)")
    for name, holds in _HOLDS.items():
        add(f"--{name}", metavar="COLUMN", help=f"the column with {holds}")
    add("--format", choices=FORMATS, default="auto", help="what bodies are read as (auto: HTML or plain text, by row)")
    add("--max-characters", type=_positive, default=MOST_CHARACTERS, metavar="N", help="of a body that is judged")
    add("--jobs", type=_positive, default=0, metavar="N", help="how many processes judge (default: all cores)")
    add("--chunk", type=_positive, default=CHUNK, metavar="N", help=f"rows that are written at once ({CHUNK})")
    add("--restart", action="store_true", help="forget what an earlier run has done")
    add("--overwrite", action="store_true", help="replace OUTPUT where it is there")
    add("--report", metavar="FILE", help="write the overview of the result there, as HTML")
    add_selection(made)
    add("--exit-zero", action="store_true", help="exit 0 when rows fail")
    add("-q", "--quiet", action="store_true", help="say nothing of columns and progress")
    return made.parse_intermixed_args(list(argv))


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise ValueError(text)
    return value


_positive.__name__ = "number from 1 on"  # argparse names it in its messages


def _what(given: argparse.Namespace) -> Batch:
    """The batch that is asked for. Raises UsageError."""
    *inputs, output = given.paths
    if len(inputs) != (0 if given.query else 1):
        raise UsageError("name INPUT and OUTPUT, or --query SQL and OUTPUT")
    if given.database and not given.query:
        raise UsageError("--database goes with --query")
    if given.report and not Path(given.report).absolute().parent.is_dir():
        raise UsageError(f"--report {given.report}: there is no such folder; make it first")
    return Batch(
        output=Path(output),
        input=Path(inputs[0]) if inputs else None,
        query=given.query,
        database=Path(given.database) if given.database else None,
        input_type=given.input_type,
        columns={name: getattr(given, name) for name in INPUTS if getattr(given, name) is not None},
        format=given.format,
        most=given.max_characters,
        jobs=given.jobs,
        chunk=given.chunk,
        restart=given.restart,
        overwrite=given.overwrite,
    )


def _say(text: str) -> None:
    print(inert(line(text)), file=sys.stderr)  # noqa: T201


def _told(tally: Tally) -> str:
    messages = "1 message" if tally.rows == 1 else f"{tally.rows} messages"
    return (
        f"{messages}, {tally.scored} with a score, {tally.fail} that fail; "
        f"{tally.findings} findings, {tally.credits} credits"
    )


class Meter:
    """How many rows, how fast, how long still: a line that is written over on a terminal, one a minute elsewhere."""

    def __init__(self, *, drawn: bool, quiet: bool) -> None:
        self._drawn = drawn
        self._quiet = quiet
        self._began = self._told = time.monotonic()
        self._shown = False
        self._judged = 0

    def __call__(self, progress: Progress) -> None:
        """Tell how far it is: five times a second at most, and in a log once a minute."""
        now = time.monotonic()
        self._judged = progress.judged
        if self._quiet or now - self._told < (0.2 if self._drawn else _MINUTE):
            return
        self._told = now
        told = meter(progress, now - self._began)
        self._shown = self._drawn
        print(f"\r{told}\x1b[K" if self._drawn else told, end="" if self._drawn else "\n", file=sys.stderr, flush=True)  # noqa: T201

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)  # noqa: T201
        self._shown = False

    def close(self) -> None:
        """Tell how fast it was, where it took long enough to ask."""
        seconds = time.monotonic() - self._began
        if seconds >= _LONG and self._judged and not self._quiet:
            _say(f"judged {self._judged:,} rows in {_time(seconds)}, {self._judged / seconds:,.0f} a second")


def meter(progress: Progress, seconds: float) -> str:
    """The line that tells how far a batch is after so many seconds."""
    rate = progress.judged / max(seconds, 0.001)
    total = f" of {progress.total:,}" if progress.total is not None else ""
    whole = progress.rows / progress.done if progress.done else 0
    left = max(whole - progress.rows, 0) / rate if rate else 0
    return f"{progress.rows:,}{total} rows, {progress.done:.0%}, {rate:,.0f} rows a second, {_time(left)} left"


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
