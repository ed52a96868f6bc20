"""Copy that asks far more of its reader than its kind usually does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heartlint.rule import Document, Hit, Reading, Sentence, rule
from heartlint_rules.parts import is_message, is_told, opening

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PROSE = frozenset(("paragraph", "quote", "other"))
_USUAL = 9.0
"""The middle of the school grades of whole real mails and pages, which hardly differ: 8 to 9."""
_ABOVE = 5.0
_FEWEST_WORDS, _FEWEST_SENTENCES = 70, 4
_SHORT_WORDS = 4.8
"""Letters of a word: where they are shorter than this, all in all, no sentences are hard enough."""
_SHORTEST = 5
"""A sentence of fewer words is a label or a greeting, and tells nothing about how the copy reads."""


@rule(
    triggers="@message",
    severity="info",
    confidence="likely",
    finds=[
        "Dear residents,\n\nThe renewal of residential parking permits for the coming calendar year requires submission of the completed "
        "application together with supporting documentation. Applications received after the indicated deadline cannot "
        "be considered for administrative reasons. «Residents whose personal circumstances have» changed since the "
        "previous application are requested to provide additional documentation confirming their current residential "
        "address and the registration of the vehicle concerned. Further information regarding applicable conditions is "
        "available from the responsible department. Payment of the administrative contribution must be completed before "
        "permits can be issued.",
        "Dear participants,\n\nParticipants are requested to acknowledge the following considerations regarding scheduled maintenance of the "
        "communication infrastructure. Temporary interruption of individual services is anticipated throughout the "
        "designated period. «Comprehensive documentation describing alternative communication» arrangements, contingency "
        "procedures and individual responsibilities will subsequently be distributed electronically to all registered "
        "participants. Additional questions concerning implementation should preferably be addressed to the responsible "
        "coordination committee. Confirmation of participation constitutes acknowledgement of the conditions mentioned "
        "above. Work is expected to begin on the first Monday of the month and to end in the evening of the same day.",
    ],
    passes=[
        "Dear all,\n\nThe gate is open from nine to five. Bring a coat, for the wind is cold on the hill. We meet at the well and "
        "walk to the mill and back. Ann brings bread, and Bo has the key. If it rains we sit in the barn and sing. "
        "There is tea for all who come, and milk for those who like it. The walk takes two hours, and the dog may "
        "come too. Last year we saw a fox, and the year before that an owl. We do not know what we will see this "
        "time, but the light is good in the fall. Come and look with us.",
        "Notwithstanding administrative reservations, interdepartmental coordination necessitates documentation.",
        "1. Implementation\n2. Administration\n3. Organisational interdependencies\n4. Documentation requirements",
    ],
    instead="Read it aloud to somebody. Where do they stop listening, and what would have been said there instead?",
    evidence="Our own letter-count grades (Automated Readability Index and Coleman-Liau: both must agree), set by whole "
    "real messages, of which it fired on none of 60. No syllables are counted: a dictionary of them takes longer to "
    "load than a message takes to check, and ranked paragraphs no better where words are code.",
    since="0.1.0",
)
def reading_grade(document: Document, readings: Sequence[Reading]) -> Iterator[Hit]:
    """The copy reads far harder than copy of its kind.

    Long words in long sentences make the reader work for what could simply be told. Many give up halfway, and
    those who do not are busy with the words instead of what is meant.
    """
    if not is_message(document):
        return
    prose = [reading for reading in readings if reading.block.role in _PROSE]
    spoken_of = sum(len(reading.kinds) - reading.kinds.count("mark") for reading in prose)
    signs = sum(sum(map(len, reading.keys)) - reading.kinds.count("mark") for reading in prose)
    if spoken_of < _FEWEST_WORDS or signs < spoken_of * _SHORT_WORDS:
        return
    letters = words = sentences = 0
    hardest: tuple[float, Reading, Sentence] | None = None
    for reading in prose:
        for sentence in reading.sentences:
            kinds = reading.kinds[sentence.first : sentence.last]
            if "slot" in kinds or not is_told(reading, sentence):
                continue
            keys = reading.keys[sentence.first : sentence.last]
            spoken = [key for key, kind in zip(keys, kinds, strict=True) if kind in {"word", "number"}]
            numbers = kinds.count("number")
            if len(spoken) < _SHORTEST or numbers * 4 > len(spoken):
                continue
            count = sum(map(str.isalnum, "".join(spoken)))
            letters, words, sentences = letters + count, words + len(spoken), sentences + 1
            work = count * _grade(count, len(spoken), 1)
            if hardest is None or work > hardest[0]:
                hardest = work, reading, sentence
    if hardest is None or words < _FEWEST_WORDS or sentences < _FEWEST_SENTENCES:
        return
    grade = _grade(letters, words, sentences)
    if grade >= _USUAL + _ABOVE:
        yield Hit(
            opening(hardest[1], hardest[2]),
            block=hardest[1].block,
            why=f"This copy reads at about grade {grade:.0f}; mails and pages are mostly read at {_USUAL:.0f}. Long words in "
            "long sentences make the reader work for what could simply be told. This sentence is the hardest.",
        )


def _grade(letters: int, words: int, sentences: int) -> float:
    """The lower of two school grades that count letters, words and sentences, and no syllables."""
    long_words, long_sentences = letters / words, words / sentences
    automated = 4.71 * long_words + 0.5 * long_sentences - 21.43
    coleman_liau = 5.88 * long_words - 29.6 / long_sentences - 15.8
    return min(automated, coleman_liau)
