"""Somebody else is named, with what they did."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from heartlint.rule import Block, Match, Pattern, Span, rule
from heartlint_rules.parts import HOUSES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FIRST = r"[A-Z\u00c0-\u00de]"
_REST = rf"[a-z\u00df-\u00ff][\w\u2019']{{0,20}}(?:-{_FIRST}[\w\u2019']{{1,20}})?"
_WORD = _FIRST + _REST
_FREE = rf"{_FIRST}(?<![\w@/-].){_REST}"
"""A word that no other is joined to; its capital stands first, for the eye of the regular expression."""
_NEXT = rf"(?: (?:[A-Z]\.|de|da|van|von|{_WORD}))"
_NAME = rf"{_WORD}{_NEXT}{{0,3}}"
_OWNER = Pattern(r"[^\s]{1,30}['\u2019]s (?=[A-Z])")
_FULL = rf"{_WORD}{_NEXT}{{1,3}}"
"""First and last name: one capitalized word before a verb is mostly a brand, or just opens the sentence."""
_PAIR = Pattern(rf"{_FIRST}\S{{1,44}} (?:[A-Z]|[\u00c0-\u00de]|de |da |van |von )")
"""Where two words may be a first and a last name: without one, no pattern with both is looked for."""
_DEEDS = (
    "wrote|written|published|created|built|baked|drew|painted|taught|mended|made|released|translated|designed|organised"
    "|organized|composed|fixed|recorded|hosted|compiled|contributed|spotted|pointed out|carried|cooked|sang|suggested"
    "|implemented|enabled|completed|shared|noticed|lent|drove|gave a|showed us|helped us"
)
_MADE = rf"(?:{_DEEDS})"
_HANDS = (
    "baked|mended|drew|painted|carried|dug|planted|cooked|drove|cleaned|sang|knitted|brought|found|fixed|repaired"
    "|translated|taught|noticed|lent|built|wrote|lifted"
)
"""What people do with their own hands."""
_FIRST_WORDS = "|".join(sorted({deed.split()[0] for deed in f"{_DEEDS}|{_HANDS}".split("|")}))
_FINDS = "idea|work|doing|suggestion|design|find"
_HELPERS = "volunteers|nurses|cooks|drivers|neighbou?rs|teachers|parents|students|team|choir"
_NEAR = 8
"""How many of the credits given so far may reach into the next word's surroundings."""
_NOBODY = frozenset(
    "we i you he she they it this that the our your who what and but my these those here there if as in on all some "
    "no not team company for to so thanks everyone congress senate court president governor senator democrats "
    "republicans party committee post times news press government police google apple microsoft amazon bank group "
    "university council department monday tuesday wednesday thursday friday saturday sunday january february march "
    "april may june july august september october november december somebody someone anybody everybody nobody "
    "volunteers children women men neighbours neighbors rain snow wind water people students scientists then while "
    "after before since how why where when which a an once".split()
)
"""Words that are no person's: what a house, a paper or a party has done is news."""


def _words(*choices: str) -> tuple[frozenset[str], ...]:
    """For each row of choices the first word of each."""
    return tuple(frozenset(choice.split()[0] for choice in one.split("|")) for one in choices)


class _Way(NamedTuple):
    """A way to name somebody: sets of words, one of each must be there; whether two of a name must; the pattern."""

    words: tuple[frozenset[str], ...]
    full: bool
    pattern: str


