"""The little language of wordings: how a card says what to look for, and how it is matched.

A wording is a row of places, each filled by one word of the text:

    our|your leads      one word or the other
    convert~            every inflection: convert, converts, converted, converting
    nurse+              a noun and its plural: nurse, nurses
    (the)               may be there or not
    <people>            a word from a list
    #                   a number
    *   ..              any one word; zero to three words
    ^   $               start and end of a sentence
    (of your inbox)     all of it there, or none
    ,  .  !  ?  :  ;    that mark (and / and = and \u2014)
    <slot>              a merge tag or a blank
    <..people>          a noun phrase that ends in a word of the list: "every last one of our anxious new buyers"
    our «leads»         what is reported, where it is not the whole wording

A list may also hold, for noun phrases: `the lonely`, an adjective that names people after "the" ("the newly lonely");
`*ers`, whatever ends so; and `-computers`, which is none of them all the same.

Matching starts at the rarest word of the wording and walks to both sides; a wording has at most 12 places and
6 of them may vary in number, so that a match costs a bounded number of steps however hostile the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple, overload

from heartlint.language import is_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from heartlint.language import Reading, Word

MOST_PLACES = 12
MOST_VARYING = 6
MOST_EXPANDED = 24
GAP = 3
"""How many words `..` may stand for."""
PHRASE = 7
"""How many words a noun phrase may have."""

PlaceKind = Literal["words", "number", "any", "gap", "start", "end", "slot", "phrase"]
_KINDS: tuple[PlaceKind, ...] = ("words", "number", "any", "gap", "start", "end", "slot", "phrase")


class WordingError(ValueError):
    """A wording that cannot be read; the message quotes it and says what to change."""


class Place(NamedTuple):
    """One place of a wording: what may fill it, and whether it may stay empty."""

    kind: PlaceKind
    keys: frozenset[str] = frozenset()
    optional: bool = False

    @property
    def varies(self) -> bool:
        """Whether it may be filled by more or fewer than one word."""
        return self.optional or self.kind in {"gap", "phrase"}


class Wording(NamedTuple):
    """A wording, ready to match. `low` and `high` bound the reported places, `anchor` is the one to start at."""

    text: str
    places: tuple[Place, ...]
    low: int
    high: int
    anchor: int
    fixed: bool = False
    """Whether each of its places is filled by just one word."""

    @property
    def triggers(self) -> frozenset[str]:
        """The words of which one must be there for this wording to match."""
        return self.places[self.anchor].keys

    def beside(self) -> tuple[tuple[int, frozenset[str]], ...]:
        """The words that must stand at a fixed distance from the anchor: most candidates fail by one of these."""
        checks = []
        for step in (1, -1):
            at = self.anchor + step
            while 0 <= at < len(self.places) and not self.places[at].varies:
                place = self.places[at]
                if place.kind in {"start", "end"}:
                    break
                if place.kind == "words":
                    checks.append((at - self.anchor, place.keys))
                at += step
        return tuple(checks)

    def needs(self) -> tuple[frozenset[str], ...]:
        """Of what must stand somewhere about the anchor, at no fixed distance, the words of which one must be there.

        A text that lacks one of these need not be walked through. What a list says by the build of a word ("*ers")
        cannot be looked up and is not among them.
        """
        near = {self.anchor + offset for offset, _ in self.beside()} | {self.anchor}
        return tuple(
            place.keys
            for index, place in enumerate(self.places)
            if place.kind == "words" and not place.optional and index not in near
        )

    def row(self, sets: dict[frozenset[str], int]) -> str:
        """The wording as a line; its sets of words are numbered in `sets`, which grows by those it lacks."""
        places = [
            f"{_KINDS.index(place.kind)} {int(place.optional)} {sets.setdefault(place.keys, len(sets))}"
            for place in self.places
        ]
        head = f"{self.low} {self.high} {self.anchor} {len(places)} {' '.join(places)}"
        return f"{head} {self.text}".replace("\n", " ")

    def match(self, reading: Reading, index: int) -> tuple[int, int, int, int] | None:
        """Match with the anchor on word `index`.

        Gives word indices, half-open: `(first, last)` of the reported part and of the whole wording.
        """
        words = reading.words
        if not 0 <= index < len(words) or reading.keys[index] not in self.places[self.anchor].keys:
            return None
        if self.fixed and len(self.places) == 1:
            return (index, index + 1, index, index + 1)
        if self.fixed:
            begin = index - self.anchor
            if begin < 0 or begin + len(self.places) > len(words):
                return None
            for number, place in enumerate(self.places, begin):
                if not _fits(place.kind, place.keys, words[number]):
                    return None
            first, last = begin + self.low, begin + self.high
            whole = begin, begin + len(self.places)
        else:
            after = self._walk(reading, index, self.anchor, 1)
            if after is None:
                return None
            before = self._walk(reading, index, self.anchor, -1)
            if before is None:
                return None
            # at[i] is the stretch of words that fills place i
            at = [*reversed(before), (index, index + 1), *after]
            first, last = at[self.low][0], at[self.high - 1][1]
            whole = at[0][0], at[-1][1]
        if self.low == 0 and self.high == len(self.places):
            # the comma or full stop that ends a wording decides, and is not what hurts
            while first < last - 1 and words[last - 1].kind == "mark":
                last -= 1
            while first < last - 1 and words[first].kind == "mark":
                first += 1
        return (first, last, *whole) if first < last else None

    def _walk(self, reading: Reading, index: int, place: int, step: int) -> list[tuple[int, int]] | None:
        """Fill the places on one side of the anchor, nearest first; None where they cannot all be filled."""
        if step > 0:
            return _fill(reading, self.places[place + 1 :], 0, index + 1, 1)
        return _fill(reading, self.places[:place][::-1], 0, index, -1)


def _fixed(places: Sequence[Place]) -> bool:
    return not any(place.varies or place.kind in {"start", "end"} for place in places)


class Wordings(Sequence[Wording]):
    """Wordings that are made of their rows (see `Wording.row`) when one of their words is met, and not before.

    `anchors` has for each the number of the set of its trigger words in `sets`, in which bars part the words: "the
    lonely" is one of them.
    """

    __slots__ = ("_anchors", "_made", "_rows", "_sets")

    def __init__(self, rows: str, anchors: Sequence[int], sets: Sequence[str]) -> None:
        self._rows: str | list[str] = rows
        self._anchors = anchors
        self._sets = sets
        self._made: dict[int, Wording] = {}

    def __len__(self) -> int:
        return len(self._anchors)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(len(self))

    def triggers(self) -> Iterator[list[str]]:
        """For each wording the words of which one must be there for it to match."""
        return (self._sets[number].split("|") for number in self._anchors)

    @overload
    def __getitem__(self, index: int) -> Wording: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Wording, ...]: ...

    def __getitem__(self, index: int | slice) -> Wording | tuple[Wording, ...]:
        if isinstance(index, slice):
            return tuple(self[at] for at in range(*index.indices(len(self))))
        if index not in self._made:
            self._made[index] = self._make(range(len(self))[index])
        return self._made[index]

    def _make(self, index: int) -> Wording:
        if isinstance(self._rows, str):
            self._rows = self._rows.split("\n")
        low, high, anchor, count, rest = self._rows[index].split(" ", 4)
        *places, text = rest.split(" ", 3 * int(count))
        filled = tuple(
            Place(_KINDS[int(kind)], _set(self._sets[int(number)]), optional == "1")
            for kind, optional, number in zip(places[::3], places[1::3], places[2::3], strict=True)
        )
        return Wording(text, filled, int(low), int(high), int(anchor), _fixed(filled))


@cache
def _set(words: str) -> frozenset[str]:
    """The words of a set. Long ones are in many wordings: they are made once for all."""
    return frozenset(words.split("|")) if words else frozenset()


def triggers_of(wordings: Sequence[Wording]) -> Iterator[tuple[int, Iterable[str]]]:
    """The index of each wording with its trigger words; none is made that was not."""
    if isinstance(wordings, Wordings):
        yield from enumerate(wordings.triggers())
    else:
        yield from ((index, wording.triggers) for index, wording in enumerate(wordings))


def _fill(reading: Reading, places: Sequence[Place], number: int, at: int, step: int) -> list[tuple[int, int]] | None:
    """Fill the places from `number` on, in order, from the gap at word index `at`, walking by `step`."""
    if number == len(places):
        return []
    kind, keys, optional = places[number]
    words = reading.words
    if kind in {"start", "end"}:
        if not _at_edge(reading, at, kind):
            return None
        rest = _fill(reading, places, number + 1, at, step)
        return None if rest is None else [(at, at), *rest]
    if kind == "gap":
        for count in range(GAP + 1):
            if count and not _plain(words, at + count - 1 if step > 0 else at - count):
                return None
            rest = _fill(reading, places, number + 1, at + count * step, step)
            if rest is not None:
                return [(at, at + count) if step > 0 else (at - count, at), *rest]
        return None
    if kind == "phrase":
        for first, last in _phrases(reading, at, step, keys):
            rest = _fill(reading, places, number + 1, last if step > 0 else first, step)
            if rest is not None:
                return [(first, last), *rest]
        if not optional:
            return None
    here = at if step > 0 else at - 1
    if 0 <= here < len(words) and _fits(kind, keys, words[here]):
        rest = _fill(reading, places, number + 1, at + step, step)
        if rest is not None:
            return [(here, here + 1), *rest]
    if optional:
        rest = _fill(reading, places, number + 1, at, step)
        return None if rest is None else [(at, at), *rest]
    return None


def _plain(words: Sequence[Word], index: int) -> bool:
    return 0 <= index < len(words) and words[index].kind != "mark"


def _fits(kind: PlaceKind, keys: frozenset[str], word: Word) -> bool:
    if kind == "words":
        return word.key in keys and word.kind != "slot"
    if kind == "number":
        return is_number(word)
    if kind == "any":
        return word.kind != "mark"
    return kind == "slot" and word.kind == "slot"


def _at_edge(reading: Reading, at: int, kind: str) -> bool:
    """Whether the gap before word `at` is where a sentence starts, or ends but for its marks."""
    words = reading.words
    if kind == "start":
        while at > 0 and at < len(words) and words[at - 1].kind == "mark" and words[at - 1].key in "([{<|\u2022\u00b7":
            at -= 1
        return at == 0 or (at < len(words) and reading.sentence_of(at).first == at)
    if at == len(words):
        return True
    sentence = reading.sentence_of(max(at - 1, 0))
    return all(words[index].kind == "mark" for index in range(at, min(sentence.last, at + GAP))) and (
        sentence.last - at <= GAP
    )


# ------------------------------------------------------------------------------------------------- noun phrases

_DETERMINERS = frozenset(
    "a an the every each one another any this that no your our their my his her its per next whatever which what "
    "some either neither single lone".split()
)
"""What a single person is named with; "captured visitor data" has none and is about data."""

_MODIFIES = _DETERMINERS | frozenset(
    "these those more most many all few fewer enough several new old cold warm hot fresh potential existing loyal "
    "first last past former lapsed churned dormant inactive qualified unqualified paying busy local target targeted "
    "high low big small website web anonymous recent".split()
)
"""What surely belongs to a noun that follows; where a phrase is read backwards it goes no further than these."""

_COUNTS = frozenset(
    "one all most more many some each every any millions thousands hundreds dozens half lots kind kinds type types "
    "hordes crowds handful batch pool group groups third quarter percent".split()
)
"""Words with which an "of" goes on counting: "thousands of anxious mothers"."""

_BEFORE_DETERMINERS = frozenset("of all both half such every each just only even".split())

_OUTSIDE = frozenset(
    "and or but nor so yet if when while until till unless because since as than though although whether then where "
    "who whom whose why how that which to of in into onto on upon at by for from with without within through "
    "throughout across over under about above below around between among against along after before behind beside "
    "off out up down away back near past per via versus vs like is are was were be been being am do does did have "
    "has had having can could will would shall should may might must i you he she it we they me him us them himself "
    "themselves yourself ourselves not never also too just only even again now here there today tomorrow tonight "
    "yesterday soon later still already instead twice once get gets got who's that's it's don't doesn't didn't "
    "won't can't isn't aren't let lets feel want wants know click clicks buy buys say says said turn turns make "
    "makes made help helps give gives take takes put puts keep keeps see sees find finds tell tells ask asks show "
    "shows bring brings send sends use uses need needs think thinks mean means come comes go goes start starts stop "
    "stops try tries love loves leave leaves become becomes believe believes remember belong belongs "
    "cost costs pay pays paid".split()
)
"""Function words and adverbs: they end a noun phrase, and what follows a person's noun may be one of them."""

