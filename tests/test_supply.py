"""What is installed and built: pinned, the same each time, and quiet on the network."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.skipif(
    not (ROOT / "requirements-dev.txt").is_file(), reason="needs the source tree: requirements-dev.txt is not here"
)


def test_the_lock_holds_all_that_dev_asks_for_each_with_hashes() -> None:
    """Whatever pyproject.toml names for users and developers is pinned to one version, with sums of its files."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    lock = (ROOT / "requirements-dev.txt").read_text("utf-8")
    pinned = {
        re.sub(r"[-_.]+", "-", found[1]).lower(): found[0] for found in re.finditer(r"^([A-Za-z0-9._-]+)==\S+.*(?:\n .*)*", lock, re.MULTILINE)
    }  # fmt: skip
    asked = [*project["dependencies"], *extras["dev"]]
    for own in [one for one in asked if one.startswith("heartlint[")]:  # an extra of ours that dev includes
        asked.remove(own)
        asked += extras[own.partition("[")[2].rstrip("]")]
    wanted = [re.split(r"[<>=~! \[]", one)[0] for one in asked]
    for name in wanted:
        assert re.sub(r"[-_.]+", "-", name).lower() in pinned, f"{name} is not in the lock: just lock"
    assert all("--hash=sha256:" in text for text in pinned.values())
    assert "://" not in re.sub(r"#.*", "", lock)


def test_every_action_is_pinned_by_commit() -> None:
    """A tag of an action may be moved by whoever owns it; a commit may not."""
    used = [
        found[1]
        for path in (ROOT / "action.yml", ROOT / "docs" / "CI.md", *(ROOT / ".github").rglob("*.yml"))
        if path.is_file() and path.name != "CI.md"
        for found in re.finditer(r"uses:\s*(\S+)", path.read_text("utf-8"))
    ]
    assert used
    assert all(re.search(r"@[0-9a-f]{40}$", one) for one in used)


@pytest.mark.install
def test_two_builds_are_one_wheel(tmp_path: Path) -> None:
    """The same tree built twice, in folders of other names and with files of other times, is the same file."""
    sums = []
    for number in (1, 2):
        tree = tmp_path / f"tree{number}"
        shutil.copytree(
            ROOT, tree, ignore=shutil.ignore_patterns(".git", ".*_cache", "__pycache__", "corpus", "found", "dist")
        )
        if number == 2:
            for path in tree.rglob("*"):
                os.utime(path, (1_500_000_000, 1_500_000_000))
        command = [
            sys.executable,
            "-m",
            "build",
            "--wheel",
            "--no-isolation",
            "--outdir",
            str(tmp_path / f"out{number}"),
        ]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
        subprocess.run(command, cwd=tree, env=environment, check=True, capture_output=True)
        (wheel,) = (tmp_path / f"out{number}").glob("*.whl")
        sums.append(hashlib.sha256(wheel.read_bytes()).hexdigest())
    assert sums[0] == sums[1]


@pytest.mark.install
def test_a_check_needs_no_network(tmp_path: Path) -> None:
    """With networking taken away, a check with the language model, a page and JSON is what it is with it."""
    alone = ["unshare", "-n", "-r"]
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        pytest.skip("needs unshare, and leave to use it")
    (tmp_path / "mail.md").write_text(
        "Our leads are in the pipeline, and we will capture them at once. Dear {{ name }},\n"
    )
    call = [sys.executable, "-m", "heartlint", "check", "mail.md", "-o", "json", "-o", "html:page.html", "--no-cache"]
    done = [
        subprocess.run([*before, *call], cwd=tmp_path, capture_output=True, text=True, check=False)
        for before in (alone, [])
    ]
    assert done[0].returncode == done[1].returncode == 1, done[0].stderr
    assert done[0].stdout == done[1].stdout
