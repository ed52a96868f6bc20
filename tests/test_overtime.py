"""What hangs is ended and named, and everything else is checked: a rule of a pack, an import, a reader of ours."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from heartlint.cli import main
from heartlint.crew import Died, in_order
from heartlint.linter import Linter
from heartlint.overtime import Overtime, at_most

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from heartlint.text import Document

alarms = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there are no alarms here")

RULE = """from heartlint.rule import Span, rule
{top}
@rule(triggers=["leads"], severity="error", instead="a", finds=["«leads»"], passes=["lead: leads on"])
def endless(block, matches):
    \"\"\"Noise.

    Why.
    \"\"\"
    if "hang" in block.text:
{inside}
    yield from (match.span for match in matches)
"""
LOOPS = {
    "a loop": "        while True: pass",
    "a regular expression": "        import re; re.match('(a|a)*$', 'a' * 99 + 'b')",
    "a sleep": "        import time; time.sleep(10_000)",
    "a loop that catches what it can": "        while True:\n            try: 1 / 0\n            except Exception: pass",
}
IN_C = "        import itertools; sum(itertools.count())"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Write a package `endless_pack` with one module rule, and two mails that it wakes on; and stand in its folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))

    def write(inside: str = "        pass", top: str = "") -> None:
        family = tmp_path / "endless_pack" / "noise"
        family.mkdir(parents=True)
        (family.parent / "__init__.py").write_text("")
        (family / "__init__.py").write_text("")
        (family / "endless.py").write_text(RULE.format(top=top, inside=inside))
        (tmp_path / "a.md").write_text("Our leads hang in the pipeline.\n")
        (tmp_path / "b.md").write_text("Our leads are in the pipeline.\n")

    yield write
    for name in [name for name in sys.modules if name.startswith("endless_pack")]:
        del sys.modules[name]


PACK = ("--isolated", "--no-cache", "--pack", "endless_pack", "--max-seconds", "3", "--exit-zero")


@alarms
@pytest.mark.parametrize("inside", LOOPS.values(), ids=LOOPS)
def test_a_rule_that_hangs_is_named_and_the_run_goes_on(
    package: Callable[..., None], capsys: pytest.CaptureFixture[str], inside: str
) -> None:
    """The file and the rule are told with the setting, the other file has its report, and the exit is 2."""
    package(inside)
    assert main(["check", "a.md", "b.md", "-j", "1", *PACK]) == 2
    told = " ".join(capsys.readouterr().out.split())
    assert "a.md: takes longer than 3 seconds, in rule noise/endless (pack endless_pack)" in told
    assert "max-seconds" in told
    assert "1 message:" in told
    assert "b.md" in told


def test_a_rule_that_hangs_in_c_is_ended_with_its_process(
    package: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    """Where no alarm is heard the process ends; the file is named, and the other one has its report."""
    package(IN_C)
    assert main(["check", "a.md", "b.md", "-j", "1", *PACK]) == 2
    told = " ".join(capsys.readouterr().out.split())
    assert "a.md: takes longer than 3 seconds, and the process that checked it was ended" in told
    assert "max-seconds" in told
    assert "1 message:" in told


@pytest.mark.parametrize("inside", [pytest.param(LOOPS["a loop"], marks=alarms), IN_C])
def test_standard_input_has_the_same_time(
    package: Callable[..., None], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    """A message from a pipe that a rule hangs on is a trouble too."""
    package(inside)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Our leads hang.\n")))
    assert main(["check", "-", "b.md", "-j", "1", *PACK]) == 2
    told = " ".join(capsys.readouterr().out.split())
    assert "<stdin>: takes longer than 3 seconds" in told
    assert "1 message:" in told


def test_standard_input_is_checked_as_ever_beside_modules_of_others(
    package: Callable[..., None], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is found in a message is found where a process of its own looks at it."""
    package()
    told = []
    for seconds in ("0", "60"):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Our leads are in the pipeline.\n")))
        assert main(["check", "-", *PACK[:-3], "--max-seconds", seconds]) == 1
        told.append(capsys.readouterr().out)
    assert told[0] == told[1]
    assert "noise/endless" in told[0]