_AND_MORE = r"(?: [\w\u2019'-]{1,20})"
_OWN = r"(?<=s)"
_WAYS = (
    # name and deed; deed and name; name after a word of praise
    _Way(
        _words(_DEEDS),
        True,
        rf"(?P<name>{_FREE}{_NEXT}{{1,3}})(?: \([^()\n]{{1,40}}\))?"
        rf"(?: (?:has|have|had|recently|just|also|already|finally|even|once|kindly|generously)){{0,3}}"
        rf" {_MADE}\b{_AND_MORE}{{0,3}}",
    ),
    _Way(_words(_DEEDS, "by"), True, rf"\b{_MADE}(?: [a-z\u2019'-]{{1,20}}){{0,3}} by (?P<name>{_FULL})"),
    _Way(
        _words("shout|shoutout|shoutouts|kudos|hats|cheers|congrats|congratulations|thanks|thank|credit"),
        False,
        r"\b(?i:(?:big |huge |special |many |warm )?(?:shout[ -]?outs?|kudos|hats off|three cheers|congrats"
        r"|congratulations|(?:big|huge|special|many|our|and|warm) (?:thanks|thank you)|credit goes)"
        r"(?: (?:and|so|very|much|again|out|goes|all|is|due)){0,3} (?:to|for|,)?) ?"
        rf"(?P<name>@\w[\w.]{{1,30}}|{_NAME})",
    ),
    _Way(
        _words(_FINDS, "it|this|that|all"),
        False,
        rf"\b(?i:it was|this was|that was|all) (?P<name>{_WORD}){_OWN} (?:{_FINDS})\b",
    ),
    _Way(
        _words("thank|thankyou|thankyous|thanks|credit|applause|hug|hugs", "goes|go|belong|belongs|due"),
        False,
        r"\b(?i:thank[- ]?yous?|thanks|credit|applause|hugs?) (?i:goes|go|belongs?|is due)(?: (?i:out|again))? to "
        rf"(?P<name>@\w[\w.]{{1,30}}|{_NAME})",
    ),
    _Way(
        _words("thanks|thank", "for"),
        False,
        r"\b(?i:thanks|thank you)(?: (?i:so much|again|a lot))?(?: to|,) "
        rf"(?P<name>@\w[\w.]{{1,30}}|{_NAME})(?=,? for\b)",
    ),
    _Way(
        _words("friend|friends|neighbor|neighbors|neighbour|neighbours|colleague|colleagues"),
        False,
        r"\b(?P<name>(?i:our (?:dear |good )?(?:friends?|neighbou?rs?|colleagues?))"
        r" (?:at|from|over at|in) (?:the )?[A-Z\[]\w+)",
    ),
    # a name with its place or its title, or one of two, and what they did with their hands
    _Way(
        _words(_HANDS),
        False,
        rf"(?P<name>{_FREE})(?: and {_WORD})?"
        rf"(?:,? (?:from|at|of|in|on|over at) (?:the |our )?[\w\u2019' -]{{3,25}}?,?| and {_WORD})"
        rf" (?:both |then |also |kindly )?(?:{_HANDS})\b{_AND_MORE}{{0,3}}",
    ),
    _Way(
        _words(
            "neighbour|neighbor|friend|colleague|teacher|nurse|driver|sister|brother|mother|father|volunteer",
            f"{_HANDS}|{_DEEDS}",
        ),
        False,
        rf"\b(?i:our|my) (?:[\w-]{{2,15}} )?(?:neighbou?r|friend|colleague|teacher|nurse|driver|sister"
        rf"|brother|mother|father|volunteer) (?P<name>{_WORD}) (?:{_HANDS}|{_MADE})\b"
        rf"{_AND_MORE}{{0,3}}",
    ),
    _Way(
        _words("who", "was", "our|my|the"),
        False,
        rf"\b(?i:it was) (?:our|my|the) [a-z]{{3,15}} (?P<name>{_NAME}) who [a-z]{{3,12}}\b{_AND_MORE}{{0,3}}",
    ),
    _Way(
        _words("who", "without|thanks|because|was"),
        False,
        rf"\b(?i:without|thanks to|because of|it was) (?P<name>{_NAME}),? who [a-z]{{3,12}}\b{_AND_MORE}{{0,3}}",
    ),
    _Way(
        _words("who|that", "credit|thanks|applause", "goes|go|belong|belongs"),
        False,
        r"\b(?i:all |the |much )?(?i:credit|thanks|applause) (?:goes|go|belongs?) to (?P<name>the (?:volunteers|people"
        r"|neighbou?rs|cooks|drivers|parents|nurses|choir)) (?:who|that)"
        rf"{_AND_MORE}{{1,3}}",
    ),
    _Way(
        _words("from", "idea|recipe|song|design|tip|suggestion|plan"),
        False,
        r"\b(?i:idea|recipe|song|design|tip|suggestion|plan)"
        rf" (?i:came|comes|was|is|stems) from (?P<name>{_NAME})",
    ),
    _Way(
        _words("hats|cheers|applause|kudos|shoutout|shout"),
        False,
        r"\b(?i:hats off|three cheers|a round of applause|kudos|shout[ -]?out|applause) (?:go(?:es)? )?(?:to|for)"
        rf" (?P<name>(?:the|our|all the) (?:[a-z]{{2,12}} ){{0,2}}(?:{_HELPERS}|crew|people))\b",
    ),
    # one name, and a deed that no house does: "Priya baked the bread"
    _Way(
        _words(_HANDS),
        False,
        rf"(?P<name>{_FIRST}(?:(?<=[.!?;:] .)|(?<=and .)|(?<=, .)|(?<=\n.)|(?<=\A.)){_REST})"
        rf" (?!(?:brought|found|built|played|lent|noticed) )(?:{_HANDS})"
        r" (?:the|a|an|all|every|each|two|three|us|our|it|in)\b"
        r"(?! (?:book|tool|platform|software|app|product|system|market|record|rules|code|engine|model|bill|law|deal)\b)"
        rf"{_AND_MORE}{{0,2}}",
    ),
    # a first name alone: a person only where the sentence says "she" or "he"
    _Way(
        _words("she|he|her|hers|his", f"{_DEEDS}|saved|found|kept|lent|carried"),
        False,
        rf"(?P<name>{_FREE}) (?:{_MADE}|saved|found|kept|lent|carried)\b{_AND_MORE}{{0,2}}"
        r"(?=[^.!?\n]{0,60} (?:she|he|hers?|his)\b)",
    ),
)


