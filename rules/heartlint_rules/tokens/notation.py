"""Is it a merge tag, or a page that writes about names: what several rules of this family ask. Holds no rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heartlint.rule import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from heartlint.rule import Document, Slot, Word

GREETINGS = frozenset(
    "hi hey hello dear greetings howdy morning afternoon evening welcome hola hallo hiya thanks thank".split()
)
"""Words behind which a name stands."""

_ABOUT = frozenset(
    "variable variables placeholder placeholders tag tags token tokens replace replaces replaced substitute "
    "brackets braces merge syntax".split()
)
_LOOSE = frozenset(("angle_single", "single_curly", "square_single"))
"""Brackets that manuals use for what a user is to put in: <name>, {file}, [host]."""
_LAST = Pattern(r"([^\W\d_]+)[^\w.;:]{0,8}\Z")
_FEWEST = 3
_LOOKED_AT = 40
"""How many of a message's slots are looked at, so that asking costs the same in any message."""


def about_tokens(words: Iterable[Word]) -> bool:
    """Whether a sentence speaks about tokens, rather than with them: "replace the placeholder [Name]"."""
    return not _ABOUT.isdisjoint(word.key for word in words)


def is_notation(document: Document, slot: Slot) -> bool:
    """Whether a slot is how a manual writes what its user is to put in.

    Such pages hold several, and never greet one of them.
    """
    if slot.family not in _LOOSE or document.kind == "email":
        return False
    loose = [other for other in document.slots[:_LOOKED_AT] if other.family == slot.family and other.kind != "spintax"]
    return len(loose) >= _FEWEST and not any(_greeted(document, other) for other in loose)


def greets_with(document: Document, slot: Slot) -> bool:
    """Whether a document greets, at one of its first slots, with the field of this one."""
    return bool(slot.path) and any(
        other.path == slot.path and _greeted(document, other) for other in document.slots[:_LOOKED_AT]
    )


def _greeted(document: Document, slot: Slot) -> bool:
    before = _LAST.search(document.source, max(slot.span.start - 16, 0), slot.span.start)
    return before is not None and before[1].lower() in GREETINGS
