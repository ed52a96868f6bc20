"""How much of real files is read, against readers that are not ours: `just eval-read`.

    python benchmarks/read.py [FOLDER ...] [--eval ../shared/eval] [-v] [--worst 10]

Every file under the gold messages and under each FOLDER is read. Nothing may break; every piece must map back to
its place in the source; and the words read must be those of an independent reader: markdown-it for Markdown, a
browser's engine for HTML (with MJML rendered first), the standard library and friends for the rest (`EXTRACTORS`).
Template code is cut out before they see a file, and each merge tag becomes one word, on both sides.

Words are compared as multisets, so that one that is read twice, or in the wrong file, is not a word read. Alt texts,
titles and hidden text are counted apart. Exit status 1 when a file breaks, a piece does not map back, or a format
stays below 99 % of its words. Measuring only: nothing is written. Needs `pip install -e ".[eval]"`.
"""

from __future__ import annotations

import argparse
import csv
import email
import email.policy
import html as html_module
import json
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from heartlint.read import UnreadableError, decode, format_of, read_source
from heartlint.read.templates import find_templates
from heartlint.text import decoded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from heartlint.text import Block, Document, Span

ROOT = Path(__file__).resolve().parent.parent
TARGET = 0.99
SLOT = "zqslot"
"""The word that stands for a merge tag on both sides."""

_WORD = re.compile(r"[^\W_]+")
_INVISIBLE = re.compile("[\u00ad\u034f\u200b-\u200f\u2060\ufeff]")
_FRONT = re.compile(
    r"\A---[ \t]*\r?\n.*?\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)|\A\+\+\+\r?\n.*?\r?\n\+\+\+\r?\n", re.DOTALL
)
_HEAD = re.compile(r"[A-Za-z][A-Za-z-]{1,30}:\s")
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp rt ruby s samp small "
    "span strike strong sub sup time tt u var wbr".split()
)
_SILENT = frozenset("script style template svg math iframe noembed noframes canvas video audio datalist".split())
_FLOWING = frozenset({"inline", "contents", "none", ""})
_ZERO = re.compile(r"0(?:\.0*)?(?:px|em|pt|%)?")
_COMPONENTS = frozenset(
    "mjml mj-accordion mj-accordion-element mj-accordion-text mj-accordion-title mj-all mj-attributes mj-body "
    "mj-breakpoint mj-button mj-carousel mj-carousel-image mj-class mj-column mj-divider mj-font mj-group mj-head "
    "mj-hero mj-html-attribute mj-html-attributes mj-image mj-include mj-navbar mj-navbar-link mj-preview mj-raw "
    "mj-section mj-selector mj-social mj-social-element mj-spacer mj-style mj-table mj-text mj-title mj-wrapper".split()
)
"""What the renderer knows; it drops the rest without a word."""
_ASIDE = frozenset({"alt", "title", "preheader", "subject", "description", "from", "reply-to", "to"})
"""Roles whose words are compared apart, where the format keeps them elsewhere than in the body."""


@dataclass
class Words:
    """What an independent reader finds in a file, as stretches of text."""

    shown: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    alt: list[str] = field(default_factory=list)
    title: list[str] = field(default_factory=list)


class NotComparableError(Exception):
    """A file that the independent reader cannot make sense of; the message says why."""


def plain(source: str) -> str:
    """The source without template code, and with one word for each merge tag."""
    templates = find_templates(source)
    marks = [(slot.span, SLOT) for slot in templates.slots] + [(span, "") for span in templates.hidden]
    parts = []
    at = 0
    for span, instead in sorted(marks):
        parts += [source[at : span.start], instead]
        at = span.end
    return "".join(parts) + source[at:]


# ------------------------------------------------------------------------------------------- independent readers


