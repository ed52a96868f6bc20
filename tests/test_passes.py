"""What is told where marks share words, and in which order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from heartlint.config import Settings
from heartlint.engine import Mark
from heartlint.linter import Linter
from heartlint.passes import overheard, settle, without_house_words
from heartlint.text import Span
from heartlint.wording import parse_wordings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import heartlint
    from heartlint.language import Reading
    from heartlint.rule import Severity, Side
    from heartlint.text import Kind

CARD = """
title = "It is {name}."
side = "{side}"
severity = "{severity}"
confidence = "{confidence}"
why = "It is told why."
instead = "What else?"
phrases = ["{phrase}"]
finds = ["«{phrase}»"]
passes = ["Something else."]
"""


def _linter(folder: Path, **cards: tuple[str, str, str, str]) -> Linter:
    (folder / "own").mkdir()
    for name, (side, severity, confidence, phrase) in cards.items():
        text = CARD.format(name=name, side=side, severity=severity, confidence=confidence, phrase=phrase)
        (folder / "own" / f"{name}.toml").write_text(text, encoding="utf-8")
    return Linter(packs=[folder], select=["own"])


def _told(report: heartlint.Report) -> list[tuple[str, str]]:
    return [(mark.rule.partition("/")[2], mark.text) for mark in (*report.findings, *report.credits)]


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        (("finding", "warning", "sure", "red boat"), ("finding", "error", "sure", "boat"), [("b", "boat")]),
        (("finding", "warning", "likely", "red boat"), ("finding", "warning", "sure", "boat"), [("b", "boat")]),
        (("finding", "warning", "sure", "red boat"), ("finding", "warning", "sure", "boat"), [("a", "red boat")]),
        (("finding", "warning", "sure", "red"), ("finding", "warning", "sure", "boat"), [("a", "red"), ("b", "boat")]),
        (("credit", "info", "sure", "red boat"), ("finding", "warning", "likely", "boat"), [("b", "boat")]),
        (
            ("credit", "info", "sure", "red boat"),
            ("finding", "info", "sure", "boat"),
            [("b", "boat"), ("a", "red boat")],
        ),
    ],
)
def test_of_marks_that_share_words_the_most_telling_stays(
    tmp_path: Path, one: tuple[str, str, str, str], other: tuple[str, str, str, str], told: list[tuple[str, str]]
) -> None:
    """The gravest, then the surest, then the longest is told; praise made with a fault is no praise."""
    assert _told(_linter(tmp_path, a=one, b=other).check("The red boat is mended.")) == told


def test_marks_are_told_in_reading_order(tmp_path: Path) -> None:
    """Findings come as the eye meets them, whatever rule made them."""
    linter = _linter(
        tmp_path,
        a=("finding", "info", "sure", "boat"),
        b=("finding", "error", "sure", "red"),
        c=("finding", "warning", "sure", "shed"),
    )
    told = _told(linter.check("A boat. The red shed.\n\nOne boat."))
    assert [text for _, text in told] == ["boat", "red", "shed", "boat"]


def _severities(linter: Linter, name: str) -> list[tuple[str, str]]:
    report = linter.check("We put our leads into the funnel. Do not reply.", name=name)
    return [(finding.family, finding.severity) for finding in report.findings]


def test_talk_about_people_weighs_less_in_a_handbook_than_in_a_letter() -> None:
    """A handbook that says "our leads" is told so, a step more mildly; what concerns its reader is not softened."""
    letter, handbook = (_severities(Linter(), name) for name in ("emails/one.md", "handbook/one.md"))
    assert letter == [("people", "error"), ("people", "warning"), ("door", "warning")]
    assert handbook == [("people", "warning"), ("people", "info"), ("door", "warning")]


def test_a_severity_of_the_settings_holds_in_a_handbook_too() -> None:
    """Who says in the config how grave a family is, is believed."""
    settings = replace(Settings(), severity=(("people", "error"),))
    found = _severities(Linter(settings=settings), "handbook/one.md")
    assert [severity for family, severity in found if family == "people"] == ["error", "error"]


_ANY = Linter().rules[0]


def _mark(  # noqa: PLR0913 - what a mark is
    reading: Reading,
    id_: str,
    severity: Severity = "error",
    *,
    side: Side = "finding",
    at: Span | None = None,
    block: int = 0,
) -> Mark:
    return Mark(replace(_ANY, id=id_, side=side), block, reading, at or Span(0, 3), "sure", severity, "")


@pytest.mark.parametrize("kind", ["internal", "manual", "email", "page", "post", "course", "catalog", "unknown"])
@pytest.mark.parametrize("family", ["people", "force", "relation", "machine", "door", "clarity"])
@pytest.mark.parametrize(("severity", "less"), [("error", "warning"), ("warning", "info"), ("info", "info")])
def test_a_step_is_taken_for_those_who_do_not_read_it(
    reading: Callable[[str], Reading], kind: Kind, family: str, severity: Severity, less: Severity
) -> None:
    """In handbooks and manuals, and there alone, what is said about people, pressure and pretence is one step milder."""
    marks = [
        _mark(reading("Our leads."), f"{family}/x", severity),
        _mark(reading("Our leads."), f"{family}/y", severity, side="credit"),
    ]
    milder = kind in {"internal", "manual"} and family in {"people", "force", "relation", "machine"}
    assert [mark.severity for mark in overheard(marks, kind)] == [less if milder else severity, severity]
    assert [mark.severity for mark in overheard(marks, kind, {f"{family}/x"})] == [severity, severity]
    assert [mark.severity for mark in overheard(marks, kind, {family})] == [severity, severity]
    assert [mark.severity for mark in overheard(marks, kind, {"other"})] == [less if milder else severity, severity]


def test_house_words_let_pass_what_shares_a_letter_with_them(reading: Callable[[str], Reading]) -> None:
    """A finding on the house's own name is let pass, one beside it and any credit are told, in each text by itself."""
    text = reading("We love Lead Belly and leads. Lead Belly")
    other = reading("leads here")
    belly, beside, second = Span(8, 12), Span(23, 28), Span(30, 34)
    marks = [
        _mark(text, "people/a", at=belly),
        _mark(text, "people/b", at=beside),
        _mark(text, "heart/c", side="credit", at=belly),
        _mark(text, "people/d", at=second),
        _mark(other, "people/e", at=Span(0, 5), block=1),
        _mark(text, "people/f", at=Span(12, 13)),
        _mark(text, "people/g", at=Span(18, 20)),
        _mark(text, "people/h", at=Span(7, 8)),
    ]
    house = parse_wordings("Lead Belly")
    assert [mark.rule.id[-1] for mark in without_house_words(marks, house)] == ["b", "c", "e", "g", "h"]
    assert [mark.rule.id[-1] for mark in without_house_words(marks, [])] == list("abcdefgh")
    both = [*house, *parse_wordings("love Lead")]
    assert [mark.rule.id[-1] for mark in without_house_words(marks, both)] == ["b", "c", "e", "g"]


