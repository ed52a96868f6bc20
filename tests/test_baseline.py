"""Switching on in a repository that has a past: what is old is held back, what is new fails, and it goes one way."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartlint import score
from heartlint.baseline import BaselineError, dumps, empty, hold, loads
from heartlint.cli import main
from heartlint.config import BASELINE as NAME
from heartlint.linter import default
from heartlint.report import Run
from heartlint.score import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable

CALM = "The gate is open on Saturday from nine, and there is tea for whoever comes by bus or on foot that day. "
COLD = "Our leads are in the pipeline."


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


def _told(capsys: pytest.CaptureFixture[str], *flags: str) -> tuple[int, list[str], str]:
    """The exit status of a check of this folder, "file rule" of each finding, and what stands on standard error."""
    capsys.readouterr()
    status = main(["check", ".", "-o", "json", *flags])
    out, err = capsys.readouterr()
    files: list[dict[str, Any]] = json.loads(out)["files"]
    return status, [f"{file['name']} {one['rule']}" for file in files for one in file["findings"]], err


def test_only_what_is_new_fails_wherever_the_old_has_gone(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """A message moved, indented and given one new fault: that one is reported; mended, what is gone is said and pruned."""
    for number in range(12):
        write(f"mails/{number}.html", f"<p>{CALM} It is number {number}. {COLD}</p>")
    assert main(["baseline"]) == 0
    assert _told(capsys)[:2] == (0, [])
    Path("mails/3.html").unlink()
    write(
        "other/three.html",
        f"<div>\n  <h1>Hello</h1>\n    <p>{CALM}\n   It is number 3.\n   {COLD}\n\nDear valued customer, hello.</p></div>",
    )
    assert _told(capsys)[:2] == (1, ["other/three.html greeting/mass-address"])
    write("other/three.html", f"<p>{CALM} It is number 3.</p>")
    status, found, said = _told(capsys)
    assert (status, found) == (0, [])
    assert "heartlint-baseline.json: 2 findings in it are gone; take out with: heartlint baseline --prune" in said
    assert "mails/3.html: people/leads" in said
    assert main(["baseline", "--prune"]) == 0
    status, found, said = _told(capsys)
    assert (status, found, said) == (0, [], "")
    assert "mails/3" not in Path(NAME).read_text(encoding="utf-8")


def test_a_second_of_the_same_is_new(write: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    """Once written down is once held back, in one file and in a copy of it."""
    write("a.md")
    main(["baseline"])
    write("b.md")
    assert _told(capsys)[:2] == (1, ["b.md people/leads", "b.md people/pipeline"])
    assert main(["check", "b.md"]) == 1  # though the file that the old ones stand in was not checked
    Path("b.md").unlink()
    write("a.md", f"{COLD}\n\n{COLD}")
    assert _told(capsys)[:2] == (1, ["a.md people/leads", "a.md people/pipeline"])


def test_of_files_that_were_not_checked_nothing_is_said(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Some files, some rules or sure findings only: what was not looked for is not gone."""
    write("a.md")
    write("b.md")
    main(["baseline"])
    write("a.md", "All is well.")
    for flags in (["b.md"], [".", "--select", "door"], [".", "--confidence", "sure"]):
        capsys.readouterr()
        assert main(["check", *flags]) == 0
        assert "gone" not in capsys.readouterr().err
    main(["baseline", "--update", "b.md"])
    assert len(json.loads(Path(NAME).read_text(encoding="utf-8"))["findings"]) == 4


