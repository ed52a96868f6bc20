"""What one part of a message says about another: asked by rules that compare the two. Holds no rule.

Only the beginning and the end of a message are looked at, where senders and footers stand: so that asking again for
every paragraph costs the same in any message.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from heartlint.rule import Pattern, Span

if TYPE_CHECKING:
    from heartlint.rule import Block, Document, Reading, Sentence

_HEAD, _TAIL = 24, 60
_LONGEST = 4000
_OPENING = 5
_FIRST = 4
_SAID = frozenset(("email", "page", "post", "course"))
_GREETS = Pattern(r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening))\b[^.?\n]{0,60}[,!:\u2014-]", re.IGNORECASE)
_HEAD_LINE = 120
_SUBJECT = Pattern(r"(?:email |e-mail |mail )?subject(?: line)?s?\s?:", re.IGNORECASE)
_GUIDES = Pattern(
    r"\b(?:templates?|playbooks?|sequences?|outlines?|formulas?|frameworks?|checklists?|scripts?|swipe file|cheat ?sheet"
    r"|subject lines?|cold e?-?mails?|follow-ups? e?-?mails?|ad copy|copywriting|prompts?|touch \d)\b",
    re.IGNORECASE,
)
_FORMAL = frozenset(
    "hereby herein thereof pursuant liable liability trademark trademarks copyright warranty warranties disclaimer "
    "damages accordance federal law laws agreement statutory contractual jurisdiction license licensed licence "
    "privacy unsubscribe consent consenting authorized incorporated".split()
)
"""What the law, a contract or a footer asks for is not told as a sentence to a person."""
_CODE = frozenset("`#=_{}|<>\\[]")

_NO_REPLY = Pattern(r"\b(?:no|do-?not|dont|never)[-_.]?reply[\w.+-]{0,40}@|\bunmonitored@", re.IGNORECASE)
_SHUT = Pattern(
    r"\b(?:please )?(?:do not|don't) (?:reply|respond)(?! (?:to )?(?:all|everyone|spam))\b"
    r"|\b(?:is|are) not (?:being )?(?:monitored|read|checked|staffed|attended)\b|\bunmonitored\b|\boutgoing[- ]only\b"
    r"|\bcan(?:not|'t) (?:be answered|be replied to|receive (?:replies|e?-?mails?))"
    r"|\b(?:replies|responses|answers)(?: to (?:this|the) [a-z]{1,12})? (?:will not|won't) be (?:read|answered|seen)\b"
    r"|\bno(?:body|[- ]one) reads (?:the )?replies\b",
    re.IGNORECASE,
)


def ends(document: Document) -> tuple[Block, ...]:
    """The judged blocks at the beginning and at the end of a message, in reading order."""
    blocks = document.blocks
    near = blocks if len(blocks) <= _HEAD + _TAIL else (*blocks[:_HEAD], *blocks[-_TAIL:])
    return tuple(block for block in near if not block.zone)


HOUSES = frozenset(
    "inc llc ltd gmbh corp company co brewing furniture university college bank store church school library foundation association "
    "bakery books bookshop coffee cafe farm gardens nursery kitchen brewery hotel gym studio salon clinic dental "
    "partners capital foods shoes toys goods supply works labs software systems solutions technologies digital "
    "consulting services travel tours theatre theater museum gallery choir trust hospital shop clothing furniture "
    "energy bikes wines tea press records films productions fitness insurance properties homes airlines express "
    "designs pharmacy market pizza restaurant bar pub winery dairy florist pets motors garage construction academy "
    "institute camp collective club guild workshop mill hall house street road lane valley river lake north south "
    "east west blue green red golden silver".split()
)
"""Words of the names of houses and firms: whose name holds one of these, among others, is nobody to write back to."""


def is_message(document: Document) -> bool:
    """Whether a document is known to be said to somebody: by its kind, or because it greets.

    A tale, a quotation and a page of a handbook are read for their own sake: advice on clarity is not for them.
    """
    if document.kind in _SAID:
        return True
    return document.kind == "unknown" and any(_GREETS.match(block.text) for block in document.blocks[:_FIRST])


def is_about_messages(document: Document) -> bool:
    """Whether a document is no message but one about messages: a collection of templates, a playbook, an outline.

    It greets or has a subject more than once; or its headings speak of templates and mails, and nobody is greeted.
    """
    return document.answer(_is_guide)


def _is_guide(document: Document) -> bool:
    greeted = subjects = 0
    told = False
    for block in ends(document):
        head = block.text[:_HEAD_LINE]
        if block.role == "heading" or head.startswith(("**", "#")):
            told = told or _GUIDES.search(head) is not None
        elif _GREETS.match(head):
            greeted += 1
        elif block.role == "subject" or _SUBJECT.match(head):
            subjects += 1
    return max(greeted, subjects) > 1 or (told and not greeted)


def opening(reading: Reading, sentence: Sentence) -> Span:
    """The first words of a sentence: where a finding about all of it stands, and hides no other inside it."""
    words = [word for word in reading.words[sentence.first : sentence.last] if word.kind != "mark"][:_OPENING]
    return Span(words[0].start, words[-1].end) if words else sentence.span


def is_told(reading: Reading, sentence: Sentence) -> bool:
    """Whether a sentence is told to a person: no code, no legal text, no row of links, and not all in capitals."""
    if not _FORMAL.isdisjoint(reading.keys[sentence.first : sentence.last]):
        return False
    text = sentence.span.of(reading.block.text)
    if not _CODE.isdisjoint(text) or text.isupper():
        return False
    return "zone" not in reading.kinds[sentence.first : sentence.last]


def plain(text: str) -> str:
    """A text as the patterns of rules read it: apostrophes straight, and no longer than a page."""
    return text[:_LONGEST].replace("\u2019", "'")


def says_shut(text: str) -> bool:
    """Whether a text says that an answer reaches nobody."""
    return _SHUT.search(plain(text)) is not None


def cannot_be_answered(document: Document) -> bool:
    """Whether an answer reaches nobody: by the address it would go to, or by what the message says of itself.

    The texts of a catalog are no parts of one message: never of these.
    """
    return document.kind != "catalog" and document.answer(_is_shut)


def _is_shut(document: Document) -> bool:
    near = ends(document)
    heads = [block for block in near if block.role == "reply-to"] or [block for block in near if block.role == "from"]
    if any(_NO_REPLY.search(head.text) for head in heads):
        return True
    return any(says_shut(block.text) for block in near if block.role not in {"from", "reply-to", "to"})
