"""Reports as plain text, and those of files that were checked before, kept by what they were made from.

The text is what crosses from one process to another and what is kept between runs. It leaves out what the reader of
it has: the source, and what the rules say of themselves; blocks are read from the source again, and only when somebody
asks for them. Kept reports stand in one database of the user's own cache folder. Its locks make it right for runs at
the same time; one that is broken, is not the user's own or cannot be opened is as good as none.
"""

from __future__ import annotations

import json
import os
import sys
import time
from binascii import crc32
from bisect import bisect_right
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import fields
from itertools import islice
from operator import eq
from typing import TYPE_CHECKING, Any, TypeVar, overload

from heartlint.cache import RESULTS, own
from heartlint.report import Covered, Credit, Finding, Part, Report, Score, Suppressed, Tally, Trouble
from heartlint.text import Piece, Span

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from heartlint.rule import Rule
    from heartlint.text import Block

Mark = TypeVar("Mark", bound=Finding)

MOST = 64_000_000
"""Bytes of text that are kept; what was not asked for the longest goes first."""

_VERSION = 2
_AT_ONCE = 4_000_000
"""Characters of new text that are written together, so that a long run does not hold all of its own."""
_DAY = 86_400
_FIELDS = tuple(one.name for one in fields(Finding))
_PIECES, _PLACE = _FIELDS.index("pieces"), _FIELDS.index("place")
_NAMES = tuple(_FIELDS.index(name) for name in ("rule", "role", "severity", "confidence", "key"))
_OF_RULES = ("title", "why", "instead")
_TOLD = tuple((_FIELDS.index(name), name) for name in _OF_RULES)


# ------------------------------------------------------------------------------------------------------ as text


def dumps(reports: Iterable[Report], rules: Mapping[str, Rule]) -> str:
    """Reports of one file as text, without their source and blocks."""
    return json.dumps([_row(report, rules) for report in reports], separators=(",", ":"))


def _row(report: Report, rules: Mapping[str, Rule]) -> list[Any]:
    score, covered = report.score, report.coverage
    return [
        report.kind,
        report.format,
        report.part,
        [_mark(one, rules) for one in report.findings],
        [_mark(one, rules) for one in report.credits],
        [[_mark(one.finding, rules), isinstance(one.finding, Credit), one.by, one.reason] for one in report.suppressed],
        [
            score.value,
            score.band,
            score.reason,
            score.version,
            [[p.name, p.points, p.side, p.mark] for p in score.parts],
        ],
        [covered.read, covered.aside, covered.source, covered.words, covered.notes],
        [list(one) for one in report.troubles],
    ]


def _mark(mark: Finding, rules: Mapping[str, Rule]) -> list[Any]:
    row: list[Any] = [getattr(mark, name) for name in _FIELDS]
    row[_PIECES] = [[one.text, one.source.start, one.source.end, one.how, one.exact] for one in mark.pieces]
    row[_PLACE] = [mark.place.start, mark.place.end]
    rule = rules.get(mark.rule)
    for index, name in _TOLD:
        if rule is not None and row[index] == getattr(rule, name):
            row[index] = None
    return row


