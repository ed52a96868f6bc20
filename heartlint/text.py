"""Text that remembers where it came from.

A reader turns a file into a `Document`: its exact source, and the blocks of text a reader of the message
sees. Every block is made of pieces, and every piece knows the slice of the source it was read from, so that
nothing is ever searched for again: `block.in_source(span)` answers where a stretch of visible text stands.

All positions are half-open and count code points of the decoded source, newlines untouched.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from heartlint.pattern import Pattern
from heartlint.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

T = TypeVar("T")
Role = Literal[
    "subject", "preheader", "from", "reply-to", "to", "title", "description", "heading", "paragraph", "item",
    "cell", "button", "link", "alt", "caption", "footer", "quote", "code", "other",
]  # fmt: skip
"""What a block is to the reader of the message."""

ADDRESS_LINES: frozenset[Role] = frozenset(("from", "reply-to", "to"))
"""Roles of head lines that name people: their addresses are what they say, and they are no prose."""

How = str
"""How a source slice becomes visible text: names of `DECODERS` joined by "+", applied from left to right."""

Kind = Literal["email", "page", "post", "course", "internal", "manual", "catalog", "unknown"]
"""What sort of message a document is."""

_STRING_ESCAPE = Pattern(
    r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u+([dD][89abAB][0-9a-fA-F]{2})\\u+([dD][c-fC-F][0-9a-fA-F]{2})"
    r"|u+([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}|[0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-3]?[0-7]{1,2})|(\r\n|.))",
    re.DOTALL,
)
_STRING_MARKS: Mapping[str, str] = {
    "n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "a": "\a",
    "\n": "", "\r": "", "\r\n": "",
}  # fmt: skip
_YAML_MARKS: Mapping[str, str] = {
    **_STRING_MARKS, "e": "\x1b", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip


def _string(raw: str) -> str:
    return _STRING_ESCAPE.sub(lambda match: _unescape(match, _STRING_MARKS), raw)


def _yaml(raw: str) -> str:
    return _STRING_ESCAPE.sub(lambda match: _unescape(match, _YAML_MARKS), raw)


def _unescape(match: re.Match[str], marks: Mapping[str, str]) -> str:
    braced, high, low, four, eight, two, octal, mark = match.groups()
    if high:
        return chr(0x10000 + ((int(high, 16) & 0x3FF) << 10) + (int(low, 16) & 0x3FF))
    number = braced or four or eight or two
    if number or octal:
        code = int(number, 16) if number else int(octal, 8)
        # half of a pair, or no character at all: neither can be shown
        return "\ufffd" if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF else chr(code)
    return marks.get(mark, mark)


def _entity(raw: str) -> str:
    from html import unescape  # noqa: PLC0415 - two thousand names, where there is one

    return unescape(raw)


def _quoted_printable(raw: str, charset: str) -> str:
    import quopri  # noqa: PLC0415 - mail files only

    return quopri.decodestring(raw.encode("utf-8")).decode(charset or "utf-8", "replace")


def _base64(raw: str, charset: str) -> str:
    import binascii  # noqa: PLC0415 - mail files only

    return binascii.a2b_base64(raw.encode("ascii", "replace")).decode(charset or "utf-8", "replace")


DECODERS: Mapping[str, Callable[[str], str]] = {
    "verbatim": lambda raw: raw,  # shown as it stands
    "entity": _entity,  # &amp; shown as &
    "escape": lambda raw: raw[1:],  # Markdown's \* shown as *, a doubled quote as one
    "space": lambda _raw: " ",  # a run of white space shown as one space
    "break": lambda _raw: "\n",  # <br>, or Markdown's hard break
    "branch": lambda _raw: "\n",  # an else of a template: its two sides are never shown together
    "string": _string,  # \u2019 and the like, in a quoted string of JSON, JavaScript, gettext ...
    "yaml": _yaml,  # the same in YAML, which knows a few more
}
"""From `Piece.how` to the function that makes the visible text of a source slice."""

_CHARSET_DECODERS: Mapping[str, Callable[[str, str], str]] = {
    "quoted-printable": _quoted_printable,  # "quoted-printable:utf-8" shows =C3=A9 as é
    "base64": _base64,  # "base64:utf-8"
}


def decoded(raw: str, how: How) -> str:
    """The visible text of a source slice: `how` names one decoder, or several joined by "+".

    Raises KeyError for a name that is no decoder's.
    """
    if how == "verbatim":
        return raw
    for name in how.split("+"):
        kind, colon, charset = name.partition(":")
        raw = _CHARSET_DECODERS[kind](raw, charset) if colon else DECODERS[kind](raw)
    return raw


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch `[start, end)`, in code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            msg = f"a span runs forward from 0 on, not from {self.start} to {self.end}"
            raise ValueError(msg)

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def moved(self, by: int) -> Span:
        """The same stretch so many code points further on."""
        return Span(self.start + by, self.end + by)

    def of(self, text: str) -> str:
        """The stretch of `text` this span names."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Piece(Value):
    """A stretch of visible text and the source slice it was read from: `decoded(slice, how)` is the text.

    Where `exact` is false, the slice is no more than the neighbourhood the text was read from (a line of a
    base64 mail part, say).
    """

    text: str
    source: Span
    how: How = "verbatim"
    exact: bool = True


