"""A particular of the reader's, which stands in no field."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from heartlint.rule import Block, Match, Sentence, Span, Word, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SELLS = frozenset(
    "save offer discount upgrade buy account password email demo revenue growth leads deal order".split()
)
_EMPTY = frozenset(
    "you website company profile business account page site brand blog online here that this it interest email "
    "order".split()
)
"""What everybody has: "I saw your website" proves no look at it."""
_BROCHURE = frozenset(
    "company website profile team business brand blog linkedin page site organization product products content "
    "growth account order purchase interest job posting resume potential viewed browsing looked looking opened "
    "clicked visited haven't didn't left interested need wanted".split()
)
"""What is said to have been seen in letters to strangers, or by a machine."""
_NEAR = 25
"""How many words to each side are looked at."""
_KIN = frozenset("boy girl son daughter mother father dog husband wife children".split())
_DID = frozenset("said told came sang brought gave held found wrote drew sat won".split())
_STIRRED = frozenset("got made stayed keeps kept hangs moved changed helped taught".split())
"""What a thing of the reader's did: to the one who says so, or to others there."""
_ENOUGH = 8
"""How many words make what the reader is said to have told more than a note on a form."""
_MORE = 3
"""How many words of the particular are shown behind the wording."""


@rule(
    side="credit",
    severity="info",
    confidence="likely",
    triggers=[
        "your (recent|last|first|little) talk|letter|essay|poem|question|photo|story|song|answer|note on|about|of|at|from|with *",
        "you (last) wrote|told|mentioned|said|described|explained|showed (me|us) that|about|how|why *",
        "you asked about|how|why|whether *",
        "when|since|after we|you (last) met|spoke|talked|came|visited|wrote *",
        "i|we (also|still|just|really) saw|noticed|heard|loved|liked|enjoyed|remember|think (that|how|when|about) your *",
        "i|we (also|still|really) saw|noticed|heard|remember that|how|when you *",
        "the (*) bit|part|line|chapter|page|scene in|of|on|from|where your|you *",
        "last time|week|month|year|spring|summer you asked|said|told|wrote|brought|mentioned|stayed *",
        "on monday|tuesday|wednesday|thursday|friday|saturday|sunday you stayed|carried|brought|helped|came|sang|asked|said *",
        "you said|mentioned|wrote (on|in|at|when|to|that) (the|me|us) (*) *",
        "i|we saw|watched|heard you|your * *",
        "your (*) boy|girl|son|daughter|mother|father|dog|husband|wife|children * *",
    ],
    finds=[
        "I sat in the third row, and «your talk on the lost soundings» has stayed with me.",
        "«I still think about your letter about the geese».",
        "«You mentioned that your mother paints boats», and we have two that need it.",
        "«I saw that your stall had the only» gooseberries at the market, and bought them.",
        "I loved «the bit in your talk where the kite» got stuck.",
        "«You said on the phone that stairs are hard» for you, so we kept the ground floor.",
        "«Your little boy waved at every tram»; the driver still talks about it.",
        "«On Tuesday you stayed behind to wash every» cup.",
    ],
    passes=[
        "We love your talk about {{topic}}.",
        "Get your photo on a mug.",
        "You asked for a password.",
        "Your dog deserves the best food that money can buy today.",
        "I saw you viewed our boats twice last week.",
        "You were the winner of the raffle.",
        "Your question about tickets has been received.",
        "I saw your profile and was impressed.",
        "I noticed your company is growing.",
        "You mentioned interest in our products.",
        "Your photo must be smaller than 2 MB.",
        "I saw your website and I can help.",
        "You mentioned a problem with your order.",
    ],
    instead="Keep it true: would they know at once what is meant?",
    evidence="One reader credited it once in 60 real messages: it is rare, and a token in the sentence undoes it.",
    since="0.1.0",
)
def noticed(
    block: Block, matches: Sequence[Match], sentences: Sequence[Sentence], words: Sequence[Word]
) -> Iterator[Span]:
    """Something was noticed that only somebody who looked could know.

    It names a particular of the reader's own, and it stands in no database.
    """
    del block
    done = 0
    for match in matches:
        sentence = sentences[bisect_right(sentences, match.first, key=lambda one: one.first) - 1]
        if match.first < done or words[sentence.last - 1].key == "?":
            continue
        inside = words[max(sentence.first, match.first - _NEAR) : min(sentence.last, match.last + _NEAR)]
        keys = {word.key for word in inside}
        if any(word.kind in {"slot", "zone"} for word in inside) or not _SELLS.isdisjoint(keys):
            continue
        stirred = words[match.first].key == "your" and not _STIRRED.isdisjoint(keys)
        stretch = [one.key for one in words[match.first : match.last]]
        told = stirred or stretch[0] in {"on", "last"} or not _KIN.isdisjoint(stretch)  # by one who was there
        told = told or (stretch[0] == "you" and len(inside) >= _ENOUGH)
        if not told and not keys & {"i", "me", "my", "we", "us", "our", "i've", "we've", "i'm"}:
            continue
        if not _BROCHURE.isdisjoint(one.key for one in words[match.first : match.last + 1]):
            continue
        if _kin_without_deed(stretch, words[match.last].key if match.last < sentence.last else ""):
            continue
        last = match.last
        while last < min(match.last + _MORE, sentence.last) and _goes_on(words[last]):
            last += 1
        if words[last - 1].key in _EMPTY or last - match.first < 4:
            continue
        done = last
        yield Span(match.span.start, words[last - 1].end)


def _kin_without_deed(stretch: Sequence[str], after: str) -> bool:
    """Whether somebody of the reader's is named and has done nothing: "your dog deserves the best"."""
    at = next((index for index, key in enumerate(stretch) if key in _KIN), None)
    if at is None or stretch[0] != "your":
        return False
    return not any(key.endswith("ed") or key in _DID for key in [*stretch[at + 1 :], after][:2])


def _goes_on(word: Word) -> bool:
    """Whether a word still belongs to the particular: no mark, and no verb or link that leads on."""
    return word.kind == "word" and word.key not in {"has", "have", "is", "was", "and", "but", "which", "with", "made"}
