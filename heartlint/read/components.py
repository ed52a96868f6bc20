"""What the names in components say: which element of HTML one is like, and which of its attributes are seen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from heartlint.read.fields import fold
from heartlint.read.tags.copy import is_shown_argument
from heartlint.read.values import is_copy, role_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from heartlint.text import Role

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
"""Elements of which nothing is shown."""
_PROSE_KEYS: Mapping[str, Role] = {
    **dict.fromkeys("text body message content children copy intro paragraph answer note summary".split(), "paragraph"),
    **dict.fromkeys("greeting subtitle tagline".split(), "paragraph"),
    **dict.fromkeys("question name heading title subheading headline".split(), "heading"),
    "preview": "preheader", "preview_text": "preheader", "preheader_text": "preheader", "subject_line": "subject",
    "subject": "subject",
}  # fmt: skip
"""From a key, or the last word of one, to the role of its text, where it is not as in a catalog."""
SAMPLES = re.compile(r"(?:Preview|preview|default|mock|sample|test)(?:_?[Pp]rops|Data)\Z|\A(?:args|argTypes)\Z")
"""Names of what a component is tried with: nobody is sent these."""
_CONTAINERS = frozenset("section container wrapper block content row column area".split())
_HUMP = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORD = re.compile(r"[^\W\d_]")
_GROUND = re.compile(r"(?<![\w:-])bg-(?!transparent|none|inherit)[\w\[]")
_PADDING = re.compile(r"(?<![\w:-])p[xy]?-[\d\[]")
_CSS = re.compile(
    r"""([A-Za-z]+)["']?\s{0,9}:\s{0,9}(?:"([^"\r\n]{0,200})"|'([^'\r\n]{0,200})'|(-?[\d.]{1,12})(?=[\s,}]))"""
)


def html_name(written: str, *, beside: bool) -> str:
    """The HTML element that an element is like, by its name; `beside` says whether words stand beside it."""
    last = written.rpartition(".")[2]
    if last[:1].islower():
        return last.lower()
    if last.startswith("Mjml"):
        return f"mj-{_CAMEL.sub('-', last.removeprefix('Mjml')).lower()}".removesuffix("-")
    words = [word.lower() for word in _HUMP.findall(last)]
    if words[:1] == ["code"] and words[1:] in (["block"], ["inline"]):
        return "pre" if words[1] == "block" else "code"
    if len(words) > 1 and words[-1] in {"text", "label"} and words[-2] in {"button", "cta", "preview"}:
        words.pop()
    if "footer" in words and words[-1] in _CONTAINERS:
        return "footer"
    if words and words[-1] in _ELEMENTS:
        return _ELEMENTS[words[-1]] or words[-1]
    return "span" if beside else "div"


def is_painted(classes: str) -> bool:
    """Whether Tailwind's classes put padding on a background: a link that looks like a button."""
    return bool(_GROUND.search(classes) and _PADDING.search(classes))


def css(style: str) -> str:
    """A style that is written as an object, as a style sheet has it."""
    said = []
    for key, double, single, number in _CSS.findall(style):
        value = double or single or (number if number in {"0", ""} else f"{number}px")
        said.append(f"{_CAMEL.sub('-', key).lower()}:{value}")
    return ";".join(said)


def role_of_key(key: str) -> Role | None:
    """What the value of a key is to its reader."""
    form = fold(key)
    return _PROSE_KEYS.get(form) or _PROSE_KEYS.get(form.rpartition("_")[2]) or role_of(key)


def is_given(text: str, key: str, role: Role) -> bool:
    """Whether what an attribute is set to is shown; one word is where the attribute's name says so."""
    if role == "alt":
        return _WORD.search(text) is not None
    named = key != "default" and is_shown_argument("Word", key)
    return is_shown_argument(text, key) or (named and is_copy(text, (key,)))
