"""Denied and mentioned words do no harm; some denials are pushes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from heartlint.judgement import excused

if TYPE_CHECKING:
    from collections.abc import Callable

    from heartlint.language import Reading


def _excused(read: Reading, word: str) -> bool:
    index = next(index for index, found in enumerate(read.words) if found.key == word)
    return excused(read, index, index + 1)


@pytest.mark.parametrize(
    "text",
    [
        "You are not a lead to us.",
        "Stop saying lead.",
        "We never call anyone a lead.",
        "People, not a lead.",
        "More than a lead.",
        "The word \u201clead\u201d says it all.",
        "A person is what the industry calls a lead.",
        "\u201cLead\u201d is a cold word for a person.",
        "Instead of a lead, meet a person.",
        "We never call our readers lead one or two.",
    ],
)
def test_denied_and_mentioned_words_are_let_pass(reading: Callable[[str], Reading], text: str) -> None:
    """A sentence that turns the word away, or talks about it, is not reported."""
    assert _excused(reading(text), "lead")


@pytest.mark.parametrize(
    "text",
    [
        "Don't let another lead slip away.",
        "Never miss a lead again.",
        "Not yet a lead?",
        "Why not buy a lead?",
        "More than 500 a lead.",
        "You can't resist a lead.",
        "It is not raining. Every lead counts.",
        "Every \u201clead\u201d counts.",
        "Stop letting a lead slip away.",
        "Set-and-forget lead letters.",
        "Callers who can't call a lead are out.",
    ],
)
def test_a_push_is_not_excused_by_its_not(reading: Callable[[str], Reading], text: str) -> None:
    """Words that only look like a denial, and quote marks alone, excuse nothing."""
    assert not _excused(reading(text), "lead")


def test_a_push_inside_what_is_found_is_not_excused(reading: Callable[[str], Reading]) -> None:
    """Where the wasted thing and the wasting are one finding, the "stop" before it asks for more of it."""
    read = reading("Stop wasting a lead on interns.")
    assert not excused(read, 1, 4)
    assert excused(reading("Stop buying a lead on Mondays."), 1, 4)


@pytest.mark.parametrize(
    "text",
    [
        "The band on the stage was Lead Belly himself.",
        "Lead Belly wrote it in prison.",
        "Please click Lead to go on.",
        "Where the draft says \u201clead\u201d, write a name.",
        "A lead refers to somebody who asked.",
    ],
)
def test_names_buttons_and_definitions_are_let_pass(reading: Callable[[str], Reading], text: str) -> None:
    """Half of a name, what stands on a button, and the word that a glossary explains are not talk about people."""
    assert _excused(reading(text), "lead")


@pytest.mark.parametrize(
    "text",
    [
        "Every Lead Is A Sale Waiting To Happen",
        "BUY A LEAD TODAY",
        "They do not work a lead enough.",
        "Our Lead is hot.",
    ],
)
def test_headlines_and_shouts_are_no_names(reading: Callable[[str], Reading], text: str) -> None:
    """Capitals all over, and a denial that asks for more of it, excuse nothing."""
    assert not _excused(reading(text), "lead")
