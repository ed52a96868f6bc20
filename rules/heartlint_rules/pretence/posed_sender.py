"""A sender's name that poses as something the sender is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heartlint.rule import Block, Pattern, Span, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_ADDRESS = Pattern(r"<[^<>]{0,200}>?|\S{1,100}@\S{1,150}")
_POSES = Pattern(
    r"(?i:"
    r"\(\s?(?:personal|private|personal note|via iphone|urgent|confidential|\d{1,2})\s?\)"
    r"|\b(?:breaking|local|emergency|election|top)[ -](?:news|alerts?|update)\b"
    r"|\bnews[ -](?:alert|flash|desk|bulletin)\b"
    r"|\b(?:urgent|final|official|important|verification|delivery|payment|refund)"
    r" (?:notice|alert|message|notification|request|warning)s?\b"
    r"|\b(?:pending|unread|missed) (?:message|call|document|notice|delivery)s?\b"
    r"|\b(?:records?|membership|donation|supporter|renewal|voter) (?:department|desk|status|notice)\b"
    r"|\b(?:mailer-daemon|postmaster)\b|^\W{0,2}(?:re|fwd?):"
    r")"
)  # fmt: skip
_HOUSES = Pattern(
    r"(?i:\b(?:times|post|herald|tribune|journal|gazette|bbc|cnn|npr|reuters|bank|police|city|county|school|courier)\b)"
)
"""Who may well send news and notices under that name."""


@rule(
    triggers="@from",
    confidence="likely",
    finds=[
        "From: Sara «(personal)» <sara@acme.example>\nSubject: Hello\n\nThe sale has begun.",
        "From: «Breaking News» Alert <sales@acme.example>\nSubject: Hello\n\nThe sale has begun.",
        "From: Acme «Membership Status» <hello@acme.example>\nSubject: Hello\n\nThe sale has begun.",
    ],
    passes=[
        "From: Personal Trainer Ana <ana@acme.example>\nSubject: Hello\n\nWe row at six.",
        "From: Ana Sol (Acme) <ana@acme.example>\nSubject: Hello\n\nWe row at six.",
        "From: Harbour Times Breaking News <news@harbour.example>\nSubject: Hello\n\nThe bridge is open.",
        "From: Acme Support <help@acme.example>\nSubject: Hello\n\nThe bridge is open.",
    ],
    instead="Who is writing, and what would they be called at the door?",
    evidence='Both readers of real messages: sender and subject lie more than the body, as in a display name "(personal)" '
    "or a pose as local news.",
    since="0.1.0",
)
def posed_sender(block: Block) -> Iterator[Span]:
    """The sender's name poses as something else.

    A name in the inbox says who is at the door. Where it plays a newsroom, an office or a private friend, the
    reader opens to a stranger in costume.
    """
    name = _ADDRESS.sub(lambda match: " " * len(match.group()), block.text)
    if _HOUSES.search(name):
        return
    for match in _POSES.finditer(name):
        yield Span(*match.span())
        return
