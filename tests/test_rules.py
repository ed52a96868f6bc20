"""Every rule of ours: its own examples, its words, and the voice it speaks in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from heartlint import packs
from heartlint.linter import Linter
from heartlint.testing import prove_example

if TYPE_CHECKING:
    from heartlint.rule import Rule

CORE = next(pack for pack in packs.installed() if pack.name == "core")
_BLAMES = re.compile(r"\b(?:you are|you're|you have|you've|your mistake|you should|you must)\b", re.IGNORECASE)


def _id(rule: Rule) -> str:
    return rule.id


@pytest.mark.parametrize("rule", CORE.rules, ids=_id)
def test_every_example_holds_on_the_users_path(rule: Rule) -> None:
    """What a rule says it finds is found exactly, by slices of the source; its near misses pass."""
    linter = Linter(select=[rule.id])
    for example in (*rule.finds, *rule.passes):
        assert prove_example(linter, rule, example) == ("", ()), example


@pytest.mark.parametrize("rule", CORE.rules, ids=_id)
def test_every_rule_is_a_finished_note(rule: Rule) -> None:
    """A rule says what hurts (or warms), why, and what to ask instead, with enough examples to see its edges."""
    assert rule.title.endswith((".", "?", "!"))
    assert 8 <= len(rule.why.split()) <= 110, rule.why
    assert rule.instead.rstrip().endswith((".", "?"))
    assert len(rule.finds) >= 2
    assert len(rule.passes) >= 2
    assert rule.evidence or "judged" in rule.bands  # what a term is judged by is in docs/JUDGE.md
    assert rule.since


@pytest.mark.parametrize("rule", CORE.rules, ids=_id)
def test_no_rule_speaks_of_the_writer(rule: Rule) -> None:
    """Why and instead speak of the copy and its reader, never of whoever wrote it."""
    assert not _BLAMES.search(rule.title)
    assert not _BLAMES.search(rule.why)


@pytest.mark.parametrize("rule", CORE.rules, ids=_id)
def test_our_own_words_pass_our_own_check(rule: Rule) -> None:
    """What a rule tells its user fails no build; only the rule itself may not be asked, for it names its words."""
    others = Linter(ignore=[rule.id])
    for text in (rule.title, rule.why, rule.instead):
        assert others.check(text).at_least("warning", "sure") == (), text


def test_names_read_well_after_allow() -> None:
    """Ids are family/name in lower case with hyphens, and no name holds a "no-"."""
    for rule in CORE.rules:
        assert re.fullmatch(r"[a-z]+/[a-z]+(?:-[a-z]+)*", rule.id)
        assert "/no-" not in rule.id
        assert "-no-" not in rule.id
