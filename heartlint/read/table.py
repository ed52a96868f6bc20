"""Tables (CSV, TSV): every row a message, its columns named by the settings or guessed by the header, and said.

The standard library's reader tells what a cell says but not where it stands, so the cells are found here: as RFC 4180
has them, with whatever delimiter the first line has most of.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from heartlint.read.formats import UnreadableError
from heartlint.read.values import read_value
from heartlint.read.zones import coverage
from heartlint.text import Document, Lines, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from heartlint.text import Block, Slot

FORMAT = "table"

_DELIMITERS = ",;\t|"
_SEP = re.compile(r"sep=([,;\t|])(?:\r\n|\r|\n)")
_TOKENS = re.compile(r"[a-z]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_COPY = frozenset(
    "answer blurb body button caption content copy cta description footer greeting headline heading html intro message "
    "opener paragraph post preheader preview ps quote reply sms snippet subject tagline teaser text title tweet".split()
)
"""A header that holds one of these names a column of copy."""
_NO_COPY = frozenset(
    "author color count date font id key lang language length link name path slug status type url".split()
)
"""And one that holds one of these does not, whatever else it holds ("post_id")."""
_PROSE = 4
"""Words in the middling cell of a column, from which on it is taken for prose where no header helps."""
_LOOKED_AT = 50
"""Rows that are looked at to tell."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: where it begins and ends, its quotes included, and whether it has some."""

    start: int
    end: int
    quoted: bool

    def write(self, writer: Writer) -> None:
        """Write what the cell says."""
        if not self.quoted:
            writer.write(self.start, self.end)
            return
        close = writer.source.rfind('"', self.start + 1, self.end)
        at = self.start + 1
        for match in _DOUBLED.finditer(writer.source, at, close):
            writer.write(at, match.start())
            writer.write(*match.span(), "escape")
            at = match.end()
        writer.write(at, close)
        writer.write(close + 1, self.end)  # text behind the quotes belongs to the cell, as spreadsheets have it


_DOUBLED = re.compile('""')


def read(name: str, source: str, columns: Sequence[str] = ()) -> list[Document]:
    """The messages of a table, row by row. Raises UnreadableError where no column is known to hold copy."""
    begun = _SEP.match(source)
    start = begun.end() if begun else 0
    delimiter = begun.group(1) if begun else _delimiter(name, source)
    rows = list(_rows(source, start, delimiter))
    if not rows:
        raise UnreadableError("holds no rows; put a message in, or leave it out")
    header = _header(source, rows)
    chosen = choose(header, columns) if header or columns else {}
    said = "as named" if columns else "guessed by header"
    if not chosen:
        chosen = _prose(source, rows[1:] if header else rows, header)
        said = "guessed by what they hold"
    if not chosen:
        known = ", ".join(header) or f"{len(rows[0])} without a header"
        raise UnreadableError(f"no column is known to hold copy (of {known[:200]}); name them with --columns")
    documents = []
    without = ragged = 0
    for number, row in enumerate(rows, 1):
        if header and number == 1:
            continue
        document = _message(name, source, row, number, chosen)
        ragged += bool(header) and len(row) != len(header)
        if document.blocks:
            documents.append(document)
        else:
            without += 1
    if not documents:
        raise UnreadableError(f"its columns {', '.join(chosen.values())} hold no copy; name others with --columns")
    notes = [f"columns read: {', '.join(dict.fromkeys(chosen.values()))} ({said})"]
    if others := [column for index, column in enumerate(header) if index not in chosen]:
        notes[0] += f"; not read: {', '.join(others)}"
    if without:
        notes.append(f"{without} of its rows hold no copy in these columns")
    if ragged:
        notes.append(f"{ragged} of its rows have more or fewer cells than the header")
    return noted(documents, notes)


def noted(documents: list[Document], notes: Sequence[str]) -> list[Document]:
    """The documents, the first of which tells what holds for all."""
    if documents:
        first = documents[0]
        documents[0] = replace(first, coverage=replace(first.coverage, notes=(*notes, *first.coverage.notes)))
    return documents


