"""Where settings come from, what they mean, and what is said of a config that cannot be used."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from heartlint.config import ConfigError, Settings, find_config, load_config
from heartlint.linter import Linter

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Write a file below the current folder, which is otherwise empty."""
    monkeypatch.chdir(tmp_path)

    def make(name: str, content: str | bytes = "") -> Path:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


def test_every_key_reaches_the_settings(write: Callable[..., Path], tmp_path: Path) -> None:
    """Each key of a config file stands, under its own name, in the settings; a folder of rules counts from the file."""
    path = write(
        "mails/heartlint.toml",
        "select = ['people']\nextend-select = ['door']\nignore = ['people/leads']\npacks = ['./ours', 'acme_hearts']\n"
        "exclude = ['old/']\nforce-exclude = true\nconfidence = 'sure'\nfail-on = 'error'\nfail-confidence = 'likely'\n"
        "min-score = 40\nmax-warnings = 3\nmin-words = 12\n[per-file-ignores]\n'a/*.md' = ['force']\n"
        "[rules.'people/funnel']\nseverity = 'info'\n[words]\nallow = ['Lead Belly']\n",
    )
    root = tmp_path / "mails"
    assert load_config(path) == Settings(
        select=("people",),
        ignore=("people/leads",),
        extend_select=("door",),
        packs=(str(root / "ours"), "acme_hearts"),
        exclude=("old/",),
        force_exclude=True,
        confidence="sure",
        fail_on="error",
        fail_confidence="likely",
        min_score=40,
        max_warnings=3,
        min_words=12,
        per_file_ignores=(("a/*.md", ("force",)),),
        severity=(("people/funnel", "info"),),
        words_allow=("Lead Belly",),
        root=str(root),
    )


def test_the_nearest_config_upward_is_found(write: Callable[..., Path], tmp_path: Path) -> None:
    """heartlint.toml before .heartlint.toml before pyproject.toml; one without [tool.heartlint] is passed by."""
    write("heartlint.toml")
    write("a/pyproject.toml", "[tool.heartlint]\n")
    write("a/b/pyproject.toml", "[tool.ruff]\n")
    write("a/b/c/.heartlint.toml")
    write("a/b/c/pyproject.toml", "[tool.heartlint]\n")
    write("odd/pyproject.toml", "tool = 3\n")
    assert find_config(tmp_path / "a/b/c") == tmp_path / "a/b/c/.heartlint.toml"
    assert find_config(tmp_path / "a/b") == tmp_path / "a/pyproject.toml"
    assert find_config(tmp_path / "odd") == tmp_path / "heartlint.toml"


def test_a_byte_order_mark_and_an_empty_file_are_no_mistakes(write: Callable[..., Path]) -> None:
    """What Windows editors write is read; a config without keys gives the defaults."""
    assert load_config(write("heartlint.toml", b"\xef\xbb\xbfmin-words = 7\r\n")).min_words == 7
    assert load_config(write("empty/heartlint.toml")) == Settings(root=str(Path("empty").absolute()))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a = 1\n[b\n", (":2: ", "not valid TOML", "mend it")),
        ("select = [", (":1: ", "not valid TOML")),
        ("select = ['a']\nselect = ['b']\n", ("not valid TOML", "overwrite")),
        ("a = " + "[" * 5000, ("nested too deeply",)),
        (b"\n\nx = '\xff'", (":3: ", "not UTF-8", "save the file as UTF-8")),
        ("\nselct = []\n", (":2: ", "'selct'", "did you mean 'select'?")),
        ("min_score = 3\n", (":1: ", "did you mean 'min-score'?")),
        ("qqq = 3\n", (":1: ", "known keys: baseline, columns, confidence")),
        ("select = 'people'\n", (":1: select", "put it in brackets")),
        ("exclude = [\n  'x',\n  3,\n]\n", (":1: exclude", "put it in quotes")),
        ("packs = ['']\n", (":1: packs", "is empty")),
        ("force-exclude = 'yes'\n", (":1: force-exclude", "true nor false")),
        ("min-score = '3'\n", (":1: min-score", "not a number")),
        ("min-score = 101\n", (":1: min-score", "100")),
        ("min-score = nan\n", (":1: min-score", "100")),
        ("min-words = 1.5\n", (":1: min-words", "not a whole number")),
        ("min-words = 0\n", (":1: min-words", "1")),
        ("confidence = 'Sure'\n", (":1: confidence", "'sure' or 'likely'")),
        ("fail-on = 'fatal'\n", (":1: fail-on", "'error', 'warning', 'info' or 'never'")),
        ("words = 3\n", (":1: words", "not a table")),
        ("words = {alow = []}\n", (":1: ", "did you mean 'allow'?")),
        ("\nwords.alow = []\n", (":2: ", "did you mean 'allow'?")),
        ("[words]\n# allow\nalow = []\n", (":3: ", "did you mean 'allow'?")),
        ("[rules.'people/leads']\n\nseverity = 'bad'\n", (":3: rules.people/leads.severity", "'error', 'warning'")),
        ('[rules]\n"people/leads".severty = "info"\n', (":2: ", "did you mean 'severity'?")),
        ("[per-file-ignores]\n'a'='b'\n", (":2: per-file-ignores.a", "put it in brackets")),
        ("exclude = [\n  '[select]',\n  'selct = 1',\n]\nselct = 1\n", (":5: ", "did you mean 'select'?")),
        ("extend = 3\n", (":1: extend", "put it in quotes")),
        ("\nextend = 'none.toml'\n", (":2: extend", "'none.toml'", "counts from this file")),
        ("extend = '.'\n", (":1: extend", "there is no file")),
        ('extend = "\\u0000"\n', (":1: extend", "there is no file")),
        ("extend = 'heartlint.toml'\n", (":1: extend", "circle (heartlint.toml -> heartlint.toml)")),
    ],
)
def test_a_mistake_is_one_line_with_file_line_key_and_remedy(
    write: Callable[..., Path], text: str | bytes, parts: tuple[str, ...]
) -> None:
    """Whatever is wrong with a config is said in one line that begins with the file."""
    path = write("heartlint.toml", text)
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    message = str(caught.value)
    assert message.startswith("heartlint.toml")
    assert "\n" not in message
    assert [part for part in parts if part not in message] == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("[project]\nselct = 1\n[tool.ruff]\nselct = 1\n[tool.heartlint]\nselct = 1\n", (":6: ", "'select'")),
        ("[tool]\nheartlint = 3\n", (":2: tool.heartlint", "not a table")),
        ("[tool.heartlint.rules.'a/b']\nseverity = 1\n", (":2: rules.a/b.severity",)),
    ],
)
def test_in_pyproject_only_our_own_table_is_judged(
    write: Callable[..., Path], text: str, parts: tuple[str, ...]
) -> None:
    """Keys of other tools are none of ours, and do not mislead the line number."""
    path = write("pyproject.toml", text)
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert [part for part in parts if part not in str(caught.value)] == []


