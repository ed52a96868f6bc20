"""MDX: Markdown with components in it. What is Markdown is read as that, what is JSX as in components.

The tags, expressions and imports are found first and masked, as template constructs are: Markdown sees clean text, and
every place still holds. What components are given to say (`<Note title="Before you send">`), and expressions that hold
more than a field, become blocks of their own, where they stand.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from heartlint.read import html, jsx, markdown
from heartlint.read.components import NEVER
from heartlint.read.script import Script
from heartlint.read.tags.base import Ahead
from heartlint.read.tags.patterns import BLANK_LINE
from heartlint.read.templates import find_between, masked
from heartlint.read.zones import with_zones
from heartlint.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from heartlint.read.script import Node
    from heartlint.text import Block, Document, Role

FORMAT = "mdx"

_FRONT = re.compile(r"---[ \t]*(?:\r\n|\r|\n)(?:.*?(?:\r\n|\r|\n))??(?:---|\.\.\.)[ \t]*(?:[\r\n]|\Z)", re.DOTALL)
_MARK = re.compile(
    r"(?:^|(?<=\r))(?:[ \t>]{0,40}(?P<fence>`{3,}|~{3,})"
    r"|(?P<esm>import\s*(?:[\"'{*]|type\s|[\w$]{1,80}\s*(?:,\s*[{*]|from\s*[\"']))"
    r"|export\s*(?:[{*]|(?:default|const|let|var|function|class|async|type|interface|enum)\b)))"
    r"|(?P<ticks>`+)|(?P<escape>\\.)|(?P<comment><!--)|(?P<close></[\w$.:-]{0,80}\s{0,80}>)|(?P<tag><(?=[\w$>]))"
    r"|(?P<hole>\{)",
    re.MULTILINE | re.DOTALL,
)
_FENCE = re.compile(r"(?:^|(?<=\r))[ \t>]*(`{3,}|~{3,})[ \t]*(?=[\r\n]|\Z)", re.MULTILINE)
_TICKS = re.compile("`+")
_EMPTY_LINE = re.compile(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)[ \t]*\Z")
_INK = re.compile(r"[^\r\n]")
_ADDRESS = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:|[^\s<>@]{1,64}@)[^\s<>]{1,500}>")
_LEFT = frozenset({"br", "wbr"})
"""Tags that Markdown's own reader knows what to do with."""
_PLAIN = frozenset({"paragraph", "link"})
"""Roles that give way to that of a component around them."""
_TRIES = 20
"""How many places may look like a script and be none, before nothing more is taken for one."""


class _Part(NamedTuple):
    """A tag, an expression or a stretch of a script: where it stands, and what is in it."""

    start: int
    end: int
    kind: str
    name: str = ""
    node: Node | None = None


class _State(NamedTuple):
    """What the components around a place make of it."""

    role: Role | None = None
    never: bool = False
    zone: str = ""


def read(name: str, source: str) -> Document:
    """A page of MDX: its front matter, its Markdown, and what its components show."""
    scan = _Scan(source)
    found = list(scan.run())
    reader = jsx.Reader(source, [one.node for one in found if one.node is not None])
    page = _Page(source, reader)
    for one in found:
        page.take(one)
    inner = find_between(source, _blotted(source, found))
    templates = masked(
        source,
        sorted([*reader.slots, *inner.slots], key=lambda slot: slot.span),
        sorted([*inner.hidden, *page.hidden]),
        sorted([*inner.branches, *page.branches]),
        sorted({*inner.asides, *reader.with_own_asides().asides}),
    )
    text = markdown.Reader(source, templates, indented=False)
    blocks = [placed for block in text.blocks() if (placed := page.placed(block)) is not None]
    merged = sorted([*blocks, *map(with_zones, page.apart)], key=lambda block: block.pieces[0].source.start)
    text.notes += jsx.notes(scan.broken + page.broken, deep=scan.deep)
    return text.document(name, tuple(templates.with_asides(source, merged)), FORMAT)


