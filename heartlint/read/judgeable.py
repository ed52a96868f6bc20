"""What cannot be judged is said not to be judged: other languages, broken encodings, merge tags without words.

Placeholder text ("Lorem ipsum") is no other language. Its first block is left in, for a rule to say that it was left
in; the others are set aside.

Most copy shows at a glance that it is English, by its commonest words. Only where it does not is it held against the
commonest words of other languages.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from heartlint.pattern import Pattern
from heartlint.read.zones import counted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from heartlint.text import Block, Document

ENGLISH = frozenset(
    "the and you your to of for with that this our it are have will from can if not by just get us my more they their "
    "what when how about has here it's don't we is be at or as but i you're we're would like who which".split()
)
"""Some of the commonest words of English, and few of any other language's."""

_PLACEHOLDER = frozenset(
    "accusamus accusantium adipisci adipisicing adipiscing aliqua aliquam aliquip amet architecto assumenda commodi "
    "commodo consectetur consequat consequuntur corrupti cillum cupidatat deleniti deserunt dignissimos dolor dolore "
    "dolorem dolores doloribus ducimus eiusmod elit excepteur exercitation exercitationem expedita explicabo fugiat "
    "fugit illo incididunt ipsa ipsam ipsum irure itaque iusto labore laboriosam laboris laborum laudantium lorem "
    "magnam magni minim minima mollit mollitia nesciunt nihil nostrud nulla obcaecati occaecat odit officia officiis "
    "pariatur perspiciatis porro praesentium proident provident quisquam ratione reiciendis rem repellat repellendus "
    "reprehenderit saepe sapiente sed sequi similique sint sit soluta sunt suscipit tempor tempora tempore temporibus "
    "ullam ullamco vehicula velit veniam veritatis vero vitae voluptas voluptate voluptatem voluptates "
    "voluptatum".split()
)
"""Words of the text that typesetters fill pages with."""
_SHARE = 0.1
"""Of the words of a text: more than this, and it is English."""
_ENOUGH = 12
"""Words, below which the language of a text by itself cannot be told."""
_LOOKED_AT = 2000
"""Characters of a text that tell its language."""
_BROKEN = Pattern(
    "[\u00c2\u00c3\u00c5\u00e2\u00ef\u00f0][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013-\u203a\u20ac\u2122]|\ufffd"
)
_NOT_LATIN = Pattern(r"[^\W\d_\u0000-\u024f\u1e00-\u1eff]")
_LETTER = re.compile(r"[^\W\d_]")


def set_aside(document: Document) -> Document:
    """The document with the blocks that cannot be judged set aside, and its notes saying so."""
    document, kept = _without_placeholders(document)
    judged = [block for block in document.judged if block is not kept]
    if not judged:
        return document
    zones = dict(_other_languages(judged))
    zone = "language"
    reason, notes = "", []
    if zones:
        reason = f"in another language ({_names(zones.values())}): not judged"
        notes = [f"{'1 block' if len(zones) == 1 else f'{len(zones)} blocks'} {reason}"]
    broken = sum(len(_BROKEN.findall(block.text)) for block in judged if not block.text.isascii())
    words = sum(len(block.text.split()) for block in judged)
    if broken * 5 > words:
        zones, zone = {id(block): "" for block in judged}, "mojibake"
        reason = "its letters were lost in a wrong encoding: not judged; save it anew as UTF-8"
        notes = [reason]
    elif broken:
        found = next(match.group() for block in judged if (match := _BROKEN.search(block.text)))
        places = "1 place reads" if broken == 1 else f"{broken} places read"
        notes.append(f"{places} like letters lost in a wrong encoding ({found!r}); check how the file was saved")
    if not zones:
        if kept is None and not any(_has_words(block) for block in judged):
            what = "merge tags and no words of its own" if document.slots else "no words"
            return replace(document, not_judged=f"holds {what}: nothing to judge")
        if not notes:
            return document
        return replace(document, coverage=replace(document.coverage, notes=(*document.coverage.notes, *notes)))
    blocks = tuple(replace(block, zone=zone) if id(block) in zones else block for block in document.blocks)
    moved = _length(document, zones)
    covered = document.coverage
    aside = dict(sorted({**covered.aside, zone: covered.aside.get(zone, 0) + moved}.items()))
    coverage = replace(covered, read=covered.read - moved, aside=aside, notes=(*covered.notes, *notes))
    left = any(not block.zone and _has_words(block) for block in blocks)
    return replace(document, blocks=blocks, coverage=coverage, not_judged="" if left else reason)


