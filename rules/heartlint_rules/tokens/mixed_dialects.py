"""Merge tags of two platforms in one message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heartlint.rule import Block, Document, Hit, Slot, Span, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_ALIKE = {"triple_curly": "double_curly", "dollar_word": "dollar_curly", "velocity": "dollar_curly"}
"""Delimiters that one and the same platform reads."""
_SENT = frozenset(
    "star_pipe double_curly percent_percent percent_single bang_curly single_curly square_double dollar_square tilde "
    "at_at hash_hash".split()
)
"""Delimiters of platforms that send; what a program fills in before (ERB, EJS, printf) may stand beside any."""


@rule(
    triggers="@message",
    confidence="likely",
    finds=[
        "Hi *|FNAME|*,\n\nthe baker of «{{city}}» has moved, *|FNAME|*.",
        "Hi {{first_name}},\n\nhow is the bread at «{company}»? Tell me, {{first_name}}.",
    ],
    passes=[
        "Hi {{first_name}},\n\nthe baker of {{{city}}} has moved.",
        "Hi <%= @user.first_name %>,\n\nthe baker of {{city}} has moved.",
        "Hi *|FNAME|*,\n\nyour order {{order_number}} is at the desk.",
        "Mailchimp writes *|FNAME|*, HubSpot {{contact.firstname}}, Salesforce {!Contact.FirstName}.",
    ],
    instead="Which platform sends this? Send it to yourself once: which of the tags are still there?",
    evidence="Copy moved from one tool to another keeps tags that the new one does not read; seen in sent mail.",
    since="0.1.0",
)
def mixed_dialects(document: Document) -> Iterator[Hit]:
    """Personal tokens of two platforms stand in one message.

    Hardly any platform reads both, so that one of them will reach its reader as it stands: braces in place of a
    name.
    """
    if len(document.slots) < 2 or document.kind in {"manual", "catalog", "internal"}:
        return
    found: dict[str, list[tuple[Block, Span]]] = {}
    for block in document.judged:
        for slot in block.slots:
            family = _ALIKE.get(slot.family, slot.family)
            place = _place(block, slot) if family in _SENT else None
            if place is not None:
                found.setdefault(family, []).append((block, place))
    if len(found) != 2:  # three and more are a page about tokens
        return
    block, place = min(found.values(), key=len)[0]
    yield Hit(place, block=block)


def _place(block: Block, slot: Slot) -> Span | None:
    """Where in the text a personal token stands that is no fault already and no code."""
    if slot.kind != "token" or slot.role != "personal" or slot.syntax_fault:
        return None
    place = block.place(slot.span)
    if place is None or any(zone.span.overlaps(place) for zone in block.zones):
        return None
    return place
