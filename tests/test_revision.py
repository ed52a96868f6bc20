"""Only what a change adds, by the real git."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from heartlint.cli import main
from heartlint.config import Settings
from heartlint.linter import Linter
from heartlint.revision import LineEnds, RevisionError, changes_since, touched

if TYPE_CHECKING:
    from collections.abc import Callable

OLD = "Our leads grow.\n"


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", *arguments],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Write a file in a git checkout, which is the current folder and empty; nobody's own settings of git hold."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "HEARTLINT_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    _git("init", "-q", "-b", "main")

    def make(name: str, content: str = OLD) -> Path:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode())
        return path

    return make


def _commit() -> None:
    _git("add", "-A")
    _git("commit", "-q", "-m", "more")


def _told(capsys: pytest.CaptureFixture[str], *flags: str) -> tuple[int, list[str], int]:
    """The exit status, "file:line rule" of what is told, and how much is held back as old."""
    capsys.readouterr()
    status = main(["check", *(flags or [".", "--new-from-rev", "HEAD"]), "-o", "json"])
    files: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["files"]
    told = [f"{file['name']}:{one['line']} {one['rule']}" for file in files for one in file["findings"]]
    held = [one["by"] for file in files for one in file["suppressed"]]
    assert set(held) <= {"revision"}
    return status, told, len(held)


def test_only_added_and_changed_lines_are_told(write: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    """Old lines stay silent though they moved; a changed one, a file git does not know, and a new file are told."""
    write("a.md", f"Hello.\n\n{OLD}\nBye.\n")
    write("same.md")
    _commit()
    write("a.md", f"Hello, you.\n\nYes.\n\n{OLD}\nDear valued customer, bye.\n")
    write("fresh.md")
    write("staged.md")
    _git("add", "staged.md")
    assert _told(capsys) == (
        1,
        ["a.md:7 greeting/mass-address", "fresh.md:1 people/leads", "staged.md:1 people/leads"],
        2,
    )


def test_without_a_change_nothing_fails(write: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    """All that is found is old: counted, and exit 0; taking lines away adds nothing."""
    write("a.md", f"Hello.\n\n{OLD}")
    _commit()
    assert _told(capsys) == (0, [], 1)
    write("a.md", OLD)
    assert _told(capsys) == (0, [], 1)


def test_a_low_score_fails_where_the_message_was_touched(write: Callable[..., Path]) -> None:
    """--min-score is held against what the change has a hand in."""
    calm = "The gate is open on Saturday from nine, and there is tea for whoever comes by bus or on foot that day."
    write("a.md", f"{calm} Our leads grow.\n")
    _commit()
    flags = ["check", ".", "--new-from-rev", "HEAD", "--min-score", "60"]
    assert main(flags) == 0
    write("a.md", f"{calm} Our leads grow.\n\nCome in.\n")
    assert main(flags) == 1


def test_renames_are_followed(write: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    """A message that moved is not new; what was added to it on the way is."""
    body = "".join(f"Line {number} of a long and quiet message.\n\n" for number in range(20))
    write("a.md", body + OLD)
    _commit()
    Path("mails").mkdir()
    _git("mv", "a.md", "mails/b.md")
    assert _told(capsys) == (0, [], 1)
    write("mails/b.md", body + OLD + "\nDear valued customer, hello.\n")
    assert _told(capsys)[1] == ["mails/b.md:43 greeting/mass-address"]


@pytest.mark.parametrize(
    "name",
    ["with space.md", "tab\there.md", 'quo"te.md', "back\\slash.md", "gr\u00fc\u00dfe \U0001f525.md", "-dash.md", "new\nline.md", "a b/+++ c.md"],
)  # fmt: skip
def test_odd_file_names_are_files(write: Callable[..., Path], capsys: pytest.CaptureFixture[str], name: str) -> None:
    """Whatever a file is called, its old lines are old and its new ones new."""
    write(name)
    _commit()
    write(name, f"{OLD}\nDear valued customer, hello.\n")
    assert _told(capsys)[1:] == ([f"{name}:3 greeting/mass-address"], 1)


def test_lines_are_counted_as_git_counts_them(write: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    """With CRLF, a lone carriage return and lines that look like a diff's own."""
    old = "Hello.\rThere.\r\n\r\nOur leads grow.\r\n\r\n-- a\r\n++ b\r\n@@ -1 +1 @@\r\ndiff --git a/x b/x\r\n"
    write("a.md", old)
    _commit()
    write("a.md", f"++ b/c.md\r\n{old}\r\nDear valued customer, hello.\r\n")
    assert [one.partition(" ")[2] for one in _told(capsys)[1]] == ["greeting/mass-address"]


