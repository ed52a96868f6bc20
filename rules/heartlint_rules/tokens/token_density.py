"""A message dotted with names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heartlint.rule import Block, Document, Hit, Reading, Span, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


_FEWEST = 5
_WORDS_FOR_EACH = 25
_LONG_ENOUGH = 4
"""Blocks of fewer words are rows of a form, not sentences to a person."""


@rule(
    triggers="@message",
    severity="info",
    confidence="likely",
    finds=[
        "Hi {{first_name}}, «we make bread, and none is finer in» {{city}}, {{first_name}}: ask {{company}}, {{name}}.",
        "{{first_name}}, did {{company}} ever ask, {{first_name}}, «why the boats in» {{city}} leak? {{name}} can.",
    ],
    passes=[
        "Hi {{first_name}}, we make bread, and the oven is on from four in the morning. Come by and try it.",
        "Name: {{first_name}}\n\nCity: {{city}}\n\nCompany: {{company}}\n\nState: {{state}}\n\nZip: {{zip}}",
    ],
    instead="Take the names out and read it aloud. Is there anything left that is meant for this reader?",
    evidence="Our own judgement, advice only: repeating a name does not make a letter more personal.",
    since="0.1.0",
)
def token_density(document: Document, readings: Sequence[Reading]) -> Iterator[Hit]:
    """The message is dotted with personal tokens.

    A name said again and again sounds like a seller who has learned that names work. What makes a letter
    personal is what stands between the tokens.
    """
    if len(document.slots) < _FEWEST or document.kind in {"manual", "catalog"}:
        return
    words = 0
    tokens = 0
    densest: tuple[int, Block, list[Span]] | None = None
    for reading in readings:
        block = reading.block
        count = len(block.text.split())
        if count < _LONG_ENOUGH:
            continue
        words += count
        # a slot in code or a URL is no word of kind "slot"
        starts = {word.start for word in reading.words if word.kind == "slot"} if block.slots else set()
        places = [
            place
            for slot in block.slots
            if slot.role == "personal" and slot.kind == "token" and (place := block.place(slot.span)) is not None
            if place.start in starts
        ]
        tokens += len(places)
        if places and (densest is None or len(places) > densest[0]):
            densest = len(places), block, places
    if densest is None or tokens < _FEWEST or tokens * _WORDS_FOR_EACH < words:
        return
    _, block, places = densest
    yield Hit(
        _between(block.text, places),
        block=block,
        why=f"{tokens} personal tokens in {words} words: a name said again and again sounds like a seller who has "
        "learned that names work. What makes a letter personal is what stands between the tokens.",
    )


def _between(text: str, places: list[Span]) -> Span:
    """The longest stretch of words between the tokens: the tokens themselves may carry findings of their own."""
    edges = [0, *(edge for place in places for edge in (place.start, place.end)), len(text)]
    start, end = max(zip(edges[::2], edges[1::2], strict=True), key=lambda gap: gap[1] - gap[0])
    bare = text[start:end].strip(" ,.;:!?\n")
    low = text.index(bare, start) if bare else start
    return Span(low, low + len(bare)) if bare else places[0]
