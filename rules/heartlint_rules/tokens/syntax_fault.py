"""A merge tag that its platform does not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heartlint.rule import Block, Document, Hit, Word, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@rule(
    triggers="@slot",
    severity="error",
    finds=[
        "Hi «{{first_name}»,\n\nthe choir meets at eight.",
        "Hi «*|FNAME*»,\n\nthe choir meets at eight.",
        "Hi «{{ first_name | default: “there” }}»,\n\nthe choir meets at eight.",
    ],
    passes=[
        'Hi {{ first_name | default: "there" }},\n\nthe choir meets at eight.',
        "The set {first, second} has two members.",
        "Hi {% if first_name %}{{ first_name }}{% else %}all{% endif %},\n\nthe choir meets at eight.",
    ],
    instead="Send it to yourself first, once with the field filled and once with it empty. What do you read?",
    evidence="Broken tags of these shapes were seen in sent mail, where they reach the reader as they stand.",
    since="0.1.0",
)
def syntax_fault(block: Block, words: Sequence[Word], document: Document) -> Iterator[Hit]:
    """A merge tag will not be filled in.

    Its platform does not read it like this, and so the reader gets the braces instead of a name: the
    machinery of a letter that was to look personal.
    """
    slots = {place.start: slot for slot in block.slots if (place := block.place(slot.span)) is not None}
    for word in words:
        slot = slots.get(word.start) if word.kind == "slot" else None
        if slot is None or not slot.syntax_fault:
            continue
        yield Hit(
            word.span,
            confidence="likely" if document.kind == "manual" else "sure",
            why=f"This {slot.family.replace('_', '-')} token will not be filled in: {slot.syntax_fault}. The reader "
            "gets the token as it stands, the machinery of a letter that was to look personal.",
        )
