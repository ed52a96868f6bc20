"""GitLab's code quality report, as its merge requests read it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from heartlint.linter import Linter
from heartlint.output.gitlab import render
from heartlint.output.text import Style
from heartlint.report import Run

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def _issues(run: Run) -> list[dict[str, Any]]:
    text = render(run, Style())
    assert not text.startswith("\ufeff")
    issues: list[dict[str, Any]] = json.loads(text)
    assert isinstance(issues, list)
    return issues


def test_it_has_the_documented_fields(hard: Run, broken: Run) -> None:
    """Each issue has exactly the fields that GitLab documents, in its own words."""
    for run in (hard, broken):
        issues = _issues(run)
        assert issues
        for issue in issues:
            assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
            assert issue["check_name"] in issue["description"]
            assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
            assert not issue["location"]["path"].startswith(("/", "./"))
            assert "\\" not in issue["location"]["path"]
            assert issue["location"]["lines"]["begin"] >= 1
        assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    assert _issues(Run(())) == []


def test_each_finding_is_an_issue_on_its_line(hard: Run) -> None:
    """Path, line and words are those of the findings, in tables and mails as well."""
    told = [(one["location"]["path"], one["location"]["lines"]["begin"]) for one in _issues(hard)]
    assert told == [(report.name, finding.line) for report in hard.reports for finding in report.findings]
    assert '"leads": ' in _issues(hard)[0]["description"]


def test_severities_are_gitlabs() -> None:
    """An error is major, a warning minor, advice info."""
    linter = Linter(confidence="likely")
    report = linter.check("Dear valued customer, our leads are here. We pride ourselves on our tea.")
    told = {finding.rule: finding.severity for finding in report.findings}
    given = {one["check_name"]: one["severity"] for one in _issues(Run((report,)))}
    assert set(told.values()) == {"error", "warning", "info"}
    assert given == {rule: {"error": "major", "warning": "minor", "info": "info"}[told[rule]] for rule in told}


def test_a_fingerprint_stays_when_text_moves_and_differs_for_the_next_alike() -> None:
    """The words and their sentence make it, not the line; the same sentence twice has two."""
    prints = [
        [one["fingerprint"] for one in _issues(Run((Linter().check(text, name="a.md"),)))]
        for text in ("Our leads wait.\n\nOur leads wait.", "Hello.\n\nOur leads wait.\n\nWell.\n\nOur leads wait.")
    ]
    assert prints[0] == prints[1]
    assert len(set(prints[0])) == 2


def test_paths_count_from_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Called in a folder of the project or with a whole path, an issue's path is the one GitLab knows."""
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    monkeypatch.setenv("CI_PROJECT_DIR", str(tmp_path))
    for name in ("x.md", "./x.md", str(tmp_path / "sub" / "x.md"), "../sub/x.md"):
        (issue,) = _issues(Run((Linter().check("Our leads.", name=name),)))
        assert issue["location"]["path"] == "sub/x.md"


def test_troubles_are_blockers(broken: Run) -> None:
    """What could not be read is an issue of its own, on its file, and the gravest."""
    issues = _issues(broken)
    assert [(one["severity"], one["location"]["path"], one["location"]["lines"]["begin"]) for one in issues] == [
        ("blocker", "mails/late.html", 3),
        ("blocker", "pack ./ours", 1),
        ("blocker", "mails/rule.md", 1),
    ]
    assert "save the file as UTF-8" in issues[0]["description"]
