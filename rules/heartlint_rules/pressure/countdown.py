"""A clock beside a bargain."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from heartlint.rule import Block, Hit, Pattern, Sentence, Span, Word, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BARGAIN = frozenset(
    "offer offers sale deal deals discount discounts price prices savings coupon promo promotion bonus discounted "
    "cart basket checkout shipping delivery".split()
)
_ENDS = frozenset(
    "end ends ending expire expires expiring over gone goes go rises increase doubles last lasts left remaining "
    "until till good valid only closes reserved within hurry through final before up in order away back".split()
)
_SOON = frozenset("tonight midnight today tomorrow soon noon weekend".split())
_UNITS = frozenset("hour hours hr hrs minute minutes min mins second seconds sec secs".split())
_COUNTED = frozenset("next few last final only just mere within in".split())
_FEW_DAYS = frozenset("1 2 3 one two three 01 02 03 48 24 72".split())
_DAYS = frozenset("day days d".split())
_SERVES = frozenset(
    "register registration vote voting ballot polls apply application exam refund return token session link "
    "password early-bird early payment invoice due trial holiday opens opening market".split()
)
"""A date beside these is told for the reader's sake."""
_NEAR = 9
"""How many words may stand between the bargain, its end and the hour."""
_LONGEST = 40
_FAR = 80
"""From where on a sentence is too long to be shown up to its clock."""
_UNIT = r"(?:days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)"
_CLOCK = Pattern(
    rf"(?<![\w:.,])(?P<first>\d{{1,4}}) ?:? ?{_UNIT}(?![^\W\d_])"
    rf"(?P<more>(?:[ ,:|]{{0,3}}(?:and )?\d{{1,4}} ?:? ?{_UNIT}(?![^\W\d_])){{1,4}}|[ ,]{{0,2}}\d\d:\d\d(?::\d\d)?)",
    re.IGNORECASE,
)
"""Days, hours, minutes, seconds: two or more of them, as a clock shows them."""
_DIGITS = Pattern(r"(?<![\w:.,/-])\d{1,3}(?: ?: ?\d\d){1,3}(?![\w:]|[.,]\d| ?[ap]\.?m)", re.IGNORECASE)
_COUNTS = Pattern(r"(?i:\b(?:ends?|ending|closes?|closing|expires?|left|remaining) ?(?:in|:)\s{0,2}$)")
"""What stands right before a clock that counts down, and not before a date in a log."""
_FACES = Pattern(r"(?i:\bdays?\s{0,3}[:|]?\s{0,3}(?:hours?|hrs?)\s{0,3}[:|]?\s{0,3}(?:minutes?|mins?)\b)")

_DIGIT = Pattern(r"\d")
_FACE_DAYS = frozenset(("day", "days"))
_WHEN = _SOON.union(_UNITS, _DAYS)


@rule(
    triggers=[
        "tonight|midnight|today|tomorrow|soon|noon|weekend", "hour|hours|hr|hrs|minute|minutes|min|mins",
        "second|seconds|sec|secs|day|days", "deal|deals|offer|offers|sale|discount|ends|expires|reserved|cart|order", ":",
        "price|prices",
    ],
    finds=[
        "Our boat «sale ends tonight».",
        "«Prices go up at midnight»!",
        "«Deal expires in 04:59»",
        "«00 days 03 hours 22 minutes 10 seconds»",
        "«Order within 2 hrs 14 mins» to have it tomorrow",
        "The «discount is gone in three days».",
    ],
    passes=[
        "The bus leaves in 3 hours 10 minutes.",
        "Today the price of bread is two euros.",
        "The early-bird price ends on 5 May.",
        "The office closes at noon tomorrow.",
        "The film lasts 2 hours 14 minutes.",
        "Your session will expire in 20 minutes.",
        "Voting ends tonight at eight.",
    ],
    instead="Is there a real date? What does the reader lose by thinking it over for a week?",
    evidence="Countdown timers and short deadlines among 1,141 labelled shop texts, and fundraising mail that both "
    "readers marked; a true date told for the reader's sake (a vote, an exam, an early price) they did not.",
    since="0.1.0",
)  # fmt: skip
def countdown(
    block: Block, sentences: Sequence[Sentence], words: Sequence[Word], keys: Sequence[str], vocabulary: frozenset[str]
) -> Iterator[Hit]:
    """A clock runs beside the bargain.

    Hours and minutes are counted down where a reason should stand. A clock that starts again for the next reader
    is no deadline, and it asks people to decide before they have thought.
    """
    digits = _DIGIT.search(block.text) is not None
    clocks = digits or not _FACE_DAYS.isdisjoint(vocabulary)
    bargains = not _BARGAIN.isdisjoint(vocabulary) and not _WHEN.isdisjoint(vocabulary)
    if not clocks and not bargains:
        return
    for sentence in sentences:
        said = keys[sentence.first : sentence.last]
        if len(said) > _LONGEST or not _SERVES.isdisjoint(said):
            continue
        text = block.text[sentence.span.start : sentence.span.end]
        inside = words[sentence.first : sentence.last]
        span: Span | None = None
        if clocks and (not _FACE_DAYS.isdisjoint(said) or _DIGIT.search(text)):
            span = _clock(text, inside)
        if span is None and bargains and not (_BARGAIN.isdisjoint(said) or _WHEN.isdisjoint(said)):
            span = _bargain_and_hour(inside, sentence.span.start)
        if span is not None:
            yield Hit(Span(sentence.span.start + span.start, sentence.span.start + span.end))


