"""The judge of terms: what it decides, what it must not depend on, and what is said where it cannot decide."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pytest

from heartlint import Linter, judge
from heartlint.cli import main
from heartlint.config import Settings
from heartlint.engine import MOST_JUDGED
from heartlint.judge.pieces import Vocabulary, pieces_of
from heartlint.language import Reading
from heartlint.read.plain import read
from heartlint.scale.rows import digest
from heartlint.testing import prove
from heartlint.text import Span

if TYPE_CHECKING:
    from pathlib import Path

    from heartlint.judge.pieces import Pieces

SENTENCES = (
    ("We turn visitors into leads while you sleep.", "leads"),
    ("Maria leads our support team in Lisbon.", "leads"),
    ("Our sales team works through four hundred prospects a week.", "prospects"),
    ("The prospect of rain kept everybody at home.", "prospect"),
    ("Squeeze more revenue out of every visitor.", "Squeeze"),
    ("Squeeze the lemon over the fish.", "Squeeze"),
)


def _asked(text: str, term: str) -> judge.Verdict:
    reading = Reading(read("m", text).blocks[0])
    at = text.index(term)
    return judge.load()(reading, *reading.word_range(Span(at, at + len(term))))


@pytest.mark.parametrize(("harmful", "fine"), [(SENTENCES[n], SENTENCES[n + 1]) for n in range(0, len(SENTENCES), 2)])
def test_the_sentence_decides(harmful: tuple[str, str], fine: tuple[str, str]) -> None:
    """The same word is told apart by what is said around it."""
    assert _asked(*harmful).dehumanizes > 0.5 > _asked(*fine).dehumanizes


@pytest.mark.parametrize(
    ("changed", "term"),
    [
        ("We turn visitors into \u200bleads while you sleep.", "leads"),
        ("We turn visitors into le\u00adads while you sleep.", "le\u00adads"),
        ("WE TURN VISITORS INTO LEADS WHILE YOU SLEEP.", "LEADS"),
        ("We turn visitors into \uff4c\uff45\uff41\uff44\uff53 while you sleep.", "\uff4c\uff45\uff41\uff44\uff53"),
        ("We turn visitors into \U0001d425\U0001d41e\U0001d41a\U0001d41d\U0001d42c while you sleep.", "\U0001d425"),
        ("We turn visitors into le\u0430ds while you sleep.", "le\u0430ds"),
    ],
)
def test_a_disguise_changes_nothing(changed: str, term: str) -> None:
    """Zero-width, soft, wide, mathematical and look-alike letters are read as the letters they look like."""
    assert _asked(changed, term) == _asked(*SENTENCES[0])
    found = [finding.rule for finding in Linter().check(changed).findings]
    assert found == [finding.rule for finding in Linter().check(SENTENCES[0][0]).findings]
    assert "people/leads" in found


def test_the_same_answer_beside_anything() -> None:
    """What stands in other sentences, other order, or other threads changes no verdict."""
    alone = [_asked(*pair) for pair in SENTENCES]
    judge.load()._kept.clear()
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda pair: _asked(*pair), SENTENCES * 8))
    assert together == alone * 8


def test_verdicts_are_rounded_away_from_thresholds() -> None:
    """Probabilities have two decimals and thresholds end in 5 at the third, so that no machine decides otherwise."""
    verdict = _asked(*SENTENCES[0])
    assert all(round(share, 2) == share for share in verdict)
    assert abs(sum(verdict) - 1) < 0.03
    for bound in (judge.load().sure, judge.load().likely):
        assert round(bound * 1000) % 10 == 5


def test_a_finding_says_how_likely() -> None:
    """A term's finding carries the judge's probability; a wording's has none."""
    linter = Linter()
    (lead,) = [one for one in linter.check(SENTENCES[0][0]).findings if one.rule == "people/leads"]
    assert lead.probability is not None
    assert lead.probability > judge.load().likely
    (greeting,) = [
        one for one in linter.check("Dear valued customer, hello.").findings if one.rule == "greeting/mass-address"
    ]
    assert greeting.probability is None


def test_without_the_judge_the_report_says_so() -> None:
    """`judge = false` leaves terms alone, and the report names what was not judged."""
    report = Linter(Settings(judge=False)).check(SENTENCES[0][0])
    assert not report.findings
    assert any("not judged (judge = false)" in note for note in report.coverage.notes)


def test_a_line_in_misses_holds_only_while_it_goes_wrong(tmp_path: Path) -> None:
    """A missed find and a false alarm may stand in a card's misses; one that goes right must move, and is named."""
    folder = tmp_path / "ours" / "words"
    folder.mkdir(parents=True)
    card = (
        'title = "People are gold."\nwhy = "Gold is dug up. Nobody is. Say who they are."\ninstead = "Who?"\n'
        'terms = ["gold"]\nphrases = ["black gold"]\nfinds = ["Our «black gold» again."]\npasses = ["A gold ring."]\n'
    )
    (folder / "gold.toml").write_text(f'{card}misses = ["They mined «gold» in 1849.", "We sell black gold."]\n')
    prove(tmp_path / "ours").check()
    (folder / "gold.toml").write_text(f'{card}misses = ["Our «black gold» is ready.", "The gold coin is lost."]\n')
    assert [(one.kind, one.example) for one in prove(tmp_path / "ours").failures] == [
        ("misses", "Our «black gold» is ready."),
        ("misses", "The gold coin is lost."),
    ]


