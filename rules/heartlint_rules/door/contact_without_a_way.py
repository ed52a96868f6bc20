"""Contact us, and nothing to contact anybody by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heartlint.rule import Block, Document, Hit, Match, Pattern, rule
from heartlint_rules.parts import cannot_be_answered, ends

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PHONE = Pattern(r"\+?\(?\d[\d ()./-]{5,20}\d")
_LOOKED_AT, _LONGEST, _SOURCE = 40, 4000, 100_000
_WAYS = frozenset(("link", "button", "alt"))


@rule(
    confidence="likely",
    triggers=["contact us|me", "get in touch with us|me", "reach-out to us|me", "call|phone us"],
    finds=[
        "From: Acme <no-reply@acme.example>\nSubject: The gate\n\nThe gate is shut on Sunday. If you need to come in, "
        "«contact us».",
        "Please do not reply to this mail.\n\nFor help with the gate, «get in touch with us».",
    ],
    passes=[
        "From: Ana <ana@acme.example>\nSubject: The gate\n\nThe gate is shut. If you need to come in, contact us.",
        "From: Acme <no-reply@acme.example>\nSubject: The gate\n\nThe gate is shut. Contact us at 555 0100 22.",
        "Please do not reply to this mail. [Contact us](https://acme.example/help) for help with the gate.",
    ],
    instead="By which address, number or page does a question reach somebody? Can it stand right here?",
    evidence='RULES family door: "contact us" with no way; messages that shut one door and point to none.',
    since="0.1.0",
)
def contact_without_a_way(document: Document, block: Block, matches: Sequence[Match]) -> Iterator[Hit]:
    """The message says contact us, and gives no way to.

    An answer to it reaches nobody, and no address, number or page stands in it. Whoever needs help is sent to look
    for the door.
    """
    if not matches or block.role in _WAYS or not cannot_be_answered(document) or document.answer(_way):
        return
    yield Hit(matches[0].span)


def _way(document: Document) -> bool:
    """Whether anything in the message leads to somebody: a link, a button, an address, a number, a tag for one."""
    if any(slot.role in {"sender", "plumbing", "unknown"} for slot in document.slots[:_LOOKED_AT]):
        return True
    for block in ends(document):
        if block.role in {"from", "to", "reply-to"}:
            continue
        if block.role in _WAYS or block.zones or _PHONE.search(block.text[:_LONGEST]):
            return True
    source = document.source[:_SOURCE]
    return "](" in source or "href" in source
