"""Annotations and summary of GitHub Actions, and that no copy can give a command there."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import heartlint
from heartlint.cli import main
from heartlint.output import text
from heartlint.output.github import AT_MOST, command, render
from heartlint.output.text import Style
from heartlint.report import Run, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable


def _commands(told: str) -> list[tuple[str, dict[str, str], str]]:
    """What GitHub's runner takes for commands, unescaped as it does: name, properties, message."""
    found = []
    for line in re.split(r"\r\n|\r|\n", told):
        assert "##[" not in line
        if not line.lstrip().startswith("::"):
            continue
        head, _, message = line.lstrip()[2:].partition("::")
        name, _, listed = head.partition(" ")
        properties = dict(pair.split("=", 1) for pair in listed.split(",") if pair)
        for sign, escaped in ((",", "%2C"), (":", "%3A"), ("\n", "%0A"), ("\r", "%0D"), ("%", "%25")):
            properties = {key: value.replace(escaped, sign) for key, value in properties.items()}
            message = message.replace(escaped, sign) if sign not in ",:" else message
        found.append((name, properties, message))
    return found


def test_the_report_comes_first_and_each_finding_is_a_command(hard: Run) -> None:
    """The report as people read it is printed whole, and then an annotation for each finding at its place."""
    told = render(hard, Style())
    assert told.startswith(text.render(hard, Style()))
    commands = _commands(told)
    found = sorted(
        ((finding, report) for report in hard.reports for finding in report.findings),
        key=lambda one: one[0].confidence != "sure",  # what may fail the build comes first
    )
    assert len(commands) == len(found) <= AT_MOST
    for (name, properties, message), (finding, report) in zip(commands, found, strict=True):
        assert name == {"error": "error", "warning": "warning", "info": "notice"}[finding.severity]
        assert (properties["file"], properties["line"]) == (report.name, str(finding.line))
        assert properties["title"] == f"heartlint: {finding.rule}"
        assert f'"{" ".join(finding.text.split())}"' in message
        assert finding.title.rstrip(".") in message
        assert finding.instead in message


def test_columns_slice_the_source_and_are_left_out_where_lines_differ(hard: Run, cut: Callable[..., str]) -> None:
    """On one line, columns are in code points with an exclusive end; over two lines, or where not known, none."""
    commands = iter(_commands(render(hard, Style())))
    seen = set()
    for sure in (True, False):
        for report, finding in ((one, mark) for one in hard.reports for mark in one.findings):
            if (finding.confidence == "sure") is not sure:
                continue
            _, place, _ = next(commands)
            if finding.exact and finding.line == finding.end_line:
                start, end = (int(place["line"]), int(place["col"])), (int(place["endLine"]), int(place["endColumn"]))
                assert cut(report.source, start, end) == report.source[finding.start : finding.end]
            else:
                assert not {"col", "endColumn"} & set(place)
                assert int(place["endLine"]) >= int(place["line"])
            seen.add("col" in place)
    assert seen == {True, False}


def test_properties_and_messages_are_escaped_as_the_toolkit_does() -> None:
    """Percent signs and line ends everywhere, colons and commas in properties too."""
    told = command("error", {"file": "a:b,c%\r\nd.md", "line": 3}, "100%: ours, theirs")
    assert told == "::error file=a%3Ab%2Cc%25%0D%0Ad.md,line=3::100%25: ours, theirs"


def test_ten_of_a_level_are_shown_and_the_rest_is_counted() -> None:
    """Of more than ten errors, ten are annotations, troubles first, and a line says how many are not."""
    report = heartlint.check("Our leads wait. " * 12 + "\n\nDear valued customer,\n", name="a.md")
    told = render(Run((report,), (Trouble("b.md", "cannot be read", "check it"),)), Style())
    commands = _commands(told)
    assert [name for name, _, _ in commands].count("error") == AT_MOST
    assert [name for name, _, _ in commands].count("warning") == 1
    assert commands[0][1]["file"] == "b.md"
    assert "not among them: 3 of level error" in told.splitlines()[-1]
    assert "not among them" not in render(Run((heartlint.check("Our leads."),)), Style())


def test_what_is_sure_comes_before_what_is_likely() -> None:
    """Where there is room for ten, those that fail a build are among them."""
    report = heartlint.check("Our leads wait. " * 12, name="a.md")
    likely = [replace(finding, confidence="likely") for finding in report.findings[:9]]
    told = render(Run((replace(report, findings=(*likely, *report.findings[9:])),)), Style())
    assert [place["col"] for _, place, _ in _commands(told)][:3] == [str(one.column) for one in report.findings[9:]]


def test_troubles_are_errors(broken: Run) -> None:
    """What could not be read is an error annotation at its file."""
    (_, late, told), (_, pack, _), (_, rule, _) = _commands(render(broken, Style()))
    assert (late["file"], late["line"]) == ("mails/late.html", "3")
    assert "save the file as UTF-8" in told
    assert "file" not in pack
    assert rule["file"] == "mails/rule.md"


