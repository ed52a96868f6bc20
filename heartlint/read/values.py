"""One text among many: a value of a catalog, a cell of a table. Its key tells what it is to its reader.

A catalog holds more than copy: addresses, colours, names of icons. What reads like none of these is copy; the rest is
counted. A text that chooses between plural forms (ICU) is read form by form.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from heartlint.read import html, plain
from heartlint.read.layers import Layer
from heartlint.read.locales import code_of, locale_of, tree_of
from heartlint.read.zones import coverage
from heartlint.text import Document, Span, Writer, Zone

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from heartlint.text import Block, Role, Slot

TAG = re.compile(r"<(?:[a-z][a-z0-9-]*(?:\s[^<>]*)?/?|/[a-z][a-z0-9-]*\s*)>", re.IGNORECASE)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_KEYS: Mapping[str, Role] = {
    "subject": "subject", "preheader": "preheader", "preview": "preheader", "from": "from", "sender": "from",
    "title": "heading", "heading": "heading", "headline": "heading", "cta": "button", "button": "button",
    "btn": "button", "submit": "button", "alt": "alt", "caption": "caption", "footer": "footer", "link": "link",
    "description": "description", "quote": "quote", "testimonial": "quote",
}  # fmt: skip
"""From a word in a key to the role of its text."""

_NO_COPY_KEYS = frozenset(
    "id ids uuid guid slug url urls uri href src icon icons class classname classes style styles path paths file files "
    "filename template layout locale lang language version color colour colors type kind mime format dir regex pattern "
    "selector schema ref token secret hash date timestamp created updated width height".split()
)
"""Last words of keys whose values are no copy."""

_NO_COPY = re.compile(
    r"""(?:
        [a-z][a-z0-9+.-]{1,15}:(?://)?\S+           # an address of a page, a mailto:, a data:
        |[./~#@$]\S*|[^\s/\\]*+[/\\][^\s/\\]*+[/\\]\S*+   # a path, a colour, a selector
        |[^\s@]++@[^\s@]++                          # an address of somebody
        |[^\W\d_]*\d[\w.:,%+-]*                     # a number, a date, a size, a version
        |[A-Za-z][\w-]*+(?:[.:][\w-]++)++|[A-Za-z][^\W_]*+(?:_+[^\W_]++)++    # dotted.keys, snake_case
        |[a-z]\w*+(?:[-/]\w++)++                     # kebab-case; "C-Suite" and "Check-in" are labels
        |[a-z]+(?:[A-Z][a-z0-9]*)+|[A-Z0-9]+(?:_[A-Z0-9]+)+   # camelCase, CONSTANTS
        |[A-Za-z0-9+/=_-]{40,}                      # a hash, a key, a picture
        |true|false|null|none|yes|no|on|off
        |[a-z]{1,3}
    )\Z""",
    re.VERBOSE,
)
_LETTER = re.compile(r"[^\W\d_]")
_CODE_LIKE = re.compile(r"^(?:function|const|let|var|import|SELECT|return)\b|;\s*$|[^{}]\{\s*$|=>|\(\)")
_PLURAL = re.compile(r"\{\s*[\w.]{1,60}\s*,\s*(?:plural|select|selectordinal)\s*,")
_PLACEHOLDER = re.compile(r"\{[A-Za-z_][\w.]{0,40}(?:,[^{}]{0,40})?\}")
_DEEPEST = 8
"""How many choices may stand in one another; what is deeper is read as it stands."""
_FORM = re.compile(r"\s*(?:offset:\d+\s*)?(=\d+|[\w-]{1,40})\s*\{")


def read_value(writer: Writer, key: str) -> tuple[tuple[Block, ...], tuple[Slot, ...]]:
    """The blocks and merge tags of one text, as HTML where it holds tags, and as plain text otherwise."""
    layer = Layer(writer)
    blocks: list[Block] = []
    slots: list[Slot] = []
    for part in _forms(layer):
        inner = (html.read if TAG.search(part.text) else plain.read_body)("", part.text)
        found, tokens = part.lift(inner)
        blocks += found
        slots += tokens
    role = role_of(key)
    zone = "quote" if role == "quote" else ""
    return tuple(
        replace(
            _with_placeholders(block),
            key=key,
            role=role if role and block.role == "paragraph" else block.role,
            zone=block.zone or zone,
        )
        for block in blocks
    ), tuple(slots)


def write_string(writer: Writer, start: int, end: int, escapes: re.Pattern[str]) -> None:
    """Write what stands between the quotes of a string, its `escapes` decoded."""
    at = start
    for match in escapes.finditer(writer.source, start, end):
        writer.write(at, match.start())
        writer.write(*match.span(), "string")
        at = match.end()
    writer.write(at, end)


def _with_placeholders(block: Block) -> Block:
    """The block with the placeholders that are no merge tag anywhere else ("{left}") as zones."""
    if "{" not in block.text:
        return block
    taken = [place for slot in block.slots if (place := block.place(slot.span)) is not None]
    taken += [zone.span for zone in block.zones]
    found = [
        Zone(Span(*match.span()), "placeholder")
        for match in _PLACEHOLDER.finditer(block.text)
        if not any(Span(*match.span()).overlaps(span) for span in taken)
    ]
    return replace(block, zones=tuple(sorted((*block.zones, *found), key=lambda zone: zone.span))) if found else block


def role_of(key: str) -> Role | None:
    """What the text of a key is to its reader, by the last word of the key that says so."""
    for word in reversed(_WORDS.findall(key)):
        if word.lower() in _KEYS:
            return _KEYS[word.lower()]
    return None


def is_copy(text: str, path: Sequence[str]) -> bool:
    """Whether a value reads like something said to a person, and not like an address, a name in code, a number."""
    last = next((key for key in reversed(path) if not key.startswith("[")), "")
    words = [word.lower() for word in _WORDS.findall(last)]
    if words and words[-1] in _NO_COPY_KEYS:
        return False
    bare = text.strip()
    if not _LETTER.search(bare) or _NO_COPY.match(bare):
        return False
    return not _CODE_LIKE.search(bare)


class Catalog:
    """Collects the texts of a catalog into one document."""

    def __init__(self, name: str, source: str, format: str) -> None:  # noqa: A002 - the users' word for it
        self.name = name
        self.source = source
        self.format = format
        self.blocks: list[Block] = []
        self.slots: list[Slot] = []
        self.aside: Counter[str] = Counter()
        self.notes: list[str] = []
        self.language = locale_of(name)
        """The language of the texts, where the file says which; they are not judged where it is not English."""
        self._tops: list[str] = []

    def add(self, path: Sequence[str], writer: Writer, *, zone: str = "") -> None:
        """Read one value, or count it where it is no copy; `zone` sets all of it aside."""
        text = writer.text
        if not is_copy(text, path):
            self.aside["not copy"] += len(text)
            return
        blocks, slots = read_value(writer, joined(path))
        self.blocks += [replace(block, zone=block.zone or zone) for block in blocks]
        self._tops += [path[0] if path else ""] * len(blocks)
        self.slots += slots

    def document(self) -> Document:
        """The document of all that was added, with what is in another language set aside."""
        tree = tree_of(set(self._tops))
        languages = [code_of(top) if tree else self.language for top in self._tops]
        others = sorted({language for language in languages if language not in {"", "en"}})
        if others:
            self.blocks = [
                replace(block, zone=block.zone or ("language" if language in others else ""))
                for block, language in zip(self.blocks, languages, strict=True)
            ]
            self.notes.append(f"texts in another language ({', '.join(others)}): not judged")
        all_others = bool(others) and len(set(languages)) == len(others)
        self.slots.sort(key=lambda slot: slot.span)
        return Document(
            self.name,
            self.source,
            tuple(self.blocks),
            tuple(self.slots),
            "catalog",
            self.format,
            coverage(self.blocks, self.source, self.aside, self.notes),
            not_judged=self.notes[-1] if all_others else "",
        )


def joined(path: Sequence[str]) -> str:
    """A path of keys as one writes it: "welcome.items[2].title"."""
    return "".join(key if key.startswith("[") else f".{key}" for key in path).removeprefix(".")


def _forms(layer: Layer, depth: int = 0) -> Iterator[Layer]:
    """The text itself, or, where it chooses between forms, what stands around them and each form by itself."""
    if depth == _DEEPEST or not _PLURAL.search(layer.text):
        yield layer
        return
    around = Writer(layer.text)
    forms: list[tuple[int, int]] = []
    at = 0
    while match := _PLURAL.search(layer.text, at):
        around.write(at, match.start())
        here, at = _choices(layer.text, match.end())
        forms += here
    around.write(at, len(layer.text))
    yield layer.part(around)
    for start, end in forms:
        form = Writer(layer.text)
        form.write(start, end)
        yield from _forms(layer.part(form), depth + 1)


def _choices(text: str, at: int) -> tuple[list[tuple[int, int]], int]:
    """Where the forms of a choice stand, and where it ends."""
    found = []
    while match := _FORM.match(text, at):
        depth = 1
        start = at = match.end()
        while depth and at < len(text):
            depth += {"{": 1, "}": -1}.get(text[at], 0)
            at += 1
        found.append((start, at - 1 if depth == 0 else at))
    close = re.compile(r"\s*\}").match(text, at)
    return found, close.end() if close else at
