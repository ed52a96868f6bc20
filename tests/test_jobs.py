"""Several processes share a run: the same report, in the same order, whatever happens to one of them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from heartlint.config import Settings
from heartlint.crew import Died, in_order
from heartlint.linter import Interrupted, Linter

if TYPE_CHECKING:
    from pathlib import Path

    from heartlint.text import Document

COPY = "Our leads are in the pipeline. Only 3 left, act now!\n\nHi {{name}}, what did your beans do?"
forks = pytest.mark.skipif(
    multiprocessing.get_start_method() != "fork", reason="the test changes what the processes do, which needs a fork"
)


def _mails(folder: Path, count: int) -> Path:
    (folder / "mails").mkdir()
    for number in range(count):
        (folder / "mails" / f"{number:03}.md").write_text(f"# Mail {number}\n\n{COPY}\n", encoding="utf-8")
    return folder / "mails"


def _double(number: int) -> int:
    if number in {13, 40}:
        os._exit(9)
    return 2 * number


def test_a_run_is_the_same_with_any_number_of_processes(tmp_path: Path) -> None:
    """Reports, troubles and their order do not tell how many there were; nor does what was not readable."""
    mails = _mails(tmp_path, 40)
    (mails / "017.md").write_bytes(b"\xff\xfe\xfa")
    (mails / "018.md").write_bytes(b"")
    runs = [Linter().check_paths([mails], jobs=jobs) for jobs in (1, 2, 3)]
    assert runs[0] == runs[1] == runs[2]
    assert [trouble.where for trouble in runs[0].troubles] == [
        (mails / name).as_posix() for name in ("017.md", "018.md")
    ]
    assert [tuple(one.blocks) for one in runs[0].reports] == [tuple(one.blocks) for one in runs[1].reports]


def test_what_kills_a_process_is_named_and_loses_nothing_else() -> None:
    """Two of sixty end the process they are done in; the other fifty-eight are done, in order."""
    done = list(in_order(_double, range(60), 2, 4))
    assert [thing for thing, _ in done] == list(range(60))
    assert [result for _, result in done] == [Died(n) if n in {13, 40} else 2 * n for n in range(60)]


@forks
def test_a_file_that_kills_a_process_is_a_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named, every other file has its report, and nothing of it is kept."""
    mails = _mails(tmp_path, 40)
    real = Linter.judge

    def judge(self: Linter, document: Document, doc: object = None) -> object:
        if document.name.endswith("021.md"):
            os._exit(9)
        return real(self, document, doc)

    monkeypatch.setattr(Linter, "judge", judge)
    for _ in range(2):
        run = Linter(Settings(cache_dir=str(tmp_path / "kept"))).check_paths([mails], jobs=2)
        assert len(run.reports) == 39
        assert [(trouble.where, trouble.what) for trouble in run.troubles] == [
            ((mails / "021.md").as_posix(), "ended the process that checked it")
        ]


def test_stopped_half_way_what_was_done_is_kept(tmp_path: Path) -> None:
    """Ctrl-C raises Interrupted with the reports so far, and no process is left behind."""
    mails = _mails(tmp_path, 60)
    others = multiprocessing.active_children()  # of other tests

    def stop(done: int, of: int) -> None:
        assert of == 60
        if done == 20:
            raise KeyboardInterrupt

    for jobs in (1, 2):
        with pytest.raises(Interrupted) as stopped:
            Linter().check_paths([mails], jobs=jobs, progress=stop)
        assert stopped.value.files == 60
        assert [report.name for report in stopped.value.run.reports] == [
            (mails / f"{number:03}.md").as_posix() for number in range(20)
        ]
        left = [process for process in multiprocessing.active_children() if process not in others]
        for process in left:
            process.join(10)
        # asked by number: of one that a thread of the pool has just reaped, `is_alive` does not know
        for process in left:
            with pytest.raises(ProcessLookupError):
                os.kill(process.pid or 0, 0)


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_stopped_command_prints_what_it_has_and_exits_130(tmp_path: Path) -> None:
    """The report of what was checked is printed, standard error says how much that is, and the status is 130."""
    mails = _mails(tmp_path, 30)
    script = (
        "import os, signal, sys\n"
        "from heartlint.linter import Linter\n"
        "real, count = Linter.judge, []\n"
        "def judge(self, document, doc=None):\n"
        "    count.append(1)\n"
        "    if len(count) == 12: os.kill(os.getpid(), signal.SIGINT)\n"
        "    return real(self, document, doc)\n"
        "Linter.judge = judge\n"
        "from heartlint.cli import main\n"
        "sys.exit(main(['check', sys.argv[1], '-o', 'json', '-j', '1']))\n"
    )
    run = subprocess.run([sys.executable, "-c", script, str(mails)], capture_output=True, text=True, check=False)
    assert run.returncode == 130
    assert '"messages": 11' in run.stdout
    assert "stopped; this is of 11 of 30 files" in run.stderr


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_nobody_is_left_when_the_first_process_is_killed() -> None:
    """However it ends, kill -9 and all, those it started end as well: what they would print to is closed."""
    script = (
        "import os, signal, sys\n"
        "from heartlint.crew import in_order\n"
        "for number, _ in in_order(abs, range(200), 2, 1):\n"
        "    if number == 20: os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    # it returns when every process that holds standard output has ended
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False, timeout=60)
    assert run.returncode == -signal.SIGKILL


def test_signal_handling_of_the_caller_is_left_alone(tmp_path: Path) -> None:
    """Only the processes of the crew stop listening to Ctrl-C."""
    before = signal.getsignal(signal.SIGINT)
    Linter().check_paths([_mails(tmp_path, 20)], jobs=2)
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize("wrong", ["0", "-1", "many"])
def test_a_number_of_processes_is_a_number_from_one_on(wrong: str) -> None:
    """Anything else is said to be none."""
    run = subprocess.run(
        [sys.executable, "-m", "heartlint", "check", "-j", wrong, "."], capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert "number of processes" in run.stderr
