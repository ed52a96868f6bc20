"""What one part of a message says about another, and about the whole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import heartlint

if TYPE_CHECKING:
    from pathlib import Path

NOREPLY = "From: Mill <no-reply@mill.example>\nSubject: New hours\n\n"
LONG = (
    "When the old mill was sold to the two sisters who had run the bakery on the hill for as long as anybody in the "
    "village could remember, nobody thought that within a year the wheel would turn again and bread would be baked "
    "there every night."
)


def rules(text: str, form: str = "text") -> list[str]:
    """The ids of what is found."""
    return [finding.rule for finding in heartlint.check(text, format=form).findings]


def test_an_open_reply_address_opens_the_door() -> None:
    """Where replies go to a person, an invitation to reply is true, whatever address it was sent from."""
    assert "door/invitation-from-noreply" in rules(NOREPLY + "Just reply to this mail.")
    opened = NOREPLY.replace("Subject", "Reply-To: ana@mill.example\nSubject")
    assert "door/invitation-from-noreply" not in rules(opened + "Just reply to this mail.")


def test_a_footer_far_below_is_read() -> None:
    """An invitation at the top of a long letter is held against what stands at its very end."""
    middle = "\n\n".join(f"The wheel turned {number} times on that day." for number in range(2, 400))
    text = f"Hello Ann,\n\njust reply to this mail.\n\n{middle}\n\nThis mailbox is not monitored."
    assert "door/invitation-from-noreply" in rules(text)


def test_texts_of_a_catalog_do_not_contradict_each_other(tmp_path: Path) -> None:
    """What one value of a catalog says of its mailbox holds for that message only."""
    path = tmp_path / "en.json"
    values = {"welcome": "Questions? Just reply to this mail.", "receipt": "This mailbox is not monitored."}
    path.write_text(json.dumps(values), encoding="utf-8")
    assert "door/invitation-from-noreply" not in [finding.rule for finding in heartlint.check(path).findings]


def test_long_sentences_are_told_by_their_length() -> None:
    """The finding stands on the first words of the sentence, says how long it is, and is advice only."""
    report = heartlint.check(f"Dear Ann,\n\nThe hall is warm. {LONG} Come by.", format="text")
    (finding,) = [one for one in report.findings if one.rule == "clarity/long-sentence"]
    assert finding.text == "When the old mill was"
    assert "47 words" in finding.why
    assert finding.severity == "info"


def test_advice_hides_no_other_finding() -> None:
    """What is found inside a long sentence is told beside it."""
    told = rules(f"Dear Ann,\n\nThe hall is warm. {LONG.replace('bread', 'our leads and bread')} Come by.")
    assert "clarity/long-sentence" in told
    assert len(told) > 1


def test_a_tale_is_no_message() -> None:
    """A long sentence of a text that nobody is known to be spoken to in is not told."""
    assert "clarity/long-sentence" not in rules(f"The hall is warm. {LONG} Come by.")


@pytest.mark.parametrize("kind", ["manual", "internal", "catalog"])
def test_advice_is_for_messages(tmp_path: Path, kind: str) -> None:
    """Long sentences of a manual or an internal page are nobody's trouble here."""
    folder = {"manual": "docs", "internal": "handbook", "catalog": "locales"}[kind]
    name = "en.json" if kind == "catalog" else "page.md"
    path = tmp_path / folder / name
    path.parent.mkdir()
    path.write_text(json.dumps({"text": LONG}) if kind == "catalog" else LONG, encoding="utf-8")
    assert [one.rule for one in heartlint.check(path).findings if one.family == "clarity"] == []
