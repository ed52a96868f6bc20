"""`heartlint explain RULE`: what a rule finds, why, and what to ask instead; `--text`: why something was found."""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from heartlint.checker import UnknownRuleError
from heartlint.cli import UsageError
from heartlint.cli.options import linter, parser, settings, style, write
from heartlint.output.terminal import inert, line, safe
from heartlint.whole import read_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from heartlint.linter import Linter
    from heartlint.output.text import Style
    from heartlint.report import Trouble
    from heartlint.rule import Rule


def main(argv: Sequence[str]) -> int:
    """Print the page of each rule named; 2 where a pack or rule could not be used."""
    made = parser("explain", "Say what a rule finds, why, and what to ask instead.")
    made.add_argument("rules", nargs="*", metavar="RULE", help="a rule, or a family for all of its rules")
    made.add_argument("--text", metavar="FILE", help="say which words decided the findings in this text; - for stdin")
    given = made.parse_args(list(argv))
    origins: dict[str, str] = {}
    checker = linter(settings(given, origins), origins)
    look = style(given)
    if not given.rules and given.text is None:
        raise UsageError("explain: name a rule, or give a text with --text FILE (- for standard input)")
    troubles = list(checker.troubles)
    if given.text is not None:
        write(inert("\n".join(_decided(checker, given.text, look, troubles)) + "\n"))
    pages = []
    for name in given.rules:
        try:
            ids = checker.matching(name)
        except UnknownRuleError as error:
            raise UsageError(str(error)) from None
        exact = [rule for rule in checker.rules if rule.id == name or name in rule.aliases]
        pages += exact or [rule for rule in checker.rules if rule.id in ids]
    write(inert("\n".join("\n".join(page(rule, look)) + "\n" for rule in pages)))
    for trouble in troubles:
        print("trouble", line(str(trouble)), file=sys.stderr)  # noqa: T201
    return 2 if troubles else 0


def _decided(checker: Linter, name: str, look: Style, troubles: list[Trouble]) -> Iterator[str]:
    """For each finding in a file, read as `check` reads it, the words that a judged one would be silent without."""
    from heartlint.language import Reading  # noqa: PLC0415 - only where a text is given

    lean = {rule.id: rule.lean for rule in checker.rules}
    try:
        data = sys.stdin.buffer.read() if name == "-" else read_whole(Path(name), checker.settings.max_file_size)
    except OSError as error:
        raise UsageError(f"{name}: cannot be read ({error.strerror or error}); check the path") from None
    found = 0
    for document in checker.read_bytes(data, "<stdin>" if name == "-" else name, troubles):
        report = checker.judge(document)
        troubles += report.troubles
        for finding in report.findings:
            found += 1
            how = "a fixed wording" if finding.probability is None else f"{finding.probability:.2f} likely to hurt"
            yield f"{finding.line}:{finding.column} {look.paint(line(finding.rule), 'strong')}: {how}"
            yield from _wrapped(line(finding.sentence), max(look.columns, 20), "  ")
            if finding.probability is not None:
                from heartlint.judge import load  # noqa: PLC0415 - only where it found something

                reading = Reading(report.blocks[finding.block])
                words = load().reasons(reading, *reading.word_range(finding.place), lean[finding.rule])
                told = ", ".join(reading.words[at].span.of(reading.block.text) for at in words)
                yield f"  decided by: {line(told)}"
    if not found and not troubles:
        yield "Nothing was found."


def page(rule: Rule, look: Style) -> Iterator[str]:
    """The page of a rule, wrapped to the terminal's width."""
    room = max(look.columns, 20)

    def wrapped(text: str) -> Iterator[str]:
        yield from _wrapped(line(text), room)

    yield look.paint(line(rule.id), "strong")
    yield from wrapped(f"{rule.title} ({', '.join(_facts(rule))})")
    yield ""
    yield from wrapped(rule.why)
    yield ""
    yield from wrapped(f"{'What makes it count' if rule.side == 'credit' else 'Instead'}: {rule.instead}")
    wrong = "Goes wrong yet (bold: should be found):"
    for heading, examples in (("Found:", rule.finds), ("Passes:", rule.passes), (wrong, rule.misses)):
        if not examples:
            continue
        yield ""
        yield heading
        for example in examples:
            yield from _example(example, room, look)
    if rule.evidence:
        yield ""
        yield from wrapped(f"Evidence: {rule.evidence}")
    if rule.aliases:
        yield ""
        yield from wrapped(f"Known before as: {', '.join(rule.aliases)}")
    if rule.side == "finding":
        yield ""
        yield from wrapped(
            "A sure finding fails a run, from a warning on; a likely one is shown. Where this one is wrong:"
        )
        for way in (
            f"here: <!-- heartlint: ignore[{rule.id}] -- the reason -->",
            f'everywhere: ignore = ["{rule.id}"] in heartlint.toml',
            f'milder: [rules."{rule.id}"] severity = "info"',
        ):
            yield from _wrapped(way, room, "- ")


def _facts(rule: Rule) -> Iterator[str]:
    yield "credit" if rule.side == "credit" else rule.severity
    yield " or ".join(sorted({rule.confidence, *rule.bands}, reverse=True))
    if rule.since:
        yield f"since {rule.since}"
    yield f"pack {rule.origin}"


def _example(example: str, room: int, look: Style) -> Iterator[str]:
    """An example's lines below a dash, so that one sees where the next begins; what is found in bold."""
    bold = False
    lead = "- "
    for text in example.strip().splitlines():
        for part in _wrapped(safe(text), room, lead) or [""]:
            shown, bold = _bold(part, look, bold)
            yield shown
            lead = "  "


def _wrapped(text: str, room: int, lead: str = "") -> list[str]:
    return textwrap.wrap(
        text, room, initial_indent=lead, subsequent_indent=" " * len(lead), break_on_hyphens=False
    )  # fmt: skip


def _bold(text: str, look: Style, inside: bool) -> tuple[str, bool]:
    """A line with what stands between guillemets in bold, and whether it goes on into the next line."""
    if not look.colour:
        return text, False
    shown = []
    for part in re.split("([«»])", text):
        if part in {"«", "»"}:
            inside = part == "«"
        elif part:
            blank = len(part) - len(part.lstrip())
            shown.append(part[:blank] + look.paint(part[blank:], "strong") if inside and part[blank:] else part)
    return "".join(shown), inside
