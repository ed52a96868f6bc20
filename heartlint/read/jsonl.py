"""JSON Lines: every line a message, its keys named by the settings or guessed, and said."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from heartlint.read import json
from heartlint.read.formats import UnreadableError
from heartlint.read.table import names_copy, noted
from heartlint.read.values import read_value
from heartlint.read.zones import coverage
from heartlint.text import Document, Writer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heartlint.text import Block, Slot

FORMAT = "jsonl"

_LINE = re.compile(r"[^\r\n]+")


def read(name: str, source: str, columns: Sequence[str] = ()) -> list[Document]:
    """The messages of a file of JSON lines. Raises UnreadableError where a line is not JSON or no key holds copy."""
    masked = json.without_tags(source)
    lines = [
        (number, match.start(), match.end(), list(json.values(source, *match.span(), masked)))
        for number, match in enumerate(_LINE.finditer(source), 1)
        if match.group().strip()
    ]
    keys = Counter(_key(value) for *_, values in lines for value in values)
    wanted = {column.strip().lower() for column in columns}
    if missing := wanted - {key.lower() for key in keys}:
        raise UnreadableError(f"has no key {min(missing)!r}; its keys are {', '.join(keys)[:200]}")
    chosen = [key for key in keys if (key.lower() in wanted if wanted else names_copy(key))]
    if not chosen:
        raise UnreadableError(f"no key is known to hold copy (of {', '.join(keys)[:200]}); name them with --columns")
    documents = []
    for number, start, end, values in lines:
        blocks: list[Block] = []
        slots: list[Slot] = []
        aside = 0
        for value in values:
            if _key(value) not in chosen:
                aside += value.end - value.start
                continue
            writer = Writer(source)
            json.write(writer, value.start, value.end)
            found, tokens = read_value(writer, _key(value))
            blocks += found
            slots += tokens
        if blocks:
            covered = coverage(blocks, source[start:end], {"other keys": aside})
            documents.append(
                Document(name, source, tuple(blocks), tuple(slots), "unknown", FORMAT, covered, part=f"row {number}")
            )
    if not documents:
        raise UnreadableError(f"its keys {', '.join(chosen)} hold no copy; name others with --columns")
    notes = [f"keys read: {', '.join(chosen)} ({'as named' if wanted else 'guessed'})"]
    if others := [key for key in keys if key not in chosen]:
        notes[0] += f"; not read: {', '.join(others)}"
    if without := len(lines) - len(documents):
        notes.append(f"{without} of its rows hold no copy under these keys")
    return noted(documents, notes)


def _key(value: json.Value) -> str:
    """The name a value goes by: its nearest key that is one."""
    return next((key for key in reversed(value.path) if not key.startswith("[")), "")
