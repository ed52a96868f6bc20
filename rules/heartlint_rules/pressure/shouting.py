"""Sentences in capitals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heartlint.rule import Block, Hit, Sentence, Span, Word, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_FEWEST = 4
_TWO = 2
"""How many words that push it takes where nobody is addressed."""
_PUSHES = frozenset(
    "buy order shop act call click chip donate give gift rush sign vote join claim save hurry help need now today "
    "tonight midnight deadline last final chance free offer sale deal urgent warning stop don't must win expires "
    "ends".split()
)
"""Words of somebody who wants something of the reader; a film poster in capitals has none of them."""
_TO_WHOM = frozenset("you your you're you've you'll we our us i my me".split())
_LEGAL = frozenset("warranties warranty disclaims disclaimed liability liable copyright".split())


@rule(
    severity="info",
    triggers="!",
    finds=["«CHIP IN NOW BEFORE MIDNIGHT!»", "Hello. «THIS IS YOUR VERY LAST DAY!» Bye."],
    passes=[
        "Come at ten!",
        "NASA and ESA signed it!",
        "Read the FAQ at home!",
        "It was GOOD to see the sea!",
        "NOBODY EXPECTS THE OWLS OF LEEDS!",
        "LET US DO THE WALTZ AGAIN!",
    ],
    roles=["subject", "preheader", "paragraph", "item", "button", "link", "cell", "heading", "footer"],
    instead="What is said here that would still move somebody in a quiet voice?",
    evidence="Capitals and exclamation marks in fundraising and spam mail, marked by both readers beside the push itself.",
    since="0.1.0",
)
def shouting(block: Block, sentences: tuple[Sentence, ...], words: tuple[Word, ...]) -> Iterator[Hit]:
    """The copy shouts.

    A whole sentence in capitals is read as a raised voice. The reader steps back, which is the opposite of what
    was wanted.
    """
    for sentence in sentences:
        inside = words[sentence.first : sentence.last]
        if not inside or inside[-1].key != "!":
            continue
        spoken = [block.text[word.start : word.end] for word in inside if word.kind == "word"]
        loud = [text for text in spoken if text.isupper() and len(text) > 1]
        if len(spoken) >= _FEWEST and len(loud) >= 0.8 * len([text for text in spoken if len(text) > 1]):
            if _LEGAL.intersection(word.key for word in inside):
                continue
            keys = {word.key for word in inside}
            if len(keys & _PUSHES) < (1 if keys & _TO_WHOM else _TWO):
                continue
            yield Hit(Span(sentence.span.start, sentence.span.end))
