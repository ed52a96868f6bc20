"""What is kept between runs: never stale, never trusted from others, never in the way."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from heartlint import packs
from heartlint.cache import Cache, folder
from heartlint.config import Settings
from heartlint.linter import Linter

CARD = """\
title = "Widgets."
why = "It says widget. Nobody is one."
instead = "Who is it?"
phrases = ["widget~ (of|from) <places>", "our «gadgets»"]
unless = ["widget shop"]
finds = ["We count «widgets of Rome» here."]
passes = ["The widget shop is open."]
[lists]
places = ["rome", "paris"]
"""
COPY = "We count widgets of Rome and our gadgets. The widget shop is open. Our leads are here, and Maria Lopez signs."


def _pack(root: Path, card: str = CARD) -> Path:
    (root / "pack" / "people").mkdir(parents=True, exist_ok=True)
    (root / "pack" / "people" / "widgets.toml").write_text(card)
    return root / "pack"


def _linter(pack: Path, kept: Path) -> Linter:
    return Linter(Settings(packs=(str(pack),), cache_dir=str(kept)))


def test_rules_that_were_kept_find_what_fresh_ones_find(tmp_path: Path) -> None:
    """The same findings, credits and words of rules, whether they were compiled just now or before."""
    pack = _pack(tmp_path)
    fresh = Linter(Settings(packs=(str(pack),)))
    reports = [_linter(pack, tmp_path / "kept").check(COPY, format="text") for _ in range(2)]
    packs.installed.cache_clear()
    reports.append(_linter(pack, tmp_path / "kept").check(COPY, format="text"))
    assert reports == [fresh.check(COPY, format="text")] * 3
    assert list((tmp_path / "kept").glob("rules-*.json"))
    assert [replace(rule, find=None) for rule in _linter(pack, tmp_path / "kept").rules] == [
        replace(rule, find=None) for rule in fresh.rules
    ]


def test_a_changed_card_is_compiled_anew(tmp_path: Path) -> None:
    """A word changed in a card counts at once, though its size and time stay what they were."""
    pack = _pack(tmp_path)
    card = pack / "people" / "widgets.toml"
    stamp = card.stat()
    assert _linter(pack, tmp_path / "kept").check("our gadgets", format="text").findings
    card.write_text(CARD.replace("gadgets", "gizmoes"))
    os.utime(card, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    linter = _linter(pack, tmp_path / "kept")
    assert not linter.check("our gadgets", format="text").findings
    assert linter.check("our gizmoes", format="text").findings


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b"null", b'{"rules": [{}], "sets": [], "families": []}', b"\xff", b"[" * 9999]
)
def test_a_broken_entry_is_as_good_as_none(tmp_path: Path, damage: bytes) -> None:
    """An entry that was cut short or overwritten costs time, and changes no result."""
    pack = _pack(tmp_path)
    before = _linter(pack, tmp_path / "kept").check(COPY, format="text")
    for path in (tmp_path / "kept").glob("*.json"):
        path.write_bytes(damage)
    packs.installed.cache_clear()
    linter = _linter(pack, tmp_path / "kept")
    assert linter.check(COPY, format="text") == before
    assert linter.troubles == ()


def test_an_entry_cannot_name_code_of_others(tmp_path: Path) -> None:
    """Even an entry with the right name makes nothing be imported but modules of our own rules."""
    pack = _pack(tmp_path)
    _linter(pack, tmp_path / "kept")
    for path in (tmp_path / "kept").glob("rules-*.json"):
        kept = Cache(tmp_path / "kept")
        entry = kept.get(path.stem)
        for rule in entry["rules"]:
            rule["find"] = "antigravity:fly"
        kept.put(path.stem, entry)
    packs.installed.cache_clear()
    linter = _linter(pack, tmp_path / "kept")
    assert linter.check("our gadgets", format="text").findings
    assert "antigravity" not in sys.modules


@pytest.mark.skipif(os.name != "posix", reason="who owns a file is asked on POSIX systems")
def test_what_others_may_write_is_not_used(tmp_path: Path) -> None:
    """An entry or a folder that others may write is passed over."""
    kept = Cache(tmp_path / "kept")
    kept.put("rules-a", {"x": 1})
    assert kept.get("rules-a") == {"x": 1}
    (tmp_path / "kept" / "rules-a.json").chmod(0o666)
    assert kept.get("rules-a") is None
    (tmp_path / "kept").chmod(0o777)
    kept.put("rules-b", {"x": 1})
    assert not (tmp_path / "kept" / "rules-b.json").exists()


def test_a_folder_that_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    """Where nothing can be kept, everything is checked all the same."""
    (tmp_path / "file").write_text("")
    linter = Linter(Settings(cache_dir=str(tmp_path / "file" / "kept")))
    assert linter.troubles == ()
    assert linter.check(COPY, format="text").findings


def test_the_folder_stays_small_and_can_be_cleared(tmp_path: Path) -> None:
    """Of a kind only the newest entries stay; clearing says how many there were."""
    kept = Cache(tmp_path)
    for number in range(40):
        kept.put(f"rules-{number}", number)
    kept.put("packs-1", 1)
    assert kept.get("rules-39") == 39
    assert kept.clear() == 13
    assert kept.get("rules-39") is None


def test_a_second_run_of_the_command_says_the_same(tmp_path: Path) -> None:
    """The report is byte for byte the same with nothing kept, while it is kept, and from what was kept."""
    (tmp_path / "mail.md").write_text(COPY)
    command = [sys.executable, "-m", "heartlint", "check", "mail.md"]
    runs = [
        subprocess.run([*command, *flags], cwd=tmp_path, capture_output=True, check=False)
        for flags in (["--no-cache"], ["--cache-dir", "kept"], ["--cache-dir", "kept"])
    ]
    assert {(run.returncode, run.stdout, run.stderr) for run in runs} == {(1, runs[0].stdout, b"")}
    assert list((tmp_path / "kept").glob("rules-*.json"))


def test_a_run_from_what_was_kept_imports_no_checker_of_cards(tmp_path: Path) -> None:
    """The second run needs neither pydantic nor the list of what is installed: it starts quickly."""
    (tmp_path / "mails").mkdir()
    (tmp_path / "mails" / "mail.md").write_text("Hello, the gate is open.")
    command = [sys.executable, "-X", "importtime", "-m", "heartlint", "check", "mail.md", "--cache-dir", "../kept"]
    imported = ""
    for _ in range(2):
        imported = subprocess.run(command, cwd=tmp_path / "mails", capture_output=True, text=True, check=False).stderr
    names = {line.rpartition("|")[2].strip() for line in imported.splitlines()}
    assert "heartlint.engine" in names
    assert not names & {"pydantic", "importlib.metadata", "spacy", "wcwidth", "yaml", "heartlint.schema"}


def test_the_folder_is_the_users_own_or_the_one_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """HEARTLINT_CACHE_DIR names it; XDG_CACHE_HOME counts on Linux."""
    monkeypatch.setenv("HEARTLINT_CACHE_DIR", "/somewhere")
    assert folder() == Path("/somewhere")
    monkeypatch.delenv("HEARTLINT_CACHE_DIR")
    monkeypatch.setattr("heartlint.cache.sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", "/caches")
    assert folder() == Path("/caches/heartlint")
