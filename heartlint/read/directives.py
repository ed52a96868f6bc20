"""Comments that speak to heartlint: `<!-- heartlint: ignore[people/leads] -- reason -->`, in each host's own syntax.

A comment counts where "heartlint:" is the first thing in it, and where no reader of the message sees it: what stands
in a block's text (in code that shows how it is written, say) is text. A source without "heartlint:" costs one search.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from heartlint.read.templates import find_templates
from heartlint.text import DIRECTIVE_VERBS, Directive, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from heartlint.text import Document

MARK = "heartlint:"

_MARK = re.compile(rf"{MARK}(?!//)")
_LOOK_BACK = 60
"""How far before the mark its comment opens: the opener and some white space."""
_LINE = 2000
"""How much of a line is looked at before a comment."""

_TEMPLATE: tuple[tuple[str, str], ...] = (
    (r"\{#-?", "#}"),  # Jinja, Django, Twig, Nunjucks
    (r"\{\{~?!(?:--)?", "}}"),  # Handlebars, Mustache
    (r"\{\{-?\s{0,3}/\*", "*/"),  # Go
    (r"\{%-?\s{0,3}comment(?:\s{1,3}\"[^\"\r\n]{0,20}\")?\s{0,3}-?%\}", "{%"),  # Liquid, Django
    (r"\{%-?\s{0,3}#", "%}"),  # Liquid's comment in one tag
    (r"<%--", "--%>"),
    (r"<%#", "%>"),  # ERB, EJS
    (r"<%[-_]?\s{0,3}/\*", "*/"),  # EJS
    (r"<%[-_]?\s{0,3}//", "%>"),
)
_MARKUP = ((r"<!--", "-->"),)
_BRACED = ((r"\{\s{0,3}/\*", "*/"),)
_SCRIPT = (*_BRACED, (r"/\*", "*/"), (r"//", "\n"))
_HASH = ((r"#", "\n"),)
_HASH_LINE = ((r"(?:^|(?<=[\r\n]))[ \t]{0,40}[#!]", "\n"),)

_HOSTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "markdown": (*_MARKUP, *_HASH, *_TEMPLATE),  # the hash in front matter only
    "mdx": (*_BRACED, *_MARKUP, *_HASH, *_TEMPLATE),
    "html": (*_MARKUP, *_TEMPLATE),
    "text": _TEMPLATE,
    "jsx": _SCRIPT,
    "yaml": (*_HASH, *_TEMPLATE),
    "properties": (*_HASH_LINE, *_SCRIPT[1:]),  # with those of .strings files, which are read by the same reader
    "po": _HASH_LINE,
}
"""From format to its comments: how each opens, and where it ends. JSON, tables and mails have none of their own."""

_BODY = re.compile(r"\s*+([A-Za-z-]*+)\s*+(?:\[([^\[\]]*+)\])?+\s*+")
_TAG = re.compile(r"<!--|</?[A-Za-z][^\s/>]*+")
_ATTRIBUTES = re.compile(r"""(?:[^"'>=]|=\s*+(?:"[^"]*+"|'[^']*+')?+|["'])*+>""")
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
_TOKENS = re.compile(r"`(?:[^`\\]|\\.)*+`?|/\*(?:.*?\*/|.*)|(?<!:)//[^\r\n]*+", re.DOTALL)
_FRONT = re.compile(r"(---|\+\+\+)[ \t]*(?:\r\n|\r|\n)")
_END_TAG = re.compile(r"[^%\r\n]{0,40}%\}")
_LINE_END = re.compile(r"[\r\n]")
_TICKS = re.compile("`+")


def with_directives(documents: list[Document], source: str) -> list[Document]:
    """The messages of a source, with what its comments say to heartlint."""
    from dataclasses import replace  # noqa: PLC0415 - only where there is such a comment

    # the messages of one source are those of a table or a mail, which have no comments of their own
    found = find_directives(documents[0], source) if len(documents) == 1 else ()
    return [replace(documents[0], directives=found)] if found else documents


def find_directives(document: Document, source: str) -> tuple[Directive, ...]:
    """What the comments of a source say to heartlint, in the order they stand."""
    host = _HOSTS.get(document.format, ())
    if not host:
        return ()
    opener = re.compile("|".join(f"({pattern})" for pattern, _ in host))
    where = _Where(document, source)
    closers: dict[str, int] = {}
    found: list[Directive] = []
    for mark in _MARK.finditer(source):
        low = mark.start()
        back = len(source[max(low - _LOOK_BACK, 0) : low].rstrip())
        begin = max(low - _LOOK_BACK, 0)
        opens = [one for one in opener.finditer(source, begin, low) if one.end() == begin + back]
        if not opens or opens[0].lastindex is None or (found and low < found[-1].span.end):
            continue
        start = opens[0].start()
        closer = host[opens[0].lastindex - 1][1]
        end = _end(source, mark.end(), closer, closers)
        if end is None or not where.is_comment(start, low, opens[0].group(), document.format):
            continue
        after = end if closer == "\n" else end + len(closer)
        if closer == "{%":  # of {% endcomment %}
            tag = _END_TAG.match(source, after)
            after = tag.end() if tag else after
        found.append(_directive(source, Span(start, after), low, mark.end(), end))
    return tuple(found)


def _end(source: str, start: int, closer: str, known: dict[str, int]) -> int | None:
    """Where a comment's closer stands; None where there is none. What was found is not searched for twice."""
    at = known.get(closer, -1)
    if at < start:
        if closer == "\n":
            ends = _LINE_END.search(source, start)
            at = ends.start() if ends else len(source)
        else:
            at = source.find(closer, start)
        known[closer] = at = len(source) + 1 if at < 0 else at
    return None if at > len(source) else at


