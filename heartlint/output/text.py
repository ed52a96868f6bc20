"""The report for people at a terminal: as if a kind colleague had marked up the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from heartlint.output.terminal import inert, line, narrow, safe, width
from heartlint.report import Credit
from heartlint.rule import CONFIDENCES, SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from heartlint.report import Finding, Report, Run

BAR = 20
"""Cells of the score bar, where there is room for them."""

_WORDS_ASIDE = {"code": "code", "language": "another language", "quote": "quoted text", "mojibake": "broken letters"}
"""What is set aside and may yet hold copy; addresses, legal lines and the like do not."""

_COLOURS = {"error": "31", "warning": "33", "info": "36", "credit": "32", "faint": "2", "strong": "1"}


_HELD = {
    "comment": "by comments",
    "config": "by the config",
    "baseline": "in the baseline",
    "revision": "on old lines",
}


class Style(NamedTuple):
    """How to print: columns, colour, whether the stream can show more than ASCII, and how much to tell."""

    columns: int = 80
    colour: bool = False
    unicode: bool = True
    quiet: bool = False
    verbose: bool = False
    statistics: bool = False
    encoding: str = "utf-8"
    """What the stream can show; the rest stands as escapes, which are counted where words are underlined."""

    def paint(self, text: str, *names: str) -> str:
        """The text in a colour, where there is any."""
        if not self.colour or not names:
            return text
        return f"\x1b[{';'.join(_COLOURS[name] for name in names)}m{text}\x1b[0m"


def render(run: Run, style: Style) -> str:
    """The report of a run: message by message, then what they come to."""
    return "".join(pieces(run, style))


def pieces(run: Run, style: Style) -> Iterator[str]:
    """The same, message by message."""
    told: set[str] = set()
    for report in run.reports:
        if not style.quiet or report.findings:
            yield _finished([*_message(report, style, told), ""])
    if style.statistics:
        yield _finished([*_statistics(run), ""])
    yield _finished(_summary(run, style))


def _finished(rows: Iterable[str]) -> str:
    return inert("\n".join(text.rstrip() for text in rows)) + "\n"


def _message(report: Report, style: Style, told: set[str]) -> Iterator[str]:
    yield style.paint(line(f"{report.name}, {report.part}" if report.part else report.name), "strong")
    yield from _score(report, style)
    yield from _aside(report, style)
    for note in report.coverage.notes:
        yield from _wrapped(f"note: {note}", style, "  ")
    asked: set[str] = set()
    marks: list[Finding] = [*report.findings, *([] if style.quiet else report.credits)]
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.end)):
        yield ""
        yield from _mark(mark, report, style, told, asked)
    yield from _helps_most(report, style)


def _score(report: Report, style: Style) -> Iterator[str]:
    score = report.score
    if score.value is None:
        yield from _wrapped(f"no score: {score.reason}", style, "  ")
        return
    full, empty = ("\u2588", "\u2591") if style.unicode else ("#", ".")
    cells = min(BAR, max(style.columns - 34, 4))
    filled = round(score.value / 100 * cells)
    colour = "credit" if score.value >= 50 else "warning" if score.value >= 25 else "error"
    bar = style.paint(full * filled, colour) + style.paint(empty * (cells - filled), "faint")
    yield f"  heart {score.value:5.1f}  {bar}  {score.band}"


def _aside(report: Report, style: Style) -> Iterator[str]:
    """What of the message was seen and not judged, where that is much of it: nobody should take it for checked."""
    much = {
        name: count
        for name, count in report.coverage.aside.items()
        if name in _WORDS_ASIDE and count * 4 > report.coverage.read
    }
    if much:
        told = ", ".join(f"{count:,} characters of {_WORDS_ASIDE[name]}" for name, count in much.items())
        yield from _wrapped(f"not judged: {told}", style, "  ")


def _mark(mark: Finding, report: Report, style: Style, told: set[str], asked: set[str]) -> Iterator[str]:
    """A finding or credit: why, once in a run, and what to ask instead, once in a message."""
    credit = isinstance(mark, Credit)
    level = "+" if credit else mark.severity
    sure = "" if mark.confidence == "sure" or credit else " (likely)"
    place = f"{mark.line}:{mark.column}"
    head = f"  {place:<7} {style.paint(level, 'credit' if credit else mark.severity)}{sure}"
    plain = f"  {place:<7} {level}{sure} {mark.rule}"
    if width(plain) + 2 + width(mark.title) <= style.columns:
        yield f"{head} {mark.rule}  {style.paint(mark.title, 'strong')}"
    else:
        yield from (f"{head} {mark.rule}",) if width(plain) <= style.columns else (head, f"    {mark.rule}")
        yield from (style.paint(text, "strong") for text in _wrapped(mark.title, style, "    "))
    if mark.key:
        yield style.paint(f"    in {line(mark.key)}", "faint")
    if mark.exact:
        yield from _excerpt(mark, report.source, style, "credit" if credit else mark.severity)
    else:  # the source shows something else than the words: base64, say
        yield from _wrapped(f'"{mark.text}" in: {mark.sentence}', style, "    ")
        yield from _wrapped("(the place is known to the line only)", style, "    ")
    if (mark.rule not in told and not credit) or style.verbose:
        yield from _wrapped(mark.why, style, "    ")
    if not credit and (mark.rule not in asked or style.verbose):
        yield from _wrapped(mark.instead, style, "    > " if not style.unicode else "    \u2192 ")
    told.add(mark.rule)
    asked.add(mark.rule)


def _excerpt(mark: Finding, source: str, style: Style, colour: str) -> Iterator[str]:
    """The source line with the marked stretch underlined; a long line is cut around it."""
    room = max(style.columns - 8, 16)
    # no further than is shown: of a line of megabytes many things may be told
    first, last = max(mark.start - room - 1, 0), min(mark.end + room + 1, len(source))
    low = max(source.rfind("\n", first, mark.start) + 1, source.rfind("\r", first, mark.start) + 1, first)
    ends = [found for end in "\r\n" if (found := source.find(end, mark.start, last)) >= 0]
    high = min(ends, default=last)
    more = mark.end > high
    end = min(mark.end, high)
    dots = "\u2026" if style.unicode else "..."
    # characters, not columns: the window is cut again below where characters are wide
    left = source[max(low, mark.start - room) : mark.start]
    marked = source[mark.start : min(end, mark.start + room * 2)]
    right = source[end : min(high, end + room)]
    cut_left, cut_right = mark.start - room > low, end + room < high
    if not cut_left:
        left = left.lstrip()
    left, marked, right = (
        safe(text.replace("\t", " ")).encode(style.encoding, "backslashreplace").decode(style.encoding)
        for text in (left, marked, right)
    )
    if width(marked) > room - 6:
        marked, right, cut_right = _first(marked, room - 6), dots, False
    taken = width(marked)
    if width(left) > max(room * 2 // 3 + 6 - taken, 8):
        left, cut_left = _last(left, max(room * 2 // 3 + 6 - taken, 8)), True
    fits = room - 2 * len(dots)
    if right and right != dots and width(left) + taken + width(right) > fits:
        right, cut_right = _first(right, fits - taken - width(left)), True
    if width(left) + taken + width(right) > fits:
        left, cut_left = _last(left, fits - taken - width(right)), cut_left or bool(left)
    before = (dots if cut_left else "") + left
    after = right + (dots if cut_right or (more and not right) else "")
    yield f"    {style.paint('|', 'faint')} {before}{marked}{after}"
    yield f"    {style.paint('|', 'faint')} {' ' * width(before)}{style.paint('^' * max(width(marked), 1), colour)}"


def _first(text: str, columns: int) -> str:
    """As much of the beginning of a text as fits into so many columns."""
    if narrow(text):
        return text[: max(columns, 0)]
    while text and width(text) > columns:
        text = text[:-1]
    return text


def _last(text: str, columns: int) -> str:
    """As much of the end of a text as fits into so many columns."""
    if narrow(text):
        return text[max(len(text) - max(columns, 0), 0) :]
    while text and width(text) > columns:
        text = text[1:]
    return text


def _helps_most(report: Report, style: Style) -> Iterator[str]:
    """The one or two rules whose findings cost most points, with the place of the first of each."""
    points: dict[str, float] = {}
    first: dict[str, Finding] = {}
    for part in report.score.parts:
        if part.side == "finding" and part.mark is not None:
            mark = report.findings[part.mark]
            points[mark.rule] = points.get(mark.rule, 0) + part.points
            first.setdefault(mark.rule, mark)
    if not points or style.quiet:
        return
    yield ""
    worst = sorted(points, key=lambda rule: (points[rule], first[rule].start))[:2]
    for rule in worst:
        cost = f"{-points[rule]:.1f} points of 100"
        what = "What would help most" if rule == worst[0] else "And then"
        yield from _wrapped(f"{what}: line {first[rule].line}, {rule} ({cost}). {first[rule].instead}", style, "  ")


def _statistics(run: Run) -> Iterator[str]:
    counts = run.summary["by_rule"]
    assert isinstance(counts, dict)  # noqa: S101 - it is built so
    for rule, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        yield f"{count:6}  {rule}"


def _summary(run: Run, style: Style) -> Iterator[str]:
    tally = run.tally
    levels = {name: sum(tally.marks[name, sure] for sure in CONFIDENCES) for name in SEVERITIES}
    told = ", ".join(_count(count, name) for name, count in levels.items() if count) or "nothing found"
    likely = sum(tally.marks[name, "likely"] for name in SEVERITIES)
    text = f"{_count(tally.messages, 'message')}: {told}"
    if likely:
        text += f" ({likely} of them likely)"
    text += f"; {_count(tally.credits, 'credit')}"
    yield from _wrapped(text + ".", style, "")
    unscored = tally.messages - len(tally.scores)
    if unscored:
        yield from _wrapped(f"{_count(unscored, 'message')} without a score.", style, "")
    if tally.held:
        by = ", ".join(f"{count} {_HELD[name]}" for name, count in sorted(tally.held.items()))
        yield from _wrapped(f"{_count(tally.held.total(), 'finding')} suppressed: {by}.", style, "")
    if run.not_copy:
        what = "passed over: by name it is code or data (--include reads it)."
        yield from _wrapped(f"{_count(len(run.not_copy), 'file')} {what}", style, "")
    troubles = [*run.troubles, *tally.troubles]
    if troubles:
        yield style.paint(f"{_count(len(troubles), 'trouble')}, so this run is not a pass:", "error")
        for trouble in troubles:
            yield "  " + line(str(trouble))  # one line each, so that it can be searched and copied
            if style.verbose and trouble.detail:
                yield from ("    " + safe(text) for text in trouble.detail.splitlines())


def _count(count: int, noun: str) -> str:
    plural = noun if noun == "info" else f"{noun}s"
    return f"{count} {noun if count == 1 else plural}"


def _wrapped(text: str, style: Style, indent: str) -> Iterator[str]:
    room = max(style.columns, 20)
    later = " " * len(indent) if indent.strip() else indent
    text = line(text)
    words = text.split(" ")
    if "" not in words and all(len(word) <= room - len(indent) for word in words):
        row = indent + words[0]
        for word in words[1:]:
            if len(row) + 1 + len(word) > room:
                yield row
                row = later + word
            else:
                row = f"{row} {word}"
        yield row
        return
    import textwrap  # noqa: PLC0415 - only where a word is cut, or spaces are many

    yield from textwrap.wrap(
        text,
        room,
        initial_indent=indent,
        subsequent_indent=later,
        break_on_hyphens=False,
    )
