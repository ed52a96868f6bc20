"""Markdown, read by tree-sitter with exact source ranges.

Template constructs are masked first. Every character that is not ASCII is then replaced by one that is, of the
same kind to Markdown (a space, a punctuation mark or a letter), so that tree-sitter's byte offsets are code
points. It reads the blocks. What stands inside a block (emphasis, links, code) is read here, after CommonMark's
own method, which takes linear time: the inline grammar takes exponential time on some texts of a hundred
characters ("![_" over and over), cannot be interrupted there, and on long ones runs out of stack.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import replace
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING

from tree_sitter import Language, Parser

from heartlint.pattern import Pattern
from heartlint.read.templates import find_templates
from heartlint.read.zones import coverage, with_zones
from heartlint.text import Document, How, Role, Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tree_sitter import Node

    from heartlint.read.templates import Templates
    from heartlint.text import Block, Kind

FORMAT = "markdown"


def _grammar() -> Language:
    """The grammar of blocks, without the rest of its package, which takes as long to import as a mail to check."""
    found = find_spec("tree_sitter_markdown")
    for folder in (found.submodule_search_locations if found else None) or ():
        binding = PathFinder.find_spec("tree_sitter_markdown._binding", [folder])
        if binding is not None and binding.loader is not None:
            module = module_from_spec(binding)
            binding.loader.exec_module(module)
            return Language(module.language())
    import tree_sitter_markdown  # noqa: PLC0415 - see above; laid out in another way, or missing, and then says so

    return Language(tree_sitter_markdown.language())


_BLOCKS = _grammar()

_MARKUP = re.compile(rb"[*_`~\\\[]|<[A-Za-z/!?]|&[#A-Za-z]|  \r?\n")
_FOREIGN = Pattern(r"[^\x01-\x7f]|\$|\\(?=[^\x00-\x7f])|<(?=[/!]?[A-Za-z0-9-]{0,40}[^\x00-\x7f])")
_LONE_CR = Pattern(rb"\r(?!\n)")
_INDENT = re.compile(r"(?<=[\r\n])[ \t]+")
_BLANK = Pattern(r"(?:\r\n|\r|\n)[ \t]*(?=[\r\n])")
# the marks of containers at the start of a line; every character has one reading, so that this is linear
_PREFIX = Pattern(rb"^(?:[ \t>]|[-*+](?=[ \t])|[0-9]{1,9}[.)](?=[ \t]))++", re.MULTILINE)
_LONG_PREFIX = re.compile(rb"^[ \t>*+.)0-9-]{50}", re.MULTILINE)
_CONTAINER = Pattern(rb"[>*+-]|[0-9]+[.)]")
_PROSE = re.compile(rb"^[A-Za-z][A-Za-z0-9 ,.;:'\"!?()/%&@$-]*\r?$", re.MULTILINE)
_NOTE = Pattern(rb"\[\^([^\[\]\s`]{1,100})\](?::[ \t]*)?")
_LABEL = Pattern(r"\s+")
_LEVEL = Pattern(r"(?:atx|setext)_h(\d)")
_BREAK = Pattern(rb"<br\s*/?>", re.IGNORECASE)
_DEEPEST = 100  # containers in each other; the grammar has room for 254 and loses what stands deeper
_HOLDS = frozenset({"document", "section", "list", "list_item", "block_quote"})
_SPECIAL = Pattern(rb"[\\`<&]|\*+|_+|~+|!?\[|\]|(?<=  )\r?\n")
_TICKS = Pattern(rb"`+")
_ESCAPE = Pattern(rb"\\(?:(\r?\n)|[!-/:-@\[-`{-~])")
_ENTITY = Pattern(rb"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|([A-Za-z][A-Za-z0-9]{1,31}));")
_ADDRESS = Pattern(
    rb"<(?:([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\x00- <>]*+)|[\w.!#$%&'*+/=?^`{|}~-]++@[A-Za-z0-9][A-Za-z0-9.-]*+)>"
)
_TAG = Pattern(
    rb"<(?:/[A-Za-z][A-Za-z0-9-]*+\s*+|[A-Za-z][A-Za-z0-9-]*+"
    rb"(?:\s++[A-Za-z_:][\w.:-]*+(?:\s*+=\s*+(?:[^\s\"'=<>`]++|'[^']*+'|\"[^\"]*+\"))?+)*+\s*+/?)>"
)
_OPENS = Pattern(rb"<(?:(!--)|(\?)|(!\[CDATA\[)|(![A-Za-z]))")
_CLOSES = (b"-->", b"?>", b"]]>", b">")
_TARGET = Pattern(rb"\(\s*+(?:<(?:[^<>\\\r\n]|\\.)*+>)?")
_TITLE = Pattern(rb"""\s++(?:"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'|\((?:[^()\\]|\\.)*+\))\s*+\)|\s*+\)""", re.DOTALL)
_REFERENCE = Pattern(rb"\[((?:[^\[\]\\]|\\.){0,999}+)\]", re.DOTALL)
_PLACE = Pattern(rb"[\\() \t\r\n]")
_SPACES = frozenset(b" \t\r\n\f\v")
_PUNCTUATION = frozenset(b"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_FRONT: Mapping[str, Role] = {
    "title": "title", "subject": "subject", "preheader": "preheader", "preview": "preheader",
    "preview_text": "preheader", "previewtext": "preheader", "preheader_text": "preheader",
    "description": "description", "from": "from", "from_name": "from", "sender": "from",
    "reply_to": "reply-to", "replyto": "reply-to",
}  # fmt: skip
_YAML_KEY = Pattern(r"^([A-Za-z_-]+)[ \t]*:(?=[ \t\r\n])[ \t]*", re.MULTILINE)
_TOML_KEY = Pattern(r"^([A-Za-z_-]+)[ \t]*=[ \t]*", re.MULTILINE)
_YAML_QUOTED = Pattern(r"""(?:"(?:[^"\\]|\\.)*+"|'(?:[^']|'')*+')(?=[ \t]*(?:[ \t]#|[\r\n]))""", re.DOTALL)
_TOML_QUOTED = Pattern(
    r'''(?:"""(?:[^"\\]|\\.|"(?!""))*+"{3,5}+|"(?:[^"\\\r\n]|\\.)*+"'''
    r"""|'''(?:[^']|'(?!''))*+'{3,5}+|'[^'\r\n]*+')""",
    re.DOTALL,
)
_BLOCK_SCALAR = Pattern(r"[>|][+-]?\d?[+-]?")
_CONTINUED = Pattern(r"(?:\r\n|\r|\n)(?:[ \t]+([^\r\n]*)|(?=[\r\n]))")
_NESTED = Pattern(r"(?:\r\n|\r|\n)[ \t]*(?:-[ \t]|[^\s:]+:[ \t\r\n])")
_END = Pattern(r"[\r\n]")
_DOUBLE = Pattern(r"\\(?:\r\n|.)|(?<![ \t])[ \t]*+(?:\r\n|\r|\n)[ \t\r\n]*", re.DOTALL)
_SINGLE = Pattern(r"''|(?<![ \t])[ \t]*+(?:\r\n|\r|\n)[ \t\r\n]*")
_Cut = tuple[int, int, How | None, str]
"""A stretch that is not shown as it stands: from, to, how it is shown (None: not at all), and its zone."""
_MAIL = frozenset({"subject", "preheader", "from", "reply-to"})