_BY_WORD: dict[str, list[int]] = {}
"""The ways that may be met where a word is there."""
for _number, _way in enumerate(_WAYS):
    for _word in _way.words[0]:
        _BY_WORD.setdefault(_word, []).append(_number)


@cache
def _pattern(way: _Way) -> re.Pattern[str]:
    """Made when its words are first met."""
    return re.compile(way.pattern)


def _ways(text: str, vocabulary: frozenset[str]) -> list[re.Pattern[str]]:
    """The ways that this text has the words for: few of them, where most texts have none."""
    met = sorted({number for word in vocabulary.intersection(_BY_WORD) for number in _BY_WORD[word]})
    ways = [way for way in map(_WAYS.__getitem__, met) if not any(map(vocabulary.isdisjoint, way.words))]
    full = any(way.full for way in ways) and _PAIR.search(text) is not None
    return [_pattern(way) for way in ways if full or not way.full]


@rule(
    side="credit",
    severity="info",
    confidence="likely",
    triggers=[
        _FIRST_WORDS,
        "saved|kept",
        "kudos|congrats|congratulations|shoutout|shoutouts|shout-out|outs",
        "idea|work|doing|suggestion|design|find|recipe",
        "goes|go|belongs|due to",
        "hats off",
        "three cheers",
        "came|comes|is|was|stems from",
        "thanks|credit (goes|all|so|again) to",
        "thank you ,|to",
        "without|because|was * .. who",
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
        "«Ben from the night shift found the leak».",
        "«Karim baked the bread for» all of us.",
        "«Without Joe, who drove the van three» nights, there would have been no soup.",
        "«All credit goes to the volunteers who dug the pond».",
        "«Our neighbour Karim lent us the ladder».",
        "The «idea came from Lea» in the workshop.",
        "«Hats off to the two nurses» on ward six.",
    ],
    passes=[
        "We published a new version.",
        "I wrote to the bank.",
        "Thanks to your gift the roof is on.",
        "It was written in 1912.",
        "Made by hand in Porto.",
        "The New York Post published a report.",
        "Brightline wrote the book on payroll.",
        "Somebody baked the bread.",
        "Volunteers painted the fence.",
        "Rain carried the soil away.",
        "Fernhill Homes built 400 houses last year.",
        "London brought the rain.",
    ],
    instead="Keep it true: do they know that they are named here?",
    evidence="Two readers of real messages credited it in particular where the deed or the work stood beside the name.",
    since="0.1.0",
)
def credits_others(block: Block, matches: Sequence[Match], vocabulary: frozenset[str]) -> Iterator[Span]:
    """Somebody else is named, with what they did.

    The light falls on a person who is not the sender, and on their work.
    """
    if block.role in {"button", "link", "footer", "alt"}:
        return
    ways = _ways(block.text, vocabulary)
    if not ways:
        return
    slots = [place for slot in block.slots if (place := block.place(slot.span)) is not None]
    taken: list[Span] = []
    for match in matches:
        low = max(match.span.start - 80, 0)
        for pattern in ways:
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
    if name.startswith(("@", "our ", "Our ", "the ", "all the ")):  # @handle, our friends, the volunteers
        return True
    if len(words) > 1 and not HOUSES.isdisjoint(words):
        return False
    return words[0] not in _NOBODY and words[-1] not in _NOBODY and words[0] not in {"new", "united", "dear"}
