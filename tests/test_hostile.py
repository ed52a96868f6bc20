"""Hostile copy, names, packs and configs, in every output at once: nothing of them acts, and the exit status is right."""

from __future__ import annotations

import io
import os
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

import hostile
from heartlint.cli import main
from inert import acts, acts_on_terminal

INPUTS = {one.name: one for one in hostile.inputs()}
posix = pytest.mark.skipif(os.name != "posix", reason="names and files of POSIX systems")


@pytest.fixture(autouse=True)
def _no_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "GITHUB_STEP_SUMMARY", "HEARTLINT_OUTPUT_FORMAT"):
        monkeypatch.delenv(name, raising=False)


@posix
@pytest.mark.parametrize("name", INPUTS)
def test_nothing_hostile_acts_in_any_output(name: str) -> None:
    """Whatever comes in, each report and both streams are inert where they are read, and the status says what was."""
    outcome = hostile.run(INPUTS[name])
    assert outcome.acting == ()
    assert outcome.right, outcome.printed[-500:]


def test_there_are_many_and_all_differ() -> None:
    """The table is one of at least sixty inputs, each in every format."""
    assert len(INPUTS) == len(list(hostile.inputs())) >= 60


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ("text", "a\x1b[2J\n"), ("text", "a\n ::error::x\n"), ("text", "##vso[x]\n"), ("text", "\u202ea\n"),
        ("json", '{"a": "\u202e"}\n'), ("github", "::error file=a,b::x\n::set-output name=a::b\n"),
        ("html", '<meta content="default-src \'none\'"><script id="run">{}</script><script></script><img src=x>'),
        ("html", '<meta content="default-src \'none\'"><script id="run">{"a": "<b>"}</script><script></script>'),
        ("markdown", "- [a](https://x.example)\n"), ("markdown", "@everyone\n"), ("markdown", "<img src=x>\n"),
        ("junit", '<?xml version="1.0"?><!DOCTYPE a><testsuites/>'), ("checkstyle", '<?xml version="1.0"?><a/>'),
    ],
)  # fmt: skip
def test_what_acts_is_seen(form: str, told: str) -> None:
    """Those who read the reports here would notice each sort of thing that acts."""
    assert acts(form, told)


@posix
@pytest.mark.parametrize("command", [["rules"], ["rules", "--output-format", "json"], ["explain", "cats", "::error::x"], ["prove", "./ours"],
                                     ["config"], ["config", "--json"], ["read", "mail.md"], ["check", "--show-files", "."]])  # fmt: skip
@pytest.mark.parametrize("payload", hostile.PAYLOADS)
def test_no_command_lets_a_pack_act(
    command: list[str], payload: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Commands that print a pack's own words, a config's or a file's name print them inert."""
    monkeypatch.chdir(tmp_path)
    for name, data in INPUTS[f"{payload} in a card's words"].files.items():
        path = Path(os.fsdecode(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    family = Path("ours") / "::error::x"
    family.mkdir()
    (family / "cats.toml").write_bytes(Path("ours/cats/cats.toml").read_bytes())
    words = hostile.PAYLOADS[payload]
    Path("heartlint.toml").write_text(
        'packs = ["./ours"]\nexclude = [' + hostile.quoted(f"{words.strip().splitlines()[0]}x") + "]\n",
        encoding="utf-8",
    )
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        main(command)
    assert list(acts_on_terminal(out.getvalue() + "\n" + err.getvalue())) == []


def test_one_line_may_hold_very_many_findings() -> None:
    """An excerpt is cut from a line of any length as if it stood by itself, with the same dots and underlines."""
    from heartlint.linter import Linter
    from heartlint.output import renderer
    from heartlint.output.text import Style
    from heartlint.report import Run

    linter = Linter(select=["people/leads"])

    def shown(copy: str) -> list[str]:
        report = linter.check(copy, format="text")
        told = renderer("text").render(Run((report,)), Style(columns=60)).splitlines()
        return [row for row in told if row.startswith("    |")]

    once = shown(
        "The gate is open on Saturday and we wait. Our leads wait and the gate is open on Sunday, too, my dear."
    )
    many = shown(
        "The gate is open on Saturday and we wait. " * 50
        + "Our leads wait and the gate is open on Sunday, too, my dear."
        + " The gate is open." * 50
    )
    assert len(once) == 2
    assert many == once or many[0].strip("| \u2026") in once[0] + " The gate is open on Saturday and we wait. "
    assert many[0].count("leads") == 1
    assert many[0].startswith("    | \u2026")
    assert many[1].index("^") == many[0].index("leads")
    assert shown("Our leads\r\nwait")[0] == "    | Our leads"
    assert shown("a b\rOur leads\nwait")[0] == "    | Our leads"