_THINGS = frozenset(
    "account accounts address addresses api app application area base behavior behaviour card cards center centre "
    "class client column columns data database details dashboard directory document documents email emails entry "
    "event events export feedback field fields file files folder form forms function group groups guide id ids index "
    "info information input interface interfaces journey key keys list lists locale log logs manager manual menu "
    "message messages metadata mode model models module name names needs number object objects option options page "
    "pages panel permission permissions plugin portal preference preferences profile profiles record records report "
    "request requests requirements response responses review reviews row rows schema screen script section service "
    "settings setup side site software space stories story stream survey table tables tab template templates test "
    "tests text tool tools tree type types variable version view workflow agent agents guest guests".split()
)
"""What follows a person's noun where the phrase goes on to a thing: "the users table"."""

_AFTER = _OUTSIDE | _DETERMINERS | frozenset("last first twice better more less most best".split())
"""What may follow a single person, or "the lonely", where the phrase is over: "one widower an hour"."""

_UNMARKED_PLURALS = frozenset(
    "people men women children teens wives them everyone everybody strangers alumni folks folk clergy police "
    "grandchildren stepchildren schoolchildren godchildren clientele freshmen policemen firemen fishermen salesmen "
    "businessmen businesswomen tradesmen craftsmen servicemen congressmen statesmen workmen laymen staff".split()
)


