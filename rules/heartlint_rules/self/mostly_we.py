"""A letter about its sender."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heartlint.rule import Document, Hit, Reading, Sentence, rule
from heartlint_rules.parts import is_message, opening

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_OURS = frozenset("we we're we've we'll we'd our ours us ourselves".split())
_YOURS = frozenset("you you're you've you'll you'd your yours yourself yourselves".split())
_ALL = frozenset("together everyone everybody all both neighbours neighbors".split())
"""Where these stand beside it, "we" may well hold the reader, too."""
_FEWEST_WORDS = 60
_FEWEST = 8
_TIMES = 5


@rule(
    triggers="@message",
    severity="info",
    confidence="likely",
    finds=[
        "Hi Ann,\n\nWe are glad to tell that we have moved our bakery. «We built our new oven» in May, and we have doubled "
        "our dough. We won a prize for our rye, and the shop was in the paper. We opened our second "
        "shop in June. Our bakers came from three towns, and our flour is milled by us. We have plans for a third, and "
        "we will build it ourselves. See you soon.",
        "Dear all,\n\nOur year was a good one. We began it in our old hall and ended it in our new one, which we opened "
        "in the fall. «We thank our sponsors and» our board, for we built our stage late in the "
        "night. Our choir grew, and our first record came out in the summer. We sold the lot. Next year we go "
        "on tour with our band and our own bus.",
    ],
    passes=[
        "Hi Ann,\n\nWe have moved our bakery, and your bread is waiting. You said in May that you like it dark, so we "
        "kept your loaf in longer. Would you tell us if you like it? Your cup is still on our shelf, and we will fill it "
        "when you come. We open at six, you can come by the back door as you did before. You know the way.",
        "We won a prize for our rye.",
    ],
    instead="What of this would the reader ask about, if they were sitting here? What about them is not said yet?",
    evidence="RULES family self: we-we-we with little you. Counted over whole real messages, where it is rare; advice.",
    since="0.1.0",
)
def mostly_we(document: Document, readings: Sequence[Reading]) -> Iterator[Hit]:
    """The letter is about its sender.

    We and our stand everywhere in it, and hardly any you. The reader hardly comes up in it.
    """
    if document.kind == "page" or not is_message(document):
        return
    ours = yours = words = 0
    most: tuple[int, Reading, Sentence] | None = None
    for reading in readings:
        if reading.block.role in {"from", "to", "reply-to", "footer", "link"}:
            continue
        for sentence in reading.sentences:
            keys = [word.key for word in reading.words[sentence.first : sentence.last] if word.kind == "word"]
            words += len(keys)
            yours += sum(key in _YOURS for key in keys)
            count = 0 if not _ALL.isdisjoint(keys) else sum(key in _OURS for key in keys)
            ours += count
            if count and (most is None or count > most[0]):
                most = count, reading, sentence
    if most is None or words < _FEWEST_WORDS or ours < _FEWEST or yours * _TIMES > ours:
        return
    yield Hit(
        opening(most[1], most[2]),
        block=most[1].block,
        why=f"We and our stand {ours} times in it, you and your {yours or 'not once'}{' times' if yours > 1 else ''}. The "
        "reader hardly comes up in it.",
    )
