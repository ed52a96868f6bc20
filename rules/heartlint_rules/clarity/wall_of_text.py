"""A paragraph that fills the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heartlint.rule import Document, Hit, Reading, rule
from heartlint_rules.parts import is_message, is_told, opening

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LONGEST = 150
_ANOTHER = 12
"""Words of another paragraph: without one, the message has lost its line ends, or was one line from the start."""
_REST = (
    "It was late when we got to the pass. There was snow on the road and no light in the inn. Bo knocked, and "
    "after a while a man came down with a lamp. He let us in without a word. We sat by the stove until our coats "
    "were dry. Then he brought soup, and asked what we had sung. Ann told him about the church by the lake. He "
    "had been there as a boy. He knew the organ, and the man who built it. So we sang for him what we had sung "
    "there. He did not say much. He put wood on the fire and filled the cups again. In the morning the road was "
    "clear. He would take no money for the soup. He asked for the notes of the second song, and Ann wrote them "
    "down for him on the back of the bill. We left when the sun was over the ridge. At the bend we looked back, "
    "and he stood at the door with the paper in his hand. Nobody said a word until we were down in the valley"
)
_WALL = f"The choir came home last night, tired and glad. {_REST}"


@rule(
    triggers="@message",
    severity="info",
    confidence="likely",
    finds=[
        f"Dear all,\n\nHere is how it went, and what we brought home from the lake this year.\n\n«The choir came home last» night, tired and glad. {_REST}.",
        f"Dear all,\n\n«The choir came home last» night, tired and glad. {_REST}.\n\nWe sing again on Friday at eight, in the barn behind the mill, and all may come.",
    ],
    passes=[
        "Dear all,\n\nHere is how it went, and what we brought home from the lake this year.\n\nThe choir came home last night.",
        f"Dear all,\n\n{_WALL}.",
        "Dear all,\n\nHere is how it went, and what we brought home from the lake this year.\n\n"
        + _WALL.replace(" So we", "\n\nSo we")
        + ".",
    ],
    instead="Where does the thought turn? A reader would rest there.",
    evidence="Our own judgement, advice only. Mails whose line ends were lost on the way are common, and let pass.",
    since="0.1.0",
)
def wall_of_text(document: Document, readings: Sequence[Reading]) -> Iterator[Hit]:
    """A paragraph fills the screen.

    On a telephone it is more than one can see at once, and the eye finds no place to rest. Most readers skip it.
    """
    if not is_message(document):
        return
    prose = [reading for reading in readings if reading.block.role in {"paragraph", "other"}]
    counts = [_count(reading.kinds) for reading in prose]
    if sum(count >= _ANOTHER for count in counts) < 2:
        return
    for reading, count in zip(prose, counts, strict=True):
        if count <= _LONGEST:
            continue
        numbers = reading.kinds.count("number")
        if "\n\n" in reading.block.text or numbers * 12 > count:
            continue
        if not all(is_told(reading, sentence) for sentence in reading.sentences):
            continue
        if len(reading.sentences) > 2:
            yield Hit(
                opening(reading, reading.sentences[0]),
                block=reading.block,
                why=f"A paragraph of {count} words fills the screen. On a telephone it is more than one can see at once, and "
                "the eye finds no place to rest. Most readers skip it.",
            )


def _count(kinds: Sequence[str]) -> int:
    return len(kinds) - kinds.count("mark") - kinds.count("zone")
