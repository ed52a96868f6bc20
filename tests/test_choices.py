"""What is checked, shown and failed: selection by id, family, prefix and old id; severities; failing kept apart."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from heartlint.checker import UnknownRuleError
from heartlint.cli import main
from heartlint.config import Override, Settings
from heartlint.linter import Linter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

COLD = "Our leads are in the pipeline.\n"
LIKELY = "We made it for our most loyal members.\n"


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Write a file below the current folder, which is otherwise empty."""
    monkeypatch.chdir(tmp_path)
    for name in ("HEARTLINT_CONFIG", "HEARTLINT_OUTPUT_FORMAT", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)

    def make(name: str, content: str = COLD) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        return path

    return make


def _checked(capsys: pytest.CaptureFixture[str], *flags: str) -> dict[str, list[str]]:
    """From file to the rules found in it."""
    main(["check", ".", "-o", "json", *flags])
    run = json.loads(capsys.readouterr().out)
    return {file["name"]: [one["rule"] for one in file["findings"]] for file in run["files"]}


OLD = """
title = "Old."
severity = "warning"
why = "It is told why."
instead = "What else?"
aliases = ["own/ancient"]
phrases = ["boat"]
finds = ["«boat»"]
passes = ["A boats' house."]
"""


@pytest.mark.parametrize(
    ("select", "ignore", "extend", "found"),
    [
        (["people/leads"], [], [], {"people/leads"}),
        (["people"], [], [], {"people/leads", "people/pipeline"}),
        (["people/le"], [], [], {"people/leads"}),
        (["people*"], ["people/p"], [], {"people/leads"}),
        (["own/ancient"], [], [], {"own/old"}),
        (["door"], [], ["people/pipeline", "own"], {"people/pipeline", "own/old"}),
        (["ALL"], ["people"], [], {"own/old"}),
        ([], ["own/ancient"], [], {"people/leads", "people/pipeline"}),
        ([], ["people", "own"], ["people"], set()),
    ],
)
def test_rules_are_chosen_by_id_family_prefix_and_old_id(
    tmp_path: Path, select: list[str], ignore: list[str], extend: list[str], found: set[str]
) -> None:
    """What is ignored stays out, whatever selects it."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "old.toml").write_text(OLD, encoding="utf-8")
    linter = Linter(select=select, ignore=ignore, extend_select=extend, packs=[tmp_path])
    assert {finding.rule for finding in linter.check("Our leads are in the pipeline. A boat.").findings} == found


def test_rules_are_left_out_in_some_files_by_a_flag(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """--per-file-ignores PATTERN:RULES goes beside what the config says, and is said where it cannot be read."""
    write("a.md")
    write("b.md")
    write("drafts/c.md")
    write("heartlint.toml", "[per-file-ignores]\n'b.md' = ['people/leads']\n")
    found = _checked(capsys, "--per-file-ignores", "drafts/:people/leads,people/pipeline")
    assert found == {"a.md": ["people/leads", "people/pipeline"], "b.md": ["people/pipeline"], "drafts/c.md": []}
    for wrong in ("drafts", "drafts:", ":people"):
        assert main(["check", ".", "--per-file-ignores", wrong]) == 2
        assert "write a pattern and rules" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("severities", "found"),
    [
        ((("people/leads", "info"),), ["info", "error"]),
        ((("people", "warning"),), ["warning", "warning"]),
        ((("people/leads", "info"), ("people", "warning")), ["info", "warning"]),
        ((("people", "warning"), ("people/leads", "info")), ["info", "warning"]),
    ],
)
def test_what_is_said_of_a_rule_goes_over_what_is_said_of_its_family(
    severities: tuple[tuple[str, str], ...], found: list[str]
) -> None:
    """In whichever order the two are written."""
    report = Linter(Settings(severity=severities)).check(COLD)  # type: ignore[arg-type]
    assert [finding.severity for finding in report.findings] == found


def test_a_severity_can_hold_in_some_files_only(write: Callable[..., Path]) -> None:
    """An override weighs a rule, a family or all anew where its files are; the last that names a rule holds."""
    paths = [write("a.md"), write("internal/b.md")]
    override = Override(("internal/",), severity=(("all", "info"), ("people/pipeline", "warning")))
    run = Linter(Settings(overrides=(override,))).check_paths(paths)
    assert [[finding.severity for finding in report.findings] for report in run.reports] == [
        ["error", "error"],
        ["info", "warning"],
    ]


@pytest.mark.parametrize(
    ("text", "audience", "kind"),
    [
        ("All is well.", "internal", "internal"),
        ("For internal use only.", "public", "unknown"),
        ("For internal use only.", None, "internal"),
    ],
)
def test_an_audience_says_whether_a_message_is_among_colleagues(
    write: Callable[..., Path], text: str, audience: str | None, kind: str
) -> None:
    """Internal makes it one, public makes it none, whatever it looks like."""
    path = write("note.md", text)
    linter = Linter(Settings(overrides=(Override(("*.md",), audience=audience),)))  # type: ignore[arg-type]
    assert [report.kind for report in linter.check_paths([path]).reports] == [kind]


@pytest.mark.parametrize(
    "settings",
    [
        Settings(severity=(("people/leeds", "info"),)),
        Settings(overrides=(Override(("*",), severity=(("people/leeds", "info"),)),)),
        Settings(select=("people/leeds",)),
        Settings(per_file_ignores=(("*", ("people/leeds",)),)),
    ],
)
def test_a_rule_that_is_not_there_is_said_wherever_it_is_named(settings: Settings) -> None:
    """A mistyped rule is never passed over."""
    with pytest.raises(UnknownRuleError, match="did you mean 'people/leads'"):
        Linter(settings)


@pytest.mark.parametrize(
    ("content", "flags", "status"),
    [
        (COLD, ["--fail-on", "warning"], 1),
        (COLD, ["--max-warnings", "2"], 1),  # both are errors, which no number of warnings allows
        ("Only 2 left!\n", ["--max-warnings", "1", "--fail-on", "info", "--fail-confidence", "likely"], 0),
        (LIKELY, ["--confidence", "likely"], 0),
        (LIKELY, ["--confidence", "likely", "--fail-confidence", "likely", "--fail-on", "info"], 1),
        (f"{COLD.strip()} <!-- heartlint: ignore[people] -- a quotation -->\n", [], 0),
        ("All is well. <!-- heartlint: ignore[people] -- a quotation -->\n", [], 1),
        ("All is well. <!-- heartlint: ignore[people] -- a quotation -->\n", ["--fail-on", "error"], 0),
        (f"{COLD.strip()} <!-- heartlint: ignore[people] -->\n", [], 1),
    ],
)
def test_what_is_shown_and_what_fails_are_kept_apart(
    write: Callable[..., Path], content: str, flags: list[str], status: int
) -> None:
    """Likely findings are shown and pass; what was argued with passes; a comment that is no use fails as a warning."""
    write("mail.md", content)
    assert main(["check", "mail.md", *flags]) == status


@pytest.mark.parametrize(
    ("config", "parts"),
    [
        ("\nselect = ['people/leeds']\n", ("heartlint.toml:2: select: ", "did you mean 'people/leads'?")),
        ("[rules.'people/leeds']\nseverity = 'info'\n", ("heartlint.toml:1: rules.people/leeds: ", "did you mean")),
        ("[rules.'people/leeds']\nenabled = false\n", ("heartlint.toml:1: ", "did you mean")),
        ("[per-file-ignores]\n'a.md' = ['leeds']\n", ("heartlint.toml:2: per-file-ignores.a.md: ", "'leeds'")),
        ("[per-file-ignores]\n'!' = ['people']\n", ("heartlint.toml:2: per-file-ignores: ", "no pattern", "mend it")),
        ("\nexclude = ['!']\n", ("heartlint.toml:2: exclude: ", "no pattern", "mend it")),
        ("packs = ['./ours']\n", ("heartlint.toml:1: packs: ", "no folder", "counts from the config")),
        ("[[suppress]]\nfiles = ['a']\nrule = 'leeds'\ntext = 'b'\nreason = 'c'\n", ("heartlint.toml:1: suppress: ",)),
        ("[[suppress]]\nfiles = ['a']\nrule = 'people'\ntext = 'b'\n", ("heartlint.toml:1: suppress: ", "no reason")),
        ("[[ignore]]\nfiles = ['a']\n", ("heartlint.toml:1: ignore: ", "[[suppress]]")),
        ("[words]\nallow = ['(']\n", ("heartlint.toml:2: words.allow: ",)),
        ("[[overrides]]\nfiles = ['a']\naudience = 'all'\n", ("heartlint.toml:3: overrides.audience", "'public'")),
    ],
)
def test_a_mistake_in_the_config_is_one_line_with_its_place(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str], config: str, parts: tuple[str, ...]
) -> None:
    """Unknown rules, patterns that are none, missing packs: exit 2, file, line, key and remedy."""
    write("mail.md")
    write("heartlint.toml", config)
    assert main(["check", "mail.md"]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert [part for part in parts if part not in told] == []


def test_a_rule_can_be_switched_off_and_on_in_its_own_table(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Enabled = false leaves a rule out, enabled = true adds it to those selected."""
    write("mail.md")
    write("heartlint.toml", "[rules.'people/leads']\nenabled = false\n")
    assert _checked(capsys) == {"mail.md": ["people/pipeline"]}
    write("heartlint.toml", "select = ['door']\n[rules.'people/leads']\nenabled = true\n")
    assert _checked(capsys) == {"mail.md": ["people/leads"]}
