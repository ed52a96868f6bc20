"""Rules that think: what they may ask for, and what happens when one goes wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartlint import language
from heartlint.engine import RuleSet, describe
from heartlint.packs import complete
from heartlint.passes import settle
from heartlint.read import read_source
from heartlint.rule import Block, Document, Hit, Match, Reading, Rule, Sentence, Span, Tag, Word, rule
from heartlint.text import Lines, Piece, Zone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from heartlint.report import Trouble


def _rule(function: Callable[..., Iterable[Span | Hit]], triggers: str | list[str], **options: Any) -> Rule:
    function.__doc__ = "Something is found.\n\nIt is told why."
    made = rule(triggers=triggers, finds=["«x»"], passes=["y"], instead="What else?", family="test", **options)(
        function
    )
    return complete(replace(made, origin="test"), {})


def _run(made: Rule, text: str) -> tuple[list[str], list[Trouble]]:
    document = read_source("mail.md", text, "markdown")[0]
    marks, troubles = RuleSet([made]).run(document)
    return [describe(mark, Lines(text)).text for mark in settle(marks)], troubles


def test_a_rule_is_handed_the_facts_it_names() -> None:
    """Block, document, words, sentences, slots and matches are those of the block that holds the trigger."""
    seen: list[tuple[str, int, int, int, list[str]]] = []

    def facts(  # noqa: PLR0913
        document: Document, block: Block, words: tuple[Word, ...], sentences: tuple[Sentence, ...],
        slots: tuple[Any, ...], matches: tuple[Match, ...],
    ) -> Iterable[Span]:  # fmt: skip
        seen.append((block.text, len(words), len(sentences), len(slots), [match.wording for match in matches]))
        assert block in document.blocks
        return [match.span for match in matches]

    found, troubles = _run(_rule(facts, ["boat|boats", "ship"]), "No. \n\nTwo boats, {{name}}. One ship?\n\nNothing.")
    assert (found, troubles) == (["boats", "ship"], [])
    assert seen == [("Two boats, {{name}}. One ship?", 8, 2, 1, ["boat|boats", "ship"])]


def test_language_facts_load_the_model_only_for_a_candidate(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that asks for tags costs nothing until its trigger is met, and then tells a noun from a verb."""
    loads: list[int] = []
    real = language.model

    def counted() -> Any:
        loads.append(1)
        return real()

    monkeypatch.setattr(language, "model", counted)

    def nouns(
        words: tuple[Word, ...], tags: tuple[Tag, ...], parse: tuple[Any, ...], entities: tuple[Any, ...]
    ) -> Iterable[Span]:
        assert len(words) == len(tags) == len(parse)
        assert entities is not None
        return [word.span for word, tag in zip(words, tags, strict=True) if word.key == "plan" and tag.pos == "NOUN"]

    made = _rule(nouns, "plan")
    assert made.needs_model
    assert _run(made, "Nothing of the sort.") == ([], [])
    assert loads == []
    assert _run(made, "We plan a trip. I like the plan of Maria.") == (["plan"], [])
    assert loads


