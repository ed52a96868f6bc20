"""What it means that a report is inert: for each format, whatever in it would act where it is read.

This knows nothing of how the formats are written; it reads them as a terminal, a build's log, a browser, a forge's
comment or an XML parser would.
"""

from __future__ import annotations

import json
import re
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator

_ACTS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_LOG = re.compile(r"##[A-Za-z]{0,20}\[")
# as actions/runner reads a line: white space is trimmed first
_COMMAND = re.compile(r"(?:[\s\u200b\ufeff]|\x1b\[[0-9;]*m)*::")
_OURS = re.compile(r"::(?:error|warning|notice) (?:[A-Za-z]+=[^,:]*)(?:,[A-Za-z]+=[^,:]*)*::[^\r\n]*")
_JSON = frozenset({"json", "sarif", "gitlab", "rdjson"})
_XML = {"junit": {"testsuites", "testsuite", "testcase", "failure", "error", "skipped"},
        "checkstyle": {"checkstyle", "file", "error"}}  # fmt: skip
_PAGE = frozenset(
    "html head meta title style body div script main h1 p table thead tbody tr th td".split()
)  # fmt: skip
_COMMENT = frozenset("h2 p strong ul li code details summary br em".split())


def acts(form: str, told: str) -> str:
    """What in a report of this format acts, in a few words; empty where nothing does."""
    return next(iter(_found(form, told)), "")


def acts_on_terminal(told: str, *, commands: bool = False) -> Iterator[str]:
    """What in printed text acts on a terminal or in a build's log; `commands` says that our own may stand there."""
    for found in _ACTS.finditer(told):
        yield f"the character U+{ord(found.group()):04X}"
    for row in told.split("\n"):
        if _COMMAND.match(row) and not (commands and _OURS.fullmatch(row)):
            yield f"a command: {row[:60]!r}"
        if _LOG.search(row):
            yield f"a log command: {row[:60]!r}"


def _found(form: str, told: str) -> Iterator[str]:
    if form != "html":  # which no terminal is sent, and which is ASCII
        yield from acts_on_terminal(told, commands=form == "github")
    if form in _JSON:
        json.loads(told)
    elif form == "rdjsonl":
        for row in told.splitlines():
            json.loads(row)
    elif form in _XML:
        yield from _in_xml(form, told)
    elif form == "html":
        yield from _in_page(told)
    elif form == "markdown":
        yield from _in_comment(told)


def _in_xml(form: str, told: str) -> Iterator[str]:
    if "<!" in told or told.count("<?") != 1:
        yield "a declaration in XML"
    for element in ET.fromstring(told.encode()).iter():  # noqa: S314 - ours, and looked at for declarations before
        if element.tag not in _XML[form]:
            yield f"an element {element.tag}"


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.data = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][1].get("id") == "run":
            self.data += data


def _in_page(told: str) -> Iterator[str]:
    if not told.isascii():
        yield "a page that is not ASCII"
    page = _Page()
    page.feed(told)
    page.close()
    for tag, attributes in page.tags:
        if tag not in _PAGE:
            yield f"an element {tag}"
        for name in attributes:
            if name.startswith("on") or name in {"href", "src", "style", "srcdoc", "action"}:
                yield f"an attribute {name}"
    if sum(tag == "script" for tag, _ in page.tags) != 2:
        yield "a script that is not ours"
    if not any("default-src 'none'" in (one.get("content") or "") for _, one in page.tags):
        yield "a page without its policy"
    data = page.data.partition("(() =>")[0].strip()
    if re.search("[<>&]", data):
        yield "markup in the data"
    json.loads(data)


@cache
def _markdown() -> Any:  # noqa: ANN401 - a markdown_it.MarkdownIt
    from markdown_it import MarkdownIt

    return MarkdownIt("gfm-like", {"linkify": False, "html": True})


def _in_comment(told: str) -> Iterator[str]:
    """What GitHub and GitLab would make a link, an image, a mention, an issue or an element of."""
    page = _Shown()
    page.feed(_markdown().render(told))
    page.close()
    yield from page.found
    shown = "".join(page.plain)
    for found in re.finditer(r"(?<![\w`])[@#][A-Za-z0-9]|https?://|www\.", shown):
        yield f"a mention or an address: {shown[found.start() : found.start() + 40]!r}"


class _Shown(HTMLParser):
    """What stands outside of code in a rendered comment, and elements that are not ours."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.plain: list[str] = []
        self._code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._code += tag == "code"
        if tag not in _COMMENT or attrs:
            self.found.append(f"an element {tag} {attrs[:2]}")

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag == "code"

    def handle_comment(self, data: str) -> None:
        self.found.append(f"a comment {data[:20]!r}")

    def handle_data(self, data: str) -> None:
        if not self._code:
            self.plain.append(data)
