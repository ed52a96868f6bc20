"""A talk that never was, called upon by a first mail that sells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from heartlint.rule import Block, Document, Match, Pattern, Sentence, Span, rule
from heartlint_rules.parts import ends, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SELLS = Pattern(
    r"\b(?:pricing|audit|demo|platform|solutions?|services?|proposal|quote|discount|offer|one-pager|partner(?:ship)?|seo"
    r"|website|traffic|funding|loan|investment|subscription|software|roi|revenue|sales|introduce (?:myself|our|us)"
    r"|your (?:company|business|team|brand)|clients|leads|growth)\b",
    re.IGNORECASE,
)
_TRUE = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday yesterday phone morning evening afternoon lunch fair "
    "desk council doctor appointment booking order ticket lesson interview visit class request complaint repair "
    "choir school garden".split()
)
"""What a talk that took place is told with: its day, its place, its matter."""
_ANSWERS = frozenset({"in-reply-to", "references"})
_BODY = 4000


@rule(
    severity="warning",
    confidence="likely",
    triggers=[
        "as|like we|you|i (was) (previously|already) discussed|agreed|mentioned|promised|requested|spoke|talked",
        "following|after|per (up) (on) our|my (last|recent|previous|*) conversation|call|chat|discussion|meeting|message",
        "further to|in-reference my|our|your (last|*) conversation|call|chat|discussion|meeting|email|message",
        "(great|good|nice) speaking|talking|chatting with you (earlier|last|today|again)",
        "picking|pick up where we left",
        "since we (last) spoke|talked",
        "you (had) (recently|previously) asked|requested (me|us) (for|to|about) (more|information|pricing)",
    ],
    finds=[
        "«As we discussed», I am sending over our pricing for next year.",
        "«Following our conversation» last week, here is the one-pager on our payroll platform.",
        "«Further to my last message», our audit of your website is ready.",
    ],
    passes=[
        "As we discussed on the phone on Monday, your quote is 40 euros.",
        "Following our conversation with the council, the bridge will stay open.",
        "As we discussed, the boat will be blue.",
        "You asked me to send the slides of Tuesday's demo.",
        "Subject: Re: prices\n\nAs we discussed, here is our pricing.\n\n> Can you send the pricing?",
        "As I said, the offer of tea stands, whatever the day.",
    ],
    instead="When did the two speak, and what about? If they never did, what is the true first sentence?",
    evidence='Sales mail that opens with "as we discussed" or "following our conversation" to people never spoken with; a '
    "talk that took place is told with its day or its matter, so a sentence that names one passes.",
    since="0.1.0",
)
def invented_contact(
    document: Document,
    block: Block,
    matches: Sequence[Match],
    sentences: Sequence[Sentence],
    keys: Sequence[str],
) -> Iterator[Span]:
    """An earlier talk is called upon that nobody had.

    The reader searches their memory for a conversation, and finds a stranger who wants to sell. It borrows the
    trust of people who know each other.
    """
    if document.kind == "catalog" or not _ANSWERS.isdisjoint(document.headers):
        return
    done = -1
    for match in matches:
        if match.first < done or block.role in {"heading", "link", "footer"}:
            continue
        sentence = next(one for one in sentences if one.first <= match.first < one.last)
        if _TRUE.isdisjoint(keys[sentence.first : sentence.last]):
            if not document.answer(_comes_first):
                return
            done = match.last
            yield match.span


def _comes_first(document: Document) -> bool:
    """Whether it sells, and answers nothing: no earlier mail is quoted in it."""
    if any(other.zone == "quote" for other in document.blocks):
        return False
    return any(_SELLS.search(plain(other.text[:_BODY])) for other in ends(document))