def choose(header: Sequence[str], columns: Sequence[str]) -> dict[int, str]:
    """From index to name of the columns that hold copy: those that are named, or by what their names say.

    Raises UnreadableError for a named column that is not there.
    """
    if not columns:
        return {index: name for index, name in enumerate(header) if names_copy(name)}
    known = {name.strip().lower(): index for index, name in reversed(list(enumerate(header)))}
    chosen = {}
    for column in columns:
        index = known.get(column.strip().lower())
        if index is None and column.isdigit() and int(column) > 0:
            index = int(column) - 1
        if index is None:
            raise UnreadableError(f"has no column {column!r}; its columns are {', '.join(header)[:200] or 'not named'}")
        chosen[index] = header[index] if index < len(header) else f"column {index + 1}"
    return dict(sorted(chosen.items()))


def names_copy(name: str) -> bool:
    """Whether a column or key of this name holds copy, as far as its name tells."""
    tokens = set(_TOKENS.findall(_CAMEL.sub(" ", name).lower()))
    return not tokens.isdisjoint(_COPY) and tokens.isdisjoint(_NO_COPY)


def _message(name: str, source: str, row: Sequence[Cell], number: int, chosen: dict[int, str]) -> Document:
    blocks: list[Block] = []
    slots: list[Slot] = []
    aside = 0
    for index, cell in enumerate(row):
        if index not in chosen:
            aside += cell.end - cell.start
            continue
        writer = Writer(source)
        cell.write(writer)
        found, tokens = read_value(writer, chosen[index])
        blocks += found
        slots += tokens
    text = source[row[0].start : row[-1].end]
    covered = coverage(blocks, text, {"other columns": aside})
    return Document(name, source, tuple(blocks), tuple(slots), "unknown", FORMAT, covered, part=f"row {number}")


def _delimiter(name: str, source: str) -> str:
    """What parts the cells: tabs in a .tsv, otherwise the mark the first line has most of, outside quotes."""
    if name.lower().endswith(".tsv"):
        return "\t"
    line = re.sub(r'"[^"]*"', "", source[: source.find("\n") if "\n" in source else len(source)])
    counts = Counter(char for char in line if char in _DELIMITERS)
    return max(_DELIMITERS, key=lambda mark: counts[mark])


def _rows(source: str, start: int, delimiter: str) -> Iterator[list[Cell]]:
    """The rows of a table that are not blank. Raises UnreadableError for a quote that never closes."""
    plain = re.compile(rf"[^{re.escape(delimiter)}\r\n]*")
    quoted = re.compile(r'"[^"]*+(?:""[^"]*+)*+"')
    line_end = re.compile(r"\r\n|\r|\n")
    at = start
    row: list[Cell] = []
    while at <= len(source):
        opened = source.startswith('"', at)
        close = quoted.match(source, at) if opened else None
        if opened and close is None:
            line, _ = Lines(source).at(at)
            raise UnreadableError(f"a cell that begins with a quote at line {line} never ends; close its quote")
        rest = plain.match(source, close.end() if close else at)
        assert rest is not None  # noqa: S101 - it matches nothing, too
        row.append(Cell(at, rest.end(), opened))
        at = rest.end()
        if source.startswith(delimiter, at):
            at += 1
            continue
        if len(row) > 1 or row[0].end > row[0].start:
            yield row
        row = []
        found = line_end.match(source, at)
        if found is None:
            return
        at = found.end()


def _said(source: str, cell: Cell) -> str:
    writer = Writer(source)
    cell.write(writer)
    return writer.text.strip()


def _header(source: str, rows: Sequence[Sequence[Cell]]) -> list[str]:
    """The names of the columns, where the first row reads like names; empty where it does not."""
    names = [_said(source, cell) for cell in rows[0]]
    filled = [name for name in names if name]
    short = all(len(name) <= 60 and len(name.split()) <= 5 and not name.endswith((".", "!", "?")) for name in filled)
    plain = not any("@" in name or "://" in name or name.replace(".", "").isdigit() for name in filled)
    return names if filled and short and plain and len(set(filled)) == len(filled) else []


def _prose(source: str, rows: Sequence[Sequence[Cell]], header: Sequence[str]) -> dict[int, str]:
    """The columns whose cells are sentences."""
    counts: dict[int, list[int]] = {}
    for row in rows[:_LOOKED_AT]:
        for index, cell in enumerate(row):
            counts.setdefault(index, []).append(len(_said(source, cell).split()))
    return {
        index: header[index] if index < len(header) and header[index] else f"column {index + 1}"
        for index, words in sorted(counts.items())
        if sorted(words)[len(words) // 2] >= _PROSE
    }
