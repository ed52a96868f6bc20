"""What is fuzzed: each target takes any bytes, and raises where heartlint does what it promises never to do.

A target lets the errors pass that its room documents (a file that cannot be read says so) and nothing else. `seeds`
are what a run begins with; `crashes/` holds inputs that once broke something, replayed by the tests for ever.
"""

from __future__ import annotations

import json
import tempfile
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from heartlint.baseline import Baseline, BaselineError, dumps, key_of, loads
from heartlint.config import ConfigError, load_config
from heartlint.engine import RuleSet
from heartlint.linter import Linter
from heartlint.output import FORMATS, renderer
from heartlint.output.text import Style
from heartlint.packs import read_card, storable, stored
from heartlint.read import READERS, UnreadableError, decode, read_source
from heartlint.read.templates import find_between, find_templates
from heartlint.report import Run
from heartlint.rule import RuleError
from heartlint.text import Span, decoded
from heartlint.wording import WordingError, parse_wordings
from inert import acts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from heartlint.report import Report
    from heartlint.text import Document

__all__ = ["HERE", "TARGETS", "Span", "check_document", "crashes", "find_between", "read_source", "seeds"]

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


def check_document(document: Document) -> None:
    """Raise AssertionError where a document breaks what `heartlint.text` promises of it."""
    source = document.source
    for block in document.blocks:
        _must("".join(piece.text for piece in block.pieces) == block.text, "the pieces do not make the text")
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


def suppressions(data: bytes) -> None:
    """Any text with our own comments in it is judged, and each finding's slices say its words."""
    check_report(_linter().check(_text(data)))


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
}
"""From name to target."""


def seeds(name: str) -> Iterator[bytes]:
    """What a run of a target begins with: examples of the repository's own, and `seeds/NAME/`."""
    yield from (path.read_bytes() for path in sorted((HERE / "seeds" / name).glob("*")))
    if name.startswith("read-"):
        from heartlint.read import format_of

        for path in sorted((ROOT / "examples").rglob("*.*")):
            if path.is_file() and format_of(path) == name.removeprefix("read-"):
                yield path.read_bytes()
    elif name in {"tokens", "suppressions", "reports"}:
        for path in sorted((ROOT / "examples" / "formats").glob("*.*")):
            if path.is_file():
                yield path.read_bytes()
    elif name == "card":
        yield from (path.read_bytes() for path in sorted((ROOT / "rules").rglob("*.toml"))[:40])
    elif name == "config":
        yield b'extend = "base.toml"\nselect = ["people"]\n[rules."people/leads"]\nseverity = "info"\n'
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
