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


GUIDE = "# Email templates\n\n- Subject: Welcome to [Your Company]\n- Say who you are.\n\n## Story\n\n- Subject: Why we bake\n"
OUTLINE = (
    "# Follow-up sequences\n\nTell them how [Company] saved an hour.\n\n## Ad copy formulas\n\n- Trust [Your Company]"
)


@pytest.mark.parametrize(
    "copy",
    [
        GUIDE,
        OUTLINE,
        "Subject: The boat\n\nHi [Name],\n\nit is mended.\n\nSubject: The hall\n\nHi [Name],\n\nit is open.",
    ],
)
def test_blanks_in_a_document_about_messages_are_where_they_belong(copy: str) -> None:
    """A collection of templates, a playbook and an outline hold blanks on purpose: that is noted, and fails nothing."""
    told = [one for one in heartlint.check(copy).findings if one.rule == "tokens/blank-left-in"]
    assert {(one.severity, one.confidence) for one in told} == {("info", "likely")}


@pytest.mark.parametrize(
    "copy",
    [
        "Subject: The boat\n\nHi [Name],\n\nit is mended.\n\nAnn",
        "# A template of a week\n\nHi [Name],\n\nthe boat is mended.",
        "# Spring news\n\n## The boat\n\nAll of us at [Your Company] wish you a good week.",
    ],
)
def test_a_blank_in_a_message_is_an_error(copy: str) -> None:
    """A message that is sent with a blank in it is broken, whatever its headings are called."""
    told = [one for one in heartlint.check(copy).findings if one.rule == "tokens/blank-left-in"]
    assert {(one.severity, one.confidence) for one in told} == {("error", "sure")}
