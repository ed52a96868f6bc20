"""An invitation to write, in a message that cannot be written back to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from heartlint.rule import Block, Document, Match, Span, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHUT = re.compile(
    r"\b(?:no|do-?not|dont)[-_.]?reply[\w.+-]{0,40}@|do not reply(?! (?:to )?all)|don't reply(?! (?:to )?all)|not monitored|unmonitored|"
    r"cannot be answered|is not read",
    re.IGNORECASE,
)


@rule(
    severity="error",
    triggers=[
        "let's talk|chat",
        "reply|respond|write (back) to me|us",
        "just|simply reply",
        "hit reply",
        "reply to this email|mail|message",
    ],
    finds=[
        "From: Acme <no-reply@acme.example>\nSubject: Hello\n\nQuestions? «Just reply».",
        "«Let's talk» about your boat.\n\nThis mailbox is not monitored.",
    ],
    passes=[
        "From: Ana <ana@acme.example>\nSubject: Hello\n\nQuestions? Just reply.",
        "Please do not reply to this email. This mailbox is not monitored.",
    ],
    instead="Which of the two is true? Can the address be one that somebody reads?",
    evidence="Cross-part contradictions, which none of the known linters looks at (RULES).",
    since="0.1.0",
)
def invitation_from_noreply(document: Document, block: Block, matches: tuple[Match, ...]) -> Iterator[Span]:
    """The message invites an answer that cannot reach it.

    Somebody may believe it, write, and wait. Nothing shows more plainly that nobody is there.
    """
    if block.role in {"from", "reply-to"}:
        return
    if any(_SHUT.search(other.text.replace("\u2019", "'")) for other in document.blocks if other is not block):
        for match in matches:
            yield match.span
