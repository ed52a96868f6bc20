"""A rule of Acme's that thinks: a note that says it was written by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heartlint.rule import Match, Span, Word, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    side="credit",
    triggers="by hand",
    finds=["I wrote this «by hand» on the train."],
    passes=["Our widgets are packed by hand in Leeds."],
    instead="Keep it true: is it said only of a note that was?",
)
def handwritten(matches: tuple[Match, ...], words: tuple[Word, ...]) -> Iterator[Span]:
    """Somebody wrote it by hand.

    A person took the time, and says so.
    """
    for match in matches:
        if any(word.key in {"wrote", "writing", "written"} for word in words[: match.first]):
            yield match.span
