"""Reports, findings and their like as plain data: what they compare by, and what they look like in a shell."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, replace

import pytest

import heartlint
from heartlint.text import Document, Slot, Span

TEXT = "Our leads are in the pipeline."


def test_reports_of_the_same_text_are_equal_and_others_are_not() -> None:
    """Equality is by what they say: of all fields, in the class that it is; so are sets and pickles."""
    one, other = heartlint.check(TEXT), heartlint.check(TEXT)
    assert one == other
    assert one.findings == other.findings
    assert len({*one.findings, *other.findings}) == len(one.findings) == 2
    assert replace(one, name="b.md") != one
    assert one.findings[0] != one.findings[1]
    assert one != "a report"
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - our own


def test_a_finding_shows_its_fields_and_cannot_be_changed() -> None:
    """In a shell it reads as the call that would make it."""
    finding = heartlint.check(TEXT).findings[0]
    assert repr(finding).startswith("Finding(rule='people/leads', ")
    assert "text='leads'" in repr(finding)
    with pytest.raises(FrozenInstanceError):
        finding.text = "friends"  # type: ignore[misc]


def test_what_is_worked_out_is_neither_compared_nor_shown() -> None:
    """A document that was asked things is still the same one."""
    asked, fresh = Document("a.md", TEXT, ()), Document("a.md", TEXT, ())
    assert asked.answer(lambda document: len(document.source)) == len(TEXT)
    assert asked == fresh
    assert "_answers" not in repr(asked)
    assert repr(Slot(Span(0, 2), "{}", "curly", "x", "unknown")).startswith(
        "Slot(span=Span(start=0, end=2), text='{}', "
    )
