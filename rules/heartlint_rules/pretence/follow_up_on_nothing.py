"""A subject that follows up over a body that introduces itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from heartlint.rule import Document, Match, Pattern, Span, rule
from heartlint_rules.parts import ends, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FIRST = Pattern(
    r"\b(?:(?:allow|let) me (?:to )?introduce|(?:like|wanted) to introduce|introduc(?:e|ing) (?:myself|ourselves)"
    r"|may i introduce|my name is|we(?:'ve| have) (?:not|never) (?:yet )?met\b|we haven't met|you (?:do not|don't) know me"
    r"|i came across your (?:profile|company|website|site|page))",
    re.IGNORECASE,
)
_MET = Pattern(r"\bwe(?:'ve| have) met\b", re.IGNORECASE)
_BODY = 4000


@rule(
    severity="error",
    triggers=[
        "following up",
        "follow up",
        "follow-up",
        "followup",
        "checking in|back",
        "circling back",
        "as promised|discussed|agreed",
        "per our conversation|call|talk|chat",
        "our (last|recent) call|chat|meeting|conversation",
        "good|great|nice talking|chatting|speaking with|to|today|yesterday",
    ],
    roles=["subject"],
    finds=[
        "Subject: «Following up»\n\nLet me introduce myself: I sell boats.",
        "Subject: Re «our call»\n\nMy name is Ned, and we haven't met.",
        "Subject: «Checking in»\n\nAllow me to introduce our boats.",
    ],
    passes=[
        "Subject: Following up\n\nHere are the plans you asked for on Tuesday.",
        "Subject: A first letter\n\nLet me introduce myself: I sell boats.",
        "Subject: Following up\n\nAs we have met twice now, here is a plan.",
    ],
    instead="Which of the two is true: is this the first letter, or not?",
    evidence='Seen in real mail: subject "Following up" over a body that says "introduce myself".',
    since="0.1.0",
)
def follow_up_on_nothing(document: Document, matches: Sequence[Match]) -> Iterator[Span]:
    """The subject follows up and the body says hello for the first time.

    One of the two is not so. The reader finds out within a line, and reads everything after it in that light.
    """
    if matches and document.kind != "catalog" and document.answer(_comes_first):
        yield matches[0].span


def _comes_first(document: Document) -> bool:
    body = plain(" ".join(other.text[:_BODY] for other in ends(document) if other.role != "subject"))
    return any(not _MET.match(found.group()) for found in _FIRST.finditer(body))