def _phrases(reading: Reading, at: int, step: int, heads: frozenset[str]) -> Iterator[tuple[int, int]]:
    """The stretches of words, from the gap at word index `at` on, that may be a noun phrase with such a head."""
    words = reading.words
    if step < 0:
        last = at
        if not 0 < last <= len(words) or not _named(reading, last - 1, heads):
            return
        first = last - 1
        while first > 0 and last - first < PHRASE and _belongs(reading, first - 1):
            first -= 1
        while True:
            if _is_head(reading, first, last - 1, heads):
                yield first, last
            first -= 1  # a longer one, where something must stand before it
            if first < 0 or last - first > PHRASE or not _goes_on(reading, max(first - 1, 0), first):
                return
    for index in range(at, min(at + PHRASE, len(words))):
        word = words[index]
        if word.kind == "word" and _named(reading, index, heads) and _is_head(reading, at, index, heads):
            yield at, index + 1
        if not _goes_on(reading, at, index):
            return


def _named(reading: Reading, index: int, heads: frozenset[str]) -> bool:
    """Whether a word may be the head: it is in the list, or one after "the", or ends as the list says."""
    word = reading.words[index]
    key = word.key
    if key in heads or f"the {key}" in heads:
        return True
    if not key.endswith("s") or f"-{key}" in heads or not any(f"*{key[-length:]}" in heads for length in _ENDINGS):
        return False
    text = reading.block.text
    return text[word.start].islower() or text[word.start + 1].isupper()  # who is called Turners is no guess


