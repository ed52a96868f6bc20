"""Any order of what people do with a baseline and a cache: counts come out right, and reports are never stale."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from heartlint import packs
from heartlint.baseline import key_of, loads
from heartlint.cache import RESULTS, Cache
from heartlint.cli import main
from heartlint.config import BASELINE, Settings
from heartlint.linter import Linter, default

SENTENCES = tuple(f"Our leads are in room {number}." for number in range(4))
CALM = "The gate is open."
KEYS = {key_of(default().check(text).findings[0]): text for text in SENTENCES}
NAMES = ("a.md", "b.md", "c/d.md")
names = st.sampled_from(NAMES)


class BaselineStates(RuleBasedStateMachine):
    """A folder of mails, each a list of sentences with one finding each, and its baseline."""

    def __init__(self) -> None:
        super().__init__()
        self.before = Path.cwd()
        self.folder = Path(tempfile.mkdtemp())
        os.chdir(self.folder)
        self.files: dict[str, list[str]] = {}

    def teardown(self) -> None:
        """Leave nothing."""
        os.chdir(self.before)
        shutil.rmtree(self.folder)

    # ------------------------------------------------------------------------------------------ what people do

    @rule(name=names, sentences=st.lists(st.sampled_from(SENTENCES), max_size=4))
    def write(self, name: str, sentences: list[str]) -> None:
        """A mail is written, or written anew."""
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text("\n\n".join([CALM, *sentences]) + "\n", encoding="utf-8")
        self.files[name] = sentences

    @rule(name=names, to=names)
    def rename(self, name: str, to: str) -> None:
        """A mail takes another's name, and its place."""
        if name in self.files and name != to:
            Path(to).parent.mkdir(exist_ok=True)
            Path(name).rename(to)
            self.files[to] = self.files.pop(name)

    @rule(name=names)
    def remove(self, name: str) -> None:
        """A mail is gone."""
        if self.files.pop(name, None) is not None:
            Path(name).unlink()

    @rule(name=st.sampled_from((*NAMES, ".")), how=st.sampled_from(("", "--update", "--prune", "--accept-new")))
    def baseline(self, name: str, how: str) -> None:
        """It is written, of all or of one mail: counts of each sentence become what they should, in each way."""
        if name != "." and name not in self.files:
            return
        there, before = Path(BASELINE).exists(), self._kept()
        status, _ = self._run("baseline", name, *([how] if how else []))
        if (there and not how) or (not there and how in {"--update", "--prune"}) or (name == "." and not self.files):
            assert self._kept() == before
            return
        assert status == 0
        checked = set(self.files) if name == "." else {name}
        new, expected = self._new(before, checked)
        if how == "--accept-new" or not there:
            expected += new
        assert self._by_sentence(self._kept()) == expected
        if name == "." and how in {"", "--accept-new"}:
            assert self._reported() == Counter()

    @precondition(lambda _: Path(BASELINE).exists())
    @rule(at=st.integers(0, 200), how=st.sampled_from(("baseline", "check")))
    def cut_short(self, at: int, how: str) -> None:
        """What is left of a file that was cut is refused, and stays as it is until it is taken back."""
        whole = Path(BASELINE).read_bytes()
        cut = whole[: min(at, len(whole) - 3)]
        Path(BASELINE).write_bytes(cut)
        status, _ = self._run(how, ".", *(["--accept-new"] if how == "baseline" else []))
        assert status == 2
        assert Path(BASELINE).read_bytes() == cut
        Path(BASELINE).write_bytes(whole)

    # ----------------------------------------------------------------------------------------------- what holds

    @invariant()
    def what_is_new_is_told(self) -> None:
        """A check of all tells of each sentence as many as there are above what the baseline has, wherever they are."""
        if self.files:
            new, _ = self._new(self._kept(), set(self.files))
            assert self._reported() == new

    def _new(self, kept: Counter[tuple[str, str]], checked: set[str]) -> tuple[Counter[str], Counter[str]]:
        """What of some files is new, and what a baseline should keep, by sentence."""
        new: Counter[str] = Counter()
        left: Counter[str] = Counter()
        for text in SENTENCES:
            found = {name: self.files[name].count(text) for name in checked}
            same = sum(min(found[name], kept[name, text]) for name in checked)
            free = sum(count for (name, one), count in kept.items() if one == text and self._open(name, checked)) - same
            waiting = sum(found.values()) - same
            new[text] = max(waiting - free, 0)
            closed = sum(count for (name, one), count in kept.items() if one == text and not self._open(name, checked))
            left[text] = closed + same + min(waiting, free)
        return +new, +left

    def _open(self, name: str, checked: set[str]) -> bool:
        return name in checked or name not in self.files

    @staticmethod
    def _by_sentence(kept: Counter[tuple[str, str]]) -> Counter[str]:
        total: Counter[str] = Counter()
        for (_, text), count in kept.items():
            total[text] += count
        return total

    @staticmethod
    def _kept() -> Counter[tuple[str, str]]:
        path = Path(BASELINE)
        entries = loads(path.read_bytes(), "baseline").entries if path.exists() else {}
        return Counter({(file, KEYS[key]): count for (file, _, key), count in entries.items()})

    @staticmethod
    def _run(*words: str) -> tuple[int, str]:
        out = StringIO()
        with redirect_stdout(out), redirect_stderr(StringIO()):
            return main([*words, "--no-cache"]), out.getvalue()

    def _reported(self) -> Counter[str]:
        _, told = self._run("check", ".", "-o", "json")
        files: list[dict[str, Any]] = json.loads(told)["files"]
        return Counter(one["sentence"] for file in files for one in file["findings"])


