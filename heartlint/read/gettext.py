"""Gettext catalogs (.po, .pot): each message's translation, or the message itself where it has none yet."""

from __future__ import annotations

import re
from email.parser import HeaderParser
from typing import TYPE_CHECKING, NamedTuple

from heartlint.read.formats import UnreadableError
from heartlint.read.values import Catalog, write_string
from heartlint.text import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heartlint.text import Document

FORMAT = "po"

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_WORD = re.compile(r"[ \t]*(msgctxt|msgid_plural|msgid|msgstr(?:\[\d{1,3}\])?)[ \t]*(?=\")")
_STRING = re.compile(r'[ \t]*"((?:[^"\\]|\\.)*+)"[ \t]*\Z')
_ESCAPES = re.compile(r"\\(?:x[0-9a-fA-F]{2}|[0-7]{1,3}|.)")


class _Message(NamedTuple):
    """The stretches of a message's strings, by their keyword, without quotes; and whether it is marked as fuzzy."""

    strings: dict[str, list[tuple[int, int]]]
    fuzzy: bool


def read(name: str, source: str) -> Document:
    """The texts of a gettext catalog. Raises UnreadableError, with the line, for what is none."""
    catalog = Catalog(name, source, FORMAT)
    fuzzy = untranslated = 0
    for message in _messages(source, catalog):
        texts = {word: _said(source, spans) for word, spans in message.strings.items()}
        if not texts.get("msgid", ""):
            head = HeaderParser().parsestr(texts.get("msgstr", "").replace("\\n", "\n"))
            language = str(head.get("Language") or "").strip()
            catalog.language = language.replace("-", "_").split("_")[0].lower() or catalog.language
            catalog.aside["head"] += sum(end - start for spans in message.strings.values() for start, end in spans)
            continue
        fuzzy += message.fuzzy
        translated = {word for word, text in texts.items() if word.startswith("msgstr") and text.strip()}
        untranslated += not translated
        path = (texts["msgctxt"],) if texts.get("msgctxt") else ()
        for word, spans in message.strings.items():
            if word == "msgctxt" or (word in translated) != bool(translated):
                continue
            if not translated and word.startswith("msgstr"):
                continue
            writer = Writer(source)
            for start, end in spans:
                _write(writer, start, end)
            catalog.add(path, writer, zone="not in use" if message.fuzzy and translated else "")
    if fuzzy:
        catalog.notes.append(f"{fuzzy} translations are marked as fuzzy: not judged")
    if untranslated and catalog.language not in {"", "en"}:
        catalog.notes.append(f"{untranslated} messages are not translated yet")
    return catalog.document()


def _messages(source: str, catalog: Catalog) -> Iterator[_Message]:
    strings: dict[str, list[tuple[int, int]]] = {}
    fuzzy = marked = False
    last: list[tuple[int, int]] | None = None
    for number, (begin, line) in enumerate(_lines(source), 1):
        bare = line.lstrip(" \t")
        if bare.startswith("#"):
            last = None
            if bare.startswith("#~"):
                catalog.aside["not in use"] += len(line)
            elif bare.startswith("#,") and "fuzzy" in bare:
                marked = True
            continue
        if not bare.strip():
            continue
        word = _WORD.match(line)
        text = _STRING.match(line, word.end() if word else 0)
        if text is None or (word is None and last is None):
            raise UnreadableError(f"is not a gettext catalog: line {number} is no string in quotes; mend it there")
        if word is not None:
            keyword = word.group(1)
            if keyword in strings or (keyword == "msgctxt" and strings):
                yield _Message(strings, fuzzy)
                strings = {}
            if not strings:
                fuzzy, marked = marked, False
            last = strings.setdefault(keyword, [])
        assert last is not None  # noqa: S101 - checked above
        last.append((begin + text.start(1), begin + text.end(1)))
    if strings:
        yield _Message(strings, fuzzy)


def _lines(source: str) -> Iterator[tuple[int, str]]:
    """Where each line starts, and what it holds without its end."""
    for match in _LINE.finditer(source):
        yield match.start(), match.group().rstrip("\r\n")


def _said(source: str, spans: list[tuple[int, int]]) -> str:
    writer = Writer(source)
    for start, end in spans:
        _write(writer, start, end)
    return writer.text


def _write(writer: Writer, start: int, end: int) -> None:
    write_string(writer, start, end, _ESCAPES)