def loads(
    text: str, name: str, source: str, rules: Mapping[str, Rule], read: Callable[[], Sequence[Sequence[Block]]]
) -> list[Report]:
    """The reports of such a text; `read` gives the blocks of each. Raises ValueError for what is no such text."""
    try:
        rows = json.loads(text)
        return [_report(row, name, source, rules, Later(read, number)) for number, row in enumerate(rows)]
    except (TypeError, IndexError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError(f"not a kept report: {error}") from None


def _report(row: Sequence[Any], name: str, source: str, rules: Mapping[str, Rule], blocks: Later) -> Report:
    kind, format_, part, findings, praise, held, (value, band, reason, version, parts), covered, troubles = row
    read, aside, length, words, notes = covered
    return Report(
        name=name,
        kind=kind,
        format=format_,
        findings=tuple(_made(Finding, one, rules) for one in findings),
        credits=tuple(_made(Credit, one, rules) for one in praise),
        score=Score(value, band, tuple(Part(sys.intern(part), *more) for part, *more in parts), reason, version),
        coverage=Covered(read, aside, length, words, tuple(notes)),
        suppressed=tuple(
            Suppressed(_made(Credit if is_credit else Finding, one, rules), by, why) for one, is_credit, by, why in held
        ),
        troubles=tuple(Trouble(*one) for one in troubles),
        source=source,
        part=part,
        blocks=blocks,
    )


def _made(kind: type[Mark], row: list[Any], rules: Mapping[str, Rule]) -> Mark:
    row[_PIECES] = tuple(
        Piece(text, Span(start, end), sys.intern(how), exact) for text, start, end, how, exact in row[_PIECES]
    )
    row[_PLACE] = Span(*row[_PLACE])
    for index in _NAMES:  # of which there are few, over and over: each is kept once
        row[index] = sys.intern(row[index])
    for index, name in _TOLD:
        if row[index] is None:
            row[index] = getattr(rules[row[0]], name)
    return kind(*row)


class Later(Sequence["Block"]):
    """The blocks of a report, read from its source when they are first asked for."""

    __slots__ = ("_blocks", "_number", "_read")

    def __init__(self, read: Callable[[], Sequence[Sequence[Block]]], number: int) -> None:
        self._read = read
        self._number = number
        self._blocks: Sequence[Block] | None = None

    @property
    def _all(self) -> Sequence[Block]:
        if self._blocks is None:
            self._blocks = self._read()[self._number]
        return self._blocks

    def __len__(self) -> int:
        return len(self._all)

    @overload
    def __getitem__(self, index: int) -> Block: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Block]: ...

    def __getitem__(self, index: int | slice) -> Block | Sequence[Block]:
        return self._all[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(len(self))

    def __reduce__(self) -> tuple[type, tuple[tuple[Block, ...]]]:
        return (tuple, (tuple(self),))


# ------------------------------------------------------------------------------------------------------ shelved


_TOGETHER = 32
"""Files whose reports are compressed as one."""


class Shelf(Sequence[Report]):
    """The reports of very many files, kept small: as text, compressed, and made anew when they are walked through.

    `blocks` reads the blocks of a file from its name and source, where somebody asks for them.
    """

    __slots__ = ("_blocks", "_ends", "_latest", "_packed", "_rules", "tally")

    def __init__(
        self, rules: Mapping[str, Rule], blocks: Callable[[str, str], Callable[[], Sequence[Sequence[Block]]]]
    ) -> None:
        self._rules = rules
        self._blocks = blocks
        self._packed: list[bytes] = []  # some files each: what is alike in them is kept once
        self._ends: list[int] = []  # how many reports there are up to the end of each
        self._latest: list[tuple[str, str, str]] = []  # name, reports and source of those that come next
        self.tally = Tally()

    def add(self, reports: Sequence[Report]) -> None:
        """Put the reports of one file behind the others."""
        if not reports:
            return
        for report in reports:
            self.tally.add(report)
        self._latest.append((reports[0].name, dumps(reports, self._rules), reports[0].source))
        if len(self._latest) == _TOGETHER:
            from zlib import compress  # noqa: PLC0415 - only where there are very many

            self._packed.append(compress(json.dumps(self._latest).encode()))
            self._ends.append(self.tally.messages)
            self._latest = []

    def _of(self, number: int) -> Iterator[Report]:
        files = self._latest
        if number < len(self._packed):
            from zlib import decompress  # noqa: PLC0415 - as above

            files = json.loads(decompress(self._packed[number]))
        for name, text, source in files:
            yield from loads(text, name, source, self._rules, self._blocks(name, source))

    def __len__(self) -> int:
        return self.tally.messages

    def __iter__(self) -> Iterator[Report]:
        for number in range(len(self._packed) + 1):
            yield from self._of(number)

    @overload
    def __getitem__(self, index: int) -> Report: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Report]: ...

    def __getitem__(self, index: int | slice) -> Report | Sequence[Report]:
        if isinstance(index, slice):
            wanted = range(*index.indices(len(self)))
            found = {at: one for at, one in enumerate(islice(self, max(wanted, default=-1) + 1)) if at in wanted}
            return tuple(found[at] for at in wanted)
        at = range(len(self))[index]
        number = bisect_right(self._ends, at)
        return next(islice(self._of(number), at - (self._ends[number - 1] if number else 0), None))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    def __hash__(self) -> int:
        return hash(len(self))

    def __reduce__(self) -> tuple[type, tuple[tuple[Report, ...]]]:
        return (tuple, (tuple(self),))


