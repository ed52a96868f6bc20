"""What a batch has done so far, on disk: a part for each chunk, written whole or not at all, and how it counts.

Parts lie in a folder beside the output until all of them are there. What is there is never done again, and what is
half done leaves nothing that counts.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from heartlint.scale.rows import arrow_schema, arrow_table, need

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

VERSION = "1"
"""Of the columns of a result; raised when one changes its meaning or goes."""

_GROUP = 64 * 2**20
"""Bytes in memory from which on rows are written to a Parquet file as a group."""
_ROWS = 50_000
_MANIFEST = "manifest.json"
_SNAPSHOT = "input.parquet"


class PartsError(ValueError):
    """Parts that are not this run's, or that another process is at; one line with what to do."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What rows come to: how many, how many have troubles, a score, or fail; their findings and credits.

    `first` tells the first trouble in a line.
    """

    rows: int = 0
    troubles: int = 0
    scored: int = 0
    fail: int = 0
    findings: int = 0
    credits: int = 0
    first: str = ""

    @classmethod
    def of(cls, results: Sequence[Mapping[str, Any]]) -> Tally:
        """Of some results."""
        bad = next((one for one in results if one["troubles"]), None)
        return cls(
            len(results),
            sum(bool(one["troubles"]) for one in results),
            sum(one["score"] is not None for one in results),
            sum(one["fails"] for one in results),
            sum(len(one["findings"]) for one in results),
            sum(len(one["credits"]) for one in results),
            "" if bad is None else f"row {bad['row']}: {_told(bad['troubles'][0])}",
        )

    def __add__(self, other: Tally) -> Tally:
        mine, others = asdict(self), asdict(other)
        summed = {name: mine[name] + others[name] for name in mine if name != "first"}
        return Tally(**summed, first=self.first or other.first)


def _told(trouble: Mapping[str, str]) -> str:
    remedy = f"; {trouble['remedy']}" if trouble["remedy"] else ""
    return f"{trouble['where']} {trouble['what']}{remedy}"


def write_part(path: Path, results: Sequence[Mapping[str, Any]], tally: Tally) -> None:
    """Write results as a part: first what it counts, then the part itself, which makes it count."""
    if path.suffix == ".parquet":
        pq = need("pyarrow.parquet", "batch")
        temporary = _temporary(path)
        pq.write_table(arrow_table(results), temporary, compression="zstd")
        with temporary.open("rb") as stream:
            os.fsync(stream.fileno())
    else:
        lines = "".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n" for one in results)
        temporary = _put(path, lines.encode())
    _put(path.with_suffix(".json"), json.dumps(asdict(tally)).encode()).replace(path.with_suffix(".json"))
    temporary.replace(path)


def _temporary(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.tmp")


def _put(path: Path, data: bytes) -> Path:
    """A finished file that only has to be moved to `path`."""
    temporary = _temporary(path)
    with temporary.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    return temporary


class Parts:
    """The folder of the parts of one output.

    Opening it takes up what an earlier run with the same `identity` has left. Raises PartsError where that was
    another run, or where a process is still at it.
    """

    def __init__(self, output: Path, identity: Mapping[str, Any]) -> None:
        self.output = output
        self.folder = folder_of(output)
        self._lock: Any = None
        self.folder.mkdir(exist_ok=True)
        self._take()
        manifest = self.folder / _MANIFEST
        wanted = {"version": VERSION, **identity}
        if manifest.is_file():
            try:
                found = json.loads(manifest.read_bytes())
            except ValueError:
                found = {}
            if found != json.loads(json.dumps(wanted)):
                self.close()
                other = ", ".join(
                    sorted(key for key in wanted if found.get(key) != json.loads(json.dumps(wanted[key])))
                )
                raise PartsError(
                    f"{self.folder}: holds parts of another run (other {other or 'settings'}); finish that one with "
                    "the command that began it, or start anew with --restart"
                )
        else:
            _put(manifest, json.dumps(wanted, indent=1).encode()).replace(manifest)
        for leftover in self.folder.glob(".*.tmp"):
            leftover.unlink(missing_ok=True)

    def _take(self) -> None:
        """Keep other processes from the folder as long as this one lives."""
        try:
            import fcntl  # noqa: PLC0415 - not everywhere
        except ImportError:
            return
        self._lock = (self.folder / "lock").open("wb")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.close()
            raise PartsError(f"{self.folder}: another process is at this batch; let it finish, or stop it") from None

    def part(self, number: int) -> Path:
        """The file of a part."""
        suffix = ".parquet" if self.output.suffix.lower() in {".parquet", ".pq"} else ".jsonl"
        return self.folder / f"part-{number:08d}{suffix}"

    def done(self, number: int) -> Tally | None:
        """What a part counts; None where it is not there."""
        path = self.part(number)
        if not path.is_file():
            return None
        try:
            return Tally(**json.loads(path.with_suffix(".json").read_bytes()))
        except (OSError, ValueError, TypeError):
            return None

    def assemble(self, count: int) -> None:
        """Put the first `count` parts together as the output, whole or not at all, and take the folder away."""
        temporary = self.output.with_name(f".{self.output.name[:100]}.{os.getpid()}.tmp")
        try:
            if self.part(0).suffix == ".parquet":
                self._as_parquet(temporary, count)
            else:
                with temporary.open("wb") as out:
                    for number in range(count):
                        with self.part(number).open("rb") as part:
                            shutil.copyfileobj(part, out, 2**20)
            with temporary.open("rb") as written:
                os.fsync(written.fileno())
            temporary.replace(self.output)
        finally:
            temporary.unlink(missing_ok=True)
        self.close()
        remove(self.output)

    def _as_parquet(self, path: Path, count: int) -> None:
        pa, pq = need("pyarrow", "batch"), need("pyarrow.parquet", "batch")
        about = {"heartlint.columns": VERSION}
        with pq.ParquetWriter(path, arrow_schema().with_metadata(about), compression="zstd") as writer:
            for group in self._groups(count, pq):
                writer.write_table(pa.concat_tables(group))

    def _groups(self, count: int, pq: Any) -> Iterator[list[Any]]:  # noqa: ANN401 - a module; pyarrow tables
        group: list[Any] = []
        for number in range(count):
            group.append(pq.read_table(self.part(number), schema=arrow_schema(), use_threads=False))
            if sum(table.num_rows for table in group) >= _ROWS or sum(table.nbytes for table in group) >= _GROUP:
                yield group
                group = []
        if group:
            yield group

    def close(self) -> None:
        """Let other processes to the folder."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def folder_of(output: Path) -> Path:
    """Where the parts of an output lie."""
    return output.with_name(f"{output.name}.parts")


def snapshot_of(output: Path) -> Path:
    """Where what DuckDB answered lies while a batch goes on."""
    return folder_of(output) / _SNAPSHOT


def remove(output: Path) -> None:
    """Take away the parts of an output, and their folder where nothing else is in it."""
    folder = folder_of(output)
    if not folder.is_dir():
        return
    for pattern in ("part-*.parquet", "part-*.jsonl", "part-*.json", ".*.tmp", _SNAPSHOT, f"{_SNAPSHOT}.tmp", "lock"):
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)
    shutil.rmtree(folder / f"{_SNAPSHOT}.spill", ignore_errors=True)
    (folder / _MANIFEST).unlink(missing_ok=True)
    if not any(folder.iterdir()):
        folder.rmdir()
