"""The score: what must hold whatever was found."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import heartlint
from heartlint.report import Credit, Finding
from heartlint.score import BANDS, band_of, score, total
from heartlint.text import Piece, Span
from heartlint.weights import WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heartlint.rule import Confidence, Severity


def _finding(severity: Severity = "warning", confidence: Confidence = "sure", rule: str = "people/leads") -> Finding:
    return Finding(
        rule, "t", "w", "i", 0, 1, (Piece("x", Span(0, 1)),), 1, 1, 1, 2, "x", "x", "paragraph", severity, confidence
    )


def _credit(confidence: Confidence = "sure", rule: str = "heart/invitation") -> Credit:
    return Credit(
        rule, "t", "w", "i", 0, 1, (Piece("x", Span(0, 1)),), 1, 1, 1, 2, "x", "x", "paragraph",
        "info", confidence,
    )  # fmt: skip


confidences = st.sampled_from(["sure", "likely"])
severities = st.sampled_from(["error", "warning", "info"])
rules = st.sampled_from(["people/leads", "people/funnel", "door/do-not-reply"])
findings = st.lists(st.builds(_finding, severities, confidences, rules), max_size=12)
praise = st.lists(st.builds(_credit, confidences, st.sampled_from(["heart/mutual", "heart/candour"])), max_size=12)
words = st.integers(20, 3000)


def _value(found: Sequence[Finding], given_: Sequence[Credit], count: int) -> float:
    value = score(found, given_, count).value
    assert value is not None
    return value


@given(findings, praise, words)
def test_parts_add_up_to_the_score(found: list[Finding], given_: list[Credit], count: int) -> None:
    """The parts, in tenths, sum to the number shown; it lies between 0 and 100 and names its band."""
    result = score(found, given_, count)
    assert result.value is not None
    assert sum(round(part.points * 10) for part in result.parts) == round(result.value * 10)
    assert 0 <= result.value <= 100
    assert result.value == round(result.value, 1)
    assert result.band == band_of(result.value)


@given(findings, praise, words)
def test_every_mark_has_its_part(found: list[Finding], given_: list[Credit], count: int) -> None:
    """Each finding and each credit is a part of its own, named by its rule; none helps the other side."""
    parts = score(found, given_, count).parts
    assert [part.mark for part in parts if part.side == "finding"] == list(range(len(found)))
    assert [part.mark for part in parts if part.side == "credit"] == list(range(len(given_)))


@given(findings, praise, words, st.builds(_finding, severities, confidences))
def test_one_more_fault_never_raises_it(found: list[Finding], given_: list[Credit], count: int, more: Finding) -> None:
    """For the same words, a fault more is never worth points."""
    assert _value([*found, more], given_, count) <= _value(found, given_, count)


@given(findings, praise, words, st.builds(_credit, confidences))
def test_one_more_credit_never_lowers_it(found: list[Finding], given_: list[Credit], count: int, more: Credit) -> None:
    """For the same words, a credit more never costs points."""
    assert _value(found, [*given_, more], count) >= _value(found, given_, count)


@given(findings, praise, words)
def test_said_twice_scores_as_said_once(found: list[Finding], given_: list[Credit], count: int) -> None:
    """Doubling marks and words together changes nothing."""
    assert _value(found * 2, given_ * 2, count * 2) == _value(found, given_, count)


@given(praise, words)
def test_praise_does_not_buy_off_a_major_fault(given_: list[Credit], count: int) -> None:
    """With an error, no amount of credit reaches the top band."""
    assert _value([_finding("error")], given_, count) < BANDS[0][0]


def test_an_error_keeps_even_the_warmest_message_below_the_top_band() -> None:
    """However much praise a long message holds, one error caps it, and the cap is a part of its own."""
    praised = [_credit(rule=f"heart/{number}") for number in range(40)]
    result = score([_finding("error")], praised, 3000)
    assert result.value == 74
    assert "an error keeps it below the top band" in [part.name for part in result.parts]
    assert _value([], praised, 3000) > 95


def test_faults_hold_back_the_same_share_of_warmth_as_of_the_fifty() -> None:
    """Praise cannot buy off a fault: the part that is held back says so."""
    found, praised = [_finding("info")] * 3, [_credit()] * 3
    parts = {part.name: part.points for part in score(found, praised, 100).parts if not part.side}
    taken = 50 - _value(found, [], 100)
    given_ = _value([], praised, 100) - 50
    assert parts["warmth held back by faults"] == pytest.approx(-given_ * taken / 50, abs=0.2)


def test_plain_information_is_fifty() -> None:
    """A message with neither harm nor warmth stands in the middle."""
    assert _value([], [], 100) == 50


@pytest.mark.parametrize("count", [0, 1, 19])
def test_too_little_text_has_no_score(count: int) -> None:
    """Under the stated amount of text there is no number, and the reason says how much is needed."""
    result = score([_finding()], [], count)
    assert result.value is None
    assert result.reason == f"too little text for a score: {count} word{'' if count == 1 else 's'}, 20 needed"


@pytest.mark.parametrize(
    ("value", "band"),
    [(100.0, "someone is there"), (75.0, "someone is there"), (74.9, "plain"), (50.0, "plain"), (49.9, "cool"),
     (25.0, "cool"), (24.9, "cold"), (0.0, "cold")],
)  # fmt: skip
def test_a_band_begins_at_its_lowest_value(value: float, band: str) -> None:
    """A score on the line between two bands is in the upper one, a tenth less in the lower."""
    assert band_of(value) == band


def test_a_message_that_is_mostly_in_another_language_has_no_score() -> None:
    """A footer in English is not scored for the letter above it, which was not judged."""
    letter = (
        "<p>Wir freuen uns sehr, dass wir am Samstag wieder unsere Werkstatt f\u00fcr alle Nachbarn \u00f6ffnen.</p>"
        * 4
    )
    footer = "<p>Just reply to this mail if you would like to come, and we will keep a chair for you by the window.</p>"
    report = heartlint.check(f"{letter}{footer}", format="html")
    assert report.score.value is None
    assert "another language" in report.score.reason
    assert heartlint.check(footer, format="html").score.value is not None


def test_the_same_rule_again_counts_ever_less() -> None:
    """A second invitation adds less than the first, and less than a credit of another sort."""
    one, two = (_value([], [_credit()] * count, 100) for count in (1, 2))
    other = _value([], [_credit(), _credit(rule="heart/candour")], 100)
    assert 0 < two - one < one - 50
    assert other > two


def test_a_score_is_taken_apart_into_what_took_and_what_gave() -> None:
    """By hand: a fault and two credits of two sorts in 100 words, each part by its name, side and mark."""
    faults = 50 * (1 - math.exp(-WEIGHTS.error))
    sure, likely = WEIGHTS.credit, WEIGHTS.credit * WEIGHTS.likely
    warmth = 50 * (1 - math.exp(-(sure + likely)))
    result = score([_finding("error")], [_credit(), _credit("likely", "heart/candour")], 100)
    expected = [
        ("plain information", 50, "", None),
        ("people/leads", -faults, "finding", 0),
        ("heart/invitation", warmth * sure / (sure + likely), "credit", 0),
        ("heart/candour", warmth * likely / (sure + likely), "credit", 1),
        ("warmth held back by faults", -warmth * faults / 50, "", None),
    ]
    assert [(part.name, part.side, part.mark) for part in result.parts] == [
        (name, side, mark) for name, _, side, mark in expected
    ]
    assert [part.points for part in result.parts] == pytest.approx([points for _, points, _, _ in expected], abs=0.1)
    assert result.value == pytest.approx(sum(points for _, points, _, _ in expected), abs=0.05)
    assert (result.reason, result.version) == ("", score([], [], 19).version)


def test_the_same_marks_in_twice_the_words_weigh_less() -> None:
    """A rule weighs by how densely it is met: the fourth root of it, say, with the weights of today."""
    for count in (50, 100, 400):
        taken = 50 - _value([_finding("info")], [], count)
        density = WEIGHTS.info * (100 / count) ** WEIGHTS.repeats
        assert taken == pytest.approx(50 * (1 - math.exp(-density)), abs=0.051)


@given(findings, praise, words)
def test_what_weights_are_fitted_to_is_the_score(found: list[Finding], given_: list[Credit], count: int) -> None:
    """The number that `just fit-score` holds against readers is the one users see, before it is rounded."""
    assert total(found, given_, count) == pytest.approx(_value(found, given_, count), abs=0.0501)


def test_weights_that_are_tried_are_those_that_weigh() -> None:
    """A fit that tries nought for advice weighs it as nothing, and holds an error below the top band all the same."""
    none = WEIGHTS._replace(info=0.0)
    assert total([_finding("info")] * 3, [], 100, none) == 50
    assert total([_finding("info")], [], 100) == pytest.approx(50 * math.exp(-WEIGHTS.info))
    praised = [_credit(rule=f"heart/{number}") for number in range(40)]
    assert total([_finding("error")], praised, 3000) == 74
    assert total([_finding("warning")], praised, 3000) > 74


def test_the_coldest_message_has_nought_and_no_less() -> None:
    """Faults of very many sorts take all there is, whatever warmth there would be."""
    result = score([_finding("error", rule=f"people/{number}") for number in range(200)], [_credit()] * 7, 20)
    assert (str(result.value), result.band) == ("0.0", "cold")


def test_who_asks_for_no_least_amount_gets_a_score_of_one_word() -> None:
    """`min-words = 0` scores whatever has a word; what has none has nothing to score."""
    assert score([], [], 1, 0).value == 50
    assert score([], [], 0, 0).value is None
    assert score([], [], 2, 3).reason == "too little text for a score: 2 words, 3 needed"
    assert score([], [], 3, 3).value == 50