def test_a_bound_on_what_is_judged() -> None:
    """Beyond a stated number of terms the rest of a message is said to be not judged."""
    text = "\n\n".join(f"{number} leads came in today." for number in range(MOST_JUDGED + 20))
    report = Linter().check(text)
    assert any(f"beyond the first {MOST_JUDGED:,}: not judged" in note for note in report.coverage.notes)


def test_equal_pairs_are_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence that stands a thousand times costs the encoder one run."""
    judged = judge.load()
    judged._kept.clear()
    runs: list[object] = []
    encode = judged._encoder.labels

    def counted(pieces: Pieces) -> object:
        runs.append(pieces)
        return encode(pieces)

    monkeypatch.setattr(judged._encoder, "labels", counted)
    Linter(select=["people/leads"]).check("\n\n".join(["Our leads wait in the spreadsheet."] * 1000))
    assert len(runs) == 1


@pytest.mark.parametrize("how", ["missing", "cut", "turned", "other"])
def test_weights_that_cannot_be_used_are_named(how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing, damaged or of another form: one line with a remedy, and never formulas alone without a word."""
    path = tmp_path / "weights.npz"
    shutil.copy(judge.weights(), path)
    data = bytearray(path.read_bytes())
    if how == "missing":
        path.unlink()
    elif how == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif how == "turned":
        data[len(data) // 2] ^= 0xFF
        path.write_bytes(data)
    else:
        with np.load(path) as arrays:
            kept = {name: arrays[name] for name in arrays.files}
        kept["about"] = np.frombuffer(b'{"form": 99, "version": "99-x", "sure": 0.9, "likely": 0.5}', np.uint8)
        np.savez(path, **kept)
    monkeypatch.setattr("heartlint.judge.decide.weights", lambda: path)
    monkeypatch.setattr("heartlint.judge.decide._loaded", [])
    report = Linter().check(SENTENCES[0][0])
    (trouble,) = report.troubles
    assert "weights.npz" in trouble.what
    assert "reinstall" in trouble.remedy


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", b"<p>We turn <b>visitors</b> into le<i>ads</i> while you sleep.</p>"),
        ("a.eml", b"Subject: x\nContent-Transfer-Encoding: quoted-printable\n\nWe turn visitors into le=\nads.\n"),
        ("a.po", b'msgid "x"\nmsgstr "We turn visitors into leads while you sleep."\n'),
    ],
)
def test_the_words_that_decided_are_named(
    name: str, data: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`explain --text` reads a file as `check` does, and names words of the sentence."""
    (tmp_path / name).write_bytes(data)
    assert main(["explain", "--isolated", "--text", str(tmp_path / name)]) == 0
    told = capsys.readouterr().out
    assert "people/leads: 0." in told
    words = told.partition("decided by: ")[2].partition("\n")[0].split(", ")
    assert 1 <= len(words) <= judge.MOST_REASONS
    assert set(words) <= {"We", "turn", "visitors", "into", "leads", "while", "you", "sleep"}


def test_a_text_that_cannot_be_explained_is_a_trouble(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty file and a missing one are named, with exit 2; neither is said to hold nothing."""
    (tmp_path / "empty.md").write_text("")
    for name in ("empty.md", "nothing.md"):
        assert main(["explain", "--isolated", "--text", str(tmp_path / name)]) == 2
        said = capsys.readouterr()
        assert name in said.err
        assert "Nothing was found" not in said.out


def test_a_batch_is_not_resumed_with_another_judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What names a batch's settings changes with the judge's switch and with its weights."""
    mine = digest(Linter())
    assert mine == digest(Linter())
    assert digest(Linter(Settings(judge=False))) != mine
    other = tmp_path / "weights.npz"
    other.write_bytes(b"other")
    monkeypatch.setattr("heartlint.scale.rows.weights", lambda: other)
    assert digest(Linter()) != mine


def test_pieces_keep_to_the_window() -> None:
    """A term at the end of an endless sentence is read with what stands before it, and stays marked."""
    text = "word " * 3000 + "leads"
    reading = Reading(read("m", text).blocks[0])
    known = judge.load().vocabulary
    count = len(reading.words)
    pieces = pieces_of(known, reading, count - 1, count)
    assert len(pieces.ids) <= 64
    assert [known.pieces[one] for one in pieces.ids[pieces.first : pieces.last]] == ["leads"]


def test_what_is_unknown_is_one_piece() -> None:
    """A script that the vocabulary lacks does not lengthen a sentence."""
    known = Vocabulary(("[UNK]", "a", "##b"))
    assert known.split("ab") == (1, 2)
    assert known.split("\u4f60\u597d") == (0,)
