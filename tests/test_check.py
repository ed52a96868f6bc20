"""The library, as a program uses it: one call from text to report."""

from __future__ import annotations

import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import heartlint
from heartlint.cli import main
from heartlint.config import Override, Settings
from heartlint.engine import RuleSet
from heartlint.linter import Linter, default
from heartlint.read import format_of, read_source
from heartlint.text import decoded

if TYPE_CHECKING:
    import random

FOLDER = Path(__file__).parent.parent / "examples"
EXAMPLES = sorted(path for path in FOLDER.rglob("*.*") if path.is_file() and "pack-template" not in path.parts)
WHOLE = [path for path in EXAMPLES if path.parent.name in {"cold", "warm"}]
COLD = "Hi {{first_name}},\n\njust bumping this to the top of your inbox. Our leads are in the pipeline."


def _rules(report: heartlint.Report) -> list[str]:
    return [finding.rule for finding in report.findings]


def test_leads_and_pipeline_are_found_where_they_are_people() -> None:
    """The verb and the data pipeline pass; the people who are leads in a pipeline do not."""
    report = heartlint.check("Maria leads our team. Our leads are in the pipeline. The data pipeline is fine.")
    assert [(finding.rule, finding.text, finding.start) for finding in report.findings] == [
        ("people/leads", "leads", 26),
        ("people/pipeline", "pipeline", 43),
    ]


def _assert_slices(report: heartlint.Report) -> None:
    for mark in (*report.findings, *report.credits):
        slices = [report.source[piece.source.start : piece.source.end] for piece in mark.pieces]
        assert "".join(decoded(raw, p.how) for p, raw in zip(mark.pieces, slices, strict=True)) == mark.text
        assert 0 <= mark.start < mark.end <= len(report.source)
        assert mark.start == mark.pieces[0].source.start
        assert mark.end == mark.pieces[-1].source.end
        before = report.source[: mark.start]
        assert mark.line == before.count("\n") + 1
        assert mark.column == mark.start - (before.rfind("\n") + 1) + 1


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_every_position_slices_its_words_out_of_the_source(path: Path) -> None:
    """In every example, a finding's slices of the file, decoded, are the words it shows."""
    run = heartlint.check_paths([path])
    assert run.troubles == ()
    for report in run.reports:
        assert report.source == path.read_text(encoding="utf-8")
        _assert_slices(report)


PARTS = st.sampled_from(
    [
        "Our leads", "are in the **pipeline**", "&amp;", "\u2019", "{{first_name}}", "<b>", "</b>", "<br>", "`leads`", "\n\n",
        "\n", " ", "convert visitors", "Dear valued customer,", "# ", "- ", "[leads](http://x.example)", "\u00ad", "\U0001f525",
        "e\u0301", "Only 2 left!", "do not reply", "<div style='display:none'>", "{% if x %}", "*|FNAME|*", "\t", "> ", "?",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=80), st.lists(PARTS, max_size=14).map("".join))


@given(TEXTS, st.sampled_from(["markdown", "html", "text"]))
def test_any_text_is_checked_and_every_position_holds(text: str, kind: str) -> None:
    """Whatever the text and format, nothing crashes, offsets lie inside and slices map back."""
    report = heartlint.check(text, format=kind)
    assert report.troubles == ()
    if "\r" not in text:
        _assert_slices(report)


@given(TEXTS, st.randoms(use_true_random=False))
def test_the_order_of_rules_does_not_matter(text: str, chance: random.Random) -> None:
    """Rules given in any order find the same."""
    rules = list(default().active)
    linter, shuffled = Linter(), Linter()
    chance.shuffle(rules)
    shuffled._ruleset = RuleSet(rules)
    assert linter.check(text) == shuffled.check(text)


def test_a_string_is_always_copy_never_a_path() -> None:
    """A string that happens to name a file is read as text."""
    assert heartlint.check(str(EXAMPLES[0])).findings == ()


def test_a_path_is_a_file_of_one_message(tmp_path: Path) -> None:
    """A Path is read in its own format; one that cannot be read is a ValueError with one clear line."""
    page = tmp_path / "page.html"
    page.write_text("<p>Our le<b>ads</b> are waiting.</p>")
    report = heartlint.check(page)
    assert (report.format, [finding.text for finding in report.findings]) == ("html", ["leads"])
    with pytest.raises(ValueError, match=r"nothing\.md"):
        heartlint.check(tmp_path / "nothing.md")