def html_words(source: str) -> Words:
    """A page as a browser's own engine (lexbor) parses it."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(source)
    found = Words()
    if tree.root is None:
        return found
    displays = _displays(tree)
    # (node, hidden, font size of zero); an element's end is marked by its name alone
    todo: list[Any] = [(tree.root, False, False)]
    while todo:
        one = todo.pop()
        if isinstance(one, str):
            for texts in (found.shown, found.hidden):
                texts.append(one)
            continue
        node, hidden, tiny = one
        if node.is_text_node:
            (found.hidden if hidden or tiny else found.shown).append(node.text_content)
            continue
        name = node.tag
        if name == "title" and not hidden:
            found.title.append(node.text(deep=True))
        if not node.is_element_node or name in _SILENT or name == "title":
            continue
        attributes = node.attributes
        style = _declarations(attributes.get("style") or "")
        gone = displays.get(node.mem_id) == "none" if "display" not in style else style["display"] == "none"
        hidden = hidden or gone or "hidden" in attributes or _unseen(style)
        if size := style.get("font-size"):
            tiny = bool(_ZERO.fullmatch(size)) or size == "1px"
        _attributes(found, name, attributes, hidden=hidden)
        between = "" if name in _INLINE and style.get("display", "inline") in _FLOWING else "\n"
        todo.append(between)
        children = []
        child = node.first_child
        while child is not None:
            children.append((child, hidden, tiny))
            child = child.next
        todo += reversed(children)
        todo.append(between)
    return found


def _attributes(found: Words, name: str, attributes: Mapping[str, str | None], *, hidden: bool) -> None:
    """The words that stand in an element's attributes and that people see."""
    if hidden:
        return
    if name in {"img", "area"}:
        found.alt += [attributes.get("alt") or "", "\n"]
    if name in {"img", "a"}:
        found.alt += [attributes.get("title") or "", "\n"]
    if name == "input":
        kind = (attributes.get("type") or "").lower()
        if kind in {"submit", "button", "reset", "image"}:
            shown = "alt" if kind == "image" else "value"
            found.shown += ["\n", attributes.get(shown) or "", "\n"]


def _displays(tree: Any) -> dict[int, str]:
    """From element to the `display` that the page's style sheets give it, media queries left out."""
    import tinycss2

    said: dict[int, str] = {}
    for sheet in tree.css("style"):
        if (sheet.attributes.get("media") or "all").lower() not in {"all", "screen"}:
            continue
        rules = tinycss2.parse_stylesheet(sheet.text(deep=True), skip_comments=True, skip_whitespace=True)
        for rule in rules:
            if rule.type != "qualified-rule":
                continue
            display = _declarations(tinycss2.serialize(rule.content)).get("display")
            if display is None:
                continue
            for selector in tinycss2.serialize(rule.prelude).split(","):
                try:
                    matches = tree.css(selector.strip())
                except Exception:  # noqa: BLE001, S112 - :hover and what else the engine has no way to match
                    continue
                said.update((node.mem_id, display) for node in matches)
    return said


def _declarations(style: str) -> dict[str, str]:
    found = {}
    for declaration in style.lower().split(";"):
        name, _, value = declaration.partition(":")
        found[name.strip()] = value.replace("!important", "").strip()
    return found


def _unseen(style: Mapping[str, str]) -> bool:
    clipped = style.get("overflow") == "hidden" and _ZERO.fullmatch(style.get("height", ""))
    zero = any(_ZERO.fullmatch(style.get(name, "")) for name in ("max-height", "opacity"))
    return bool(clipped or zero or style.get("visibility") == "hidden" or style.get("mso-hide") == "all")


def mjml_words(source: str) -> Words:
    """MJML as its renderer makes HTML of it; a part of a mail is put into a whole one first."""
    import mrml

    source = re.sub(r"(?i)</?mj-container\b[^>]*>", "", source)  # which MJML 3 had around its sections
    tags = re.findall(r"<(mj(?:ml|-[a-z-]+))", source.lower())
    unknown = set(tags) - _COMPONENTS
    if unknown:
        raise NotComparableError(f"has a component that the renderer drops: {', '.join(unknown)}")
    if "mjml" not in tags:
        first = tags[0] if tags else ""
        for inside in ("mj-social", "mj-navbar", "mj-accordion"):
            if first in {f"{inside}-element", f"{inside}-link"}:
                source = f"<{inside}>{source}</{inside}>"
        if first not in {"mj-section", "mj-wrapper", "mj-hero", "mj-head", "mj-body"}:
            if first not in {"mj-column", "mj-group"}:
                source = f"<mj-column>{source}</mj-column>"
            source = f"<mj-section>{source}</mj-section>"
        if first not in {"mj-head", "mj-body"}:
            source = f"<mj-body>{source}</mj-body>"
        source = f"<mjml>{source}</mjml>"
    try:
        rendered = mrml.to_html(source).content
    except OSError as error:
        raise NotComparableError(f"does not render: {error}") from None
    return html_words(rendered)


