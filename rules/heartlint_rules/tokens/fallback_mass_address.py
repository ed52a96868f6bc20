"""A fallback that calls everybody the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heartlint.rule import Block, Hit, Span, Word, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


_MASS = frozenset(
    "customer client subscriber recipient member guest user reader friend friends sir madam stranger supporter "
    "patriot colleague shopper contact lead prospect buyer visitor donor student learner homeowner attendee "
    "participant investor traveler traveller doer fan insider client applicant candidate resident taxpayer voter "
    "parent parishioner shareholder policyholder cardholder accountholder employee american patriots fans".split()
)
_BEFORE = frozenset(
    "valued dear our my esteemed loyal fellow beloved best favourite favorite awesome amazing fabulous sir/madam sir or "
    "and".split()
)


@rule(
    triggers="@slot",
    finds=[
        "Hi {{ first_name | default: '«Valued Customer»' }},\n\nthe shop opens at nine.",
        'Dear {{ first_name | default: "«friend»" }},\n\nthe shop opens at nine.',
        "Hello {{first_name|«Subscriber»}}, the shop opens at nine.",
        "Hello [subscriber:firstname | default:«subscriber»], the shop opens at nine.",
        "Hi {{ first_name | default: '«my friend»' }},\n\nthe shop opens at nine.",
        "Hi {% if first_name %}{{ first_name }}{% else %}«Customer»{% endif %},\n\nthe shop opens at nine.",
    ],
    passes=[
        "Hi {{ first_name | default: 'there' }},\n\nthe shop opens at nine.",
        "How are things at {{ company | default: 'your company' }}?",
        "Your {{ plan | default: 'member' }} card is at the desk.",
        "{% if first_name %}Hi {{ first_name }},{% else %}Good morning,{% endif %} dear customer service,",
    ],
    instead="How would you greet somebody whose name you do not know, face to face?",
    evidence="Vendors' help pages offer these words as examples; readers marked them where they landed in subjects.",
    since="0.1.0",
)
def fallback_mass_address(block: Block, words: Sequence[Word]) -> Iterator[Hit]:
    """The fallback is a mass address.

    Whoever has no name on file is told so, and is called what everybody else on file is called. It reads
    colder than no name at all.
    """
    slots = {place.start: slot for slot in block.slots if (place := block.place(slot.span)) is not None}
    for index, word in enumerate(words):
        slot = slots.get(word.start) if word.kind == "slot" else None
        if slot is None or slot.kind != "token" or slot.role not in {"personal", "unknown"}:
            continue
        if slot.fallback and _is_mass(slot.fallback.lower().split()) and not _is_thing(slot.field):
            at = slot.text.rfind(slot.fallback)
            place = Span(word.start + at, word.start + at + len(slot.fallback)) if at > 0 else word.span
            yield Hit(place)
        elif slot.guarded and index + 1 < len(words) and words[index + 1].key == "\n":
            # the other branch stands right behind the token: {{ name }}{% else %}Customer{% endif %}
            last = index + 2
            while last < min(index + 5, len(words)) and words[last].kind == "word":
                last += 1
            other = words[index + 2 : last]
            if other and _is_mass([one.key for one in other]):
                yield Hit(Span(other[0].start, other[-1].end))


def _is_mass(said: Sequence[str]) -> bool:
    """Whether the words of a fallback are what everybody is called: "valued customer", "friend"."""
    bare = [word.strip(",.!?") for word in said]
    while len(bare) > 1 and bare[0] in _BEFORE:
        bare = bare[1:]
    return len(bare) == 1 and (bare[0] in _MASS or bare[0] == "sir/madam")


def _is_thing(field: str) -> bool:
    """Whether the field is no name of a person: a plan may well be called "member"."""
    folded = "".join(char for char in field.lower() if char.isalpha())
    return folded.endswith(("plan", "plantype", "tier", "role", "title", "status", "type", "company", "city"))