_ENDINGS = (3, 4)
"""How long the endings are that a list may guess by; they are plurals."""


def _belongs(reading: Reading, index: int) -> bool:
    """Whether a word before a noun phrase is surely part of it."""
    word = reading.words[index]
    return word.kind == "slot" or word.key in _MODIFIES or is_number(word) or _joined(reading, index)


def _goes_on(reading: Reading, first: int, index: int) -> bool:
    """Whether the word at `index` may stand inside a noun phrase, before its head."""
    word = reading.words[index]
    if word.kind == "slot" or is_number(word):
        return True
    if word.kind != "word":
        return False
    if _joined(reading, index) or (index > first and _joined(reading, index - 1)):
        return True
    if word.key == "of":
        before = reading.words[index - 1]
        return index > first and (before.key in _COUNTS or is_number(before))
    if word.key in _DETERMINERS and index > first:  # "what issues your contacts have": another phrase begins
        return reading.words[index - 1].key in _BEFORE_DETERMINERS
    return word.key in _DETERMINERS or word.key in _COUNTS or word.key not in _OUTSIDE


def _joined(reading: Reading, index: int) -> bool:
    """Whether a hyphen ties the word at `index` to the next one."""
    words = reading.words
    if index + 1 >= len(words):
        return False
    start, end = words[index].end, words[index + 1].start
    return end - start == 1 and not reading.block.text[start].isspace() and words[index + 1].kind == "word"


