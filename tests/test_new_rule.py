"""Beginning a rule, and the template of a pack."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from heartlint import packs
from heartlint.cli import main
from heartlint.testing import prove

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "examples" / "pack-template"

FILLED = {
    'title = ""': 'title = "A sprocket."',
    'why = """"""': 'why = """Nobody knows what it is."""',
    'instead = ""': 'instead = "What is it for?"',
    "phrases = []": 'phrases = ["sprocket~"]',
    "finds = []": 'finds = ["Two «sprockets»."]',
    "passes = []": 'passes = ["Sprocketry is hard."]',
}
THOUGHT = {
    'triggers=""': 'triggers="sprocket"',
    "finds=[]": 'finds=["One «sprocket»."]',
    "passes=[]": 'passes=["Sprockets."]',
    'instead=""': 'instead="What is it for?"',
    '""""""  # ': '"""A sprocket.\n\n    Nobody knows what it is.\n    """  # ',
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HEARTLINT_CONFIG", raising=False)
    return tmp_path


def _fill(path: Path, blanks: dict[str, str], *, but: str = "") -> None:
    text = path.read_text(encoding="utf-8")
    for blank, filled in blanks.items():
        assert text.count(blank) == 1, blank
        if blank != but:
            text = text.replace(blank, filled)
    path.write_text(text, encoding="utf-8")


def _package(folder: Path, name: str) -> Path:
    """A project with an empty pack."""
    (folder / name).mkdir(parents=True)
    (folder / name / "__init__.py").write_text('"""Ours."""\n')
    (folder / "pyproject.toml").write_text(f'[project.entry-points."heartlint.rules"]\nours = "{name}"\n')
    return folder / name


@pytest.mark.parametrize("blank", FILLED)
def test_a_card_is_not_proved_while_a_blank_is_left(blank: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each of its blanks alone keeps `prove` from passing, and is named; once all are filled it proves."""
    assert main(["new-rule", "house/old-sprocket"]) == 0
    path = Path("our-rules/house/old-sprocket.toml")
    assert main(["prove", "./our-rules"]) == 2
    fresh = path.read_text(encoding="utf-8")
    _fill(path, FILLED, but=blank)
    capsys.readouterr()
    assert main(["prove", "./our-rules"]) == 2
    assert blank.split(maxsplit=1)[0] in capsys.readouterr().err
    path.write_text(fresh, encoding="utf-8")
    _fill(path, FILLED)
    assert main(["prove", "./our-rules"]) == 0


