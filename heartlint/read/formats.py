"""Which files are read as what, and how bytes become text."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import TYPE_CHECKING

from heartlint.pattern import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SUFFIXES: Mapping[str, str] = {
    ".md": "markdown", ".markdown": "markdown", ".mdown": "markdown", ".mkd": "markdown",
    ".mdx": "mdx",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".mjml": "html",
    ".txt": "text", ".text": "text",
    ".eml": "eml",
    ".jsx": "jsx", ".tsx": "jsx",
    ".json": "json", ".jsonc": "json", ".arb": "json",
    ".yaml": "yaml", ".yml": "yaml",
    ".po": "po", ".pot": "po",
    ".properties": "properties", ".strings": "properties",
    ".csv": "table", ".tsv": "table",
    ".jsonl": "jsonl", ".ndjson": "jsonl",
}  # fmt: skip
"""From suffix to the format that reads it."""

ASKED_FOR = frozenset({"jsx", "json", "yaml", "po", "properties", "table", "jsonl"})
"""Formats that hold more often code or data than copy: in folders they are read where something says that they do."""

IN_LOCALES = ASKED_FOR - {"jsx", "table", "jsonl"}
"""Those of them that a folder of texts for people (see LOCALES) says it of."""

TEMPLATE_SUFFIXES = frozenset(
    ".liquid .j2 .jinja .jinja2 .hbs .handlebars .mustache .erb .ejs .njk .nunjucks .twig .tmpl .gotmpl .ftl .ss .spt "
    ".tpl".split()
)
"""Suffixes of templates: stripped first ("a.html.erb" is HTML); HTML where nothing else is said."""

CODE = frozenset(
    ".c .cfg .conf .cpp .cs .css .env .go .ini .java .js .mjs .php .plist .py .rb .rs .scss .service .sh .sql "
    ".svg .tf .toml .ts .xml".split()
)
"""What a template makes where it makes no copy: "nginx.conf.j2" is no message."""


class UnreadableError(ValueError):
    """Bytes that cannot be read as text; the message says where, and after its last "; " what to do."""


def format_of(path: str | Path) -> str | None:
    """The format a file is read as, from its name; None where it is not known to hold copy."""
    inner, template = _inner(path)
    if inner in SUFFIXES:
        return SUFFIXES[inner]
    return "html" if template and inner not in CODE else None


def files_pattern() -> str:
    """A regular expression for the paths that are read in folders unopened, as pre-commit takes one."""
    return "|".join(files_patterns())


def files_patterns() -> tuple[str, str, str]:
    """Its three parts: what has a suffix of copy, a template that says no more, a catalog in a folder of texts."""

    def any_of(suffixes: Iterable[str]) -> str:
        return rf"\.({'|'.join(sorted(suffix[1:] for suffix in suffixes))})"

    # a suffix stands behind a name: ".md" alone is the name of a hidden file
    name = "[^/.][^/]*"
    template = f"(?i:{any_of(TEMPLATE_SUFFIXES)})"
    copy = any_of(suffix for suffix, format_ in SUFFIXES.items() if format_ not in ASKED_FOR)
    other = any_of({*CODE, *(suffix for suffix, format_ in SUFFIXES.items() if format_ in ASKED_FOR)})
    catalog = any_of(suffix for suffix, format_ in SUFFIXES.items() if format_ in IN_LOCALES)
    folder = rf"(^|/)((?i:{'|'.join(sorted(LOCALES))})|[^/]*\.lproj)/"
    return (
        rf"{name}(?i:{copy}){template}*\Z",
        rf"^(?!.*{name}(?i:{other}){template}+\Z).*{name}{template}\Z",
        rf"{folder}(.*/)?\.*{name}(?i:{catalog}){template}*\Z",
    )


def _inner(path: str | Path) -> tuple[str, bool]:
    """The suffix below those of templates ("" where there is none), and whether there were any."""
    suffixes = [suffix.lower() for suffix in Path(path).suffixes]
    template = False
    while suffixes and suffixes[-1] in TEMPLATE_SUFFIXES:
        suffixes.pop()
        template = True
    return (suffixes[-1] if suffixes else ""), template


LOCALES = frozenset("locale locales lang langs i18n l10n translations lc_messages".split())
"""Names of folders that hold texts for people, beside `en.lproj` and the like."""

_REACT_EMAIL = Pattern(
    r"""^[^\r\n]{0,300}\b(?:from|import|require\()\s{0,9}["'](?:@react-email/|react-email\b|jsx-email\b|mjml-react\b"""
    r"""|@faire/mjml-react\b)""",
    re.MULTILINE,
)


def in_locale_folder(path: Path) -> bool:
    """Whether a path lies below a folder of texts for people: `locales/`, `i18n/`, `en.lproj/` and the like."""
    return any(part.lower() in LOCALES or part.endswith(".lproj") for part in path.parts[:-1])


def imports_react_email(source: str) -> bool:
    """Whether a component is a mail, by what it imports."""
    return _REACT_EMAIL.search(source) is not None


_COMMENT = Pattern(rb"<!--.*?-->", re.DOTALL)
# Python's own transformations, which no page is written in: they would change what the copy says
_NO_CHARSET = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape", "utf-7", "undefined"})
_MAIL_CHARSET = Pattern(rb"""charset\s{0,9}=\s{0,9}["']?([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
_CHARSET = Pattern(rb"""<meta\b[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)


def decode(data: bytes, format: str = "text") -> str:  # noqa: A002 - the users' word for it
    """The text of a file's bytes, newlines untouched, a byte order mark dropped.

    UTF-8, UTF-16 with its mark, for HTML the charset that the page declares, as a browser reads it, and for a
    mail the one that a part declares. Raises UnreadableError, naming byte and line, for anything else.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not data.startswith(codecs.BOM_UTF32_LE):
        return _strict(data, "utf-16").removeprefix("\ufeff")
    if b"\0" in data:
        at = data.index(b"\0")
        raise UnreadableError(f"looks binary (a zero byte at byte {at}); leave it out, or save it as text in UTF-8")
    if format == "eml":
        return _mail(data).removeprefix("\ufeff")
    declares = format == "html" and not data.startswith(codecs.BOM_UTF8)
    return _strict(data, _declared(data[:4096]) if declares else "utf-8").removeprefix("\ufeff")


def _declared(head: bytes) -> str:
    """The encoding that the head of a page declares; UTF-8 where it declares none."""
    found = _CHARSET.search(_COMMENT.sub(b"", head))
    if not found:
        return "utf-8"
    declared = found.group(1).decode("ascii")
    try:
        encoding = codecs.lookup(declared).name.replace("_", "-")
        "".encode(encoding)  # LookupError for the codecs that make bytes of bytes, as "hex" does
    except (LookupError, UnicodeError):
        encoding = "undefined"
    if encoding in _NO_CHARSET:
        raise UnreadableError(f"declares an unknown charset {declared!r}; save it as UTF-8, and declare that")
    # both as the HTML standard has it: what could be read so far is not UTF-16, and Latin-1 stands for windows-1252
    if encoding.startswith(("utf-16", "utf-32")):
        return "utf-8"
    return "cp1252" if encoding == "iso8859-1" else encoding


def _mail(data: bytes) -> str:
    """A mail is ASCII or UTF-8, and otherwise in a charset that one of its parts declares."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        for declared in dict.fromkeys(_MAIL_CHARSET.findall(data)):
            try:
                name = codecs.lookup(declared.decode("ascii")).name
                return data.decode("cp1252" if name in {"iso8859-1", "ascii"} else name)
            except (LookupError, UnicodeError):
                continue
    return _strict(data, "utf-8")


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"byte 0x{data[error.start]:02x} at line {line} (byte {error.start}) is not {encoding.upper()}"
        declare = "" if encoding.startswith("utf-") else ", and declare that"
        raise UnreadableError(f"{what}; save the file as UTF-8{declare}") from None
    except (UnicodeError, LookupError) as error:
        raise UnreadableError(f"cannot be decoded as {encoding} ({error}); save the file as UTF-8") from None
