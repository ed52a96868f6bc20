"""A talk that never was, called upon by a first mail that sells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from heartlint.rule import Block, Document, Match, Pattern, Sentence, Span, rule
from heartlint_rules.parts import ends, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SELLS = Pattern(
    r"\b(?:pricing|prices? (?:list|for)|audit|demo|platform|solutions?|services?|proposal|quote|discount|offer|one-pager"
    r"|brochure|partner(?:ship)?|seo|ranking|rankings|website|backlinks?|traffic|funding|loan|investment|qualif(?:y|ies|ied)"
    r"|subscription|software|roi|revenue|sales|introduce (?:myself|our|us)|your (?:company|business|team|organi[sz]ation|brand)"
    r"|warranty|payroll|deck|case stud(?:y|ies)|clients|leads|growth|unclaimed|inheritance|transfer|funds?)\b",
    re.IGNORECASE,
)
_TRUE = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday yesterday phone morning evening afternoon lunch fair desk "
    "council landlord doctor appointment booking order ticket lesson rehearsal interview viewing visit class request "
    "complaint repair survey choir committee board parents school garden".split()
)
"""What a talk that took place is told with: its day, its place, its matter."""
_ANSWERS = frozenset({"in-reply-to", "references"})
_BODY = 4000


@rule(
    severity="warning",
    confidence="likely",
    triggers=[
        "as (we|you|i|was) discussed|agreed|mentioned|promised|requested|spoken (before|earlier|previously|last) ,",
        "as|like we|you|i (previously|already|have|had) (previously) discussed|agreed|mentioned|promised|requested|spoke|talked",
        "following|after|per|regarding (up) (on|from|to) our|my (last|recent|previous|earlier|first|brief|great|quick|*) conversation|call|chat|discussion|talk|meeting|email|mail|message|exchange|correspondence|note|voicemail",
        "further to|in-reference my|our|your (last|recent|previous|earlier|*) conversation|call|chat|discussion|talk|meeting|email|mail|message|exchange|enquiry|inquiry|note",
        "(great|good|nice|lovely|pleasure|enjoyed) speaking|talking|chatting|connecting with you (earlier|recently|last|the|today|again)",
        "picking|pick up where|from (where) we left|stopped|ended",
        "you (had) asked me|us to|for *",
        "since we (last) spoke|talked|chatted|connected",
        "in|with reference|regard to our|my|your (last|recent|previous|earlier) conversation|call|chat|discussion|talk|meeting|email|mail|message",
        "you (had) (recently|previously|once) asked|requested|expressed|showed (me|us) (for|to|about|interest) (in) (more|information|pricing|our|a)",
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
