"""Copy that stands inside tags: which strings of an expression a reader is shown.

`{{ _("Write to us") }}`, `<%= link_to "Your garden", url %>` and `{% include "btn" with text="Get started" %}` hold
words that are shown, beside file names, classes and keys that are not. What a string is, is told by what it is given
to: a helper that translates or shows it, a named argument, a filter. Where none of these is known, it is copy when
it holds two words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from heartlint.pattern import Pattern
from heartlint.read.fields import QUOTED, fold

_TOKEN: Final = Pattern(
    rf"(?P<string>{QUOTED})"
    r"|(?P<name>[:@$]{0,2}[A-Za-z_](?:[\w$]|(?:[.-]|->|::)(?=\w))*[?!]?)"
    r"|(?P<mark>=>|[=!<>]=+|:=|\|\||\?\?|\?:|&&|[=:?|,()\[\]{}+~;<>])",
    re.DOTALL,
)
_DELIMITER: Final = Pattern(r"(?:\{[{%!]*|<[%?@]|%%=?|\$!?\{|\[%)[{=~>#$-]*(?:php\b)?\s*")
_PARTS: Final = Pattern(r"\.|->|::")
PLACEHOLDER: Final = Pattern(
    r"#\{[^{}\n]{1,80}\}|%\{\w{1,60}\}|%\(\w{1,60}\)s|\{\{?\s?[A-Za-z_][\w.]{0,60}\s?\}?\}"
    r"|%[A-Za-z_]\w{0,60}%|%(?:\d\$)?[sd]\b"
)
IN_STRING: Final = Pattern(PLACEHOLDER.source + r"|\\(?=[\"'`])")
"""What is not shown as it stands in the text of a string."""
PLACEHOLDERS: Final = (
    ("{{", "double_curly"), ("{", "single_curly"), ("#{", "sigil_curly"), ("%{", "sigil_curly"), ("%", "printf"),
)  # fmt: skip
"""From how a placeholder begins to its family."""
QUOTE: Final = Pattern("[\"'`]")

TEXT_AT: Final = {
    **dict.fromkeys(
        """_ __ _e _x _ex gettext ugettext gettext_lazy ugettext_lazy t tr trans translate lang i18n esc_html__
        esc_html_e esc_html_x esc_attr__ esc_attr_e esc_attr_x trans_choice transchoice blocktrans l""".split(),
        frozenset({0}),
    ),
    **dict.fromkeys("ngettext ngettext_lazy _n _nx".split(), frozenset({0, 1})),
    **dict.fromkeys("pgettext pgettext_lazy dgettext".split(), frozenset({1})),
    "npgettext": frozenset({1, 2}),
}
"""Helpers that translate, and which of their arguments is the text."""
_SOURCE_TEXT: Final = frozenset(
    "_ gettext ugettext gettext_lazy ngettext pgettext npgettext dgettext esc_html__ esc_html_e _e _n _x".split()
)
"""Those whose argument is the text itself, down to a single small word, and hardly ever a key."""
_SHOWS: Final = Pattern(
    r"(?:link_to\w*|link-to|button\w*|btn|submit\w*|label\w*|content_tag|mail_to|heading|header|title|subject|paragraph"
    r"|text|cta|greeting|h[1-6]|p|span|strong)\Z"
)
"""Helpers whose first text is shown, be it one word."""
_SILENT: Final = Pattern(
    r"(?:include\w*|render\w*|partial|template|extends|import|from|load|block|define|layout|component|macro|slot|section"
    r"|yield|content_for\?|require|url\w*|path\w*|\w+_(?:url|path)|asset\w*|image\w*|img\w*|static|media|svg|icon"
    r"|stylesheet\w*|javascript\w*|csrf\w*|date\w*|time\w*|strftime|format\w*|to_char|now|localize|moment|cycle"
    r"|lookup\w*|attributevalue|getvalue|requestparameter|queryparameter|field|rowcount|row|contentblock\w+|contentarea\w*"
    r"|redirectto|cloudpagesurl|raiseerror|insert\w+|upsert\w+|update\w+|delete\w+|retrieve\w+|httpget|httppost"
    r"|split|replace\w*|remove\w*|gsub|sub|match\w*|test|contains|startswith|endswith|starts_with|ends_with|indexof"
    r"|eq|ne|neq|ifeq|if_eq|is|compare|includes|where|map|sort\w*|group\w*|filter|find\w*|reject|sum|in_array|has"
    r"|config\w*|env|setting\w*|feature\w*|flag\w*|get|set_\w+|param\w*|encode\w*|decode\w*|hash\w*|hmac\w*|md5|sha\d+"
    r"|data|attr|class_names|classnames|cn|style|css|font\w*|color\w*|event|track\w*|log|console|error|form"
    r"|abort_message|coupon_code|catalog|connected_content|query|cio_link|join|pluralize|money)\Z"
)
"""Calls and filters whose arguments nobody is shown, but for those with a name of their own."""
_KEPT: Final = Pattern(r"(?:default\w*|fallback|if_empty|or|append|prepend|presence)\Z")
"""Filters whose argument is shown."""
_KEYS: Final = Pattern(
    r"(?:\w+_)?(?:text|label|title|content|body|message|heading|header|subheading|headline|default|alt|caption|cta"
    r"|placeholder|description|subject|preheader|preview|greeting|summary|copy|note|intro|outro|s)\Z"
)
"""Names of arguments that are shown, be it one word."""
_SILENT_KEYS: Final = Pattern(
    r"(?:\w+_)?(?:class|class_name|classes|cls|css|style|styles|id|ids|href|url|uri|src|path|link|target|rel|type|name|key"
    r"|scope|context|domain|mod|d|locale|lang|language|format|template|partial|layout|width|height|color|colour|bgcolor"
    r"|background|font|font_family|family|icon|method|action|data|role|align|valign|border|padding|margin|tag|slug"
    r"|timezone|zone|campaign|host|anchor|image|img|variant|size|theme|event|file|filename|email|selector|attributes|alias"
    r"|separator|query|field|rules|on[a-z]+)\Z|(?:data|utm|aria_(?!label)|hx|font|ng)_\w*\Z"
)
_WORDS: Final = Pattern(r"[^\W\d_][,.!?;:'’\"”)…]*\s+[\"'“‘(¡¿]*[^\W\d_]")
_SINGLE: Final = Pattern(r"[^\W\d_a-z](?:[^\W\d_A-Z]|['’-])*[.,!?:…]{0,3}\Z")
_KEYLIKE: Final = Pattern(r"(?=[\w-]*[.:/_][\w{])[.:/\w{}-]+\Z|#|\.{0,2}/|\w{2,10}:(?://|\w+@)|[A-Z0-9_]{4,}\Z")
_FILE: Final = Pattern(
    r"\.(?:png|jpe?g|gif|svg|webp|css|js|html?|mjml|txt|md|json|pdf|erb|hbs|njk|ejs|liquid|twig|tpl|php)\Z",
    re.IGNORECASE,
)
_CLASSES: Final = Pattern(r"[a-z0-9:_\[\]/-]+(?:\s+[a-z0-9:_\[\]/-]+)*\Z")
_DATE: Final = Pattern(r"%[-^]?[AaBbYymHIMpejZ](?!\w)")
_DATE_PART: Final = Pattern(r"([A-Za-z])\1{0,3}\Z|\\?[dDjlNSwzWFmMntLoYyaABgGhHisuT]{1,2}\Z")
_COMPARED: Final = frozenset("contains in eq ne neq is matches like".split())
_TURNED: Final = frozenset("if else unless".split())


@dataclass(slots=True, eq=False, repr=False)
class _Call:
    """A call that is open: its name, how many arguments came before, and what its next argument is called."""

    name: str = ""
    commas: int = 0
    strings: int = 0
    asked: bool = False
    filter: str = ""


def shown_strings(source: str, start: int, end: int, call: str = "", *, keyed: bool = False) -> list[tuple[int, int]]:
    """Where in `source[start:end]`, a tag or what stands in one, the strings stand that a reader is shown.

    The quotes are left out. `call` names what the arguments belong to where the tag begins with it; with `keyed`
    only arguments with a name of their own are looked at.
    """
    opened = _DELIMITER.match(source, start)
    if opened is not None:
        start = opened.end()
    tokens = list(_TOKEN.compiled.finditer(source, start, end))
    found: list[tuple[int, int]] = []
    calls = [_Call(call)]
    for index, token in enumerate(tokens):
        kind, text = token.lastgroup, token.group()
        here = calls[-1]
        before = tokens[index - 1].group() if index else ""
        if kind == "name":
            if before == "|":
                here.filter = _last(text)
            elif not index and not call:
                here.name = _last(text)
            here.asked = here.asked or text[-1] == "?"
        elif kind == "string":
            key = _key(tokens, index, here)
            if not _compared(tokens, index, here) and (key or not keyed):
                shown = _is_shown(text[1:-1], here, key or "", _filter_behind(tokens, index))
                if shown and token.end() - token.start() > 2:
                    found.append((token.start() + 1, token.end() - 1))
            here.strings += 1
        elif text in "([{":
            named = index and text == "(" and tokens[index - 1].lastgroup == "name"
            inner = (here.filter if index > 1 and tokens[index - 2].group() == "|" else _last(before)) if named else ""
            passed = _Call(inner or (here.name if text != "(" else ""))
            passed.filter = inner if named and index > 1 and tokens[index - 2].group() == "|" else ""
            calls.append(passed)
        elif text in ")]}":
            if len(calls) > 1:
                calls.pop()
        elif text == ",":
            here.commas += 1
        elif text == "?":
            here.asked = True
        elif text == "|":
            here.filter = ""
    return found


def _last(path: str) -> str:
    return _PARTS.compiled.split(path)[-1].lstrip(":@$").lower()


def _key(tokens: list[re.Match[str]], index: int, here: _Call) -> str | None:
    """The name of the argument that a string is; None where it has none."""
    if index < 2 or tokens[index - 1].group() not in {"=", ":", "=>", ":="}:
        return None
    named = tokens[index - 2]
    if tokens[index - 1].group() == ":" and (here.asked or (index > 2 and tokens[index - 3].group() == "|")):
        return None
    if named.lastgroup == "string":
        return fold(named.group()[1:-1])
    return fold(_last(named.group())) or "value"


def _compared(tokens: list[re.Match[str]], index: int, here: _Call) -> bool:
    """Whether a string is compared with, looked up, or is the name of something: shown in no case."""
    before = tokens[index - 1].group() if index else ""
    after = tokens[index + 1].group() if index + 1 < len(tokens) else ""
    for other in (before, after):
        if other in _COMPARED or (len(other) > 1 and other[0] in "=!<>" and other != "=>"):
            return True
    if after == "=>" or (after == ":" and not here.asked):
        return True
    return before == "[" and index > 1 and (tokens[index - 2].lastgroup != "mark" or tokens[index - 2].group() in ")]")


def _filter_behind(tokens: list[re.Match[str]], index: int) -> str:
    """The filter that a string is piped into."""
    if index + 2 < len(tokens) and tokens[index + 1].group() == "|":
        return _last(tokens[index + 2].group())
    return ""


def _is_shown(text: str, call: _Call, key: str, piped: str) -> bool:
    if not _reads(text):
        return False
    plain = PLACEHOLDER.sub("x", text)
    words = _WORDS.search(plain) is not None
    single = _SINGLE.match(plain) is not None
    if key:
        return _SILENT_KEYS.match(key) is None and (words or (single and _KEYS.match(key) is not None))
    if call.filter:
        return words and _KEPT.match(call.filter) is not None
    name, at = call.name, max(call.commas, call.strings)
    if piped:
        if _SILENT.match(piped):
            return False
        if piped in TEXT_AT:
            return words or single
    if name in TEXT_AT:
        return at in TEXT_AT[name] and (words or single or name in _SOURCE_TEXT)
    if _SILENT.match(name):
        return False
    return words or (single and at == 0 and _SHOWS.match(name) is not None)


def _reads(text: str) -> bool:
    """Whether a string can be words at all: no key, path, file name, list of classes or format of a date."""
    if _KEYLIKE.match(text) or _FILE.search(text) or not any(char.isalpha() for char in text):
        return False
    if _CLASSES.match(text):
        names = text.split()
        if len(names) > 1 and 2 * sum(any(mark in name for mark in "-_:/[") for name in names) >= len(names):
            return False
    return not (_DATE.search(text) or all(_DATE_PART.match(part.strip(",./:-")) for part in text.split()))


def is_shown_argument(text: str, key: str) -> bool:
    """Whether what an argument of a name is set to is shown: by its name, or where that says nothing, by two words."""
    return _is_shown(text, _Call(), fold(key), "")


def is_sentence(text: str) -> bool:
    """Whether a text holds two words."""
    return _WORDS.search(text) is not None and _reads(text)
