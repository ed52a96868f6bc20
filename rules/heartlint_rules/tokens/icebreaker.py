"""A slot for attention that a machine makes up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heartlint.rule import Block, Span, Word, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@rule(
    triggers="@slot",
    severity="error",
    finds=[
        "Hi Ann,\n\n«{{icebreaker}}»\n\nI build boats.",
        "Hi Ann, «{{personalized_line}}» and so I thought of you.",
        "«{{compliment}}»\n\nThat is why I write.",
    ],
    passes=[
        "The icebreaker sails at nine.",
        "Hi {{ first_name | default: 'there' }},\n\nthe ice has gone from the harbour.",
        "The `{{icebreaker}}` column is filled in by a machine.",
    ],
    instead="What do you know of this one person, from having looked? Write that, or leave the line out.",
    evidence="The fields are named so in the help pages of cold-mail tools.",
    since="0.1.0",
)
def icebreaker(block: Block, words: Sequence[Word]) -> Iterator[Span]:
    """Attention is faked by a slot.

    This line is to be filled with a remark that a machine makes up about each reader, so that it looks as if
    somebody had paid attention. Whoever sees through it once believes nothing else in the letter.
    """
    slots = {place.start: slot for slot in block.slots if (place := block.place(slot.span)) is not None}
    for word in words:
        if word.kind == "slot" and (slot := slots.get(word.start)) is not None and slot.kind == "icebreaker":
            yield word.span
