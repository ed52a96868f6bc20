"""Packs of others: cards are data whatever they hold, and a module that misbehaves is contained and named."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from heartlint import packs
from heartlint.cli import main
from heartlint.rule import RuleError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CARD = (
    'title = "Cats."\nwhy = "a"\ninstead = "b"\nphrases = ["our cats"]\n'
    'finds = ["See «our cats» now."]\npasses = ["See our cat now, cats."]\n'
)
RULE = """from heartlint.rule import Span, rule
{top}
@rule(triggers=["leads"], severity="error", instead="a", finds=["«leads»"], passes=["lead: leads on"])
def noisy(block, matches):
    \"\"\"Noise.

    Why.
    \"\"\"
    {inside}
    yield from (match.span for match in matches)
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Write a package `noisy_pack` with one module rule, and stand in its folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))

    def write(top: str = "", inside: str = "") -> None:
        family = tmp_path / "noisy_pack" / "noise"
        family.mkdir(parents=True)
        (family.parent / "__init__.py").write_text("")
        (family / "__init__.py").write_text("")
        (family / "noisy.py").write_text(RULE.format(top=top, inside=inside))
        (tmp_path / "mail.md").write_text("Our leads are in the pipeline.\n")

    yield write
    for name in [name for name in sys.modules if name.startswith("noisy_pack")]:
        del sys.modules[name]


@pytest.mark.parametrize("where", ["top", "inside"])
@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("print('::set-output name=a::b')", "writes to standard output"),
        ("import sys; sys.stdout.write('x')", "writes to standard output"),
        ("import sys; sys.exit(0)", "SystemExit: 0"),
        ("raise SystemExit", "SystemExit"),
        ("raise ValueError('a\\n::error::b')", "ValueError"),
        ("raise RecursionError", "RecursionError"),
        ("1 / 0", "ZeroDivisionError"),
    ],
)
def test_a_module_that_misbehaves_is_named_and_the_rest_goes_on(
    package: Callable[..., None], capsys: pytest.CaptureFixture[str], where: str, code: str, what: str
) -> None:
    """One that raises, ends the program or prints is a trouble under its name; other rules are told; the exit is 2."""
    package(**{where: code})
    assert main(["check", "mail.md", "--pack", "noisy_pack", "--exit-zero"]) == 2
    told = capsys.readouterr()
    text = " ".join((told.out + told.err).split())
    assert what in text
    assert "noise/noisy" in text
    assert "people/leads" in told.out
    assert not [row for row in (told.out + told.err).splitlines() if row.lstrip().startswith("::")]


SPAWNED = """
import multiprocessing, sys
from heartlint.cli import main
multiprocessing.set_start_method(sys.argv[1])
sys.path.insert(0, "")
sys.exit(main(["check", "mail.md", "mail2.md", "--isolated", "--pack", "noisy_pack", *sys.argv[2:]]))
"""


@pytest.mark.parametrize("where", ["top", "inside"])
@pytest.mark.parametrize("start", ["spawn", "fork"])
@pytest.mark.parametrize("code", ["print('::set-output name=a::b')", "raise SystemExit(0)"])
def test_a_module_that_misbehaves_in_another_process_is_named_as_here(
    package: Callable[..., None], where: str, start: str, code: str
) -> None:
    """However the processes that share a run begin, the report is the one that a single process makes."""
    if start not in multiprocessing.get_all_start_methods():
        pytest.skip(f"there is no {start} here")
    package(**{where: code})
    Path("mail2.md").write_text("Our leads are there.\n")
    told = [
        subprocess.run([sys.executable, "-c", SPAWNED, start, "-j", jobs], capture_output=True, text=True, check=False)
        for jobs in ("1", "2")
    ]
    assert (told[0].returncode, told[0].stdout) == (told[1].returncode, told[1].stdout)
    assert told[1].returncode == 2
    assert "noise/noisy" in told[1].stdout + told[1].stderr
    assert "people/leads" in told[1].stdout
    assert "set-output name=a::b\n" not in told[1].stdout


def test_a_module_that_behaves_runs(package: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> None:
    """What is contained above is found where it does none of that, so that the tests above test something."""
    package()
    assert main(["check", "mail.md", "--pack", "noisy_pack"]) == 1
    assert "noise/noisy" in capsys.readouterr().out


def test_a_folder_never_runs_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder named as a pack has its modules named as not run, wherever they lie, __init__.py and all."""
    monkeypatch.chdir(tmp_path)
    for name in ("__init__.py", "a/__init__.py", "a/b.py", "conftest.py", "sitecustomize.py"):
        path = Path("ours", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("import pathlib; pathlib.Path('ran').touch()\n")
    Path("ours/a/cats.toml").write_text(CARD)
    pack = packs.load("./ours")
    assert [rule.id for rule in pack.rules] == ["a/cats"]
    assert len(pack.troubles) == 5
    assert not Path("ran").exists()


def test_reading_cards_imports_nothing_that_they_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No word of a card is taken for a module, a file or an address."""
    monkeypatch.chdir(tmp_path)
    Path("evil.py").write_text("raise SystemExit(7)\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    Path("ours/evil").mkdir(parents=True)
    Path("ours/evil/evil.toml").write_text(
        CARD + 'aliases = ["evil:run", "../evil"]\nevidence = "file:///etc/passwd {evil.run} %(evil)s"\n'
    )
    packs.load("./ours")
    assert "evil" not in sys.modules


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ('[lists]\na = ["<b>"]\nb = ["<a>"]\n', ""),
        ("find = 'os:system'\n", "find"),
        ("origin = 'core'\n", "origin"),
        ('token_patterns = [[{TEXT = {REGEX = "(a+)+b"}}]]\ntriggers = ["a"]\n', "REGEX"),
        ('token_patterns = [[{OP = "*"}, {OP = "*"}, {OP = "*"}]]\ntriggers = ["a"]\n', "open-ended"),
        ("x = " + "[" * 5_000 + "]" * 5_000 + "\n", "nested too deeply"),
        (f"evidence = '{'x' * 200_000}'\n", ""),
    ],
)
def test_a_card_can_hold_nothing_that_runs_or_never_ends(more: str, what: str) -> None:
    """Keys that would name code, expressions that backtrack and endless nesting are refused in one line."""
    head, _, tail = (CARD + more).partition("[lists]")
    text = head + (f"[lists]{tail}" if tail else "")
    if not what:
        assert packs.read_card(text.encode(), "pack/a/b.toml", "a", "b", "pack", {}).find is None
        return
    with pytest.raises(RuleError, match=what) as refused:
        packs.read_card(text.encode(), "pack/a/b.toml", "a", "b", "pack", {})
    assert "\n" not in str(refused.value)


def test_a_bomb_of_wordings_stays_small() -> None:
    """Optional words do not multiply without end: what a wording becomes stays in proportion to what is written."""
    wide = " ".join(["(the|a|an|any|some)"] * 40)
    text = CARD.replace('"our cats"', f'"our {wide} cats"')
    with pytest.raises(RuleError):
        packs.read_card(text.encode(), "pack/a/b.toml", "a", "b", "pack", {})
