"""What `just accuracy` counts: on small examples, where the right answer can be seen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import accuracy
import prose
from counting import Found, Label, Pages, figure, judge, occurrences, overlap, settled, share
from heartlint.linter import Linter
from heartlint.read import read_source
from heartlint.text import Span

if TYPE_CHECKING:
    from pathlib import Path


def label(family: str, start: int, end: int, by: str = "ab", also: str = "") -> Label:
    """A major label of a stretch."""
    return Label(family, "", (Span(start, end),), frozenset(by), "major", also)


def found(family: str, start: int, end: int, *, sure: bool = True) -> Found:
    """Something found in a stretch."""
    return Found(family, f"{family}/x", sure, (Span(start, end),))


def test_a_hit_shares_position_and_family() -> None:
    """A finding beside a marked span, or on it under another name, is no hit; one code point shared is."""
    marked = [label("pressure", 10, 20)]
    for one, right in [
        (found("pressure", 19, 30), True),
        (found("pressure", 20, 30), False),
        (found("people", 10, 20), False),
    ]:
        assert [good for _, good in judge([one], marked, 2).right] == [right]


def test_a_span_that_readers_name_differently_may_be_either() -> None:
    """Where the readers agree on the place and not on the family, both names are right."""
    marked = [label("watching", 0, 9, also="people")]
    for family in ("watching", "people"):
        assert judge([found(family, 0, 9)], marked, 2).labels == [(marked[0], True, True)]


def test_precision_asks_any_reader_and_recall_all() -> None:
    """What one reader alone marked makes a finding right, and is not held against the tool when missed."""
    marked = [label("people", 0, 5, by="a"), label("people", 10, 15), label("people", 20, 25)]
    counted = judge([found("people", 2, 4), found("people", 12, 13, sure=False)], marked, 2)
    assert [good for _, good in counted.right] == [True, True]
    assert [(sure, shown) for _, sure, shown in counted.labels] == [(False, True), (False, False)]


def test_what_is_found_under_another_name_is_told_apart() -> None:
    """It is wrong by the rule, but not out of nowhere: the table says so."""
    at, nowhere = found("people", 10, 12), found("people", 30, 32)
    assert judge([at, nowhere], [label("force", 10, 20)], 2).beside == {at: frozenset({"force"})}


def test_all_labels_count_where_there_is_one_reader() -> None:
    """A set that one person labelled has a recall too."""
    assert len(judge([], [label("people", 0, 5, by="t")], 1).labels) == 1


def pages(source: str, format: str = "markdown") -> Pages:  # noqa: A002 - the users' word for it
    """A message to find labels in."""
    return Pages(read_source("x", source, format))


@pytest.mark.parametrize(
    ("source", "format", "words", "slices"),
    [
        ("Only **two\nplaces** left.", "markdown", "Only two places left", "Only|two|places|left"),
        ("<p>Don&rsquo;t <b>wait</b></p>", "html", "don't wait", "Don|&rsquo;|t|wait"),
        ("Hello <friend>\n\nand goodbye", "text", "friend> and", "friend>|and"),
        ("We lead.\n\nOur leads lead to the lead.", "text", "lead", "lead|lead|lead"),
        ("specificallyto you", "text", "specifically to", "specificallyto"),
    ],
)
def test_a_label_is_located_in_what_its_reader_sees(source: str, format: str, words: str, slices: str) -> None:  # noqa: A002
    """Markup, line ends, entities and lost spaces do not hide marked words; whole words go before parts of words."""
    places = pages(source, format).places(words)
    read = "".join(place.of(source).replace(" ", "").replace("\n", "") for place in places)
    assert read.replace("**", "") == slices.replace("|", "")


def test_what_no_reader_sees_is_looked_for_in_the_source() -> None:
    """Somebody marked the name of a field: it has a place, though it is not read out."""
    source = '<p class="lead-score">Hello</p>'
    assert [place.of(source) for place in pages(source, "html").places("lead-score")] == ["lead-score"]


def test_a_span_that_cannot_be_located_counts_as_missed() -> None:
    """A label without a place stays in the count, and nothing can hit it."""
    lost = pages("Hello there.").label({"span": "Goodbye", "by": ["a", "b"]}, "people")
    assert lost.places == ()
    assert judge([found("people", 0, 12)], [lost], 2).labels == [(lost, False, False)]


def test_the_second_readers_words_are_a_place_too() -> None:
    """Each reader copied out the stretch that was meant: both stretches count."""
    both = pages("one two three four").label({"span": "one", "other_span": "four", "by": ["a", "b"]}, "token")
    assert (both.family, both.places) == ("tokens", (Span(0, 3), Span(14, 18)))


def test_borderline_and_disputed_sentences_are_left_out() -> None:
    """Only what the readers agree on, one way or the other, is counted."""
    assert settled({"label": "fine"})
    assert settled({"label": "dehumanizes", "readers": ["dehumanizes", "dehumanizes"]})
    assert not settled({"label": "borderline", "readers": ["borderline", "borderline"]})
    assert not settled({"label": "fine", "readers": ["fine", "dehumanizes"]})


def test_a_term_stands_where_its_label_says_or_each_time_it_occurs() -> None:
    """A label with a start judges that one place only."""
    assert occurrences("leads lead Leads", "leads", 11) == (Span(11, 16),)
    assert occurrences("leads lead Leads", "leads", None) == (Span(0, 5), Span(11, 16))


def test_only_a_finding_at_the_term_is_held_against_a_sentence() -> None:
    """A greeting found elsewhere in the sentence does not make its harmless term a false alarm."""
    row = {"text": "Dear valued customer, please lead the way."}
    at = row["text"].index("lead")
    elsewhere = accuracy.case_of(Linter(), row, False, (Span(at, at + 4),))
    assert not elsewhere.found("shown")
    assert [family for family, _ in elsewhere.findings] == ["greeting"]
    assert accuracy.case_of(Linter(), row, True, (Span(5, 20),)).found("shown", "greeting")


def test_an_interval_is_about_its_figure_and_narrows_with_more() -> None:
    """The interval holds the figure, and ten times the sentences make it smaller."""
    few = share([True, True, False, True, False] * 4)
    many = share([True, True, False, True, False] * 40)
    for one in (few, many):
        assert one.value == pytest.approx(0.6)
        assert one.low < 0.6 < one.high
    assert many.high - many.low < few.high - few.low


def test_marks_of_one_message_are_drawn_together() -> None:
    """Ten hits in one of two messages are no twenty independent ones: the interval says so."""
    together = figure([(10, 10), (0, 10)])
    apart = share([True, False] * 10)
    assert together.value == apart.value
    assert together.high - together.low > apart.high - apart.low


def test_all_right_is_not_certain() -> None:
    """Thirty of thirty leaves room for one in ten; none found in 3,000 words leaves one in a thousand."""
    assert share([True] * 30).low == pytest.approx(0.9)
    assert share([False] * 30).high == pytest.approx(0.1)
    assert figure([(0, 1000)] * 3, per=1000).high == pytest.approx(1)
    assert share([]).value is None


def test_overlap_asks_for_a_shared_code_point() -> None:
    """Stretches that only touch do not overlap, nor does an empty set of places."""
    assert overlap((Span(0, 5), Span(9, 12)), (Span(11, 20),))
    assert not overlap((Span(0, 5),), (Span(5, 9),))
    assert not overlap((), (Span(0, 9),))


def jsonl(path: Path, *rows: dict[str, Any]) -> None:
    """Write rows as a set."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def test_the_table_is_printed_over_sets_of_every_sort(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Sentences, shop texts and whole messages are told apart, measured, and their faults printed for reading."""
    jsonl(
        tmp_path / "mine" / "challenge-mine.jsonl",
        {"id": "c1", "text": "Dear valued customer,", "term": "valued_customer", "span_text": "valued customer",
         "span_start": 5, "label": "dehumanizes"},
        {"id": "c2", "text": "She took the lead.", "term": "lead", "span_text": "lead", "label": "fine"},
        {"id": "c3", "text": "A heron, a heron!", "term": "heron", "span_text": "heron", "label": "dehumanizes"},
    )  # fmt: skip
    jsonl(
        tmp_path / "mine" / "shop.jsonl",
        {"text": "No thanks, I hate saving money", "category": "Misdirection", "expect": "pressure"},
        {"text": "Oak tables", "category": "", "expect": "none"},
    )
    folder = tmp_path / "mine" / "gold"
    marks = [
        {"span": "Dear valued customer", "family": "greeting", "severity": "major", "by": ["a", "b"]},
        {"span": "not in there", "family": "people", "severity": "minor", "by": ["a", "b"]},
    ]
    jsonl(
        folder / "gold-mine.jsonl",
        {"id": "g1", "file": "one.md", "findings": marks, "credits": []},
        {"id": "g2", "file": "two.xyz", "findings": [], "credits": []},
    )
    (folder / "one.md").write_text("Dear valued customer,\n\nthe ferry leaves at nine.\n", encoding="utf-8")
    options = ["--eval", str(tmp_path), "--extra", str(tmp_path / "mine"), "--only", "mine", "--only", "shop"]
    assert accuracy.main([*options, "--worst", "5"]) == 0
    out = capsys.readouterr().out
    assert "challenge-mine  (3 sentences, 2 to be found)" in out
    assert "A «heron», a «heron»!" in out
    assert "1 of 2 labelled spans could not be located" in out
    assert "g2 (.xyz): no reader for this name" in out
    assert "  major                                     1.000" in out
    assert "g1 people minor by ab: 'not in there'" in out
    assert "NOT reached" in out