def markdown_words(source: str) -> Words:
    """Markdown as markdown-it renders it, its front matter cut off."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return html_words(reader.render(_FRONT.sub("", source)))


def text_words(source: str) -> Words:
    """Plain text: all of it, less the names of its head lines."""
    head, _, body = source.partition("\n\n")
    first = head.splitlines()
    if first and all(_HEAD.match(line) for line in first if not line.startswith((" ", "\t"))):
        kept = [line for line in first if line.lower().startswith(("subject:", "from:", "to:", "reply-to:", "prev"))]
        source = "\n".join([*(_HEAD.sub("", line, count=1) for line in kept), body])
    return Words([source])


def mail_words(source: str) -> Words:
    """A mail as the standard library reads it: its subject, and its HTML part where it has one, else its text."""
    message = email.message_from_bytes(source.encode("utf-8", "surrogateescape"), policy=email.policy.default)
    body = message.get_body(("html", "plain"))
    content = body.get_content() if body is not None else ""
    found = html_words(plain(content)) if body is not None and "html" in body.get_content_type() else Words([content])
    found.title.append(str(message.get("subject", "")))
    return found


def _values(data: Any) -> Iterator[str]:
    """Every string in a structure, keys left out."""
    todo = [data]
    while todo:
        one = todo.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            todo += one.values()
        elif isinstance(one, list | tuple):
            todo += one


def _gathered(values: Iterable[str]) -> Words:
    """Values one by one: those with markup as HTML, the others as they are."""
    found = Words()
    for value in values:
        text = plain(value)
        inner = html_words(text) if re.search(r"</?[a-z]|&[a-z#0-9]+;", text) else Words([text])
        for name in ("shown", "hidden", "alt", "title"):
            getattr(found, name).extend([*getattr(inner, name), "\n"])
    return found


def json_words(source: str) -> Words:
    """The strings of a JSON file."""
    return _gathered(_values(json.loads(source)))


def jsonl_words(source: str) -> Words:
    """The strings of a file of one JSON value a line."""
    return _gathered(_values([json.loads(line) for line in source.splitlines() if line.strip()]))


def yaml_words(source: str) -> Words:
    """The strings of a YAML file, all its documents."""
    import yaml

    return _gathered(_values(list(yaml.safe_load_all(source))))


def po_words(source: str) -> Words:
    """What a catalog of gettext's shows: the translation, and the original where there is none."""
    import polib

    shown = []
    for entry in polib.pofile(source):
        if not entry.obsolete:
            shown += [*entry.msgstr_plural.values()] if entry.msgid_plural else [entry.msgstr or entry.msgid]
    return _gathered(shown)


def table_words(source: str) -> Words:
    """The cells of a table, its head left out."""
    head = source.split("\n", 1)[0]
    rows = list(csv.reader(source.splitlines(keepends=True), delimiter="\t" if "\t" in head else ","))
    return _gathered(cell for row in rows[1:] for cell in row)


_TSX_SILENT = frozenset(
    "className class style id key src href ref type name variant size color target rel as width height role tw css sx "
    "xmlns viewBox d fill stroke mode lang dir config content charSet httpEquiv property".split()
)
_TSX_SHOWN = frozenset(
    "alt title label placeholder preview previewText subject heading children text aria-label".split()
)


