"""The head of a forwarded mail, written into a message that goes to many."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from heartlint.rule import Document, Hit, Pattern, Span, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = Pattern(
    r"(?i:-{2,12} ?(?:begin )?(?:forwarded|original) (?:message|mail|email)[^\n]{0,20}|begin forwarded message:?)"
)
_SELLS = (
    r"(?i:\b(?:donat(?:e|ion)|chip in|pitch in|contribut(?:e|ion)|unsubscribe|paid for by|offer|discount|demo|pricing"
    r"|limited time|upgrade|give today|our (?:goal|product|platform)|book a call)\b)"
)
"""What stands in mail to many, and hardly in a mail that somebody passed on."""
_ANSWERS = frozenset({"in-reply-to", "references", "resent-from"})


@rule(
    severity="error",
    confidence="likely",
    triggers="@message",
    finds=[
        "Subject: please see below\n\n«---------- Forwarded message ----------»\n\nCan we ask once more? Chip in five euros.",
        "Ana says it better than I can.\n\n«Begin forwarded message:»\n\nPlease donate to the boat house.",
    ],
    passes=[
        "Ana says it better than I can.\n\n---------- Forwarded message ----------\n\nThe bridge is open on Sunday.",
        "The message was forwarded to the desk, with an offer.",
    ],
    instead="Who wrote these lines, and can they be said in the sender's own name?",
    evidence="Faked forward blocks, seen in fundraising mail (RULES); a real forward passes on no offer of the sender's own.",
    since="0.1.0",
)
def faked_forward(document: Document) -> Iterator[Hit]:
    """A forwarded mail is staged inside a mail to many.

    The block plays a private exchange that the reader was let into. It was written for the list, like the rest.
    """
    if not _ANSWERS.isdisjoint(document.headers):
        return
    for block in document.judged:
        text = block.text.lower()
        match = _HEAD.search(block.text) if "forwarded" in text or "original" in text else None
        if match is not None:
            if document.slots or any(re.search(_SELLS, one.text) for one in document.blocks):
                yield Hit(Span(*match.span()), block=block)
            return
