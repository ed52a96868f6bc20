"""Reports of files that were checked before, kept between runs: the same as without, and never stale."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from heartlint import packs
from heartlint.cache import RESULTS
from heartlint.cli import main
from heartlint.config import Override, Settings
from heartlint.linter import Linter
from heartlint.output import FORMATS, rendered, renderer
from heartlint.output.text import Style
from heartlint.results import Results, Shelf, dumps, loads

if TYPE_CHECKING:
    from collections.abc import Callable

    from heartlint.report import Report, Run
    from heartlint.text import Document

EXAMPLES = Path(__file__).parents[1] / "examples"
COPY = "Our leads are in the pipeline. <b>Only 3 left</b>, act now!\n\nHi {{name}}, what did your beans do?"


def _mails(folder: Path, count: int = 24) -> Path:
    (folder / "mails").mkdir()
    for number in range(count):
        (folder / "mails" / f"{number:02}.md").write_text(f"# Mail {number}\n\n{COPY}\n", encoding="utf-8")
    return folder / "mails"


def _linter(kept: Path | str, **settings: object) -> Linter:
    packs.installed.cache_clear()
    return Linter(Settings(cache_dir=str(kept), **settings))  # type: ignore[arg-type]


def _everything(run: Run) -> list[object]:
    """All of a run, also what reports leave out when they are compared."""
    return [run, *((report.source, tuple(report.blocks)) for report in run.reports)]


@pytest.mark.parametrize("path", sorted(path for path in EXAMPLES.rglob("*") if path.is_file()), ids=str)
def test_a_report_comes_back_from_its_text_as_it_was(path: Path) -> None:
    """In every format: places, parts of the score, what is held back, and the blocks of the message."""
    linter = Linter()
    reports = list(linter.check_file(path, []))
    rules = {rule.id: rule for rule in linter.rules}
    blocks = [report.blocks for report in reports]
    source = reports[0].source if reports else ""
    back = loads(dumps(reports, rules), path.as_posix(), source, rules, lambda: blocks)
    assert back == reports
    assert [tuple(report.blocks) for report in back] == [tuple(one) for one in blocks]


def test_kept_reports_are_those_that_would_be_made(tmp_path: Path) -> None:
    """With nothing kept, while it is kept, and from what was kept: the same run, down to the blocks."""
    mails = _mails(tmp_path)
    runs = [_linter(kept).check_paths([mails]) for kept in ("", tmp_path / "kept", tmp_path / "kept")]
    assert (tmp_path / "kept" / RESULTS).exists()
    assert _everything(runs[0]) == _everything(runs[1]) == _everything(runs[2])


def test_kept_reports_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second time no file is judged but the one that has changed."""
    mails = _mails(tmp_path)
    _linter(tmp_path / "kept").check_paths([mails])
    judged: list[str] = []
    real = Linter.judge

    def judge(self: Linter, document: Document, doc: object = None) -> Report:
        judged.append(document.name)
        return real(self, document, doc)

    monkeypatch.setattr(Linter, "judge", judge)
    stamp = (mails / "07.md").stat()
    (mails / "07.md").write_text("# Mail 7\n\nDear valued customer, hello.\n")
    os.utime(mails / "07.md", ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    run = _linter(tmp_path / "kept").check_paths([mails])
    assert judged == [(mails / "07.md").as_posix()]
    assert "greeting/mass-address" in {finding.rule for finding in run.reports[7].findings}


@pytest.mark.parametrize(
    "settings",
    [
        {"ignore": ("people",)},
        {"min_words": 50},
        {"words_allow": ("our leads",)},
        {"severity": (("people/leads", "info"),)},
        {"overrides": (Override(("1*.md",), kind="internal"),)},
        {"per_file_ignores": (("1*.md", ("people",)),)},
    ],
    ids=str,
)
def test_settings_that_change_a_report_are_part_of_what_it_is_kept_by(
    tmp_path: Path, settings: dict[str, object]
) -> None:
    """A report that was kept under other settings is not taken for one of these."""
    mails = _mails(tmp_path)
    plain = _linter(tmp_path / "kept").check_paths([mails])
    for_root = {**settings, "root": str(mails)}
    changed = _linter(tmp_path / "kept", **for_root).check_paths([mails])
    assert changed == _linter("", **for_root).check_paths([mails])
    assert changed != plain


def test_a_changed_rule_makes_reports_anew(tmp_path: Path) -> None:
    """A word added to a card counts at once."""
    mails = _mails(tmp_path)
    card = tmp_path / "pack" / "people" / "beans.toml"
    card.parent.mkdir(parents=True)
    text = (
        'title = "T."\nwhy = "W w."\ninstead = "I?"\nphrases = ["our beans"]\nfinds = ["«our beans»"]\n'
        'passes = ["beans"]\n'
    )
    card.write_text(text)
    before = _linter(tmp_path / "kept", packs=(str(tmp_path / "pack"),)).check_paths([mails])
    card.write_text(text.replace('["our beans"]', '["our|your beans"]'))
    after = _linter(tmp_path / "kept", packs=(str(tmp_path / "pack"),)).check_paths([mails])
    found = [
        any(one.rule == "people/beans" for report in run.reports for one in report.findings) for run in (before, after)
    ]
    assert found == [False, True]


def test_what_went_wrong_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that broke once is asked again, and an unreadable file is named each time."""
    mails = _mails(tmp_path)
    (mails / "99.md").write_bytes(b"\xff\xfe\xfa")
    real = Linter.judge

    def broken(*_: object) -> object:
        raise RuntimeError("once")

    monkeypatch.setattr(Linter, "judge", broken)
    with pytest.raises(RuntimeError):
        _linter(tmp_path / "kept").check_paths([mails])
    monkeypatch.setattr(Linter, "judge", real)
    for _ in range(2):
        run = _linter(tmp_path / "kept").check_paths([mails])
        assert len(run.reports) == 24
        assert [trouble.where for trouble in run.troubles] == [(mails / "99.md").as_posix()]


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 400, b"SQLite format 3\0" + b"\7" * 4000])
def test_a_broken_database_costs_time_and_nothing_else(tmp_path: Path, damage: bytes) -> None:
    """Results are made anew, and kept again."""
    mails = _mails(tmp_path)
    first = _linter(tmp_path / "kept").check_paths([mails])
    (tmp_path / "kept" / RESULTS).write_bytes(damage)
    assert _linter(tmp_path / "kept").check_paths([mails]) == first
    assert _linter(tmp_path / "kept").check_paths([mails]) == first


def test_text_that_is_no_report_is_as_good_as_none(tmp_path: Path) -> None:
    """Whatever somebody writes into the database, a report is one of ours."""
    mails = _mails(tmp_path)
    first = _linter(tmp_path / "kept").check_paths([mails])
    base = sqlite3.connect(tmp_path / "kept" / RESULTS)
    for text in ("[[]]", "{", '"x"', "[1]", "null"):
        with base:
            base.execute("UPDATE kept SET reports = ?", (text,))
        assert _linter(tmp_path / "kept").check_paths([mails]) == first
    base.close()


def test_many_runs_at_once_say_the_same(tmp_path: Path) -> None:
    """Processes that keep and use the same results at the same time do not disturb each other."""
    mails = _mails(tmp_path, 60)
    command = [sys.executable, "-m", "heartlint", "check", str(mails), "-o", "json", "--cache-dir", "kept"]
    with ThreadPoolExecutor(5) as pool:
        runs = list(
            pool.map(lambda _: subprocess.run(command, cwd=tmp_path, capture_output=True, check=False), range(5))
        )
    assert {(run.returncode, run.stdout, run.stderr) for run in runs} == {(1, runs[0].stdout, b"")}
    assert len(runs[0].stdout) > 1000


def test_a_long_run_holds_little_of_what_it_keeps(tmp_path: Path) -> None:
    """What comes together is written before the run is over, and all of it is there in the end."""
    results = Results(tmp_path / "kept")
    text = "x" * 1_500_000
    for number in range(4):
        results.put(bytes([number]) * 32, text)
    base = sqlite3.connect(tmp_path / "kept" / RESULTS)
    assert base.execute("SELECT COUNT(*) FROM kept").fetchone() == (3,)
    base.close()
    results.close()
    again = Results(tmp_path / "kept")
    assert all(again.get(bytes([number]) * 32) == text for number in range(4))
    again.close()


def test_what_is_kept_stays_small(tmp_path: Path) -> None:
    """What was not asked for the longest goes first."""
    for start in range(0, 100, 10):
        kept = Results(tmp_path, most=3000)
        for number in range(start, start + 10):
            kept.put(b"%d" % number, "x" * 100)
        kept._now = start
        kept.close()
    base = sqlite3.connect(tmp_path / RESULTS)
    total, oldest = base.execute("SELECT SUM(size), MIN(used) FROM kept").fetchone()
    base.close()
    assert total <= 3000
    assert oldest > 0
    assert Results(tmp_path).get(b"99") == "x" * 100
    assert Results(tmp_path).get(b"0") is None


@pytest.mark.skipif(os.name != "posix", reason="who owns a file is asked on POSIX systems")
def test_results_that_others_may_write_are_not_used(tmp_path: Path) -> None:
    """A database or a folder that others may write is passed over."""
    kept = Results(tmp_path / "kept")
    kept.put(b"a", "x")
    kept.close()
    assert Results(tmp_path / "kept").get(b"a") == "x"
    (tmp_path / "kept" / RESULTS).chmod(0o666)
    assert Results(tmp_path / "kept").get(b"a") is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / "file").write_text(""),
        lambda folder: (folder / "file" / RESULTS).mkdir(parents=True),
    ],
)
def test_a_place_that_cannot_be_used_is_no_trouble(tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    """Where nothing can be kept, nothing is found, and nothing is raised."""
    spoil(tmp_path)
    kept = Results(tmp_path / "file")
    kept.put(b"a", "x")
    kept.close()
    assert Results(tmp_path / "file").get(b"a") is None


def test_all_that_is_kept_can_be_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`heartlint clean` removes it, and says how much that was."""
    mails = _mails(tmp_path)
    _linter(tmp_path / "kept").check_paths([mails])
    (tmp_path / "kept" / "mine.txt").write_text("not heartlint's")
    assert main(["clean", "--cache-dir", str(tmp_path / "kept")]) == 0
    assert capsys.readouterr().out.endswith("files removed\n")
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["mine.txt"]
    assert main(["clean", "--cache-dir", str(tmp_path / "nowhere")]) == 0
    assert capsys.readouterr().out.endswith("0 files removed\n")


def test_no_cache_keeps_nothing(tmp_path: Path) -> None:
    """--no-cache neither reads nor writes what is kept."""
    mails = _mails(tmp_path)
    assert main(["check", str(mails), "--no-cache", "--cache-dir", str(tmp_path / "kept"), "-q"]) == 1
    assert not (tmp_path / "kept").exists()


def test_the_same_words_in_another_place_are_another_report(tmp_path: Path) -> None:
    """Where a file lies tells what sort of message it is: nothing is taken over from its double elsewhere."""
    mails = _mails(tmp_path)
    _linter(tmp_path / "kept").check_paths([mails])
    mails.rename(tmp_path / "handbook")
    run = _linter(tmp_path / "kept").check_paths([tmp_path / "handbook"])
    assert run == _linter("").check_paths([tmp_path / "handbook"])
    assert {report.kind for report in run.reports} == {"internal"}


@pytest.mark.parametrize("name", FORMATS)
def test_reports_of_very_many_files_are_told_as_those_of_few(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kept small while a run goes on, they read the same in every format, by number, and all in all."""
    monkeypatch.chdir(tmp_path)
    for number in range(4):
        Path(f"{number}.md").write_text(
            f"Our {number} leads are in the pipeline.\n\nThank you, Ana, for the \u201coars\u201d.\n"
        )
    Path("two.csv").write_text("subject,body\nHi,Our leads wait.\nYo,We convert them.\n")
    Path("none.md").write_bytes(b"\xff\xfe\x00")
    plain = Linter().check_paths(["."])
    monkeypatch.setattr("heartlint.linter._WORTH_SHELVING", 2)
    monkeypatch.setattr("heartlint.results._TOGETHER", 2)
    shelved = Linter().check_paths(["."])
    assert isinstance(shelved.reports, Shelf)
    assert (shelved, shelved.summary, shelved.all_troubles) == (plain, plain.summary, plain.all_troubles)
    assert [shelved.reports[at].name for at in (0, -1)] == [plain.reports[at].name for at in (0, -1)]
    assert shelved.reports[1:3] == plain.reports[1:3]
    assert shelved.reports[0].blocks == plain.reports[0].blocks
    assert "".join(rendered(name, shelved, Style())) == renderer(name).render(plain, Style())
