"""From a regular expression to the texts it stands for, where those are few, and on to wordings.

Vale matches tokens with a backtracking engine; cards hold no regular expressions. Most tokens of real styles are
words with a few choices in them (`cell ?phone`, `(?:give|gave) rise to`), and those are written out.
"""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

from heartlint.language import without_possessive

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MOST_TEXTS = 256
MOST_SIGNS = 1000
MOST_DEPTH = 40
MOST_REPEATS = 3
MOST_IN_CLASS = 12

# stand-ins inside the texts, from a range that no style uses
BOUNDARY, NUMBER, DIGIT = "\ue000", "\ue001", "\ue002"
_STANDINS = frozenset((BOUNDARY, NUMBER, DIGIT))

OPEN = "is open: it stands for any sign, or any number of them"
AROUND = "looks at what stands around it"
BACK = "refers back to what it found"
EDGE = "is bound to the start or the end of a line or text"
CLASS = "holds a large class of signs"
DIGITS = "counts digits"
ESCAPE = "holds an escape that is not read here"
MANY = f"stands for more than {MOST_TEXTS} texts"
LONG = f"is longer than {MOST_SIGNS} signs, or nested deeply"
BROKEN = "is no valid pattern"
SIGNS = "holds signs that wordings do not know"
NOTHING = "stands for nothing, or for spaces only"
BETWEEN = "begins or ends with a sign, where Vale asks for the edge of a word: it finds next to nothing there either"
POSSESSIVE = "is told apart by its 's only, and wordings do not look at that"


class InexpressibleError(ValueError):
    """A pattern that wordings cannot say; the message is the reason, which goes on from "it "."""


def texts(pattern: str, *, whole: bool) -> list[str]:
    """Every text that a pattern stands for, once and in its order, without looking at case.

    `whole` says that the pattern begins and ends at the edge of a word, as Vale's tokens do. A number stands as
    NUMBER. Raises InexpressibleError.
    """
    if len(pattern) > MOST_SIGNS:
        raise InexpressibleError(LONG)
    if not _STANDINS.isdisjoint(pattern):
        raise InexpressibleError(SIGNS)
    found: dict[str, str] = {}
    between = False
    for text in _Parser(re.sub(r"^\(\?[im]+\)", "", pattern)).read():
        held = _within_boundaries(f"{BOUNDARY}{text}{BOUNDARY}" if whole else text)
        between = between or held is None
        if held is not None and held.strip():
            clean = " ".join(held.split())
            found.setdefault(clean.lower(), clean)
    if not found:
        raise InexpressibleError(BETWEEN if between else NOTHING)
    if any(DIGIT in text for text in found):
        raise InexpressibleError(DIGITS)
    return list(found.values())


def is_case_blind(pattern: str) -> bool:
    """Whether a pattern itself says that case does not matter."""
    return re.match(r"\(\?[im]*i[im]*\)", pattern) is not None


def _within_boundaries(text: str) -> str | None:
    """The text without its boundary signs; None where one of them cannot hold, as between two letters."""
    parts = text.split(BOUNDARY)
    bare = "".join(parts)
    at = 0
    for part in parts[:-1]:
        at += len(part)
        left, right = (at > 0 and _in_word(bare[at - 1])), (at < len(bare) and _in_word(bare[at]))
        if left == right:
            return None
    return bare


def _in_word(char: str) -> bool:
    return char.isalnum() or char in {"_", NUMBER, DIGIT}


