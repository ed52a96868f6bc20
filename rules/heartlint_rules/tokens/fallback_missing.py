"""A personal merge tag with nothing to show where the field is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heartlint.rule import Block, Document, Hit, Sentence, Word, rule
from heartlint_rules.tokens.notation import GREETINGS, about_tokens, is_notation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


_ON_RECORD = frozenset(
    "plan plantype points loyaltypoints loyaltytier tier state zip zipcode postalcode country countryname language "
    "timezone gender age username userhandle handle displayname accountname acctname lastlogin lastseen "
    "lastactivity lastorder lastpurchase signupdate leadscore leadstatus lifecyclestage companysize teamsize "
    "vipstatus role title customerlifecycle addressblock pronouns".split()
)
"""Fields that a system knows of everybody, or that a person chose: rarely empty."""

_PROSE = frozenset(("subject", "preheader", "paragraph", "heading", "item", "quote", "title", "button"))
_REFERENCE = frozenset(("manual", "catalog", "internal"))
_NOTICES = frozenset(
    "login logins log-in sign-in signin sign-ins signed-in device browser ip wifi password passcode appointment "
    "delivered delivery shipped".split()
)
"""What a notice about an account or a parcel speaks of: the place in it is a fact, and no way to say somebody."""
_PLACES = frozenset("city state country region location zip postalcode province town timezone".split())
_CLOSE = 3
"""How many words from its greeting a name may stand."""


@rule(
    triggers="@slot",
    finds=[
        "Hi «{{first_name}}»,\n\nyour desk is ready.",
        "Dear «*|FNAME|*»,\n\nthe library opens again on Monday.",
        "How are things at «{{company}}» this spring?",
        "Hello «%FIRSTNAME%», the tickets are here.",
        "Hi «{{ first_name | default: '' }}»,\n\nhere is the map.",
        "Dear «%s»,\n\nthank you for the photos.",
    ],
    passes=[
        'Hi {{ first_name | default: "neighbour" }},\n\nyour desk is ready.',
        "{% if first_name %}Hi {{ first_name }},{% else %}Good morning,{% endif %}\n\nyour desk is ready.",
        "Your order {{order_number}} left our shop on {{date}}.",
        "Best wishes,\n{{sender_name}}",
        "Write `Hi {{first_name}},` where the name should stand.",
        "Sent to {{email}}. {{unsubscribe_link}}",
        "The placeholder {{first_name}} stands for the name.",
        "A new sign-in from {{city}} was seen on Monday.",
        "| Where | When |\n|---|---|\n| {{city}} | {{time}} |",
        "Saves {name} to {file}, or to {name} and {file} of {first}.",
    ],
    instead="What will this line say to somebody whose field is empty? Write that line, or one without the name.",
    evidence="Two readers of real messages both marked it; vendors' own help pages show the empty greetings it makes.",
    since="0.1.0",
)
def fallback_missing(
    block: Block, words: Sequence[Word], sentences: Sequence[Sentence], document: Document
) -> Iterator[Hit]:
    """A personal token has no visible fallback.

    Where the field is empty, the reader gets a greeting with a hole in it, and learns that nobody was writing
    to them. A fallback may be set in the platform's own settings, which cannot be seen from here.
    """
    # a slot inside code or a URL is no word of kind "slot": it is passed over here
    slots = {place.start: slot for slot in block.slots if (place := block.place(slot.span)) is not None}
    for sentence in sentences:
        inside = words[sentence.first : sentence.last]
        if about_tokens(inside):
            continue
        said = any(other.kind == "word" for other in inside)
        for index, word in enumerate(inside):
            slot = slots.get(word.start) if word.kind == "slot" else None
            if slot is None or slot.kind != "token" or slot.guarded or slot.fallback or slot.syntax_fault:
                continue
            greeted = any(before.key in GREETINGS for before in inside[max(index - _CLOSE, 0) : index])
            if slot.role != "personal" and not (greeted and slot.role == "unknown"):
                continue
            if "_or_" in slot.field or is_notation(document, slot):  # name_or_username falls back by itself
                continue
            folded = "".join(char for char in slot.field.lower() if char.isalnum())
            if folded in _PLACES and _tells(inside):
                continue
            if block.role == "cell" and not said:  # a table of facts: where, when, which device
                continue
            known = folded in _ON_RECORD
            sure = (
                slot.role == "personal"
                and document.kind not in _REFERENCE
                and block.role in _PROSE
                and (greeted or said)
                and not known
            )
            token = slot.family.replace("_", "-")
            hole = "an empty fallback" if slot.fallback == "" else "no visible fallback"
            yield Hit(
                word.span,
                confidence="sure" if sure else "likely",
                why=f"This {token} token has {hole}: where the field is empty, the reader gets a line with a hole "
                "in it. A fallback may be set in the platform's own settings, which cannot be seen from here.",
            )


def _tells(inside: Sequence[Word]) -> bool:
    """Whether a sentence is a notice of something that took place: a sign-in, a delivery."""
    keys = {word.key for word in inside}
    return not _NOTICES.isdisjoint(keys) or ("sign" in keys and "in" in keys)