def test_a_file_that_is_no_set_is_said_to_be_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A JSONL file of another sort is not counted as an empty set."""
    jsonl(tmp_path / "other.jsonl", {"a": 1})
    assert accuracy.main(["--eval", str(tmp_path), "--extra", str(tmp_path / "other.jsonl"), "--only", "other"]) == 2
    assert "not a set of this sort" in capsys.readouterr().out


def page(number: int, source: str = "", words: int = 100) -> prose.Page:
    """A page of some words, told apart by its number."""
    return prose.Page(f"p{number}", "text", f"{number} " + "word " * (words - 1), source or f"s{number}")


def test_plain_prose_is_the_same_sample_each_time() -> None:
    """Whatever order the pages come in, the same are drawn; none twice, and no more words than asked."""
    all_ = [page(number) for number in range(40)]
    first = prose.sample(iter(all_), 1000)
    assert first == prose.sample(iter([*reversed(all_), *all_]), 1000)
    assert len(first) == 10


def test_one_source_does_not_make_up_the_sample() -> None:
    """A package with a hundred pages gives an eighth of the words; the others fill the rest."""
    big = [page(number, "big", 1000) for number in range(100)]
    small = [page(number + 100, words=1000) for number in range(100)]
    chosen = prose.sample(iter([*big, *small]), 80_000)
    assert sum(one.source == "big" for one in chosen) == 10
    assert len(chosen) == 80


def test_a_long_text_is_cut_between_paragraphs() -> None:
    """No paragraph is lost or split."""
    text = "\n\n".join(f"{number} " + "word " * 600 for number in range(9))
    cut = list(prose.cut("x", "text", text, "x"))
    assert len(cut) > 1
    assert "\n\n".join(one.text for one in cut) == text
