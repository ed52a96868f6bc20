"""After the rules: what overlaps, what is held back, what weighs less, and in which order things are told."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING

from heartlint.rule import CONFIDENCES, SEVERITIES
from heartlint.text import Span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from heartlint.engine import Mark
    from heartlint.rule import Confidence, Severity
    from heartlint.text import Kind
    from heartlint.wording import Wording


def settle(marks: Iterable[Mark], confidence: Confidence = "likely") -> list[Mark]:
    """The marks worth telling, in reading order.

    Marks less sure than `confidence` go. Of marks of one side that share words, the gravest stays, then the
    surest, then the longest: nobody needs the same words marked twice. A credit that shares words with a
    finding of warning or above goes too: praise made with a fault is no praise.
    """
    allowed = CONFIDENCES[: CONFIDENCES.index(confidence) + 1]
    kept: list[Mark] = []
    marked: dict[tuple[int, str], _Stretches] = defaultdict(_Stretches)
    for mark in sorted((mark for mark in marks if mark.confidence in allowed), key=_weight):
        if mark.rule.side == "credit" and marked[mark.block, "fault"].meet(mark.span):
            continue
        if not marked[mark.block, mark.rule.side].add(mark.span):
            continue
        kept.append(mark)
        if mark.rule.side == "finding" and mark.severity != "info":
            marked[mark.block, "fault"].add(mark.span)
    return sorted(kept, key=lambda mark: (mark.block, mark.span, mark.rule.id))


def _weight(mark: Mark) -> tuple[bool, int, int, int, int, int, str]:
    """Findings before credits, and the most telling mark first."""
    return (
        mark.rule.side == "credit",
        SEVERITIES.index(mark.severity),
        CONFIDENCES.index(mark.confidence),
        -len(mark.span),
        mark.block,
        mark.span.start,
        mark.rule.id,
    )


def without_house_words(marks: Iterable[Mark], wordings: Sequence[Wording]) -> list[Mark]:
    """The marks that share no word with one of the house's own names and terms; credits stay in any case."""
    marks = list(marks)
    if not wordings:
        return marks
    by_word: dict[str, list[Wording]] = defaultdict(list)
    for wording in wordings:
        for trigger in wording.triggers:
            by_word[trigger].append(wording)
    allowed: dict[int, _Stretches] = {}
    kept = []
    for mark in marks:
        if mark.block not in allowed:
            allowed[mark.block] = _Stretches()
            words = mark.reading.words
            found = []
            for index, word in enumerate(words):
                for wording in by_word.get(word.key, ()):
                    at = wording.match(mark.reading, index)
                    if at is not None:
                        found.append(Span(words[at[2]].start, words[at[3] - 1].end))
            for span in _joined(found):
                allowed[mark.block].add(span)
        if mark.rule.side == "credit" or not allowed[mark.block].meet(mark.span):
            kept.append(mark)
    return kept


def _joined(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that share something as one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


_OVERHEARD = frozenset(("internal", "manual"))
"""Kinds of document that speak about people and are not sent to them."""
_ABOUT_PEOPLE = frozenset(("people", "force", "relation", "machine"))
"""Families whose findings hurt most when the person spoken of is the reader."""
_LESS: Mapping[Severity, Severity] = {"error": "warning", "warning": "info", "info": "info"}


def overheard(marks: Iterable[Mark], kind: Kind, settled: Collection[str] = ()) -> list[Mark]:
    """The marks, a step less grave where a handbook or manual talks about people who do not read it.

    "Our funnel" in a letter is told to the people who are in it; in a handbook it is a habit of speech. It is
    still told. Rules and families in `settled` keep the severity that the settings gave them.
    """
    if kind not in _OVERHEARD:
        return list(marks)
    return [
        mark._replace(severity=_LESS[mark.severity])
        if mark.rule.side == "finding"
        and mark.rule.family in _ABOUT_PEOPLE
        and mark.rule.id not in settled
        and mark.rule.family not in settled
        else mark
        for mark in marks
    ]


class _Stretches:
    """Disjoint stretches of one text, in order."""

    __slots__ = ("_ends", "_starts")

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def meet(self, span: Span) -> bool:
        """Whether the span shares a code point with one of them."""
        index = bisect_left(self._starts, span.end) - 1
        return index >= 0 and self._ends[index] > span.start

    def add(self, span: Span) -> bool:
        """Take the span in, unless it meets one that is there; whether it was taken in."""
        if self.meet(span):
            return False
        index = bisect_left(self._starts, span.start)
        self._starts.insert(index, span.start)
        self._ends.insert(index, span.end)
        return True
