"""An end that comes unless this reader acts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from heartlint.rule import Block, Hit, Pattern, Sentence, Span, Word, rule
from heartlint_rules.parts import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_IF = Pattern(
    r"\b(?:if (?:you|we|nobody) (?:do|does) nothing"
    r"|if (?:you|we|nobody) (?:don't|do not|can't|won't|fail to|doesn't) "
    r"(?:act|give|help|step|respond|donate|sign|win|reach|raise|hear from|stop)\b"
    r"|if (?:you|we) (?:look|walk|turn) away\b|unless (?:you|we|everyone)\b"
    r"|without (?:your (?:help|gift|support|donation|contribution|vote|signature)|you(?! (?:can|would|may))))",
    re.IGNORECASE,
)
_DOOM = Pattern(
    r"\b(?:(?:will|could|may|might|would) (?:all |soon |never )?(?:be )?(?:gone|lost|lose|die|suffer|starve|freeze"
    r"|disappear|collapse|destroyed|homeless|shut down|close|end|go (?:to bed )?(?:hungry|cold|under))"
    r"|have to (?:close|shut|end|stop|give up)|it(?:'s| is| will be) (?:all )?over|too late|no hope)",
    re.IGNORECASE,
)
_PLAIN = frozenset(
    "changes file files data draft settings saved backup plants dough soil connection password account appointment "
    "table plan order delivery ticket seat form page link trial subscription value error".split()
)
"""Where these stand, a plain consequence is told that the reader wants to know."""
_LONGEST = 45


@rule(
    severity="error",
    confidence="likely",
    triggers=[
        "if you|we|nobody",
        "unless you|we|everyone",
        "without your|you",
    ],
    finds=[
        "«If you do nothing, the wolves will be gone» by spring.",
        "«Without your gift, these children will go to bed hungry».",
        "«Unless you act now, everything we built together will be lost».",
        "The shelter will «have to close its doors if we don't hear from» you tonight.",
    ],
    passes=[
        "If you do nothing, your plan goes on and you pay the same.",
        "If we don't hear from you by Friday, we will give the table to the next on the list.",
        "Unless you save, your changes will be lost.",
        "Without you we would have been lost on that hill.",
        "If we win on Sunday, the cup will be ours.",
    ],
    instead="What is known about what will happen, and what do others do about it too? Can one reader's no be survived?",
    evidence="Both readers called it major in fundraising mail, where the end of something was hung on one reader; what "
    "a plan, a table or an unsaved file comes to is told for the reader's sake.",
    since="0.1.0",
)
def doom_without_you(block: Block, sentences: Sequence[Sentence], words: Sequence[Word]) -> Iterator[Hit]:
    """Something dies if this reader does nothing.

    The end of a thing that many carry is hung on one person and on this minute. Whoever says no is made to feel
    like the cause.
    """
    for sentence in sentences:
        inside = words[sentence.first : sentence.last]
        if len(inside) > _LONGEST or not _PLAIN.isdisjoint(word.key for word in inside):
            continue
        text = plain(sentence.span.of(block.text))
        condition = _IF.search(text)
        if condition is None or "would have" in text.lower():
            continue
        doom = _DOOM.search(text, condition.end()) or _DOOM.search(text, 0, condition.start())
        if doom is not None:
            low, high = min(condition.start(), doom.start()), max(condition.end(), doom.end())
            yield Hit(Span(sentence.span.start + low, sentence.span.start + high))
