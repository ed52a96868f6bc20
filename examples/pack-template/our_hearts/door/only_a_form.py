"""A card cannot look at the rest of the message; this rule does."""

from __future__ import annotations

from collections.abc import Iterator

from heartlint.rule import Document, Match, Span, rule


@rule(
    triggers="contact|web form",
    finds=["Questions? Please use our «contact form» and we will be in touch."],
    passes=["Questions? Use our contact form, or write to Maria: maria@house.example."],
    instead="Which of us could be written to or called, besides the form?",
)
def only_a_form(matches: tuple[Match, ...], document: Document) -> Iterator[Span]:
    """A form is the only way to answer.

    Who has a question is sent to fill in boxes, and learns from it that no one in particular will read them.
    """
    if not any("@" in block.text for block in document.blocks):
        yield from (match.span for match in matches)