def _is_head(reading: Reading, first: int, index: int, heads: frozenset[str]) -> bool:
    """Whether the person at `index` is what the phrase is about, not what a thing is named after."""
    words = reading.words
    word = words[index]
    text = reading.block.text
    if len(word.key) < word.end - word.start and text[word.end - 1] in "sS" and text[word.end - 2] in "'\u2019":
        return False  # the buyer's guide
    if text[word.end : word.end + 1] in {"'", "\u2019"} and text[word.end + 1 : word.end + 2].isspace():
        return False  # our buyers' guide
    if _joined(reading, index):
        return False  # customer-facing
    after = words[index + 1] if index + 1 < len(words) else None
    goes_on = after is not None and after.kind == "word" and reading.sentence_of(index).last > index + 1
    if f"the {word.key}" in heads and word.key not in heads:  # the lonely; not the lonely road, nor a lonely one
        if all(before.key != "the" for before in words[first:index]):
            return False
        return not goes_on or after is None or after.key in _AFTER or after.key.endswith("ly")
    if word.key in _UNMARKED_PLURALS or word.key.endswith("s"):
        return not (goes_on and after is not None and after.key in _THINGS)
    if all(
        before.key not in _DETERMINERS for before in words[max(first - 1, 0) : index]
    ):  # "per" may be of the wording
        return False
    if not goes_on or after is None or after.key in _AFTER:
        return True
    return after.key.endswith("ly") or is_number(after)


# ------------------------------------------------------------------------------------------------------ reading

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*[~+]?")
_PHRASED = re.compile(r"the [^\W\d_]+|\*[^\W\d_]{2,3}s|-[^\W\d_]+")
"""What a list may hold beside words, for noun phrases: "the lonely", "*ers", "-computers"."""
_PART = re.compile(r"«|»|\([^()«»]*\)|[^\s«»]+")
_MARKS = frozenset(",.!?:;=\u2014/")


def parse_wordings(text: str, lists: Mapping[str, Sequence[str]] | None = None) -> tuple[Wording, ...]:
    """Read what a card's author wrote as one wording.

    It is one wording in nearly every case; choices that are not one word ("high-ticket", "#", "$" between
    others) make it several. Raises WordingError, quoting it, where it cannot be read.
    """
    rows: list[list[str]] = [[]]
    for part in _PART.findall(text):
        if part.startswith("(") and len(part[1:-1].split()) > 1:  # several words that are there together or not at all
            inside: list[list[str]] = [[]]
            for word in part[1:-1].split():
                inside = [[*said, choice] for said in inside for choice in _choices(word)][: MOST_EXPANDED + 1]
            rows = [longer for row in rows for longer in (row, *([*row, *said] for said in inside))]
        else:
            rows = [[*row, choice] for row in rows for choice in _choices(part.replace(" ", ""))]
        if len(rows) > MOST_EXPANDED:
            raise WordingError(f"{text!r}: stands for more than {MOST_EXPANDED} wordings: split it in two")
    return tuple(_parse([part for part in row if part], text, lists or {}) for row in rows)