@pytest.mark.parametrize("blank", THOUGHT)
def test_a_module_is_not_proved_while_a_blank_is_left(
    here: Path, blank: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same for a rule that thinks, in the package that the project in this folder offers as its pack."""
    name = f"pack_{list(THOUGHT).index(blank)}"  # Python keeps what it imported
    monkeypatch.syspath_prepend(str(here))
    _package(here, name)
    assert main(["new-rule", "old-house/old-sprocket", "--module"]) == 0
    assert f"heartlint prove {name}" in capsys.readouterr().out
    path = Path(name, "old_house", "old_sprocket.py")
    fresh = path.read_text(encoding="utf-8")
    _fill(path, THOUGHT, but=blank)
    assert main(["prove", name]) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"trouble {name}/old_house/old_sprocket.py: ")
    assert f": {'the docstring' if blank.startswith(chr(34)) else blank.partition('=')[0]}" in told
    path.write_text(fresh, encoding="utf-8")
    _fill(path, THOUGHT)
    for module in [module for module in sys.modules if module.startswith(name)]:
        del sys.modules[module]
    proof = prove(name)
    assert (str(proof), proof.holds) == (f"{name}: 1 rule, 2 examples: all hold", True)
    assert [rule.id for rule in packs.load(name).rules] == ["old-house/old-sprocket"]


def test_it_says_what_to_do_next(capsys: pytest.CaptureFixture[str]) -> None:
    """The file's name, what to fill in, how to prove it, how to use it; the commands it names work."""
    assert main(["new-rule", "house/sprocket", "--pack", "./rules of ours"]) == 0
    told = capsys.readouterr().out
    assert "written: rules of ours/house/sprocket.toml" in told
    assert "1. fill in title, why, instead, phrases, finds and passes" in told
    assert "2. heartlint prove './rules of ours'" in told
    assert 'packs = ["./rules of ours"]' in told
    _fill(Path("rules of ours/house/sprocket.toml"), FILLED)
    assert main(["prove", "./rules of ours"]) == 0
    Path("heartlint.toml").write_text('packs = ["./rules of ours"]\n')
    Path("mail.md").write_text("A sprocket.")
    assert main(["check", "mail.md"]) == 1
    assert "house/sprocket" in capsys.readouterr().out


def test_it_goes_where_the_config_has_its_cards(capsys: pytest.CaptureFixture[str]) -> None:
    """Without --pack a card goes into the folder that the config names as a pack."""
    Path("ours").mkdir()
    Path("heartlint.toml").write_text('packs = ["./ours"]\n')
    assert main(["new-rule", "house/sprocket"]) == 0
    assert Path("ours/house/sprocket.toml").is_file()
    assert "heartlint prove ./ours" in capsys.readouterr().out


@pytest.mark.parametrize("there", ["house/old-sprocket.toml", "house/old_sprocket.toml", "house/old_sprocket.py"])
def test_it_never_overwrites(there: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A rule of this name that is there, in either form, stays as it is: exit 2."""
    path = Path("our-rules", there)
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    assert main(["new-rule", "house/old-sprocket"]) == 2
    assert "is there already" in capsys.readouterr().err
    assert [one.read_text() for one in Path().rglob("*") if one.is_file()] == ["mine"]


def test_a_link_that_leads_nowhere_is_not_written_through() -> None:
    """Nor is anything outside the pack."""
    Path("our-rules/house").mkdir(parents=True)
    Path("our-rules/house/sprocket.toml").symlink_to("../../outside.toml")
    assert main(["new-rule", "house/sprocket"]) == 2
    assert not Path("outside.toml").exists()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["sprocket"], "write family/name"),
        (["House/Sprocket"], "write family/name"),
        (["../x/y"], "write family/name"),
        (["house/../../y"], "write family/name"),
        (["house/no-sprocket"], "allow house/sprocket"),
        (["people/leads"], "pack core has a rule of this name"),
        (["house/sprocket", "--module"], "never runs code"),
        (["house/sprocket", "--pack", "mail.md"], "cannot be written"),
        (["house/spr\x1b[31mocket"], "\\x1b[31m"),
    ],
)
def test_what_cannot_be_begun_is_refused_in_one_line(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ids that are none or are taken, modules in plain folders, folders that are files: exit 2, and nothing written."""
    Path("mail.md").write_text("x")
    assert main(["new-rule", *arguments]) == 2
    told = capsys.readouterr().err
    assert complaint in told
    assert told.count("\n") == 1
    assert [path.name for path in Path().iterdir()] == ["mail.md"]


def test_a_failed_example_is_shown_as_it_was_written(capsys: pytest.CaptureFixture[str]) -> None:
    """`prove` and `check()` name rule and line, what was marked and what was found; the latter as pytest shows it."""
    assert main(["new-rule", "house/sprocket"]) == 0
    path = Path("our-rules/house/sprocket.toml")
    _fill(path, {**FILLED, "finds = []": 'finds = ["Two «sprockets».", "A «sproket»."]'})
    capsys.readouterr()
    assert main(["prove", "./our-rules"]) == 1
    told = "house/sprocket\n  finds   A «sproket».\n          found nothing; 'sproket' was marked\n"
    out = capsys.readouterr().out
    assert out.startswith(told)
    assert out.endswith("our-rules: 1 rule, 3 examples: 1 failed\n")
    with pytest.raises(AssertionError, match=f"our-rules is not proved\n\n{re.escape(told)}"):
        prove("./our-rules").check()


def test_an_installed_pack_may_be_named_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """By its entry point or its package: it is one pack, and no rule of it comes twice."""
    (core,) = (pack for pack in packs.installed() if pack.name == "core")
    from heartlint import Linter

    assert packs.find("core") is packs.find("heartlint_rules")
    assert packs.find("core").rules == core.rules
    linter = Linter(packs=["core", "heartlint_rules"])
    assert linter.troubles == ()
    assert sum(pack.name == "core" for pack in linter.packs) == 1
    monkeypatch.chdir("/")
    assert packs.find(Path("core")).rules == ()


@pytest.mark.skipif(not TEMPLATE.is_dir(), reason="needs the source tree: examples/ is not here")
def test_the_template_proves(monkeypatch: pytest.MonkeyPatch) -> None:
    """The template's own rules hold, and they are two cards and a module."""
    monkeypatch.syspath_prepend(str(TEMPLATE))
    proof = prove("our_hearts")
    proof.check()
    assert proof.rules == 3
    assert {path.suffix for path in TEMPLATE.glob("our_hearts/*/[a-z]*")} == {".toml", ".py"}


@pytest.mark.install
@pytest.mark.skipif(not (ROOT / "heartlint").is_dir(), reason="needs the source tree to install")
def test_a_copy_of_the_template_installs_and_proves_in_a_fresh_environment(tmp_path: Path) -> None:
    """Its README's commands work: installed, proved, tested, used by `check` unnamed; and a new rule begins in it."""
    copy = tmp_path / "copy"
    shutil.copytree(TEMPLATE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PYTEST", "VIRTUAL_ENV"))}
    bin_ = tmp_path / "venv" / "bin"

    def run(*command: str | Path, status: int = 0) -> str:
        done = subprocess.run(
            [*map(str, command)], cwd=copy, env=clean, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )  # fmt: skip
        assert done.returncode == status, done.stdout
        return done.stdout

    run(sys.executable, "-m", "venv", tmp_path / "venv")
    run(bin_ / "python", "-m", "pip", "install", "--quiet", ROOT)
    run(bin_ / "python", "-m", "pip", "install", "--quiet", "-e", ".[dev]")
    for name in ("our-hearts", "our_hearts"):
        assert "our-hearts: 3 rules, 10 examples: all hold" in run(bin_ / "heartlint", "prove", name)
    assert "1 passed" in run(bin_ / "python", "-m", "pytest", "-q")
    (copy / "mail.md").write_text("We need bums on seats.\n")
    assert "people/full-houses" in run(bin_ / "heartlint", "check", "mail.md", status=1)
    assert "our_hearts/people/x.toml" in run(bin_ / "heartlint", "new-rule", "people/x")
    assert "x.toml:4: title: is empty" in run(bin_ / "heartlint", "prove", "our-hearts", status=2)