# --------------------------------------------------------------------------------------------------------- kept


class Results:
    """The kept reports of a cache folder: looked up one by one, written many together.

    Nothing here raises: where nothing can be read or written, nothing is found, and nothing kept.
    """

    def __init__(self, folder: Path, most: int = MOST) -> None:
        self._path = folder / RESULTS
        self._most = most
        self._new: dict[bytes, str] = {}
        self._asked: list[bytes] = []
        self._waiting = 0
        self._now = int(time.time())
        self._base: sqlite3.Connection | None = None
        self._broken: tuple[type[Exception], ...] = (OSError,)
        with suppress(OSError, ImportError):
            self._open(folder)

    def _open(self, folder: Path) -> None:
        import sqlite3  # noqa: PLC0415 - only where there is enough to look up

        self._broken = (OSError, sqlite3.Error)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not own(folder.stat()) or (self._path.exists() and not own(self._path.stat())):
            return
        with suppress(OSError):  # made by us, so that nobody else may write it
            os.close(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        for attempt in range(2):
            try:
                base = sqlite3.connect(self._path, timeout=5, isolation_level=None)
                if base.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
                    base.executescript(
                        "BEGIN IMMEDIATE; DROP TABLE IF EXISTS kept;"
                        "CREATE TABLE kept"
                        " (key BLOB PRIMARY KEY, used INTEGER, size INTEGER, sum INTEGER, reports TEXT);"
                        f"PRAGMA user_version = {_VERSION}; COMMIT;"
                    )
                base.execute("SELECT key FROM kept LIMIT 1").fetchone()
                self._base = base
            except sqlite3.DatabaseError as error:
                if attempt or isinstance(error, sqlite3.OperationalError):  # busy, or no place to write
                    return
                self._path.unlink(missing_ok=True)  # no database: made anew
            else:
                return

    def get(self, key: bytes) -> str | None:
        """The text that was kept under this key; None where there is none."""
        if self._base is None:
            return None
        try:
            found = self._base.execute("SELECT reports, used, sum FROM kept WHERE key = ?", (key,)).fetchone()
        except self._broken:
            self._base = None
            return None
        if found is None or not isinstance(found[0], str) or found[2] != _sum(key, found[0]):
            return None
        if found[1] < self._now - _DAY:
            self._asked.append(key)
        return found[0]

    def put(self, key: bytes, text: str) -> None:
        """Keep a text, when some have come together or the run is over."""
        if self._base is not None:
            self._new[key] = text
            self._waiting += len(text)
            if self._waiting > _AT_ONCE:
                with suppress(*self._broken):
                    self._write(self._base)

    def close(self) -> None:
        """Write what is new, all of it or nothing, and let go of what was not asked for the longest."""
        base, self._base = self._base, None
        if base is None:
            return
        with suppress(*self._broken):
            self._write(base)
        with suppress(*self._broken):
            base.close()

    def _write(self, base: sqlite3.Connection) -> None:
        new, asked = self._new, self._asked
        self._new, self._asked, self._waiting = {}, [], 0
        if new or asked:
            base.execute("PRAGMA synchronous = NORMAL")
            base.execute("BEGIN IMMEDIATE")
            try:
                rows = ((key, self._now, len(text), _sum(key, text), text) for key, text in new.items())
                base.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?)", rows)
                base.executemany("UPDATE kept SET used = ? WHERE key = ?", ((self._now, key) for key in asked))
                self._prune(base)
                base.execute("COMMIT")
            except self._broken:
                base.execute("ROLLBACK")
                raise

    def _prune(self, base: sqlite3.Connection) -> None:
        over = (base.execute("SELECT SUM(size) FROM kept").fetchone()[0] or 0) - self._most
        if over <= 0:
            return
        gone = []
        for key, size in base.execute("SELECT key, size FROM kept ORDER BY used, key"):
            gone.append((key,))
            over -= size
            if over <= -self._most // 4:  # some room, so that not every run has to make some
                break
        base.executemany("DELETE FROM kept WHERE key = ?", gone)


def _sum(key: bytes, text: str) -> int:
    """What tells that a text is whole, and the one that was kept under this key."""
    return crc32(text.encode("utf-8", "surrogatepass"), crc32(key))
