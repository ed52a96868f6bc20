"""Java's .properties and Apple's .strings: one text a key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from heartlint.read.formats import UnreadableError
from heartlint.read.values import Catalog
from heartlint.text import Lines, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heartlint.text import Document

FORMAT = "properties"

_QUOTED = r'"((?:[^"\\]|\\.)*+)"'
_GAP = re.compile(r"(?:\s++|//[^\r\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)*+")
_ENTRY = re.compile(rf"(?:{_QUOTED}|([\w.-]{{1,200}}))\s*+=\s*+{_QUOTED}\s*+;", re.DOTALL)
_KEY = re.compile(r"[ \t\f]*((?:[^\s\\=:]|\\.)*+)[ \t\f]*[=:]?[ \t\f]*", re.DOTALL)
_LOGICAL = re.compile(r"(?:[^\r\n\\]|\\(?:\r\n|.))*+(?:\r\n|\r|\n|\Z|\\\Z)", re.DOTALL)
_ESCAPES = re.compile(
    r"\\(?:[uU][dD][89abAB][0-9a-fA-F]{2}\\[uU][dD][c-fC-F][0-9a-fA-F]{2}|[uU][0-9a-fA-F]{4}"
    r"|(?:\r\n|\r|\n)[ \t\f]*|.)",
    re.DOTALL,
)
_APPLE = re.compile(rf"\s*(?:/[/*]|{_QUOTED}\s*=\s*\")", re.DOTALL)


def read(name: str, source: str) -> Document:
    """The texts of the file. Raises UnreadableError, with the line, for .strings that are none."""
    catalog = Catalog(name, source, FORMAT)
    apple = name.lower().endswith(".strings") or bool(_APPLE.match(source))
    for key, start, end in _apple(source) if apple else _java(source):
        writer = Writer(source)
        _write(writer, start, end)
        catalog.add(tuple(key.split(".")), writer)
    return catalog.document()


def _java(source: str) -> Iterator[tuple[str, int, int]]:
    """The entries of a .properties file: key, and where the value stands; a backslash carries it over a line end."""
    at = 0
    while at < len(source):
        line = _LOGICAL.match(source, at)
        assert line is not None  # noqa: S101 - it matches nothing, too
        start, end = at, at + len(line.group().rstrip("\r\n"))
        bare = source[start:end].lstrip(" \t\f")
        if bare.startswith(("#", "!")):  # a comment is not carried over
            physical = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)").match(source, start)
            at = physical.end() if physical else end
            continue
        at = max(line.end(), at + 1)
        key = _KEY.match(source, start, end)
        if bare and key is not None:
            yield key.group(1), key.end(), end


def _apple(source: str) -> Iterator[tuple[str, int, int]]:
    """The entries of a .strings file."""
    at = 0
    while True:
        gap = _GAP.match(source, at)
        at = gap.end() if gap else at
        if at >= len(source):
            return
        entry = _ENTRY.match(source, at)
        if entry is None:
            line, column = Lines(source).at(at)
            what = f"line {line}, column {column} has no entry"
            raise UnreadableError(f'is not a strings file: {what}; write it as "key" = "value";')
        yield entry.group(1) or entry.group(2) or "", *entry.span(3)
        at = entry.end()


def _write(writer: Writer, start: int, end: int) -> None:
    at = start
    for match in _ESCAPES.finditer(writer.source, start, end):
        writer.write(at, match.start())
        at = match.end()
        if match.group()[1] not in "\r\n":  # a line that goes on shows nothing
            writer.write(*match.span(), "string")
    writer.write(at, end)