class _Parser:
    """Reads the usual constructs of a regular expression, and says which one it does not write out."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._depth = 0

    def read(self) -> list[str]:
        found = self._choice()
        if self._at < len(self._pattern):
            raise InexpressibleError(BROKEN)
        return found

    def _next(self) -> str:
        return self._pattern[self._at : self._at + 1]

    def _take(self) -> str:
        char = self._next()
        if not char:
            raise InexpressibleError(BROKEN)
        self._at += 1
        return char

    def _choice(self) -> list[str]:
        found = self._row()
        while self._next() == "|":
            self._at += 1
            found = _few([*found, *self._row()])
        return found

    def _row(self) -> list[str]:
        found = [""]
        while self._next() not in {"", "|", ")"}:
            found = _joined(found, self._repeated(self._atom()))
        return found

    def _repeated(self, atom: list[str]) -> list[str]:
        char = self._next()
        if char == "{":
            match = re.compile(r"\{(\d{1,3})(?:(,)(\d{0,3}))?\}").match(self._pattern, self._at)
            if match is None:
                raise InexpressibleError(SIGNS)
            self._at = match.end()
            least, most = int(match[1]), int(match[3] or 1000) if match[2] else int(match[1])
            found = self._times(atom, least, most)
        elif char and char in "?*+":
            self._at += 1
            found = self._times(atom, int(char == "+"), 1 if char == "?" else 1000)
        else:
            return atom
        if self._next() in {"?", "+"}:  # lazy or possessive: the same texts
            self._at += 1
        return found

    @staticmethod
    def _times(atom: list[str], least: int, most: int) -> list[str]:
        if atom == [DIGIT] and least <= 1 and most > MOST_REPEATS:
            return [NUMBER] if least else ["", NUMBER]
        if all(text.isspace() for text in atom) and most > 1:  # white space is one gap between words, however wide
            return [" "] if least else ["", " "]
        if most > MOST_REPEATS or least > most:
            raise InexpressibleError(OPEN)
        found: list[str] = []
        for count in range(least, most + 1):
            repeated = [""]
            for _ in range(count):
                repeated = _joined(repeated, atom)
            found = _few([*found, *repeated])
        return found

    def _atom(self) -> list[str]:
        char = self._take()
        if char == "(":
            return self._group()
        if char == "[":
            return self._class()
        if char == "\\":
            return [self._escape()]
        if char in "^$":
            raise InexpressibleError(EDGE)
        if char == ".":
            raise InexpressibleError(OPEN)
        if char in "?*+":
            raise InexpressibleError(BROKEN)
        return [" " if char.isspace() else char]

    def _group(self) -> list[str]:
        if self._next() == "?":
            match = re.compile(r"\?(?::|P?<[A-Za-z_]\w{0,40}>)").match(self._pattern, self._at)
            if match is None:
                raise InexpressibleError(
                    AROUND if self._pattern[self._at + 1 : self._at + 2] in {"=", "!", "<"} else ESCAPE
                )
            self._at = match.end()
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise InexpressibleError(LONG)
        found = self._choice()
        self._depth -= 1
        if self._take() != ")":
            raise InexpressibleError(BROKEN)
        return found

    def _escape(self) -> str:
        char = self._take()
        if char == "b":
            return BOUNDARY
        if char in "sntr":
            return " "
        if char == "d":
            return DIGIT
        if char in "wWSD":
            raise InexpressibleError(OPEN)
        if char in "AzZG":
            raise InexpressibleError(EDGE)
        if char.isdigit() or char == "k":
            raise InexpressibleError(BACK)
        if char.isalpha():
            raise InexpressibleError(ESCAPE)
        return char

    def _class(self) -> list[str]:
        if self._next() == "^":
            raise InexpressibleError(OPEN)
        members: list[str] = []
        while True:
            char = self._take()
            if char == "]" and members:
                break
            if char == "[" and self._next() == ":":
                raise InexpressibleError(CLASS)
            member = self._escape() if char == "\\" else " " if char.isspace() else char
            if member == BOUNDARY:
                raise InexpressibleError(ESCAPE)
            if self._next() == "-" and self._pattern[self._at + 1 : self._at + 2] not in {"", "]"}:
                self._at += 1
                last = self._take()
                if (member, last) == ("0", "9"):
                    members.append(DIGIT)
                    continue
                if last == "\\" or not 0 <= ord(last) - ord(member) < MOST_IN_CLASS:
                    raise InexpressibleError(CLASS)
                members += [chr(code) for code in range(ord(member), ord(last) + 1)]
            else:
                members.append(member)
        if len(members) > MOST_IN_CLASS:
            raise InexpressibleError(CLASS)
        return list(dict.fromkeys(members))


def _few(found: list[str]) -> list[str]:
    if len(found) > MOST_TEXTS:
        raise InexpressibleError(MANY)
    return found


def _joined(left: list[str], right: list[str]) -> list[str]:
    if len(left) * len(right) > MOST_TEXTS:
        raise InexpressibleError(MANY)
    return [before + after for before, after in product(left, right)]


# ----------------------------------------------------------------------------------------------------- wordings

_PLACE = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*|[,.!?:;\u2014/]|\ue001|\s+|.", re.DOTALL)
_PLAIN = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def wording(text: str) -> str:
    """A text as a wording of a card. Raises InexpressibleError for signs that wordings do not know."""
    places: list[str] = []
    joined = False
    for place in _PLACE.findall(text):
        if place.isspace():
            joined = False
            continue
        if place == NUMBER:
            if joined:  # "v12" is one word, and no number
                raise InexpressibleError(DIGITS)
            places.append("#")
        elif place[0].isalnum():
            if places[-1:] == ["#"] and joined:
                raise InexpressibleError(DIGITS)
            # as the words of a message are compared: without a possessive 's
            places.append("-".join(map(without_possessive, place.replace("\u2019", "'").lower().split("-"))))
        elif place in ",.!?:;\u2014/":
            places.append(place)
        else:
            raise InexpressibleError(SIGNS)
        joined = place == NUMBER or place[0].isalnum()
    if len(places) == 1 and places[0] != text.replace("\u2019", "'").lower():
        raise InexpressibleError(POSSESSIVE)
    return " ".join(places)


def sample(text: str) -> str:
    """A text as it may stand in a message."""
    return text.replace(NUMBER, "12")


def merged(wordings: Iterable[str]) -> list[str]:
    """The same wordings in fewer lines: those that differ in one plain word become one, with `|` between the words."""
    rows = [tuple(text.split()) for text in dict.fromkeys(wordings)]
    for index in range(max((len(row) for row in rows), default=0)):
        rows = list(_merged_at(rows, index))
    return [" ".join(row) for row in rows]


def _merged_at(rows: Sequence[tuple[str, ...]], index: int) -> Iterator[tuple[str, ...]]:
    groups: dict[object, list[tuple[str, ...]]] = {}
    for number, row in enumerate(rows):
        plain = index < len(row) and all(_PLAIN.fullmatch(choice) for choice in row[index].split("|"))
        key: object = (row[:index], row[index + 1 :]) if plain else number
        groups.setdefault(key, []).append(row)
    for group in groups.values():
        if len(group) == 1:
            yield group[0]
        else:
            choices = dict.fromkeys(choice for row in group for choice in row[index].split("|"))
            yield (*group[0][:index], "|".join(choices), *group[0][index + 1 :])