def test_what_is_only_likely_is_left_out_where_that_is_asked(tmp_path: Path) -> None:
    """With `confidence = sure` what is likely is not told, and takes no words from what is sure."""
    cards = {"a": ("finding", "error", "likely", "red boat"), "b": ("finding", "warning", "sure", "boat")}
    linter = _linter(tmp_path, **cards)
    sure = Linter(settings=replace(linter.settings, confidence="sure"))
    assert _told(linter.check("The red boat.")) == [("a", "red boat")]
    assert _told(sure.check("The red boat.")) == [("b", "boat")]


def test_what_is_likely_is_told_where_nothing_else_is_asked(reading: Callable[[str], Reading]) -> None:
    """By itself nothing is left out for being less than sure."""
    likely = _mark(reading("Our leads."), "people/a")._replace(confidence="likely")
    assert settle([likely]) == settle([likely], "likely") == [likely]
    assert settle([likely], "sure") == []


def test_praise_goes_however_grave_the_settings_call_it(reading: Callable[[str], Reading]) -> None:
    """A finding is not outweighed by a credit in the same words, whatever severity the credit is given."""
    text = reading("Our leads.")
    fault = _mark(text, "people/a", "warning", at=Span(4, 9))
    praise = _mark(text, "heart/b", "error", side="credit", at=Span(0, 9))
    assert settle([praise, fault]) == [fault]
