"""Markdown, read by tree-sitter with exact source ranges.

Template constructs are masked first. Every character that is not ASCII is then replaced by one that is, of the
same kind to Markdown (a space, a punctuation mark or a letter), so that tree-sitter's byte offsets are code
points. Blocks are parsed once; the inside of a block only where it holds markup characters.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import tree_sitter_markdown
from tree_sitter import Language, Parser

from heartlint.read import html
from heartlint.read.templates import find_templates
from heartlint.read.zones import coverage, with_zones
from heartlint.text import Document, Role, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tree_sitter import Node

    from heartlint.read.templates import Templates
    from heartlint.text import Block

FORMAT = "markdown"

_BLOCKS = Language(tree_sitter_markdown.language())
_INLINE = Language(tree_sitter_markdown.inline_language())

_MARKUP = re.compile(r"[*_`\[\]<>&\\!~|]|  [\r\n]")
_FOREIGN = re.compile(r"[^\x01-\x7f]|\$")
_DEEP = re.compile(r"^[ \t]*(?:>[ \t]*){60}|^(?:[ \t]*[-*+][ \t]+){60}", re.MULTILINE)
_RUNS = re.compile(r"[*_~`\[\]<!]{200}|(?:\[[^\]\n]{0,20}){60}|(?:[*_]{1,3}\w{0,3}){200}")
_SOFT = re.compile(r"[ \t]*(\r\n|\r|\n)[ \t]*")
_LABEL = re.compile(r"\s+")
_LEVEL = re.compile(r"(?:atx|setext)_h(\d)")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_HOLDS = frozenset({"document", "section", "list", "list_item", "block_quote"})
_LINKS = frozenset({"inline_link", "full_reference_link", "collapsed_reference_link", "shortcut_link"})
_FRONT: Mapping[str, Role] = {
    "title": "title", "subject": "subject", "preheader": "preheader", "preview": "preheader",
    "preview_text": "preheader", "previewtext": "preheader", "preheader_text": "preheader",
    "description": "description", "from": "from", "from_name": "from", "sender": "from",
    "reply_to": "reply-to", "replyto": "reply-to",
}  # fmt: skip
_MAIL = frozenset({"subject", "preheader", "from", "reply-to"})


def read(name: str, source: str) -> Document:
    """A Markdown message, with its front matter's copy, its blocks, and the HTML inside it."""
    reader = _Reader(source)
    blocks = tuple(reader.blocks())
    mail = any(block.role in _MAIL for block in blocks)
    return Document(
        name,
        source,
        blocks,
        reader.templates.slots,
        "email" if mail else "unknown",
        FORMAT,
        coverage(blocks, source, reader.aside, reader.notes),
    )


def _ascii(text: str) -> bytes:
    """The text with one ASCII character for each of its own, alike to Markdown."""
    if text.isascii() and "$" not in text and "\0" not in text:
        return text.encode("ascii")
    return _FOREIGN.sub(_alike, text).encode("ascii")


def _alike(match: re.Match[str]) -> str:
    char = match.group()
    if char == "$":  # a plain mark: the grammar would read formulas between two prices
        return "."
    category = unicodedata.category(char)
    if char.isspace() or category[0] == "Z":
        return " "
    return "." if category[0] in "PS" else "x"


