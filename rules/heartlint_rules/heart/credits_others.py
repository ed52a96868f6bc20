"""Somebody else is named, with what they did."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING

from heartlint.rule import Block, Match, Span, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORD = r"[A-Z\u00c0-\u00de][a-z\u00df-\u00ff][\w\u2019']{0,20}(?:-[A-Z\u00c0-\u00de][\w\u2019']{1,20})?"
_NAME = rf"{_WORD}(?: (?:[A-Z]\.|de|da|van|von|{_WORD})){{0,3}}"
_OWNER = re.compile(r"[^\s]{1,30}['\u2019]s (?=[A-Z])")
_FULL = rf"{_WORD}(?: (?:[A-Z]\.|de|da|van|von|{_WORD})){{1,3}}"
"""First and last name: one capitalized word before a verb is mostly a brand, or just opens the sentence."""
_MADE = (
    r"(?:wrote|written|penned|published|completed|created|built|baked|drew|drawn|painted|taught|mended|made|released|"
    r"enabled|implemented|coined|translated|designed|organi[sz]ed|composed|fixed|recorded|delivered|put together|"
    r"shared|shot|filmed|sewn|sewed|planted|repaired|hosted|researched|edited|compiled|contributed|landed|spotted|"
    r"pointed out|kindly|generously|volunteered|stepped up|gave a|given a|carried|cooked|sang|played|proofread|brought"
    r"|suggested|proposed|came up with|noticed|donated|lent|stayed|drove|cleaned|washed|carved|knitted|restored|rebuilt"
    r"|looked after|took care of|showed us|helped us|saved us)"
)
_NEAR = 8
"""How many of the credits given so far may reach into the next word's surroundings."""
_NOBODY = frozenset(
    "we i you he she they it this that the our your who what and but my these those here there if as in on all some "
    "no not team company for to so thanks everyone congress senate house court president governor senator "
    "republicans democrats party committee post times journal news press government police google apple microsoft "
    "facebook amazon public corporation finance financial bank group media studio studios labs foundation institute "
    "inc llc ltd gmbh corp university council department agency ministry monday tuesday wednesday thursday friday "
    "saturday sunday january february march april may june july august september october november december when "
    "while after before since how why where which a an once recently".split()
)
"""Words that are no person's: what a house, a paper or a party has done is news."""


