"""Merge tags of two platforms in one message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heartlint.rule import Block, Document, Hit, Reading, Span, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
def mixed_dialects(document: Document, readings: Sequence[Reading]) -> Iterator[Hit]:
    """Personal tokens of two platforms stand in one message.

    Hardly any platform reads both, so that one of them will reach its reader as it stands: braces in place of a
    name.
    """
    if len(document.slots) < 2 or document.kind in {"manual", "catalog", "internal"}:
        return
    found: dict[str, list[tuple[Block, Span]]] = {}
    for reading in readings:
        block = reading.block
        if not block.slots:
            continue
        # a slot in code or a URL is no word of kind "slot"
        starts = {word.start for word in reading.words if word.kind == "slot"}
        for slot in block.slots:
            family = _ALIKE.get(slot.family, slot.family)
            if family not in _SENT or slot.kind != "token" or slot.role != "personal" or slot.syntax_fault:
                continue
            place = block.place(slot.span)
            if place is not None and place.start in starts:
                found.setdefault(family, []).append((block, place))
    if len(found) != 2:  # three and more are a page about tokens
        return
    block, place = min(found.values(), key=len)[0]
    yield Hit(place, block=block)