def _directive(source: str, span: Span, low: int, start: int, end: int) -> Directive:
    """A comment's words taken apart."""
    text = source[start:end]
    stripped = text.rstrip("-~ \t\r\n")  # with the dashes that close some comments, or mind white space around them
    words = Span(low, max(start, start + len(stripped)))
    body = _BODY.match(stripped)
    assert body is not None  # noqa: S101 - it matches nothing at all, too
    verb, listed = body.group(1).lower(), body.group(2)
    rest = stripped[body.end() :]
    rules = tuple(dict.fromkeys(" ".join(one.split()) for one in (listed or "").split(",") if one.strip()))
    dashed = rest.startswith("--")
    fault = ""
    if verb not in DIRECTIVE_VERBS:
        fault = f"{verb or 'nothing'!r} is none of {', '.join(DIRECTIVE_VERBS)}"
    elif not rules:
        fault = f"it names no rule; write {verb}[people/leads], say: there is no way to hold back everything"
    elif rest and not dashed:
        fault = f"what follows {verb}[{', '.join(rules)}] cannot be read; a reason stands after two dashes, --"
    reason = " ".join(rest[2:].split()) if dashed else ""
    return Directive(span, words, verb, rules, reason, fault)


class _Where:
    """Tells comments from what only looks like one."""

    def __init__(self, document: Document, source: str) -> None:
        self._source = source
        pieces = sorted(
            (piece.source.start, piece.source.end)
            for block in document.blocks
            for piece in block.pieces
            if not piece.text.isspace()
        )
        self._starts = [start for start, _ in pieces]
        self._ends = list(accumulate((end for _, end in pieces), max))
        self._templates = find_templates(source)
        self._hidden = [span.start for span in self._templates.hidden]
        self._comments: frozenset[int] | None = None

    def is_comment(self, start: int, mark: int, opener: str, format_: str) -> bool:
        """Whether the comment that opens at `start` is one: nobody sees it, and no string or attribute holds it."""
        index = bisect_right(self._starts, mark) - 1
        if index >= 0 and self._ends[index] > mark:
            return False
        markdown = format_ in {"markdown", "mdx"}
        if opener.startswith("<!--"):
            return format_ != "html" or start in self._in("html")
        if opener.endswith(("#", "!")) and opener.lstrip()[0] in "#!":
            if markdown:
                return start < self._front_matter() and self._begins_word(start)
            return self._begins_word(start) and not self._quoted(start)
        if format_ == "jsx":
            return self._source.find("/", start) in self._in("jsx") and not self._quoted(start)
        if format_ == "properties":
            return not self._quoted(start)
        if opener.startswith("/") or (opener[0] == "{" and opener.endswith("/*") and opener[1] != "{"):
            return not (markdown and self._in_ticks(start))
        at = bisect_right(self._hidden, start) - 1
        inside = at >= 0 and start < self._templates.hidden[at].end
        return inside and not (markdown and self._in_ticks(start))

    def _in(self, format_: str) -> frozenset[int]:
        if self._comments is None:
            found = _html_comments(self._templates.masked) if format_ == "html" else _script_comments(self._source)
            self._comments = frozenset(found)
        return self._comments

    def _line(self, start: int) -> str:
        line = self._source[max(start - _LINE, 0) : start]
        return line[max(line.rfind("\n"), line.rfind("\r")) + 1 :]

    def _begins_word(self, start: int) -> bool:
        return not start or self._source[start].isspace() or self._source[start - 1].isspace()

    def _quoted(self, start: int) -> bool:
        """Whether a quote is open on the line before; an apostrophe within or after a word is none."""
        line = re.sub(r"\w'", "", self._line(start))
        return line.count('"') % 2 == 1 or line.count("'") % 2 == 1

    def _in_ticks(self, start: int) -> bool:
        """Whether it stands in a code span that shows nothing else."""
        return sum(1 for _ in _TICKS.finditer(self._line(start))) % 2 == 1

    def _front_matter(self) -> int:
        opens = _FRONT.match(self._source)
        if opens is None:
            return 0
        close = re.compile(rf"^{re.escape(opens.group(1))}[ \t]*$", re.MULTILINE)
        closes = close.search(self._source.replace("\r", "\n"), opens.end())
        return closes.start() if closes else 0


def _html_comments(masked: str) -> Iterator[int]:
    """Where the comments of a page open: not those in attributes, scripts and the like."""
    at = 0
    while (found := _TAG.search(masked, at)) is not None:
        if found.group() == "<!--":
            yield found.start()
            close = masked.find("-->", found.end())
            if close < 0:
                return
            at = close + 3
            continue
        tag = _ATTRIBUTES.match(masked, found.end())
        if tag is None:  # the source ends inside the tag
            return
        at = tag.end()
        name = found.group()[1:].lower()
        if name in _RAW:
            close_tag = re.compile(rf"</{name}", re.IGNORECASE).search(masked, at)
            if close_tag is None:
                return
            at = close_tag.start()


def _script_comments(source: str) -> Iterable[int]:
    """Where the comments of a script open: not those in template strings."""
    return (token.start() for token in _TOKENS.finditer(source) if token.group()[0] == "/")
