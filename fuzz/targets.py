"""What is fuzzed: each target takes any bytes, and raises where heartlint does what it promises never to do.

A target lets the errors pass that its room documents (a file that cannot be read says so) and nothing else. `seeds`
are what a run begins with; `crashes/` holds inputs that once broke something, replayed by the tests for ever.
"""

from __future__ import annotations

import json
import random
import tempfile
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from heartlint.baseline import Baseline, BaselineError, dumps, key_of, loads
from heartlint.config import ConfigError, load_config
from heartlint.engine import RuleSet
from heartlint.linter import Linter
from heartlint.output import FORMATS, renderer
from heartlint.output.text import Style
from heartlint.packs import read_card, storable, stored
from heartlint.read import READERS, UnreadableError, columns, decode, read_parts, read_source
from heartlint.read.templates import find_between, find_templates
from heartlint.read.zones import counted
from heartlint.report import Run
from heartlint.results import dumps as dumps_reports
from heartlint.results import loads as loads_reports
from heartlint.rule import RuleError
from heartlint.text import Span, decoded
from heartlint.vale import patterns, styles
from heartlint.vale.cards import carry
from heartlint.wording import WordingError, parse_wordings
from inert import acts
from steps import grows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from heartlint.report import Report
    from heartlint.text import Document

__all__ = [
    "HERE", "MODULES", "TARGETS", "WORDS", "Span", "check_document", "crashes", "find_between", "read_source", "seeds",
    "varied",
]  # fmt: skip

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent

_SUFFIXES = {
    "markdown": ".md", "html": ".html", "text": ".txt", "eml": ".eml", "table": ".csv", "json": ".json",
    "yaml": ".yaml", "po": ".po", "properties": ".properties", "jsonl": ".jsonl", "jsx": ".jsx", "mdx": ".mdx",
}  # fmt: skip


def read(format: str, data: bytes) -> None:  # noqa: A002 - the users' word for it
    """Any bytes as a file of this format: refused with a reason, or read with every place exact."""
    try:
        documents = read_source(f"mail{_SUFFIXES[format]}", decode(data, format), format)
    except UnreadableError as error:
        _must(str(error).strip(), "refused without a reason")
        return
    for document in documents:
        check_document(document)
    total = sum(document.coverage.read + sum(document.coverage.aside.values()) for document in documents)
    _must(not documents or total <= len(documents[0].source), "more is counted than the file holds")


