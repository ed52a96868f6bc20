"""What is told where marks share words, and in which order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from heartlint.config import Settings
from heartlint.linter import Linter

if TYPE_CHECKING:
    from pathlib import Path

    import heartlint

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
