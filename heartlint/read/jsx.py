"""Components (JSX, TSX), as a reader of the rendered message sees them: react-email's, and any others.

`script` finds tokens and elements; what is a block, a button, hidden or a preheader is told as in HTML, by the same
code. An element's text is shown as React shows it. An expression in it is a slot, unless it holds words: strings,
template literals and elements are read where they stand, the sides of a condition one after the other.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from heartlint.read import html
from heartlint.read.components import NEVER, SAMPLES, css, html_name, is_given, is_painted, role_of_key
from heartlint.read.fields import Inside, condition_sides, fold, listed, path_key, read_inside, shaped
from heartlint.read.formats import imports_react_email
from heartlint.read.layers import Layer
from heartlint.read.script import (
    DEEPEST,
    Script,
    bare,
    colon_of,
    index_of,
    inside,
    is_string,
    last_index_of,
    names_in,
    split,
    worded,
)
from heartlint.read.tags.copy import is_sentence, is_shown_argument, shown_strings
from heartlint.read.templates import find_between
from heartlint.read.values import is_copy
from heartlint.read.zones import coverage, with_zones
from heartlint.text import Document, Slot, Span, Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from heartlint.read.script import Node
    from heartlint.read.templates import Templates
    from heartlint.text import Block, How, Role

FORMAT = "jsx"

_WHITE = re.compile(r"[ \t\r\n\f\u2028\u2029]+")
_IN_TEXT = re.compile(r"[ \t\r\n]{2,}|[\t\r\n]|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,31});")
_IN_STRING = re.compile(
    r"[ \t\r\n]{2,}|[\t\r\n]|\\(?:u\{[0-9a-fA-F]{1,6}\}|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r\n|.)",
    re.DOTALL,
)
_LINE_END = re.compile(r"[\r\n]")
_PROPS = re.compile(r"(?<![\w$.])(?:this\s*\.\s*)?props\s*\??\.\s*")
_ROOT = re.compile(r"[\w$]*")
_WORD = re.compile(r"[^\W\d_]")
_GREETING = re.compile(
    r"\b(?:hi|hello|hey|dear|welcome|thanks|thank you|good (?:morning|afternoon|evening))\W{0,4}$",
    re.IGNORECASE,
)
_PAGE_PARTS = re.compile(r"<(?:html|main|nav|form|header)[\s>]|\bnext/(?:head|link|router)\b|\bhelmet\b", re.IGNORECASE)
_LONGEST_STYLE = 2000
_LONGEST = 400
"""Code points of the longest expression whose field is looked for."""
_TWISTS = 12
"""How deep conditions may stand in each other, without brackets, in one expression."""

_UNSEEN = frozenset("key ref src srcset href to type name id className class style sx css tw as rel target".split())
_APART = frozenset({"hr", "input", "select", "textarea"})
"""Elements that stand between the words before and behind them."""
_NAMED = re.compile(
    r"(?:[a-z]\w*)?(?:[sS]ubject(?:Line)?|[pP]reheader(?:Text)?|[pP]reviewText|[hH]eadline)\Z|\A(?:title|preview)\Z"
)
"""Names of constants that say that they are copy."""
_KEYED = frozenset("subject subjectline preheader preheadertext previewtext preview_text".split())
"""Keys of objects that say so."""
_METADATA = frozenset({"metadata", "frontmatter", "seo", "meta"})
_NOTHING = frozenset("null undefined true false children".split())
_OPERATORS = frozenset("=== == !== != < > <= >= - * / % ** & | ^ = += -= in instanceof".split())


class _Value(NamedTuple):
    """A constant: its value, and whether it was declared once only."""

    tokens: Sequence[Node]
    once: bool = True


def read(name: str, source: str) -> Document:
    """A component's file: what its elements show, in order, and the constants that are copy by their names."""
    script = Script(source)
    mail = imports_react_email(source) or "<Mjml" in source
    reader = Reader(source, [script.root], mail=mail)
    reader.read(script.root)
    blocks = html.with_footer([with_zones(block) for block in reader.blocks])
    mail = mail or any(block.role in {"subject", "preheader"} for block in blocks)
    page = _PAGE_PARTS.search(source) is not None
    templates = reader.with_own_asides()
    return Document(
        name,
        source,
        tuple(blocks_ := list(templates.with_asides(source, blocks))),
        tuple(reader.slots),
        "email" if mail else "page" if page else "unknown",
        FORMAT,
        coverage(blocks_, source, {"hidden": reader.hidden}, notes(script.broken, deep=script.deep)),
    )


