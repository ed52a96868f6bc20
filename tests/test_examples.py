"""The examples: whole messages, cold and warm, and the reports that are printed for them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import heartlint
from heartlint.output.json import as_dict
from heartlint.report import Run

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*/*.*"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_an_example_is_reported_as_its_golden_report_says(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The JSON report of an example is the one that was read and approved (python tests/golden/make.py)."""
    monkeypatch.chdir(ROOT)
    name = path.relative_to(ROOT)
    told = as_dict(Run((heartlint.check(name),)))["files"][0]
    golden = ROOT / "tests" / "golden" / f"{path.parent.name}-{path.name}.json"
    assert told == json.loads(golden.read_text(encoding="utf-8"))


def test_there_are_enough_examples_of_every_sort() -> None:
    """Sixteen or more whole messages, half of them cold, in three formats."""
    assert len(EXAMPLES) >= 16
    assert {path.suffix for path in EXAMPLES} == {".md", ".html", ".txt"}
    assert len({path.stem for path in EXAMPLES}) == 9