def _without_placeholders(document: Document) -> tuple[Document, Block | None]:
    """The document with its placeholder text set aside but for the first block, and that block."""
    judged = document.judged
    if not any("ipsum" in block.text.lower() for block in judged):
        return document, None
    found = [block for block in judged if _is_placeholder(block.text)]
    kept = next((block for block in found if any(slot.text.lower() == "lorem ipsum" for slot in block.slots)), None)
    rest = {id(block) for block in found if block is not kept}
    if not rest:
        return document, kept
    blocks = tuple(replace(block, zone="placeholder") if id(block) in rest else block for block in document.blocks)
    moved = _length(document, rest)
    covered = document.coverage
    aside = dict(sorted({**covered.aside, "placeholder": covered.aside.get("placeholder", 0) + moved}.items()))
    note = f"{'1 block' if len(rest) == 1 else f'{len(rest)} blocks'} of placeholder text: not judged"
    coverage = replace(covered, read=covered.read - moved, aside=aside, notes=(*covered.notes, note))
    left = kept is not None or any(not block.zone and _has_words(block) for block in blocks)
    reason = "" if left else "holds placeholder text only: nothing to judge"
    return replace(document, blocks=blocks, coverage=coverage, not_judged=reason), kept


def _length(document: Document, chosen: Collection[int]) -> int:
    """How much of what was counted as read is the text of these blocks, given by identity."""
    blocks = (block for block in counted(document.blocks) if id(block) in chosen)
    return sum(len(block.text) - sum(len(one.span) for one in block.zones) for block in blocks)


def _is_placeholder(text: str) -> bool:
    """Whether a text is "Lorem ipsum" and its like, and no English about it."""
    said = [word.strip(",.!?:;\"'()").lower() for word in text.split()]
    latin = sum(word in _PLACEHOLDER for word in said)
    english = sum(word in ENGLISH for word in said)
    return 2 * latin >= len(said) > 0 or (latin > 1 and english <= _SHARE * len(said))


def _names(languages: Iterable[str]) -> str:
    return ", ".join(name for name, _ in Counter(languages).most_common(3))


def _has_words(block: Block) -> bool:
    """Whether a block holds a letter outside its merge tags."""
    if not block.slots:
        return _LETTER.search(block.text) is not None
    text = block.text
    for slot in reversed(block.slots):
        place = block.place(slot.span)
        if place is not None:
            text = text[: place.start] + text[place.end :]
    return _LETTER.search(text) is not None


def _other_languages(judged: Iterable[Block]) -> list[tuple[int, str]]:
    """The blocks that are not in English, by identity, each with the name of its language."""
    foreign: list[tuple[int, str]] = []
    unsure: list[Block] = []
    english = words = 0
    for block in judged:
        said = [word for word in block.text.lower().replace("\u2019", "'").split() if word[0].isalpha()]
        wanted = _SHARE * len(said)
        # most blocks are English by words that no mark follows, and need no closer look
        common = sum(map(ENGLISH.__contains__, said))
        if common > wanted or sum(word.rstrip(",.!?:;") in ENGLISH for word in said) > wanted:
            english += len(said)
        elif not block.text.isascii() and _mostly_not_latin(block.text):
            foreign.append((id(block), _in_other_letters(block.text)))
            words += len(said)
        elif len(said) >= _ENOUGH and (name := _other_than_english(block.text)):
            foreign.append((id(block), name))
            words += len(said)
        elif said:
            unsure.append(block)
    if unsure and words > 2 * english:
        # too little text each: together they may tell, and where all else is in a language they are in it too
        text = "\n".join(block.text for block in unsure)
        name = ""
        if foreign:
            name = Counter(name for _, name in foreign).most_common(1)[0][0]
        elif not english and len(text.split()) >= _ENOUGH:
            name = _other_than_english(text)
        if name:
            foreign += [(id(block), name) for block in unsure]
    return foreign


def _mostly_not_latin(text: str) -> bool:
    return 2 * len(_NOT_LATIN.findall(text)) > len(_LETTER.findall(text))


def _other_than_english(text: str) -> str:
    """The name of the language of a text; empty where it is English, or may be."""
    from heartlint.read.tongues import by_words  # noqa: PLC0415 - English copy need not wait for it

    return by_words(text[:_LOOKED_AT])


def _in_other_letters(text: str) -> str:
    """The name of the language of a text in other letters than Latin ones."""
    from heartlint.read.tongues import by_script  # noqa: PLC0415 - as above

    return by_script(text)
