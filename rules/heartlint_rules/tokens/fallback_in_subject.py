"""A fallback word that landed in a subject line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from heartlint.rule import Block, Hit, Pattern, Span, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = (
    r"(?:Valued |Dear |Our |Loyal |Fellow )?"
    r"(?:Friend|Subscriber|Customer|Supporter|Patriot|Member|Reader|User|Guest|Client|Donor|Shopper|Recipient|Neighbor"
    r"|Fellow American|Voter|Homeowner|Team Member|Insider)"
)
_ANYWHERE = Pattern(
    rf"(?:\A\s*(?P<first>{_WORD}|there|friend|customer|subscriber|supporter|patriot|guest)\s?[,:\u2014\u2013!-]+\s)"
    rf"|(?:\b(?P<last>(?:for|to|with|from|hey|hi|hello|thanks|thank you|sorry|congrats|congratulations|welcome),? "
    rf"{_WORD})(?=\s{{0,3}}(?:[!?.:,\u2026]|$)))"
    rf"|(?:,\s(?P<called>{_WORD})(?=\s{{0,2}}[!?.\u2026]?\s{{0,3}}$))",
)
_OTHERS = Pattern(
    r"\b(?:a|an|the|your|my|our|his|her|their|this|that|any|every|each|old|new|best|good|dear) (?:valued )?\Z",
    re.IGNORECASE,
)


@rule(
    severity="warning",
    triggers=["@subject", "@preheader"],
    finds=[
        "Subject: Final call «for Friend»\n\nThe hall is nearly full.",
        "Subject: «Valued Customer», your parcel is here\n\nCome by before six.",
        "Subject: «there», are you coming?\n\nWe open at ten.",
        "Subject: One last thing, «Subscriber»\n\nThe shop moves on Monday.",
    ],
    passes=[
        "Subject: A letter for a friend\n\nThe hall is nearly full.",
        "Subject: Friend or foe?\n\nThe hall is nearly full.",
        "Subject: There is a parcel for you\n\nCome by before six.",
        "Subject: What we owe to the Reader\n\nA talk on Friday.",
        "Subject: Thanks to our Member Council, the shop moves\n\nCome by.",
        "Subject: How to be a good guest\n\nBring bread.",
    ],
    instead="What does the subject say when no name is known? Can it be written without one?",
    evidence='Readers of real mail called it proof of a machine: "for Friend", where a name was to stand.',
    since="0.1.0",
)
def fallback_in_subject(block: Block) -> Iterator[Hit]:
    """A fallback word stands in the subject, where a name was meant.

    It is the first thing the reader sees, and it says that no name was known and that a machine filled the gap.
    """
    if block.slots:
        return
    text = block.text
    titled = sum(word[:1].isupper() for word in text.split()) > max(len(text.split()) * 0.6, 2)
    for match in _ANYWHERE.finditer(text):
        group = match.lastgroup or "first"
        start, end = match.span(group)
        if _OTHERS.search(text[max(start - 24, 0) : start]):
            continue
        yield Hit(Span(start, end), confidence="likely" if titled and group != "first" else None)
