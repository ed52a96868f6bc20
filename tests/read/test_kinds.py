"""What sort of message a document is: told by evidence, and that evidence is said."""

from __future__ import annotations

import pytest

from heartlint.read import read_source


@pytest.mark.parametrize(
    ("name", "format", "source", "kind", "because"),
    [
        ("a.md", "markdown", "---\nsubject: Hello\n---\nThe gate is open.", "email", "a subject"),
        ("a.html", "html", "<p>The gate is open.</p>", "page", "its markup"),
        ("a.eml", "eml", "From: a@b.example\n\nThe gate is open.", "email", "mail file"),
        ("a.md", "markdown", "The gate is open.", "unknown", "nothing"),
        ("emails/a.md", "markdown", "The gate is open.", "email", "'emails'"),
        ("docs/a.md", "markdown", "The gate is open.", "manual", "'docs'"),
        ("docs/emails/a.md", "markdown", "The gate is open.", "email", "'emails'"),
        ("social/a.txt", "text", "The gate is open.", "post", "'social'"),
        ("course/1.md", "markdown", "The gate is open.", "course", "'course'"),
        ("handbook/1.md", "markdown", "The gate is open.", "internal", "'handbook'"),
        ("a.txt", "text", "The gate is open. #gate #summer", "post", "hashtags"),
        ("a.md", "markdown", "In this lesson you will mend a gate.", "course", "lesson"),
        ("a.md", "markdown", "For internal use only.\n\nThe gate is open.", "internal", "internal"),
        ("a.txt", "text", "Hi Jo,\n\nthe gate is open.\n\nBest regards,\nMaria", "email", "greets and closes"),
        ("a.md", "markdown", "Install it:\n\n```\n" + "pip install gate\n" * 10 + "```\n", "manual", "code"),
        ("<stdin>", "markdown", "The gate is open.", "unknown", "nothing"),
    ],
)
def test_a_kind_is_told_by_evidence(name: str, format: str, source: str, kind: str, because: str) -> None:  # noqa: A002
    """What it is made of counts first, then the nearest folder that says so, then what it says."""
    (document,) = read_source(name, source, format)
    assert document.kind == kind
    assert because in document.because


def test_what_the_config_says_holds() -> None:
    """A kind that is known is not guessed."""
    (document,) = read_source("emails/a.md", "The gate is open.", "markdown", kind="internal")
    assert (document.kind, document.because) == ("internal", "the config says so")
