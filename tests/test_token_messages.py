"""Messages of our own with merge tags and blanks: what is told of each, and what is let pass."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import heartlint

MESSAGES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "token_messages.toml").read_text(encoding="utf-8")
)["message"]
ABOUT = ("tokens/", "clarity/", "self/mostly-we", "door/invitation-from-noreply", "door/warm", "pretence/follow-up")


@pytest.mark.parametrize("message", [one for one in MESSAGES if one["finds"]], ids=lambda one: one["text"][:40])
def test_what_is_wrong_with_a_message_is_told(message: dict[str, Any]) -> None:
    """Of each form letter one of the rules that a reader would name is among the findings."""
    told = [
        finding.rule for finding in heartlint.check(message["text"], format=message.get("format", "markdown")).findings
    ]
    assert any(rule.startswith(wanted) for rule in told for wanted in message["finds"]), told


@pytest.mark.parametrize("message", [one for one in MESSAGES if not one["finds"]], ids=lambda one: one["text"][:40])
def test_what_only_looks_like_it_is_let_pass(message: dict[str, Any]) -> None:
    """Guarded tags, order numbers, brackets of other sorts and doors that stand open raise nothing."""
    found = heartlint.check(message["text"], format=message.get("format", "markdown")).findings
    assert [(one.rule, one.text) for one in found if one.rule.startswith(ABOUT)] == []
