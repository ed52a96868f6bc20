"""A letter that says I, and that nobody signs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from heartlint.rule import Document, Hit, Pattern, Reading, rule
from heartlint_rules.parts import opening

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SPEAKS = frozenset("i i'm i've i'd i'll".split())
_OFTEN = 3
_FEWEST_WORDS = 40
_GREETS = Pattern(r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening))\b", re.IGNORECASE)
_NAMED = Pattern(r"\b(?:my name is|this is [A-Z]|I am [A-Z][a-z]|I['\u2019]m [A-Z][a-z]|[Ii]t is [A-Z])")
_PROSE = frozenset(("paragraph", "other"))
_LAST = 5
_SHORT = 7
"""A line of so few words near the end may be a name, a closing, or both."""


@rule(
    triggers="@message",
    severity="info",
    confidence="likely",
    finds=[
        "Dear Ann,\n\nI have read what was written about the mill, and I went there on Sunday to see it. I found the "
        "wheel broken and the door open, which I did not like at all.\n\n«I would be glad if» we could mend it before the "
        "winter comes and the snow takes the roof.",
        "Hello Bo,\n\nI hear that the boat is for sale, and I wonder what became of the oars that I left in it when I "
        "rowed it last. «I would pay for the» two of them what they are worth to whoever buys the boat from the club.",
    ],
    passes=[
        "Dear Ann,\n\nI have read what was written about the mill, and I went there on Sunday to see it. I found the "
        "wheel broken and the door open, which I did not like at all.\n\nI would be glad if we could mend it before "
        "the winter comes.\n\nBo",
        "Dear Ann,\n\nThe mill was open on Sunday, and the wheel is broken. It would be good if it could be mended "
        "before the winter comes and the snow takes the roof. There are nails in the shed, and boards behind it. The "
        "miller knows of it and comes on Friday.",
        "From: Bo Lind <bo@mill.example>\nSubject: The mill\n\nDear Ann,\n\nI have read what was written about the mill, "
        "and I went there on Sunday to see it. I found the wheel broken and the door open, which I did not like. I would "
        "be glad if we could mend it before the winter comes.",
    ],
    instead="Who is the I of this letter? Would they put their name under it?",
    evidence="Our own judgement, advice only; silent wherever a name, a sender or a short last line may be a signature.",
    since="0.1.0",
)
def nobody_signs(document: Document, readings: Sequence[Reading]) -> Iterator[Hit]:
    """A letter says I, and nobody signs it.

    The reader is spoken to by somebody and does not learn by whom. An answer would not know where to go.
    """
    if document.kind not in {"email", "unknown"} or document.having("from", "button"):
        return
    if any(slot.role == "sender" or "sign" in slot.field.lower() for slot in document.slots):
        return
    blocks = [reading for reading in readings if reading.block.role in _PROSE and reading.words]
    if not blocks or not _GREETS.match(blocks[0].block.text) or _signed(readings, blocks):
        return
    keys = [word.key for reading in blocks for word in reading.words if word.kind == "word"]
    if len(keys) < _FEWEST_WORDS or sum(key in _SPEAKS for key in keys) < _OFTEN:
        return
    if any(_NAMED.search(reading.block.text) for reading in blocks):
        return
    yield Hit(opening(blocks[-1], blocks[-1].sentences[-1]), block=blocks[-1].block)


def _signed(readings: Sequence[Reading], blocks: Sequence[Reading]) -> bool:
    """Whether something near the end may be a signature: a short line, or a last line that ends in no full stop."""
    for reading in readings[-_LAST:]:
        if reading is not blocks[0] and sum(word.kind != "mark" for word in reading.words) <= _SHORT:
            return True
    text = blocks[-1].block.text.rstrip()
    return _short_line(text) or text[-1:] not in ".!?"


def _short_line(text: str) -> bool:
    lines = text.splitlines()
    return len(lines) > 1 and len(lines[-1].split()) <= _SHORT
