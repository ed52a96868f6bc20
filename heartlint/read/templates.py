"""Merge tags and template logic, found before any parser or tokenizer can cut them up.

`find_templates` walks a source once, from delimiter to delimiter. Text without delimiters is skipped by one
regular expression; at each delimiter the longest construct that starts there is tried first, and what is
found is not looked into again. No step looks further than a bounded way ahead, or at anything twice, so that
the time grows with the length of the source, whatever stands in it.

Values become slots (a person sees what they are filled with); logic, comments and code blocks are hidden
(nobody sees them). The finder lives in `tags/`, a file for each sort of delimiter; what is inside a slot is read
by `fields`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from heartlint.read.tags.patterns import OPENER
from heartlint.read.zones import with_zones
from heartlint.text import Writer
from heartlint.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from heartlint.text import Block, Slot, Span

__all__ = ["Shown", "Templates", "find_between", "find_templates", "masked"]

Shown = Literal["text", "slot", "branch"]
"""What a stretch of a source is to its reader; at a branch one alternative of a condition gives way to the next."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Templates(Value):
    """The template constructs of one source.

    `masked` is the source, code point for code point, with every construct blotted out: newlines stay, a
    value becomes a run of "x", and so does logic, except on lines that hold nothing but logic and white
    space: those become blank. `slots` and `hidden` are in source order, and disjoint but for slots that lie wholly
    in what is hidden; `branches` are those of
    the hidden that stand between two alternatives of which a reader sees one (an `else`, a `when`); `asides` are
    sentences inside the slots, shown to whoever has nothing in the field.
    """

    masked: str
    slots: tuple[Slot, ...] = ()
    hidden: tuple[Span, ...] = ()
    branches: tuple[Span, ...] = ()
    asides: tuple[Span, ...] = ()
    _marks: tuple[tuple[int, int, str], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        branches = frozenset(self.branches)
        marks = [(slot.span.start, slot.span.end, "slot") for slot in self.slots]
        marks += [(span.start, span.end, "branch" if span in branches else "") for span in self.hidden]
        marks.sort(key=lambda mark: (mark[0], -mark[1], mark[2]))
        shown: list[tuple[int, int, str]] = []
        for mark in marks:  # a slot within what is hidden is not shown
            if not shown or mark[1] > shown[-1][1]:
                shown.append(mark)
        object.__setattr__(self, "_marks", tuple(shown))

    def write(self, writer: Writer, start: int, end: int) -> None:
        """Write what a reader sees of `source[start:end]`, in as few strokes as can be."""
        at = upto = start
        for low, high, what in self.shown(start, end):
            if low > upto or what == "branch":
                writer.write(at, upto)
                at = low
            if what == "branch":
                writer.part(low, high)
                at = high
            upto = high
        writer.write(at, upto)

    def with_asides(self, source: str, blocks: Iterable[Block]) -> Iterator[Block]:
        """The blocks, each followed by the sentences that its slots show in place of an empty field.

        Each of these is a block of its own, with the role "other".
        """
        writer = Writer(source)
        for block in blocks:
            yield block
            if not self.asides or block.zone:
                continue
            for slot in block.slots:
                index = bisect_left(self.asides, slot.span.start, key=lambda span: span.start)
                if index == len(self.asides) or not slot.span.covers(self.asides[index]) or _in_zone(block, slot):
                    continue
                while index < len(self.asides) and slot.span.covers(self.asides[index]):
                    writer.write(self.asides[index].start, self.asides[index].end)
                    aside = writer.block("other")
                    if aside is not None:
                        yield with_zones(aside)
                    index += 1

    def parted(self, start: int, end: int) -> bool:
        """Whether a branch stands in `source[start:end]`."""
        index = bisect_left(self.branches, start, key=lambda span: span.start)
        return index < len(self.branches) and self.branches[index].end <= end

    def shown(self, start: int, end: int) -> Iterator[tuple[int, int, Shown]]:
        """What a reader sees of `source[start:end]`: its sub-stretches in order, and what each is.

        Hidden constructs are left out but for branches; a slot is shown as it is written.
        """
        if start >= end:
            return
        at = start
        index = max(bisect_right(self._marks, (start, -1, "")) - 1, 0)
        while index < len(self._marks):
            low, high, what = self._marks[index]
            index += 1
            if high <= at:
                continue
            if low >= end:
                break
            if low > at:
                yield at, low, "text"
            at = min(high, end)
            if what == "slot":
                yield max(low, start), at, "slot"
            elif what == "branch" and low >= start and high <= end:
                yield low, high, "branch"
        if at < end:
            yield at, end, "text"


def _in_zone(block: Block, slot: Slot) -> bool:
    """Whether a slot stands in a stretch that is not judged: code that shows how a tag is written."""
    place = block.place(slot.span) if block.zones else None
    if place is None:
        return False
    index = bisect_right(block.zones, place.start, key=lambda zone: zone.span.start) - 1
    return index >= 0 and block.zones[index].span.overlaps(place)


def find_templates(source: str) -> Templates:
    """Find every template construct of a source, in any of the dialects in use.

    Never raises; the same source always gives the same answer.
    """
    if not OPENER.search(source):
        return Templates(source)
    from heartlint.read.tags.marks import Finder  # noqa: PLC0415 - what plain text need not wait for

    finder = Finder(source)
    finder.run()
    if not finder.slots and not finder.hidden:
        return Templates(source)
    return masked(source, finder.slots, finder.hidden, finder.branches, finder.asides)


def find_between(source: str, veiled: str) -> Templates:
    """The constructs of a source in which some stretches were blotted out; none reaches across what was."""
    found = find_templates(veiled)

    def whole(spans: Iterable[Span]) -> tuple[Span, ...]:
        return tuple(span for span in spans if span.of(source) == span.of(veiled))

    slots = tuple(slot for slot in found.slots if slot.span.of(source) == slot.text)
    return Templates(found.masked, slots, whole(found.hidden), whole(found.branches), whole(found.asides))


def masked(
    source: str,
    slots: Iterable[Slot],
    hidden: Iterable[Span],
    branches: Iterable[Span] = (),
    asides: Iterable[Span] = (),
) -> Templates:
    """The constructs of a source that were found in it, each in order; a slot may lie in what is hidden."""
    slots, hidden = tuple(slots), tuple(hidden)
    return Templates(_mask(source, slots, hidden), slots, hidden, tuple(branches), tuple(asides))


def _mask(source: str, slots: tuple[Slot, ...], hidden: tuple[Span, ...]) -> str:
    """The source with its constructs blotted out; see `Templates`."""
    veil = 0xE000
    while chr(veil) in source:  # a character that stands for "hidden" and that the source does not use
        veil += 1
    mark = chr(veil)
    marks = sorted([(slot.span, "x") for slot in slots] + [(span, mark) for span in hidden])
    parts = []
    at = 0
    for span, filler in marks:
        if span.end <= at:  # inside what is blotted out already
            continue
        parts.append(source[at : span.start])
        parts.append(re.sub(r"[^\r\n]", filler, source[max(at, span.start) : span.end]))
        at = span.end
    parts.append(source[at:])
    masked = "".join(parts)
    if hidden:
        lines = re.compile(rf"(?<![^\r\n])[ \t{mark}]+(?![^\r\n])")
        masked = lines.sub(lambda match: match.group().replace(mark, " "), masked).replace(mark, "x")
    return masked