@alarms
def test_an_import_that_hangs_is_named(package: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> None:
    """A module that never ends being imported is a trouble; the rules of other packs are asked."""
    package(top="while True: pass")
    assert main(["check", "b.md", *PACK]) == 2
    told = " ".join(capsys.readouterr().out.split())
    assert "endless_pack/noise/endless.py: takes longer than 3 seconds" in told
    assert "people/leads" in told


@alarms
def test_a_rule_that_hangs_again_and_again_is_asked_no_more(
    package: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    """Three files wait for it, and no others do; that it did not look at those is told, and they have reports."""
    package(LOOPS["a loop"])
    for number in range(6):
        Path(f"c{number}.md").write_text("Our leads hang in the pipeline.\n")
    names = [f"c{number}.md" for number in range(6)]
    assert main(["check", *names, "-j", "1", *PACK]) == 2
    told = " ".join(capsys.readouterr().out.split())
    assert told.count("takes longer than 3 seconds, in rule noise/endless") == 3
    assert "rule noise/endless (pack endless_pack): is not asked any more" in told
    assert "3 messages:" in told


@alarms
def test_a_file_that_we_hang_on_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of our own that never ends costs its file, in the one process that a small run has; nothing is kept."""
    monkeypatch.chdir(tmp_path)
    for name in ("a.md", "b.md"):
        Path(name).write_text("Our leads are in the pipeline.\n")
    real = Linter.judge

    def judge(self: Linter, document: Document, doc: object = None) -> object:
        while document.name == "a.md":
            pass
        return real(self, document, doc)

    monkeypatch.setattr(Linter, "judge", judge)
    Path("heartlint.toml").write_text("max-seconds = 0.5\n")
    assert main(["check", "."]) == 2
    told = " ".join(capsys.readouterr().out.split())
    assert "a.md: takes longer than 0.5 seconds - leave it out, or set max-seconds" in told
    assert "1 message:" in told


@pytest.mark.parametrize("wrong", ["-1", "nan", "inf", "1e9", "soon"])
def test_a_time_is_a_number_of_seconds(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What is none is said to be none."""
    assert main(["check", "--max-seconds", wrong]) == 2
    assert "number of seconds" in capsys.readouterr().err


def _hang() -> None:
    while True:
        pass


@alarms
def test_work_is_interrupted_and_alarms_are_as_they_were() -> None:
    """What takes too long ends with Overtime, and nothing rings later."""
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(Overtime, match=r"longer than 0.01 seconds"), at_most(0.01):
        _hang()
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


@alarms
def test_what_catches_everything_is_interrupted_again() -> None:
    """A bare `except` that swallows the first alarm meets the next."""
    caught: list[int] = []

    def swallow() -> None:
        while True:
            try:
                _hang()
            except BaseException:
                caught.append(1)
                if len(caught) == 3:
                    raise

    with pytest.raises(Overtime), at_most(0.01):
        swallow()
    assert len(caught) == 3


@alarms
def test_an_alarm_of_somebody_else_is_left_alone() -> None:
    """A program that uses alarms itself keeps them, and no limit holds."""
    rung = []
    before = signal.signal(signal.SIGALRM, lambda *_: rung.append(1))
    try:
        with at_most(1):
            assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
            signal.raise_signal(signal.SIGALRM)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert rung == [1]


def test_a_thread_has_no_alarm_and_works_all_the_same() -> None:
    """Elsewhere than in the main thread there is no limit, and no error."""
    done = []

    def work() -> None:
        with at_most(0.001):
            done.append(1)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [1]


@alarms
def test_a_program_that_checks_has_its_alarm_to_itself(tmp_path: Path) -> None:
    """The library sets no alarm and starts no process, unless it is asked for."""
    (tmp_path / "mail.md").write_text("Our leads.\n")
    seen = []

    def look(done: int, of: int) -> None:
        seen.append((done, of, signal.getsignal(signal.SIGALRM)))

    Linter().check_paths([tmp_path], progress=look)
    assert seen == [(1, 1, signal.getsignal(signal.SIGALRM))]


def _endless(number: int) -> int:
    if number == 5:
        sum(iter(int, 1))  # nothing of Python's runs in here
    if number == 9:
        os._exit(9)
    return number


def test_a_crew_ends_a_process_that_takes_too_long() -> None:
    """One of twelve never ends and one ends its process: both are named for what they did, the others are done."""
    done = dict(in_order(_endless, range(12), 2, 4, seconds=0.5))
    assert done == {**{n: n for n in range(12)}, 5: Died(5, late=True), 9: Died(9, late=False)}