HOSTILE = [
    "\n::error::x",
    "\r::set-output name=a::b",
    "\n \t::stop-commands::t\n",
    "::add-mask::x",
    "\u3000::debug::x",
    "##[error]x",
    "##[add-matcher]x.json",
    "#",
    "##vso[task.complete result=Succeeded]",
    "%0A::warning::x",
    "%",
    ":",
    ",",
    "::",
    "\x1b[31m",
    "\u2028",
    "\ud800",
    " ",
    "[",
    "\n",
    "\r\n",
    "endLine=9",
]
hostile = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=4), max_size=8).map("".join)


def _forged(copy: str, name: str, exact: bool) -> Run:
    """A run in which all that can come from outside is hostile: copy, names, keys, rules' words, troubles."""
    report = heartlint.check("Our leads wait.")
    source = f"{copy} our leads {copy}"
    start = source.index("leads", len(copy))
    finding = replace(
        report.findings[0], start=start, end=start + 5, exact=exact, text=copy or "x", sentence=copy, key=copy, why=copy
    )
    report = replace(report, name=name, part=copy, source=source, findings=(finding,))
    report = replace(report, troubles=(Trouble(name, copy, copy, copy), Trouble(copy, copy)))
    return Run((report,), (Trouble(copy, name, copy),))


@given(hostile, hostile, st.booleans(), st.sampled_from([20, 40, 80]), st.booleans())
def test_no_copy_gives_a_command(copy: str, name: str, exact: bool, columns: int, verbose: bool) -> None:
    """Whatever copy, names and troubles hold, the runner sees our own commands and nothing else."""
    run = _forged(copy, name or "x", exact)
    told = render(run, Style(columns=columns, verbose=verbose))
    commands = _commands(told)
    assert [one[0] for one in commands] == ["error"] * 4
    assert {key for _, properties, _ in commands for key in properties} <= {
        "file", "line", "col", "endLine", "endColumn", "title",
    }  # fmt: skip
    assert commands[-1][1]["title"] == f"heartlint: {run.reports[0].findings[0].rule}"


@given(hostile, hostile, st.booleans(), st.sampled_from([20, 40, 80]))
def test_the_plain_report_gives_no_command_either(copy: str, name: str, exact: bool, columns: int) -> None:
    """A report that is printed in a build without -o github has no line that its log takes for a command."""
    assert _commands(text.render(_forged(copy, name or "x", exact), Style(columns=columns, verbose=True))) == []


def test_a_command_that_begins_before_the_marked_words_is_none() -> None:
    """Where the excerpt is put together from what stands before, in and after the words, `##[` is no command either."""
    run = _forged("", "a.md", exact=True)
    source = "See ##[error]x here."
    finding = replace(run.reports[0].findings[0], start=source.index("["), end=source.index("x"), text="[error]")
    told = text.render(Run((replace(run.reports[0], source=source, findings=(finding,)),)), Style())
    assert "[error]x here." in told
    assert _commands(told) == []


@pytest.mark.parametrize("arguments", [["check"], ["check", "-o", "json"], ["read"], ["check", "--show-files"]])
def test_nothing_that_is_printed_gives_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    """Neither on standard output nor on standard error, of a file's name or of what stands in it."""
    monkeypatch.chdir(tmp_path)
    Path("::error::a.md").write_text("\\::error::x\n\n##[error]y\n\nOur leads\n::set-output name=a::b\n" + "hi " * 60)
    Path("::error::b ##[error].md").write_bytes(b"\xff")
    main([*arguments, "--color", "always", "--min-score", "99", "."] if arguments[0] == "check" else [*arguments, "."])
    told = capsys.readouterr()
    assert "a.md" in told.out
    for stream in (told.out, told.err):
        assert _commands(re.sub(r"\x1b\[[0-9;]*m", "", stream)) == []


def _cold(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.chdir(folder)
    Path("mail.md").write_text("Our leads are in the pipeline.\n")


def test_a_summary_is_appended_where_the_step_asks_for_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With -o github it goes after what other tools of the step wrote; without, nothing is written."""
    _cold(monkeypatch, tmp_path)
    asked = tmp_path / "summary.md"
    asked.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(asked))
    assert main(["check", "mail.md"]) == 1
    assert asked.read_text() == "before\n"
    assert main(["check", "mail.md", "-o", "github"]) == 1
    told = asked.read_text()
    assert told.startswith("before\n## Heart check\n")
    assert "1 message, 2 findings, 0 credits; median score: none." in told
    assert "- error `people/leads` `mail.md:1`: `leads`" in told
    main(["check", "mail.md", "-o", "github"])
    assert asked.read_text().count("## Heart check") == 2


def test_a_summary_that_cannot_be_written_is_no_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line says so, after the report, and the exit status is 2."""
    _cold(monkeypatch, tmp_path)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
    assert main(["check", "mail.md", "-o", "github"]) == 2
    told = capsys.readouterr()
    assert "people/leads" in told.out
    assert "GITHUB_STEP_SUMMARY" in told.err
    assert told.err.count("\n") == 1


def test_what_is_wrong_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report on standard output has the troubles, and standard error does not repeat them."""
    _cold(monkeypatch, tmp_path)
    Path("empty.md").write_text("")
    assert main(["check", ".", "-o", "github"]) == 2
    told = capsys.readouterr()
    assert told.err == ""
    assert "1 trouble, so this run is not a pass" in told.out
    assert "::error file=empty.md,title=heartlint could not use this::empty.md: is empty" in told.out