def check_document(document: Document) -> None:
    """Raise AssertionError where a document breaks what `heartlint.text` promises of it."""
    source = document.source
    _check_coverage(document)
    last = 0
    for directive in document.directives:
        _must(last <= directive.span.start and directive.span.end <= len(source), "comments overlap, or reach out")
        _must(directive.span.covers(directive.words), "a comment's words stand outside of it")
        last = directive.span.end
    for block in document.blocks:
        _must("".join(piece.text for piece in block.pieces) == block.text, "the pieces do not make the text")
        _must(block.text.strip(), "a block of nothing")
        for span in (Span(0, len(block.text)), Span(len(block.text) // 3, len(block.text) * 2 // 3)):
            _must("".join(piece.text for piece in block.in_source(span)) == span.of(block.text), "a stretch is lost")
        for piece in block.pieces:
            _must(piece.source.end <= len(source), "a piece reaches past the source")
            if piece.exact:
                _must(decoded(piece.source.of(source), piece.how) == piece.text, "a slice does not say its text")
        end = 0
        for zone in block.zones:
            _must(end <= zone.span.start and zone.span.end <= len(block.text), "zones overlap, or reach out")
            end = zone.span.end
        for slot in block.slots:
            _must(slot.span.end <= len(source), "a slot reaches past the source")
            _must(block.place(slot.span) is not None, "a block has a slot that does not stand in it")


def _check_coverage(document: Document) -> None:
    """What is judged is what the blocks show, zones left out; with what is set aside it is no more than there is."""
    covered = document.coverage
    shown = sum(
        len(block.text) - sum(len(zone.span) for zone in block.zones)
        for block in counted(document.blocks)
        if not block.zone
    )
    _must(covered.read == shown, f"{covered.read} is said to be read, and the blocks show {shown}")
    _must(all(count > 0 for count in covered.aside.values()), "nothing, or less, is set aside")
    _must(covered.read + sum(covered.aside.values()) <= covered.source, "more is counted than there is")
    _must(covered.source <= len(document.source), "the source is said to be longer than it is")


def message(data: bytes) -> None:
    """A row of an archive: sender, subject, preheader and body, parted by zero bytes, in each format of a body."""
    texts = _text(data).split("\0", 3)
    joined = columns.join(dict(zip(("body", *columns.HEADS), texts, strict=False)))
    for format_ in columns.BODIES:
        try:
            document = read_parts("row", joined, format_)
        except UnreadableError:
            continue
        check_document(document)


def linear(data: bytes) -> None:
    """Any few bytes, said over and over, are read in as many times the steps: in the format that the first one names."""
    format_ = sorted(READERS)[data[0] % len(READERS)] if data else "text"
    unit = data[1:40]
    head = {"eml": b"From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n", "table": b"id,body\n"}

    def read_(size: int) -> None:
        with suppress(UnreadableError):
            read_source("mail", decode(head.get(format_, b"") + unit * size, format_), format_)

    growth = grows(read_, 40)
    _must(growth < 3, f"twice the copy takes {growth:.1f} times the steps ({format_})")


def tokens(data: bytes) -> None:
    """Any text has its merge tags found: in order, apart from each other, and blotted out at equal length."""
    source = _text(data)
    found = find_templates(source)
    _must(len(found.masked) == len(source), "the mask has another length")
    for end in "\r\n":
        _must(
            [at for at, char in enumerate(source) if char == end]
            == [at for at, char in enumerate(found.masked) if char == end],
            "the mask moves a line end",
        )
    last = 0
    for span in sorted([slot.span for slot in found.slots] + list(found.hidden)):
        _must(last <= span.start and span.end <= len(source), "constructs overlap, or reach out")
        last = span.end
    at = 0
    for low, high, what in found.shown(0, len(source)):
        _must(at <= low < high <= len(source), "a stretch is shown twice, or out of its turn")
        _must(what == "branch" or _hides(found.hidden, at, low), "what is not hidden is not shown")
        at = low if what == "branch" else high
    _must(_hides(found.hidden, at, len(source)), "the end is not shown")


def _hides(hidden: Sequence[Span], start: int, end: int) -> bool:
    """Whether every letter of a stretch is hidden."""
    for span in hidden:
        if span.start <= start < span.end:
            start = span.end
    return start >= end


def suppressions(data: bytes) -> None:
    """Any text with our own comments in it is judged, in a format the first byte names; slices say the words."""
    format_ = _HOSTS[data[0] % len(_HOSTS)] if data else "text"
    with suppress(UnreadableError):
        report = _linter().check(_text(data[1:]), name=f"mail{_SUFFIXES[format_]}", format=format_)
        check_report(report)
        for one in report.suppressed:
            _must(one.by != "comment" or one.reason, "a comment without a reason holds something back")


def check_report(report: Report) -> None:
    """Raise AssertionError where a finding does not stand where it says, or something of ours broke."""
    _must(not report.troubles, f"a rule broke: {report.troubles}")
    for mark in (*report.findings, *report.credits, *(one.finding for one in report.suppressed)):
        _must(mark.end <= len(report.source), "a finding reaches past the source")
        if mark.exact:
            said = "".join(decoded(piece.source.of(report.source), piece.how) for piece in mark.pieces)
            _must(said == mark.text, "a finding's slices do not say its words")


def reports(data: bytes) -> None:
    """Any name and any copy, told in every format: nothing acts where it is read."""
    name, _, copy = _text(data).partition("\n")
    report = _linter().check(f"{copy}\n\nOur {copy[:40]} leads wait.", name=name.replace("\0", "") or "mail.md")
    check_report(report)
    for form in FORMATS:
        told = renderer(form).render(Run((report,)), Style())
        _must(not acts(form, told), f"{form} acts: {acts(form, told)}")


def config(data: bytes) -> None:
    """Any bytes as a config: settings, or one line that says what is wrong."""
    path = _scratch() / "heartlint.toml"
    path.write_bytes(data)
    with suppress(ConfigError):
        load_config(path, {})


def baseline(data: bytes) -> None:
    """Any bytes as a baseline: refused, or the same after it is written and read again."""
    try:
        found = loads(data, "baseline")
    except BaselineError:
        return
    again = loads(dumps(found).encode(), "baseline")
    _must((dict(again.entries), dict(again.scores)) == (dict(found.entries), dict(found.scores)), "does not keep")


def card(data: bytes) -> None:
    """Any bytes as a card: refused in one line, or a rule that runs on any text."""
    try:
        rule = read_card(data, "pack/card.toml", "family", "card", "pack", {"people": ["reader", "guest"]})
    except RuleError as error:
        _must("\n" not in str(error).strip(), "more than one line")
        return
    for document in _linter().read("mail.md", data.decode("utf-8", "replace"), "text"):
        _, troubles = RuleSet([rule]).run(document)
        _must(not troubles, f"a card's rule broke: {troubles}")


def wording(data: bytes) -> None:
    """Any text as a wording: refused, or read."""
    with suppress(WordingError):
        parse_wordings(_text(data), {"people": ["reader", "guest"]})


def cache_entry(data: bytes) -> None:
    """Any JSON where a compiled pack is kept: as good as none, or a pack, which can be stored again."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return
    stored(value, "pack")


def kept_reports(data: bytes) -> None:
    """Any text where the reports of a file are kept: refused as what it is not, or reports."""
    with suppress(ValueError):
        loads_reports(_text(data), "mail.md", "", {}, list)


def vale_pattern(data: bytes) -> None:
    """Any regular expression: refused with a reason, or few texts, each of which makes a wording or says why not."""
    pattern = _text(data)
    for whole in (False, True):
        try:
            found = patterns.texts(pattern, whole=whole)
        except patterns.InexpressibleError as error:
            _must(str(error).strip(), "refused without a reason")
            continue
        _must(0 < len(found) <= patterns.MOST_TEXTS, "no texts, or more than are allowed")
        _must(len(set(found)) == len(found), "a text comes out twice")


def vale(data: bytes) -> None:
    """Any bytes as a Vale rule: refused in one line, or cards that are read again, and a list of what is left out."""
    path = _scratch() / "Rule.yml"
    path.write_bytes(data)
    try:
        rule = styles.read(path, "House")
    except styles.StyleError as error:
        _must(str(error).strip() and "\n" not in str(error), "not one line")
        return
    done = carry(rule, "house", set())
    _must(done.cards or done.left or not done.tokens, "nothing came of it, and nothing is said")
    _must(all(left.why.strip() for left in done.left), "left out without a reason")
    for name, text in done.cards.items():
        read_card(text.encode(), f"house/{name}.toml", "house", name, "house", {})


TARGETS: dict[str, Callable[[bytes], None]] = {
    **{f"read-{name}": partial(read, name) for name in READERS},
    "tokens": tokens,
    "suppressions": suppressions,
    "reports": reports,
    "config": config,
    "baseline": baseline,
    "card": card,
    "wording": wording,
    "cache": cache_entry,
    "reports-kept": kept_reports,
    "message": message,
    "linear": linear,
    "vale": vale,
    "vale-pattern": vale_pattern,
}
"""From name to target."""

_HOSTS = ("markdown", "html", "mdx", "jsx", "text", "yaml", "properties", "po")
"""Formats that have comments."""

_TAGS = ("{{", "}}", "{%", "%}", "{#", "<%", "%>", "*|", "|*", "%%", "[[", "]]", "${", "{{#if a}}", "{{/if}}",
         "{% else %}", "{% endif %}", "[First Name]", "|default:'a'", "{Hi|Hello}", "%%=v(@a)=%%", "<#if a>", "</#if>")  # fmt: skip
_MARKUP = ("<p>", "</p>", "<br>", "<!--", "-->", "<style>", "</style>", "<script>", "</script>", "<title>", "<!DOCTYPE",
           "&amp;", "&shy;", "&#x200b;", "<a href=", " style='display:none'", "<table>", "<td>", "<![CDATA[", "]]>",
           "<pre>", "<!--[if mso]>", "<![endif]-->", "<template>", "<svg>", "<mj-text>", "<img alt=")  # fmt: skip
_SCRIPT = ("import a from 'b';", "export default ", "=> (", "<Text>", "</Text>", "{`", "`}", "${", "{/*", "*/}", "//",
           "{on && ", "? <b/> : ", "className=", "return (", "<>", "</>", "t('a')")  # fmt: skip
_MARKDOWN = ("---\n", "+++\n", "# ", "> ", "- ", "```\n", "~~~\n", "    ", "[a](b)", "[a]: b", "![a](b)", "**", "_", "`",
             "| a | b |\n", "|---|---|\n", "\\", "<div>\n", "\n\n", "***\n", "  \n")  # fmt: skip
_COMMENTS = ("<!-- heartlint: ignore[people/leads] -- a -->", "heartlint:", "ignore-next[people]", "disable[people/leads] -- a",
             "enable[people/leads]", "ignore-file[people] -- a", "{# ", " #}", "{/* ", " */}", "# ", "// ", "Our leads wait.")  # fmt: skip

WORDS: Mapping[str, Sequence[str]] = MappingProxyType({
    "read-html": (*_MARKUP, *_TAGS), "read-markdown": (*_MARKDOWN, *_MARKUP, *_TAGS), "read-text": ("-- \n", "> ", "* ", *_TAGS),
    "read-mdx": (*_SCRIPT, *_MARKDOWN), "read-jsx": (*_SCRIPT, *_MARKUP),
    "read-eml": ("From: ", "Subject: ", "Content-Type: multipart/mixed; boundary=b\n\n", "--b\n", "--b--\n", "\n\n",
                 "Content-Type: text/html; charset=utf-8\n", "Content-Transfer-Encoding: base64\n", "=?utf-8?q?a?=",
                 "Content-Transfer-Encoding: quoted-printable\n", "=C3=A9", "w6k=", "=\n", "message/rfc822", "utf-7"),
    "read-json": ("{", "}", "[", "]", '"', ":", ",", "\\u2019", "\\ud83d\\ude00", "\\n", "null", '"body"', "1e9", *_TAGS),
    "read-jsonl": ("{", "}", '"body": ', '"subject": ', "\\u2019", "\n", '"html"', *_TAGS),
    "read-yaml": ("en:\n", "  a: |\n", "  b: >-\n", "&x", "*x", "<<: ", "- ", "'", '"', "\\x41", "---\n", "!!str ", "? ", "# "),
    "read-po": ('msgid ""\n', 'msgstr ""\n', "msgid_plural ", "msgstr[1] ", "msgctxt ", "#, fuzzy\n", "#~ ", '"\\n"\n'),
    "read-properties": ("a = b\n", "a: b\n", "\\\n", "\\u2019", "# ", "! ", '"a" = "b";\n', "/*", "*/", "//"),
    "read-table": ("id,body\n", "subject;body\n", "a\tb\n", '"', '""', ",", ";", "\t", "\r\n", *_TAGS),
    "tokens": _TAGS, "suppressions": _COMMENTS, "reports": ("::error::", "\x1b[31m", "<script>", "=cmd()", "](javascript:", "@all"),
    "config": ("[rules.", "select = ", "extend = ", "[[suppress]]\n", "files = ", "reason = ", "[overrides]\n", "[tool.heartlint]"),
    "card": ("phrases = [", "unless = [", "near = [", "finds = [", "passes = [", "[lists]\n", "roles = [", "# heads", "<..people>",
             "\u00ab", "\u00bb", "token_patterns = [[{LOWER = 'a'}]]", "triggers = ['leads']"),
    "wording": ("<..people>", "<people>", "<slot>", "..", "*", "#", "^", "$", "~", "+", "|", "(", ")", "\u00ab", "\u00bb"),
    "baseline": ('"baseline_version": 1', '"findings": [', '"scores": [', '"count": ', '"score": ', "NaN", "1e999"),
    "message": (*_MARKUP, *_TAGS, "\0"), "linear": (*_MARKUP, *_TAGS, *_SCRIPT, *_MARKDOWN),
    "vale": ("extends: existence\n", "extends: substitution\n", "tokens:\n  - ", "swap:\n  a: b\n", "raw:\n  - ", "scope: ",
             "ignorecase: true\n", "exceptions:\n  - ", "(?:a|b)", "level: error\n", "message: "),
    "vale-pattern": ("(?:", "(?i)", "|", ")", "?", "+", "[ab]", r"\b", r"\s", r"\d+", r"\w", "{1,2}", "a", "[^", "(?=", r"\."),
})  # fmt: skip
"""From a target to what its inputs are made of, which chance alone would take long to spell."""

_READ = "heartlint/read"
MODULES: Mapping[str, Sequence[str]] = MappingProxyType({
    **{f"read-{name}": (module.replace(".", "/") + ".py",) for name, module in READERS.items()},
    "tokens": (f"{_READ}/templates.py", f"{_READ}/fields.py", f"{_READ}/tags"),
    "suppressions": ("heartlint/suppress.py", f"{_READ}/directives.py"),
    "reports": ("heartlint/output",),
    "config": ("heartlint/config.py",),
    "baseline": ("heartlint/baseline.py",),
    "card": ("heartlint/packs.py", "heartlint/schema.py"),
    "wording": ("heartlint/wording.py",),
    "cache": ("heartlint/packs.py",),
    "reports-kept": ("heartlint/results.py",),
    "message": (f"{_READ}/columns.py", f"{_READ}/layers.py"),
    "linear": (_READ,),
    "vale": ("heartlint/vale/cards.py", "heartlint/vale/styles.py"),
    "vale-pattern": ("heartlint/vale/patterns.py",),
})  # fmt: skip
"""From a target to the files it is about, whose lines are counted."""


def seeds(name: str) -> Iterator[bytes]:
    """What a run of a target begins with: examples of the repository's own, and `seeds/NAME/`."""
    yield from (path.read_bytes() for path in sorted((HERE / "seeds" / name).glob("*")))
    if name.startswith("read-"):
        from heartlint.read import format_of

        for path in sorted((ROOT / "examples").rglob("*.*")):
            if path.is_file() and format_of(path) == name.removeprefix("read-"):
                yield path.read_bytes()
    elif name == "suppressions":
        for number, host in enumerate(_HOSTS):
            yield bytes((number,)) + _COMMENTED[host].encode()
    elif name == "linear":
        for number in range(len(READERS)):
            for unit in (b"{{ a }} ", b"<p>a", b'"a\\', b"\n- a"):
                yield bytes((number,)) + unit
    elif name == "message":
        yield b"<p>Hello {{ first_name }}</p>\0Maria\0Our leads wait\0Come in"
        yield b"Hello there\n\n> a\n"
    elif name == "vale":
        yield from (one.encode() for one in _STYLES)
    elif name == "vale-pattern":
        for pattern in (
            "(?:low|high)[- ]hanging fruit",
            "utili[sz]e",
            "cell ?phone",
            r"\ba{1,2}\s+b\b",
            r"\d+ heads",
            "a|(b|c)d",
        ):
            yield pattern.encode()
    elif name == "reports-kept":
        report = _linter().check("Hello you. Our leads wait. " * 12)
        yield dumps_reports([report], {}).encode()
    elif name in {"tokens", "reports"}:
        for path in sorted((ROOT / "examples" / "formats").glob("*.*")):
            if path.is_file():
                yield path.read_bytes()
    elif name == "card":
        import heartlint_rules

        (rules,) = heartlint_rules.__path__
        yield from (path.read_bytes() for path in sorted(Path(rules).rglob("*.toml"))[:40])
    elif name == "config":
        yield from (one.encode() for one in _CONFIGS)
    elif name == "baseline":
        finding = _linter().check("Our leads wait.").findings[0]
        yield dumps(Baseline({("mail.md", finding.rule, key_of(finding)): 2}, {("mail.md", ""): 41.5})).encode()
    elif name == "wording":
        for one in ("# heads of <people>", "our|your «leads»", "^ convert~ (the) .. * , $", "<..people> <slot>"):
            yield one.encode()
    elif name == "cache":
        pack = read_card(_CARD, "pack/card.toml", "family", "card", "pack", {})
        from heartlint.packs import Pack

        yield json.dumps(storable(Pack("pack", (pack,)))).encode()


_CARD = b"""title = "Heads."
why = "Counted."
instead = "Who?"
phrases = ["# heads"]
finds = ["We added \xc2\xab400 heads\xc2\xbb."]
passes = ["Two heads are better: heads up."]
"""


_CONFIGS = (
    'extend = "base.toml"\nselect = ["people"]\n[rules."people/leads"]\nseverity = "info"\n',
    'packs = ["./own", "acme"]\ninclude = ["emails/**"]\nexclude = ["old/"]\ncolumns = ["body"]\nmin-words = 5\nmax-file-size = 9\n',
    '[[overrides]]\nfiles = ["docs/**"]\nkind = "manual"\nformat = "markdown"\naudience = "internal"\nseverity = { people = "info" }\n',
    '[[suppress]]\nfiles = ["a.csv"]\nrule = "people/leads"\ntext = "our leads"\nreason = "metal"\n[words]\nallow = ["Lead Belly"]\n',
    '[per-file-ignores]\n"old/**" = ["door"]\n[rules."people/leads"]\nenabled = false\n[rules.door]\nenabled = true\nseverity = "error"\n',
    'fail-on = "never"\nconfidence = "sure"\nmin-score = 50\nbaseline = "b.json"\nrequire-reason = false\nmax-warnings = 3\n',
)
_HELD = "heartlint: ignore[people/leads] -- they are metal"
_COMMENTED = {
    "markdown": f"Our leads wait. <!-- {_HELD} -->\n\n<!-- heartlint: ignore-next[people] -- why -->\n\nOur leads.\n",
    "html": f"<p>Our leads wait. <!-- {_HELD} --></p>\n{{# heartlint: disable[people] -- why #}}<p>Leads</p>\n",
    "mdx": f"Our leads wait. {{/* {_HELD} */}}\n",
    "jsx": f"const a = () => (\n  <p>Our leads wait. {{/* {_HELD} */}}</p>\n);\n// heartlint: enable[people]\n",
    "text": f"Our leads wait. {{# {_HELD} #}}\n",
    "yaml": f"en:\n  a: Our leads wait.  # {_HELD}\n",
    "properties": f"# {_HELD}\na = Our leads wait.\n",
    "po": f'# {_HELD}\nmsgid "a"\nmsgstr "Our leads wait."\n',
}
_STYLES = (
    "extends: existence\nmessage: '%s' says little.\nlevel: warning\nignorecase: true\ntokens:\n  - synergy\n  - (?:low|high)[- ]hanging fruit\n  - '[\\w]+ize'\n",
    "extends: substitution\nmessage: Use '%s'.\nlevel: error\nignorecase: true\nswap:\n  utili[sz]e: use\n  cell ?phone: phone|mobile phone\n  very: ''\n  within the (\\w+) folder: in $1\n",
    "extends: existence\nscope: heading\nraw:\n  - (?:a|b)\ntokens:\n  - c d\nexceptions:\n  - c d e\n",
)


def varied(name: str, number: int) -> Iterator[bytes]:
    """So many inputs made of a target's seeds and words: the same ones at each call, on any machine."""
    chance = random.Random(name)  # noqa: S311 - no secret, and to be had again
    known = list(seeds(name)) or [b""]
    words = [word.encode() for word in WORDS.get(name, ())] or [b"\0"]
    for _ in range(number):
        made = bytearray(chance.choice(known)[:_LONG])
        for _ in range(chance.randint(1, 6)):
            at = chance.randint(0, len(made))
            end = min(at + chance.randint(0, 30), len(made))
            other = chance.choice(known)
            start = chance.randint(0, len(other))
            made[at:end] = chance.choice(
                (b"", chance.choice(words), bytes(made[at:end]) * 2, other[start : start + 40], chance.randbytes(2))
            )
        yield bytes(made)


_LONG = 1500


def crashes(name: str) -> list[Path]:
    """Inputs that once broke a target."""
    return sorted((HERE / "crashes" / name).glob("*"))


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


@cache
def _linter() -> Linter:
    return Linter()


@cache
def _scratch() -> Path:
    return Path(tempfile.mkdtemp(prefix="heartlint-fuzz-"))


def _must(holds: object, what: str) -> None:
    if not holds:
        raise AssertionError(what)
