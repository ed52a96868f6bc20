"""A sentence as the judge reads it: word pieces from a fixed vocabulary, and which of them are the term.

The pieces are those of BERT's WordPiece (Wu et al. 2016, arXiv:1609.08144), made of the words that `Reading` found, so
that places, folding and merge tags are the engine's own. Numbers, rare names, links and merge tags become one piece
each: what is said of people must not depend on who they are or how many.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from heartlint.language import Reading

WINDOW = 64
"""Pieces around the term that are read, the term in their middle."""

_LONGEST = 40
"""Characters of a word that are looked at."""

CLS, SEP, UNKNOWN, MASK = "[CLS]", "[SEP]", "[UNK]", "[MASK]"
NUMBER = "10"
NAME = "smith"
_MARKS = {"\n": ".", "\u2014": "-", "\u2026": ".", "\u2022": "-", "\u00b7": "-"}


class Pieces(NamedTuple):
    """The pieces of a sentence as indices of the vocabulary, and the half-open stretch of them that is the term."""

    ids: tuple[int, ...]
    first: int
    last: int


class Vocabulary:
    """The pieces that are known, by their text; those that go on inside a word begin with ##."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self.pieces = tuple(pieces)
        self._index: Mapping[str, int] = {piece: index for index, piece in enumerate(pieces)}
        self._known: dict[str, tuple[int, ...]] = {}

    def one(self, piece: str) -> int:
        """The index of a piece that must be there."""
        return self._index[piece]

    def __contains__(self, piece: str) -> bool:
        return piece in self._index

    def split(self, word: str) -> tuple[int, ...]:
        """The pieces of a word, longest first from its start; one unknown piece where it cannot be split."""
        found = self._known.get(word)
        if found is None:
            found = self._split(word)
            if len(self._known) < 50_000:
                self._known[word] = found
        return found

    def _split(self, word: str) -> tuple[int, ...]:
        found: list[int] = []
        for part in _parts(word[:_LONGEST]):
            at = 0
            while at < len(part):
                for end in range(len(part), at, -1):
                    piece = part[at:end] if at == 0 else f"##{part[at:end]}"
                    if piece in self._index:
                        found.append(self._index[piece])
                        at = end
                        break
                else:
                    return (self._index[UNKNOWN],)
        return tuple(found) or (self._index[UNKNOWN],)


def _parts(word: str) -> list[str]:
    """A word without accents, cut where a character is neither letter nor digit."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))
    parts = [""]
    for char in plain:
        if char.isalnum():
            parts[-1] += char
        else:
            parts += [char, ""]
    return [part for part in parts if part]


def pieces_of(vocabulary: Vocabulary, reading: Reading, first: int, last: int, blank: Collection[int] = ()) -> Pieces:
    """The sentence of words `first` to `last` (half-open) as pieces, cut to `WINDOW` around them.

    The words whose indices are in `blank` are read as blanks.
    """
    sentence = reading.sentence_of(first)
    last = max(min(last, sentence.last), first + 1)
    low, high = max(sentence.first, first - WINDOW), min(sentence.last, last + WINDOW)
    ids: list[int] = []
    begin = end = 0
    for index in range(low, high):
        if index == first:
            begin = len(ids)
        if index in blank:
            ids.append(vocabulary.one(MASK))
        else:
            ids += _word(vocabulary, reading, index, meant=first <= index < last)
        if index == last - 1:
            end = len(ids)
    room = WINDOW - 2
    cut = max(0, min(begin - (room - (end - begin)) // 2, len(ids) - room))
    ids = ids[cut : cut + room]
    begin, end = begin - cut, min(end - cut, len(ids))
    return Pieces((vocabulary.one(CLS), *ids, vocabulary.one(SEP)), begin + 1, max(end, begin + 1) + 1)


def _word(vocabulary: Vocabulary, reading: Reading, index: int, *, meant: bool) -> tuple[int, ...]:
    key, start, end, kind = reading.words[index]
    if kind == "word":
        capital = reading.block.text[start : start + 1].isupper()
        if capital and not meant and key.isalpha() and key not in vocabulary:
            text = reading.block.text[start:end]
            if not text.isupper() or len(text) == 1:
                return (vocabulary.one(NAME),)
        return vocabulary.split(key)
    if kind == "number":
        return (vocabulary.one(NUMBER),)
    if kind == "slot":
        return (vocabulary.one(MASK),)
    if kind == "zone":
        return (vocabulary.one(UNKNOWN),)
    mark = _MARKS.get(key, key[:1])
    return (vocabulary.one(mark if mark in vocabulary else UNKNOWN),)