# each with what one of must stand in a text that it finds something in: most texts need few of them
_PATTERNS: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        (),
        rf"(?<![\w@/-])(?P<name>{_FULL})(?: \([^()\n]{{1,40}}\))?"
        rf"(?: (?:has|have|had|recently|just|also|already|finally|even|once|kindly|generously)){{0,3}}"
        rf" {_MADE}\b(?: [\w\u2019'-]{{1,20}}){{0,3}}",
    ),
    (
        (" by ",),
        rf"\b{_MADE}(?: [a-z\u2019'-]{{1,20}}){{0,3}} by (?P<name>{_FULL})",
    ),
    (
        (
            "shout",
            "kudos",
            "hats off",
            "applause",
            "cheers",
            "props",
            "congrat",
            "hat tip",
            "thank",
            "credit",
        ),
        r"\b(?i:(?:big |huge |special |many |warm )?(?:shout[ -]?outs?|kudos|hats off|a round of applause|three cheers"
        r"|props|congrats|congratulations|hat tip"
        r"|(?:big|huge|special|many|our|and|warm) (?:thanks|thank you)|credit goes)"
        r"(?: (?:and|so|very|much|again|out|goes|all|is|due)){0,3} (?:to|for|,)?) ?"
        rf"(?P<name>@\w[\w.]{{1,30}}|{_NAME})",
    ),
    (
        (
            "idea",
            "work",
            "doing",
            "suggestion",
            "design",
            "find",
        ),
        rf"\b(?i:it was|this was|that was|all) (?P<name>{_WORD})(?<=s) (?:idea|work|doing|suggestion|design|find)\b",
    ),
    (
        (
            "thank",
            "credit",
            "applause",
            "hug",
        ),
        r"\b(?i:thank[- ]?yous?|thanks|credit|applause|hugs?) (?i:goes|go|belongs?|is due)(?: (?i:out|again))? to "
        rf"(?P<name>@\w[\w.]{{1,30}}|{_NAME})",
    ),
    (
        ("we owe",),
        rf"\b(?i:we owe (?:this|the|it|our|that|these)(?: \w+){{0,3}}) to (?P<name>{_NAME})",
    ),
    (
        ("by ",),
        r"\b(?i:drawings?|illustrations?|words|text|music|translation|recipe|map|design"
        rf"|cover|artwork|story) (?i:is |are |was |were )?by (?P<name>{_FULL})",
    ),
    (
        ("congratulat",),
        rf"\b(?i:congratulat(?:es?|ed|ing)) (?:our [\w ]{{1,30}} )?(?P<name>{_FULL})",
    ),
    (
        ("thank",),
        r"\b(?i:thanks|thank you)(?: (?i:so much|again|a lot))?(?: to|,) "
        rf"(?P<name>@\w[\w.]{{1,30}}|{_NAME})(?=,? for\b)",
    ),
    (
        ("our ",),
        r"\b(?P<name>(?i:our (?:dear |good )?(?:friends?|neighbou?rs?|colleagues?))"
        r" (?:at|from|over at|in) (?:the )?[A-Z\[]\w+)",
    ),
    # a first name alone: a person only where the sentence says "she" or "he"
    (
        (
            " she",
            " he",
            " his",
        ),
        rf"(?<![\w@/-])(?P<name>{_WORD}) (?:{_MADE}|saved|found|kept|lent|carried)\b"
        rf"(?: [\w\u2019'-]{{1,20}}){{0,2}}"
        r"(?=[^.!?\n]{0,60} (?:she|he|hers?|his)\b)",
    ),
)
"""Name and deed; deed and name; name after a word of praise ..."""


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compiled when a text first needs it."""
    return re.compile(pattern)


@rule(
    side="credit",
    severity="info",
    confidence="likely",
    triggers=[
        "wrote|written|penned|published|completed|created|built|baked|drew|drawn|painted|taught|mended|made|released",
        "saved|found|kept|lent|carried",
        "enabled|implemented|coined|translated|designed|organized|organised|composed|fixed|recorded|delivered|shared|shot",
        "put together",
        "pointed out",
        "stepped up",
        "gave|given a",
        "filmed|sewn|sewed|planted|repaired|hosted|researched|edited|compiled|contributed|landed|spotted|kindly|volunteered",
        "kudos|props|congrats|congratulations|praise|shoutout|shoutouts",
        "shout-out|outs",
        "idea|work|doing|suggestion|design|find",
        "goes|go|belongs|due to",
        "drawings|drawing|illustrations|illustration|words|text|music|translation|map|cover|artwork by",
        "carried|cooked|sang|played|proofread|brought|suggested|proposed|noticed|donated|lent|stayed|drove|cleaned|washed",
        "carved|knitted|restored|rebuilt",
        "looked after",
        "we owe",
        "took care",
        "came up with",
        "showed|helped|saved us",
        "hats off",
        "three cheers",
        "hat tip",
        "congratulate~ *",
        "thanks|credit (goes|all|so|again) to",
        "thank you ,|to",
        "our (dear|good) friend|friends|neighbors|neighbours|colleagues at|from|over|in",
    ],
    finds=[
        "Last week «Rosa Lima wrote down how she» did it.",
        "«Kudos to Ahmed» for the pump.",
        "«Joe Miller has published a fine book» on owls.",
        "The songs were «recorded by Ana Sol».",
        "«Our friends at the Harbour» Choir sing on Sunday.",
        "A big «thank-you goes to Lena», who carried all the chairs.",
        "«It was Omar's idea» to put the stage outside.",
        "«Rita Sousa carried the piano up» the stairs.",
    ],
    passes=[
        "We published a new version.",
        "I wrote to the bank.",
        "Thanks to your gift the roof is on.",
        "It was written in 1912.",
        "Made by hand in Porto.",
        "The New York Post published a report.",
    ],
    instead="Keep it true: do they know that they are named here?",
    evidence="Two readers of real messages credited it in particular where the deed or the work stood beside the name.",
    since="0.1.0",
)
def credits_others(block: Block, matches: Sequence[Match]) -> Iterator[Span]:
    """Somebody else is named, with what they did.

    The light falls on a person who is not the sender, and on their work.
    """
    if block.role in {"button", "link", "footer", "alt"}:
        return
    slots = [place for slot in block.slots if (place := block.place(slot.span)) is not None]
    taken: list[Span] = []
    said = block.text.lower()
    patterns = [_compiled(one) for words, one in _PATTERNS if not words or any(word in said for word in words)]
    for match in matches:
        low = max(match.span.start - 80, 0)
        for pattern in patterns:
            for found in pattern.finditer(block.text, low, min(match.span.end + 120, len(block.text))):
                start = found.start()
                owner = _OWNER.match(found.group("name"))
                if owner and start == found.start("name"):  # "Harbour's Ana Sol has built it"
                    start += owner.end()
                span = Span(start, found.end())
                if not span.overlaps(match.span) or any(span.overlaps(other) for other in taken[-_NEAR:]):
                    continue
                nearest = bisect_left(slots, span.end, key=lambda slot: slot.start) - 1
                if nearest >= 0 and slots[nearest].end > span.start:
                    continue
                if _is_person(found.group("name")[owner.end() if owner else 0 :]):
                    taken.append(span)
                    yield span


def _is_person(name: str) -> bool:
    """Whether a name can be a person's: no house, party, paper, or the start of a sentence."""
    words = [word.strip("@.,").lower().partition("\u2019")[0].partition("'")[0] for word in name.split()]
    if name.startswith(("@", "our ", "Our ")):
        return True
    return words[0] not in _NOBODY and words[-1] not in _NOBODY and words[0] not in {"new", "united", "dear"}