def read(name: str, source: str) -> Document:
    """A Markdown message, with its front matter's copy, its blocks, and the HTML inside it."""
    reader = Reader(source, find_templates(source))
    return reader.document(name, tuple(reader.templates.with_asides(source, reader.blocks())), FORMAT)


def _ascii(text: str) -> bytes:
    """The text with one ASCII character for each of its own, alike to Markdown."""
    if text.isascii() and "$" not in text and "\0" not in text:
        plain = text.encode("ascii")
    else:
        plain = _FOREIGN.sub(_alike, text).encode("ascii")
    # a line may end in a bare carriage return, which the grammar does not know
    return _LONE_CR.sub(b"\n", plain) if b"\r" in plain else plain


def _joined(plain: bytes) -> bytes:
    """The text with the words of plain prose lines joined, which halves the time that the block grammar takes.

    What a line is depends on how it begins; only addresses of links may stand on a line that begins as prose does.
    """
    if b"]:" in plain:
        return plain
    return _PROSE.sub(_join, plain)


def _join(line: re.Match[bytes]) -> bytes:
    text = line.group()
    bare = text.rstrip()  # white space at the end may mean something
    return bare.replace(b" ", b"x") + text[len(bare) :]


def _too_deep(plain: bytes) -> bool:
    """Whether containers may be nested deeper than the grammar has room for.

    A container takes a mark of its own, on its first line, and on the lines after it a mark or two columns.
    """
    if not _LONG_PREFIX.search(plain):
        return False
    marks = 0
    for match in _PREFIX.finditer(plain):
        prefix = match.group()
        here = len(_CONTAINER.findall(prefix))
        marks += here
        if min(marks, here + (prefix.count(b" ") + 4 * prefix.count(b"\t")) // 2) > _DEEPEST:
            return True
    return False


def _alike(match: re.Match[str]) -> str:
    char = match.group()
    if char in "$\\<":  # no formula stands between two prices; only ASCII marks are escaped, and tags have ASCII names
        return ","
    category = unicodedata.category(char)
    if char.isspace() or category[0] == "Z":
        return " "
    return "," if category[0] in "PS" else "x"  # a full stop behind a number would begin a list


class Reader:
    """Reads one source; not shared between threads, as tree-sitter's parsers are not.

    With `indented`, lines that are indented by four spaces are code.
    """

    def __init__(self, source: str, templates: Templates, *, indented: bool = True) -> None:
        self.source = source
        self.templates = templates
        self._indented = indented
        self.plain = _ascii(self.templates.masked)
        self.aside: dict[str, int] = {}
        self.notes: list[str] = []
        self._labels: frozenset[str] = frozenset()
        self._footnotes: list[tuple[int, int]] = []  # the marks before footnotes and those that call them
        self._alts: list[tuple[int, int, list[_Cut]]] = []

    def document(self, name: str, blocks: tuple[Block, ...], format: str) -> Document:  # noqa: A002 - as elsewhere
        """The document of the blocks that were read."""
        mail = any(block.role in _MAIL for block in blocks)
        kind: Kind = "email" if mail else "unknown"
        covered = coverage(blocks, self.source, self.aside, self.notes)
        return Document(name, self.source, blocks, self.templates.slots, kind, format, covered)

    def blocks(self) -> Iterator[Block]:
        """What is read, block by block."""
        if _too_deep(self.plain):
            self.notes.append(f"nested more than {_DEEPEST} deep: read as plain text")
            yield from self._as_text(0, len(self.source))
            return
        tree = Parser(_BLOCKS).parse(_joined(self.plain))
        leaves = list(self._leaves(tree.root_node))
        self._labels = frozenset(
            self._label(child) for node, _ in leaves if node.type == "link_reference_definition"
            for child in node.children if child.type == "link_label"
        )  # fmt: skip
        if b"[^" in self.plain:
            self._footnotes = _footnotes(self.plain)
        for node, quoted in leaves:
            yield from self._block(node, quoted)

    def _leaves(self, root: Node) -> Iterator[tuple[Node, tuple[str, ...]]]:
        """The blocks that hold text, in order, with the containers they stand in."""
        todo: list[tuple[Node, tuple[str, ...]]] = [(root, ())]
        while todo:
            node, inside = todo.pop()
            if node.type in _HOLDS:
                within = inside if node.type in {"document", "section", "list"} else (*inside, node.type)
                todo.extend((child, within) for child in reversed(node.children))
            else:
                yield node, inside

    def _label(self, node: Node) -> str:
        text = self.source[node.start_byte + 1 : node.end_byte - 1]
        return _LABEL.sub(" ", text.strip()).casefold()

    # ------------------------------------------------------------------------------------------------- blocks

    def _block(self, node: Node, inside: tuple[str, ...]) -> Iterator[Block]:
        kind = node.type
        zone = "quote" if "block_quote" in inside else ""
        role: Role = "quote" if zone else "item" if "list_item" in inside else "paragraph"
        if kind == "paragraph":
            yield from self._paragraph(node, role, zone)
        elif kind in {"atx_heading", "setext_heading"}:
            marks = (_LEVEL.match(child.type) for child in node.children)
            level = next((int(mark.group(1)) for mark in marks if mark), 1)
            for child in node.children:
                if child.type == "inline":
                    yield from self._text(child, "heading", zone, level, closing=kind == "atx_heading")
                elif child.type == "paragraph":
                    for inner in child.children:
                        if inner.type == "inline":
                            yield from self._text(inner, "heading", zone, level)
        elif kind == "pipe_table":
            for row in node.children:
                for cell in row.children:
                    if cell.type == "pipe_table_cell":
                        yield from self._text(cell, "cell", zone, 0)
        elif kind == "html_block":
            from heartlint.read import html  # noqa: PLC0415 - most Markdown holds none

            for block in html.read_blocks(self.source, self.templates, node.start_byte, node.end_byte):
                yield replace(block, role="quote", zone=zone) if zone else with_zones(block)
        elif kind == "indented_code_block" and not self._indented:
            yield from self._text(node, role, zone, 0)
        elif kind in {"fenced_code_block", "indented_code_block"}:
            content: Node | None = node
            if kind == "fenced_code_block":
                content = next((child for child in node.children if child.type == "code_fence_content"), None)
            if content is None:
                return
            writer = Writer(self.source)
            at = content.start_byte
            for low, high in _holes(content):
                writer.write(at, low)
                at = high
            writer.write(at, min(content.end_byte, len(self.source)))
            code = writer.block("code", self.templates.slots, zone="code")
            if code is not None:
                yield code
        elif kind in {"minus_metadata", "plus_metadata"}:
            yield from self._front_matter(node)
        elif kind == "link_reference_definition":
            if self.plain.startswith(b"[^", node.start_byte):  # a footnote of one word looks like a link's address
                yield from self._text(node, role, zone, 0)
            else:
                self._set_aside("url", node)
        elif kind == "ERROR" or node.has_error:
            yield from self._as_text(node.start_byte, node.end_byte)

    def _set_aside(self, zone: str, node: Node) -> None:
        self.aside[zone] = self.aside.get(zone, 0) + node.end_byte - node.start_byte

    def _as_text(self, start: int, end: int) -> Iterator[Block]:
        """A stretch that the grammar cannot read, as a reader of the raw file would see it."""
        writer = Writer(self.source)
        cuts = [match.end() for match in _BLANK.finditer(self.templates.masked, start, end)]
        for cut in [*cuts, end]:
            self._plain(writer, start, cut)
            start = cut
            block = writer.block("paragraph", self.templates.slots)
            if block is not None:
                yield with_zones(block)

    def _paragraph(self, node: Node, role: Role, zone: str) -> Iterator[Block]:
        for child in node.children:
            if child.type == "inline":
                yield from self._text(child, role, zone, 0)

    def _text(self, node: Node, role: Role, zone: str, level: int, *, closing: bool = False) -> Iterator[Block]:
        """The block of a stretch of inline text, and one for the alt text of each image in it."""
        start, end = node.start_byte, node.end_byte
        if closing:  # the marks that may close an ATX heading are no part of it
            bare = self.plain[start:end].rstrip()
            marks = bare.rstrip(b"#")
            if marks != bare and (not marks or marks[-1:] in {b" ", b"\t"}):
                end = start + len(marks)
        holes = _holes(node)
        if self._footnotes and self.plain.find(b"[^", start, end) >= 0:
            holes = sorted(
                {
                    *holes,
                    *self._footnotes[bisect_left(self._footnotes, (start, 0)) : bisect_left(self._footnotes, (end, 0))],
                }
            )
        writer = Writer(self.source)
        self._alts = []
        lone = self._write_inline(writer, start, end, holes)
        if lone and role == "paragraph":
            role = "link"
        block = writer.block(role, self.templates.slots, zone=zone, level=level)
        if block is not None:
            yield with_zones(block)
        for low, high, cuts in self._alts:
            self._write_cuts(writer, (low, high), cuts, holes)
            alt = writer.block("alt", self.templates.slots, zone=zone)
            if alt is not None:
                yield with_zones(alt)

    # ------------------------------------------------------------------------------------------------- inline

    def _write_inline(self, writer: Writer, start: int, end: int, holes: list[tuple[int, int]]) -> bool:
        """Write what a reader sees of an inline stretch; whether it is one link and nothing else."""
        if not _MARKUP.search(self.plain, start, end):
            self._with_holes(writer, start, end, holes)
            return False
        text = self.plain[start:end]
        if holes:
            parts = bytearray(text)
            for low, high in holes:
                parts[max(low - start, 0) : max(high - start, 0)] = b" " * (high - max(low, start))
            text = bytes(parts)
        inline = _Inline(text, self._is_defined(start))
        self._write_cuts(writer, (start, end), _moved(inline.cuts, start), holes)
        self._alts = [(low + start, high + start, _moved(cuts, start)) for low, high, cuts in inline.alts]
        return inline.lone_link

    def _write_cuts(
        self, writer: Writer, span: tuple[int, int], cuts: list[_Cut], holes: list[tuple[int, int]]
    ) -> None:
        """Write a stretch: what is cut as it is shown, all else as it stands."""
        at, end = span
        for low, high, how, zone in cuts:
            self._with_holes(writer, at, low, holes)
            at = high
            if zone:
                self._with_holes(writer, low, high, holes, zone)
            elif how is not None:
                writer.write(low, high, how)
        self._with_holes(writer, at, end, holes)

    def _is_defined(self, origin: int) -> Callable[[int, int], bool]:
        """Whether the label that stands at a place of an inline stretch is defined somewhere in the source."""

        def known(low: int, high: int) -> bool:
            if not self._labels or high - low > 999:
                return False
            return _LABEL.sub(" ", self.source[low + origin : high + origin].strip()).casefold() in self._labels

        return known

    def _with_holes(self, writer: Writer, start: int, end: int, holes: list[tuple[int, int]], zone: str = "") -> None:
        index = max(bisect_right(holes, (start, start)) - 1, 0)
        while index < len(holes) and holes[index][0] < end:
            low, high = holes[index]
            index += 1
            if start < high:
                self._plain(writer, start, low, zone)
                start = high
        self._plain(writer, start, end, zone)

    def _plain(self, writer: Writer, start: int, end: int, zone: str = "") -> None:
        """Write plain text: indentation after a line end is not seen, merge tags stand as they are."""
        at = upto = start  # written in as few strokes as can be
        for low, high, what in self.templates.shown(start, end):
            if low > upto or what == "branch":
                writer.write(at, upto, zone=zone)
                at = low
            if what == "branch":
                writer.part(low, high)
                at = high
            elif what == "text":
                for match in _INDENT.finditer(self.source, low, high):
                    writer.write(at, match.start(), zone=zone)
                    at = match.end()
            upto = high
        writer.write(at, upto, zone=zone)

    # ------------------------------------------------------------------------------------------- front matter

    def _front_matter(self, node: Node) -> Iterator[Block]:
        """The copy in the front matter; the rest of it is set aside."""
        self._set_aside("front matter", node)
        key = _TOML_KEY if node.type == "plus_metadata" else _YAML_KEY
        at = node.start_byte
        while match := key.search(self.source, at, node.end_byte):
            at = match.end()
            role = _FRONT.get(match.group(1).lower().replace("-", "_"))
            if role is None:
                continue
            writer = Writer(self.source)
            at = self._value(writer, at, node.end_byte, toml=key is _TOML_KEY)
            block = writer.block(role, self.templates.slots)
            if block is not None:
                self.aside["front matter"] -= len(block.text)
                yield with_zones(block)

    def _value(self, writer: Writer, start: int, limit: int, *, toml: bool) -> int:
        """Write a YAML or TOML value that is text; where it ends."""
        quoted = (_TOML_QUOTED if toml else _YAML_QUOTED).match(self.source, start, limit)
        if quoted is not None:
            text = quoted.group()
            marks = 3 if toml and len(text) > 5 and text[:3] in {'"""', "'''"} else 1
            self._quoted(writer, start + marks, quoted.end() - marks, double=text[0] == '"', toml=toml)
            return quoted.end()
        end = _line_end(self.source, start, limit)
        text = self.source[start:end].strip()
        if toml or text in {"~", "null"} or (text[:1] in {"[", "{"} and text[:2] not in {"{{", "{%"}):
            return end  # a number, nothing, a list or a table: no text
        literal = _BLOCK_SCALAR.fullmatch(text) is not None
        if not literal:
            comment = re.compile(r"[ \t]#").search(self.source, start, end)
            self._plain(writer, start, comment.start() if comment else end)
            if not text and _NESTED.match(self.source, end, limit):
                return end
        gap = end
        for line in _CONTINUED.finditer(self.source, end, limit):
            if line.start() != end:
                break
            if line.group(1):
                if len(writer):
                    writer.write(gap, line.start(1), "break" if text[:1] == "|" else "space")
                self._plain(writer, *line.span(1))
                gap = line.end(1)
            end = line.end()
        return end

    def _quoted(self, writer: Writer, start: int, end: int, *, double: bool, toml: bool) -> None:
        """Write the inside of a quoted value. A code point by number stays as written: no decoder reads it."""
        at = start
        for match in (_DOUBLE if double else _SINGLE).finditer(self.source, start, end):
            mark = match.group()
            if mark[0] in "\r\n \t":
                how: How = "space"
            elif toml and not double:
                continue
            elif mark[0] == "'" or mark[1] in '"\\/ ':
                how = "escape"
            elif mark[1] in "nr":
                how = "break"
            elif mark[1] in "t_":
                how = "space"
            else:
                continue
            self._plain(writer, at, match.start())
            writer.write(*match.span(), how)
            at = match.end()
        self._plain(writer, at, end)


def _line_end(source: str, start: int, limit: int) -> int:
    found = _END.search(source, start, limit)
    return found.start() if found else limit


def _footnotes(plain: bytes) -> list[tuple[int, int]]:
    """Where `[^1]: ` opens a footnote, and every `[^1]` in the text that calls one of these."""
    opening = []
    calls = []
    labels = set()
    for match in _NOTE.finditer(plain):
        line = max(plain.rfind(b"\n", 0, match.start()), match.start() - 200) + 1
        if match.group().rstrip().endswith(b":") and not plain[line : match.start()].strip(b" \t>"):
            labels.add(match.group(1).lower())
            opening.append(match.span())
        else:
            calls.append((match.group(1).lower(), match.start(), match.end(1) + 1))
    return sorted(opening + [(low, high) for label, low, high in calls if label in labels])


def _holes(node: Node) -> list[tuple[int, int]]:
    """What stands inside a block and is no part of it: the marks of quotes and the indentation of lists."""
    if node.end_point[0] == node.start_point[0]:
        return []
    return [
        (child.start_byte, child.end_byte) for child in node.children
        if child.type == "block_continuation" and child.end_byte > child.start_byte
    ]  # fmt: skip


def _moved(cuts: list[_Cut], by: int) -> list[_Cut]:
    """The cuts in order, counted from another place."""
    return sorted((low + by, high + by, how, zone) for low, high, how, zone in cuts)


class _Run:
    """A run of `*`, `_` or `~` that may open or close emphasis; `start` and `count` are what is left of it."""

    __slots__ = ("closes", "count", "length", "mark", "number", "opens", "start")

    def __init__(self, text: bytes, start: int, end: int, number: int) -> None:
        self.start, self.number = start, number
        self.count = self.length = end - start
        self.mark = text[start]
        before = text[start - 1] if start else 32
        after = text[end] if end < len(text) else 32
        left = after not in _SPACES and (after not in _PUNCTUATION or before in _SPACES or before in _PUNCTUATION)
        right = before not in _SPACES and (before not in _PUNCTUATION or after in _SPACES or after in _PUNCTUATION)
        if self.mark == 95:  # an underscore inside a word is one of its letters
            self.opens = left and (not right or before in _PUNCTUATION)
            self.closes = right and (not left or after in _PUNCTUATION)
        else:
            self.opens, self.closes = left, right

    def pairs_with(self, closer: _Run) -> bool:
        """Whether this run opens what `closer` closes."""
        if self.mark != closer.mark:
            return False
        if self.mark == 126:
            return self.length == closer.length <= 2
        if (self.closes or closer.opens) and (self.length + closer.length) % 3 == 0:
            return self.length % 3 == 0
        return True


class _Inline:
    """What stands inside a block: the cuts that turn its text into what is shown.

    `cuts` are disjoint; `alts` are the descriptions of images, with the cuts inside them. After the method of the
    CommonMark specification's appendix: one walk, a stack of brackets, a stack of emphasis marks. Each search that
    finds nothing is remembered, so that it is not made again: that is what makes it linear.
    """

    __slots__ = ("_brackets", "_dead", "_inactive", "_known", "_runs", "_ticks", "alts", "cuts", "lone_link", "text")

    def __init__(self, text: bytes, known: Callable[[int, int], bool]) -> None:
        self.text = text
        self.cuts: list[_Cut] = []
        self.alts: list[tuple[int, int, list[_Cut]]] = []
        self.lone_link = False
        self._known = known
        self._runs: list[_Run] = []
        # open brackets: where, whether of an image, and how many runs, cuts and alts there were before
        self._brackets: list[tuple[int, bool, int, int, int]] = []
        self._inactive = 0  # the brackets below this one stand around a link, and open none
        self._ticks: dict[int, list[int]] | None = None
        self._dead: set[bytes] = set()  # what does not come any more
        at = 0
        while match := _SPECIAL.search(text, at):
            at = self._special(match.start(), match.end(), text[match.start()])
        self._emphasis(0)

    def _cut(self, low: int, high: int, how: How | None = None, zone: str = "") -> None:
        if low < high:
            self.cuts.append((low, high, how, zone))

    def _special(self, low: int, high: int, char: int) -> int:
        """Read what stands at a special character; where to go on."""
        text = self.text
        if char in b"*_~":
            self._runs.append(_Run(text, low, high, low))
        elif char in b"[!":
            self._brackets.append((low, char == 33, len(self._runs), len(self.cuts), len(self.alts)))
        elif char == 93:
            return self._close(low)
        elif char == 96:
            return self._code(low)
        elif char == 60:
            return self._angle(low)
        elif char == 92:
            escape = _ESCAPE.match(text, low)
            if escape is not None:
                self._cut(low, escape.end(), "break" if escape.group(1) else "escape")
                return escape.end()
        elif char == 38:
            entity = _ENTITY.match(text, low)
            if entity is not None and (entity.group(1) is None or _is_entity(entity.group(1).decode())):
                self._cut(low, entity.end(), "entity")
                return entity.end()
        else:  # a line end behind two spaces
            start = low
            while start and text[start - 1] == 32:
                start -= 1
            if high < len(text):
                self._cut(start, high, "break")
        return high

    def _code(self, low: int) -> int:
        if self._ticks is None:
            self._ticks = {}
            for match in _TICKS.finditer(self.text):
                self._ticks.setdefault(match.end() - match.start(), []).append(match.start())
        opened = _TICKS.match(self.text, low)
        assert opened is not None  # noqa: S101 - it is called at a backtick
        high = opened.end()
        ends = self._ticks.get(high - low, [])
        index = bisect_left(ends, high)
        if index == len(ends):
            return high
        end = ends[index]
        after = end + high - low
        inside = self.text[high:end]
        pad = inside[:1] in {b" ", b"\n"} and inside[-1:] in {b" ", b"\n"} and not inside.isspace()
        self._cut(low, high + pad)
        self._cut(high + pad, end - pad, "verbatim", "code")
        self._cut(end - pad, after)
        return after

    def _angle(self, low: int) -> int:
        text = self.text
        address = _ADDRESS.match(text, low)
        if address is not None:
            self._cut(low, low + 1)
            self._cut(low + 1, address.end() - 1, "verbatim", "url" if address.group(1) else "address")
            self._cut(address.end() - 1, address.end())
            return address.end()
        tag = _TAG.match(text, low)
        if tag is not None:
            self._cut(low, tag.end(), "break" if _BREAK.fullmatch(tag.group()) else None)
            return tag.end()
        opens = _OPENS.match(text, low)
        if opens is not None and opens.lastindex is not None:
            close = _CLOSES[opens.lastindex - 1]
            # <!--> and <!---> are comments too
            found = -1 if close in self._dead else text.find(close, low + 2 if close == b"-->" else opens.end())
            if found >= 0:
                self._cut(low, found + len(close))
                return found + len(close)
            self._dead.add(close)
        return low + 1

    def _close(self, low: int) -> int:
        """Read a closing bracket: the end of a link, of an image, or nothing."""
        after = low + 1
        if not self._brackets:
            return after
        start, image, runs, cuts, alts = self._brackets.pop()
        active = image or len(self._brackets) >= self._inactive
        self._inactive = min(self._inactive, len(self._brackets))
        if not active:
            return after
        inner = start + 2 if image else start + 1
        end = self._target(after)
        if end is None:
            reference = _REFERENCE.match(self.text, after)
            if reference is not None and reference.group(1).strip():
                end = reference.end() if self._known(*reference.span(1)) else None
            elif self._known(inner, low):
                end = reference.end() if reference is not None else after
        if end is None:
            return after
        self._emphasis(runs)
        if image:
            self.alts[alts:] = [(inner, low, self.cuts[cuts:])]
            del self.cuts[cuts:]
            self._cut(start, end)
        else:
            self._cut(start, inner)
            self._cut(low, end)
            self._inactive = len(self._brackets)
            self.lone_link = start == 0 and end == len(self.text)
        return end

    def _target(self, at: int) -> int | None:
        """Where `(address "title")` ends that starts here, if it does."""
        opened = _TARGET.match(self.text, at)
        if opened is None:
            return None
        at = opened.end()
        if not opened.group().endswith(b">"):
            if self.text[at : at + 1] == b"<":
                return None
            depth = 0
            while mark := _PLACE.search(self.text, at):
                char = mark.group()
                at = mark.start()
                if char == b"\\":
                    at += 1 if self.text[at + 1 : at + 2].isspace() else 2
                    continue
                if char == b"(":
                    depth += 1
                    if depth > 32:
                        return None
                elif char == b")" and depth:
                    depth -= 1
                else:
                    break
                at += 1
            else:
                return None
            if depth:
                return None
        closed = _TITLE.match(self.text, at)
        return closed.end() if closed else None

    def _emphasis(self, bottom: int) -> None:
        """Pair the runs from `bottom` on, and forget them."""
        openers: list[_Run] = []
        failed: dict[tuple[int, bool, int], int] = {}
        for run in self._runs[bottom:]:
            key = (run.mark, run.opens, run.length if run.mark == 126 else run.length % 3)
            while run.closes and run.count:
                index = len(openers) - 1
                limit = failed.get(key, -1)
                while index >= 0 and openers[index].number > limit and not openers[index].pairs_with(run):
                    index -= 1
                if index < 0 or openers[index].number <= limit:
                    if openers:
                        failed[key] = openers[-1].number
                    break
                opener = openers[index]
                del openers[index + 1 :]
                used = 2 if min(opener.count, run.count) >= 2 else 1
                opener.count -= used
                self._cut(opener.start + opener.count, opener.start + opener.count + used)
                self._cut(run.start, run.start + used)
                run.start += used
                run.count -= used
                if not opener.count:
                    openers.pop()
            if run.opens and run.count:
                openers.append(run)
        del self._runs[bottom:]


def _is_entity(name: str) -> bool:
    """Whether HTML has a character of this name."""
    from html.entities import html5  # noqa: PLC0415 - two thousand names, where a mail uses two

    return f"{name};" in html5
