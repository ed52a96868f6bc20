"""A claim of having noticed, with a merge tag in it."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from heartlint.rule import Block, Match, Sentence, Slot, Span, Word, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


_REACH = 12
"""How many words behind the claim the token may stand."""

_RECORDS = frozenset(
    "login log sign signed signin order payment charge device browser password account card address attempt request "
    "return refund invoice delivery booking subscription activity".split()
)
"""What a system may well notice: "we noticed a sign-in from {{city}}" is a notice, no pretence."""

_POSTS = frozenset("topic title headline subject post_title article_title post_topic posttitle articletitle".split())
_PRAISE = frozenset(
    "saw seen read noticed love loved loving admire enjoyed impressed impressive inspiring inspired stood caught struck "
    "amazing great fantastic incredible awesome congrats congratulations kudos fascinating watched heard".split()
)
"""Without one of these, "your work at {{company}}" claims nothing."""


@rule(
    triggers=[
        "i|we .. noticed|saw|read|admire|love|loved|enjoyed|watched|spotted|discovered",
        "i|we .. came across",
        "i|we .. stumbled upon|on|across|over",
        "impressed|inspired|amazed|blown by|with|that|away",
        "was|been|just reading about|on|up",
        "been following|watching|reading|looking|browsing|researching",
        "looking|looked at|through|over|into",
        "congrats|congratulations on|for",
        "saw|noticed|see that|what|how",
        "big|huge|great fan of",
        "^ love|loved|loving|admire|noticed|saw|enjoyed",
        "your|the .. post|article|talk|episode|podcast|video|interview|update|announcement|news on|about|at|from",
        "your .. work|writing|team|launch|growth|website|site|page|profile at|on|with|for",
        "caught my eye|attention",
    ],
    finds=[
        "«I noticed {{company}}» is hiring.",
        "«I love what {{company}}» is doing with old boats.",
        "Just «saw that {{first_name}}» has a new job.",
        "«Congrats on the growth at {{company}}»!",
        "We were «impressed by what {{company_name}}» built.",
        "«Love what you are building at {{company_name}}».",
        "I «was reading about {{company}}» this morning.",
        "«Your work at {{company}}» really stood out to me.",
        "Saw «your recent post about {{topic}}» and thought of you.",
    ],
    passes=[
        "We noticed a sign-in to your account from {{city}}.",
        "I noticed your question, {{first_name}}, and here is the answer.",
        "{{first_name}}, I read your letter twice.",
        "I love the harbour in spring. {{first_name}}, come and see it.",
        "We saw your order {{order_number}} leave the shop.",
        "Your team at {{company}} has two new seats.",
        "Read your statement in the {{company}} app.",
        "Your profile on {{site_name}} is complete.",
        "Love the sea at {{city}}?",
    ],
    instead="What did you really notice about them? If it was nothing yet, look first, or say why you write.",
    evidence="Readers call it faked attention: the claim is the same for everybody, the name is put in by a machine.",
    since="0.1.0",
)
def token_in_claim_of_noticing(
    block: Block, matches: Sequence[Match], words: Sequence[Word], sentences: Sequence[Sentence]
) -> Iterator[Span]:
    """A token stands in a claim of having noticed.

    Nobody noticed anything: the same claim goes to everybody, and a machine puts the name in. It is a look
    that never took place.
    """
    if not block.slots:
        return
    slots = {place.start: slot for slot in block.slots if (place := block.place(slot.span)) is not None}
    claimed = -1
    for match in matches:
        if match.span.start < claimed:
            continue
        sentence = sentences[bisect_right(sentences, match.first, key=lambda one: one.first) - 1]
        if match.wording.startswith(("your ", "your|")) and not _praised(words[sentence.first : sentence.last]):
            continue
        if match.wording.startswith("^") and words[sentence.last - 1].key == "?":
            continue
        last = min(sentence.last, match.last + _REACH)
        for index in range(match.last, last):
            slot = slots.get(words[index].start) if words[index].kind == "slot" else None
            if slot is None or slot.kind != "token" or not _theirs(slot, match, index):
                continue
            called = words[index - 1].key == "," and (index + 1 == len(words) or words[index + 1].kind == "mark")
            between = {word.key for word in words[match.first : index]}
            if called or not _RECORDS.isdisjoint(between):
                continue
            claimed = words[index].end
            yield Span(match.span.start, claimed)
            break


def _praised(inside: Sequence[Word]) -> bool:
    return any(word.key in _PRAISE for word in inside)


def _theirs(slot: Slot, match: Match, index: int) -> bool:
    """Whether a token says something of the reader: a field of theirs, or what their post was about."""
    if slot.role == "personal" or slot.field.lower().replace("_", "").endswith(("website", "linkedin", "linkedinurl")):
        return True
    near = index <= match.last + 2
    about = match.wording.startswith(("your ", "your|")) and slot.field.lower().strip("_") in _POSTS
    return near and (slot.role == "unknown" or about)