def test_it_goes_one_way_unless_told(write: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    """Written once, it is not written over; --update adds nothing, --accept-new does."""
    write("a.md", CALM + COLD)
    main(["baseline"])
    before = Path(NAME).read_text(encoding="utf-8")
    assert main(["baseline"]) == 2
    assert "is there already; --update" in capsys.readouterr().err
    write("a.md", CALM + COLD + " Dear valued customer, hello.")
    assert main(["baseline", "--update"]) == 0
    assert "1 finding left out" in capsys.readouterr().out
    assert Path(NAME).read_text(encoding="utf-8") == before
    assert _told(capsys)[:2] == (1, ["a.md greeting/mass-address"])
    assert main(["baseline", "--accept-new"]) == 0
    assert _told(capsys)[:2] == (0, [])


def test_scores_only_go_up(write: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    """A message that lost its warmth and no more fails; what rose is written down by --update, what fell is not."""
    warm = CALM + "Thank you for the photos you sent of the hedge: you were right about the hawthorn, Maria. "
    write("a.md", warm + COLD)
    main(["baseline"])
    high = json.loads(Path(NAME).read_text(encoding="utf-8"))["scores"][0]["score"]
    write("a.md", CALM + COLD)
    assert _told(capsys)[:2] == (1, ["a.md baseline/lower-score"])
    main(["check", "a.md"])
    assert f"It scored {high:.1f} when the baseline was written" in " ".join(capsys.readouterr().out.split())
    assert _told(capsys, "--ignore", "baseline")[:2] == (0, [])
    main(["baseline", "--update"])
    assert json.loads(Path(NAME).read_text(encoding="utf-8"))["scores"][0]["score"] == high
    write("a.md", warm)
    main(["baseline", "--update"])
    assert json.loads(Path(NAME).read_text(encoding="utf-8"))["scores"][0]["score"] > high


def test_an_old_low_score_fails_no_least_score(write: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    """--min-score is for new messages and for those that fell."""
    write("a.md", CALM + COLD)
    main(["baseline"])
    assert _told(capsys, "--min-score", "60")[0] == 0
    write("b.md", CALM)
    assert _told(capsys, "--min-score", "60")[0] == 1


def test_what_is_only_old_still_counts_in_the_score(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """It was not argued with: the score, and the parts that add up to it, stay what they were."""
    write("a.md", CALM + COLD)
    main(["check", "a.md", "-o", "json"])
    before = json.loads(capsys.readouterr().out)["files"][0]["score"]
    main(["baseline"])
    capsys.readouterr()
    main(["check", "a.md", "-o", "json"])
    file = json.loads(capsys.readouterr().out)["files"][0]
    assert (file["score"]["value"], len(file["score"]["parts"])) == (before["value"], len(before["parts"]))
    assert {part["mark"] for part in file["score"]["parts"]} == {None}
    assert {one["by"] for one in file["suppressed"]} == {"baseline"}


def test_no_word_of_the_copy_is_written_down_and_a_change_is_a_line(write: Callable[..., Path]) -> None:
    """An entry a line, sorted; the copy itself stays where it is."""
    write("b.md", "Our leads wait.")
    write("a.md", "Our leads grow.")
    main(["baseline"])
    text = Path(NAME).read_text(encoding="utf-8")
    assert "grow" not in text
    assert [line.count("people/leads") for line in text.splitlines() if "{" in line][1:] == [1, 1]
    assert text.index("a.md") < text.index("b.md")


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        ("", ("no whole JSON file", "take it back from git")),
        ('{"baseline_version": 1, "findings": [\n', (f"{NAME}:", "no whole JSON file")),
        ("[" * 100_000, ("no whole JSON file",)),
        ("[]", ("no baseline of heartlint",)),
        ("{}", ("no baseline of heartlint",)),
        ('{"baseline_version": 99}', ("newer heartlint", "upgrade")),
        ('{"baseline_version": 1, "score_version": 1, "findings": [{"file": "a"}], "scores": []}', ("an entry",)),
        (
            '{"baseline_version": 1, "score_version": 1, "findings": [], "scores": [{"file": "a", "part": "", "score": "9"}]}',
            ("an entry",),
        ),
    ],
)
def test_a_baseline_that_cannot_be_used_is_one_line_and_stays_as_it_is(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str], content: str, parts: tuple[str, ...]
) -> None:
    """Cut off, of another make or newer: exit 2, file and remedy; no command writes over it."""
    write("a.md")
    path = write(NAME, content)
    for command in (["check", "."], ["baseline", "--update"], ["baseline", "--accept-new"], ["baseline", "--prune"]):
        assert main(command) == 2
        told = capsys.readouterr().err
        assert told.count("\n") == 1
        assert [part for part in (NAME, *parts) if part not in told] == []
    assert path.read_text(encoding="utf-8") == content


def test_scores_of_another_version_ask_to_be_written_down_anew(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """They cannot be compared: exit 2 and how; --update keeps the findings and writes the scores of today."""
    write("a.md", CALM + COLD)
    main(["baseline"])
    text = Path(NAME).read_text(encoding="utf-8")
    Path(NAME).write_text(text.replace(f'"score_version": {VERSION}', '"score_version": 7'), encoding="utf-8")
    assert main(["check", "."]) == 2
    assert f"scores are of version {score.VERSION} now; write them down anew" in capsys.readouterr().err
    assert main(["baseline", "--update"]) == 0
    assert Path(NAME).read_text(encoding="utf-8") == text


def test_the_file_is_named_by_flag_or_config(write: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    """--baseline counts from here, the config's from the config; one that was named and is not there is exit 2."""
    write("a.md")
    write("heartlint.toml", "baseline = 'ci/old.json'\n")
    write("ci/x.md", "All is well.")
    assert main(["check", "a.md"]) == 2
    assert "write it with: heartlint baseline" in capsys.readouterr().err
    assert main(["baseline"]) == 0
    assert '"file": "../a.md"' in Path("ci/old.json").read_text(encoding="utf-8")
    assert main(["check", "a.md"]) == 0
    assert main(["check", "a.md", "--baseline", ""]) == 1
    assert main(["check", "a.md", "--isolated"]) == 1
    assert main(["check", "a.md", "--isolated", "--baseline", "ci/old.json"]) == 0


def test_of_half_a_repository_no_baseline_is_written(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Where a file cannot be read, the command says so, exits 2 and writes nothing."""
    write("a.md")
    Path("b.md").write_bytes(b"\xff\xfe\xff")
    assert main(["baseline"]) == 2
    assert "is not written" in capsys.readouterr().err
    assert not Path(NAME).exists()


SENTENCES = ["Our leads grow.", "Dear valued customer, hello.", "Our pipeline of leads is full.", "All is well."]
FILES = st.dictionaries(st.sampled_from(["a.md", "b.md", "c.md"]), st.lists(st.sampled_from(SENTENCES), max_size=4))


def _run(files: dict[str, list[str]]) -> Run:
    return Run(tuple(default().check("\n\n".join(texts), name=name) for name, texts in sorted(files.items())))


@given(FILES, st.lists(FILES, max_size=3))
def test_findings_only_ever_go_down(first: dict[str, list[str]], later: list[dict[str, list[str]]]) -> None:
    """Whatever happens to the files: nothing is held back that was not written down, and nothing comes back."""
    baseline = hold(_run(first), empty(), Path.cwd()).grown
    assert hold(_run(first), baseline, Path.cwd()).run.summary["findings"] == 0
    for files in later:
        run = _run(files)
        held = hold(run, baseline, Path.cwd())
        allowed = Counter[tuple[str, str]]()
        for (_, rule, key), count in baseline.entries.items():
            allowed[rule, key] += count
        kept: Counter[tuple[str, str]] = Counter()
        for (_, rule, key), count in held.kept.entries.items():
            kept[rule, key] += count
        assert kept <= allowed
        told = [one for report in held.run.reports for one in report.findings if one.rule != "baseline/lower-score"]
        assert len(told) == held.added
        assert sum(len(report.suppressed) for report in held.run.reports) == kept.total()
        again = hold(run, held.kept, Path.cwd())
        assert (again.stale, again.kept) == ({}, held.kept)
        baseline = loads(dumps(held.kept).encode(), "it")
        assert baseline == held.kept


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_a_baseline_or_one_line(data: bytes) -> None:
    """Whatever stands in the file, it is read or refused, never a crash."""
    told = ""
    try:
        baseline = loads(data, "it")
    except BaselineError as error:
        told = str(error)
    else:
        assert loads(dumps(baseline).encode(), "it") == baseline
    assert "\n" not in told
