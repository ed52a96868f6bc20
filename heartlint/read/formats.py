"""Which files are read as what, and how bytes become text."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SUFFIXES: Mapping[str, str] = {
    ".md": "markdown", ".markdown": "markdown", ".mdown": "markdown", ".mkd": "markdown",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".mjml": "html",
    ".txt": "text", ".text": "text",
}  # fmt: skip
"""From suffix to the format that reads it."""

TEMPLATE_SUFFIXES = frozenset(
    ".liquid .j2 .jinja .jinja2 .hbs .handlebars .mustache .erb .ejs .njk .nunjucks .twig .tmpl .gotmpl .ftl .ss .spt "
    ".tpl".split()
)
"""Suffixes of templates: stripped first ("a.html.erb" is HTML); HTML where nothing else is said."""

LATER = frozenset(".eml .mdx .json .yaml .yml .po .csv .tsv .jsonl .jsx .tsx .properties .strings".split())
"""Formats that hold copy and are not read yet."""


class UnreadableError(ValueError):
    """Bytes that cannot be read as text; the message says where, and after its last "; " what to do."""


def format_of(path: str | Path) -> str | None:
    """The format a file is read as, from its name; None where it is not known to hold copy."""
    name = Path(path)
    suffixes = [suffix.lower() for suffix in name.suffixes]
    template = False
    while suffixes and suffixes[-1] in TEMPLATE_SUFFIXES:
        suffixes.pop()
        template = True
    if suffixes and suffixes[-1] in SUFFIXES:
        return SUFFIXES[suffixes[-1]]
    return "html" if template and not (suffixes and suffixes[-1] in LATER) else None


_CHARSET = re.compile(rb"""<meta\b[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)


def decode(data: bytes, format: str = "text") -> str:  # noqa: A002 - the users' word for it
    """The text of a file's bytes, newlines untouched, a byte order mark dropped.

    UTF-8, UTF-16 with its mark, or for HTML the charset that the page declares. Raises UnreadableError, naming byte
    and line, for anything else.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not data.startswith(codecs.BOM_UTF32_LE):
        return _strict(data, "utf-16").removeprefix("\ufeff")
    if b"\0" in data:
        at = data.index(b"\0")
        raise UnreadableError(f"looks binary (a zero byte at byte {at}); leave it out, or save it as text in UTF-8")
    encoding = "utf-8"
    if format == "html" and not data.startswith(codecs.BOM_UTF8):
        found = _CHARSET.search(data[:4096])
        if found:
            declared = found.group(1).decode("ascii")
            try:
                encoding = codecs.lookup(declared).name
            except LookupError:
                raise UnreadableError(f"declares an unknown charset {declared!r}; save it as UTF-8") from None
    return _strict(data, encoding).removeprefix("\ufeff")


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"byte 0x{data[error.start]:02x} at line {line} (byte {error.start}) is not {encoding.upper()}"
        raise UnreadableError(f"{what}; save the file as UTF-8") from None
    except (UnicodeError, LookupError) as error:
        raise UnreadableError(f"cannot be decoded as {encoding} ({error}); save the file as UTF-8") from None
