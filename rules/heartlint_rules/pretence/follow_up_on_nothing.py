"""A subject that follows up over a body that introduces itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heartlint.rule import Block, Document, Match, Span, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIRST = (
    "introduce myself", "introduce ourselves", "my name is", "we haven't met", "we have not met",
    "may i introduce", "you don't know me", "i wanted to introduce",
)  # fmt: skip


@rule(
    severity="error",
    triggers=[
        "following up",
        "follow up",
        "checking in",
        "as promised",
        "per our conversation",
        "our call|chat|meeting",
    ],
    roles=["subject"],
    finds=[
        "Subject: «Following up»\n\nLet me introduce myself: I sell boats.",
        "Subject: Re «our call»\n\nMy name is Ned, and we haven't met.",
    ],
    passes=[
        "Subject: Following up\n\nHere are the plans you asked for on Tuesday.",
        "Subject: A first letter\n\nLet me introduce myself: I sell boats.",
    ],
    instead="Which of the two is true: is this the first letter, or not?",
    evidence='Seen in real mail: subject "Following up" over a body that says "introduce myself".',
    since="0.1.0",
)
def follow_up_on_nothing(document: Document, block: Block, matches: tuple[Match, ...]) -> Iterator[Span]:
    """The subject follows up and the body says hello for the first time.

    One of the two is not so. The reader finds out within a line, and reads everything after it in that light.
    """
    body = " ".join(other.text for other in document.judged if other is not block)[:4000]
    folded = body.lower().replace("\u2019", "'")
    if any(phrase in folded for phrase in _FIRST):
        for match in matches[:1]:
            yield match.span
