"""What stands in visible text and is not judged: addresses, data, what the law asks for; and how much of it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from heartlint.pattern import Pattern
from heartlint.text import ADDRESS_LINES, Coverage, Span, Zone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from heartlint.text import Block, Slot

_URL = Pattern(r"(?:\b[a-z][a-z0-9+.-]{1,15}://|\bwww\.|\bmailto:)[^\s<>\"\u201c\u201d\u00ab\u00bb]+", re.IGNORECASE)
_DOMAIN = Pattern(
    r"(?<![\w@.-])[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,62}\.){1,5}"
    r"(?:(?i:com|org|net|io|co|uk|de|fr|eu|us|edu|gov|info|dev|app|ai|example)\b(?![\w@-])(?:/[^\s<>\"]*)?"
    r"|[a-zA-Z]{2,24}/[^\s<>\"]*)"
)
_DOTTED = re.compile(r"\.[a-zA-Z]")
"""What every domain has, and a sentence has not."""
_MAIL = Pattern(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[\w-]{2,63}")
_LEGAL = Pattern(
    r"\ball rights reserved\b|(?:\u00a9|\(c\)|\bcopyright)[ \u00a0]{0,3}(?:\u00a9[ \u00a0]?)?(?:\d{4}|[{*%\[<])"
    r"|\bregistered (?:office|company|charity|trademark)\b|\bregistered in [A-Z]\w{2,20}\b|\bpaid for by\b"
    r"|\b(?:company|registration|vat|charity) (?:no|nr|number|reg)\b\.?:?[ \u00a0]?[A-Z]{0,3}\d"
    r"|\b(?:e-?mail|message|communication)[^.\r\n]{0,80}\b(?:confidential|privileged|intended (?:only|solely))\b",
    re.IGNORECASE,
)
_MEMBER = Pattern(
    r"(?P<mark>[\"'])[\w$@.-]{1,60}(?P=mark)[ \t]{0,4}(?::|=>)[ \t]{0,4}"
    r"(?:\"[^\"\r\n]{0,200}\"|'[^'\r\n]{0,200}'|(?:-?\d[\d.eE+-]{0,30}|true|false|null|None|True|False)"
    r"(?=[ \t]{0,4}(?:[,}\]\r\n]|\Z))|[\[{])"
)
"""A member of an object as programs write it, `"Quantity": 0`: the same in JSON, Python and JavaScript."""
_LEGAL_MARKS = (
    "rights reserved", "\u00a9", "(c)", "copyright", "registered", "paid for by", "company", "registration", "vat",
    "charity", "confidential", "privileged", "intended",
)  # fmt: skip
"""One of these stands in every sentence that `_LEGAL` finds; to look for them takes a twentieth of the time."""
_STOP = Pattern(r"[.!?|]?[ \u00a0]*[\r\n]+\s*|(?<![A-Z])[.!?](?:\s+|\Z)|\s\|\s")
_NEAR = 160
"""How far from what says that it is legal a sentence is looked for."""
_TRAILING = ".,!?;:'\u2019)]}*_"


def find_zones(text: str) -> list[tuple[int, int, str]]:
    """URLs, mail addresses, legal sentences, data: `(start, end, name of the zone)`, in order, disjoint."""
    low = text.lower()
    found: list[tuple[int, int, str]] = []
    if any(mark in low for mark in _LEGAL_MARKS):
        found = [(*_sentence(match), "legal") for match in _LEGAL.finditer(text)]
    if "@" in text:
        found += [(*match.span(), "address") for match in _MAIL.finditer(text)]
    if "://" in text or "www." in low or "mailto:" in low:
        found += [(match.start(), _end(match), "url") for match in _URL.finditer(text)]
    if _DOTTED.search(text):
        found += [(match.start(), _end(match), "url") for match in _DOMAIN.finditer(text)]
    if ":" in text or "=>" in text:
        found += [(*match.span(), "code") for match in _MEMBER.finditer(text)]
    found.sort(key=lambda zone: (zone[0], -zone[1]))
    kept: list[tuple[int, int, str]] = []
    for zone in found:
        if zone[0] < zone[1] and (not kept or zone[0] >= kept[-1][1]):
            kept.append(zone)
    return kept


def _sentence(match: re.Match[str]) -> tuple[int, int]:
    """About the sentence that a match stands in; no more than the match where no end of one is near."""
    text = match.string
    before = [found.end() for found in _STOP.finditer(text, max(match.start() - _NEAR, 0), match.start())]
    begins = before[-1] if before else (0 if match.start() <= _NEAR else match.start())
    after = _STOP.search(text, match.end(), match.end() + _NEAR)
    ends = after.start() if after else (len(text) if len(text) - match.end() <= _NEAR else match.end())
    return begins, ends


def _end(match: re.Match[str]) -> int:
    """Where a URL ends: closing marks of the sentence around it are not its own."""
    text = match.group()
    stripped = text.rstrip(_TRAILING)
    if "(" in stripped and text[len(stripped) : len(stripped) + 1] == ")":
        stripped = text[: len(stripped) + 1]
    return match.start() + len(stripped)


def with_zones(block: Block) -> Block:
    """The block with the URLs and addresses in its text as zones, beside those it has already.

    In the lines of a head that name people, addresses are what they say.

    A merge tag may stand inside a URL; what looks like a URL inside a merge tag (`{{ contact.info }}`) is none.
    """
    if block.zone or block.role in ADDRESS_LINES:
        return block
    found = [Zone(Span(start, end), name) for start, end, name in find_zones(block.text)]
    if found and block.zones:
        taken = sorted(zone.span for zone in block.zones)
        found = [zone for zone, near in _beside(found, taken) if near is None or not near.overlaps(zone.span)]
    if found and block.slots:
        taken = sorted(place for slot in block.slots if (place := block.place(slot.span)) is not None)
        found = [zone for zone, near in _beside(found, taken) if near is None or near.start > zone.span.start]
    if not found:
        return block
    return replace(block, zones=tuple(sorted((*block.zones, *found), key=lambda zone: zone.span)))


def _beside(zones: Sequence[Zone], spans: Sequence[Span]) -> Iterator[tuple[Zone, Span | None]]:
    """Each zone with the first span that ends behind its start; both in order, each walked once."""
    index = 0
    for zone in zones:
        while index < len(spans) and spans[index].end <= zone.span.start:
            index += 1
        yield zone, spans[index] if index < len(spans) else None


def coverage(
    blocks: Sequence[Block], source: str, aside: Mapping[str, int] | None = None, notes: Iterable[str] = ()
) -> Coverage:
    """How much of a source its blocks read, and what they set aside; `aside` adds what no block holds."""
    set_aside = Counter({name: count for name, count in (aside or {}).items() if count})
    read = 0
    for block in counted(blocks):
        if block.zone:
            set_aside[block.zone] += len(block.text)
            continue
        read += len(block.text)
        for zone in block.zones:
            set_aside[zone.name] += len(zone.span)
            read -= len(zone.span)
    return Coverage(read, dict(sorted(set_aside.items())), len(source), tuple(notes))


def counted(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks whose text is not within another's, as what a merge tag shows in place of an empty field is."""
    around: Sequence[Slot] = ()
    for block in blocks:
        if block.role == "other" and around:
            place = block.pieces[0].source
            index = bisect_right(around, place.start, key=lambda slot: slot.span.start) - 1
            if index >= 0 and around[index].span.covers(place):
                continue
        around = block.slots
        yield block
