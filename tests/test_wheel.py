"""The wheel: what a user installs is what was tested, with the source tree out of reach."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytestmark = [
    pytest.mark.install,
    pytest.mark.skipif(
        not (ROOT / "pyproject.toml").is_file() or not (ROOT / "heartlint").is_dir(),
        reason="needs the source tree to build a wheel of (just test-wheel)",
    ),
]


def _run(*command: str | Path, cwd: Path) -> str:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PYTEST", "VIRTUAL_ENV"))}
    done = subprocess.run([*map(str, command)], cwd=cwd, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, cwd=ROOT)
    (built,) = folder.glob("heartlint-*.whl")
    return built


def test_the_wheel_holds_the_engine_the_rules_and_nothing_else(wheel: Path) -> None:
    """Cards and the typing marker are in it; tests, examples and tools are not."""
    names = zipfile.ZipFile(wheel).namelist()
    assert "heartlint/py.typed" in names
    assert "heartlint_rules/people/leads.toml" in names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"heartlint", "heartlint_rules"}


def test_the_installed_wheel_passes_the_tests(wheel: Path, tmp_path: Path) -> None:
    """In a fresh environment, far from the source tree, every test passes on the installed package."""
    _run(sys.executable, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    python = tmp_path / "venv" / "bin" / "python"
    _run(python, "-m", "pip", "install", "--quiet", f"{wheel}[dev]", cwd=tmp_path)
    away = tmp_path / "away"
    away.mkdir()
    held = ("tests", "examples", "benchmarks", "fuzz", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "pyproject.toml")
    for name in held:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, away / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, away / name)
    told = _run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=away)
    assert " passed" in told
    where = _run(python, "-c", "import heartlint; print(heartlint.__file__)", cwd=away)
    assert str(tmp_path / "venv") in where
