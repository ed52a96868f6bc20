"""Is it meant? Denial, mention and names, judged alike for every rule.

"You are not a lead to us" and "stop saying prospects" do no harm; "don't let another lead slip away" does.
Both sides are looked at within the sentence and within a few words, so that a judgement costs the same on any
text. Quote marks alone excuse nothing: in real copy they were a sign of mention in five cases of nine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from heartlint.language import Reading

REACH = 8
"""How many words before a hit, and after it, may excuse it."""

_NOT = frozenset(
    "not never isn't aren't wasn't weren't ain't don't doesn't didn't won't wouldn't can't cannot couldn't "
    "shouldn't nor neither i'm".split()
)
_TURN_AWAY = frozenset(
    "stop stops stopped stopping quit quits avoid avoids avoided avoiding ban banned banning refuse refuses "
    "refused refusing deleted delete dropped without against hate hates drop dropped retire retired abolish "
    "ditch forget beyond".split()
)
_PAIRS = frozenset(
    (
        "instead of", "rather than", "no longer", "more than", "tired of", "sick of", "enough of", "anything but",
        "switched off", "turned off", "threw out", "crossed out", "struck out",
    )
)  # fmt: skip
"""Two words that turn away what follows."""

_DENIALS = _NOT | _TURN_AWAY | {pair.split()[1] for pair in _PAIRS} | {"no", "nobody", "nobody's", "no-one"}
"""Where none of these stands before it, nothing is denied."""

_LIGHT = frozenset(
    "end ends up become becomes some a an the our your their my his her its these those this that any another "
    "just mere as like to for of be being been is are was were call calling called calls treat treating "
    "treated treats think thinking see seeing seen view viewing regard label labelling labeling name naming "
    "say saying says said use using using used word words term terms phrase you us we they them people person "
    "customers readers humans here about want going ever will would do does yourself myself anyone someone me "
    "it so each other simply merely only even by with how who anymore every find refer referring describe "
    "describing speak speaking talk talking write writing in have keep".split()
)
"""Words that may stand between the denial and what it denies."""

_STILL_HARMFUL = frozenset(
    "let letting lose losing miss missing resist yet just enough waste wasting leave leaving delay wait ignore "
    "overlook hesitate settle sit".split()
)
"""What turns a denial into a push: "don't let another lead slip away", "not yet converted"."""

_WHOSE = frozenset("my our your their these those the".split())
_TOO_LITTLE = frozenset(("enough", "yet"))
"""What says afterwards that more of it is wanted: "they don't squeeze enough out of buyers"."""

_NOBODY = frozenset(("nobody", "nobody's", "no-one"))
_NAMES_FOR_WORDS = frozenset(
    "word words term terms phrase phrases expression label labels jargon buzzword euphemism".split()
)
_THOSE_WHO_SAY = frozenset(
    "industry marketers marketing salespeople they people some others textbook textbooks handbook vendors it jargon "
    "trade salesmen".split()
)
_SAY = frozenset("call calls called calling say says dub dubs label labels term terms name names".split())
_PRESS = frozenset("click press select choose tap hit pick open".split())
"""What one does to a button or a menu, whose words are a name."""
_LONGEST_NAME = 3
_AROUND = 60
"""Words to each side that tell a headline: a sentence may have a hundred thousand, and as many that are asked about."""
_DEFINES = frozenset((("refers", "to"), ("refer", "to"), ("stands", "for"), ("is", "defined"), ("are", "defined")))
_OPENING = frozenset("\"'\u2018\u201c\u00ab")
_CLOSING = frozenset("\"'\u2019\u201d\u00bb")


def excused(reading: Reading, first: int, last: int) -> bool:
    """Whether the words `first` to `last` (half-open) are denied or only mentioned by their sentence."""
    words = reading.words
    if not first < last <= len(words):
        return False
    sentence = reading.sentence_of(first)
    low = max(sentence.first, first - REACH)
    before = reading.keys[low:first]
    after = reading.keys[last : min(sentence.last, last + REACH)]
    pushes = words[first].key in _STILL_HARMFUL  # "stop wasting traffic on a weak page"
    return (
        (not pushes and _denied(before, after))
        or _mentioned(before, after, reading, first, last)
        or _named(reading, first, last)
        or _defined(before, after)
    )


def _denied(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    if _DENIALS.isdisjoint(before):
        return False
    if before and before[-1] == "no" and "?" not in after and _STILL_HARMFUL.isdisjoint(before[-4:-1]):
        return True  # "no drip campaign here", but "no leads? no sales?"
    if not _STILL_HARMFUL.isdisjoint(before) or not _TOO_LITTLE.isdisjoint(after):
        return False
    if not _NOBODY.isdisjoint(before):
        return True
    if len(before) > 3 and before[-3] in _SAY and before[-2] in _WHOSE and before[-1].endswith("s"):
        before = before[:-2]  # "refuse to call my students conversions"
    for back in range(1, len(before) + 1):
        key = before[-back]
        pair = f"{before[-back - 1]} {key}" if back < len(before) else ""
        between = before[len(before) - back + 1 :]
        if key in _NOT and key != "i'm":
            first_between = between[0] if between else (after[0] if after and not between else "")
            if not between and first_between in {"yet", "only"}:
                return False
            ahead = before[-back - 1] if back < len(before) else ""
            blamed = ahead == "who" and key in {"can't", "cannot"}  # "reps who can't close a buyer"
            return ahead != "why" and not blamed
        if pair == "and forget":  # "set-and-forget lead nurture"
            return False
        if key in _TURN_AWAY or pair in _PAIRS:
            twice = back < len(before) and before[-back - 1] in _NOT  # "don't forget your prospects"
            return not twice
        if key not in _LIGHT:
            return False
    return False


def _mentioned(before: tuple[str, ...], after: tuple[str, ...], reading: Reading, first: int, last: int) -> bool:
    if before and before[-1] in _NAMES_FOR_WORDS:
        return True
    if len(before) >= 2 and before[-1] in _SAY and before[-2] in _THOSE_WHO_SAY:
        return True
    if len(before) >= 3 and before[-1] in {"a", "an", "the"} and before[-2] in _SAY and before[-3] in _THOSE_WHO_SAY:
        return True
    if before[-2:] == ("so", "called"):
        return True
    if not _quoted(reading, first, last):
        return False
    said = len(before) > 0 and before[-1] in _SAY
    return said or any(key in _NAMES_FOR_WORDS for key in (*before[-4:], *after[:5]))


_AROUND = 200
"""How many words to each side tell whether a sentence is a headline: bounded, for a text without full stops."""


def _named(reading: Reading, first: int, last: int) -> bool:
    """Whether a single word is half of a name ("Funnel Beach", "Lead Belly"), or the two name a thing to press."""
    words, text = reading.words, reading.block.text
    if last - first > _LONGEST_NAME or text[words[first].start].islower():
        return False
    if not all(text[word.start].isupper() for word in words[first:last]):
        return False
    sentence = reading.sentence_of(first)
    near = words[max(sentence.first, first - _AROUND) : min(sentence.last, last + _AROUND)]
    inside = [word for word in near if word.kind == "word" and len(word.key) > 1]
    low = sum(text[word.start].islower() for word in inside)
    if 2 * low < len(inside) or any(text[word.start : word.end].isupper() for word in words[first:last]):
        return False  # a headline, or a shout
    if first > sentence.first and words[first - 1].key in _PRESS:
        return True
    if last - first > 1:
        return False
    after = words[last] if last < sentence.last else None
    return after is not None and after.kind == "word" and len(after.key) > 2 and text[after.start].isupper()


def _defined(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    """Whether the sentence says what the word means: "A lead refers to", "MQL stands for", "is defined as"."""
    defines = after[:2] in _DEFINES or after[:1] == ("means",)
    return defines and all(key in {"a", "an", "the", "term", "word"} for key in before)


def _quoted(reading: Reading, first: int, last: int) -> bool:
    text = reading.block.text
    start, end = reading.words[first].start, reading.words[last - 1].end
    return start > 0 and text[start - 1] in _OPENING and text[end : end + 1] in _CLOSING