def _choices(part: str) -> list[str]:
    """What a part is expanded to: itself, or, where not every choice is one word, the odd ones apart."""
    bare = part[1:-1] if part.startswith("(") and part.endswith(")") and len(part) > 2 else part
    if "|" not in bare and not (bare != part and "-" in bare):
        return [part]
    choices = bare.split("|")
    odd = [
        choice
        for choice in choices
        if choice in _SIMPLE or choice.startswith("<..") or ("-" in choice and not choice.startswith("<"))
    ]
    if not odd:
        return [part]
    plain = "|".join(choice for choice in choices if choice not in odd)
    expanded = [f"({plain})" if bare != part else plain] if plain else [""] if bare != part else []
    return [*expanded, *odd]


def _parse(parts: Sequence[str], text: str, lists: Mapping[str, Sequence[str]]) -> Wording:
    places: list[Place] = []
    low: int | None = None
    high: int | None = None
    for part in parts:
        if part == "«":
            if low is not None:
                raise WordingError(f"{text!r}: mark one stretch between « and »")
            low = len(places)
        elif part == "»":
            if low is None or high is not None or len(places) == low:
                raise WordingError(f"{text!r}: mark one stretch of words between « and »")
            high = len(places)
        else:
            places.extend(_places(part, text, lists))
    if low is not None and high is None:
        raise WordingError(f"{text!r}: the « is not closed by a »")
    if len(places) > MOST_PLACES:
        raise WordingError(f"{text!r}: has {len(places)} places, {MOST_PLACES} at most: split it in two")
    if sum(place.varies for place in places) > MOST_VARYING:
        raise WordingError(f"{text!r}: at most {MOST_VARYING} of ( ) and .. in one wording: split it in two")
    anchor = _anchor(places)
    if anchor is None:
        raise WordingError(f"{text!r}: needs at least one word that is always there")
    needed = [place for place in places if not place.optional and place.kind != "gap"]
    if len(needed) == 1 and not needed[0].keys.isdisjoint(_FREQUENT):
        common = min(needed[0].keys & _FREQUENT)
        raise WordingError(f"{text!r}: would match every {common!r}: make another of its words needed")
    last = high if high is not None else len(places)
    return Wording(text, tuple(places), low or 0, last, anchor, _fixed(places))


def left_over(wording: Wording) -> str | None:
    """The word of every page that alone is matched where all that may be missing from a wording is missing.

    None where more is needed, or where nothing may be missing: whoever looks for a bare word means to.
    """
    places = wording.places
    needed = [place for place in places if place.kind in {"words", "number", "slot", "phrase"} and not place.optional]
    telling = [place for place in needed if place.kind != "number" and place.keys.isdisjoint(_MARKS)]
    if len(telling) != 1 or telling[0].kind != "words" or not any(place.varies for place in places):
        return None
    counts = any(place.kind == "number" for place in needed)  # "in 2020" is everywhere, "12 people" is not
    return min(telling[0].keys & (_FREQUENT if counts else _FREQUENT | _COMMON), default=None)


_SIMPLE: Mapping[str, PlaceKind] = {"#": "number", "*": "any", "^": "start", "$": "end", "<slot>": "slot"}


def _places(token: str, text: str, lists: Mapping[str, Sequence[str]]) -> Iterator[Place]:
    optional = token.startswith("(") and token.endswith(")") and len(token) > 2
    if optional:
        token = token[1:-1]
    if token in _SIMPLE:
        yield Place(_SIMPLE[token], optional=optional)
    elif token in {"..", "…"}:
        yield Place("gap")
    elif token.startswith("<..") and token.endswith(">"):
        yield Place("phrase", _keys(f"<{token[3:]}", text, lists)[0], optional)
    else:
        # a hyphenated word is as many places as it has parts; among other choices it was expanded before
        rows = [_keys(choice, text, lists) for choice in token.split("|")]
        for index in range(max(len(row) for row in rows)):
            yield Place("words", frozenset().union(*(row[index] for row in rows)), optional)


