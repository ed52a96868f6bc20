"""Sentences of our own, each with one word judged: harmful here, harmless there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from heartlint.linter import Linter

FOLDER = Path(__file__).parent / "regression"
FLOORS = {"people": (0.99, 0.95), "challenge": (0.98, 0.97)}
"""For each file how precise, and how complete, the shown findings must at least be."""
FILES = sorted(FOLDER.glob("*.jsonl"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_words_are_told_where_they_hurt_and_only_there(path: Path) -> None:
    """A change of the rules neither loses sentences that were found nor begins to nag at harmless ones."""
    linter = Linter()
    rows: list[dict[str, Any]] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    right, false, missed = 0, [], []
    for row in rows:
        start, end = row["span_start"], row["span_start"] + len(row["span_text"])
        assert row["text"][start:end] == row["span_text"], row["id"]
        found = any(f.start < end and start < f.end for f in linter.check(row["text"], format="text").findings)
        if row["label"] == "dehumanizes":
            right += found
            missed += [] if found else [row["text"]]
        elif found:
            false.append(row["text"])
    precise, complete = FLOORS[path.stem]
    assert right / (right + len(false)) >= precise, false
    assert right / (right + len(missed)) >= complete, missed


def test_both_sorts_of_sentence_are_there_for_every_file() -> None:
    """A floor on precision or recall means something only where harmful and harmless sentences stand side by side."""
    assert {path.stem for path in FILES} == set(FLOORS)
    for path in FILES:
        labels = [json.loads(line)["label"] for line in path.read_text(encoding="utf-8").splitlines()]
        assert min(labels.count("dehumanizes"), labels.count("fine")) > 100
