"""JSON as a catalog of texts: each value at its exact place, its path as a hint of what it is.

The standard library's parser tells what a value is but not where it stands, so the tokens are walked here, with the
open brackets on a flat stack: any depth, in linear time. Comments and a last comma are allowed, as editors allow them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from heartlint.read.formats import UnreadableError
from heartlint.read.templates import find_templates
from heartlint.read.values import Catalog, write_string
from heartlint.text import Lines, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heartlint.text import Document

FORMAT = "json"

_TOKEN = re.compile(
    r"""[ \t\r\n\u00a0\ufeff\u2028\u2029]*+(?://[^\r\n]*+[ \t\r\n]*+|/\*(?:[^*]|\*(?!/))*+\*/[ \t\r\n]*+)*+"""
    r"""(?:(?P<open>[{\[])|(?P<close>[}\]])|(?P<comma>,)|(?P<colon>:)|"(?P<text>[^"\\\r\n]*+(?:\\.[^"\\\r\n]*+)*+)\""""
    r"""|(?P<plain>[-+.\w]++))"""
)
_ESCAPES = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)")


class Value(NamedTuple):
    """A string of a JSON source: the keys that lead to it, and the place of what stands between its quotes."""

    path: tuple[str, ...]
    start: int
    end: int


def read(name: str, source: str) -> Document:
    """The texts of a JSON file. Raises UnreadableError, with line and column, for one that is not JSON."""
    catalog = Catalog(name, source, FORMAT)
    for value in values(source):
        writer = Writer(source)
        write(writer, value.start, value.end)
        catalog.add(value.path, writer)
    return catalog.document()


def write(writer: Writer, start: int, end: int) -> None:
    """Write what stands between the quotes of a string."""
    write_string(writer, start, end, _ESCAPES)


def without_tags(source: str) -> str:
    """The source with its merge tags masked at equal length, where it has any: in a template they stand for values."""
    return find_templates(source).masked if "{%" in source or "{{" in source or "<%" in source else source


def values(source: str, start: int = 0, stop: int | None = None, masked: str | None = None) -> Iterator[Value]:
    """The string values of `source[start:stop]`, in order. Raises UnreadableError where it is not JSON.

    `masked` is the source `without_tags`, where whoever calls has it.
    """
    end = len(source) if stop is None else stop
    masked = without_tags(source) if masked is None else masked
    path: list[str] = []
    counts: list[int] = []  # of each open bracket: where in a list one is, -1 in an object
    key = ""
    expects = "value"
    at = start
    while True:
        match = _TOKEN.match(masked, at, end)
        if match is None:
            rest = masked[at:end].strip()
            if rest and not rest.startswith(("//", "/*")):
                raise _broken(source, end - len(masked[at:end].lstrip()), "something that is not JSON")
            if counts or expects == "value":
                raise _broken(source, end, "the end of the file, with a bracket still open" if counts else "no value")
            return
        kind, begins = match.lastgroup, match.start(match.lastgroup or 0)
        at = match.end()
        if kind == "close":
            closes = bool(counts) and (source[begins] == "}") == (counts[-1] < 0)
            if not closes or expects == "colon" or (expects == "value" and counts[-1] < 0):
                raise _broken(source, begins, f"a {source[begins]} that closes nothing")
            counts.pop()
            path.pop()
            expects = "comma" if counts else "end"
        elif expects == "end" or (expects == "comma" and kind != "comma") or (kind == "comma" and expects != "comma"):
            raise _broken(source, begins, f"{source[begins:at][:20]!r} where {_WANTED[expects]} should stand")
        elif kind == "comma":
            if counts[-1] >= 0:
                counts[-1] += 1
                path[-1] = f"[{counts[-1]}]"
            expects = "key" if counts[-1] < 0 else "element"
        elif expects == "key":
            if kind not in {"text", "plain"}:
                raise _broken(source, begins, f"{source[begins:at][:20]!r} where a key should stand")
            key = source[match.start(kind) : match.end(kind)]
            path[-1] = key
            expects = "colon"
        elif expects == "colon":
            if kind != "colon":
                raise _broken(source, begins, f"{source[begins:at][:20]!r} where a colon should stand")
            expects = "value"
        elif kind == "open":
            counts.append(-1 if source[begins] == "{" else 0)
            path.append("" if source[begins] == "{" else "[0]")
            expects = "key" if source[begins] == "{" else "element"
        elif kind in {"text", "plain"}:
            if kind == "text":
                yield Value(tuple(path), *match.span("text"))
            expects = "comma" if counts else "end"
        else:
            raise _broken(source, begins, "a colon where a value should stand")


_WANTED = {"end": "nothing", "comma": "a comma", "key": "a key", "value": "a value", "element": "a value",
           "colon": "a colon"}  # fmt: skip


def _broken(source: str, at: int, what: str) -> UnreadableError:
    line, column = Lines(source).at(min(at, len(source)))
    return UnreadableError(f"is not valid JSON: line {line}, column {column} has {what}; mend it there")
