"""One message whose parts stand apart: the sender, the subject and the body of a row in somebody's archive.

The parts are joined, each on lines of its own, into one source, so that all else goes as for any message. `starts`
tells where each part begins in it, and so the way back to positions in the part itself.
"""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, cast

from heartlint.read import html, plain
from heartlint.read.layers import Layer, read_line
from heartlint.read.tags.patterns import OPENER
from heartlint.read.values import TAG
from heartlint.read.zones import coverage
from heartlint.text import Coverage, Document, Writer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from heartlint.text import Block, Role, Slot

HEADS: Sequence[str] = ("from", "subject", "preheader")
"""Parts that stand before the body, in the order they are read."""

BODIES: Mapping[str, str] = {
    "html": "heartlint.read.html",
    "markdown": "heartlint.read.markdown",
    "text": "heartlint.read.plain",
}
"""From what a body beside other parts may be to the module that reads it."""


class Joined(NamedTuple):
    """The parts of a message in one source: where each begins there, in code points."""

    source: str
    starts: Mapping[str, int]


def guess(body: str) -> str:
    """What a body reads like: "html" where it holds tags, "text" otherwise. Never more is guessed: rows vary."""
    return "html" if TAG.search(body) else "text"


def join(parts: Mapping[str, str]) -> Joined:
    """The parts in one source, each from a new line on: the sender first, the body last."""
    starts: dict[str, int] = {}
    texts: list[str] = []
    at = 0
    for part in (*HEADS, "body"):
        if part in parts:
            starts[part] = at
            texts.append(parts[part])
            at += len(parts[part]) + 1
    return Joined("\n".join(texts), starts)


def read(name: str, joined: Joined, format: str) -> Document:  # noqa: A002 - the users' word for it
    """The message; `format` says what its body is read as, one of `BODIES`. Raises as the reader of the body does."""
    source, starts = joined
    begins = starts["body"]
    blocks: list[Block] = []
    slots: list[Slot] = []
    headers: dict[str, str] = {}
    ends = [*list(starts.values())[1:], len(source) + 1]
    for (part, start), end in zip(starts.items(), ends, strict=True):
        if part != "body":
            writer = Writer(source)
            writer.write(start, end - 1)
            found, tokens = read_line(name, writer, cast("Role", part))
            blocks += found
            slots += tokens
            headers[part] = source[start : end - 1].strip()
    covered = coverage(blocks, source[:begins])
    if format == "text" and not OPENER.search(source, 0, begins):  # no merge tag of a head line reaches into the body
        body = plain.read_body(name, source, begins)
        found_in, tokens = body.blocks, body.slots
    else:
        writer = Writer(source)
        writer.write(begins, len(source))
        layer = Layer(writer)
        body = _body(name, layer.text, format)
        found_in, tokens = layer.lift(body)
    aside = Counter(covered.aside)
    aside.update(body.coverage.aside)
    return Document(
        name,
        source,
        (*blocks, *found_in),
        (*slots, *tokens),
        "email" if blocks else body.kind,
        format,
        Coverage(covered.read + body.coverage.read, dict(sorted(aside.items())), len(source), body.coverage.notes),
        headers=headers,
    )


def _body(name: str, text: str, format: str) -> Document:  # noqa: A002 - as above
    if format == "html":
        return html.read(name, text)
    if format == "text":
        return plain.read_body(name, text)
    if format not in BODIES:
        raise ValueError(f"there is no format {format!r} for a body; formats are {', '.join(BODIES)}")
    document: Document = import_module(BODIES[format]).read(name, text)
    return document
