"""Several commands at once on one cache folder and one baseline: each says what it says alone, and nothing is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

MANY = 4


def _begin(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "heartlint", *words, "--isolated", "--cache-dir", str(folder / "kept")],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four folders of mails."""
    for share in range(MANY):
        (tmp_path / f"mails/{share}").mkdir(parents=True)
        for number in range(22):
            text = f"Our leads are in the pipeline. Only {share * 100 + number} left, act now!\n"
            (tmp_path / f"mails/{share}/{number:02}.md").write_text(text)
    return tmp_path


def test_checks_at_once_say_what_one_says(folder: Path) -> None:
    """With nothing kept when they begin, and all of them keeping what they found."""
    alone = subprocess.run(
        [sys.executable, "-m", "heartlint", "check", "mails", "--isolated", "--no-cache"],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    assert b"88 messages" in alone.stdout
    told = [process.communicate()[0] for process in [_begin(folder, "check", "mails") for _ in range(MANY)]]
    assert told == [alone.stdout] * MANY


@pytest.mark.skipif(os.name != "posix", reason="there are no locks on folders")
def test_baselines_at_once_lose_nothing(folder: Path) -> None:
    """Four that each add a folder to one baseline leave what one that adds all would have written."""
    words = ("--accept-new", "--baseline", "many.json")
    for process in [_begin(folder, "baseline", f"mails/{share}", *words) for share in range(MANY)]:
        told, _ = process.communicate()
        assert process.returncode == 0, told
    _begin(folder, "baseline", "mails", "--baseline", "one.json").communicate()
    one, many = (json.loads((folder / name).read_text()) for name in ("one.json", "many.json"))
    assert many == one
    assert len(one["findings"]) >= 88