class Zone(NamedTuple):
    """A stretch of a block's text that the reader sees and that is not judged: code, a URL, an address."""

    span: Span
    name: str


SlotRole = Literal["personal", "contact_detail", "sender", "plumbing", "unknown"]
SlotKind = Literal["token", "blank", "spintax", "icebreaker"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Slot(Value):
    """A place that is filled in for each reader (a merge tag), or that somebody forgot to fill in.

    `span` is of the source, `text` the token as its platform sees it. `family` names the delimiters
    ("double_curly"), `field` the field as written without namespace and filters, `fallback` the inline fallback:
    None when there is none, "" when it is there and empty. `guarded` is true where a condition on the same field
    says that it is not empty. `kind` tells a merge tag from a blank that a person left ("[Name]"), from spintax
    ("{Hi|Hello}") and from a slot for machine-made attention ("{{icebreaker}}"). `syntax_fault` says in a few words
    what its platform will not render. `path` is the field with its namespaces, folded ("user.firstname"), by which
    two slots are told to be of the same field. Where a tag above says what a name stands for, as
    `{% with name=user.first_name %}` does, `field`, `role` and `path` are of that.
    """

    span: Span
    text: str
    family: str
    field: str
    role: SlotRole
    kind: SlotKind = "token"
    fallback: str | None = None
    guarded: bool = False
    syntax_fault: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Block(Value):
    """One stretch of text as its reader sees it.

    Concatenating the pieces gives `text`; decoding each piece's source slice by its `how` gives the piece.
    `zone` is set when the whole block is read and not judged ("code", "quote", "legal"). `slots` are those
    of the document's slots whose tokens stand in this block's text.
    """

    role: Role
    text: str
    pieces: tuple[Piece, ...]
    zone: str = ""
    zones: tuple[Zone, ...] = ()
    slots: tuple[Slot, ...] = ()
    level: int = 0
    """Heading level 1 to 6, 0 for anything else."""
    key: str = ""
    """What the place is called in its file: the key of a catalog's value, the column of a table's cell."""
    placed: Mapping[Span, Span] = field(default_factory=dict, repr=False, compare=False)
    """From a slot's span to its place in the text, where the pieces are not exact enough to tell."""
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _sources: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = []
        at = 0
        for piece in self.pieces:
            starts.append(at)
            at += len(piece.text)
        object.__setattr__(self, "_starts", tuple(starts))
        object.__setattr__(self, "_sources", tuple(piece.source.start for piece in self.pieces))

    def in_source(self, span: Span) -> tuple[Piece, ...]:
        """The pieces that make `self.text[span.start:span.end]`, cut to the span where they can be cut.

        A piece that is not verbatim (an entity, a collapsed run of spaces) is one code point wide in nearly
        every case; where it is wider and only a part of it is asked for, the part is given as not exact.
        Neighbouring verbatim pieces that touch in the source are joined.

        Raises ValueError for a span that does not lie inside the text.
        """
        if span.end > len(self.text):
            msg = f"span {span.start}..{span.end} reaches past the end of a block of {len(self.text)}"
            raise ValueError(msg)
        found: list[Piece] = []
        index = bisect_right(self._starts, span.start) - 1
        while 0 <= index < len(self.pieces) and self._starts[index] < span.end:
            piece, start = self.pieces[index], self._starts[index]
            index += 1
            if piece.how == "verbatim" and piece.exact:
                low = max(span.start - start, 0)
                high = min(span.end - start, len(piece.text))
                if low >= high:
                    continue
                source = Span(piece.source.start + low, piece.source.start + high)
                last = found[-1] if found else None
                if last is not None and last.how == "verbatim" and last.exact and last.source.end == source.start:
                    found[-1] = Piece(last.text + piece.text[low:high], Span(last.source.start, source.end))
                else:
                    found.append(Piece(piece.text[low:high], source))
            elif start + len(piece.text) > span.start:
                text = piece.text[max(span.start - start, 0) : span.end - start]
                whole = text == piece.text
                found.append(piece if whole else Piece(text, piece.source, piece.how, exact=False))
        return tuple(found)

    @property
    def branches(self) -> tuple[Span, ...]:
        """Where in the text one alternative of a template's condition ends and the next begins."""
        if "\n" not in self.text:
            return ()
        ends = zip(self._starts, self.pieces, strict=True)
        return tuple(Span(at, at + len(piece.text)) for at, piece in ends if piece.how.endswith("branch"))

    def piece_at(self, index: int) -> tuple[int, Piece]:
        """The piece that holds a code point of the text, and where in the text it starts."""
        number = bisect_right(self._starts, index) - 1
        return self._starts[number], self.pieces[number]

    def in_zone(self, span: Span) -> bool:
        """Whether a stretch of the text touches one that is not judged. Zones stand in order and do not overlap."""
        index = bisect_right(self.zones, span.start, key=lambda zone: zone.span.start)
        return any(zone.span.overlaps(span) for zone in self.zones[max(index - 1, 0) : index + 1])

    def place(self, source: Span) -> Span | None:
        """The stretch of `self.text` read from inside `source` (a slot's span, say); None when none was.

        Readers write a block's pieces in the order of the source, which is what makes this quick.
        """
        if source in self.placed:
            return self.placed[source]
        start: int | None = None
        end = 0
        index = max(bisect_right(self._sources, source.start) - 1, 0)
        while index < len(self.pieces) and self._sources[index] < source.end:
            piece, at = self.pieces[index], self._starts[index]
            index += 1
            if not piece.source.overlaps(source):
                continue
            verbatim = piece.how == "verbatim" and piece.exact
            low = max(source.start - piece.source.start, 0) if verbatim else 0
            high = min(source.end - piece.source.start, len(piece.text)) if verbatim else len(piece.text)
            start = at + low if start is None else start
            end = at + high
        return None if start is None else Span(start, end)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Coverage(Value):
    """How much of a source was read, in code points.

    `read` is text that is judged; `aside` is text a reader may see and that is not judged, per zone name;
    the rest of the source is markup. `notes` say in a sentence each what was skipped and why.
    """

    read: int = 0
    aside: Mapping[str, int] = field(default_factory=dict)
    source: int = 0
    notes: tuple[str, ...] = ()


DIRECTIVE_VERBS = ("ignore", "ignore-next", "ignore-file", "disable", "enable")
"""What a comment can ask for."""


class Directive(NamedTuple):
    """A comment that holds findings back.

    `span` is the whole comment in the source, `words` what it says, from "heartlint:" on. `verb` is one of
    `DIRECTIVE_VERBS`, `rules` the ids or families it names, `reason` what stands after "--". `fault` says why it
    cannot be read, empty where it can.
    """

    span: Span
    words: Span
    verb: str
    rules: tuple[str, ...] = ()
    reason: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Document(Value):
    """One message: its exact source and what a reader sees of it.

    `name` is the path or label it is reported under; `part` says which of the messages of that file it is
    ("row 3"), empty where it is the only one; `format` is the reader that made it ("markdown"). `headers` are a
    mail's, decoded, by their names in lower case. `not_judged` is the reason why no block of it is judged (it
    is in another language, say), empty where they are.
    """

    name: str
    source: str
    blocks: tuple[Block, ...]
    slots: tuple[Slot, ...] = ()
    kind: Kind = "unknown"
    format: str = "markdown"
    coverage: Coverage = field(default_factory=Coverage)
    part: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    not_judged: str = ""
    because: str = ""
    """What told its kind."""
    directives: tuple[Directive, ...] = ()
    """The comments that hold findings back, in the order they stand."""
    _answers: dict[Callable[..., Any], Any] = field(init=False, default_factory=dict, repr=False, compare=False)

    def answer(self, question: Callable[[Document], T]) -> T:
        """What a function says of this document; it is asked once, however often rules ask it block by block."""
        if question not in self._answers:
            self._answers[question] = question(self)
        found: T = self._answers[question]
        return found

    def having(self, *roles: Role) -> tuple[Block, ...]:
        """The judged blocks with one of these roles, in reading order."""
        return tuple(block for block in self.blocks if block.role in roles and not block.zone)

    @property
    def judged(self) -> tuple[Block, ...]:
        """The blocks that rules look at: all but those set aside whole."""
        return tuple(block for block in self.blocks if not block.zone)


class Lines:
    r"""Line and column for offsets of one source: both from 1, columns in code points.

    A line ends at `\n`, `\r\n` or `\r`, as editors count them.
    """

    __slots__ = ("_starts",)

    def __init__(self, source: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", source))]

    def at(self, offset: int) -> tuple[int, int]:
        """`(line, column)` of a code point."""
        line = bisect_right(self._starts, offset) - 1
        return line + 1, offset - self._starts[line] + 1

    def start(self, line: int) -> int:
        """Where line number `line` (from 1) starts."""
        return self._starts[line - 1]

    def __len__(self) -> int:
        return len(self._starts)


class Writer:
    """Collects one block: readers append what they read and take the finished block.

    Runs of verbatim text that touch in the source become one piece.
    """

    __slots__ = ("_at", "_parted", "_pieces", "_zones", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        self._pieces: list[Piece] = []
        self._zones: list[Zone] = []
        self._at = 0
        self._parted = False  # whether nothing but white space was written since the last branch

    def __len__(self) -> int:
        return self._at

    @property
    def text(self) -> str:
        """What has been written so far."""
        return "".join(piece.text for piece in self._pieces)

    def part(self, start: int, end: int) -> None:
        """Set what comes next apart from what was written: `source[start:end]` is an `else` between the two."""
        if self._pieces and not self._parted:
            self.write(start, end, "branch")
            self._parted = True

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What has been written so far, piece by piece."""
        return tuple(self._pieces)

    @property
    def tail(self) -> str:
        """The last piece that was written; empty for nothing written at all."""
        return self._pieces[-1].text if self._pieces else ""

    @property
    def ends_in_space(self) -> bool:
        """Whether the last thing written is white space (true for nothing written at all)."""
        return not self._pieces or self._pieces[-1].text[-1:].isspace()

    def write(self, start: int, end: int, how: How = "verbatim", zone: str = "", *, text: str | None = None) -> None:
        """Append what `source[start:end]` shows its reader, as part of `zone` where one is named.

        `text` is given where the slice is no more than its neighbourhood: the piece is not exact then.
        """
        if end <= start:
            return
        exact = text is None
        text = decoded(self.source[start:end], how) if text is None else text
        if not text:
            return
        self._parted = self._parted and text.isspace()
        last = self._pieces[-1] if self._pieces else None
        joins = last is not None and last.how == "verbatim" and last.exact and last.source.end == start
        if joins and last is not None and how == "verbatim" and exact:
            self._pieces[-1] = Piece(last.text + text, Span(last.source.start, end))
        else:
            self._pieces.append(Piece(text, Span(start, end), how, exact))
        if zone:
            span = Span(self._at, self._at + len(text))
            if self._zones and self._zones[-1].name == zone and self._zones[-1].span.end == span.start:
                span = Span(self._zones.pop().span.start, span.end)
            self._zones.append(Zone(span, zone))
        self._at += len(text)

    def block(
        self, role: Role, slots: Sequence[Slot] = (), *, zone: str = "", level: int = 0, key: str = ""
    ) -> Block | None:
        """The finished block, without white space at its ends; None when nothing visible was written.

        `slots` are the document's, in order: those that stand in the block's text are kept. The writer starts anew.
        """
        pieces, zones = self._pieces, self._zones
        self._pieces, self._zones, self._at, self._parted = [], [], 0, False
        cut = 0
        while pieces and not pieces[0].text.strip():
            cut += len(pieces.pop(0).text)
        while pieces and not pieces[-1].text.strip():
            pieces.pop()
        if not pieces:
            return None
        first = pieces[0]
        if first.how == "verbatim" and (lead := len(first.text) - len(first.text.lstrip())):
            span = Span(first.source.start + lead, first.source.end) if first.exact else first.source
            pieces[0] = Piece(first.text[lead:], span, exact=first.exact)
            cut += lead
        last = pieces[-1]
        if last.how == "verbatim" and (trail := len(last.text) - len(last.text.rstrip())):
            span = Span(last.source.start, last.source.end - trail) if last.exact else last.source
            pieces[-1] = Piece(last.text[:-trail], span, exact=last.exact)
        text = "".join(piece.text for piece in pieces)
        kept = tuple(
            Zone(Span(max(zone_.span.start - cut, 0), min(zone_.span.end - cut, len(text))), zone_.name)
            for zone_ in zones
            if zone_.span.end > cut and zone_.span.start - cut < len(text)
        )
        first_slot = bisect_left(slots, pieces[0].source.start, key=lambda slot: slot.span.start)
        last_slot = bisect_right(slots, pieces[-1].source.end, key=lambda slot: slot.span.end)
        inside = tuple(slots[first_slot:last_slot])
        bare = Block(role, text, tuple(pieces), zone=zone, zones=kept, level=level, key=key)
        if inside:
            inside = tuple(slot for slot in inside if bare.place(slot.span) is not None)
        if not inside:
            return bare
        object.__setattr__(bare, "slots", inside)  # nobody has seen it yet
        return bare
