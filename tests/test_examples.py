"""The examples: whole messages, cold and warm, and the reports that are printed for them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import heartlint
from heartlint.output.json import as_dict

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = sorted(
    path for path in (ROOT / "examples").rglob("*.*") if path.is_file() and "pack-template" not in path.parts
)
WHOLE = [path for path in EXAMPLES if path.parent.name in {"cold", "warm"}]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.relative_to(ROOT / "examples").as_posix())
def test_an_example_is_reported_as_its_golden_report_says(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The JSON report of an example is the one that was read and approved (python tests/golden/make.py)."""
    monkeypatch.chdir(ROOT)
    name = path.relative_to(ROOT)
    reports = as_dict(heartlint.check_paths([name]))["files"]
    golden = ROOT / "tests" / "golden" / f"{'-'.join(name.parts[1:])}.json"
    assert (reports if len(reports) > 1 else reports[0]) == json.loads(golden.read_text(encoding="utf-8"))


def test_there_are_enough_examples_of_every_sort() -> None:
    """Sixteen or more whole messages, half of them cold, in three formats."""
    assert len(WHOLE) >= 16
    assert {path.suffix for path in WHOLE} == {".md", ".html", ".txt"}
    assert len({path.stem for path in WHOLE}) == 9
