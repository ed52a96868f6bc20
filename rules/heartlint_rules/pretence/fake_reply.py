"""A subject that says Re: over a message that answers nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from heartlint.rule import Block, Document, Hit, Pattern, Span, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX = Pattern(r"\s*(?:re|fwd?|aw)\s*(?:\[\d+\])?:", re.IGNORECASE)

_ANSWERS = frozenset({"in-reply-to", "references"})
_TO_MANY = Pattern(
    r"\bunsubscribe|\bopt(?:ing)?[ -]out\b|\bintroduc|\breach(?:ing|ed)? out\b|\bmailing list\b|\b(?:limited|special) offer\b"
    r"|\b\d\d?% off\b|\bour (?:product|platform|solution|service|software|tool)s?\b|\bclick (?:here|below)\b|\bdonat|\bbig news\b",
    re.IGNORECASE,
)
"""What a letter to many says, or one that is the first; without it a stored answer may have lost what it quoted."""


@rule(
    severity="error",
    triggers="@subject",
    finds=["Subject: «Re:» quick question\n\nMay I introduce our product?", "Subject: «FWD:» your order\n\nBig news."],
    passes=[
        "Subject: Re: the fence\n\nYes, Tuesday is good.\n\n> Shall we mend it on Tuesday?",
        "Subject: Re: the fence\nIn-Reply-To: <12@jo.example>\n\nYes, Tuesday is good.",
        "Subject: Regarding the fence\n\nMay I mend it?",
        "Subject: Refills are here\n\nCome by.",
    ],
    instead="What is this message about? Can the subject say that?",
    evidence="Both readers called a faked Re: or Fwd: major; a true reply carries the words it answers.",
    since="0.1.0",
)
def fake_reply(document: Document, block: Block) -> Iterator[Hit]:
    """The subject pretends to an exchange that never was.

    Re: and Fwd: promise that something was said before. Whoever opens the letter looks for their own words in it,
    and finds that it begins here.
    """
    match = _PREFIX.match(block.text)
    if match is None or any(other.zone == "quote" for other in document.blocks):
        return
    if not _ANSWERS.isdisjoint(document.headers):  # mail programs name the mail that is answered
        return
    start = len(block.text) - len(block.text.lstrip())
    to_many = bool(document.slots) or any(_TO_MANY.search(other.text) for other in document.blocks)
    span = Span(start, match.end())
    yield Hit(span) if to_many else Hit(span, severity="warning", confidence="likely")