def _keys(choice: str, text: str, lists: Mapping[str, Sequence[str]]) -> list[frozenset[str]]:
    """What one choice of a place allows: a set of words for each of its hyphenated parts."""
    if choice.startswith("<") and choice.endswith(">"):
        name = choice[1:-1]
        if name not in lists:
            known = ", ".join(sorted(lists)) or "there are none"
            raise WordingError(f"{text!r}: there is no list {name!r}; known lists: {known}")
        held = lists[name]
        plain = frozenset().union(*(_single(word, text, lists) for word in held if not _PHRASED.fullmatch(word)))
        return [plain.union(word.lower() for word in held if _PHRASED.fullmatch(word))]
    if choice in _MARKS:
        return [frozenset(choice)]
    parts = choice.split("-")
    if not all(_WORD.fullmatch(part) for part in parts):
        hint = "words, a|b, word~, (word), <list>, # * .. ^ $ and , . ! ? : ; ="
        raise WordingError(f"{text!r}: cannot read {choice!r}; a wording is made of {hint}")
    return [_single(part, text, lists) for part in parts]


def _single(word: str, text: str, lists: Mapping[str, Sequence[str]]) -> frozenset[str]:
    if not _WORD.fullmatch(word):
        raise WordingError(f"{text!r}: the list word {word!r} is not one word; known lists: {', '.join(lists)}")
    word = word.lower().replace("\u2019", "'")
    if word.endswith("~"):
        return inflections(word[:-1])
    if word.endswith("+"):
        return frozenset((word[:-1], _plural(word[:-1])))
    return frozenset((word.removesuffix("'s") if word.endswith("'s") and "~" in word else word,))


def _anchor(places: Sequence[Place]) -> int | None:
    """The place whose words are rarest: fixed words, few forms, long ones."""
    best: tuple[float, int] | None = None
    for index, place in enumerate(places):
        if place.kind != "words" or place.optional or place.keys & _MARKS:
            continue
        weight = sum(0.02 if key in _FREQUENT else 1 / len(key) for key in place.keys)
        weight += 50 * sum(key in _FREQUENT for key in place.keys)
        if best is None or weight < best[0]:
            best = (weight, index)
    return best[1] if best else None


_FREQUENT = frozenset(
    "a an the and or of to in on for with at by from as is are was be it this that you your we our i my us me they "
    "their them he she not no do don't if so but up out all can will just have has had get more new one now".split()
)

_COMMON = frozenset(
    "about after again am any back because been before being but by come could day did does done down even every "
    "find first for give go going good great had he her here him his how if into know last left let like little long "
    "look made make many may me might most much must need never next nor off only other over own people put same say "
    "see should since some still such take tell than them then there these thing things think those time today too "
    "two under until use very want was way were what when where which while who why within without work would year "
    "yes yet".split()
)
"""More words of every page; an anchor may be one of them, but nothing is meant by it alone."""

# --------------------------------------------------------------------------------------------------- inflection