def jsx_words(source: str) -> Words:
    """A component as tree-sitter's TSX grammar parses it: texts, strings that are shown, and what is given to say."""
    import tree_sitter
    import tree_sitter_typescript

    raw = source.encode()
    tree = tree_sitter.Parser(tree_sitter.Language(tree_sitter_typescript.language_tsx())).parse(raw)
    if tree.root_node.has_error:
        raise NotComparableError("tree-sitter cannot parse it")
    found: list[str] = []

    def text(node: Any) -> str:
        return raw[node.start_byte : node.end_byte].decode()

    def literal(node: Any) -> str:
        """The words of a string or template literal, its substitutions left out."""
        if node.type == "string":
            return "".join(_unescaped(text(child)) for child in node.named_children)
        parts, at = [], node.start_byte + 1
        for child in node.named_children:
            if child.type == "template_substitution":
                parts += [raw[at : child.start_byte].decode(), " "]
                at = child.end_byte
        return _unescaped("".join(parts) + raw[at : node.end_byte - 1].decode())

    def shown(node: Any) -> None:
        """What an expression shows, and the elements in it."""
        kind = node.type
        if kind in {"string", "template_string"}:
            found.extend([literal(node), "\n"])
            for child in node.named_children:
                if child.type == "template_substitution":
                    shown(child)
        elif kind == "ternary_expression":
            shown(node.child_by_field_name("consequence"))
            shown(node.child_by_field_name("alternative"))
        elif kind == "binary_expression":
            operator = text(node.child_by_field_name("operator"))
            if operator in {"&&", "||", "??", "+"}:
                left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
                if operator != "&&":
                    shown(left)
                # a short text behind `||` or `??` stands in for a field, and is a part of its slot
                if operator in {"&&", "+"} or right.type != "string":
                    shown(right)
        elif kind in {"parenthesized_expression", "jsx_expression", "as_expression", "template_substitution"}:
            for child in node.named_children:
                shown(child)
        elif kind == "identifier" and text(node) in constants:
            value = constants.pop(text(node))
            shown(value)
        else:
            walk(node)

    def attribute(node: Any) -> None:
        name, *value = node.named_children
        key = text(name)
        if not value or key in _TSX_SILENT or key.startswith(("on", "data-")):
            for one in value:
                walk(one)
            return
        inner = (
            value[0].named_children[0] if value[0].type == "jsx_expression" and value[0].named_children else value[0]
        )
        if inner.type in {"string", "template_string"}:
            words = html_module.unescape(literal(inner)) if inner is value[0] else literal(inner)
            if key in _TSX_SHOWN or re.search(r"[a-z][,.!?]? +[A-Za-z]", words):
                found.extend([words, "\n"])
        elif key in _TSX_SHOWN:
            shown(inner)
        else:
            walk(inner)

    def walk(node: Any) -> None:
        kind = node.type
        if kind in {"jsx_element", "jsx_self_closing_element"}:
            opening = node.child_by_field_name("open_tag") or node
            name = opening.child_by_field_name("name")
            tag = text(name) if name is not None else ""
            if tag in {"style", "script", "Style", "Font", "svg"}:
                return
            if tag.lower() not in _INLINE and tag not in {"Link", "Trans"}:
                found.append("\n")
            for child in [*opening.named_children, *(node.named_children if opening is not node else [])]:
                if child.type == "jsx_attribute":
                    attribute(child)
                elif child.type == "jsx_expression":
                    shown(child)
                elif child.type in {"jsx_text", "html_character_reference"}:
                    found.append(html_module.unescape(text(child)))
                elif child.type not in {"jsx_opening_element", "jsx_closing_element"}:
                    walk(child)
            if tag.lower() not in _INLINE and tag not in {"Link", "Trans"}:
                found.append("\n")
            return
        for child in node.named_children:
            walk(child)

    constants: dict[str, Any] = {}
    todo = [tree.root_node]
    while todo:
        node = todo.pop()
        value = node.child_by_field_name("value") if node.type == "variable_declarator" else None
        if value is not None and value.type in {"string", "template_string"}:
            constants[text(node.child_by_field_name("name"))] = value
        todo += node.named_children
    walk(tree.root_node)
    return Words(found)


def _unescaped(raw: str) -> str:
    return decoded(raw, "string") if "\\" in raw else raw


EXTRACTORS: Mapping[str, Callable[[str], Words]] = {
    "markdown": markdown_words,
    "html": html_words,
    "mjml": mjml_words,
    "text": text_words,
    "eml": mail_words,
    "json": json_words,
    "jsonl": jsonl_words,
    "yaml": yaml_words,
    "po": po_words,
    "csv": table_words,
    "table": table_words,
    "tsv": table_words,
    "jsx": jsx_words,
}
"""From format to an independent reader of it. A format that is not here has only the first two checks."""

DECODES_FIRST = frozenset({"eml", "json", "jsonl", "yaml", "po", "csv", "table", "tsv", "jsx"})
"""Formats whose template code is looked for in what they hold, not in how they are written."""


# ------------------------------------------------------------------------------------------------------ our reader


def faults(document: Document) -> list[str]:
    """Where a document does not map back to its source."""
    wrong = []
    for number, block in enumerate(document.blocks):
        where = f"block {number} ({block.role})"
        if "".join(piece.text for piece in block.pieces) != block.text:
            wrong.append(f"{where}: its pieces are not its text")
        for piece in block.pieces:
            if piece.source.end > len(document.source):
                wrong.append(f"{where}: a piece ends beyond the source")
            elif piece.exact and decoded(piece.source.of(document.source), piece.how) != piece.text:
                wrong.append(f"{where}: {piece.text!r} is not what its {piece.how} slice says")
        wrong += [f"{where}: zone {zone} lies outside" for zone in block.zones if zone.span.end > len(block.text)]
        for slot in block.slots:
            place = block.place(slot.span)
            if place is None or place.end > len(block.text):
                wrong.append(f"{where}: slot {slot.text!r} has no place")
            elif slot.span.end > len(document.source):
                wrong.append(f"{where}: slot {slot.text!r} ends beyond the source")
    return wrong


