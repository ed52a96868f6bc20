"""An invitation to write, in a message that cannot be written back to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heartlint.rule import Block, Document, Hit, Match, Word, rule
from heartlint_rules.parts import cannot_be_answered, says_shut

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ELSEWHERE = frozenset("form chat hotline number page website portal phone ticket whatsapp".split())
"""Where else an answer may go: the invitation is to another door, then."""
_REACH = 7
_QUOTES = frozenset(('"', "'", "\u201c", "\u2018"))
"""Behind one of these somebody else is heard."""


@rule(
    severity="error",
    triggers=[
        "let's talk|chat",
        "reply|respond|write (back) to me|us",
        "write me|us back|and|if|about|anytime|any",
        "just|simply reply|respond|answer|write",
        "hit|press|click reply",
        "reply|respond|replying|responding (directly) to this|that email|mail|message|note|letter",
        "^ reply|respond and|with|if|or|here|directly",
        "reply with|and your|tell|let|say",
        "i|we (personally|do|really) read|answer every|each|all (*) (*)",
        "love|like|happy|glad to hear (back) from you",
        "send me|us a|your reply|note|thoughts|answer",
    ],
    finds=[
        "From: Acme <no-reply@acme.example>\nSubject: Hello\n\nQuestions? «Just reply».",
        "«Let's talk» about your boat.\n\nThis mailbox is not monitored.",
        "From: Ana <ana@acme.example>\nReply-To: do-not-reply@acme.example\nSubject: Hello\n\n"
        "Tell us by «replying to this email».",
        "«I read every answer». Do come on Sunday.\n\nReplies to this message will not be read.",
    ],
    passes=[
        "From: Ana <ana@acme.example>\nSubject: Hello\n\nQuestions? Just reply.",
        "Please do not reply to this email. This mailbox is not monitored.",
        "From: Acme <no-reply@acme.example>\nReply-To: ana@acme.example\nSubject: Hello\n\nQuestions? Just reply.",
        "From: Acme <no-reply@acme.example>\nSubject: Hello\n\nWrite to us at ana@acme.example.",
        "From: Acme <no-reply@acme.example>\nSubject: Ann wrote to you\n\nReply to Ann in the chat.",
        'From: Acme <no-reply@acme.example>\nSubject: Hello\n\nAnn wrote: "Let\'s talk on Sunday".',
        "From: Acme <no-reply@acme.example>\nSubject: Hello\n\nWrite us a letter: Acme, Hill Road 1.",
    ],
    instead="Which of the two is true? Can the address be one that somebody reads?",
    evidence="Template mail from no-reply addresses that asks for answers; none of the known linters compares the parts.",
    since="0.1.0",
)
def invitation_from_noreply(
    document: Document, block: Block, matches: Sequence[Match], words: Sequence[Word]
) -> Iterator[Hit]:
    """The message invites an answer that cannot reach it.

    Somebody may believe it, write, and wait. Nothing shows more plainly that nobody is there.
    """
    if not matches or not cannot_be_answered(document):
        return
    end = -1
    for match in matches:
        behind = words[match.last : match.last + _REACH]
        elsewhere = any(word.kind in {"zone", "slot"} or word.key in _ELSEWHERE for word in behind)
        denied = says_shut(block.text[max(match.span.start - 20, 0) : match.span.end + 20])
        quoted = block.text[max(match.span.start - 1, 0) : match.span.start] in _QUOTES
        if elsewhere or denied or quoted or match.span.start < end:
            continue
        end = match.span.end
        yield Hit(match.span)
