"""One text among many: a value of a catalog, a cell of a table. Its key tells what it is to its reader."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from heartlint.read import html, plain
from heartlint.read.layers import Layer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from heartlint.text import Block, Role, Slot, Writer

_TAG = re.compile(r"<(?:[a-z][a-z0-9-]*[^<>]*|/[a-z][a-z0-9-]*)>", re.IGNORECASE)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_KEYS: Mapping[str, Role] = {
    "subject": "subject", "preheader": "preheader", "preview": "preheader", "from": "from", "sender": "from",
    "title": "heading", "heading": "heading", "headline": "heading", "cta": "button", "button": "button",
    "btn": "button", "submit": "button", "alt": "alt", "caption": "caption", "footer": "footer", "link": "link",
    "description": "description", "quote": "quote", "testimonial": "quote",
}  # fmt: skip
"""From a word in a key to the role of its text."""


def read_value(writer: Writer, key: str) -> tuple[tuple[Block, ...], tuple[Slot, ...]]:
    """The blocks and merge tags of one text, as HTML where it holds tags, and as plain text otherwise."""
    layer = Layer(writer)
    inner = (html.read if _TAG.search(layer.text) else plain.read_body)("", layer.text)
    blocks, slots = layer.lift(inner)
    role = role_of(key)
    zone = "quote" if role == "quote" else ""
    return tuple(
        replace(
            block,
            key=key,
            role=role if role and block.role == "paragraph" else block.role,
            zone=block.zone or zone,
        )
        for block in blocks
    ), slots


def role_of(key: str) -> Role | None:
    """What the text of a key is to its reader, by the last word of the key that says so."""
    for word in reversed(_WORDS.findall(key)):
        if word.lower() in _KEYS:
            return _KEYS[word.lower()]
    return None