def read_text(block: Block, code: Sequence[Span]) -> str:
    """A block's text, with one word for each merge tag, and without template code that stands in a code example."""
    text = block.text
    cuts = [(place, SLOT) for slot in block.slots if (place := block.place(slot.span)) is not None]
    if block.zone == "code" or any(zone.name == "code" for zone in block.zones):
        cuts += [(place, "") for span in code if (place := block.place(span)) is not None]
    for place, instead in sorted(cuts, reverse=True):
        text = text[: place.start] + instead + text[place.end :]
    return text


def count(texts: Iterable[str]) -> Counter[str]:
    """The words of some texts, in lower case, invisible characters left out."""
    return Counter(_WORD.findall(_INVISIBLE.sub("", "".join(texts)).lower()))


@dataclass
class Outcome:
    """What came of one file."""

    name: str
    kind: str
    wanted: int = 0
    missed: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)
    apart: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    """From "alt" and the like to words wanted, missed and extra."""
    broken: list[str] = field(default_factory=list)
    note: str = ""


def look(path: Path, form: str, *, skip: frozenset[str]) -> Outcome:
    """Read one file both ways."""
    outcome = Outcome(str(path), form)
    try:
        source = decode(path.read_bytes(), form)
    except UnreadableError as error:
        outcome.note = f"unreadable: {error}"
        return outcome
    if form == "html" and (
        path.suffix == ".mjml" or ".mjml." in path.name or re.search(r"<mj(?:ml|-[a-z]+)\b", source)
    ):
        outcome.kind = "mjml"
    try:
        documents = read_source(path.name, source, form)
    except UnreadableError as error:
        outcome.note = f"unreadable: {error}"
        return outcome
    except Exception as error:  # noqa: BLE001 - that nothing is raised is what is measured
        outcome.broken.append(f"{type(error).__name__}: {error}")
        return outcome
    for document in documents:
        outcome.broken += faults(document)
    if outcome.kind not in EXTRACTORS or outcome.kind in skip:
        return outcome
    try:
        words = EXTRACTORS[outcome.kind](source if form in DECODES_FIRST else plain(source))
    except NotComparableError as error:
        outcome.note = str(error)
        return outcome
    except ValueError as error:
        outcome.note = f"the independent reader refuses it: {error}"
        return outcome
    compare(outcome, documents, words)
    return outcome


def compare(outcome: Outcome, documents: Iterable[Document], words: Words) -> None:
    """Put the words of both sides against each other."""
    whole = outcome.kind in {"text", *DECODES_FIRST}
    read: dict[str, list[str]] = defaultdict(list)
    for document in documents:
        code = () if whole else find_templates(document.source).hidden
        for block in document.blocks:
            elsewhere = block.role if block.role in _ASIDE and not whole else "body"
            read[elsewhere] += [read_text(block, code), "\n"]
    if outcome.kind == "jsx":  # whose slots are found by the same parser as its words, not before
        read = {role: [text.replace(SLOT, " ") for text in texts] for role, texts in read.items()}
    shown, hidden = count(words.shown), count(words.hidden)
    body, preheader = count(read.get("body", ())), count(read.get("preheader", ()))
    if outcome.kind in DECODES_FIRST:
        shown = count([*words.shown, "\n", *words.title, "\n", *words.alt, "\n", *words.hidden])
        words = Words()
    outcome.wanted = shown.total()
    # a preheader may be hidden, as most are, or stand on the page
    outcome.missed = shown - body - preheader
    outcome.extra = (body - shown) + (preheader - hidden - (shown - body))
    outcome.apart["hidden"] = (hidden.total(), (hidden - preheader).total(), 0)
    outcome.apart["alt"] = _apart(count(words.alt), count(read.get("alt", ())))
    if outcome.kind != "markdown":  # whose title stands in the front matter
        outcome.apart["title"] = _apart(count(words.title), count(read.get("title", ())))


def _apart(wanted: Counter[str], ours: Counter[str]) -> tuple[int, int, int]:
    return wanted.total(), (wanted - ours).total(), (ours - wanted).total()


