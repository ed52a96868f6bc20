"""Plain text: a hard-wrapped mail with or without head lines, a post, a text message."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from heartlint.read.templates import find_templates
from heartlint.read.zones import coverage, with_zones
from heartlint.text import Document, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from heartlint.read.templates import Templates
    from heartlint.text import Block, Role

FORMAT = "text"

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_HEAD = re.compile(r"([A-Za-z][A-Za-z-]{1,30}):[ \t]*")
_ITEM = re.compile(r"[ \t]*(?:[-*\u2022\u00b7\u2013+]|\(?\d{1,3}[.)])[ \t]+(?=\S)")
_QUOTED = re.compile(r"[ \t]*>")
_WROTE = re.compile(
    r"[ \t]*On [^\r\n]{5,120}?(?:\bwrote:[ \t]*(?=[\r\n]|\Z)"
    # mail programs break a long one in two; in prose nothing quoted follows
    r"|(?:\r\n|\r|\n)[^\r\n]{0,80}\bwrote:[ \t]*(?=\s{1,20}>))"
)
_ROLES: Mapping[str, Role] = {
    "from": "from", "subject": "subject", "reply-to": "reply-to", "to": "to", "preheader": "preheader",
    "preview": "preheader",
}  # fmt: skip
_ENOUGH = frozenset({"from", "subject", "reply-to"})


def read(name: str, source: str) -> Document:
    """A plain-text message: head lines where it begins with some, then its paragraphs, items and quotes."""
    templates = find_templates(source)
    return _document(name, source, templates, _heads(source, templates))


def read_body(name: str, source: str, start: int = 0) -> Document:
    """Plain text that no head lines begin, from `start` on: the body of a mail.

    No merge tag may begin before `start`: it would reach into the body.
    """
    return _document(name, source, find_templates(source), _Head([], start, 0, {}))


def _document(name: str, source: str, templates: Templates, begun: _Head) -> Document:
    heads, body, aside, headers = begun
    blocks = list(templates.with_asides(source, [*heads, *_body(source, templates, body)]))
    return Document(
        name,
        source,
        tuple(blocks),
        templates.slots,
        "email" if heads else "unknown",
        FORMAT,
        coverage(blocks, source, {"head": aside}),
        headers=headers,
    )


def _lines(source: str, start: int) -> Iterator[tuple[int, int, int]]:
    """`(start, end, next)` of each line: its text without the line end, and where the next one starts."""
    while start < len(source):
        match = _LINE.match(source, start)
        assert match is not None  # noqa: S101 - the pattern matches the empty line too
        text = match.group()
        yield start, start + len(text.rstrip("\r\n")), match.end()
        start = match.end()


class _Head(NamedTuple):
    """The blocks of the head lines, where the body starts, how much of the head is no copy, and what it says."""

    blocks: list[Block]
    body: int
    aside: int
    headers: Mapping[str, str]


_NO_HEAD = _Head([], 0, 0, {})


def _heads(source: str, templates: Templates) -> _Head:
    """The head lines a source begins with, if any."""
    found: list[tuple[str, int, int]] = []
    aside = 0
    body = 0
    for start, end, after in _lines(source, 0):
        head = _HEAD.match(source, start, end)
        if source[start:end].strip() == "":
            if not found:
                return _NO_HEAD
            body = after
            break
        if source[start] in " \t" and found:  # a folded head line
            name, first, _ = found[-1]
            found[-1] = (name, first, end)
        elif head is None:
            return _NO_HEAD
        else:
            found.append((head.group(1).lower(), head.end(), end))
    else:
        body = len(source)
    if not any(name in _ENOUGH for name, _, _ in found):
        return _NO_HEAD
    blocks = []
    for name, start, end in found:
        if name not in _ROLES:
            aside += end - start
            continue
        writer = Writer(source)
        templates.write(writer, start, end)
        block = writer.block(_ROLES[name], templates.slots)
        if block is not None:
            blocks.append(with_zones(block))
    headers = {name: source[start:end].strip() for name, start, end in reversed(found)}
    return _Head(blocks, body, aside, headers)


def _body(source: str, templates: Templates, start: int) -> Iterator[Block]:
    writer = Writer(source)
    role: Role = "paragraph"
    ending: Role | None = None
    zone = ""
    opened = closed = start  # what is to be written next, in one stroke
    wrote = 0  # where the line ends that says who wrote what is quoted

    def flush() -> Iterator[Block]:
        templates.write(writer, opened, closed)
        block = writer.block((zone and "quote") or ending or role, templates.slots, zone=zone)
        if block is not None:
            yield with_zones(block)

    for begin, high, after in _lines(source, start):
        low = begin
        line = source[low:high]
        if not templates.masked[low:high].strip():
            yield from flush()
            role, zone = "paragraph", ""
            opened = closed = after
            continue
        if line.rstrip() == "--":
            yield from flush()
            ending, role, zone = "footer", "paragraph", ""
            opened = closed = after
            continue
        if wrote <= low and (attribution := _WROTE.match(source, low)):
            wrote = attribution.end()
        quoted = low < wrote or bool(_QUOTED.match(line))
        item = None if quoted else _ITEM.match(source, low, high)
        if quoted != bool(zone) or item is not None:
            yield from flush()
            role, zone = "paragraph", "quote" if quoted else ""
            opened = closed = low
        if item is not None:
            role = "item"
            low = item.end()
        elif not quoted:
            low += len(line) - len(line.lstrip())
        if low > closed:  # a mark of a list or an indentation is no text
            templates.write(writer, opened, closed)
            opened = low
        closed = after
    yield from flush()
