"""A batch: all messages of a source judged by all cores of one machine, resumable at any moment.

Rows are cut into chunks, always the same ones; each chunk becomes a part on disk (`parts`), and when all parts are
there they become the output. Stopped in the middle, by whatever, the same command goes on where it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from heartlint.linter import Linter, cores
from heartlint.scale.parts import Parts, PartsError, Tally, folder_of, remove, snapshot_of
from heartlint.scale.rows import FORMATS, MOST_CHARACTERS, Bad, digest, for_rows, need, sound
from heartlint.scale.sources import MAILS, Source, SourceError, from_query, open_source
from heartlint.scale.workers import Job, Work, Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

CHUNK = 1000
"""Rows in a part."""
_CHUNK_CHARACTERS = 4_000_000
"""And characters, from which on it is closed before: a chunk of long messages must not take more memory."""
OUTPUTS = (".parquet", ".pq", ".jsonl", ".ndjson")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is: rows done in all, rows that this run has judged, and how far into the source (0 to 1)."""

    rows: int
    judged: int
    done: float
    total: int | None


@dataclass(frozen=True, slots=True)
class Batch:
    """What to do: a file or folder of messages, or a query for DuckDB, and the file to write.

    `columns` names the columns of the input, from what they are (`heartlint.scale.rows.INPUTS`) to their names; what
    is not named is guessed by its name. `jobs` is how many processes judge, 0 for all cores.
    """

    output: Path
    input: Path | None = None
    query: str = ""
    database: Path | None = None
    input_type: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    format: str = "auto"
    most: int = MOST_CHARACTERS
    jobs: int = 0
    chunk: int = CHUNK
    restart: bool = False
    overwrite: bool = False


def batch(
    what: Batch,
    linter: Linter | None = None,
    *,
    say: Callable[[str], object] = lambda _: None,
    progress: Callable[[Progress], object] = lambda _: None,
) -> Tally:
    """Judge a batch and write its result; what the rows come to. `say` is told in lines how the input was understood.

    Raises SourceError or PartsError (ValueErrors) for an input or an output that cannot be used, ValueError for a
    linter whose packs have troubles, MissingExtraError (an ImportError) where an extra is missing, WorkerError where
    no worker can work. What was judged is kept then, and the same call goes on with it.
    """
    linter = for_rows(sound(linter or Linter()))
    _check(what)
    identity: dict[str, Any] = {"chunk": what.chunk, "format": what.format, "most": what.most, "rules": digest(linter)}
    source: Source | None = None
    if what.query:
        changed = None if what.database is None else [str(what.database.resolve()), what.database.stat().st_mtime_ns]
        identity |= {"input": {"query": what.query, "database": changed, "columns": dict(what.columns)}}
    else:
        assert what.input is not None  # noqa: S101 - as was checked
        source = open_source(what.input, what.columns, what.input_type)
        identity |= {"input": source.identity()}
    if what.restart:
        remove(what.output)
    parts = Parts(what.output, identity)
    try:
        if source is None:
            snapshot = snapshot_of(what.output)
            if not snapshot.is_file():
                from_query(what.query, what.database, snapshot)
            source = open_source(snapshot, what.columns, "parquet")
        format_ = what.format
        if source.type in MAILS:
            if format_ not in {"auto", "eml"}:
                raise SourceError(f"{source.path}: holds mails; leave --format {format_} out")
            format_ = "eml"
        say(source.said)
        return _run(what, linter, source, format_, parts, say, progress)
    finally:
        parts.close()
        if not any(folder_of(what.output).glob("part-*")):
            remove(what.output)  # nothing was done yet: leave nothing behind


def _check(what: Batch) -> None:
    if (what.input is None) == (not what.query):
        raise SourceError("name either a file of messages or a query")
    if what.output.suffix.lower() not in OUTPUTS:
        raise PartsError(f"{what.output}: is neither Parquet nor JSON lines; name it {' or '.join(OUTPUTS[::2])}")
    if what.output.suffix.lower() in OUTPUTS[:2]:
        need("pyarrow.parquet", "batch")
    if what.format not in FORMATS:
        raise SourceError(f"there is no format {what.format!r}; formats are {', '.join(FORMATS)}")
    if not what.output.absolute().parent.is_dir():
        raise PartsError(f"{what.output}: there is no folder {what.output.absolute().parent}; make it first")
    if what.output.is_dir():
        raise PartsError(f"{what.output}: is a folder; name a file in it")
    if what.input is not None and what.output.exists() and what.input.exists() and what.output.samefile(what.input):
        raise PartsError(f"{what.output}: is the input itself; name another file")
    if what.output.exists() and not what.overwrite and not folder_of(what.output).is_dir():
        raise PartsError(f"{what.output}: is there already; name another file, or say --overwrite")
    if what.database is not None and not what.database.is_file():
        raise SourceError(f"{what.database}: there is no such database; check the path")


def _run(  # noqa: PLR0913 - all that a run is made of
    what: Batch,
    linter: Linter,
    source: Source,
    format_: str,
    parts: Parts,
    say: Callable[[str], object],
    progress: Callable[[Progress], object],
) -> Tally:
    before = Tally()
    judged = count = 0
    at: dict[int, float] = {}

    def to_do() -> Iterator[Work]:
        """The chunks whose parts are not there."""
        nonlocal before, count
        for number, first, rows, done in chunks(source, what.chunk):
            count = number + 1
            known = parts.done(number)
            if known is not None and known.rows == len(rows):
                before += known
                continue
            if before.rows and not at:
                say(f"going on after {before.rows} rows that were judged before")
            at[number] = done
            yield Work(number, first, rows, str(parts.part(number)))

    tally = Tally()
    with Workers(Job(linter.settings, format_, what.most), what.jobs or cores()) as workers:
        for done in workers.judged(to_do()):
            tally += done.tally
            judged += done.tally.rows
            progress(Progress(before.rows + judged, judged, at[done.number], source.total))
    parts.assemble(count)
    return before + tally


def chunks(source: Source, most: int) -> Iterator[tuple[int, int, list[Mapping[str, Any]], float]]:
    """`(number, number of its first row from 1, values, how far)` of each chunk: the same ones for the same source."""
    rows: list[Mapping[str, Any]] = []
    number, first, length, done = 0, 1, 0, 0.0
    for row in source.rows():
        rows.append(row.values)
        done = row.done
        length += sum(_length(value) for value in row.values.values())
        if len(rows) >= most or length >= _CHUNK_CHARACTERS:
            yield number, first, rows, done
            number, first, rows, length = number + 1, first + len(rows), [], 0
    if rows:
        yield number, first, rows, done


def _length(value: object) -> int:
    return len(value) if isinstance(value, (str, bytes)) else 0 if value is None or isinstance(value, Bad) else 16