# ---------------------------------------------------------------------------------------------------------- report


def missing_readers() -> dict[str, str]:
    """From the formats that cannot be compared here to what is not installed."""
    found = {}
    needs = {
        "markdown": "markdown_it selectolax tinycss2",
        "html": "selectolax tinycss2",
        "yaml": "yaml",
        "po": "polib",
        "jsx": "tree_sitter_typescript",
    }
    needs |= {"mjml": "mrml selectolax tinycss2"} | dict.fromkeys(
        DECODES_FIRST - {"yaml", "po", "jsx"}, "selectolax tinycss2"
    )
    for form, modules in needs.items():
        for module in modules.split():
            try:
                __import__(module)
            except ImportError:
                found[form] = module
    return found


def table(outcomes: Iterable[Outcome]) -> bool:
    """Print what was read for each format; whether all reached the target."""
    rows: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        rows[outcome.kind].append(outcome)
    print(f"{'format':<18}{'files':>6}{'compared':>10}{'words':>9}{'missed':>8}{'extra':>7}{'recall':>9}{'true':>9}")
    good = True
    for kind, all_of_it in sorted(rows.items()):
        compared = [outcome for outcome in all_of_it if outcome.apart]
        wanted = sum(outcome.wanted for outcome in compared)
        missed = sum(outcome.missed.total() for outcome in compared)
        extra = sum(outcome.extra.total() for outcome in compared)
        good &= line(kind, f"{len(all_of_it):>6}{len(compared):>10}", wanted, missed, extra) >= TARGET
        for name in ("alt", "title", "hidden"):
            sums = [sum(o.apart[name][at] for o in compared if name in o.apart) for at in range(3)]
            if any(sums):
                line(f"  {name}", "", *sums)
    return good


def line(name: str, files: str, wanted: int, missed: int, extra: int) -> float:
    """Print a row; the recall."""
    read = wanted - missed
    recall = read / wanted if wanted else 1.0
    true = read / (read + extra) if read + extra else 1.0
    if name.endswith("hidden"):  # only the first of it is the preheader, and more is not wanted
        print(f"{name:<18}{'':>16}{wanted:>9}{'':>15}{read:>9} read as preheader")
        return 1.0
    figures = f"{wanted:>9}{missed:>8}{extra:>7}" + (f"{recall:>9.2%}{true:>9.2%}" if wanted else f"{'-':>9}{'-':>9}")
    print(f"{name:<18}{files:>16}{figures}")
    return recall


def few(words: Counter[str]) -> str:
    """Some words, the most frequent first."""
    return " ".join(f"{word}*{times}" if times > 1 else word for word, times in words.most_common(25)) or "-"


def main() -> int:
    """Read, print, and say whether all is well."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--eval", type=Path, default=ROOT.parent / "shared" / "eval")
    parser.add_argument("-v", "--verbose", action="store_true", help="the worst files, and the words")
    parser.add_argument("--worst", type=int, default=10)
    arguments = parser.parse_args()

    folders = [arguments.eval / "gold" / "messages", *arguments.folders]
    for folder in folders:
        if not folder.is_dir():
            print(f"not there: {folder}", file=sys.stderr)
            return 2
    skip = missing_readers()
    for form, module in sorted(skip.items()):
        print(f"{form} is not compared: {module} is not installed (pip install -e '.[eval]')", file=sys.stderr)
    paths = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    outcomes = [look(path, read_as, skip=frozenset(skip)) for path in paths if (read_as := format_of(path))]

    good = table(outcomes)
    for outcome in outcomes:
        for fault in outcome.broken[:3]:
            print(f"BROKEN {outcome.name}: {fault}")
    notes = Counter(outcome.note.split(":")[0] for outcome in outcomes if outcome.note)
    print("".join(f"\nnot compared: {times} {note}" for note, times in notes.items()))
    if arguments.verbose:
        for outcome in outcomes:
            if outcome.note:
                print(f"{outcome.name}: {outcome.note}")
        worst = sorted(outcomes, key=lambda one: -(one.missed.total() + one.extra.total()))[: arguments.worst]
        for outcome in worst:
            if outcome.missed or outcome.extra:
                print(f"\n{outcome.name} ({outcome.kind}, {outcome.wanted} words)")
                print(f"  missed {outcome.missed.total()}: {few(outcome.missed)}")
                print(f"  extra {outcome.extra.total()}: {few(outcome.extra)}")
    return 0 if good and not any(outcome.broken for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