def notes(broken: int, *, deep: bool) -> list[str]:
    """What could not be read as it was meant."""
    told = []
    if broken:
        places = "1 place does" if broken == 1 else f"{broken} places do"
        told.append(f"{places} not open or close as they should: read as well as it can be")
    if deep:
        told.append(f"nested more than {DEEPEST} deep: what is deeper is read without its structure")
    return told


def _strings(roots: Iterable[Node]) -> Iterator[tuple[int, int]]:
    """Every stretch that may be shown, code left out: texts of elements and template literals, strings, numbers."""
    todo = list(roots)
    while todo:
        node = todo.pop()
        if node.kind in {"text", "number"}:
            yield node.start, node.end
        elif node.kind == "string":
            yield inside(node)
        todo += node.children
        todo += [value for _, value in node.attributes if value is not None]


def _veiled(source: str, roots: Sequence[Node]) -> str:
    """The source, code point for code point, with all code blotted out, and nothing that reaches across it."""
    parts = []
    at = 0
    for start, end in sorted(set(_strings(roots))):
        if start < at:
            continue
        parts += ["\n\n"[: start - at], " " * (start - at - 2), source[start:end]]
        at = end
    return "".join([*parts, " " * (len(source) - at)])


class Reader(html.Reader):
    """Reads the scripts in one source; `roots` are all of them."""

    def __init__(self, source: str, roots: Sequence[Node], *, mail: bool = True) -> None:
        super().__init__(source, find_between(source, _veiled(source, roots)), seen=not mail)
        self.mail = mail
        self.slots: list[Slot] = list(self.templates.slots)
        self._mode = "text"
        self._worded = False  # whether words stand beside the elements that are read
        self._guards: list[frozenset[str]] = []
        self._bound: list[frozenset[str]] = []  # names of what is gone through, item by item
        self._values_of: dict[str, _Value] = {}
        self._defaults: dict[str, tuple[int, int]] = {}
        self._typed: dict[str, bool] = {}  # properties that are texts: whether their type says that they are given
        self._read_at: set[int] = set()  # where constants start that were read
        self._own_asides: list[Span] = []
        self._twists = 0
        self._promised: list[tuple[Role, Node]] = []  # constants that are copy by their names
        for root in roots:
            self._learn(root)

    def with_own_asides(self) -> Templates:
        """The templates, with the sentences that stand in for an empty field."""
        asides = sorted({*self.templates.asides, *self._own_asides})
        return replace(self.templates, asides=tuple(asides))

    def tag(self, node: Node, *, beside: bool) -> tuple[str, list[Block]]:
        """The HTML element that a tag by itself is like, and what its attributes show; for MDX.

        `beside` says whether words stand beside it.
        """
        self._worded = beside
        name = html_name(node.text, beside=self._worded)
        if name in {"br", "wbr", "hr"}:
            return name, []
        with self._elsewhere() as found:
            element = self._element("template" if name in NEVER else name, self._spans(node, name), self._stack[-1])
            self._shown_attributes(node, name, element)
            self._flush()
            for _, value in node.attributes:
                if value is not None and value.markup and not element.never:
                    self._walk(value.children, shown=True)
            self._flush()
        return name, found

    def hole(self, node: Node, start: int, end: int) -> tuple[list[tuple[int, int]], list[Block]]:
        """Which stretches of an expression by itself are shown, and the blocks that stand in it; for MDX."""
        tokens = bare(node.children)
        if not tokens or (len(tokens) == 1 and tokens[0].text in _NOTHING):
            return [], []
        if len(tokens) == 1 and tokens[0].kind == "string":
            return [inside(tokens[0])], []
        if worded(tokens) and not (split(tokens, "||", "??")[1:] and is_string(tokens[-1:])):
            with self._elsewhere() as apart:
                self._expression(tokens, None)
                self._flush()
            return [], apart
        if tokens[-1].text == "children":
            return [], []
        self._new_slot(start, end, tokens)
        return [(start, end)], []

    # ------------------------------------------------------------------------------------- what a script declares

    def _learn(self, root: Node) -> None:
        """Note constants, and what the parameters of components are where nobody says."""
        todo = [(root, False)]
        while todo:
            node, called = todo.pop()
            tokens = node.children
            for index, token in enumerate(tokens):
                if token.kind == "name" and token.text in {"const", "let", "var"}:
                    self._declared(tokens, index + 1)
                elif called and token.text == "=" and index and is_string(tokens[index + 1 : index + 2]):
                    self._defaults[tokens[index - 1].text] = inside(tokens[index + 1])
                elif token.text == ":" and 0 < index < len(tokens) - 1 and tokens[index + 1].text == "string":
                    # `name: string` is always there, `name?: string` is not
                    optional = tokens[index - 1].text == "?"
                    self._typed[tokens[max(index - 1 - optional, 0)].text] = not optional
                if token.kind in {"group", "hole", "element", "template"}:
                    parameters = token.text == "{" and node.kind == "group" and node.text == "("
                    todo.append((token, parameters))
            todo += [(value, False) for _, value in node.attributes if value is not None]

    def _declared(self, tokens: Sequence[Node], index: int) -> None:
        if index >= len(tokens) or tokens[index].kind != "name":
            return
        name = tokens[index].text
        at = index + 1
        while at < len(tokens) and at < index + 40 and tokens[at].text not in {"=", ";", "=>"}:
            at += 1
        if at >= len(tokens) or tokens[at].text != "=":
            return
        end = at + 1
        while end < len(tokens) and end < at + 60 and tokens[end].text not in {";", ","}:
            before = tokens[end - 1]
            if end > at + 1 and tokens[end].kind == "name" and before.kind != "mark" and tokens[end].text != "as":
                break
            end += 1
        self._values_of[name] = _Value(tokens[at + 1 : end], name not in self._values_of)

    def _constant(self, tokens: Sequence[Node]) -> Sequence[Node] | None:
        """The value of a constant that is told by its name, where it is one, and declared but once."""
        if len(tokens) != 1 or tokens[0].kind != "name":
            return None
        value = self._values_of.get(tokens[0].text)
        return value.tokens if value is not None and value.once else None

    # ----------------------------------------------------------------------------------------------------- a script

    def read(self, root: Node) -> None:
        """Read all that is shown in a script: its elements, and constants whose names say that they are copy."""
        self._walk(root.children)
        self._close_to(1)
        self._flush()
        first = [block for role, value in self._promised if self._unread(value) for block in self._apart(role, [value])]
        self.blocks = [*first, *self.blocks]

    def _unread(self, value: Node) -> bool:
        """Whether a constant was not read before; it is now."""
        if value.start in self._read_at:
            return False
        self._read_at.add(value.start)
        return True

    def _walk(self, tokens: Sequence[Node], *, shown: bool = False) -> None:
        """Read the elements in a stretch of code; with `shown`, what it returns is shown too."""
        for index, token in enumerate(tokens):
            if token.kind == "element":
                self._root(token)
            elif token.kind == "group":
                if token.text == "{" and index > 1 and _is_sample(tokens, index):
                    continue
                if token.text == "{" and index > 1 and tokens[index - 2].text.lower() in _METADATA:
                    self._object(token, only=None)
                    continue
                self._walk(token.children, shown=shown)
            elif token.kind == "mark" and token.text in {"=", ":"}:
                self._named(tokens, index)
            elif token.kind == "hole" and token.markup:
                self._walk(token.children)
            elif shown and token.kind == "name" and token.text == "return":
                end = index + 1
                while end < len(tokens) and tokens[end].text != ";":
                    end += 1
                value = tokens[index + 1 : end]
                if not any(one.markup for one in value):
                    self._expression(value, None)

    def _root(self, node: Node) -> None:
        worded, self._worded = self._worded and len(self._stack) > 1, self._worded
        if len(self._stack) == 1:
            self._flush()
            self._worded = False
        self._markup(node)
        if len(self._stack) == 1:
            self._flush()
        self._worded = worded

    def _named(self, tokens: Sequence[Node], index: int) -> None:
        """A constant or key that is copy by its name: `const subject = "..."`, `Mail.subject = "..."`."""
        if not 0 < index < len(tokens) - 1 or tokens[index + 1].kind not in {"string", "template"}:
            return
        value, before = tokens[index + 1], tokens[index - 1]
        after = tokens[index + 2].text if index + 2 < len(tokens) else ""
        if before.kind != "name" or after in {"|", "[", "."} or len(self._stack) > 1:
            return
        name = before.text
        if tokens[index].text == ":":
            wanted = name.lower() in _KEYED and after in {",", ""}
        else:
            owner = tokens[index - 2].text if index > 1 else ""
            wanted = bool(_NAMED.match(name)) and owner in {"const", "let", "var", ".", "static"}
        if wanted:
            key = fold(name)
            role: Role = "subject" if "subject" in key else "preheader" if "pre" in key[:4] else "title"
            self._promised.append((role, value))

    def _object(self, group: Node, only: str | None) -> None:
        """Read an object or a list of them: strings whose keys, or words, say that they are shown."""
        tokens = group.children
        for index, token in enumerate(tokens):
            if token.kind == "group" and token.text in "[{":
                self._object(token, tokens[index - 2].text if index > 1 and tokens[index - 1].text == ":" else only)
                continue
            if token.kind not in {"string", "template"}:
                continue
            before = tokens[index - 1].text if index else ","
            after = tokens[index + 1].text if index + 1 < len(tokens) else ","
            if before == ":" and index > 1:
                key = tokens[index - 2].text.strip("\"'")
            elif before == "," and group.text == "[" and after == ",":
                key = only or ""
            else:
                continue
            text = self.source[slice(*inside(token))]
            if not (is_shown_argument(text, key) if key else is_copy(text, ())) or not self._unread(token):
                continue
            role = role_of_key(key) or ("item" if group.text == "[" else "other")
            self.blocks += self._apart(role, [token])

    # ----------------------------------------------------------------------------------------------------- elements

    def _markup(self, node: Node) -> None:
        """Read an element."""
        name = html_name(node.text, beside=self._worded)
        if name == "br":
            self._break(node.start, node.end)
            return
        above = self._stack[-1]
        if name in _APART:
            self._flush()
        if name == "hr":
            return
        attributes = self._spans(node, name)
        if name.startswith("h") and len(name) == 2 and "as" in attributes:
            level = self._value(attributes, "as").strip("\"'`{} ")
            name = level if re.fullmatch(r"h[1-6]", level) else name
        element = self._element("template" if name in NEVER else name, attributes, above)
        if name == "a" and is_painted(self._value(attributes, "class")):
            element = element._replace(role="button", edge=True)
        elif name == "title":
            element = element._replace(role="title", edge=True)
        elif name == "mj-preview":
            element = element._replace(role="preheader")
        void = not node.closed and not node.children
        if not void or element.edge:
            self._push(element)
        self._shown_attributes(node, name, element)
        later = [value for key, value in node.attributes if value is not None and value.markup and not element.never]
        if element.edge:
            for value in later:
                self._walk(value.children, shown=True)
                self._flush()
        if node.children:
            worded = self._worded
            self._worded = any(
                one.kind == "text" and not self.source[one.start : one.end].isspace() for one in node.children
            )
            if not self._other_language(node, element):
                self._children(node.children)
            self._worded = worded
        if not void or element.edge:
            self._tag_at = (max(node.end - 1, node.start), node.end)
            self._close_to(len(self._stack) - 1)
        if not element.edge and later:
            for value in later:
                self._flush()
                self._walk(value.children, shown=True)

    def _spans(self, node: Node, name: str) -> dict[str, tuple[int, int]]:
        """The attributes by their names in HTML, each with the stretch that says its value."""
        found: dict[str, tuple[int, int]] = {}
        for key, value in node.attributes:
            called = {"classname": "class", "cssclass": "css-class"}.get(key.lower(), key.lower())
            if value is None:
                found.setdefault(called, (node.start, node.start))
            elif value.kind == "text":
                found.setdefault(called, (value.start, value.end))
            elif called == "style":
                found.setdefault(called, self._style_of(value))
            elif called != "hidden" or self.source[value.start + 1 : value.end - 1].strip() == "true":
                found.setdefault(called, (value.start, value.end))
        if name != "a" and "role" in found:
            del found["role"]
        return found

    def _style_of(self, hole: Node) -> tuple[int, int]:
        """Where the object stands that a style is: here, or where a constant of that name is declared."""
        tokens = hole.children
        value = self._constant(tokens[:1])
        if value and len(tokens) == 1 and value[0].kind == "group":
            return value[0].start, value[0].end
        if value and len(tokens) == 3 and tokens[1].text == "." and value[0].kind == "group":
            inner = value[0].children
            for index, token in enumerate(inner[:-2]):
                if token.text == tokens[2].text and inner[index + 1].text == ":" and inner[index + 2].kind == "group":
                    return inner[index + 2].start, inner[index + 2].end
        return hole.start, hole.end

    def _value(self, attributes: Mapping[str, tuple[int, int]], name: str) -> str:
        start, end = attributes.get(name, (0, 0))
        text = self.source[start : min(end, start + _LONGEST_STYLE)]
        if name != "style" or not text.startswith("{"):
            return text
        return css(text)

    def _shown_attributes(self, node: Node, name: str, element: html.Element) -> None:
        """The attributes that a reader sees: alt texts, titles, labels, whatever a component is given to say."""
        if element.never or element.gone or element.unseen or name == "font":
            return
        if name == "mj-preview" and not node.children:
            element = element._replace(gone=False)
        for key, value in node.attributes:
            if value is None or key in _UNSEEN or key.startswith(("on", "data-", "aria-d", "aria-o", "aria-e")):
                continue
            if key == "dangerouslySetInnerHTML":
                self._inner_html(value)
                continue
            role = self._role_of_attribute(node, name, key)
            found: list[Block] = []
            if value.kind == "text":
                text = self.source[value.start : value.end]
                if is_given(text, key, role):
                    found = self._apart(role, [value])
            elif value.kind == "hole" and not value.markup:
                found = self._given(value, key, role)
            if element.edge:
                self.blocks += found
            else:
                self._later += found

    def _given(self, hole: Node, key: str, role: Role) -> list[Block]:
        """What an attribute shows that is set to an expression."""
        tokens = bare(hole.children)
        constant = self._constant(tokens)
        if constant is not None:
            tokens = bare(constant)
        if len(tokens) != 1:
            named = is_shown_argument("Word", key) or (role != "other" and is_shown_argument("Two words", key))
            known = role == "alt" or named
            return self._apart(role, [hole]) if known else []
        token = tokens[0]
        if token.kind == "group" and token.text in "[{" and is_shown_argument("two words", key):
            kept, self.blocks = self.blocks, []
            self._object(token, None)
            found, self.blocks = self.blocks, kept
            return found
        if token.kind not in {"string", "template"}:
            return []
        text = self.source[slice(*inside(token))]
        if not is_given(text, key, role) or (constant is not None and not self._unread(token)):
            return []
        return self._apart(role, [token])

    def _role_of_attribute(self, node: Node, name: str, key: str) -> Role:
        if key in {"alt", "aria-label"} or (key == "title" and (name in {"a", "img"} or node.text[:1].islower())):
            return "alt"
        if key in {"value", "label"} and name in {"input", "button"}:
            return "button"
        return role_of_key(key) or "other"

    def _inner_html(self, value: Node) -> None:
        """HTML that is set as it is: `{{ __html: `<p>...</p>` }}`."""
        groups = bare(value.children)
        tokens = groups[0].children if len(groups) == 1 and groups[0].kind == "group" else []
        if len(tokens) > 2 and tokens[0].text == "__html" and tokens[2].kind in {"string", "template"}:
            self._layer(tokens[2], html.read)

    def _other_language(self, node: Node, element: html.Element) -> bool:
        """Whether an element holds Markdown in one string, which is read as that."""
        if node.text.rpartition(".")[2] != "Markdown" or element.never:
            return False
        shown = [one for one in node.children if one.kind != "text" or not self.source[one.start : one.end].isspace()]
        tokens = bare(shown[0].children) if len(shown) == 1 and shown[0].kind == "hole" else []
        if len(tokens) != 1 or tokens[0].kind not in {"string", "template"}:
            return False
        from heartlint.read import markdown  # noqa: PLC0415 - which few components need

        self._layer(tokens[0], markdown.read)
        return True

    def _layer(self, token: Node, reader: Callable[[str, str], Document]) -> None:
        """Read a string in another format."""
        writer = Writer(self.source)
        parts = token.children if token.kind == "template" else [None]
        for part in parts:
            if part is not None and part.kind == "hole":
                writer.write(part.start, part.end)
                self._new_slot(part.start, part.end, part.children)
                continue
            start, end = (part.start, part.end) if part is not None else inside(token)
            at = start
            for match in _IN_STRING.finditer(self.source, start, end):
                if match.group()[0] != "\\":
                    continue
                writer.write(at, match.start())
                writer.write(
                    *match.span(), "string" if _unescaped(match.group()) == "space" else _unescaped(match.group())
                )
                at = match.end()
            writer.write(at, end)
        if not len(writer):
            return
        layer = Layer(writer)
        blocks, slots = layer.lift(reader("", layer.text))
        for slot in slots:
            self._keep_slot(slot)
        self._flush()
        self.blocks += blocks

    def _keep_slot(self, slot: Slot) -> None:
        """Note a slot, in place of what looks like one inside it."""
        first = bisect_left(self.slots, slot.span.start, key=lambda one: one.span.end - 1)
        last = bisect_left(self.slots, slot.span.end, key=lambda one: one.span.start)
        self.slots[first:last] = [slot]

    @contextmanager
    def _elsewhere(self) -> Iterator[list[Block]]:
        """Blocks that are read inside this are kept apart from the one that is being written."""
        kept = (self._writer, self._said, self._here, self._all_link, self._after_break, self._later, self._seen)
        blocks = self.blocks
        self._writer, self._said, self._later, self._after_break = Writer(self.source), False, [], False
        found: list[Block] = []
        self.blocks = found
        yield found
        self.blocks = blocks
        (self._writer, self._said, self._here, self._all_link, self._after_break, self._later, self._seen) = kept

    def _apart(self, role: Role, nodes: Sequence[Node]) -> list[Block]:
        """The blocks of a value by itself; none where it holds no words of its own."""
        with self._elsewhere() as found:
            element = html.Element("", role, edge=True, zone="quote" if role == "quote" else "")
            self._push(element)
            self._here = element
            for node in nodes:
                if node.kind == "text":
                    self._words(node.start, node.end, "attribute")
                elif node.kind == "hole":
                    self._expression(node.children, None if len(node.children) != 1 else node)
                else:
                    self._single(node, None)
            self._close_to(len(self._stack) - 1)
        return [block for block in found if _says(block)]

    def _children(self, nodes: Sequence[Node]) -> None:
        beside = False  # whether a link stands right before, on a line of its own
        for node in nodes:
            if node.kind == "text" and self.source[node.start : node.end].isspace():
                beside = beside and _LINE_END.search(self.source, node.start, node.end) is not None
            elif node.kind == "element" and html_name(node.text, beside=self._worded) == "a":
                if beside:
                    self._flush()
                beside = True
            else:
                if beside and node.kind == "hole" and node.markup:
                    self._flush()
                beside = False
            if node.kind == "text":
                self._words(node.start, node.end, "text")
            elif node.kind == "hole":
                self._tag_at = (node.start, node.end)
                self._expression(node.children, node)
            elif node.kind == "element":
                self._markup(node)

    # -------------------------------------------------------------------------------------------------- expressions

    def _expression(self, tokens: Sequence[Node], hole: Node | None) -> None:
        """Read what an expression shows. `hole` is what it stands in, where it is all of that."""
        tokens = bare(tokens)
        question = index_of(tokens, "?")
        arrow = last_index_of(tokens if question < 0 else tokens[:question], "=>")
        if arrow >= 0:
            self._body(tokens, arrow)
            return
        if question > 0 and self._twists < _TWISTS and worded(tokens):
            self._condition(tokens, question)
        elif tokens:
            self._chain(tokens, hole)

    def _condition(self, tokens: Sequence[Node], question: int) -> None:
        """`a ? b : c ? d : e`: each side, one after the other."""
        at = 0
        self._twists += 1
        guards = len(self._guards)
        while question >= 0 and (colon := colon_of(tokens, question)) >= 0:
            present, absent = self._sides(tokens[at:question])
            self._guards.append(present)
            self._expression(tokens[question + 1 : colon], None)
            self._guards[-1] = absent
            self._part(tokens[colon].start, tokens[colon].end)
            at = colon + 1
            question = index_of(tokens, "?", at)
        self._expression(tokens[at:], None)
        del self._guards[guards:]
        self._twists -= 1

    def _chain(self, tokens: Sequence[Node], hole: Node | None) -> None:
        """An expression without a condition on top: `a && b`, `a ?? b`, `a + b`, or a single value."""
        sides = split(tokens, "||", "??")
        if len(sides) > 1:
            # a short text that stands in for a field is a part of the slot
            if any(worded(side) for side in sides[:-1]) or (worded(sides[-1]) and not is_string(sides[-1])):
                for number, side in enumerate(sides):
                    if number:
                        self._part(side[0].start - 1, side[0].start)
                    self._expression(side, None)
            else:
                self._slot(tokens, hole)
            return
        last = last_index_of(tokens, "&&")
        if 0 < last < len(tokens) - 1:
            self._guards.append(self._sides(tokens[:last])[0])
            self._expression(tokens[last + 1 :], hole if not worded(tokens[last + 1 :]) else None)
            self._guards.pop()
            return
        if len(tokens) > 1 and any(one.kind in {"string", "template"} for one in tokens) and index_of(tokens, "+") > 0:
            for part in split(tokens, "+"):
                self._expression(part, None)
            return
        if len(tokens) == 1:
            self._single(tokens[0], hole)
        else:
            self._called(tokens, hole)

    def _single(self, token: Node, hole: Node | None) -> None:
        kind = token.kind
        if kind == "string":
            self._words(*inside(token), "string")
        elif kind == "template":
            for part in token.children:
                if part.kind == "text":
                    self._words(part.start, part.end, "string")
                elif part.kind == "hole":
                    self._expression(part.children, part)
        elif kind == "element":
            self._markup(token)
        elif kind == "number":
            self._words(token.start, token.end, "text")
        elif kind == "group" and token.text == "[":
            for item in split(token.children, ","):
                self._expression(item, None)
        elif kind == "group":
            self._walk(token.children)
        elif kind == "name" and token.text not in _NOTHING:
            self._by_name(token, hole)

    def _by_name(self, token: Node, hole: Node | None) -> None:
        """A name: what a constant says where that is all of a block, else a slot."""
        constant = self._constant([token])
        value = bare(constant) if constant and self._twists < _TWISTS else ()
        if any(one.markup for one in value):
            return  # elements are read where they stand
        if value and worded(value) and index_of(value, "=>") < 0:
            alone = not self._worded and not self._said
            self._twists += 1
            unread = self._unread(value[0])
            if unread and alone:
                self._expression(value, None)
            elif unread:
                self._later += [block for block in self._apart("other", value) if is_sentence(block.text)]
            self._twists -= 1
            if alone:
                return
        self._slot([token], hole)

    def _called(self, tokens: Sequence[Node], hole: Node | None) -> None:
        """A path, or a call: what its arguments show, else a slot."""
        if tokens[0].kind == "name" and tokens[-1].kind == "template" and len(tokens) == 2:
            return  # css`...`
        groups = [one for one in tokens if one.kind == "group"]
        mapped = any(one.kind == "name" and one.text in {"map", "flatMap"} for one in tokens)
        if any(one.markup for one in groups) or (mapped and any(worded(one.children) for one in groups)):
            listed_ = self._constant(tokens[:1]) or ([tokens[0]] if tokens[0].text == "[" else None)
            if mapped and listed_ and listed_[0].kind == "group" and listed_[0].text == "[":
                self._flush()
                self._object(listed_[0], None)
            before = len(self.blocks)
            for group in groups[1:] if groups and groups[0] is tokens[0] else groups:
                for part in split(group.children, ","):
                    if any(one.markup for one in part) or index_of(part, "=>") >= 0:
                        self._expression(part, None)
            if mapped and listed_:  # what the items say was read above
                self.blocks[before:] = [block for block in self.blocks[before:] if _says(block)]
            return
        if any(one.text in _OPERATORS and one.kind in {"mark", "name"} for one in tokens):
            self._slot(tokens, hole)
            return
        strings = shown_strings(self.source, tokens[0].start, tokens[-1].end) if groups else []
        for number, (start, end) in enumerate(strings):
            if number:
                self._part(start - 1, start)
            self._words(start, end, "string")
        if not strings:
            self._slot(tokens, hole)

    def _body(self, tokens: Sequence[Node], arrow: int) -> None:
        """The body of a function that is called for each item: its parameters are those of the item."""
        named = frozenset(names_in(tokens[:arrow]))
        self._bound.append(named)
        body = tokens[arrow + 1 :]
        if len(body) == 1 and body[0].kind == "group" and body[0].text == "{":
            self._walk(body[0].children, shown=True)
        else:
            self._expression(body, None)
        self._bound.pop()

    def _sides(self, tokens: Sequence[Node]) -> tuple[frozenset[str], frozenset[str]]:
        """The fields that are not empty where a condition holds, and where it does not."""
        if not tokens or tokens[-1].end - tokens[0].start > _LONGEST:
            return frozenset(), frozenset()
        return condition_sides(_PROPS.sub("", self.source[tokens[0].start : tokens[-1].end]))

    # --------------------------------------------------------------------------------------------------------- slots

    def _slot(self, tokens: Sequence[Node], hole: Node | None) -> None:
        """Write an expression as a slot; some show nothing."""
        if len(tokens) > 2 and tokens[-1].text == "children" and tokens[-2].text in {".", "?."}:
            return
        start, end = (hole.start, hole.end) if hole is not None else (tokens[0].start, tokens[-1].end)
        element = self._stack[-1]
        if element.never:
            return
        self._new_slot(start, end, tokens)
        if element.hidden:
            self._secret.write(start, end)
            return
        if not self._said:
            self._here, self._all_link = element, True
        self._writer.write(start, end, zone=element.inline)
        self._saying(element)

    def _new_slot(self, start: int, end: int, tokens: Sequence[Node]) -> None:
        text = self.source[tokens[0].start : tokens[-1].end] if tokens else ""
        family = "sigil_curly" if self.source.startswith("${", start) else "single_curly"
        path = _PROPS.sub("", text).replace("?.", ".") if len(text) <= _LONGEST else ""
        found = read_inside(path, family) if path else None
        if found is None or found.kind == "spintax":
            found = Inside(text[:40].strip(), "unknown")
        role, fallback = found.role, found.fallback
        root = _ROOT.match(path)
        named = root.group() if root else ""
        if named in self._values_of or any(named in bound for bound in self._bound):
            role = "plumbing" if role in {"personal", "unknown"} else role
        elif role == "personal" and not found.names and self._weak(found.field):
            role = "unknown"
        if fallback is None and not found.names and found.field in self._defaults:
            fallback = self.source[slice(*self._defaults[found.field])]
        elif fallback and is_sentence(fallback):
            at = self.source.rfind(fallback, start, end)
            if at > start:
                self._own_asides.append(Span(at, at + len(fallback)))
        slot = Slot(
            Span(start, end), self.source[start:end], family, found.field, role, found.kind, fallback,
            self._guarded(found),
        )  # fmt: skip
        self._keep_slot(slot)

    def _weak(self, field: str) -> bool:
        """Whether a name that may be anybody's stands where nobody is spoken to: `{title}` in a card."""
        form = fold(field)
        known = listed(field)
        weak = known is None or form in _ANYBODYS
        return weak and shaped(field) != "personal" and not _GREETING.search(self._writer.tail[-40:])

    def _guarded(self, inside: Inside) -> bool:
        """Whether a condition around a field, or its type, says that it is not empty."""
        if not inside.names and self._typed.get(inside.field):
            return True
        key = path_key(inside.names, inside.field)
        last = key.rpartition(".")[2]
        for fields in self._guards:
            for path in fields:
                if path == key or ((("." not in key) or "." not in path) and path.rpartition(".")[2] == last):
                    return True
        return False

    # ---------------------------------------------------------------------------------------------------------- text

    def _part(self, *at: int) -> None:
        """With a place: one alternative gives way to the next there."""
        if not at:
            super()._part()
        elif not self._stack[-1].never:
            writer = self._secret if self._stack[-1].hidden else self._writer
            writer.part(*at)

    def _words(self, start: int, end: int, mode: str) -> None:
        kept, self._mode = self._mode, mode
        self._odd = _IN_STRING if mode == "string" else _IN_TEXT
        self._text(start, end)
        self._mode = kept

    def _collapsed(self, writer: Writer, start: int, end: int, zone: str = "", *, attribute: bool = False) -> bool:
        """Write text as React shows it: an element's lines are joined by single spaces."""
        if self._mode == "text":
            start, end = self._trimmed(start, end)
        return super()._collapsed(writer, start, end, zone, attribute=attribute)

    def _how(self, match: re.Match[str], *, attribute: bool) -> How | None:
        raw = match.group()
        return _unescaped(raw) if raw[0] == "\\" else super()._how(match, attribute=attribute)

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of an element's text without the white space that lines begin and end with."""
        source = self.source
        lead = _WHITE.match(source, start, end)
        if lead is not None and _LINE_END.search(lead.group()):
            start = lead.end()
        stripped = len(source[start:end].rstrip(" \t\r\n\f\u2028\u2029"))
        if _LINE_END.search(source, start + stripped, end):
            end = start + stripped
        return start, max(start, end)


_ANYBODYS = frozenset(
    "title position location plan plan_type points role city country state town region province industry language "
    "department company business tier status niche age opener observation compliment country_name organization_name "
    "headcount last location names name funding revenue timezone zip salutation team_size".split()
)
"""Names that are a reader's in a merge tag of a mail, and anything's among the properties of a component."""


def _says(block: Block) -> bool:
    """Whether a block holds a letter outside its slots."""
    text = block.text
    for slot in reversed(block.slots):
        place = block.place(slot.span)
        if place is not None:
            text = text[: place.start] + text[place.end :]
    return _WORD.search(text) is not None


def _unescaped(escape: str) -> How:
    """How an escape in a string is shown."""
    mark = escape[1]
    if mark in "nrtvf":
        return "space"
    return "escape" if mark in "abeUNLP_" else "string"


def _is_sample(tokens: Sequence[Node], index: int) -> bool:
    """Whether an object is what a component is tried with."""
    return tokens[index - 1].text in {"=", ":"} and SAMPLES.search(tokens[index - 2].text) is not None
