"""Packs: ours, a third party's good and broken one, and folders of cards."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import heartlint
from heartlint import packs
from heartlint.rule import RuleError, rule
from heartlint.testing import prove

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ACME = Path(__file__).parent / "acme-pack"
COPY = "Dear widgeteers, I wrote this by hand: a gizmo for you."

CARD = """
title = "Copy says sprocket."
why = "Nobody knows what it is. Say what it does."
instead = "What does it do for the reader?"
phrases = ["sprocket~"]
finds = ["Our «sprockets» are round."]
passes = ["Sprocketed chains are another thing."]
"""


@pytest.fixture
def acme(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A third party's pack on the path, as an install would put it."""
    monkeypatch.syspath_prepend(str(ACME))
    yield "acme_hearts"
    for name in [name for name in sys.modules if name.partition(".")[0] == "acme_hearts"]:
        del sys.modules[name]


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """A folder of cards: from relative path to text."""

    def make(**files: str) -> Path:
        for name, text in files.items():
            path = tmp_path / "pack" / name.replace("__", "/").replace("_toml", ".toml").replace("_py", ".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path / "pack"

    return make


def test_our_own_rules_enter_by_the_entry_point() -> None:
    """The core pack is found through the group that third parties use, and all of it loads."""
    core = next(pack for pack in packs.installed() if pack.name == "core")
    assert core.troubles == ()
    assert len(core.rules) >= 25
    assert {rule.family for rule in core.rules} >= {
        "people", "tokens", "greeting", "pretence", "door", "pressure", "heart",
    }  # fmt: skip


def test_every_good_rule_of_a_broken_pack_still_reports(acme: str) -> None:
    """A pack's good card and module work beside its broken ones, and so do our own rules."""
    report = heartlint.Linter(packs=[acme]).check(COPY + " Our leads are in the pipeline.")
    rules = {finding.rule for finding in report.findings} | {credit.rule for credit in report.credits}
    assert {"people/widgeteers", "heart/handwritten", "people/leads"} <= rules


def test_each_broken_rule_is_named(acme: str) -> None:
    """Each of the three is told by name.

    The card without near misses and the module that does not import when the pack is loaded, the rule that
    raises on the file it raises on.
    """
    linter = heartlint.Linter(packs=[acme])
    loading = {trouble.where: trouble.what for trouble in linter.troubles}
    assert "passes" in loading["acme_hearts/broken/without_near_misses.toml"]
    assert "a_module_that_is_not_there" in loading["acme_hearts/broken/does_not_import.py"]
    report = linter.check(COPY)
    assert [(trouble.where, trouble.what.partition(":")[0]) for trouble in report.troubles] == [
        ("rule broken/raises (pack acme_hearts) on <text>", "ZeroDivisionError")
    ]


def test_the_command_exits_2_for_a_broken_pack(acme: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A run with a broken rule is never green, and its good rules' findings are printed all the same."""
    from heartlint.cli import main

    (tmp_path / "mail.md").write_text(COPY)
    assert main(["check", "--pack", acme, str(tmp_path)]) == 2
    told = capsys.readouterr()
    assert "people/widgeteers" in told.out
    for name in ("without_near_misses.toml", "does_not_import.py", "broken/raises"):
        assert name in told.out + told.err


def test_proving_a_pack_names_what_fails(acme: str) -> None:
    """`prove` runs a third party's examples and tells each that does not hold, and each rule that broke."""
    proof = prove(acme)
    assert not proof.holds
    assert proof.rules == 3
    named = "\n".join(map(str, (*proof.troubles, *proof.failures)))
    assert "broken/raises" in named
    assert "people/widgeteers" not in named
    assert "heart/handwritten" not in named
    with pytest.raises(AssertionError, match="without_near_misses"):
        proof.check()


def test_a_plain_folder_of_cards_is_a_pack(folder: Callable[..., Path]) -> None:
    """A folder named in a call is read as cards, its subfolders being the families."""
    linter = heartlint.Linter(packs=[folder(words__sprocket_toml=CARD)])
    assert linter.troubles == ()
    assert [finding.rule for finding in linter.check("A sprocket.").findings] == ["words/sprocket"]


def test_a_folder_never_runs_code(folder: Callable[..., Path]) -> None:
    """A module in a plain folder is not run and not passed over in silence."""
    path = folder(words__evil_py="raise SystemExit(3)", words__sprocket_toml=CARD)
    linter = heartlint.Linter(packs=[path])
    assert [trouble.where for trouble in linter.troubles] == [f"{path}/words/evil.py"]
    assert "install the pack as a package" in linter.troubles[0].remedy


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("phrases", "phrasse"), "phrases"),
        (('["sprocket~"]', "[]"), "at least one"),
        (("«sprockets»", "sprockets"), "between « and »"),
        (('["sprocket~"]', '["(sprocket)"]'), "always there"),
        (('["sprocket~"]', '["<gears>"]'), "no list 'gears'"),
        (('["sprocket~"]', "3"), "phrases"),
        (('title = "Copy says sprocket."', ""), "title"),
        (('title = "Copy', "title = Copy"), "TOML"),
        (('instead = "What', 'severity = "fatal"\ninstead = "What'), "severity"),
        (('phrases = ["sprocket~"]', 'triggers=["sprocket"]\ntoken_patterns = [[{LOWER={REGEX="(a+)+"}}]]'), "REGEX"),
    ],
)
def test_a_malformed_card_is_one_clear_line(
    folder: Callable[..., Path], change: tuple[str, str], complaint: str
) -> None:
    """The message names the card's file and what is wrong, in one line; the pack's other cards still work."""
    path = folder(words__bad_toml=CARD.replace(*change), words__sprocket_toml=CARD)
    linter = heartlint.Linter(packs=[path])
    (trouble,) = linter.troubles
    assert trouble.where == f"{path}/words/bad.toml"
    assert complaint in str(trouble)
    assert "\n" not in str(trouble)
    assert [finding.rule for finding in linter.check("A sprocket.").findings] == ["words/sprocket"]


