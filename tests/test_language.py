"""Words and sentences, as a reader would count them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartlint.language import Reading
from heartlint.text import Block, Piece, Slot, Span, Zone

if TYPE_CHECKING:
    from collections.abc import Callable


def _sentences(reading: Reading) -> list[str]:
    return [sentence.span.of(reading.block.text) for sentence in reading.sentences]


def test_alternatives_of_a_condition_are_sentences_of_their_own() -> None:
    """What stands on both sides of an else is never one sentence, however short, and a mark stands between."""
    source = "we met{% else %}you wrote{% else %}it rains"
    parts = ("we met", 6, "verbatim"), ("\n", 16, "branch"), ("you wrote", 25, "verbatim"), ("\n", 35, "string+branch")
    pieces: list[Piece] = []
    for text, end, how in (*parts, ("it rains", 43, "verbatim")):
        pieces.append(Piece(text, Span(pieces[-1].source.end if pieces else 0, end), how))
    reading = Reading(Block("paragraph", "".join(piece.text for piece in pieces), tuple(pieces)))
    assert source[16:25] == "you wrote"
    assert _sentences(reading) == ["we met", "you wrote", "it rains"]
    assert [(word.key, word.kind) for word in reading.words[2:4]] == [("\n", "mark"), ("you", "word")]
    assert reading.sentences[-1].last == len(reading.words)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("We moved. How are you?", ["We moved.", "How are you?"]),
        ("Dr. Smith came at 5 p.m. with Mrs. Jones.", ["Dr. Smith came at 5 p.m. with Mrs. Jones."]),
        ("See J. R. Hartley. Or not.", ["See J. R. Hartley.", "Or not."]),
        ("It costs 3.50 today. Really!", ["It costs 3.50 today.", "Really!"]),
        ("Well... maybe. Fine.", ["Well... maybe.", "Fine."]),
        ("Hi Sam,\nHow did it go?", ["Hi Sam,", "How did it go?"]),
        ("it was wrapped by hand\nand goes on. Next", ["it was wrapped by hand\nand goes on.", "Next"]),
        ("(Yes.) No.", ["(Yes.)", "No."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(
    reading: Callable[[str], Reading], text: str, sentences: list[str]
) -> None:
    """Abbreviations, initials, numbers and hard-wrapped lines do not end a sentence; full stops do."""
    assert _sentences(reading(text)) == sentences


def test_a_possessive_is_the_word_itself(reading: Callable[[str], Reading]) -> None:
    """`customer's` is found by a wording with `customer`, while `it's` stays what it is."""
    assert [word.key for word in reading("The customer\u2019s view: it\u2019s fine").words] == [
        "the", "customer", "view", ":", "it's", "fine",
    ]  # fmt: skip


def test_invisible_characters_do_not_hide_a_word(reading: Callable[[str], Reading]) -> None:
    """A soft hyphen or zero-width space inside a word neither splits it nor shifts its place."""
    read = reading("our le\u00ada\u200bds now")
    word = read.words[1]
    assert word.key == "leads"
    assert word.span.of(read.block.text) == "le\u00ada\u200bds"


def test_merge_tags_and_code_are_one_word_each() -> None:
    """What stands in a merge tag or in code is never read as words of the sentence."""
    text = "Hi {{lead}}, run `leads` now"
    slot = Slot(Span(3, 11), "{{lead}}", "double_curly", "lead", "unknown")
    block = Block(
        "paragraph", text, (Piece(text, Span(0, len(text))),), zones=(Zone(Span(17, 24), "code"),), slots=(slot,)
    )
    assert [word.kind for word in Reading(block).words] == ["word", "slot", "mark", "word", "zone", "word"]


@given(st.text(max_size=200))
def test_words_are_in_order_and_inside_the_text(text: str) -> None:
    """Whatever the text, words follow one another inside it and every word is in exactly one sentence."""
    read = Reading(Block("paragraph", text, (Piece(text, Span(0, len(text))),)))
    at = 0
    for word in read.words:
        assert at <= word.start < word.end <= len(text)
        at = word.end
    assert [index for s in read.sentences for index in range(s.first, s.last)] == list(range(len(read.words)))


def test_tags_come_from_the_language_model(reading: Callable[[str], Reading]) -> None:
    """Tags, parse and entities line up with the words, merge tags or not."""
    read = reading("Maria leads our team in Lisbon.")
    assert [tag.pos for tag in read.tags][:3] == ["PROPN", "VERB", "PRON"]
    assert read.parse[0] == (1, "nsubj")
    assert ("Lisbon", "GPE") in [(span.of(read.block.text), label) for span, label in read.entities]


def test_a_model_with_other_weights_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model whose weights are not the measured ones is named in one line with its remedy."""
    from heartlint import language

    monkeypatch.setattr(language, "_loaded", {})
    monkeypatch.setattr(language, "_WEIGHTS", {"tagger/model": "0" * 64})
    with pytest.raises(language.ModelError, match=r"tagger/model is not the known .* reinstall") as caught:
        language.model()
    assert "\n" not in str(caught.value)


def test_a_missing_model_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any model the message names the packages looked for and how to get one."""
    from heartlint import language

    monkeypatch.setattr(language, "_loaded", {})
    monkeypatch.setattr(language, "_MODELS", ("en_core_web_none",) * 2)
    with pytest.raises(language.ModelError, match=r"en_core_web_none.*python -m pip install"):
        language.model()
