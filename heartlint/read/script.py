"""JavaScript and TypeScript with markup in them (JSX), as far as copy needs them: a tree of tokens and elements.

The scanner is ours: it gives the exact place of everything, never gives up on a broken file, and takes linear time on
any input. tree-sitter's TSX grammar does not: `a<b,` sixteen thousand times over (64 KB) takes it 23 s, twice that
four times as long, comments that never close are quadratic too, and neither can be interrupted. What it takes to tell
`<` of a tag from a comparison or a generic, and `/` of an expression from a division, is what stands before it, as in
any fast reader of scripts. Types are tokens like all else, and no markup is looked for behind a name.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from heartlint.read.html import VOID
from heartlint.read.tags.base import Ahead

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

DEEPEST = 120
"""How deep brackets and elements may stand in each other; what is deeper is kept in the last that is not."""

Part = Literal["all", "hole", "tag", "paragraph"]
NodeKind = Literal["name", "mark", "string", "number", "regex", "template", "text", "group", "hole", "element"]

_CODE = re.compile(
    r"(?P<space>[\s\ufeff]+|//[^\r\n\u2028\u2029]*)|(?P<comment>/\*|<!--)"
    r"|(?P<string>\"(?:[^\"\\\r\n]|\\(?:\r\n|.))*+\"?|'(?:[^'\\\r\n]|\\(?:\r\n|.))*+'?)"
    r"|(?P<number>\d[\w.]*)|(?P<name>[^\W\d][\w$]*|[$#@][\w$]*)"
    r"|(?P<mark>=>|\.\.\.|\?\.(?!\d)|&&=?|\|\|=?|\?\?=?|[=!]==?|[<>]=|\*\*|\+\+|--|[-+*/%&|^]=|.)",
    re.DOTALL,
)
_REGEX = re.compile(r"/(?![*/])(?:[^\\/\[\r\n]|\\[^\r\n]|\[(?:[^\]\\\r\n]|\\[^\r\n]){0,200}+\]){1,500}+/\w{0,9}")
_OPEN = re.compile(r"<(?:([^\W\d][\w$.:-]*|[$][\w$.:-]*)(?=[\s/>{<])|(?=>))(?!\s+extends\b)")
_CALLED = re.compile(r"\s*>\s*\(")
_CLOSE = re.compile(r"</\s*([\w$.:-]*)\s*(?:>|(?=<)|(?=\Z))")
_CLOSED = re.compile(r"</\s*([\w$.:-]+)")
_IN_TAG = re.compile(
    r"(?P<space>\s+|//[^\r\n]*)|(?P<comment>/\*)|(?P<end>/?>)|(?P<name>[^\W\d][\w$.:-]*|[@$][\w$.:-]*)(?P<is>\s*=\s*)?"
    r"|(?P<mark>.)",
    re.DOTALL,
)
_TYPES = re.compile(r"<[^<>(){}]{0,200}(?:<[^<>(){}]{0,200}>[^<>(){}]{0,200})?>")
_IN_TEXT = re.compile(r"[<{}]")
_IN_TEMPLATE = re.compile(r"[`\\]|\$\{")
_BEFORE_OPERAND = frozenset(
    "return case typeof default else do in of await yield void delete new throw instanceof".split()
)
"""Names behind which an expression begins."""
_CODE_BELOW = re.compile(
    r"^[ \t]*(?:\)[ \t]*[;,]?[ \t]*$|(?:export|import|const|let|function|return|class|type|interface)\s)", re.MULTILINE
)
"""A line of a script: what stands from it on in an element that never closes is no text."""
_EMPTY_LINE = re.compile(r"[ \t]*(?:\r\n|\r|\n)[ \t]*(?:[\r\n]|\Z)")
_LINE_END = re.compile(r"[\r\n]|\Z")


class Node:
    """A stretch `[start, end)` of a script. `text` is what a name or mark says, how a group opens, an element's name.

    `children` are the tokens of a group or hole, the parts of a template, what stands in an element. `attributes` are
    an element's: names with what they are set to (None where it is nothing). `markup` says whether an element stands
    somewhere inside.
    """

    __slots__ = ("attributes", "children", "closed", "end", "kind", "markup", "start", "text")

    def __init__(self, kind: NodeKind, start: int, end: int, text: str = "") -> None:
        self.kind = kind
        self.start, self.end = start, end
        self.text = text
        self.children: list[Node] = []
        self.attributes: list[tuple[str, Node | None]] = []
        self.markup = kind == "element"
        self.closed = False


class _Frame:
    """An open node: how what stands in it is read, where that is kept, and the node around it."""

    __slots__ = ("into", "mode", "node", "owner")

    def __init__(self, node: Node, mode: str, into: list[Node], owner: Node) -> None:
        self.node = node
        self.mode = mode
        self.into = into
        self.owner = owner


class Script:
    """A script, read from `source[start:end]`. `root` is a group of all its tokens.

    `broken` counts what does not close, or closes what is not open; `deep` is true where something stands deeper
    than `DEEPEST`. `part` says how much is read: all of it; until the brace closes that `start` stands behind ("hole");
    one tag ("tag"); or statements as far as an empty line ("paragraph"). `end` is where reading stopped.
    """

    def __init__(self, source: str, start: int = 0, end: int | None = None, part: Part = "all") -> None:
        self.source = source
        self.end = len(source) if end is None else end
        hole = part == "hole"
        self._part = part
        self.broken = 0
        self.deep = False
        self.root = Node("hole" if hole else "group", start, self.end)
        self._ahead = Ahead(source)
        self._operand = False
        self._stack = [_Frame(self.root, "code", self.root.children, self.root)]
        self._braces = 0
        self._names: dict[str, int] = {}  # how many elements of a name are open
        self._hole = hole
        self._run(start)

    def _run(self, at: int) -> None:
        if self._part == "tag":
            found = _OPEN.match(self.source, at, self.end)
            if found is None:
                self.end = at
                return
            self._push(Node("element", at, at, found.group(1) or ""), "tag")
            at = found.end()
        modes = {"code": self._code, "tag": self._tag, "children": self._children, "template": self._template}
        while at < self.end and self._stack:
            if self._part == "tag" and (len(self._stack) == 1 or self._stack[1].mode == "children"):
                self._close_to(0, at)
                break
            if self._part == "paragraph" and len(self._stack) == 1 and _EMPTY_LINE.match(self.source, at, self.end):
                self._close_to(0, at)
                break
            at = modes[self._stack[-1].mode](at)
        if self._part == "tag" and self._stack and (len(self._stack) == 1 or self._stack[1].mode == "children"):
            self._close_to(0, at)
        if self._stack:
            if len(self._stack) > 1 or self._hole:
                self.broken += 1
            self._close_to(0, self.end)
        else:
            self.end = at

    # -- nodes

    def _add(self, node: Node) -> None:
        self._stack[-1].into.append(node)

    def _push(self, node: Node, mode: str, attribute: str | None = None) -> None:
        top = self._stack[-1]
        if attribute is not None:
            top.node.attributes.append((attribute, node))
        elif node.kind != "hole" or top.mode != "tag":  # a spread in a tag is nothing to be seen
            top.into.append(node)
        into = node.children
        if len(self._stack) >= DEEPEST:
            self.deep = True
            into = top.into
        if node.kind == "element":
            self._names[node.text] = self._names.get(node.text, 0) + 1
        elif node.text == "{":
            self._braces += 1
        self._stack.append(_Frame(node, mode, into, top.node))

    def _pop(self, end: int) -> Node:
        frame = self._stack.pop()
        node = frame.node
        node.end = end
        if node.kind == "element":
            self._names[node.text] -= 1
        elif node.text == "{":
            self._braces -= 1
        if node.markup:
            frame.owner.markup = True
        self._operand = True
        return node

    def _close_to(self, length: int, end: int) -> None:
        """Close what is open down to a length of the stack; what should have closed by itself is cut."""
        while len(self._stack) > length:
            node = self._pop(end)
            if node.kind == "element" and node.children and node.children[-1].kind == "text":
                text = node.children[-1]
                found = _CODE_BELOW.search(self.source, text.start, text.end)
                if found:
                    text.end = found.start()

    # -- code

    def _code(self, at: int) -> int:
        match = _CODE.match(self.source, at, self.end)
        assert match is not None  # noqa: S101 - the last alternative takes any character
        kind, text, end = match.lastgroup, match.group(), match.end()
        if kind == "space":
            return end
        if kind == "comment":
            return self._comment(at, "*/" if text == "/*" else "-->", len(text))
        if kind in {"string", "number", "name"}:
            self._add(Node(kind, at, end, text))  # type: ignore[arg-type] # the names of the groups are kinds
            after_dot = kind == "name" and self.source[at - 1 : at] == "."
            self._operand = kind != "name" or text not in _BEFORE_OPERAND or after_dot
            return end
        if text == "`":
            self._push(Node("template", at, at), "template")
            return end
        if text in "([{":
            self._push(Node("group", at, at, text), "code")
            self._operand = False
            return end
        if text in ")]}":
            return self._closer(text, at)
        if text == "<" and (found := self._opens(at)):
            self._push(Node("element", at, at, found.group(1) or ""), "tag")
            return found.end()
        if text == "<" and self.source.startswith("</", at):
            close = _CLOSE.match(self.source, at, self.end)
            if close is not None and self._names.get(close.group(1)):
                return self._close_element(close)
        if text in {"/", "/="} and not self._operand:
            regex = _REGEX.match(self.source, at, self.end)
            if regex is not None:
                self._add(Node("regex", at, regex.end()))
                self._operand = True
                return regex.end()
        self._add(Node("mark", at, end, text))
        self._operand = text in {"++", "--"} and self._operand
        return end

    def _comment(self, at: int, close: str, length: int) -> int:
        found = self._ahead.find(close, at + length)
        return self.end if found < 0 or found > self.end else found + len(close)

    def _opens(self, at: int) -> re.Match[str] | None:
        """The start of a tag, where `<` is that and no comparison, and no generic."""
        if self._operand:
            return None
        found = _OPEN.match(self.source, at, self.end)
        if found is None or not found.group(1):
            return found
        called = _CALLED.match(self.source, found.end(), self.end)
        if called is not None and self._last_closed.get(found.group(1), -1) < at:
            return None  # `<T>(value: T) => T` is a function
        return found

    @cached_property
    def _last_closed(self) -> Mapping[str, int]:
        """Where the last end tag of each name stands."""
        return {match.group(1): match.start() for match in _CLOSED.finditer(self.source)}

    def _closer(self, text: str, at: int) -> int:
        top = self._stack[-1].node
        opened = {")": "(", "]": "[", "}": "{"}[text]
        if top is self.root:
            if self._hole and text == "}":
                self._close_to(0, at + 1)
            else:
                self.broken += 1
                self._operand = True
            return at + 1
        if top.text == opened and top.kind in {"group", "hole"}:
            self._pop(at + 1)
        elif text == "}" and self._braces:
            self.broken += 1
            while self._stack[-1].node.text != "{" or self._stack[-1].node.kind == "element":
                self._close_to(len(self._stack) - 1, at)
            self._pop(at + 1)
        elif text == "}" and self._hole:
            self.broken += 1
            self._close_to(0, at + 1)
        else:
            self.broken += 1
        return at + 1

    # -- markup

    def _tag(self, at: int) -> int:
        match = _IN_TAG.match(self.source, at, self.end)
        assert match is not None  # noqa: S101 - the last alternative takes any character
        node, end = self._stack[-1].node, match.end()
        name = match.group("name")
        if match.lastgroup == "comment":
            return self._comment(at, "*/", 2)
        if match.lastgroup == "space":
            return end
        if match.lastgroup == "end":
            # `<br>` is closed in no other way, but for `<link></link>`
            if match.group() == "/>" or (node.text in VOID and not self.source.startswith(f"</{node.text}", end)):
                self._pop(end)
            else:
                self._stack[-1].mode = "children"
            return end
        if name:
            if match.group("is") is None:
                node.attributes.append((name, None))
                return end
            return self._attribute(node, name, end)
        if match.group() == "{":
            self._push(Node("hole", at, at, "{"), "code")
            self._operand = False
            return end
        if match.group() == "<":
            types = _TYPES.match(self.source, at, self.end)
            if types is not None and at == node.start + 1 + len(node.text):
                return types.end()
            self.broken += 1  # the next tag begins, and this one is not closed
            self._stack[-1].mode = "children"
            return at
        self.broken += 1
        return end

    def _attribute(self, node: Node, name: str, at: int) -> int:
        """Read what an attribute is set to."""
        mark = self.source[at : min(at + 1, self.end)]
        if mark and mark in "\"'":
            found = self._ahead.find(mark, at + 1)
            if found < 0 or found >= self.end:
                self.broken += 1
                line_end = _LINE_END.search(self.source, at, self.end)
                end = line_end.start() if line_end else self.end
                node.attributes.append((name, Node("text", at + 1, max(end, at + 1))))
                return max(end, at + 1)
            node.attributes.append((name, Node("text", at + 1, found)))
            return found + 1
        if mark == "{":
            self._push(Node("hole", at, at, "{"), "code", name)
            self._operand = False
            return at + 1
        self.broken += 1
        node.attributes.append((name, None))
        return at

    def _children(self, at: int) -> int:
        match = _IN_TEXT.search(self.source, at, self.end)
        end = match.start() if match else self.end
        if end > at:
            self._add(Node("text", at, end))
        if match is None:
            return end
        mark = match.group()
        if mark == "{":
            self._push(Node("hole", end, end, "{"), "code")
            self._operand = False
            return end + 1
        if mark == "}":
            self.broken += 1
            if not (self._braces or self._hole):
                self._add(Node("text", end, end + 1))
                return end + 1
            # a script goes on, and the elements in it were never closed
            length = len(self._stack)
            while length > 1 and self._stack[length - 1].mode != "code":
                length -= 1
            self._close_to(length, end)
            return end
        if self.source.startswith("<!--", end):
            self.broken += 1
            return self._comment(end, "-->", 4)
        close = _CLOSE.match(self.source, end, self.end)
        if close is not None:
            return self._close_element(close)
        opened = _OPEN.match(self.source, end, self.end)
        if opened is None:
            self.broken += 1
            self._add(Node("text", end, end + 1))
            return end + 1
        self._push(Node("element", end, end, opened.group(1) or ""), "tag")
        return opened.end()

    def _close_element(self, close: re.Match[str]) -> int:
        """An end tag: it closes the innermost element of its name, and what stands open in that."""
        name = close.group(1)
        if not self._names.get(name):
            self.broken += 1
            return close.end()
        while self._stack[-1].node.kind != "element" or self._stack[-1].node.text != name:
            self.broken += 1
            self._close_to(len(self._stack) - 1, close.start())
        self._pop(close.end()).closed = True
        return close.end()

    # -- template literals

    def _template(self, at: int) -> int:
        match = _IN_TEMPLATE.search(self.source, at, self.end)
        while match is not None and match.group() == "\\":
            match = _IN_TEMPLATE.search(self.source, min(match.end() + 1, self.end), self.end)
        end = match.start() if match else self.end
        if end > at:
            self._add(Node("text", at, end))
        if match is None:
            return end
        if match.group() == "`":
            self._pop(match.end())
            return match.end()
        self._push(Node("hole", end, end, "{"), "code")
        self._operand = False
        return match.end()


# what stands in a script, token by token


def inside(node: Node) -> tuple[int, int]:
    """A string or template literal without its quotes."""
    closed = len(node.text) > 1 and node.text[-1] == node.text[0] if node.kind == "string" else True
    return node.start + 1, max(node.end - closed, node.start + 1)


def bare(tokens: Sequence[Node]) -> Sequence[Node]:
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


def index_of(tokens: Sequence[Node], mark: str, start: int = 0) -> int:
    """Where a mark stands first, from `start` on; -1 where it does not."""
    places = range(start, len(tokens))
    return next((at for at in places if tokens[at].text == mark and tokens[at].kind == "mark"), -1)


def last_index_of(tokens: Sequence[Node], mark: str) -> int:
    """Where a mark stands last; -1 where it does not."""
    return next(
        (at for at in range(len(tokens) - 1, -1, -1) if tokens[at].text == mark and tokens[at].kind == "mark"), -1
    )


def colon_of(tokens: Sequence[Node], question: int) -> int:
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


def is_string(tokens: Sequence[Node]) -> bool:
    """Whether an expression is a text without anything filled in."""
    if len(tokens) != 1:
        return False
    return tokens[0].kind == "string" or (
        tokens[0].kind == "template" and all(one.kind == "text" for one in tokens[0].children)
    )


def split(tokens: Sequence[Node], *marks: str) -> list[Sequence[Node]]:
    """The stretches between marks, empty ones left out."""
    parts: list[Sequence[Node]] = []
    start = 0
    for index, token in enumerate(tokens):
        if token.kind == "mark" and token.text in marks:
            parts.append(tokens[start:index])
            start = index + 1
    return [part for part in [*parts, tokens[start:]] if part]


def worded(tokens: Sequence[Node]) -> bool:
    """Whether an expression holds an element, or a string or template literal that may be shown."""
    for index, token in enumerate(tokens):
        if token.markup or token.kind in {"string", "template"}:
            before = tokens[index - 1].text if index else ""
            if token.markup or before not in {"===", "==", "!==", "!="}:
                return True
        elif token.kind == "group" and token.text == "(" and not index and worded(token.children):
            return True
    return False


def names_in(tokens: Sequence[Node]) -> Iterator[str]:
    """The names of a function's parameters."""
    todo = list(tokens)
    while todo:
        token = todo.pop()
        if token.kind == "name":
            yield token.text
        elif token.kind == "group":
            todo += token.children
