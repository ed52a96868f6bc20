"""A message as its reader sees it, with roles and merge tags: how the tool shows what it saw."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from heartlint.output.terminal import inert, line, safe
from heartlint.text import Lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from heartlint.output.text import Style
    from heartlint.text import Block, Document, Slot

_PLACE = 8
_ROLE = 12


def render(documents: Sequence[Document], style: Style) -> str:
    """The messages, block by block: line and column, role, text, and the merge tags in it."""
    out: list[str] = []
    for document in documents:
        out += [*_document(document, style), ""]
    return inert("\n".join(text.rstrip() for text in out))


def _document(document: Document, style: Style) -> Iterator[str]:
    part = f", {document.part}" if document.part else ""
    yield style.paint(line(document.name + part), "strong")
    because = f" ({document.because})" if document.because else ""
    covered = document.coverage
    yield from _wrapped(f"read as {document.format}; kind: {document.kind}{because}", style, "  ")
    aside = "".join(f", {count} {name}" for name, count in covered.aside.items())
    yield from _wrapped(f"characters: {covered.read} judged{aside}; {covered.source} in the file", style, "  ")
    for note in dict.fromkeys((*covered.notes, *([document.not_judged] if document.not_judged else []))):
        yield from _wrapped(f"note: {note}", style, "  ")
    lines = Lines(document.source)
    for block in document.blocks:
        yield ""
        yield from _block(block, lines, style)


def _block(block: Block, lines: Lines, style: Style) -> Iterator[str]:
    at, column = lines.at(block.pieces[0].source.start)
    place = f"{at}:{column}"
    role = f"{block.role} {block.level}" if block.level else block.role
    head = f"{place:<{_PLACE}} {role:<{_ROLE}} "
    if block.key:
        yield style.paint(f"{'':<{_PLACE}} {line(block.key)}", "faint")
    first = True
    names = ("faint",) if block.zone else ()
    for text in block.text.splitlines() or [""]:
        for part in textwrap.wrap(safe(text), max(style.columns - len(head), 20), break_on_hyphens=False):
            yield style.paint(f"{head if first else ' ' * len(head)}{part}", *names)
            first = False
    indent = " " * len(head)
    if block.zone:
        yield from _wrapped(f"[set aside: {block.zone}]", style, indent)
    for zone in block.zones:
        yield from _wrapped(f"[set aside: {zone.name} {line(zone.span.of(block.text))}]", style, indent)
    for slot in block.slots:
        yield from _wrapped(f"[{_told(slot)}]", style, indent)


def _told(slot: Slot) -> str:
    text = f"{slot.kind} {line(slot.text)}: {slot.role}"
    if slot.field:
        text += f", field {line(slot.field)}"
    if slot.fallback is not None:
        text += f", fallback {line(slot.fallback)!r}"
    if slot.guarded:
        text += ", guarded"
    return f"{text}, {line(slot.syntax_fault)}" if slot.syntax_fault else text


def _wrapped(text: str, style: Style, indent: str) -> Iterator[str]:
    room = max(style.columns, len(indent) + 20)
    yield from (
        style.paint(part, "faint")
        for part in textwrap.wrap(
            line(text), room, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
        )
    )
