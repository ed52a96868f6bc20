"""What works where no extra is installed, and what is said where one is needed."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """An environment in which none of the packages of the extras can be imported."""
    (tmp_path / "site").mkdir()
    for name in ("pyarrow", "duckdb", "pandas", "polars", "pyspark"):
        (tmp_path / "site" / f"{name}.py").write_text(f"raise ModuleNotFoundError('not here', name={name!r})")
    return {**os.environ, "PYTHONPATH": str(tmp_path / "site")}


def test_json_lines_need_no_extra(tmp_path: Path, bare: dict[str, str]) -> None:
    """JSON lines in and out are judged where neither pyarrow nor DuckDB can be imported."""
    (tmp_path / "in.jsonl").write_text('{"body": "Our leads are in the pipeline."}\n')
    call = [sys.executable, "-m", "heartlint", "batch", "--isolated", "in.jsonl", "out.jsonl"]
    done = subprocess.run(call, cwd=tmp_path, env=bare, capture_output=True, text=True, check=False)
    assert (done.returncode, "1 message" in done.stdout) == (1, True), done.stderr


@pytest.mark.parametrize(
    ("arguments", "module"),
    [
        (("batch", "--isolated", "in.jsonl", "out.parquet"), "pyarrow"),
        (("batch", "--isolated", "--query", "select 1 as body", "out.jsonl"), "duckdb"),
        (("batch", "--isolated", "in.parquet", "out.jsonl"), "pyarrow"),
        (("overview", "in.parquet", "page.html"), "duckdb"),
    ],
)
def test_a_missing_extra_is_one_line(
    arguments: tuple[str, ...], module: str, tmp_path: Path, bare: dict[str, str]
) -> None:
    """The command names what is missing and how to get it, exits 2, and leaves nothing behind."""
    (tmp_path / "in.jsonl").write_text('{"body": "Bread"}\n')
    (tmp_path / "in.parquet").write_text("PAR1")
    call = [sys.executable, "-m", "heartlint", *arguments]
    done = subprocess.run(call, cwd=tmp_path, env=bare, capture_output=True, text=True, check=False)
    told = f"heartlint: this needs {module}, which is not installed; python -m pip install 'heartlint[batch]'\n"
    assert (done.returncode, done.stderr) == (2, told)
    assert {path.name for path in tmp_path.iterdir()} == {"in.jsonl", "in.parquet", "site"}
