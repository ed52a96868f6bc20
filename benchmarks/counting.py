"""How right and wrong are counted, apart from what is measured: labels, overlap, shares with their intervals.

The rules are those of the evaluation folder's README. A thing that was found counts as right when it shares a
position with a labelled stretch and, in whole messages, the family. Labels of whole messages are words that a reader
copied out; `Pages.places` finds where in the message they stand, by what its reader sees, and says so when it cannot.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from heartlint.text import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from heartlint.report import Finding
    from heartlint.text import Document

ROUNDS = 2000
"""Resamples of a bootstrap."""


class Figure(NamedTuple):
    """A share, or a rate `per` so many, with its 95 % interval; `n` is what it is of. `value` is None where n is 0."""

    value: float | None
    low: float
    high: float
    n: float
    per: float = 1


def figure(units: Iterable[tuple[float, float]], per: float = 1) -> Figure:
    """The sum of the first numbers over the sum of the second, times `per`, with a bootstrap interval over the units.

    A unit is what was drawn whole: a sentence, or a message with all its marks, for marks of one message are not
    independent of each other. Where no resample can differ (all of a share hit, or nothing was found at all), a
    bootstrap would claim certainty; the bound is then the rule of three, 3 over the number of units.
    """
    kinds = Counter((hits, total) for hits, total in units if total)
    count = sum(kinds.values())
    sums = np.array(list(kinds), dtype=float).reshape(-1, 2)
    weights = np.array(list(kinds.values()), dtype=float)
    hits, total = (float(number) for number in weights @ sums) if count else (0.0, 0.0)
    if not count:
        return Figure(None, 0, 0, 0, per)
    value = hits / total * per
    drawn = np.random.default_rng(7).multinomial(count, weights / count, ROUNDS) @ sums
    low, high = (float(bound) for bound in np.quantile(drawn[:, 0] / drawn[:, 1], (0.025, 0.975)) * per)
    if hits == 0:
        high = 3 / (count if per == 1 else total) * per
    elif hits == total and per == 1:
        low = max(1 - 3 / count, 0)
    return Figure(value, low, min(high, 1) if per == 1 else high, total, per)


def share(hits: Iterable[bool]) -> Figure:
    """The share of true values, each a unit of its own."""
    return figure((float(hit), 1) for hit in hits)


@dataclass(frozen=True)
class Label:
    """What readers marked in a message: its family (or kind of credit), where it stands, and who marked it.

    `also` is a second family, where the readers saw the same place and named it differently. Without `places` it
    could not be located: nothing can overlap it, so that it counts as missed.
    """

    family: str
    text: str
    places: tuple[Span, ...]
    by: frozenset[str]
    severity: str = ""
    also: str = ""

    @property
    def families(self) -> frozenset[str]:
        """Its family, and the other where the readers differ."""
        return frozenset({self.family, self.also} - {""})


@dataclass(frozen=True)
class Found:
    """What the tool found: family (or kind of credit), rule, band, and the slices of the source it stands in."""

    family: str
    rule: str
    sure: bool
    places: tuple[Span, ...]
    severity: str = ""
    text: str = ""
    sentence: str = ""


def found_of(mark: Finding, side: str) -> Found:
    """A finding, or a credit (`side` says which), as it is counted."""
    family, _, kind = mark.rule.partition("/")
    return Found(
        family if side == "finding" else kind,
        mark.rule,
        mark.confidence == "sure",
        tuple(piece.source for piece in mark.pieces),
        mark.severity,
        mark.text,
        mark.sentence,
    )


def overlap(places: Sequence[Span], others: Sequence[Span]) -> bool:
    """Whether two sets of stretches share a code point."""
    return any(one.overlaps(other) for one in places for other in others)


def hits(found: Found, label: Label) -> bool:
    """Whether a thing that was found is what a label says: the place and the family."""
    return found.family in label.families and overlap(found.places, label.places)


class Judged(NamedTuple):
    """One message, counted: which of what was found is right, and which agreed labels were found, sure or shown.

    `beside` are those things found that are not right, with the families that readers saw in the same place.
    """

    right: list[tuple[Found, bool]]
    labels: list[tuple[Label, bool, bool]]
    beside: dict[Found, frozenset[str]]


def judge(found: Iterable[Found], labels: Iterable[Label], readers: int) -> Judged:
    """Count one message: what was found against the union of all readers, recall over what all `readers` marked."""
    found, labels = list(found), list(labels)
    right = [(one, any(hits(one, label) for label in labels)) for one in found]
    agreed = [
        (
            label,
            any(one.sure and hits(one, label) for one in found),
            any(hits(one, label) for one in found),
        )
        for label in labels
        if len(label.by) >= readers
    ]
    beside = {
        one: frozenset(label.family for label in labels if overlap(one.places, label.places))
        for one, good in right
        if not good
    }
    return Judged(right, agreed, {one: families for one, families in beside.items() if families})


_MARKUP = frozenset("*_`\\")
_SAME = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "…": "..."})


def fold(text: str) -> tuple[str, list[int]]:
    """A text without white space, markup, case and kinds of quotes, and where in the text each character stood."""
    folded: list[str] = []
    at: list[int] = []
    for index, character in enumerate(text):
        if character.isspace() or character in _MARKUP:
            continue
        plain = unicodedata.normalize("NFKC", character.translate(_SAME)).lower()
        plain = "".join(one for one in plain if unicodedata.category(one) not in {"Cf", "Mn"} and not one.isspace())
        folded.append(plain)
        at.extend([index] * len(plain))
    return "".join(folded), at


class _Text:
    """A text to look for labels in, with the way from a character of it to the source."""

    def __init__(self, text: str, source: Callable[[int, int], tuple[Span, ...]]) -> None:
        self.text = text
        self.source = source
        self.folded, self.at = fold(text)

    def places(self, wanted: str) -> tuple[Span, ...]:
        """All occurrences of a folded label, as whole words where there are such."""
        whole: list[Span] = []
        broken: list[Span] = []
        start = self.folded.find(wanted)
        while start >= 0:
            low, high = self.at[start], self.at[start + len(wanted) - 1] + 1
            cut = (low > 0 and self.text[low - 1 : low + 1].isalnum()) or (
                high < len(self.text) and self.text[high - 1 : high + 1].isalnum()
            )
            (broken if cut else whole).extend(self.source(low, high))
            start = self.folded.find(wanted, start + 1)
        return tuple(whole or broken)


class Pages:
    """A file with the messages it holds, to find labelled words in: first in what its reader sees, then in the source.

    What is seen is the text of all blocks, joined: a label may run over several of them. The source itself is
    asked for what no reader sees (a key of a JSON file that somebody marked).
    """

    def __init__(self, documents: Sequence[Document]) -> None:
        self._texts = [_seen(document) for document in documents]
        if documents:
            self._texts.append(_Text(documents[0].source, lambda low, high: (Span(low, high),)))

    def places(self, words: str) -> tuple[Span, ...]:
        """Where in the source some words stand, each time they do; nothing where they are not found."""
        wanted, _ = fold(words)
        for text in self._texts if wanted else ():
            found = text.places(wanted)
            if found:
                return found
        return ()

    def label(self, row: Mapping[str, Any], family: str) -> Label:
        """A label as a row of the evaluation sets has it: its words, and those the second reader marked for them."""
        same = {"token": "tokens"}
        places = dict.fromkeys(
            place for key in ("span", "other_span") if row.get(key) for place in self.places(str(row[key]))
        )
        also = str(row.get("also", ""))
        return Label(
            same.get(family, family),
            str(row["span"]),
            tuple(places),
            frozenset(row["by"]),
            str(row.get("severity", "")),
            same.get(also, also),
        )


def _seen(document: Document) -> _Text:
    """What a reader of a document sees."""
    starts: list[int] = []
    at = 0
    for block in document.blocks:
        starts.append(at)
        at += len(block.text) + 1

    def source(low: int, high: int) -> tuple[Span, ...]:
        spans: list[Span] = []
        for start, block in zip(starts, document.blocks, strict=True):
            first, last = max(low - start, 0), min(high - start, len(block.text))
            if first < last:
                spans.extend(piece.source for piece in block.in_source(Span(first, last)))
        return tuple(spans)

    return _Text("\n".join(block.text for block in document.blocks), source)


@dataclass(frozen=True)
class Case:
    """One labelled sentence or short text: whether something should be found, what was, and its words.

    `families` are those of what was found at the term, with whether surely; `findings` all that was found in the
    text, family and whether surely; `source` is where it comes from.
    """

    name: str
    wanted: bool
    text: str
    places: tuple[Span, ...]
    families: Mapping[str, bool]
    rules: tuple[str, ...]
    findings: tuple[tuple[str, bool], ...]
    words: int
    term: str = ""
    source: str = ""
    around: tuple[str, str] = ("", "")
    note: str = ""

    def found(self, band: str, family: str = "") -> bool:
        """Whether it was found, in a band ("sure" or "shown"), by one family or any."""
        bands = [sure for name, sure in self.families.items() if name == family or not family]
        return any(bands) if band == "sure" else bool(bands)


def occurrences(text: str, term: str, start: int | None) -> tuple[Span, ...]:
    """Where a labelled term stands in a sentence: where the label says so, or else each time it occurs."""
    if start is not None:
        return (Span(start, start + len(term)),)
    spans: list[Span] = []
    low = text.lower()
    at = low.find(term.lower())
    while at >= 0:
        spans.append(Span(at, at + len(term)))
        at = low.find(term.lower(), at + 1)
    return tuple(spans)


def settled(row: Mapping[str, Any]) -> bool:
    """Whether a sentence counts: neither borderline, nor one the readers differ on."""
    return row["label"] != "borderline" and len(set(row.get("readers", [row["label"]]))) == 1