def test_a_missing_folder_or_package_is_a_trouble() -> None:
    """A pack that is not there is named with a remedy, and the other rules still work."""
    linter = heartlint.Linter(packs=["./no-such-folder", "no_such_package"])
    assert [trouble.where for trouble in linter.troubles] == ["pack no-such-folder", "pack no_such_package"]
    assert linter.rules


def test_a_module_rule_without_a_why_is_refused() -> None:
    """The docstring is the message: without a second paragraph there is nothing to tell the writer."""
    with pytest.raises(RuleError, match="the docstring is the message"):

        @rule(triggers="x", finds=["«x»"], passes=["y"], instead="?")
        def silent(block: object) -> list[heartlint.Span]:
            """Only a title."""
            return [block]  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("finds", "passes"), [([], ["y"]), (["«x»"], []), (["x"], ["y"]), (["«x"], ["y"]), (["«»"], ["y"])]
)
def test_a_module_rule_without_proof_is_refused(finds: list[str], passes: list[str]) -> None:
    """Both kinds of example must be there, and what is found must be marked."""
    with pytest.raises(RuleError):

        @rule(triggers="x", finds=finds, passes=passes, instead="?")
        def unproven(block: object) -> list[heartlint.Span]:
            """A title.

            And a why.
            """
            return [block]  # type: ignore[list-item]


def test_two_packs_with_one_rule_name_are_told(folder: Callable[..., Path]) -> None:
    """Of two rules with one id the installed one stays, and the other is named, not dropped in silence."""
    linter = heartlint.Linter(packs=[folder(people__leads_toml=CARD)])
    assert ["people/leads" in trouble.where for trouble in linter.troubles] == [True]


@pytest.mark.parametrize(
    ("wording", "refused"),
    [
        ("(big) time (offer)", "time"),
        ("^ (our) people (are) .. !", "people"),
        ("* very|sprocket (round)", "very"),
        ("very", ""),
        ("(big) sprocket (offer)", ""),
        ("# people (left)", ""),
        ("time is (nearly) up", ""),
    ],
)
def test_a_wording_may_not_shrink_to_a_word_of_every_page(
    folder: Callable[..., Path], wording: str, refused: str
) -> None:
    """A card whose deciding words may all be missing is refused with the word it would match; a bare one is meant."""
    pack = packs.find(folder(acme__round_toml=CARD.replace('["sprocket~"]', f'["sprocket~", "{wording}"]')))
    if not refused:
        assert pack.troubles == ()
        return
    (trouble,) = pack.troubles
    assert f"it would match every {refused!r}" in str(trouble)
