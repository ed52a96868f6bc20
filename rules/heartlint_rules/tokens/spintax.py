"""Words that a machine draws by lot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heartlint.rule import Block, Hit, Pattern, Word, rule
from heartlint_rules.tokens.notation import GREETINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TYPE = Pattern(r"[a-z][A-Z]|\w\.\w|_|\[\]|\bstring\b|\bboolean\b|\bnull\b|\|\s?[+<\-@#]")


@rule(
    triggers="@slot",
    severity="error",
    finds=[
        "«{Hi|Hello|Hey}» Ann, the boat is mended.",
        "I hope your week is going «{well|fine|nicely}».",
    ],
    passes=[
        "Choose either/or: the red boat or the blue one.",
        "| Hi | Hello |\n|---|---|\n| Ann | Bo |",
        "Hi {{ first_name | default: 'there' }}, the boat is mended.",
        "Returns: {Module|vm.Module} when it is found, else {EventEmitter|EventTarget}.",
        "{only there when built with the |+extra| feature}",
        "Spintax such as `{Hi|Hello}` shuffles words.",
    ],
    instead="Which of these would you say? Say that one.",
    evidence="A known trick of bulk senders, to make one letter look like many.",
    since="0.1.0",
)
def spintax(block: Block, words: Sequence[Word]) -> Iterator[Hit]:
    """The words are drawn by lot.

    A machine picks among these wordings so that the same letter looks like many. Its reader gets a
    hand-written look with no hand behind it.
    """
    slots = {place.start: slot for slot in block.slots if (place := block.place(slot.span)) is not None}
    for word in words:
        if word.kind != "slot" or (slot := slots.get(word.start)) is None or slot.kind != "spintax":
            continue
        # {EventEmitter|vm.Module} is how documentation names types
        if not _TYPE.search(slot.text):
            yield Hit(word.span, confidence=None if _said(slot.text) else "likely")


def _said(text: str) -> bool:
    """Whether the alternatives can only be words of a letter: three of them, or two words in one, or a greeting."""
    said = [part.strip() for part in text.strip("{}[] ").split("|")]
    return len(said) > 2 or any(" " in part or part.lower() in GREETINGS for part in said)
