"""Sentences of our own, each judged: harmful here, harmless there; warm here, a form there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from heartlint.linter import Linter

FOLDER = Path(__file__).parent / "regression"
FLOORS = {"people": (0.96, 0.45), "challenge": (0.98, 0.5)}
"""For each file how precise, and how complete, the shown findings must at least be.

Wordings were once added until nearly all of these lines were found; on sentences that nobody had seen the same
wordings found .57. The judge that took their place finds as many there, and these floors say no more than that.
"""
WHOLE = {"pressure": (0.98, 0.7), "hearts": (0.97, 0.68)}
"""The same for lines that are judged whole: the family of the finding, or the name of the credit, that is due.

The rules keep the wordings that many people use, not one for each of these lines: precision is what is held.
"""
FILES = [FOLDER / f"{name}.jsonl" for name in FLOORS]
OF_THESE = frozenset(("pressure", "pretence", "watching", "door", "self"))
"""The families whose findings are counted in a line that is judged whole."""


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
    assert {path.stem for path in FOLDER.glob("*.jsonl")} == {*FLOORS, *WHOLE}
    for path in FOLDER.glob("*.jsonl"):
        labels = [json.loads(line)["label"] for line in path.read_text(encoding="utf-8").splitlines()]
        assert min(labels.count("fine"), len(labels) - labels.count("fine")) > 100


@pytest.mark.parametrize("name", WHOLE)
def test_lines_are_heard_as_what_they_are(name: str) -> None:
    """Pressure and pretence are found, and warmth is credited, however it is worded; a near miss stays plain."""
    linter = Linter()
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    right, false, missed = 0, [], []
    for row in map(json.loads, lines):
        report = linter.check(row["text"], format="text")
        if name == "hearts":
            told = {credit.rule.partition("/")[2] for credit in report.credits}
        else:
            told = {finding.rule.partition("/")[0] for finding in report.findings} & OF_THESE
        if row["label"] == "fine":
            false += [(row["text"], told)] if told else []
        elif row["label"] in told:
            right += 1
        else:
            missed.append(row["text"])
    precise, complete = WHOLE[name]
    assert right / (right + len(false)) >= precise, false
    assert right / (right + len(missed)) >= complete, missed
