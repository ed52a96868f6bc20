"""Text inside text: HTML in a mail part that is quoted-printable, Markdown in a value of a JSON file.

The outer reader decodes what it finds into a layer; the inner one reads the layer as if it were a source of its
own; `lift` then takes what was read back to the outer source, so that every position is of the file itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from heartlint.read.templates import find_templates
from heartlint.read.zones import with_zones
from heartlint.text import Block, Document, Piece, Span, Writer, decoded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from heartlint.text import Role, Slot


class Layer:
    """A text that was decoded from a source, and the way back. Made of what a `Writer` has collected."""

    __slots__ = ("_ahead", "_hows", "_whole", "source", "text")

    def __init__(self, writer: Writer) -> None:
        pieces = writer.pieces
        self.source = writer.source
        self.text = "".join(piece.text for piece in pieces)
        self._whole = Block("other", self.text, pieces)
        self._hows = sorted({piece.how for piece in pieces} - {"verbatim"})
        one = pieces[0] if len(pieces) == 1 else None
        self._ahead = one.source.start if one is not None and one.how == "verbatim" and one.exact else None
        """Where in the source the layer begins, where it stands there as it is; None where it was decoded or joined."""

    @property
    def as_it_is(self) -> bool:
        """Whether the text of the layer stands in the source, in one stretch, as it is."""
        return self._ahead is not None

    def lift(self, inner: Document) -> tuple[tuple[Block, ...], tuple[Slot, ...]]:
        """The blocks and slots of a document that was read from `self.text`, at their places in the source."""
        if self._ahead is not None:
            return _further(inner, self._ahead)
        slots = {slot.span: self.slot(slot) for slot in inner.slots}
        blocks = []
        for block in inner.blocks:
            pieces = self._pieces(block.pieces)
            own = [(slots[slot.span], block.place(slot.span)) for slot in block.slots]
            placed = {slot.span: place for slot, place in own if place is not None}
            blocks.append(replace(block, pieces=pieces, slots=tuple(slot for slot, _ in own), placed=placed))
        return tuple(blocks), tuple(slots.values())

    def part(self, writer: Writer) -> Layer:
        """A layer of some stretches of this one: `writer` collected them from `self.text`."""
        outer = Writer(self.source)
        for piece in writer.pieces:
            for one in self._whole.in_source(piece.source):
                text = None if one.exact else one.text
                outer.write(one.source.start, one.source.end, one.how, text=text)
        return Layer(outer)

    def slot(self, slot: Slot) -> Slot:
        """A slot of the layer at its place in the source."""
        return replace(slot, span=self.span(slot.span))

    def span(self, span: Span) -> Span:
        """Where in the source a stretch of the layer was read from; a fair guess where that is not exact."""
        if self._ahead is not None:
            return span.moved(self._ahead)
        pieces = self._whole.in_source(span)
        if not pieces:
            return Span(0, 0)
        if all(piece.exact for piece in pieces):
            return Span(pieces[0].source.start, pieces[-1].source.end)
        return Span(self._near(span.start), self._near(span.end - 1) + 1)

    def _near(self, at: int) -> int:
        """About where in the source one code point of the layer stands; a later one never stands before it."""
        start, piece = self._whole.piece_at(at)
        return piece.source.start + (at - start) * len(piece.source) // len(piece.text)

    def _pieces(self, pieces: Iterable[Piece]) -> tuple[Piece, ...]:
        lifted: list[Piece] = []
        for piece in pieces:
            outer = self._whole.in_source(piece.source)
            if piece.how == "verbatim":
                lifted.extend(outer)
                continue
            source = Span(outer[0].source.start, outer[-1].source.end)
            how = self._how(piece, source) if all(one.exact for one in outer) else None
            lifted.append(Piece(piece.text, source, how or piece.how, exact=piece.exact and how is not None))
        return tuple(lifted)

    def _how(self, piece: Piece, source: Span) -> str | None:
        """How the source slice becomes the inner piece's text; None where no one decoder says so."""
        raw = source.of(self.source)
        for how in (piece.how, *(f"{outer}+{piece.how}" for outer in self._hows)):
            if decoded(raw, how) == piece.text:
                return how
        return None


def _further(inner: Document, by: int) -> tuple[tuple[Block, ...], tuple[Slot, ...]]:
    """The blocks and slots of a document, so many code points further on: what stands there as it is only moves."""
    if not by:
        return inner.blocks, inner.slots
    slots = {slot.span: replace(slot, span=slot.span.moved(by)) for slot in inner.slots}
    blocks = tuple(
        Block(
            block.role,
            block.text,
            tuple(Piece(one.text, one.source.moved(by), one.how, one.exact) for one in block.pieces),
            block.zone,
            block.zones,
            tuple(slots[slot.span] for slot in block.slots),
            block.level,
            block.key,
            {span.moved(by): place for span, place in block.placed.items()},
        )
        for block in inner.blocks
    )
    return blocks, tuple(slots.values())


def read_line(name: str, writer: Writer, role: Role, key: str = "") -> tuple[list[Block], tuple[Slot, ...]]:
    """What a writer holds as one block, merge tags and addresses found in it; no block where nothing is visible."""
    layer = Layer(writer)
    templates = find_templates(layer.text)
    if layer.as_it_is and not templates.slots and not templates.hidden:  # as most are: nothing has to be lifted
        found = writer.block(role, key=key)
        return [] if found is None else [with_zones(found)], ()
    line = Writer(layer.text)
    templates.write(line, 0, len(layer.text))
    block = line.block(role, templates.slots, key=key)
    blocks = () if block is None else (with_zones(block),)
    lifted, slots = layer.lift(Document(name, layer.text, blocks, templates.slots))
    return list(lifted), slots