def test_what_the_branch_left_behind_is_not_its_own(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """The change counts from where it left the branch, not from where that branch is today."""
    write("a.md", OLD)
    _commit()
    _git("checkout", "-q", "-b", "topic")
    write("b.md", "Dear valued customer, hello.\n")
    _commit()
    _git("checkout", "-q", "main")
    write("a.md", "The gate is open.\n")
    _commit()
    _git("checkout", "-q", "topic")
    assert _told(capsys, ".", "--new-from-rev", "main") == (1, ["b.md:1 greeting/mass-address"], 1)


def test_what_is_said_of_the_whole_message_counts_with_its_block(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """It is told where the file is new, or where a line of the block it is anchored on was changed."""
    crowd = (
        "Hi {{first_name}}, we make bread, and none is finer in\n{{city}}, {{first_name}}:\nask {{company}}, {{name}}.\n\n"
        "Bye.\n"
    )
    write("a.md", crowd)
    assert "tokens/token-density" in " ".join(_told(capsys, ".", "--fail-on", "info")[1])
    _commit()
    assert "token-density" not in " ".join(_told(capsys)[1])
    write("a.md", crowd.replace("Bye.", "Good bye."))
    assert "token-density" not in " ".join(_told(capsys)[1])
    write("a.md", crowd.replace("ask", "Ask"))
    assert "tokens/token-density" in " ".join(_told(capsys)[1])


def test_nobodys_settings_of_git_get_in_the_way(write: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    """Colours, prefixes, context and helpers of a user's own are not used."""
    write("sub/a.md", f"Hello.\n\n{OLD}")
    _commit()
    for key, value in (
        ("diff.noprefix", "true"),
        ("diff.mnemonicPrefix", "true"),
        ("color.ui", "always"),
        ("diff.context", "9"),
        ("diff.interHunkContext", "9"),
        ("diff.external", "false"),
        ("diff.relative", "true"),
        ("core.quotepath", "true"),
    ):
        _git("config", key, value)
    write("sub/a.md", f"Hello.\n\n{OLD}\nDear valued customer, hello.\n")
    os.chdir("sub")
    assert _told(capsys) == (1, ["a.md:5 greeting/mass-address"], 1)


@pytest.mark.parametrize(
    ("rev", "part"),
    [
        ("-h", "is no revision"),
        ("--output=x", "is no revision"),
        ("", "is no revision"),
        ("a\nb", "is no revision"),
        ("nowhere", "git knows no such revision; check the name"),
        ("HEAD:a.md", "git knows no such revision"),
    ],
)
def test_a_revision_that_is_none_is_one_line(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str], rev: str, part: str
) -> None:
    """Exit 2 and what to do; what looks like an option never reaches git."""
    write("a.md")
    _commit()
    assert main(["check", ".", "--exit-zero", f"--new-from-rev={rev}"]) == 2
    told = capsys.readouterr().err
    assert part in told
    assert told.count("\n") == 1
    assert not Path("x").exists()


def test_a_shallow_clone_says_how_to_fetch_the_rest(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Where history was not fetched nothing can be compared: exit 2, never a pass, and the one line that mends it."""
    write("a.md")
    _commit()
    first = _git("rev-parse", "HEAD")
    write("b.md")
    _commit()
    _git("clone", "-q", "--depth", "1", f"file://{Path.cwd()}", "../shallow")
    os.chdir("../shallow")
    assert main(["check", ".", "--new-from-rev", first]) == 2
    assert "git fetch --unshallow (in CI: fetch-depth: 0)" in capsys.readouterr().err
    assert _told(capsys) == (0, [], 2)


def test_outside_of_git_it_cannot_be_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a checkout, or without git, that is said."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RevisionError, match="no git checkout"):
        Linter(Settings(new_from_rev="HEAD"))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RevisionError, match="git cannot be run"):
        changes_since("HEAD", tmp_path)


def test_ranges_touch_where_they_share_a_line() -> None:
    """Both ends of a range of lines count, and nothing beside it."""
    added = ((3, 5), (9, 10))
    assert [touched(added, line, line) for line in range(2, 11)] == [
        False,
        True,
        True,
        False,
        False,
        False,
        False,
        True,
        False,
    ]
    assert touched(added, 1, 3)
    assert touched(added, 4, 9)
    assert not touched(added, 5, 8)
    assert not touched((), 1, 99)
    assert [LineEnds("a\r\nb\rc\n").at(place) for place in (0, 3, 5, 7)] == [1, 2, 2, 3]
