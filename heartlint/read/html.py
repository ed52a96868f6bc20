"""HTML and MJML, as a reader of the rendered message sees them.

The tokenizer is ours, after the one browsers share: it gives the exact place of everything and takes linear time
on any input. CPython 3.11's html.parser does not: 8,000 unclosed `<a ` (24 KB) take it 4 s and 16,000 take it 16 s,
unclosed `<!--` are quadratic too, and `<![` makes it raise. Nor does tree-sitter's HTML grammar, which is quadratic
on deep nesting. What is open is kept on a flat stack, so that 50,000 nested elements are 50,000 steps.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from dataclasses import replace
from functools import lru_cache
from html.entities import html5
from typing import TYPE_CHECKING, NamedTuple

from heartlint.read.templates import find_templates
from heartlint.read.zones import coverage, with_zones
from heartlint.text import Block, Document, Span, Writer, Zone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from heartlint.read.templates import Templates
    from heartlint.text import How, Role, Slot

FORMAT = "html"

_TAG = re.compile(r"<(?:(!--)|([!?]|/(?![a-zA-Z]))|(/?)([a-zA-Z][^ \t\n\r\f/>]*))")
_ATTRIBUTE = re.compile(
    r"[ \t\n\r\f/]*(?:(>)|(=?[^ \t\n\r\f/>=]*)"
    r"(?:[ \t\n\r\f]*=[ \t\n\r\f]*(?:\"([^\"]*)\"|'([^']*)'|([^ \t\n\r\f>\"'][^ \t\n\r\f>]*))?)?)"
)
_ODD = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f\0]|&#?[0-9a-zA-Z]+;?")
_LINE = re.compile(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)[\s]*|\0|&#?[0-9a-zA-Z]+;?")
_WHITE = frozenset(" \t\n\r\f")
_LONGEST_NUMBER = 64
"""A numeric reference longer than this stands as written: int() refuses thousands of digits."""

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_ROWS = frozenset("tbody thead tfoot".split())
BLOCK = _HEADINGS | frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form frameset head header hgroup hr html legend li main menu nav ol optgroup "
    "option p pre search section select summary table tbody td tfoot th thead title tr ul video audio object".split()
)
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_CLOSES_P = BLOCK - frozenset(
    "body html head td th tr tbody thead tfoot caption button legend option optgroup select".split()
)
_CELLS = frozenset({"td", "th", "caption"})
_SCOPE = frozenset("html body table td th caption template object button".split())
_END_WALLS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("td", "th", "caption", "tr", "tbody", "thead", "tfoot"), ("table", "template")),
    "table": ("template",),
    "p": tuple(sorted(_SCOPE)),
}
"""From an end tag to what it does not look beyond, where that is not `_WALLS`."""
_WALLS = ("table", "td", "th", "caption", "template", "object")
_IMPLIED: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu"}) | _SCOPE),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"}) | _SCOPE),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"}) | _SCOPE),
    "tr": (frozenset({"tr"}) | _CELLS, frozenset({"table"})),
    "td": (_CELLS, frozenset({"table", "tr"})),
    "th": (_CELLS, frozenset({"table", "tr"})),
    **dict.fromkeys(_ROWS, (_ROWS | _CELLS | {"tr"}, frozenset({"table"}))),
    "option": (frozenset({"option"}), frozenset({"select", "optgroup"}) | _SCOPE),
}
"""From a start tag to the open elements it closes, and those beyond which it does not look."""

_RAW = frozenset("script style xmp iframe noembed noframes textarea title mj-style".split())
_NEVER = frozenset("template svg math canvas datalist mj-attributes mj-html-attributes".split())
_DRAWINGS = ("svg", "math")
_LEAVES_DRAWING = _HEADINGS | frozenset(
    "b big blockquote body br center code dd div dl dt em embed head hr i img li menu meta nobr ol p pre ruby s small "
    "span strong strike sub sup table tt u ul var".split()
)
_CODE = frozenset("code kbd samp tt var".split())
_LINKS = frozenset({"a", "mj-navbar-link", "mj-social-element"})
ROLES: Mapping[str, Role] = {
    **dict.fromkeys(_HEADINGS, "heading"),
    "li": "item", "dt": "item", "dd": "item", "option": "item", "mj-li": "item",
    "button": "button", "mj-button": "button",
    "figcaption": "caption", "caption": "caption", "footer": "footer", "td": "paragraph", "th": "cell",
    "mj-table": "cell", "mj-preview": "preheader", "mj-title": "title", "blockquote": "quote",
}  # fmt: skip
_LABELS = ("class", "id", "css-class", "mj-class", "itemprop")
_PLAIN = frozenset({"paragraph", "cell", "item"})
"""Roles that give way to that of a footer or preheader around them."""

_BUTTON = re.compile(r"(?i:button|btn|(?<![a-z])cta(?![a-z]))|(?:\bcta|Cta)(?![a-z])")
# that of a card, a panel or a dialog closes no message
_FOOTER = re.compile(
    r"(?<!card-)(?<!panel-)(?<!modal-)(?<!dialog-)(?<!box-)(?<!table-)(?<!form-)(?<!widget-)(?<!editor-)footer",
    re.IGNORECASE,
)
# one voice, not the section that holds them with a headline of our own
_TESTIMONIAL = re.compile(
    r"(?i:(?<![a-z-])testimonial(?:[-_]{1,2}(?:body|box|card|content|copy|item|quote|text))?(?![\w-])|review-?body)"
)
_PREHEADER = re.compile(r"pre-?header|preview-?text", re.IGNORECASE)
_PADDING = " \t\r\n\f\u00a0\u034f\u00ad\u2007\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u180e\u115f\u3164"
_MAIL = re.compile(
    r"<!--\s{0,8}\[if\s[^\]>]{0,40}mso|<mj(?:ml\b|-[a-z])|mso-[a-z-]{2,40}\s?:|xmlns:v=|list-unsubscribe|4email\b"
)
"""What stands in mails alone, in lower case: so, the expression is six times as quick."""
_PAGE = re.compile(r"<(?:nav|form|input)\b|<script\b(?![^>]{0,200}ld\+json)", re.IGNORECASE)
"""What no mail program shows or runs."""
_LAYOUT = re.compile(
    r"<table\b[^>]{0,300}?\b(?:role=[\"']?presentation|cellpadding=[\"']?0)|<(?:container|columns)\b", re.IGNORECASE
)
"""Tables that are there for the layout, as mails still need them, or Inky, of which they are made."""
_LEAVE = re.compile(
    r"unsubscribe|\bopt[ -]?out\b"
    r"|\b(?:manage|update|change|edit)\s(?:your\s)?(?:e-?mail\s|subscription\s)?preferences",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\b[A-Z]{2},?\s\d{5}(?:-\d{4})?\b|\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b|\bP\.?\s?O\.?\sBox\b"
    r"|\b\d{1,5}[A-Za-z]?\s[\w.' -]{2,40}\b(?:Street|St|Road|Rd|Avenue|Ave|Lane|Boulevard|Blvd|Drive|Dr|Square|Way)\b"
    r"|(?:stra\u00dfe|str\.|rue|via|calle)\s[\w.' -]{0,40}\d"
)
_LEGAL = re.compile(
    r"\u00a9|\(c\)|\ball rights reserved\b|\breceiv(?:e|ed|ing)\sthis\s(?:e-?mail|mail|message|newsletter)|\bprivacy\b",
    re.IGNORECASE,
)
"""What stands beside an address and a way out at the end of a mail."""
_SHORT = 60
"""The longest line, in characters, that may stand between such."""
_VISIBLE = re.compile(r"\S")

_ZERO = re.compile(r"[+-]?0(?:\.0*)?(?:[a-z]{1,4}|%)?")
_LENGTH = re.compile(r"[\d.]{1,12}(?:[a-z]{1,4}|%)")
_RELATIVE = ("em", "%", "inherit", "unset", "smaller", "larger")


_SIMPLE = re.compile(r"(?:[a-zA-Z][\w-]*|\*)?(?:[.#][\w-]+)?")
_DISPLAY = re.compile(r"(?<![\w-])display\s{0,8}:\s{0,8}([a-z-]+)", re.IGNORECASE)
_BRACE = re.compile(r"[{}]")


class _Style(NamedTuple):
    """What a style attribute says about being seen; None where it leaves that to what stands around it."""

    gone: bool = False
    """Hidden with all it holds."""
    displayed: bool = False
    """Whether it says how it is displayed, and so overrules a style sheet."""
    tiny: bool | None = None
    """A font size of zero or one, which an element inside may undo: MJML wraps every column in it."""
    unseen: bool | None = None
    keeps_lines: bool | None = None
    button: bool = False
    """Padding on a background: a link that looks like a button."""


@lru_cache(maxsize=512)
def _style(text: str) -> _Style:
    said: dict[str, str] = {}
    for declaration in text.lower().split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            said[name.strip()] = value.replace("!important", "").strip()
    size = said.get("font-size", "")
    if not size and "font" in said:
        found = _LENGTH.search(said["font"])
        size = found.group() if found else ("0" if said["font"].startswith("0") else "")
    tiny = None
    if size and (size.endswith("rem") or not size.endswith(_RELATIVE) or _ZERO.fullmatch(size)):
        tiny = bool(_ZERO.fullmatch(size)) or size in {"1px", "1pt"}
    space = said.get("white-space", "")
    clipped = said.get("overflow") == "hidden" and bool(_ZERO.fullmatch(said.get("height", "")))
    ground = said.get("background-color") or said.get("background", "")
    return _Style(
        displayed="display" in said,
        gone=said.get("display") == "none"
        or said.get("mso-hide") == "all"
        or clipped
        or any(_ZERO.fullmatch(said.get(name, "")) for name in ("max-height", "opacity")),
        tiny=tiny,
        unseen=said["visibility"] in {"hidden", "collapse"} if "visibility" in said else None,
        keeps_lines=space.startswith(("pre", "break-spaces")) if space and space != "inherit" else None,
        button=bool(ground)
        and not ground.startswith(("transparent", "none", "inherit", "initial"))
        and any(name.startswith("padding") and not _ZERO.fullmatch(value) for name, value in said.items()),
    )


_UNSTYLED = _Style()


class Element(NamedTuple):
    """An open element, with all that its text inherits."""

    name: str
    """Empty once its end tag came before that of a block inside it."""
    role: Role
    level: int = 0
    gone: bool = False
    tiny: bool = False
    unseen: bool = False
    hidden: bool = False
    """Any of the three."""
    never: bool = False
    keeps_lines: bool = False
    zone: str = ""
    """Of a whole block: "quote", "code"."""
    testimonial: bool = False
    """Whether somebody else is quoted, in a box that may have a heading of our own."""
    inline: str = ""
    """Of a stretch inside a block: "code", "quote"."""
    link: bool = False
    button: bool = False
    """Whether a lone link in it is a button: a table of class "button", say."""
    edge: bool = False
    """Whether a block begins and ends with it."""


def read(name: str, source: str) -> Document:
    """A page or mail as HTML or MJML: what its reader sees, block by block."""
    templates = find_templates(source)
    mail, page = bool(_MAIL.search(source.lower())), bool(_PAGE.search(source))
    # what a page hides at its start is a dialog or a menu
    reader = Reader(source, templates, seen=page and not mail)
    reader.run(0, len(source))
    blocks = tuple(templates.with_asides(source, with_footer([with_zones(block) for block in reader.blocks])))
    mail = mail or any("unsub" in slot.field.lower() for slot in templates.slots)
    if not mail and not page:
        mail = reader.leaves or bool(_LAYOUT.search(source)) or any(block.role == "preheader" for block in blocks)
    return Document(
        name,
        source,
        blocks,
        templates.slots,
        "email" if mail else "page",
        FORMAT,
        coverage(blocks, source, {"hidden": reader.hidden}, reader.notes()),
    )


def read_blocks(source: str, templates: Templates, start: int, end: int) -> list[Block]:
    """The blocks of a stretch of HTML inside another format."""
    # hidden text with anything before it is no preheader
    seen = bool(_VISIBLE.search(templates.masked, 0, start))
    reader = Reader(source, templates, seen=seen)
    reader.run(start, end)
    return reader.blocks


class Reader:
    """From markup to blocks: what is open, what is hidden, where a block ends. Reads one source."""

    def __init__(self, source: str, templates: Templates, *, seen: bool = False) -> None:
        self.source = source
        self.masked = templates.masked
        self.templates = templates
        self.slots: Sequence[Slot] = templates.slots
        self._odd = _ODD
        self.blocks: list[Block] = []
        self.hidden = 0
        self.leaves = False  # whether a link says that one can unsubscribe
        self._included: list[str] = []
        self._sheet: dict[str, bool] = {}  # from selector to whether it hides
        self._writer = Writer(source)
        self._secret = Writer(source)
        self._stack = [Element("", "paragraph")]
        self._open: defaultdict[str, list[int]] = defaultdict(list)
        self._special: list[int] = []  # where on the stack the block elements are
        self._seen = seen  # whether the reader has met any text but titles and alt texts
        self._said = False  # whether the current block holds more than white space
        self._here = self._stack[0]  # the element whose role the current block has
        self._all_link = True
        self._after_break = False
        self._later: list[Block] = []
        self._tag_at = (0, 0)

    def run(self, start: int, end: int) -> None:
        """Read `source[start:end]`."""
        masked = self.masked
        at = text = start
        while True:
            at = masked.find("<", at, end)
            if at < 0:
                break
            match = _TAG.match(masked, at, end)
            if match is None or (match.group(2) == "/" and match.end() == end):
                at += 1
                continue
            self._text(text, at)
            if match.group(1):
                at = self._comment_end(at, end)
            elif match.group(2):
                at = self._declaration_end(at, end)
            else:
                at = self._tag(match, end)
            text = at
        self._text(text, end)
        self._close_to(1)
        self._flush()

    def _comment_end(self, at: int, end: int) -> int:
        masked = self.masked
        for short in ("<!-->", "<!--->"):
            if masked.startswith(short, at, end):
                return at + len(short)
        found = masked.find("--", at + 4, end)
        while found >= 0:
            for close in ("-->", "--!>"):
                if masked.startswith(close, found, end):
                    return found + len(close)
            found = masked.find("--", found + 1, end)
        return end

    def _declaration_end(self, at: int, end: int) -> int:
        """The end of `<!...>`, `<?...>` or `</3...>`: all three are comments to a browser."""
        close = "?>" if self.masked.startswith(("<?php", "<?="), at, end) else ">"
        found = self.masked.find(close, at, end)
        return end if found < 0 else found + len(close)

    # --------------------------------------------------------------------------------------------------- tags

    def _tag(self, match: re.Match[str], end: int) -> int:
        """Act on a tag; where what follows it starts."""
        name = match.group(4).lower()
        attributes, after = self._attributes(match.end(), end)
        if attributes is None:
            return end  # the source ends inside the tag, and browsers drop it
        self._tag_at = (match.start(), after)
        if self._stack[-1].never and name in _LEAVES_DRAWING and (not match.group(3) or name in {"p", "br"}):
            self._leave_drawing()
        if name == "br":
            self._break(match.start(), after)
            return after
        if match.group(3):
            self._end(name)
            return after
        if name in _RAW:
            return self._raw(name, attributes, after, end)
        self._start(name, attributes, closed=self.masked[after - 2 : after - 1] == "/")
        return after

    def _attributes(self, at: int, end: int) -> tuple[dict[str, tuple[int, int]] | None, int]:
        """From name to the stretch of its value, and where the tag ends; None where it does not."""
        masked = self.masked
        if at < end and masked[at] == ">":
            return {}, at + 1
        found: dict[str, tuple[int, int]] = {}
        while True:
            match = _ATTRIBUTE.match(masked, at, end)
            assert match is not None  # noqa: S101 - it matches nothing, too
            at = match.end()
            group = match.lastindex or 2
            if group == 1:
                return found, at
            if at >= end or (group == 2 and masked[at] in "\"'"):  # the second is a quote that never closes
                return None, end
            found.setdefault(match.group(2).lower(), match.span(group) if group > 2 else (at, at))

    def _value(self, attributes: Mapping[str, tuple[int, int]], name: str) -> str:
        start, end = attributes.get(name, (0, 0))
        return self.source[start:end]

    def _raw(self, name: str, attributes: Mapping[str, tuple[int, int]], start: int, end: int) -> int:
        """Text up to the end tag: a title and a text area are read, script and style never are."""
        close = re.compile(rf"</{re.escape(name)}(?=[ \t\n\r\f/>])", re.IGNORECASE).search(self.masked, start, end)
        stop = close.start() if close else end
        found = self.masked.find(">", stop, end) if close else -1
        after = end if found < 0 else found + 1
        above = self._stack[-1]
        if name == "title" and not above.never:
            writer = Writer(self.source)
            self._collapsed(writer, start, stop)
            block = writer.block("title", self.slots)
            if block is not None:
                self.blocks.append(block)
        elif name in {"style", "mj-style"} and not above.never:
            if self._value(attributes, "media").lower() in {"", "all", "screen"}:
                _hiding(self.masked[start:stop], self._sheet)
        elif name == "textarea":
            element = self._element(name, attributes, above)
            self._push(element._replace(keeps_lines=True, edge=True))
            self._text(start, stop)
            self._tag_at = (stop, after)
            self._close_to(len(self._stack) - 1)
        return after

    def _start(self, name: str, attributes: Mapping[str, tuple[int, int]], *, closed: bool) -> None:
        if name in _CLOSES_P:
            self._close_implied(frozenset({"p"}), _SCOPE)
        if name in _IMPLIED:
            self._close_implied(*_IMPLIED[name])
        if name in _HEADINGS and self._stack[-1].name in _HEADINGS:
            self._close_to(len(self._stack) - 1)
        if name == "a":
            self._end("a")
        if name == "mj-include" and self._value(attributes, "type").lower() != "css":
            self._included.append(self._value(attributes, "path")[:80])
        above = self._stack[-1]
        if attributes:
            self._values(name, attributes, above)
        if name in VOID:
            if name == "hr":
                self._flush()
            return
        element = self._element(name, attributes, above)
        if closed and ("-" in name or name in _DRAWINGS or above.never):
            if element.edge:
                self._flush()
            return
        self._push(element)

    def _push(self, element: Element) -> None:
        if element.edge:
            self._flush()
        if element.name in BLOCK or element.name.startswith("mj-"):
            self._special.append(len(self._stack))
        self._open[element.name].append(len(self._stack))
        self._stack.append(element)

    def _element(self, name: str, attributes: Mapping[str, tuple[int, int]], above: Element) -> Element:
        styled, label = _UNSTYLED, ""
        if attributes:
            if "style" in attributes:
                styled = _style(self._value(attributes, "style"))
            label = " ".join(self._value(attributes, one) for one in _LABELS if one in attributes)
        gone = above.gone or styled.gone or name == "mj-preview" or self._hides(name, attributes, styled)
        tiny = above.tiny if styled.tiny is None else styled.tiny
        unseen = above.unseen if styled.unseen is None else styled.unseen
        role = ROLES.get(name, above.role)
        if role in _PLAIN and above.role in {"footer", "preheader"}:
            role = above.role
        elif name == "td" and self._open["mj-table"]:
            role = "cell"  # other tables are mostly there for the layout
        elif name == "th" and self._open["th"]:
            role = "paragraph"  # as is this one, with header cells for columns
        edge = name in BLOCK or name.startswith("mj-")
        level = int(name[1]) if name in _HEADINGS else above.level
        labelled = bool(label and _BUTTON.search(label))
        testimonial = above.testimonial
        if (name == "a" and (labelled or styled.button)) or "button" in self._value(attributes, "role").lower():
            role, edge = "button", True
        elif label and name not in {"body", "html"}:
            testimonial = testimonial or bool(_TESTIMONIAL.search(label))
            if _PREHEADER.search(label):
                role = "preheader"
            elif role in _PLAIN and _FOOTER.search(label):
                role = "footer"
        keeps = above.keeps_lines if styled.keeps_lines is None else styled.keeps_lines
        return Element(
            name,
            role,
            level,
            gone,
            tiny,
            unseen,
            gone or tiny or unseen,
            above.never or name in _NEVER,
            keeps or name == "pre",
            above.zone or ("quote" if name == "blockquote" else "code" if name == "pre" else ""),
            testimonial,
            above.inline or ("code" if name in _CODE else "quote" if name == "q" and "cite" in attributes else ""),
            above.link or name in _LINKS,
            above.button or labelled,
            edge,
        )

    def _hides(self, name: str, attributes: Mapping[str, tuple[int, int]], styled: _Style) -> bool:
        """Whether an element is hidden with all it holds: by an attribute, its own style, or a style sheet."""
        if styled.gone or "hidden" in attributes:
            return True
        if not self._sheet or styled.displayed:
            return False
        classes = self._value(attributes, "css-class" if name.startswith("mj-") else "class").split()
        marks = ["", *(f".{one}" for one in classes)]
        if "id" in attributes:
            marks.append(f"#{self._value(attributes, 'id')}")
        said = [self._sheet[key] for mark in marks for key in (mark, name + mark) if key in self._sheet]
        return bool(said) and said[-1]

    def notes(self) -> list[str]:
        """What belongs to the message and stands elsewhere."""
        if not self._included:
            return []
        names = ", ".join(dict.fromkeys(self._included[:5]))
        return [f"what mj-include would bring in is not read ({names}{', ...' if len(self._included) > 5 else ''})"]

    def _values(self, name: str, attributes: Mapping[str, tuple[int, int]], above: Element) -> None:
        """Attributes that a reader sees: alt and title texts, the words on a button."""
        wanted: list[tuple[str, Role]] = []
        if name in {"img", "mj-image", "mj-carousel-image", "mj-social-element", "amp-img", "area"}:
            wanted = [("alt", "alt"), ("title", "alt")] if name != "area" else [("alt", "alt")]
        elif name in {"a", "mj-button"}:
            wanted = [("title", "alt")]
        elif name == "input":
            kind = self._value(attributes, "type").lower()
            if kind in {"submit", "button", "reset"}:
                wanted = [("value", "button")]
            elif kind == "image":
                wanted = [("alt", "button")]
        # a font size of zero is often set around images, to close the gaps between them: it hides no image
        if not wanted or above.never or above.gone or above.unseen:
            return
        if self._hides(name, attributes, _style(self._value(attributes, "style"))):
            return
        for attribute, role in wanted:
            if attribute in attributes:
                writer = Writer(self.source)
                self._collapsed(writer, *attributes[attribute], attribute=True)
                block = writer.block(role, self.slots)
                if block is not None:
                    self._later.append(block)

    def _end(self, name: str) -> None:
        if name == "p" and not self._open["p"]:
            self._flush()
            return
        names = _HEADINGS if name in _HEADINGS else (name,)
        index = max((found[-1] for one in names if (found := self._open.get(one))), default=0)
        if not index:
            return
        walls = _END_WALLS.get(name, _WALLS)
        wall = max((found[-1] for one in walls if one != name and (found := self._open.get(one))), default=0)
        if index < wall:
            return
        if name in BLOCK or name.startswith("mj-") or not self._special or self._special[-1] < index:
            self._close_to(index)
        elif name in _FORMATTING:
            # it ends, and the block that began inside it goes on
            self._open[name].pop()
            self._stack[index] = self._stack[index]._replace(name="")

    def _close_implied(self, names: frozenset[str], walls: frozenset[str]) -> None:
        """Close the outermost of the elements of these names that no wall stands around."""
        inside = [found[-1] for name in names if (found := self._open.get(name))]
        if inside:
            wall = max((found[-1] for name in walls if (found := self._open.get(name))), default=0)
            inside = [index for index in inside if index > wall]
        if inside:
            self._close_to(min(inside))

    def _leave_drawing(self) -> None:
        """Markup of a page ends a drawing that it stands in, unless the drawing says that it holds a page."""
        walls = ("template", "foreignobject", "canvas", "datalist", "mj-attributes", "mj-html-attributes")
        wall = max((found[-1] for name in walls if (found := self._open.get(name))), default=0)
        inside = [found[0] for name in _DRAWINGS if (found := self._open.get(name)) and found[0] > wall]
        if inside:
            self._close_to(min(inside))

    def _close_to(self, index: int) -> None:
        """Close open elements down to, and with, the one at `index`."""
        while len(self._stack) > index:
            element = self._stack.pop()
            if element.name:
                self._open[element.name].pop()
            if self._special and self._special[-1] == len(self._stack):
                self._special.pop()
            if element.hidden and not self._stack[-1].hidden:
                self._reveal(element)
            if element.edge:
                self._flush()

    # --------------------------------------------------------------------------------------------------- text

    def _text(self, start: int, end: int) -> None:
        if start >= end:
            return
        element = self._stack[-1]
        if element.never:
            return
        if element.hidden:
            self._collapsed(self._secret, start, end)
            return
        writer = self._writer
        if element.link and not self.leaves:
            self.leaves = bool(_LEAVE.search(self.source, start, end))
        if not self._said:
            self._here, self._all_link = element, True
        if element.keeps_lines:
            self._kept(start, end, element)
        elif self._collapsed(writer, start, end, element.inline):
            self._saying(element)

    def _saying(self, element: Element) -> None:
        """Note that something visible was written."""
        self._said = True
        self._after_break = False
        if not element.link:
            self._all_link = False

    def _collapsed(self, writer: Writer, start: int, end: int, zone: str = "", *, attribute: bool = False) -> bool:
        """Write text with its white space collapsed and its entities decoded, as browsers do.

        Whether there was anything but white space in it.
        """
        if writer.ends_in_space and self.masked[start:end].isspace() and not self.templates.parted(start, end):
            return False
        source = self.source
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
            for match in self._odd.finditer(source, at, high):
                how = self._how(match, attribute=attribute)
                if how is None:
                    continue
                first, last = match.span()
                if at < first:
                    said = said or not source[at:first].isspace()
                    writer.write(at, first, zone=zone)
                at = last
                if how == "space":
                    if not writer.ends_in_space:
                        writer.write(first, last, "space", zone)
                    at += source.startswith(" ", at, high)
                elif how:
                    writer.write(first, last, how, zone)
                    said = said or not writer.tail.isspace()
            if at < high:
                said = said or not source[at:high].isspace()
                writer.write(at, high, zone=zone)
        return said

    def _how(self, match: re.Match[str], *, attribute: bool) -> How | None:
        """How what stands out in a text is shown: None as it is written, "" not at all."""
        begins = match.group()[0]
        if begins != "&":
            return "" if begins == "\0" else "space"
        decoded = _decoded(match, attribute=attribute)
        return "entity" if decoded and decoded not in _WHITE else "space" if decoded else decoded

    def _kept(self, start: int, end: int, element: Element) -> None:
        """Write text whose line ends are kept; an empty line ends the block."""
        for low, high, what in self.templates.shown(start, end):
            if what == "branch":
                self._writer.part(low, high)
                continue
            at = low
            if what == "text":
                for match in _LINE.finditer(self.source, low, high):
                    first, last = match.span()
                    begins = self.source[first]
                    if begins == "&" and _decoded(match) is None:
                        continue
                    self._keep(at, first, element)
                    at = last
                    if begins == "&":
                        self._writer.write(first, last, "entity", element.inline)
                        if not html.unescape(match.group()).isspace():
                            self._saying(element)
                    elif begins != "\0":
                        self._flush()
                        self._here, self._all_link = element, True
            self._keep(at, high, element)

    def _keep(self, start: int, end: int, element: Element) -> None:
        if start < end:
            self._writer.write(start, end, zone=element.inline)
            if not self.source[start:end].isspace():
                self._saying(element)

    def _break(self, start: int, end: int) -> None:
        """A line break; two in a row are a new paragraph to the eye."""
        element = self._stack[-1]
        if element.never:
            return
        if element.hidden:
            self._part()
        elif self._after_break:
            self._flush()
        elif len(self._writer):
            self._writer.write(start, end, "break")
            self._after_break = True

    # ------------------------------------------------------------------------------------------------- blocks

    def _part(self) -> None:
        """Keep the words of two hidden blocks apart: one space for the tag between them."""
        if not self._secret.ends_in_space:
            self._secret.write(*self._tag_at, "space")

    def _flush(self) -> None:
        """End the current block."""
        self._after_break = False
        if self._said:
            here = self._here
            role: Role = "quote" if here.zone == "quote" else "code" if here.zone == "code" else here.role
            if self._all_link:
                if here.button and role != "heading" and not here.zone:
                    role = "button"
                elif role in {"paragraph", "preheader"}:
                    role = "link"
            zone = here.zone
            if here.testimonial and not zone and role in {*_PLAIN, "caption"}:
                role, zone = "quote", "quote"
            level = here.level if role == "heading" else 0
            block = self._writer.block(role, self.slots, zone=zone, level=level)
            self._append(block)
            self._said = False
        elif len(self._writer):
            self._writer.block("other")  # white space, which nobody sees
        self._here = self._stack[-1]
        if self._here.hidden:
            self._part()
        if self._later:
            self.blocks.extend(self._later)
            self._later = []

    def _append(self, block: Block | None) -> None:
        """Keep a visible block, unless it is nothing but invisible padding."""
        if block is None:
            return
        if not block.text.strip(_PADDING):
            self.hidden += len(block.text)
            return
        trimmed = _trim(block)
        self.hidden += len(block.text) - len(trimmed.text)
        self._seen = True
        self.blocks.append(trimmed)

    def _reveal(self, element: Element) -> None:
        """What to do with hidden text when its element ends: before any visible text it is the preheader."""
        block = self._secret.block("preheader", self.slots)
        if block is None:
            return
        if (self._seen or self._said) and element.role != "preheader":
            self.hidden += len(block.text)
        else:
            self._append(block)


def _decoded(match: re.Match[str], *, attribute: bool = False) -> str | None:
    """What a character reference shows; None where a browser shows it as it is written."""
    raw = match.group()
    if raw[1] == "#":
        if len(raw) > _LONGEST_NUMBER:
            return None
    elif attribute and raw[-1] != ";" and (raw[1:] not in html5 or match.string.startswith("=", match.end())):
        return None  # in an attribute, &copy in "&copy=1" or "&copying" is no reference
    decoded = html.unescape(raw)
    return None if decoded == raw else decoded


def _hiding(sheet: str, found: dict[str, bool]) -> None:
    """Add to `found` which elements, classes and ids a style sheet hides, by selectors of one step.

    What a media query shows again is not hidden from everybody.
    """
    # a comment that does not close reaches to the end
    first, *comments = sheet.split("/*")
    css = first + " ".join(comment.partition("*/")[2] for comment in comments)
    open_: list[str] = []
    at = 0
    for brace in _BRACE.finditer(css):
        start, at = at, brace.end()
        if brace.group() == "{":
            open_.append(css[start : brace.start()].rpartition(";")[2].strip())
            continue
        selectors = open_.pop() if open_ else "@"
        if selectors.startswith("@") or len(open_) > 1:
            continue
        display = _DISPLAY.findall(css, start, brace.start())
        if not display or (open_ and not open_[0].startswith("@media")):
            continue
        hides = display[-1].lower() == "none"
        if open_ and (hides or "print" in open_[0]):
            continue
        for selector in selectors.split(","):
            simple = selector.strip().removeprefix("*")
            if simple and _SIMPLE.fullmatch(simple):
                found[simple] = hides


def with_footer(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with what the law wants at the end of a mail marked: the sender's address and a way to leave.

    Both must be there. Links and short lines between and behind them belong to it.
    """
    first = len(blocks)
    address = leave = False
    strange = 0
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index]
        if block.role in {"heading", "button", "quote", "preheader", "title"} or block.zone:
            break
        fields = [slot.field.lower() for slot in block.slots]
        placed = bool(_ADDRESS.search(block.text)) or any("address" in one and "mail" not in one for one in fields)
        leaves = bool(_LEAVE.search(block.text))
        if block.role == "footer" or placed or leaves or _LEGAL.search(block.text):
            address, leave = address or placed, leave or leaves
            first, strange = index, 0
        elif block.role not in {"link", "alt"}:
            strange += 1
            if strange > 1 or len(block.text) > _SHORT:
                break
    if not (address and leave):
        return list(blocks)
    legal = [replace(block, role="footer") if block.role in {*_PLAIN, "link"} else block for block in blocks[first:]]
    return [*blocks[:first], *legal]


def _trim(block: Block) -> Block:
    """A block without the invisible padding around it; it must hold more than that."""
    length = len(block.text.rstrip(_PADDING))
    start = len(block.text) - len(block.text.lstrip(_PADDING))
    if start == 0 and length == len(block.text):
        return block
    span = Span(start, length)
    pieces = block.in_source(span)
    text = "".join(piece.text for piece in pieces)
    zones = tuple(
        Zone(Span(max(zone.span.start - start, 0), min(zone.span.end - start, len(text))), zone.name)
        for zone in block.zones
        if zone.span.overlaps(span)
    )
    return replace(block, text=text, pieces=pieces, zones=zones)