def test_a_missing_model_is_one_clear_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no model can be loaded, the rule that needs it is named with the remedy; nothing crashes."""
    monkeypatch.setattr(language, "_loaded", {})
    monkeypatch.setattr(language, "_MODELS", ("en_core_web_none", "en_core_web_none"))

    def tagged(tags: tuple[Tag, ...]) -> Iterable[Span]:
        return [Span(0, len(tags))]

    found, (trouble,) = _run(_rule(tagged, "plan"), "A plan.")
    assert found == []
    assert trouble.where == "rule test/tagged (pack test) on mail.md"
    assert "en_core_web_none" in trouble.what
    assert "pip install" in trouble.remedy


def _too_far(block: Block) -> Iterable[Span]:
    return [Span(0, len(block.text) + 1)]


def _of_the_wrong_sort(block: Block) -> Any:
    return [block.text]


def _half_way(block: Block) -> Iterable[Span]:
    yield Span(0, 1)
    raise KeyError(block.role)


def _not_iterable(block: Block) -> Any:
    return len(block.text)


@pytest.mark.parametrize("function", [_too_far, _of_the_wrong_sort, _half_way, _not_iterable])
def test_a_rule_that_goes_wrong_loses_its_own_marks_and_no_others(function: Callable[..., Any]) -> None:
    """A rule that raises, even after it found something, is named once with its pack; other rules still report."""

    def good(matches: tuple[Match, ...]) -> Iterable[Span]:
        return [match.span for match in matches]

    document = read_source("mail.md", "A boat.\n\nA boat.", "markdown")[0]
    marks, troubles = RuleSet([_rule(function, "@block"), _rule(good, "boat")]).run(document)
    assert [mark.rule.name for mark in marks] == ["good", "good"]
    assert [trouble.where for trouble in troubles] == [
        f"rule test/{function.__name__.replace('_', '-')} (pack test) on mail.md"
    ]
    assert "\n" not in str(troubles[0])


def test_a_rule_for_the_whole_message_says_where_it_would_be_mended() -> None:
    """A message-wide finding stands on the block the rule names."""

    def unsigned(document: Document) -> Iterable[Hit]:
        last = document.blocks[-1]
        return [Hit(Span(0, 3), block=last, severity="info", why="Nobody signs.")]

    made = _rule(unsigned, "@message")
    document = read_source("mail.md", "Hello.\n\nBye now.", "markdown")[0]
    (mark,), troubles = RuleSet([made]).run(document)
    told = describe(mark, Lines(document.source))
    assert (told.text, told.line, told.severity, told.why, troubles) == ("Bye", 3, "info", "Nobody signs.", [])


def test_a_rule_for_the_whole_message_may_read_all_its_words() -> None:
    """It is handed every judged block with its words and sentences, in order; code and quotations are left out."""

    def longest(readings: Sequence[Reading]) -> Iterable[Hit]:
        assert [reading.block.text for reading in readings] == ["Hello.", "We sat. It was warm by the fire."]
        found = [(len(reading.words[one.first : one.last]), one.span, reading.block)
                 for reading in readings for one in reading.sentences]  # fmt: skip
        _, span, block = max(found, key=lambda one: one[0])
        return [Hit(span, block=block)]

    made = _rule(longest, "@message")
    document = read_source("mail.md", "Hello.\n\n    code here\n\nWe sat. It was warm by the fire.", "markdown")[0]
    (mark,), troubles = RuleSet([made]).run(document)
    assert (describe(mark, Lines(document.source)).text, troubles) == ("It was warm by the fire.", [])


def test_a_rule_for_the_whole_message_cannot_ask_for_one_block() -> None:
    """The trouble says what such a rule may ask for."""

    def lost(words: Sequence[Word]) -> Iterable[Hit]:
        return [Hit(word.span) for word in words]

    marks, (trouble,) = RuleSet([_rule(lost, "@message")]).run(read_source("mail.md", "Hello.", "markdown")[0])
    assert marks == []
    assert "may ask for 'document' and 'readings' only" in trouble.what


def test_a_rule_cannot_report_what_is_not_judged() -> None:
    """Even a rule that yields the whole block is not told of where it touches code or a URL."""

    def everything(block: Block) -> Iterable[Span]:
        return [Span(0, len(block.text))]

    assert _run(_rule(everything, "@block"), "Run `leads` now.\n\nNow.")[0] == ["Now."]


@given(
    cuts=st.lists(st.integers(0, 60), min_size=2, max_size=12, unique=True).map(sorted),
    start=st.integers(0, 59),
    length=st.integers(1, 30),
)
def test_a_stretch_that_touches_a_zone_is_known_to(cuts: list[int], start: int, length: int) -> None:
    """Whatever zones a text has, a stretch is set aside when it shares a character with one of them, and only then."""
    text = "x" * 90
    zones = tuple(Zone(Span(low, high), "code") for low, high in zip(cuts[::2], cuts[1::2], strict=False))
    block = Block("paragraph", text, (Piece(text, Span(0, 90)),), zones=zones)
    span = Span(start, start + length)
    assert block.in_zone(span) == any(set(range(*_ends(zone.span))) & set(range(*_ends(span))) for zone in zones)


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


def test_words_in_zones_and_of_unread_roles_wake_no_rule() -> None:
    """Code, URLs, quotes and the sender's address are not looked at, unless a rule names the role."""

    def boats(matches: tuple[Match, ...]) -> Iterable[Span]:
        return [match.span for match in matches]

    text = "---\nfrom: boat <a@x.example>\n---\n`boat` https://boat.example/boat\n\n> boat\n\nboat"
    assert _run(_rule(boats, "boat"), text)[0] == ["boat"]
    assert _run(_rule(boats, "boat", roles=["from"]), text)[0] == ["boat"]


def test_no_wording_is_met_across_two_alternatives() -> None:
    """Words on both sides of an else are never shown in a row, so nothing is found in the row they make."""

    def met(matches: tuple[Match, ...]) -> Iterable[Span]:
        return [match.span for match in matches]

    for wording in ("our boats", "our * boats", "our .. boats", "^ boats"):
        made = _rule(met, wording)
        found = _run(made, "See our {% if a %}boats{% endif %}")[0]
        assert found == (["our boats"] if wording in {"our boats", "our .. boats"} else [])
        found = _run(made, "See our{% if a %} ship{% else %} boats{% endif %}")[0]
        assert found == (["boats"] if wording == "^ boats" else [])
