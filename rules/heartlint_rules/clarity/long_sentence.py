"""A sentence that goes on and on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heartlint.rule import Document, Hit, Reading, Word, rule
from heartlint_rules.parts import is_message, is_told, opening

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LONGEST = 40
_MOST = 2
"""How many are told of one message: the longest; the rest are seen once these are mended."""
_PROSE = frozenset(("paragraph", "quote", "other"))
_COMMAS = 5
_NUMBERS = 4


@rule(
    triggers="@message",
    severity="info",
    confidence="likely",
    finds=[
        "Dear all,\n\nThe hall is warm now. «When the old mill was» sold to the two sisters who had run the bakery on the hill for as "
        "long as anybody in the village could remember, nobody thought that within a year the wheel would turn again "
        "and bread would be baked there every night. Come and see.",
        "Hello Ann,\n\nCome on Sunday. «We had hoped to write» to you much sooner than this about what came of the plan that so many of "
        "you helped to draw up in the spring, but the answer that we were waiting for came only last week and was not "
        "what we had thought.",
    ],
    passes=[
        "Dear all,\n\nWhen the old mill was sold to two sisters, nobody thought that the wheel would turn again.",
        "Dear all,\n\nThe box holds two plates, four cups, a pot, three spoons, a knife, two forks, a cloth, six small jars, a "
        "tin of tea, a bag of flour, salt, sugar, matches, a lamp, oil for the lamp, two blankets, a book, and a "
        "pack of cards for the long nights up there.",
        "Dear all,\n\nWe meet at the gate. We walk to the mill. We sit by the fire. We sing until the lamp is out. We walk back "
        "in the dark. We are all of us home by ten, the dog too, and nobody has been lost on the way so far.",
    ],
    instead="Where does the reader need to breathe? What is the one thing that this sentence is there to say?",
    evidence="RULES: sentences over about 35 words. Set higher on real mail, where those of 36 to 40 read well enough.",
    since="0.1.0",
)
def long_sentence(document: Document, readings: Sequence[Reading]) -> Iterator[Hit]:
    """A sentence runs on past forty words.

    The reader has to hold its beginning in mind until the end comes. What mattered most is easily lost on the way.
    """
    if not is_message(document):
        return
    found: list[tuple[int, Hit]] = []
    for reading in readings:
        block = reading.block
        if block.role not in _PROSE or len(block.text) < _LONGEST * 3:
            continue
        for sentence in reading.sentences:
            if sentence.last - sentence.first <= _LONGEST:
                continue
            kinds = reading.kinds[sentence.first : sentence.last]
            count = len(kinds) - kinds.count("mark") - kinds.count("zone")
            inside = reading.words[sentence.first : sentence.last]
            if count > _LONGEST and is_told(reading, sentence) and not _lists(inside):
                why = (
                    f"A sentence runs on for {count} words. The reader has to hold its beginning in mind until the end "
                    "comes. What mattered most is easily lost on the way."
                )
                found.append((count, Hit(opening(reading, sentence), block=block, why=why)))
    for _, hit in sorted(found, key=lambda pair: -pair[0])[:_MOST]:
        yield hit


def _lists(inside: Sequence[Word]) -> bool:
    """Whether the words are a list, an address or a row of figures rather than one sentence."""
    keys = [word.key for word in inside]
    if keys.count(",") >= _COMMAS or keys.count(";") > 1 or keys.count(":") > 1 or "\u2022" in keys:
        return True
    return sum(word.kind == "number" for word in inside) >= _NUMBERS
