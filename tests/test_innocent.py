"""Ordinary messages that share their words with cold ones: silence is the usual right answer."""

from __future__ import annotations

from pathlib import Path

import pytest

import heartlint

MESSAGES = sorted((Path(__file__).parent / "innocent").iterdir())


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.name)
def test_an_ordinary_message_is_left_in_peace(path: Path) -> None:
    """Lead pipes, data pipelines, seats on a bus, real deadlines and recipes raise no warning, likely ones included."""
    found = heartlint.check(path).at_least("warning", "likely")
    assert [(finding.rule, finding.text) for finding in found] == []
