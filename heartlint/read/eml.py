"""A mail as it was saved: its head lines, and the one of its parts that its reader sees.

The standard library reads what a head line says (its parameters, its encoded words) but not where a part stands, so
the parts are found here: one walk over the lines, with the open boundaries on a stack. Quoted-printable keeps every
place; of base64 only the line is known, and what is found there says so.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass, field
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from typing import TYPE_CHECKING

from heartlint.read import html, plain
from heartlint.read.formats import UnreadableError
from heartlint.read.layers import Layer, read_line
from heartlint.read.zones import coverage
from heartlint.text import Document, Span, Writer, decoded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from heartlint.text import Block, Role, Slot

FORMAT = "eml"

_HEAD = re.compile(r"([!-9;-~]{1,200}):[ \t]*")
_END = re.compile(r"\r\n|\r|\n")
_DASHES = re.compile(r"^--([^\r\n]*)", re.MULTILINE)
_ENCODED = re.compile(r"=\?([A-Za-z0-9_:.+-]{1,60})(?:\*[A-Za-z-]{1,20})?\?([QqBb])\?([^?\s]{0,2000})\?=")
_FOLD = re.compile(r"[\r\n]+[ \t]*")
_ESCAPES = re.compile(r"(?:=[0-9A-Fa-f]{2}|=[ \t]*(?:\r\n|\r|\n))+|(?<![ \t])[ \t]++(?=[\r\n]|\Z)")
_BYTE = re.compile(r"=([0-9A-Fa-f]{2})")
_LINE = re.compile(r"[^\r\n]+")
_NO_BASE64 = re.compile(r"[^A-Za-z0-9+/]+")
_WORD = re.compile(r"\w")
_ROLES: Mapping[str, Role] = {"subject": "subject", "from": "from", "reply-to": "reply-to", "to": "to"}
_MOST_PARTS = 10_000
_LONGEST = 10_000
"""Of a head line with parameters; the standard library takes more than linear time to find them."""
_JOINED = 50
"""Encoded words that are decoded as one, for the same reason."""
_STATEFUL = re.compile(r"utf-?7|utf-?16|utf-?32|iso-?2022|hz", re.IGNORECASE)
"""Charsets in which plain letters may stand for something else."""


@dataclass(slots=True)
class _Part:
    """A stretch of the mail with head lines of its own."""

    head: Message
    start: int
    """Where its body begins."""
    end: int = 0
    parts: list[_Part] = field(default_factory=list)
    boundary: str = ""

    @property
    def type(self) -> str:
        return self.head.get_content_type()

    @property
    def attached(self) -> bool:
        """Whether its reader would have to open it: no part of what is shown."""
        shown = self.parts or self.type in {"text/plain", "text/html"}
        return not shown or self.head.get_content_disposition() == "attachment"


def read(name: str, source: str, most_parts: int = _MOST_PARTS) -> Document:
    """A mail. Raises UnreadableError for a file that does not begin as one, or has more than `most_parts` parts."""
    start = 0
    if source.startswith("From "):  # the line that parts the mails of an mbox
        start = _line_end(source, 0)
    fields, body = _fields(source, start)
    if not fields:
        raise UnreadableError(
            "does not begin with the head lines of a mail (From:, Subject: ...); save the whole mail, or name it .txt"
        )
    reader = _Reader(name, source)
    reader.head(fields)
    reader.show(_tree(source, _message(source, fields), body, most_parts))
    return reader.document()


def _line_end(source: str, start: int) -> int:
    """Where the next line starts."""
    found = _END.search(source, start)
    return found.end() if found else len(source)


def _fields(source: str, start: int) -> tuple[list[tuple[str, Span]], int]:
    """The head lines that begin at `start`, by name in lower case, and where the body begins."""
    fields: list[tuple[str, Span]] = []
    at = start
    while at < len(source):
        found = _END.search(source, at)
        end, after = found.span() if found else (len(source), len(source))
        if end == at:
            return fields, after
        if source[at] in " \t" and fields:  # the line before goes on
            fields[-1] = (fields[-1][0], Span(fields[-1][1].start, end))
        else:
            head = _HEAD.match(source, at, end)
            if head is None:  # no head line: the body begins without a blank line before it
                return fields, at
            fields.append((head.group(1).lower(), Span(head.end(), end)))
        at = after
    return fields, len(source)


def _message(source: str, fields: Iterable[tuple[str, Span]]) -> Message:
    """The head lines as the standard library reads them: it knows their parameters and continuations."""
    message = Message()
    for name, span in fields:
        if name.startswith("content-"):
            message[name] = _FOLD.sub(" ", source[span.start : min(span.end, span.start + _LONGEST)])
    return message


def _tree(source: str, head: Message, body: int, most: int) -> _Part:
    """The parts of a mail. What a boundary inside closes is closed with it, as every mail program has it."""
    root = _Part(head, body, len(source))
    root.boundary = _boundary(head)
    if not root.boundary:
        return root
    stack = [root]
    level = {root.boundary: 0}
    count = 0
    at = body
    while match := _DASHES.search(source, at):
        at = match.end()
        line = match.group(1).rstrip(" \t")
        closing = line not in level and line.endswith("--")
        depth = level.get(line.removesuffix("--") if closing else line)
        if depth is None:
            continue
        stop = _before(source, match.start())
        for part in stack[depth + 1 :]:
            part.end = max(stop, part.start)
            level.pop(part.boundary, None)
        del stack[depth + 1 :]
        if closing:
            level.pop(stack.pop().boundary, None)
            if not stack:
                break
            continue
        count += 1
        if count > most:
            raise UnreadableError(f"holds more than {most:,} parts; save the message itself, or set max-parts")
        fields, start = _fields(source, _line_end(source, match.end()))
        part = _Part(_message(source, fields), start, len(source))
        if stack[depth].type == "multipart/digest":  # what it holds is mails, where it says nothing else
            part.head.set_default_type("message/rfc822")
        stack[depth].parts.append(part)
        part.boundary = _boundary(part.head)
        if part.boundary and part.boundary not in level:
            level[part.boundary] = len(stack)
        elif part.boundary:
            part.boundary = ""
        stack.append(part)
        at = max(at, start - 1)
    return root


def _boundary(head: Message) -> str:
    boundary = head.get_boundary("") if head.get_content_maintype() == "multipart" else ""
    return str(boundary or "").rstrip()


def _before(source: str, at: int) -> int:
    """`at`, less the line end before it: that belongs to the boundary."""
    if source.startswith("\r\n", at - 2):
        return at - 2
    return at - 1 if at and source[at - 1] in "\r\n" else at


class _Reader:
    def __init__(self, name: str, source: str) -> None:
        self.name = name
        self.source = source
        self.blocks: list[Block] = []
        self.slots: list[Slot] = []
        self.aside: Counter[str] = Counter()
        self.notes: list[str] = []
        self.headers: dict[str, str] = {}
        self._attached: list[str] = []

    def document(self) -> Document:
        if self._attached:
            number = len(self._attached)
            names = ", ".join(dict.fromkeys(self._attached[:5])) + (" ..." if number > 5 else "")
            self.notes.append(f"{number} attachment{'s' * (number > 1)} not read ({names})")
        self.slots.sort(key=lambda slot: slot.span)
        return Document(
            self.name,
            self.source,
            tuple(self.blocks),
            tuple(self.slots),
            "email",
            FORMAT,
            coverage(self.blocks, self.source, self.aside, self.notes),
            headers=self.headers,
        )

    # --------------------------------------------------------------------------------------------------- head

    def head(self, fields: Iterable[tuple[str, Span]]) -> None:
        """Read the head lines: some are copy, all can be asked for by rules."""
        for name, span in fields:
            writer = Writer(self.source)
            self._value(writer, span.start, span.end)
            if name not in self.headers:
                self.headers[name] = writer.text.strip()
                if name in _ROLES:
                    block, slots = read_line(self.name, writer, _ROLES[name])
                    self.blocks.extend(block)
                    self.slots.extend(slots)
                    continue
            self.aside["head"] += len(span)

    def _value(self, writer: Writer, start: int, end: int) -> None:
        """Write what a head line says: encoded words decoded, folded lines joined."""
        at = start
        while match := _ENCODED.search(self.source, at, end):
            low = match.start()
            between = self.source[at:low]
            if at == start or not between.isspace():  # between two encoded words white space is not shown
                self._folded(writer, at, low)
            at = match.end()
            if match.group(2) in "Qq":
                self._quoted_word(writer, match)
                continue
            for _ in range(_JOINED):  # a letter may be cut in two by the end of a word
                more = _ENCODED.match(self.source, self._space(at, end), end)
                if more is None or more.group(1, 2) != match.group(1, 2):
                    break
                at = more.end()
            text = _words(self.source[low:at])
            writer.write(low, at, text=text) if text else self._folded(writer, low, at)
        self._folded(writer, at, end)

    def _space(self, at: int, end: int) -> int:
        """Where white space that begins at `at` ends."""
        while at < end and self.source[at].isspace():
            at += 1
        return at

    def _folded(self, writer: Writer, start: int, end: int) -> None:
        at = start
        for match in _FOLD.finditer(self.source, start, end):
            writer.write(at, match.start())
            writer.write(*match.span(), "space")
            at = match.end()
        writer.write(at, end)

    def _quoted_word(self, writer: Writer, match: re.Match[str]) -> None:
        """Write an encoded word of the Q sort, in which most letters stand for themselves."""
        charset = _charset(match.group(1))
        if charset is None:
            writer.write(*match.span())
            return
        at, end = match.span(3)
        for mark in re.compile(r"_|(?:=[0-9A-Fa-f]{2})+").finditer(self.source, at, end):
            writer.write(at, mark.start())
            at = mark.end()
            if mark.group() == "_":
                writer.write(*mark.span(), "space")
            else:
                _write_escapes(writer, *mark.span(), charset)
        writer.write(at, end)

    # --------------------------------------------------------------------------------------------------- body

    def show(self, part: _Part) -> None:
        """Read what is shown of a part; of alternatives, the last that says anything, as mail programs do."""
        todo = [part]
        while todo:
            part = todo.pop()
            if part.attached:
                self._attached.append(self._label(part))
                self.aside["attachment"] += part.end - part.start
            elif part.type == "multipart/alternative":
                self._alternative(part)
            elif part.parts:
                todo.extend(reversed(part.parts))
            else:
                blocks, slots = self._leaf(part)
                self.blocks.extend(blocks)
                self.slots.extend(slots)

    def _alternative(self, part: _Part) -> None:
        shown = False
        for one in reversed(part.parts):
            leaves = list(_leaves(one))
            texts = [leaf for leaf in leaves if not leaf.attached]
            if not texts or shown:
                self.aside["twin" if texts else "attachment"] += sum(leaf.end - leaf.start for leaf in leaves)
                if texts:
                    self.notes.append(f"the {texts[0].type} part says the same again: read once")
                else:
                    self._attached += [self._label(leaf) for leaf in leaves]
                continue
            before = self.aside.total()
            read_ = [self._leaf(leaf) for leaf in texts]
            if (
                not any(_WORD.search(block.text) for blocks, _ in read_ for block in blocks)
                and one is not part.parts[0]
            ):
                known = self.aside.total() - before  # as hidden, say, or not understood
                self.aside["twin"] += sum(leaf.end - leaf.start for leaf in leaves) - known
                continue
            shown = True
            for leaf in leaves:
                if leaf.attached:
                    self._attached.append(self._label(leaf))
                    self.aside["attachment"] += leaf.end - leaf.start
            for blocks, slots in read_:
                self.blocks.extend(blocks)
                self.slots.extend(slots)

    def _label(self, part: _Part) -> str:
        name = part.head.get_filename()
        return _FOLD.sub(" ", str(name))[:60] if name else part.type

    def _leaf(self, part: _Part) -> tuple[tuple[Block, ...], tuple[Slot, ...]]:
        declared = part.head.get_content_charset("utf-8")
        charset = _charset(declared)
        encoding = str(part.head.get("content-transfer-encoding", "")).strip().lower()
        if charset is None:
            self.notes.append(f"a {part.type} part declares an unknown charset {declared[:40]!r}: not read")
            self.aside["not understood"] += part.end - part.start
            return (), ()
        writer = Writer(self.source)
        if encoding == "base64":
            self._base64(writer, part, charset)
            self.notes.append(f"the {part.type} part is base64: places are known to the line")
        elif encoding == "quoted-printable" and _STATEFUL.match(charset):
            self.notes.append(f"a {part.type} part in {charset} is quoted-printable: not read")
            self.aside["not understood"] += part.end - part.start
            return (), ()
        elif encoding == "quoted-printable":
            _quoted_printable(writer, part.start, part.end, charset)
        else:
            writer.write(part.start, part.end)
        layer = Layer(writer)
        reader = html.read if part.type == "text/html" else plain.read_body
        inner = reader(self.name, layer.text)
        for name, count in inner.coverage.aside.items():
            if name == "hidden":  # the others are counted by their blocks
                self.aside[name] += count
        self.notes += inner.coverage.notes
        return layer.lift(inner)

    def _base64(self, writer: Writer, part: _Part, charset: str) -> None:
        decoder = codecs.getincrementaldecoder(charset)("replace")
        carried = ""
        last: tuple[int, int] | None = None
        for match in _LINE.finditer(self.source, part.start, part.end):
            carried += _NO_BASE64.sub("", match.group())
            whole = len(carried) - len(carried) % 4
            text = decoder.decode(codecs.decode(carried[:whole].encode("ascii"), "base64"))
            carried = carried[whole:]
            last = match.span()
            writer.write(*last, f"base64:{charset}", text=text)
        if last is not None:
            rest = carried[: len(carried) - (len(carried) % 4 == 1)]
            padded = rest + "=" * (-len(rest) % 4)
            text = decoder.decode(codecs.decode(padded.encode("ascii"), "base64"), final=True)
            writer.write(*last, f"base64:{charset}", text=text)


def _leaves(part: _Part) -> Iterator[_Part]:
    todo = [part]
    while todo:
        one = todo.pop()
        if one.parts:
            todo.extend(reversed(one.parts))
        else:
            yield one


def _charset(declared: str) -> str | None:
    """The codec of a charset that text is written in; None where Python has none."""
    try:
        name = codecs.lookup(declared.strip("\"' ")).name
        "".encode(name)  # LookupError for the codecs that make bytes of bytes, as "hex" does
    except (LookupError, UnicodeError, ValueError):
        return None
    if name in {"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined"}:
        return None
    # as browsers and mail programs have it: what says it is one of these is windows-1252
    return "cp1252" if name in {"iso8859-1", "ascii"} else name


def _words(raw: str) -> str:
    """What a run of encoded words says; empty where that cannot be known."""
    try:
        return str(make_header(decode_header(raw)))
    except (MessageError, LookupError, ValueError):
        return ""


def _quoted_printable(writer: Writer, start: int, end: int, charset: str) -> None:
    at = start
    for match in _ESCAPES.finditer(writer.source, start, end):
        writer.write(at, match.start())
        at = match.end()
        if "=" in match.group():  # otherwise white space at the end of a line, which mail programs leave out
            _write_escapes(writer, *match.span(), charset)
    writer.write(at, end)


def _write_escapes(writer: Writer, start: int, end: int, charset: str) -> None:
    """Write a run of `=C3=A9`, letter by letter: one may take several bytes, and a line may end between them."""
    decoder = codecs.getincrementaldecoder(charset)("replace")
    how = f"quoted-printable:{charset}"
    low = start
    marks = list(_BYTE.finditer(writer.source, start, end))
    for number, mark in enumerate(marks, 1):
        text = decoder.decode(bytes((int(mark.group(1), 16),)), final=number == len(marks))
        if text:
            exact = decoded(writer.source[low : mark.end()], how) == text
            writer.write(low, mark.end(), how, text=None if exact else text)
            low = mark.end()
