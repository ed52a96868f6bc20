"""A letter full of its sender."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from heartlint.rule import Hit, Pattern, Reading, Span, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WE = frozenset("we we're we've we'll we'd our ours us".split())
_YOU = frozenset("you you're you've you'll you'd your yours yourself".split())
_OPENS = Pattern(r"(?:^|[.!?]\s+)(?:(?:And|But|So|At [A-Z]\w+),? )?(?:We(?:['\u2019](?:re|ve|ll|d))?|Our|I)\b")
_FEWEST = 7
"""Sentences that open with the sender, and words for the sender, that make it worth saying."""
_TIMES = 4
"""How many words for the sender there must be for each one for the reader."""
_SHARE = 0.045
"""And among all words: a letter of a thousand words may well say "we" ten times."""
_SOLD = Pattern(
    r"(?i:\b(?:solutions?|services?|clients?|customers?|products?|quality|excellence|leading|innovat\w{1,8}|award\w{0,8}"
    r"|experience|industry|team|company|provid\w{1,5}|deliver\w{0,5}|offer\w{0,4}|platform|expertise|mission|proud)\b)"
)
"""What a letter about its own house speaks of; a letter from the choir to its friends says "we" in peace."""


@rule(
    severity="info",
    confidence="likely",
    triggers="@message",
    finds=[
        "«We are a leading team in boats». We build quality products. We have won awards. Our company was founded in Porto. "
        "Our team delivers excellence. We offer services in nine harbours. We are proud of our clients.",
        "«Our company is proud of its oars». Our team has thirty years of experience. We deliver to all harbours. We offer "
        "quality. We innovate. We provide what our industry needs.",
    ],
    passes=[
        "We meet on Monday. We bring cake. We sing. You bring tea, and your songs.",
        "We are a leading team in boats, and you may ask us for anything. You choose. Your boat, your colour, your day.",
        "We walked to the sea. We ate bread. We sang. Our dog slept. Our boat leaked. We laughed. We went home.",
    ],
    instead="Which sentence could begin with what the reader does, or wants to know?",
    evidence="The you/we balance that copywriters count by hand; read in both worlds, and advice only: a letter may "
    "well tell of its house.",
    since="0.1.0",
)
def we_we(readings: Sequence[Reading]) -> Iterator[Hit]:
    """The letter speaks of its sender, and hardly of its reader.

    Sentence after sentence opens with we and our. A reader who looks for themselves in it finds no place to stand.
    """
    told = [
        reading
        for reading in readings
        if reading.block.role in {"paragraph", "item", "heading", "other"} and "@" not in reading.block.text
    ]
    ours = sum(sum(map(_WE.__contains__, reading.keys)) for reading in told)
    if ours < _FEWEST:
        return
    blocks = [reading.block for reading in told]
    if sum(len(_SOLD.findall(block.text)) for block in blocks) < _FEWEST - 2:
        return
    yours = sum(sum(map(_YOU.__contains__, reading.keys)) for reading in told)
    words = sum(block.text.count(" ") + 1 for block in blocks)
    if ours < _TIMES * yours or ours < _SHARE * words:
        return
    if sum(len(_OPENS.findall(block.text)) for block in blocks) < _FEWEST - 3:
        return
    for block in blocks:
        match = _OPENS.search(block.text)
        if match is not None:
            start = match.end()
            while start > match.start() and (block.text[start - 1].isalnum() or block.text[start - 1] in "'\u2019"):
                start -= 1
            stop = re.compile(r"[.!?](?:\s|$)").search(block.text, match.end())
            yield Hit(Span(start, stop.start() if stop else len(block.text)), block=block)
            return