@cache
def _compiled() -> Path:
    """A cache folder that holds compiled rules: making them takes longer than all else here."""
    folder = Path(tempfile.mkdtemp())
    packs.installed(Cache(folder))
    return folder


class CacheStates(RuleBasedStateMachine):
    """Twenty mails, checked with what is kept between runs and with nothing kept."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.kept = self.folder / "kept"
        self.mails = self.folder / "mails"
        self.mails.mkdir()
        shutil.copytree(_compiled(), self.kept)
        self.kept.chmod(0o700)
        for number in range(21):
            self._write(number, number % 4)
        self.chosen: dict[str, Any] = {}

    def teardown(self) -> None:
        """Leave nothing."""
        shutil.rmtree(self.folder)

    def _write(self, number: int, what: int) -> None:
        (self.mails / f"{number:02}.md").write_text(f"{CALM} {SENTENCES[what]} See b\u00fccher.\n", encoding="utf-8")

    @rule(number=st.integers(0, 20), what=st.integers(0, 3))
    def change(self, number: int, what: int) -> None:
        """A mail says something else."""
        self._write(number, what)

    @rule(number=st.integers(0, 20), to=st.integers(0, 20))
    def swap(self, number: int, to: int) -> None:
        """Two mails change places: the same bytes under other names."""
        one, other = (self.mails / f"{at:02}.md" for at in (number, to))
        data = one.read_bytes(), other.read_bytes()
        other.write_bytes(data[0])
        one.write_bytes(data[1])

    @rule(
        chosen=st.fixed_dictionaries(
            {},
            optional={
                "ignore": st.sampled_from((("people/leads",), ("force",))),
                "confidence": st.sampled_from(("sure", "likely")),
                "min_words": st.integers(1, 30),
                "severity": st.just((("people/leads", "info"),)),
            },
        )
    )
    def choose(self, chosen: dict[str, Any]) -> None:
        """Other settings hold from now on."""
        self.chosen = chosen

    @rule(which=st.integers(0, 9), at=st.integers(0, 200_000), to=st.binary(min_size=1, max_size=3))
    def corrupt(self, which: int, at: int, to: bytes) -> None:
        """Some bytes of what is kept are changed."""
        if path := self._one(which):
            data = bytearray(path.read_bytes())
            at %= max(len(data), 1)
            data[at : at + len(to)] = to
            path.write_bytes(data)

    @rule(which=st.integers(0, 9), at=st.integers(0, 200_000))
    def truncate(self, which: int, at: int) -> None:
        """What is kept is cut short."""
        if path := self._one(which):
            path.write_bytes(path.read_bytes()[: at % max(path.stat().st_size, 1)])

    @rule(which=st.integers(0, 9))
    def vanish(self, which: int) -> None:
        """A part of what is kept is gone."""
        if path := self._one(which):
            path.unlink()

    @rule()
    def clean(self) -> None:
        """All of it is."""
        Cache(self.kept).clear()
        shutil.copytree(_compiled(), self.kept, dirs_exist_ok=True)

    def _one(self, which: int) -> Path | None:
        paths = sorted(self.kept.iterdir()) if self.kept.is_dir() else []
        paths = [
            path for path in paths if path.name == RESULTS
        ]  # compiled rules have tests of their own, in test_cache
        return paths[which % len(paths)] if paths else None

    @rule()
    def check(self) -> None:
        """What is told is what is told with nothing kept, twice."""
        plain = Linter(Settings(**self.chosen)).check_paths([self.mails])
        assert len(plain.reports) == 21
        for _ in range(2):
            kept = Linter(Settings(cache_dir=str(self.kept), **self.chosen)).check_paths([self.mails])
            assert kept == plain
            assert [tuple(report.blocks) for report in kept.reports] == [
                tuple(report.blocks) for report in plain.reports
            ]


BaselineStates.TestCase.settings = settings(max_examples=25, stateful_step_count=12)
CacheStates.TestCase.settings = settings(max_examples=12, stateful_step_count=14)
TestBaselineStates = BaselineStates.TestCase
TestCacheStates = CacheStates.TestCase