def test_a_file_of_no_known_format_says_that_it_was_read_as_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tags of a Vue template would count as words: the report says what it was taken for, and how to say better."""
    mail = tmp_path / "mail.vue"
    mail.write_text("<template><p>Our leads are in the pipeline.</p></template>\n", encoding="utf-8")
    assert main(["check", "--isolated", str(mail)]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "read as plain text, for its name tells no format; [[overrides]] in the config can" in said
    settings = Settings(overrides=(Override(("*.vue",), format="html"),), root=str(tmp_path))
    (report,) = Linter(settings).check_paths([mail]).reports
    assert not report.coverage.notes
    assert not Linter().check("Bread.", format="text").coverage.notes


def test_markup_inside_a_phrase_does_not_hide_it() -> None:
    """Emphasis, entities, links and line breaks inside a wording are seen through, and the place is exact."""
    report = heartlint.check("<p>Please do&nbsp;<em>not</em><br>reply.</p>", format="html")
    (finding,) = [finding for finding in report.findings if finding.family == "door"]
    assert finding.text == "do\u00a0not\nreply"
    assert (finding.line, finding.column) == (1, 11)


def test_words_in_code_and_addresses_are_not_judged() -> None:
    """What stands in code, URLs and front matter that no reader sees is silent, and counted as set aside."""
    report = heartlint.check(
        "---\nsegment: leads\nlayout: pipeline\n---\nRun `our leads` from https://x.example/our-leads now.\n\n"
        "```\nour leads are in the pipeline\n```\n"
    )
    assert report.findings == ()
    assert set(report.coverage.aside) >= {"code", "url", "front matter"}


def test_selection_takes_rules_families_and_prefixes() -> None:
    """`select` and `ignore` name what people call things."""
    assert set(_rules(Linter(select=["people"]).check(COLD))) == {"people/leads", "people/pipeline"}
    assert _rules(Linter(select=["people"], ignore=["people/pipe"]).check(COLD)) == ["people/leads"]
    assert _rules(Linter(select=["people/leads"]).check(COLD)) == ["people/leads"]


def test_an_unknown_rule_is_refused_with_the_nearest_name() -> None:
    """A mistyped rule id is an error that suggests what was meant."""
    with pytest.raises(heartlint.UnknownRuleError, match="did you mean 'people/leads'"):
        Linter(select=["people/leeds"])
    with pytest.raises(TypeError, match="not one string"):
        Linter(select="people")


def test_confidence_holds_likely_findings_back() -> None:
    """With confidence "sure" only sure findings are told."""
    marks = Linter(confidence="sure").check(COLD).findings
    assert marks
    assert {finding.confidence for finding in marks} == {"sure"}


def test_a_linter_pickles_as_its_settings_and_serves_threads() -> None:
    """The same findings come from a copy sent to another process, and from many threads at once."""
    linter = Linter(select=["people", "tokens"])
    wanted = linter.check(COLD)
    assert pickle.loads(pickle.dumps(linter)).check(COLD) == wanted  # noqa: S301 - our own bytes
    with ThreadPoolExecutor(4) as pool:
        assert all(report == wanted for report in pool.map(linter.check, [COLD] * 40))


def test_many_messages_come_in_order_with_and_without_processes() -> None:
    """check_many is lazy and keeps the order, whatever the number of processes."""
    messages = [f"Our leads are here, all {count} of them." for count in range(30)]
    linter = Linter()
    alone = [report.source for report in linter.check_many(iter(messages))]
    assert alone == messages
    assert [report.source for report in linter.check_many(iter(messages), jobs=2)] == messages


def test_a_report_is_plain_data() -> None:
    """A report pickles and compares by value."""
    report = heartlint.check(COLD)
    assert pickle.loads(pickle.dumps(report)) == report  # noqa: S301 - our own bytes


def test_a_short_text_has_findings_and_no_score() -> None:
    """Below the stated amount of text the score is None with its reason, and findings are told all the same."""
    report = heartlint.check("Our leads are in the pipeline.")
    assert report.score.value is None
    assert "too little text" in report.score.reason
    assert len(report.findings) == 2


def test_warm_examples_outscore_cold_ones() -> None:
    """Every warm example scores above every cold one."""
    values = {
        side: [
            report.score.value
            for path in WHOLE
            if path.parent.name == side and (report := heartlint.check(path)).score.value is not None
        ]
        for side in ("cold", "warm")
    }
    assert len(values["cold"]) == len(values["warm"]) == 9
    assert max(values["cold"]) < min(values["warm"])


def test_warm_examples_hold_nothing_sure() -> None:
    """Half of the examples are clean: nothing in them fails a build."""
    for path in WHOLE:
        failing = heartlint.check(path).at_least("warning", "sure")
        assert bool(failing) == (path.parent.name == "cold"), path


@pytest.mark.parametrize(
    ("copy", "needed"), [("Dear valued customer, hello.", []), ("Our leads are in the pipeline.", ["numpy"])]
)
def test_what_is_heavy_is_imported_where_it_is_needed(copy: str, needed: list[str]) -> None:
    """A check that meets no term imports nothing heavy; one that meets a term imports numpy, and never spaCy."""
    code = (
        f"import sys, heartlint; r = heartlint.check({copy!r}); assert r.findings;"
        "print([m for m in ('spacy', 'thinc', 'numpy', 'textstat') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(needed)


def test_reading_is_deterministic() -> None:
    """Reading the same source twice gives equal documents."""
    for path in EXAMPLES:
        kind = format_of(path)
        assert kind is not None
        text = path.read_text(encoding="utf-8")
        assert read_source("x", text, kind) == read_source("x", text, kind)
