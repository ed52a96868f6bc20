"""Broken, one: the rule raises when it meets its trigger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heartlint.rule import Match, Span, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    triggers="gizmo",
    finds=["A «gizmo» for you."],
    passes=["A gadget, not a gizmos, for you."],
    instead="What is it called?",
)
def raises(matches: tuple[Match, ...]) -> Iterator[Span]:
    """A gizmo is mentioned.

    This rule divides by nothing.
    """
    for match in matches:
        yield Span(match.span.start, match.span.end // (len(matches) - len(matches)))