def _clock(text: str, inside: Sequence[Word]) -> Span | None:
    """A clock of numbers: alone where it can be nothing else, or beside a bargain, a cart or an order."""
    keys = {word.key for word in inside}
    sells = not _BARGAIN.isdisjoint(keys) or not {
        "order",
        "hurry",
        "expires",
        "grab",
        "claim",
        "left",
        "reserved",
        "limited",
        "quick",
    }.isdisjoint(keys)
    if face := _FACES.search(text):
        if sells or len(inside) <= 2 * 4 + 2:
            return Span(*face.span())
        return None
    if match := _CLOCK.search(text):
        units = len(re.findall(r"\d+", match.group()))
        if sells or (units > 2 and (match.group("first").startswith("0") or len(inside) <= 3 * units)):
            begin = re.search(r"(?i)\border\b", text[: match.start()])
            return Span(begin.start() if begin else match.start(), match.end())
        return None
    match = _DIGITS.search(text)
    if match and ((sells and not _ENDS.isdisjoint(keys)) or _COUNTS.search(text[: match.start()])):
        return Span(0 if match.start() < _FAR else match.start(), match.end())
    return None


def _bargain_and_hour(inside: Sequence[Word], offset: int) -> Span | None:
    """A bargain, its end, and a time that is near: in any order, close together."""
    at: dict[str, list[int]] = {"bargain": [], "ends": [], "soon": []}
    for index, word in enumerate(inside):
        if word.key in _BARGAIN:
            at["bargain"].append(index)
        elif word.key in _SOON or (index and _is_near(inside[index - 1].key, word.key)):
            at["soon"].append(index)
        elif word.key in _ENDS:
            at["ends"].append(index)
    best: Span | None = None
    for soon in at["soon"]:
        ends = [index for index in at["ends"] if abs(index - soon) <= _NEAR // 2]
        sold = [index for index in at["bargain"] if abs(index - soon) <= _NEAR]
        if sold and len(inside) <= _NEAR and inside[soon].key in {"midnight", *_UNITS}:
            ends = ends or sold
        if ends and sold and (_really_ends(inside, ends) or len(inside) <= _NEAR):
            low, high = min(*ends, *sold, soon), max(*ends, *sold, soon)
            if best is None:
                best = Span(inside[low].start - offset, inside[high].end - offset)
    return best


def _is_near(before: str, unit: str) -> bool:
    """Whether two words are a time that is near: 24 hours, three days, final hours."""
    if unit in _UNITS:
        return before[0].isdigit() or before in _COUNTED or before in _FEW_DAYS
    return unit in _DAYS and before in _FEW_DAYS


def _really_ends(inside: Sequence[Word], ends: Sequence[int]) -> bool:
    """Whether it is the bargain that ends, and not a small word that merely stands there."""
    weak = {
        "in",
        "up",
        "back",
        "order",
        "only",
        "over",
        "good",
        "before",
        "go",
        "last",
        "left",
        "through",
        "away",
        "close",
    }
    keys = {inside[index].key for index in ends}
    return not keys <= weak or {"go", "up"} <= keys or {"go", "away"} <= keys
