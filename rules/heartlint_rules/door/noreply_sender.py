"""A sender that cannot be written to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from heartlint.rule import Block, Pattern, Span, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

NO_REPLY = Pattern(
    r"\b(?:no|do-?not|dont|never)[-_.]?reply(?:ing)?(?:[-_+.][\w.-]{0,40})?@[\w.-]{1,100}|\bunmonitored@[\w.-]{1,100}",
    re.IGNORECASE,
)


@rule(
    triggers=["@from", "@reply-to"],
    finds=[
        "From: Acme <«no-reply@acme.example»>\nSubject: Hello\n\nThe gate is open.",
        "Reply-To: «donotreply@acme.example»\nSubject: Hello\n\nThe gate is open.",
    ],
    passes=[
        "From: Ana <ana@acme.example>\nSubject: No reply needed\n\nThe gate is open.",
        "From: Replyco <hello@reply.example>\nSubject: Hello\n\nThe gate is open.",
    ],
    instead="Whose address could stand here, and who reads what comes back?",
    evidence="RULES family door; seen in the head of most template mail.",
    since="0.1.0",
)
def noreply_sender(block: Block) -> Iterator[Span]:
    """The sender is an address that reads nothing.

    Before the first word the sender's address says that no answer is wanted. Whatever warmth follows comes from behind a
    closed window.
    """
    for match in NO_REPLY.finditer(block.text):
        yield Span(*match.span())
