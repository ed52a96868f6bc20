"""A personal merge tag with nothing to show where the field is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heartlint.rule import Block, Document, Hit, Sentence, Slot, Word, rule
from heartlint_rules.tokens.notation import GREETINGS, about_tokens, greets_with, is_notation

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
_ANYBODYS = frozenset(
    "name names title user username userhandle userdisplay display displayname fullname formalname handle accountname "
    "role position language state last first".split()
)
"""Fields that a room, a project and a person spoken of have as well: the reader's only where the reader is spoken to."""
_CALLED = frozenset("name names user username display displayname userdisplay fullname formalname handle first".split())
"""Those of them that somebody is called by."""
_BETWEEN = frozenset("to for from at on in of about with by that via as and is was your our the a an this".split())
"""Words that part a greeting from a name: "welcome to {{ name }}", "thank you for {{ title }}"."""
_MARKS = frozenset(",.!?;:")
_QUOTES = frozenset("\"'\u2018\u201c")
_LABEL = 3
"""How many words the label of a record has at most: "First name: Ann"."""


@rule(
    triggers="@slot",
    finds=[
        "Hi «{{first_name}}»,\n\nyour desk is ready.",
        "Dear «*|FNAME|*»,\n\nthe library opens again on Monday.",
        "How are things at «{{company}}» this spring?",
        "Hello «%FIRSTNAME%», the tickets are here.",
        "Hi «{{ first_name | default: '' }}»,\n\nhere is the map.",
        "Dear «%s»,\n\nthank you for the photos.",
        "We kept a place for you, «{{ name }}»!",
        "Dear «{{ name }}»,\n\nwe kept a place for «{{ name }}» by the window.",
        "{% trans name=user.first_name %}We kept a place for «{{ name }}».{% endtrans %}",
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
        "{{ name }} commented on the abstract {{ title }}.",
        "Your booking was rejected by the keeper of '{{ name }}'.",
        "Welcome to {{ name }}. The gate is open.",
        "# {{ title }}",
        "{{ title }}, {{ name }}",
        "{{#each posts}}[{{name}}]({{url}}){{/each}}",
        "First name: {{ user.first_name }}",
        "Your friend {{ inviterFirstName }} kept a seat for you.",
        "Dear Ann,\n\nthis week {{ log.user.first_name }} mended the boat.",
        "{% blocktrans with name=room.full_name %}The door of {{ name }} is open.{% endblocktrans %}",
        "{% if user.nick %}{% blocktrans with name=user.nick %}Dear {{ name }},{% endblocktrans %}{% endif %}",
        "{{#each rooms}}The door of {{name}} is open.{{/each}}",
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
            greeted = _greeted(inside, index)
            if slot.role != "personal" and not (greeted and slot.role == "unknown"):
                continue
            if "_or_" in slot.field or is_notation(document, slot):  # name_or_username falls back by itself
                continue
            folded = "".join(char for char in slot.field.lower() if char.isalnum())
            if not greeted and _is_recorded(inside, index):
                continue
            if (
                folded in _ANYBODYS
                and not greeted
                and not (folded in _CALLED and (_called(inside, index) or _same(document, slot, folded, inside, index)))
            ):
                continue
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


def _greeted(inside: Sequence[Word], index: int) -> bool:
    """Whether a word of a greeting stands before a slot, and nothing that parts them."""
    for before in reversed(inside[max(index - _CLOSE, 0) : index]):
        if before.key in GREETINGS:
            return True
        if before.key in _BETWEEN:
            return False
    return False


def _called(inside: Sequence[Word], index: int) -> bool:
    """Whether a slot stands where somebody is called: "{{ name }}, come in", "come in, {{ name }}!"."""
    before = inside[index - 1].key if index else ""
    after = inside[index + 1].key if index + 1 < len(inside) else ""
    if not index:
        return after in {",", "!"} and (index + 2 == len(inside) or inside[index + 2].kind == "word")
    spoken = any(word.kind == "word" for word in inside[:index])
    return spoken and before == "," and (not after or after in _MARKS)


def _same(document: Document, slot: Slot, folded: str, inside: Sequence[Word], index: int) -> bool:
    """Whether a field is that of the reader, whom the document greets with it, and is not quoted as a fact."""
    quoted = index > 0 and inside[index - 1].key in _QUOTES
    return not quoted and folded not in _ON_RECORD and greets_with(document, slot)


def _is_recorded(inside: Sequence[Word], index: int) -> bool:
    """Whether a slot is all that stands behind a label: "First name: {{ user.first_name }}"."""
    words = [other for other in inside[:index] if other.kind == "word"]
    rest = any(other.kind == "word" for other in inside[index + 1 :])
    return 0 < index <= _LABEL + 1 and inside[index - 1].key == ":" and 0 < len(words) <= _LABEL and not rest


def _tells(inside: Sequence[Word]) -> bool:
    """Whether a sentence is a notice of something that took place: a sign-in, a delivery."""
    keys = {word.key for word in inside}
    return not _NOTICES.isdisjoint(keys) or ("sign" in keys and "in" in keys)
