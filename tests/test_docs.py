"""What is printed or published is fresh, and says of itself what it asks of others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import heartlint

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.skipif(not (ROOT / "docs").is_dir(), reason="needs the source tree: docs/ is not here")
def test_the_catalogue_the_schemas_and_the_readme_are_fresh() -> None:
    """`python docs/make.py --check` finds nothing to write."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "make.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "name",
    ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "docs/ARCHITECTURE.md", "docs/SUPPRESSING.md", "docs/ADOPTING.md"],
)
def test_our_own_pages_pass_the_heart_check(name: str) -> None:
    """What we write to others holds nothing that would fail their build."""
    path = ROOT / name
    if not path.is_file():
        pytest.skip(f"{name} is not here")
    assert heartlint.check(path).at_least("warning", "likely") == ()


def test_the_readmes_commands_name_what_there_is() -> None:
    """Both set-up commands stand in the README, and CI runs them."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "python -m pip install . && heartlint check examples" in readme
    assert 'python -m pip install -e ".[dev]" && python -m pytest' in readme
