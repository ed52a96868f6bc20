"""The report for people: what it says, and that nothing of the copy acts on the terminal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import heartlint
from heartlint.output.json import render as as_json
from heartlint.output.terminal import line, safe, width
from heartlint.output.text import Style, render
from heartlint.report import Run, Trouble

COLD = (
    "Dear valued customer,\n\nOur leads are in the pipeline. What did your beans do this year?\n"
    + "Some plain words. " * 9
)


def _told(text: str, style: Style | None = None, name: str = "mail.md") -> str:
    return render(Run((heartlint.check(text, name=name),)), style or Style())


def test_a_report_reads_as_a_page_marked_up_by_a_colleague() -> None:
    """Name, score bar, each finding with its place, rule, title, excerpt, why and question, credits, and a sum."""
    told = _told(COLD)
    for part in (
        "mail.md",
        "heart",
        "1:1",
        "warning",
        "greeting/mass-address",
        "+ heart/open-question",
        "\u2192",
        "What would help most",
    ):
        assert part in told
    assert told.endswith("1 message: 2 errors, 1 warning (1 of them likely); 1 credit.\n")


def test_the_marked_words_are_underlined() -> None:
    """Under the excerpt, carets stand below the found words, wide characters and combining marks counted."""
    told = _told("\U0001f525 e\u0301\u4f60 Our leads are here, and waiting.")
    rows = told.splitlines()
    index = next(i for i, row in enumerate(rows) if "^^^" in row)
    above, below = rows[index - 1], rows[index]
    start = below.index("^")
    shown = ""
    for char in above:
        if width(shown) >= start:
            break
        shown += char
    assert above[len(shown) :].startswith("leads")
    assert below.count("^") == len("leads")


def test_the_marked_words_are_underlined_where_only_ascii_can_be_shown() -> None:
    """On a stream without emoji they stand as escapes, and the carets still stand below the found words."""
    told = _told("\U0001f525 \u4f60 Our leads wait.", Style(unicode=False, encoding="ascii"))
    assert told.isascii()
    rows = told.splitlines()
    index = next(i for i, row in enumerate(rows) if "^^^" in row)
    assert rows[index - 1][rows[index].index("^") :].startswith("leads wait")


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_lines_fit_the_terminal(columns: int) -> None:
    """At 40, 80 and 200 columns no line is wider than the terminal, long source lines included."""
    text = "word " * 60 + "our leads are in the pipeline " + "word " * 60
    for row in _told(text, Style(columns)).splitlines():
        assert width(row) <= columns, row


def test_colour_is_only_where_it_is_wanted() -> None:
    """Without colour there is no escape sequence at all; with it the words are the same."""
    plain, coloured = _told(COLD), _told(COLD, Style(colour=True))
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_why_is_told_once() -> None:
    """A rule's why and question are told at its first finding in a run, and not again."""
    why = heartlint.check("Our leads.").findings[0].why
    told = _told("Our leads wait. " * 5, Style(columns=2000))
    assert told.count(why) == 1
    assert _told("Our leads wait. " * 5, Style(columns=2000, verbose=True)).count(why) == 5


def test_troubles_are_told_and_no_pass() -> None:
    """What could not be used is told with its remedy after the sum."""
    told = render(Run((), (Trouble("x.md", "cannot be read", "check it"),)), Style())
    assert "1 trouble, so this run is not a pass:\n  x.md: cannot be read - check it\n" in told


HOSTILE = [
    "\x1b[31mred\x1b[0m",
    "\x07\x08\x0c",
    "\u202eevil",
    "\x9b31m",
    "\u2028",
    "\x1b]0;title\x07",
    "\r",
    "\u200f",
    "\x00",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_control_of_the_copy_reaches_the_terminal(hostile: str) -> None:
    """Escape sequences, direction marks and control characters are shown, in names and troubles too."""
    text = f"Our leads{hostile} are {hostile} our leads in the pipeline."
    run = Run((heartlint.check(text, name=f"a{hostile}b.md"),), (Trouble(f"c{hostile}", hostile, hostile, hostile),))
    for told in (render(run, Style(verbose=True)), as_json(run, Style())):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]", told)


@given(st.text(max_size=60))
def test_safe_text_holds_nothing_that_acts(text: str) -> None:
    """Whatever the text, one line of safe text stays one line of visible characters."""
    told = line(text)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]", told)
    assert safe(told) == told


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_no_example_is_wider_than_the_terminal(columns: int) -> None:
    """However long the marked words are, the quoted line and its underline stay within the terminal."""
    run = heartlint.check_paths([Path(__file__).resolve().parent.parent.parent / "examples" / "cold"])
    names = {report.name for report in run.reports}
    lines = render(run, Style(columns=columns)).splitlines()
    assert [line for line in lines if width(line) > columns and line not in names] == []
