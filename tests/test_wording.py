"""The little language of wordings, as a card's author writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartlint.language import Reading
from heartlint.text import Block, Piece, Span
from heartlint.wording import WordingError, inflections, parse_wordings

if TYPE_CHECKING:
    from collections.abc import Callable

LISTS = {"people": ["buyer~", "reader~"], "anyone": ["the lonely", "*ers", "-computers"]}


def _found(wording: str, read: Reading) -> list[str]:
    found = []
    for parsed in parse_wordings(wording, LISTS):
        for index in range(len(read.words)):
            at = parsed.match(read, index)
            if at is not None:
                found.append(read.block.text[read.words[at[0]].start : read.words[at[1] - 1].end])
    return found


@pytest.mark.parametrize(
    ("wording", "text", "found"),
    [
        ("our|your leads", "OUR leads and your Leads", ["OUR leads", "your Leads"]),
        ("our «leads»", "We love our leads.", ["leads"]),
        ("convert~ .. <people>", "We converted many more buyers", ["converted many more buyers"]),
        ("convert~ .. <people>", "We converted many, more buyers", []),
        ("convert~ .. <people>", "We converted one two three four buyers", []),
        ("more (qualified) leads", "more leads, more qualified leads", ["more leads", "more qualified leads"]),
        ("# leads", "1,000 leads or dozens leads or ten leads", ["1,000 leads", "dozens leads", "ten leads"]),
        ("do-not-reply", "Please do not reply", ["do not reply"]),
        ("do not reply", "This is a do-not-reply address", ["do-not-reply"]),
        ("do not reply", "do *not* reply", ["do *not* reply"]),
        ("do not reply", "Do not. Reply", []),
        ("^ friend ,", "Friend, hello. My friend, hello", ["Friend"]),
        ("last chance $", "Last chance! A last chance to win.", ["Last chance"]),
        ("lead * now", "lead them now", ["lead them now"]),
        ("don't miss", "don\u2019t miss", ["don\u2019t miss"]),
        ("lead", "leads mislead leader", []),
        ("high-ticket|cold leads", "cold leads and high-ticket leads", ["cold leads", "high-ticket leads"]),
        ("(high-ticket|cold) leads", "high-ticket leads", ["leads", "high-ticket leads"]),
        (
            "(e-mail|note about) leads",
            "e-mail about leads, note about leads",
            ["leads", "leads", "note about leads", "e-mail about leads"],
        ),
        ("y+ leads", "ys leads", ["ys leads"]),
        ("leads in|,|$", "leads in, leads, leads", ["leads in", "leads", "leads"]),
        ("a|# leads", "7 leads", ["7 leads"]),
        ("café~", "two Cafés", ["Cafés"]),
        ("target~ <..people>", "Target anxious, tired new buyers", []),
        ("target~ <..people>", "Target all of our ready-to-buy buyers", ["Target all of our ready-to-buy buyers"]),
        ("target~ <..people>", "Target thousands of new buyers now", ["Target thousands of new buyers"]),
        ("target~ <..people>", "Target each buyer twice", ["Target each buyer"]),
        ("target~ <..people>", "Target buyer personas and the buyer guide", []),
        ("target~ <..people>", "Target the buyer's heart, the buyers' table, the buyers table", []),
        ("target~ <..people>", "Target words that your buyers use", []),
        ("<..people> were|was targeted", "We saw 40 new buyers were targeted", ["40 new buyers were targeted"]),
        ("turn <..people> into cash", "Turn lonely readers into cash", ["Turn lonely readers into cash"]),
        ("cost per <..people>", "The cost per anxious buyer, the cost per buyer guide", ["cost per anxious buyer"]),
        ("close~ <..people>", "She closes one buyer an hour, the buyer hour", ["closes one buyer"]),
        ("nurse+", "a nurse, two nurses, nursing, nursed", ["nurse", "nurses"]),
        ("box+ lady+ salesman+", "boxes ladies salesmen", ["boxes ladies salesmen"]),
        ("goal = #", "goal = 40", ["goal = 40"]),
        ("target~ <..anyone>", "Target the newly lonely this fall", ["Target the newly lonely"]),
        ("target~ <..anyone>", "Target the lonely road, lonely people, a lonely", []),
        ("<..anyone> are targeted", "We heard the lonely are targeted", ["the lonely are targeted"]),
        ("target~ <..anyone>", "Target tired stokers, and all dentists", ["Target tired stokers"]),
        ("target~ <..anyone>", "Target newer computers or the Turners", []),
        ("target~ <..anyone>", "TARGET STOKERS", ["TARGET STOKERS"]),
        (
            "target (<..people>) twice",
            "Target twice. Target your buyers twice",
            ["Target twice", "Target your buyers twice"],
        ),
    ],
)
def test_a_wording_finds_what_it_says(
    reading: Callable[[str], Reading], wording: str, text: str, found: list[str]
) -> None:
    """Alternatives, lists, gaps, options, numbers, edges and marks mean what the guide says."""
    assert _found(wording, reading(text)) == found


@pytest.mark.parametrize(
    ("wording", "complaint"),
    [
        ("", "at least one word"),
        ("# .. *", "at least one word"),
        ("(leads)", "at least one word"),
        ("(glad) to (help)", "every 'to'"),
        ("<nobody> leads", "no list 'nobody'"),
        ("our «leads", "not closed"),
        ("«our» «leads»", "one stretch"),
        ("our «» leads", "one stretch of words"),
        ("le[ad]s", "cannot read"),
        ("a b c d e f g h i j k l m", "13 places"),
        ("(a) (b) .. (c) .. (d) (e) leads", "at most 6"),
        ("a-b|c-d|e-f|g-h|i-j a-b|c-d|e-f|g-h|i-j leads", "more than 24"),
    ],
)
def test_an_unreadable_wording_is_quoted(wording: str, complaint: str) -> None:
    """A wording that cannot be read is refused with its text and what to change."""
    with pytest.raises(WordingError) as caught:
        parse_wordings(wording)
    assert repr(wording) in str(caught.value)
    assert complaint in str(caught.value)


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("convert", "convert converts converted converting"),
        ("stop", "stop stops stopped stopping"),
        ("qualify", "qualify qualifies qualified qualifying"),
        ("capture", "capture captures captured capturing"),
        ("lead", "lead leads led leading"),
        ("box", "box boxes boxed boxing"),
        ("acquire", "acquire acquires acquired acquiring"),
        ("blast", "blast blasts blasted blasting"),
        ("woman", "woman women"),
    ],
)
def test_inflections_are_the_words_people_write(word: str, forms: str) -> None:
    """`word~` stands for plural, third person, past and -ing, spelt as a dictionary spells them."""
    assert inflections(word) == frozenset(forms.split())


@given(st.text(max_size=40))
def test_any_text_is_a_wording_or_a_clear_refusal(text: str) -> None:
    """No text given as a wording crashes the loader."""
    try:
        parsed = parse_wordings(text)
    except WordingError:
        return
    assert all(one.triggers for one in parsed)


@given(st.lists(st.sampled_from(["our", "leads", "buyers", ",", ".", "7", "convert", "\n"]), max_size=30))
def test_what_matches_is_inside_the_text(parts: list[str]) -> None:
    """Reported words lie inside the whole wording, and that inside the text."""
    text = " ".join(parts)
    read = Reading(Block("paragraph", text, (Piece(text, Span(0, len(text))),)))
    (parsed,) = parse_wordings("(our) .. convert~ «.. <people>» (#)", LISTS)
    for index in range(len(read.words)):
        at = parsed.match(read, index)
        if at is not None:
            assert 0 <= at[2] <= at[0] < at[1] <= at[3] <= len(read.words)
