"""XML 1.0 that any copy may stand in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from heartlint.output.json import is_utf8
from heartlint.output.terminal import line

if TYPE_CHECKING:
    from heartlint.output.text import Style

Element = ET.Element


def add(parent: Element, tag: str, **attributes: object) -> Element:
    """A new child; its attributes are any text, made fit for XML and for one line."""
    return ET.SubElement(parent, tag, {name: clean(str(value)) for name, value in attributes.items()})


def clean(text: str) -> str:
    r"""A text on one line, with what XML 1.0 cannot hold shown instead: `\x1b`, `<U+FFFE>`."""
    return re.sub("[\ufffe\uffff]", lambda match: f"<U+{ord(match.group()):04X}>", line(text))


def document(root: Element, style: Style) -> str:
    """The whole document with a newline at its end; in ASCII where the stream is not UTF-8."""
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    if not is_utf8(style.encoding):
        text = text.encode("ascii", "xmlcharrefreplace").decode("ascii")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'