def test_a_file_that_cannot_be_opened_is_said(write: Callable[..., Path], tmp_path: Path) -> None:
    """A missing file and a folder in its place are config mistakes, not crashes."""
    write("folder/x")
    for name in ("none.toml", "folder"):
        with pytest.raises(ConfigError, match=r"cannot be read .*; check the path"):
            load_config(tmp_path / name)


def test_extend_changes_only_what_is_said(write: Callable[..., Path]) -> None:
    """Keys that are set replace those of the base, the others stay; bases may build on bases."""
    write("first.toml", "min-words = 7\nignore = ['door']\nconfidence = 'sure'\n")
    write("second.toml", "extend = 'first.toml'\nignore = ['people']\n")
    settings = load_config(write("heartlint.toml", "extend = 'second.toml'\nconfidence = 'likely'\n"))
    assert (settings.min_words, settings.ignore, settings.confidence) == (7, ("people",), "likely")


def test_a_circle_of_configs_is_named(write: Callable[..., Path]) -> None:
    """However the paths are spelled, and over links too, a circle ends with its names in order."""
    write("a/a.toml", "extend = '../a/../b.toml'\n")
    write("b.toml", "extend = 'linked.toml'\n")
    Path("linked.toml").symlink_to("a/a.toml")
    with pytest.raises(ConfigError, match=r"b\.toml:1: extend: .*circle \(a\.toml -> b\.toml -> linked\.toml\)"):
        load_config(Path("a/a.toml"))


@pytest.mark.parametrize(
    ("base", "own"),
    [("heartlint.toml", "mails [x]/heartlint.toml"), ("shared/base.toml", "mails [x]/heartlint.toml")],
)
def test_patterns_count_from_the_file_they_stand_in(write: Callable[..., Path], base: str, own: str) -> None:
    """A base in another folder excludes what it excluded there, beside what the config itself says."""
    top = Path(base).parent
    write(base, "exclude = ['drafts', '/old/*.md', '!/old/keep.md']\n[per-file-ignores]\n'/one.md' = ['people']\n")
    here = os.path.relpath(base, Path(own).parent)
    settings = load_config(write(own, f"extend = '{here}'\n[per-file-ignores]\n'two.md' = ['people']\n"))
    names = ["drafts/a.md", "deep/drafts/a.md", "old/a.md", "deep/old/a.md", "old/keep.md", "two.md"]
    for name in names:
        write(str(top / name), "Our leads are in the pipeline.")
    write("mails [x]/two.md", "Our leads are in the pipeline.")
    run = Linter(settings).check_paths(sorted({str(top), "mails [x]"}), root=Path(settings.root))
    kept = {report.name: {finding.rule for finding in report.findings} for report in run.reports}
    assert set(kept) == {(top / name).as_posix() for name in names[3:]} | {"mails [x]/two.md"}
    assert kept["mails [x]/two.md"] == set()
    assert "people/leads" in kept[(top / "two.md").as_posix()]