class _Scan:
    """Finds every tag, expression and stretch of a script, in order; none in code."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.broken = 0
        self.deep = False
        self._ahead = Ahead(source)
        self._ticks: dict[int, list[int]] | None = None
        front = _FRONT.match(source)
        self._script_end = self._at = front.end() if front else 0

    def run(self) -> Iterator[_Part]:
        """What is found, from the front matter on."""
        finders = {"esm": self._esm, "tag": self._tag, "hole": self._hole}
        while match := _MARK.search(self.source, self._at):
            kind = match.lastgroup or ""
            start, end = match.span(kind)
            self._at = end
            if kind == "fence":
                self._at = self._fence(match.group(kind), end)
            elif kind == "ticks":
                self._at = self._code(start, end)
            elif kind == "comment":
                close = self._ahead.find("-->", end)
                self._at = len(self.source) if close < 0 else close + 3
            elif kind == "close":
                yield _Part(start, end, "close", match.group(kind).strip("</> \t\r\n"))
            elif kind in finders and (part := finders[kind](start)) is not None:
                self._at = part.end
                yield part

    def _fence(self, mark: str, at: int) -> int:
        ends = _FENCE.finditer(self.source, at)
        return next((one.end() for one in ends if one.group(1).startswith(mark)), len(self.source))

    def _code(self, start: int, end: int) -> int:
        """The end of the code that begins with these backticks; that of the backticks where none does."""
        if self._ticks is None:
            self._ticks = {}
            for run in _TICKS.finditer(self.source):
                self._ticks.setdefault(run.end() - run.start(), []).append(run.start())
        ends = self._ticks.get(end - start, [])
        index = bisect_left(ends, end)
        blank = self._ahead.search(BLANK_LINE, end)
        closed = index < len(ends) and (blank < 0 or ends[index] < blank)
        return ends[index] + end - start if closed else end

    def _script(self, start: int, part: Literal["hole", "tag", "paragraph"]) -> Script | None:
        """What begins here, if it is whole. Text that only looks like it is not looked through too often."""
        if self.broken > _TRIES:
            return None
        script = Script(self.source, start, None, part)
        self.deep = self.deep or script.deep
        self.broken += bool(script.broken)
        return None if script.broken else script

    def _esm(self, start: int) -> _Part | None:
        gap = self.source[max(self._script_end, start - 300) : start]
        if not (gap.isspace() or not gap or _EMPTY_LINE.search(gap)):
            return None
        script = self._script(start, "paragraph")
        if script is None:
            blank = self._ahead.search(BLANK_LINE, start)
            self._script_end = len(self.source) if blank < 0 else blank
            return _Part(start, self._script_end, "script")
        self._script_end = script.end
        return _Part(start, script.end, "script", node=script.root)

    def _tag(self, start: int) -> _Part | None:
        if _ADDRESS.match(self.source, start):
            return None
        script = self._script(start, "tag")
        if script is None or not script.root.children:
            return None
        node = script.root.children[0]
        return _Part(start, script.end, "tag", node.text, node)

    def _hole(self, start: int) -> _Part | None:
        script = self._script(start + 1, "hole")
        return _Part(start, script.end, "hole", node=script.root) if script is not None else None


class _Page:
    """What the parts of a page hide, show, and make of the Markdown between them."""

    def __init__(self, source: str, reader: jsx.Reader) -> None:
        self.source = source
        self.reader = reader
        self.hidden: list[Span] = []
        self.branches: list[Span] = []
        self.apart: list[Block] = []
        self._open: list[tuple[str, str, _State]] = [("", "", _State())]
        self._places = [0]
        self._states = [_State()]
        self._strays = 0

    @property
    def broken(self) -> int:
        """How many elements close that are not open, or are open and never close."""
        return self._strays + len(self._open) - 1

    def take(self, part: _Part) -> None:
        """The next part."""
        if part.kind == "close":
            self._close(part)
        elif part.kind == "tag" and part.node is not None:
            self._tag(part, part.node)
        elif part.kind == "hole" and part.node is not None and not self._open[-1][2].never:
            self._hole(part, part.node)
        else:
            self.hidden.append(Span(part.start, part.end))
        self._places.append(part.end)
        self._states.append(self._open[-1][2])

    def _close(self, part: _Part) -> None:
        deepest = max(len(self._open) - _TRIES, 0)
        index = next((at for at in range(len(self._open) - 1, deepest, -1) if self._open[at][0] == part.name), 0)
        if not index:
            self._strays += 1
            self._hide(part, "span")
            return
        self._hide(part, self._open[index][1])
        self._strays += len(self._open) - 1 - index
        del self._open[index:]

    def _tag(self, part: _Part, node: Node) -> None:
        name, blocks = self.reader.tag(node, beside=not self._alone(part))
        if name in _LEFT:
            return
        state = self._open[-1][2]
        if not state.never:
            self.apart += blocks
        if not self.source.startswith("/>", part.end - 2) and name not in html.VOID:
            self._open.append((part.name, name, _within(state, name)))
        self._hide(part, name)

    def _hole(self, part: _Part, node: Node) -> None:
        shown, blocks = self.reader.hole(node, part.start, part.end)
        self.apart += blocks
        at = part.start
        for low, high in [*shown, (part.end, part.end)]:
            if at < low:
                self.hidden.append(Span(at, low))
            at = high

    def _hide(self, part: _Part, name: str) -> None:
        self.hidden.append(Span(part.start, part.end))
        if name in html.BLOCK:
            self.branches.append(self.hidden[-1])

    def _alone(self, part: _Part) -> bool:
        """Whether nothing else stands on the lines of a tag."""
        ahead = self.source[part.end : part.end + 80].lstrip(" \t")
        behind = self.source[max(part.start - 80, 0) : part.start].rstrip(" \t")
        return (not ahead or ahead[0] in "\r\n") and (not behind or behind[-1] in "\r\n")

    def placed(self, block: Block) -> Block | None:
        """A block of the Markdown as the component around it shows it; None where that shows nothing."""
        state = self._states[bisect_right(self._places, block.pieces[0].source.start) - 1]
        if state.never:
            return None
        role = state.role if state.role and block.role in _PLAIN else block.role
        return replace(block, role=role, zone=block.zone or state.zone)


def _within(state: _State, name: str) -> _State:
    """What holds inside an element of a name."""
    if name in NEVER:
        return state._replace(never=True)
    if name == "blockquote":
        return state._replace(role="quote", zone="quote")
    if name == "pre":
        return state._replace(role="code", zone="code")
    role = html.ROLES.get(name)
    return state._replace(role=role) if role and role not in {"paragraph", "cell"} else state


def _blotted(source: str, found: Sequence[_Part]) -> str:
    """The source with its tags, expressions and scripts blotted out."""
    parts = []
    at = 0
    for one in found:
        parts += [source[at : one.start], _INK.sub(" ", source[one.start : one.end])]
        at = one.end
    return "".join([*parts, source[at:]])