_IRREGULAR: Mapping[str, str] = {
    "lead": "leads led leading", "buy": "buys bought buying", "sell": "sells sold selling",
    "win": "wins won winning", "get": "gets got gotten getting", "make": "makes made making",
    "take": "takes took taken taking", "give": "gives gave given giving", "go": "goes went gone going",
    "come": "comes came coming", "see": "sees saw seen seeing", "say": "says said saying",
    "send": "sends sent sending", "spend": "spends spent spending", "build": "builds built building",
    "keep": "keeps kept keeping", "lose": "loses lost losing", "find": "finds found finding",
    "drive": "drives drove driven driving", "feed": "feeds fed feeding", "hit": "hits hitting",
    "put": "puts putting", "cut": "cuts cutting", "set": "sets setting", "let": "lets letting",
    "run": "runs ran running", "begin": "begins began begun beginning", "bring": "brings brought bringing",
    "think": "thinks thought thinking", "know": "knows knew known knowing", "tell": "tells told telling",
    "speak": "speaks spoke spoken speaking", "write": "writes wrote written writing", "read": "reads reading",
    "meet": "meets met meeting", "hear": "hears heard hearing", "hold": "holds held holding",
    "stand": "stands stood standing", "leave": "leaves left leaving", "feel": "feels felt feeling",
    "grow": "grows grew grown growing", "show": "shows showed shown showing", "break": "breaks broke broken breaking",
    "choose": "chooses chose chosen choosing", "forget": "forgets forgot forgotten forgetting",
    "understand": "understands understood understanding", "own": "owns owned owning",
    "man": "men", "woman": "women", "child": "children", "person": "people persons", "wife": "wives",
    "be": "is are am was were been being", "do": "does did done doing", "have": "has had having",
    "refer": "refers referred referring", "transfer": "transfers transferred transferring",
    "commit": "commits committed committing", "submit": "submits submitted submitting",
    "admit": "admits admitted admitting", "upset": "upsets upsetting", "offer": "offers offered offering",
    "target": "targets targeted targeting", "market": "markets marketed marketing",
    "visit": "visits visited visiting", "profit": "profits profited profiting",
    "benefit": "benefits benefited benefiting", "open": "opens opened opening", "enter": "enters entered entering",
    "answer": "answers answered answering", "deliver": "delivers delivered delivering",
    "trigger": "triggers triggered triggering", "remember": "remembers remembered remembering",
    "monitor": "monitors monitored monitoring", "nurture": "nurtures nurtured nurturing",
    "customer": "customers", "buyer": "buyers", "reader": "readers", "shopper": "shoppers", "user": "users",
    "prospect": "prospects prospected prospecting", "harvest": "harvests harvested harvesting",
    "upsell": "upsells upsold upselling", "resell": "resells resold reselling",
    "sequence": "sequences sequenced sequencing", "funnel": "funnels funneled funnelled funneling funnelling",
    "label": "labels labeled labelled labeling labelling", "cancel": "cancels canceled cancelled canceling cancelling",
    "quiz": "quizzes quizzed quizzing", "bus": "buses", "datum": "data", "persona": "personas personae",
}  # fmt: skip
_VOWELS = frozenset("aeiou")


def _plural(noun: str) -> str:
    if noun.endswith("man") and noun != "human":
        return noun[:-2] + "en"
    if noun.endswith("y") and len(noun) > 1 and noun[-2] not in _VOWELS:
        return noun[:-1] + "ies"
    return noun + "es" if noun.endswith(("s", "x", "z", "ch", "sh")) else noun + "s"


def inflections(word: str) -> frozenset[str]:
    """The word and its forms: plural or third person, past, -ing. Regular ones are built, others listed."""
    if word in _IRREGULAR:
        return frozenset((word, *_IRREGULAR[word].split()))
    if len(word) < 3:
        return frozenset((word, word + "s"))
    last, before = word[-1], word[-2]
    if last == "y" and before not in _VOWELS:
        return frozenset((word, word[:-1] + "ies", word[:-1] + "ied", word + "ing"))
    if last == "e":
        ing = word + "ing" if before in "eoy" else word[:-1] + "ing"
        return frozenset((word, word + "s", word + "d", ing))
    plural = word + "es" if word.endswith(("s", "x", "z", "ch", "sh")) else word + "s"
    doubled = (
        last not in _VOWELS | set("wxyh")
        and before in _VOWELS
        and word[-3] not in _VOWELS
        and sum(char in _VOWELS for char in word) == 1
    )
    stem = word + last if doubled else word
    return frozenset((word, plural, stem + "ed", stem + "ing"))