class _Reader:
    """Reads one source; not shared between threads, as tree-sitter's parsers are not."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.templates: Templates = find_templates(source)
        self.plain = _ascii(self.templates.masked)
        self.aside: dict[str, int] = {}
        self.notes: list[str] = []
        self._inline = Parser(_INLINE)
        self._labels: frozenset[str] = frozenset()
        self._alts: list[tuple[int, int]] = []

    def blocks(self) -> Iterator[Block]:
        masked = self.templates.masked
        if _DEEP.search(masked):
            # the grammar keeps its open blocks in a small fixed space; deeper than that it goes wrong
            self.notes.append("nested more than 60 deep: read as plain text")
            yield from self._as_text(0, len(self.source))
            return
        tree = Parser(_BLOCKS).parse(self.plain)
        leaves = list(self._leaves(tree.root_node))
        self._labels = frozenset(
            self._label(child) for node, _ in leaves if node.type == "link_reference_definition"
            for child in node.children if child.type == "link_label"
        )  # fmt: skip
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
            for block in html.read_blocks(self.source, self.templates, node.start_byte, node.end_byte):
                yield with_zones(block)
        elif kind in {"fenced_code_block", "indented_code_block"}:
            writer = Writer(self.source)
            start, end = node.start_byte, node.end_byte
            for child in node.children:
                if child.type == "code_fence_content":
                    start, end = child.start_byte, child.end_byte
                    break
            else:
                if kind == "fenced_code_block":
                    return
            writer.write(start, min(end, len(self.source)))
            code = writer.block("code", self.templates.slots, zone="code")
            if code is not None:
                yield code
        elif kind in {"minus_metadata", "plus_metadata"}:
            yield from self._front_matter(node)
        elif kind == "link_reference_definition":
            self._set_aside("url", node)
        elif kind == "ERROR" or node.has_error:
            yield from self._as_text(node.start_byte, node.end_byte)

    def _set_aside(self, zone: str, node: Node) -> None:
        self.aside[zone] = self.aside.get(zone, 0) + node.end_byte - node.start_byte

    def _as_text(self, start: int, end: int) -> Iterator[Block]:
        """A stretch that the grammar cannot read, as a reader of the raw file would see it."""
        writer = Writer(self.source)
        for low, high, _ in self.templates.shown(start, end):
            writer.write(low, high)
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
        holes = [
            (child.start_byte, child.end_byte) for child in node.children
            if child.type == "block_continuation" and child.end_byte > child.start_byte
        ]  # fmt: skip
        writer = Writer(self.source)
        self._alts = []
        lone = self._write_inline(writer, start, end, holes)
        if lone and role == "paragraph":
            role = "link"
        block = writer.block(role, self.templates.slots, zone=zone, level=level)
        if block is not None:
            yield with_zones(block)
        for low, high in self._alts:
            self._plain(writer, low, high)
            alt = writer.block("alt", self.templates.slots, zone=zone)
            if alt is not None:
                yield with_zones(alt)

    # ------------------------------------------------------------------------------------------------- inline

    def _write_inline(self, writer: Writer, start: int, end: int, holes: list[tuple[int, int]]) -> bool:
        """Write what a reader sees of an inline stretch; whether it is one link and nothing else."""
        text = self.plain[start:end]
        if not holes and not _MARKUP.search(text.decode("ascii")):
            self._plain(writer, start, end)
            return False
        if _RUNS.search(text.decode("ascii")):
            # runs of openers without closers take the grammar more than linear time
            self.notes.append("long runs of markup characters: read as plain text")
            self._with_holes(writer, start, end, holes)
            return False
        if holes:
            parts = bytearray(text)
            for low, high in holes:
                parts[low - start : high - start] = b" " * (high - low)
            text = bytes(parts)
        root = self._inline.parse(text).root_node
        at = start
        links = 0
        todo: list[Node | _After] = list(reversed(root.children))
        leave: list[tuple[int, int, str, str]] = []  # stretches that are not plain: start, end, how, zone
        while todo:
            node = todo.pop()
            low, high = node.start_byte + start, node.end_byte + start
            kind = node.type
            if kind in {"emphasis", "strong_emphasis", "strikethrough"}:
                todo.extend(reversed(node.children))
            elif kind == "emphasis_delimiter":
                leave.append((low, high, "", ""))
            elif kind in _LINKS:
                if self._defined(node, start):
                    if low == start and high == end:
                        links = 1
                    inner = next((child for child in node.children if child.type == "link_text"), None)
                    if inner is None:
                        leave.append((low, high, "", ""))
                    else:
                        leave.append((low, inner.start_byte + start, "", ""))
                        todo.append(_After(inner.end_byte, node.end_byte))
                        todo.extend(reversed(inner.children))
            elif kind == "after":
                leave.append((low, high, "", ""))
            elif kind == "image":
                self._image(node, start)
                leave.append((low, high, "", ""))
            elif kind == "code_span":
                marks = [child for child in node.children if child.type == "code_span_delimiter"]
                if len(marks) == 2:
                    leave.append((low, marks[0].end_byte + start, "", ""))
                    leave.append((marks[0].end_byte + start, marks[1].start_byte + start, "verbatim", "code"))
                    leave.append((marks[1].start_byte + start, high, "", ""))
            elif kind in {"uri_autolink", "email_autolink"}:
                leave.append((low, low + 1, "", ""))
                leave.append((low + 1, high - 1, "verbatim", "url" if kind == "uri_autolink" else "address"))
                leave.append((high - 1, high, "", ""))
            elif kind == "html_tag":
                breaks = _BREAK.fullmatch(self.source[low:high])
                leave.append((low, high, "break" if breaks else "", ""))
            elif kind in {"entity_reference", "numeric_character_reference"}:
                leave.append((low, high, "entity", ""))
            elif kind == "backslash_escape":
                leave.append((low, high, "escape", ""))
            elif kind == "hard_line_break":
                leave.append((low, high, "break", ""))
        for low, high, how, zone in leave:
            if low < at:
                continue
            self._with_holes(writer, at, low, holes)
            at = high
            if how == "verbatim":
                self._with_holes(writer, low, high, holes, zone)
            elif how:
                writer.write(low, high, how)  # type: ignore[arg-type]
        self._with_holes(writer, at, end, holes)
        return bool(links)

    def _defined(self, node: Node | _After, start: int) -> bool:
        """Whether a link is one to its reader: inline, or its label is defined somewhere in the source."""
        if node.type == "inline_link":
            return True
        label = next((child for child in node.children if child.type == "link_label"), None)
        if label is not None:
            text = self.source[label.start_byte + start + 1 : label.end_byte + start - 1]
        else:
            inner = next((child for child in node.children if child.type == "link_text"), None)
            if inner is None:
                return False
            text = self.source[inner.start_byte + start : inner.end_byte + start]
        return _LABEL.sub(" ", text.strip()).casefold() in self._labels

    def _image(self, node: Node | _After, start: int) -> None:
        inner = next((child for child in node.children if child.type == "image_description"), None)
        if inner is not None:
            self._alts.append((inner.start_byte + start, inner.end_byte + start))

    def _with_holes(self, writer: Writer, start: int, end: int, holes: list[tuple[int, int]], zone: str = "") -> None:
        for low, high in holes:
            if start < high and low < end:
                self._plain(writer, start, low, zone)
                start = max(start, high)
        self._plain(writer, start, end, zone)

    def _plain(self, writer: Writer, start: int, end: int, zone: str = "") -> None:
        """Write plain text: indentation after a line end is not seen, merge tags stand as they are."""
        for low, high, slot in self.templates.shown(start, end):
            at = low
            if not slot:
                for match in _SOFT.finditer(self.source, low, high):
                    writer.write(at, match.start(1), zone=zone)
                    writer.write(*match.span(1), zone=zone)
                    at = match.end()
            writer.write(at, high, zone=zone)

    # ------------------------------------------------------------------------------------------- front matter

    def _front_matter(self, node: Node) -> Iterator[Block]:
        """The copy in the front matter; the rest of it is set aside."""
        self._set_aside("front matter", node)
        toml = node.type == "plus_metadata"
        line = re.compile(r"^([A-Za-z_-]+)[ \t]*" + ("=" if toml else ":") + r"[ \t]*(.*?)[ \t]*\r?$", re.MULTILINE)
        for match in line.finditer(self.source, node.start_byte, node.end_byte):
            role = _FRONT.get(match.group(1).lower().replace("-", "_"))
            if role is None:
                continue
            writer = Writer(self.source)
            self._scalar(writer, *match.span(2), node.end_byte)
            block = writer.block(role, self.templates.slots)
            if block is not None:
                self.aside["front matter"] -= len(block.text)
                yield block if role in {"from", "reply-to"} else with_zones(block)

    def _scalar(self, writer: Writer, start: int, end: int, limit: int) -> None:
        """A YAML or TOML value: bare, quoted, or (YAML) the indented lines below a `>` or `|`."""
        text = self.source[start:end]
        if re.fullmatch(r"[>|][+-]?\d?", text):
            for match in re.compile(r"\r?\n([ \t]+)([^\r\n]*)|\r?\n(?=\S)").finditer(self.source, end, limit):
                if match.group(2) is None:
                    break
                writer.write(*match.span(2))
                writer.write(match.end(), match.end() + 1, "space")
        elif text[:1] in {"'", '"'} and len(text) > 1 and text[-1] == text[0]:
            quote = re.compile(r"\\." if text[0] == '"' else "''")
            at = start + 1
            for match in quote.finditer(self.source, start + 1, end - 1):
                self._plain(writer, at, match.start())
                writer.write(*match.span(), "escape")
                at = match.end()
            self._plain(writer, at, end - 1)
        else:
            comment = re.compile(r"[ \t]#").search(self.source, start, end)
            self._plain(writer, start, comment.start() if comment else end)


class _After:
    """Stands in the work list for the rest of a link behind its text."""

    __slots__ = ("children", "end_byte", "start_byte", "type")

    def __init__(self, start: int, end: int) -> None:
        self.type = "after"
        self.start_byte, self.end_byte = start, end
        self.children: list[Node] = []
