"""Warm words in a message that pleads against leaving."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from heartlint.rule import Document, Hit, Match, Pattern, rule
from heartlint_rules.parts import ends, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PLEADS = Pattern(
    r"\b(?:we(?:'re|'d|'ll| are| would| will)?|i(?:'m|'d| am)?) (?:so |really |truly |very )?(?:hate|sad|sorry|miss) "
    r"(?:to )?(?:see )?you (?:go|leav)"
    r"|\b(?:please )?don't (?:go|leave us)\b(?! (?:to|there|home|into|out|away))|\bbefore you (?:unsubscribe|opt out)\b"
    r"|\bare you sure you want to (?:leave|miss|unsubscribe|lose|give up|opt out)"
    r"|\bthink (?:again|twice)\b.{0,30}\bunsubscrib|\bbreak(?:ing)? up with us\b|\bwas it something we said\b"
    r"|\byou(?:'ll| will) (?:lose|miss out on) (?:all|your|everything|access)",
    re.IGNORECASE,
)
_STAYING = Pattern(r"\bhow may we do better\b|\byou are unsubscribed\b|\byou have been unsubscribed\b", re.IGNORECASE)


@rule(
    confidence="likely",
    triggers=[
        "we|i love|appreciate|value|cherish you|having",
        "we|i care (deeply) about you",
        "you mean so|a|the much|lot|world to us|me",
        "you|you're are|always (always) (a|part) (of) (the|our) family|friend|friends",
        "part of the|our family",
        "with (all) (our|my) love",
        "(from) the bottom of our|my heart|hearts",
        "you're|are special|important|dear to us|me",
    ],
    finds=[
        "«We love having» you here. Are you sure you want to leave? You'll lose your points.",
        "«You mean the world to us».\n\nBefore you unsubscribe, look at what you would miss.",
        "Are you sure you want to miss it all?\n\n«With love», the shop",
    ],
    passes=[
        "We love having you here. The shop opens at nine.",
        "Are you sure you want to leave the page? The form is not saved.",
        "You are unsubscribed. We loved having you here, and the door stays open.",
        "Our friendship began at sea.",
    ],
    instead="If they matter that much, what would it look like to let them go in one step?",
    evidence="RULES, contradictions between parts; seen on unsubscribe pages and in last-chance mail.",
    since="0.1.0",
)
def warm_words_at_a_stuck_door(document: Document, matches: Sequence[Match]) -> Iterator[Hit]:
    """Warm words stand beside a plea not to leave.

    Affection that shows itself when somebody reaches for the door is a hand on their sleeve. It makes the warm
    words elsewhere in the message harder to believe.
    """
    if matches and document.kind != "catalog" and document.answer(_pleads):
        yield Hit(matches[0].span)


def _pleads(document: Document) -> bool:
    near = [plain(block.text) for block in ends(document)]
    return any(_PLEADS.search(text) for text in near) and not any(_STAYING.search(text) for text in near)
