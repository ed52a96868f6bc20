"""Components (JSX, TSX), as a reader of the rendered message sees them: react-email's, and any others.

`script` finds tokens and elements; what is a block, a button, hidden or a preheader is told as in HTML, by the same
code. An element's text is shown as React shows it. An expression in it is a slot, unless it holds words: strings,
template literals and elements are read where they stand, the sides of a condition one after the other.
"""

from __future__ import annotations

import re
from bisect import insort
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from heartlint.read import html
from heartlint.read.fields import Inside, condition_sides, fold, listed, path_key, read_inside, shaped
from heartlint.read.formats import imports_react_email
from heartlint.read.layers import Layer
from heartlint.read.script import DEEPEST, Script
from heartlint.read.tags.copy import is_sentence, is_shown_argument, shown_strings
from heartlint.read.templates import find_templates
from heartlint.read.values import is_copy, role_of
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
_HUMP = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
_PATH = re.compile(r"[\w$]+(?:\s*\??\.\s*[\w$]+)*")
_PROPS = re.compile(r"(?<![\w$.])(?:this\s*\.\s*)?props\s*\??\.\s*")
_CSS = re.compile(
    r"""([A-Za-z]+)["']?\s{0,9}:\s{0,9}(?:"([^"\r\n]{0,200})"|'([^'\r\n]{0,200})'|(-?[\d.]{1,12})(?=[\s,}]))"""
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORD = re.compile(r"[^\W\d_]")
_GREETING = re.compile(
    r"\b(?:hi|hello|hey|dear|welcome|thanks|thank you|good (?:morning|afternoon|evening))\W{0,4}$",
    re.IGNORECASE,
)
_PAGE_PARTS = re.compile(r"<(?:html|main|nav|form|header)[\s>]|\bnext/(?:head|link|router)\b|\bhelmet\b", re.IGNORECASE)
_PAINTED = re.compile(
    r"(?:^|[\s\"'`])bg-(?!transparent|none|inherit)[\w\[].*\sp[xy]?-[\d\[]|(?:^|[\s\"'`])p[xy]?-[\d\[].*\sbg-(?!transparent|none|inherit)"
)
"""Tailwind's classes for padding on a background: a link that looks like a button."""
_LONGEST_STYLE = 2000
_LONGEST = 400
"""Code points of the longest expression whose field is looked for."""
_TWISTS = 12
"""How deep conditions may stand in each other, without brackets, in one expression."""

_ELEMENTS: Mapping[str, str] = {
    **dict.fromkeys("html body head hr br pre code table tr td th ul ol li title span svg small strong".split(), ""),
    "container": "div", "section": "div", "row": "div", "column": "div", "box": "div", "stack": "div", "grid": "div",
    "flex": "div", "card": "div", "layout": "div", "wrapper": "div", "group": "div", "tailwind": "div", "col": "div",
    "text": "p", "paragraph": "p", "p": "p", "copy": "p", "greeting": "p", "intro": "p", "note": "p",
    "heading": "h2", "headline": "h2", "header": "div", "subheading": "h3", "subtitle": "p", "h": "h2",
    **{f"h{level}": f"h{level}" for level in range(1, 7)},
    "button": "button", "btn": "button", "cta": "button",
    "link": "a", "a": "a", "anchor": "a",
    "img": "img", "image": "img", "picture": "img", "avatar": "img", "logo": "img",
    "item": "li", "list": "ul", "footer": "footer", "caption": "figcaption",
    "quote": "blockquote", "blockquote": "blockquote", "testimonial": "blockquote",
    "preview": "mj-preview", "preheader": "mj-preview",
    "bold": "b", "b": "b", "em": "em", "italic": "i", "i": "i", "mark": "mark", "u": "u", "trans": "span",
    "inline": "span", "badge": "span",
    **dict.fromkeys("style script font icon iframe video audio canvas styles".split(), "template"),
}  # fmt: skip
"""From the last word of a component's name to the HTML element it is like; "" where that has the same name."""
NEVER = frozenset("style script svg math canvas template iframe noembed object meta link base".split())
_UNSEEN = frozenset("key ref src srcset href to type name id className class style sx css tw as rel target".split())
_APART = frozenset({"hr", "input", "select", "textarea"})
"""Elements that stand between the words before and behind them."""
_SAMPLES = re.compile(r"(?:Preview|preview|default|mock|sample|test)(?:_?[Pp]rops|Data)\Z|\A(?:args|argTypes)\Z")
"""Names of what a component is tried with: nobody is sent these."""
_NAMED = re.compile(
    r"(?:[a-z]\w*)?(?:[sS]ubject(?:Line)?|[pP]reheader(?:Text)?|[pP]reviewText|[hH]eadline)\Z|\A(?:title|preview)\Z"
)
"""Names of constants that say that they are copy."""
_KEYED = frozenset("subject subjectline preheader preheadertext previewtext preview_text".split())
"""Keys of objects that say so."""
_METADATA = frozenset({"metadata", "frontmatter", "seo", "meta"})
_NOTHING = frozenset("null undefined true false children".split())
_OPERATORS = frozenset("=== == !== != < > <= >= - * / % ** & | ^ = += -= in instanceof".split())
_PROSE_KEYS: Mapping[str, Role] = {
    **dict.fromkeys("text body message content children copy intro paragraph answer note summary".split(), "paragraph"),
    **dict.fromkeys("greeting subtitle tagline".split(), "paragraph"),
    **dict.fromkeys("question name heading title subheading headline".split(), "heading"),
    "preview": "preheader", "preview_text": "preheader", "preheader_text": "preheader", "subject_line": "subject",
    "subject": "subject",
}  # fmt: skip


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
    """Every stretch that may be shown, code left out: texts of elements and of template literals, strings."""
    todo = list(roots)
    while todo:
        node = todo.pop()
        if node.kind == "text":
            yield node.start, node.end
        elif node.kind == "string":
            yield _inside(node)
        todo += node.children
        todo += [value for _, value in node.attributes if value is not None]


def _inside(node: Node) -> tuple[int, int]:
    """A string or template literal without its quotes."""
    closed = len(node.text) > 1 and node.text[-1] == node.text[0] if node.kind == "string" else True
    return node.start + 1, max(node.end - closed, node.start + 1)


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
        super().__init__(source, find_templates(_veiled(source, roots)), seen=not mail)
        self.mail = mail
        self.slots: list[Slot] = list(self.templates.slots)
        self._mode = "text"
        self._worded = False  # whether words stand beside the elements that are read
        self._guards: list[frozenset[str]] = []
        self._bound: list[frozenset[str]] = []  # names of what is gone through, item by item
        self._values_of: dict[str, _Value] = {}
        self._defaults: dict[str, tuple[int, int]] = {}
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
        name = self._name(node)
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
        tokens = _bare(node.children)
        if not tokens or (len(tokens) == 1 and tokens[0].text in _NOTHING):
            return [], []
        if len(tokens) == 1 and tokens[0].kind == "string":
            return [_inside(tokens[0])], []
        if _worded(tokens) and not (_split(tokens, "||", "??")[1:] and _is_string(tokens[-1:])):
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
                elif called and token.text == "=" and index and _is_string(tokens[index + 1 : index + 2]):
                    self._defaults[tokens[index - 1].text] = _inside(tokens[index + 1])
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
            text = self.source[slice(*_inside(token))]
            if not (is_shown_argument(text, key) if key else is_copy(text, ())) or not self._unread(token):
                continue
            role = _role(key) or ("item" if group.text == "[" else "other")
            self.blocks += self._apart(role, [token])

    # ----------------------------------------------------------------------------------------------------- elements

    def _markup(self, node: Node) -> None:
        """Read an element."""
        name = self._name(node)
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
        if name == "a" and _PAINTED.search(self._value(attributes, "class")):
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

    def _name(self, node: Node) -> str:
        """The HTML element that an element is like."""
        written = node.text
        if not written:
            return "span" if self._worded else "fragment"
        last = written.rpartition(".")[2]
        if last[:1].islower():
            return last.lower()
        if last.startswith("Mjml"):
            inner = _CAMEL.sub("-", last.removeprefix("Mjml")).lower()
            return f"mj-{inner}" if inner else "mjml"
        words = [word.lower() for word in _HUMP.findall(last)]
        if words == ["code", "block"]:
            return "pre"
        if words == ["code", "inline"]:
            return "code"
        if words and words[-1] in {"text", "label"} and len(words) > 1 and words[-2] in {"button", "cta", "preview"}:
            words.pop()
        for word in reversed(words[-2:] if words[-1:] in (["text"], ["content"], ["block"]) else words[-1:]):
            if word in _ELEMENTS and word not in {"block", "content"}:
                found = _ELEMENTS[word] or word
                if found != "p" or word == words[-1]:
                    return found
        return "span" if self._worded else "div"

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
        said = []
        for key, double, single, number in _CSS.findall(text):
            value = double or single or (number if number in {"0", ""} else f"{number}px")
            said.append(f"{_CAMEL.sub('-', key).lower()}:{value}")
        return ";".join(said)

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
                if _is_given(text, key, role):
                    found = self._apart(role, [value])
            elif value.kind == "hole" and not value.markup:
                found = self._given(value, key, role)
            if element.edge:
                self.blocks += found
            else:
                self._later += found

    def _given(self, hole: Node, key: str, role: Role) -> list[Block]:
        """What an attribute shows that is set to an expression."""
        tokens = _bare(hole.children)
        constant = self._constant(tokens)
        if constant is not None:
            tokens = _bare(constant)
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
        text = self.source[slice(*_inside(token))]
        if not _is_given(text, key, role) or (constant is not None and not self._unread(token)):
            return []
        return self._apart(role, [token])

    def _role_of_attribute(self, node: Node, name: str, key: str) -> Role:
        if key in {"alt", "aria-label"} or (key == "title" and (name in {"a", "img"} or node.text[:1].islower())):
            return "alt"
        if key in {"value", "label"} and name in {"input", "button"}:
            return "button"
        return _role(key) or "other"

    def _inner_html(self, value: Node) -> None:
        """HTML that is set as it is: `{{ __html: `<p>...</p>` }}`."""
        groups = _bare(value.children)
        tokens = groups[0].children if len(groups) == 1 and groups[0].kind == "group" else []
        if len(tokens) > 2 and tokens[0].text == "__html" and tokens[2].kind in {"string", "template"}:
            self._layer(tokens[2], html.read)

    def _other_language(self, node: Node, element: html.Element) -> bool:
        """Whether an element holds Markdown in one string, which is read as that."""
        if node.text.rpartition(".")[2] != "Markdown" or element.never:
            return False
        shown = [one for one in node.children if one.kind != "text" or not self.source[one.start : one.end].isspace()]
        tokens = _bare(shown[0].children) if len(shown) == 1 and shown[0].kind == "hole" else []
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
            start, end = (part.start, part.end) if part is not None else _inside(token)
            at = start
            for match in _IN_STRING.finditer(self.source, start, end):
                if match.group()[0] != "\\":
                    continue
                writer.write(at, match.start())
                writer.write(*match.span(), "string" if _how(match.group()) == "space" else _how(match.group()))
                at = match.end()
            writer.write(at, end)
        if not len(writer):
            return
        layer = Layer(writer)
        blocks, slots = layer.lift(reader("", layer.text))
        for slot in slots:
            if not any(slot.span.overlaps(one.span) for one in self._near(slot.span)):
                insort(self.slots, slot, key=_by_span)
        self._flush()
        self.blocks += blocks

    def _near(self, span: Span) -> Iterator[Slot]:
        return (one for one in self.slots if one.span.overlaps(span))

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
            elif node.kind == "element" and self._name(node) == "a":
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
        tokens = _bare(tokens)
        question = _index(tokens, "?")
        arrow = _last_index(tokens if question < 0 else tokens[:question], "=>")
        if arrow >= 0:
            self._body(tokens, arrow)
            return
        if question > 0 and self._twists < _TWISTS and _worded(tokens):
            self._condition(tokens, question)
        elif tokens:
            self._chain(tokens, hole)

    def _condition(self, tokens: Sequence[Node], question: int) -> None:
        """`a ? b : c ? d : e`: each side, one after the other."""
        at = 0
        self._twists += 1
        guards = len(self._guards)
        while question >= 0 and (colon := _colon(tokens, question)) >= 0:
            present, absent = self._sides(tokens[at:question])
            self._guards.append(present)
            self._expression(tokens[question + 1 : colon], None)
            self._guards[-1] = absent
            self._part(tokens[colon].start, tokens[colon].end)
            at = colon + 1
            question = _index(tokens, "?", at)
        self._expression(tokens[at:], None)
        del self._guards[guards:]
        self._twists -= 1

    def _chain(self, tokens: Sequence[Node], hole: Node | None) -> None:
        """An expression without a condition on top: `a && b`, `a ?? b`, `a + b`, or a single value."""
        sides = _split(tokens, "||", "??")
        if len(sides) > 1:
            # a short text that stands in for a field is a part of the slot
            if any(_worded(side) for side in sides[:-1]) or (_worded(sides[-1]) and not _is_string(sides[-1])):
                for number, side in enumerate(sides):
                    if number:
                        self._part(side[0].start - 1, side[0].start)
                    self._expression(side, None)
            else:
                self._slot(tokens, hole)
            return
        last = _last_index(tokens, "&&")
        if 0 < last < len(tokens) - 1:
            self._guards.append(self._sides(tokens[:last])[0])
            self._expression(tokens[last + 1 :], hole if not _worded(tokens[last + 1 :]) else None)
            self._guards.pop()
            return
        if len(tokens) > 1 and any(one.kind in {"string", "template"} for one in tokens) and _index(tokens, "+") > 0:
            for part in _split(tokens, "+"):
                self._expression(part, None)
            return
        if len(tokens) == 1:
            self._single(tokens[0], hole)
        else:
            self._called(tokens, hole)

    def _single(self, token: Node, hole: Node | None) -> None:
        kind = token.kind
        if kind == "string":
            self._words(*_inside(token), "string")
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
            for item in _split(token.children, ","):
                self._expression(item, None)
        elif kind == "group":
            self._walk(token.children)
        elif kind == "name" and token.text not in _NOTHING:
            self._by_name(token, hole)

    def _by_name(self, token: Node, hole: Node | None) -> None:
        """A name: what a constant says where that is all of a block, else a slot."""
        constant = self._constant([token])
        value = _bare(constant) if constant and self._twists < _TWISTS else ()
        if any(one.markup for one in value):
            return  # elements are read where they stand
        if value and _worded(value) and _index(value, "=>") < 0:
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
        if any(one.markup for one in groups) or (mapped and any(_worded(one.children) for one in groups)):
            listed_ = self._constant(tokens[:1]) or ([tokens[0]] if tokens[0].text == "[" else None)
            if mapped and listed_ and listed_[0].kind == "group" and listed_[0].text == "[":
                self._flush()
                self._object(listed_[0], None)
            before = len(self.blocks)
            for group in groups[1:] if groups and groups[0] is tokens[0] else groups:
                for part in _split(group.children, ","):
                    if any(one.markup for one in part) or _index(part, "=>") >= 0:
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
        named = frozenset(_names_in(tokens[:arrow]))
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
        bare = _PROPS.sub("", text).replace("?.", ".") if len(text) <= _LONGEST else ""
        inside = read_inside(bare, family) if bare else None
        if inside is None or inside.kind == "spintax":
            inside = Inside(text[:40].strip(), "unknown")
        role = inside.role
        first = _HUMP.search(bare)
        root = re.match(r"[\w$]*", bare)
        named = root.group() if root else ""
        if any(named in bound for bound in self._bound) or named in self._values_of:
            role = "plumbing" if role in {"personal", "unknown"} else role
        elif role == "personal" and not inside.names and first and self._weak(inside.field):
            role = "unknown"
        fallback = inside.fallback
        if fallback is None and not inside.names and inside.field in self._defaults:
            fallback = self.source[slice(*self._defaults[inside.field])]
        elif fallback and is_sentence(fallback):
            at = self.source.rfind(fallback, start, end)
            if at > start:
                self._own_asides.append(Span(at, at + len(fallback)))
        slot = Slot(
            Span(start, end), self.source[start:end], family, inside.field, role, inside.kind, fallback,
            self._guarded(inside),
        )  # fmt: skip
        insort(self.slots, slot, key=_by_span)

    def _weak(self, field: str) -> bool:
        """Whether a name that may be anybody's stands where nobody is spoken to: `{title}` in a card."""
        form = fold(field)
        known = listed(field)
        weak = known is None or form in _ANYBODYS
        return weak and shaped(field) != "personal" and not _GREETING.search(self._writer.tail[-40:])

    def _guarded(self, inside: Inside) -> bool:
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
        self._text(start, end)
        self._mode = kept

    def _collapsed(self, writer: Writer, start: int, end: int, zone: str = "", *, attribute: bool = False) -> bool:
        """Write text as React shows it: lines joined, entities or escapes decoded. Whether there were words in it."""
        source = self.source
        mode = "attribute" if attribute else self._mode
        if mode == "text":
            start, end = self._trimmed(start, end)
        said = False
        for low, high, what in self.templates.shown(start, end):
            if what == "branch":
                writer.part(low, high)
                continue
            if what == "slot":
                writer.write(low, high, zone=zone)
                said = True
                continue
            at = low
            if source[at] == " " and writer.ends_in_space and not source.startswith("  ", at):
                at += 1
            for match in (_IN_STRING if mode == "string" else _IN_TEXT).finditer(source, at, high):
                first, last = match.span()
                if at < first:
                    said = said or not source[at:first].isspace()
                    writer.write(at, first, zone=zone)
                at = last
                raw = match.group()
                how: How = "space" if raw.isspace() else "entity" if raw[0] == "&" else _how(raw)
                if how == "space":
                    if not writer.ends_in_space:
                        writer.write(first, last, "space", zone)
                    at += source.startswith(" ", at, high)
                else:
                    writer.write(first, last, how, zone)
                    said = True
            if at < high:
                said = said or not source[at:high].isspace()
                writer.write(at, high, zone=zone)
        return said

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


def _by_span(slot: Slot) -> Span:
    return slot.span


def _says(block: Block) -> bool:
    """Whether a block holds a letter outside its slots."""
    text = block.text
    for slot in reversed(block.slots):
        place = block.place(slot.span)
        if place is not None:
            text = text[: place.start] + text[place.end :]
    return _WORD.search(text) is not None


def _role(key: str) -> Role | None:
    """What the value of a key is to its reader."""
    form = fold(key)
    return _PROSE_KEYS.get(form) or _PROSE_KEYS.get(form.rpartition("_")[2]) or role_of(key)


def _is_given(text: str, key: str, role: Role) -> bool:
    """Whether what an attribute is set to is shown; one word is where the attribute's name says so."""
    if role == "alt":
        return _WORD.search(text) is not None
    named = key != "default" and is_shown_argument("Word", key)
    return is_shown_argument(text, key) or (named and is_copy(text, (key,)))


def _how(escape: str) -> How:
    """How an escape in a string is shown."""
    mark = escape[1]
    if mark in "nrtvf":
        return "space"
    return "escape" if mark in "abeUNLP_" else "string"


def _is_sample(tokens: Sequence[Node], index: int) -> bool:
    """Whether an object is what a component is tried with."""
    return tokens[index - 1].text in {"=", ":"} and _SAMPLES.search(tokens[index - 2].text) is not None


def _bare(tokens: Sequence[Node]) -> Sequence[Node]:
    """An expression without brackets around all of it, and without what is said about its type."""
    for _ in range(DEEPEST):
        for index, token in enumerate(tokens):
            if index and token.kind == "name" and token.text in {"as", "satisfies"} and tokens[index - 1].text != ".":
                tokens = tokens[:index]
                break
        if tokens and tokens[-1].text == "!" and tokens[-1].kind == "mark":
            tokens = tokens[:-1]
        if len(tokens) == 1 and tokens[0].kind == "group" and tokens[0].text == "(":
            tokens = tokens[0].children
        else:
            return tokens
    return ()


def _index(tokens: Sequence[Node], mark: str, start: int = 0) -> int:
    places = range(start, len(tokens))
    return next((at for at in places if tokens[at].text == mark and tokens[at].kind == "mark"), -1)


def _last_index(tokens: Sequence[Node], mark: str) -> int:
    return next(
        (at for at in range(len(tokens) - 1, -1, -1) if tokens[at].text == mark and tokens[at].kind == "mark"), -1
    )


def _colon(tokens: Sequence[Node], question: int) -> int:
    """The colon that belongs to a question mark."""
    depth = 0
    for index in range(question + 1, len(tokens)):
        if tokens[index].kind == "mark":
            if tokens[index].text == "?":
                depth += 1
            elif tokens[index].text == ":":
                if not depth:
                    return index
                depth -= 1
    return -1


def _is_string(tokens: Sequence[Node]) -> bool:
    """Whether an expression is a text without anything filled in."""
    if len(tokens) != 1:
        return False
    return tokens[0].kind == "string" or (
        tokens[0].kind == "template" and all(one.kind == "text" for one in tokens[0].children)
    )


def _split(tokens: Sequence[Node], *marks: str) -> list[Sequence[Node]]:
    parts: list[Sequence[Node]] = []
    start = 0
    for index, token in enumerate(tokens):
        if token.kind == "mark" and token.text in marks:
            parts.append(tokens[start:index])
            start = index + 1
    return [part for part in [*parts, tokens[start:]] if part]


def _worded(tokens: Sequence[Node]) -> bool:
    """Whether an expression holds an element, or a string or template literal that may be shown."""
    for index, token in enumerate(tokens):
        if token.markup or token.kind in {"string", "template"}:
            before = tokens[index - 1].text if index else ""
            if token.markup or before not in {"===", "==", "!==", "!="}:
                return True
        elif token.kind == "group" and token.text == "(" and not index and _worded(token.children):
            return True
    return False


def _names_in(tokens: Sequence[Node]) -> Iterator[str]:
    """The names of a function's parameters."""
    todo = list(tokens)
    while todo:
        token = todo.pop()
        if token.kind == "name":
            yield token.text
        elif token.kind == "group":
            todo += token.children
