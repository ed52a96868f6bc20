"""A question that only the reader can answer, and whose answer is no purchase."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from heartlint.rule import Block, Hit, Sentence, Word, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_OPENS = frozenset("how what what's which where who when why".split())
_LEADS_IN = frozenset("so and but or then also ps p.s hi hello hey by the way tell me oh well first".split())
_YOURS = frozenset("you your you're you've you'd yours yourself".split())
_PAST = frozenset("did was were went has have had".split())
_SELLS = frozenset(
    "save savings ready budget interested interest offer deal discount price prices cost pay buy purchase order "
    "upgrade demo revenue sales sell profit money rate quote trial donate donation chip contribute sign subscribe "
    "miss missing boost growth struggling worth competitors pipeline leads customers clients traffic conversions "
    "solution solutions challenge challenges win free strategy goals vote fight investment marketing business brand "
    "website software platform".split()
)
"""Words of a question that sells, measures the reader's purse or drums up."""
_MONEY = frozenset("$€£%")
_NO_QUESTION = frozenset("doesn't don't wouldn't isn't aren't didn't couldn't shouldn't if ever else more".split())
"""What makes a question rhetorical: "who doesn't love a deal?", "what if you could?"."""
_ANSWERED = frozenset(
    "here's here simple easy because yes no nothing well introducing enter that's it's click try".split()
)
"""How the answer begins where a writer asks only to answer."""
_ASKED = frozenset(("do you", "should we", "should i", "can we", "could we", "have you", "would you"))
"""What makes a question one for the reader, whatever it is about: their choice, or their ways."""
_TELLS = frozenset(
    "like think feel learn find miss remember hope wish tell change favourite favorite did would".split()
)
"""Words of a question whose answer is a story, or a wish."""
_LATELY = frozenset(
    "since after lately far going doing yesterday weekend week summer winter evening holidays trip move wedding".split()
)
"""Words that ask how something went, or goes."""
_OWN = frozenset("your the it things everyone everybody that you".split())
_IMPATIENT = frozenset("waiting missing paying doing getting going losing using looking buying".split())
"""What are you waiting for, missing, paying: a push with a question mark."""
_FOR_A_SELLER = frozenset(
    "our my ship accept refund store shop app product products service services plan plans account password email "
    "newsletter brand company team know increase loan insurance believe agree seen heard tried call schedule enough "
    "president congress".split()
)
"""Words of questions to a shop, or of a shop to everybody."""
_GOES = frozenset("along on up going doing coming feeling settling now there lately".split())
"""How a question ends that asks how something goes."""
_KIN = frozenset(
    "children kids doctor teacher boys girls grandchildren neighbours neighbors family mother father sister brother "
    "son daughter wife husband everyone everybody".split()
)
_STIRRED = frozenset("made brought kept stopped helped surprised moved keeps".split())
"""What happened to somebody: "what made you laugh"."""
_ARE_YOU = frozenset((("are", "you"), ("did", "you"), ("were", "you"), ("have", "you")))
_CHOICE = frozenset("better best more most first you suits suit next again".split())
"""How a question ends that leaves the choice to the reader."""
_MEETS = frozenset(
    "need come bring join sing remember still prefer like think feel eat live coming bringing joining free feeling "
    "well home sleep".split()
)
"""What somebody may need, do or bring who is asked for it."""
_DREAMS = frozenset(
    "wanted wondered dreamed thought heard seen noticed considered felt wished been asked found imagined needed".split()
)
"""Have you ever dreamed, wondered, felt: the first line of an advertisement."""
_FEWEST, _MOST = 4, 24


@rule(
    side="credit",
    severity="info",
    triggers="?",
    roles=["paragraph", "item", "subject", "preheader", "quote", "other"],
    finds=[
        "Hi Sam. «How did the move go?»",
        "«What was the best part of your week at the farm?»",
        "«Which of the songs would you like to sing again?»",
        "«Which boat should we paint first?» Tell us below.",
        "The photos are up. «Did your mother like the red boat?»",
        "«Is there anything we should have done differently?»",
        "«What are you reading these days?»",
        "«How has the garden been doing since the storm?»",
        "«Do you remember the smell of the old boat house?»",
        "«How is the new shop coming along?»",
        "«Which of the two evenings suits you better?»",
        "«Do you need a ride home afterwards?»",
        "«Has the cough gone at last?»",
        "«What did the children say when they saw the goat?»",
        "«What made you laugh last week?»",
        "«Would you like your mother's name on the bench?»",
    ],
    passes=[
        "What is your upgrade budget?",
        "Ready to save?",
        "What would another $100 mean for you?",
        "Who doesn't love a song?",
        "What if you could sing like that?",
        "Do you know what your competitors sing?",
        "Did you know that owls sing?",
        "How do you like that? Here's how it is done.",
        "How are things at {{company}} since you moved?",
        "How do I change my password?",
        "How was the company founded?",
        "Have you ever wanted to double your income?",
        "Do you ship to Porto?",
        "Which plan are you on?",
        "Should you buy a boat, or rent one?",
        "Have you seen our summer songs?",
        "Would you like to receive our songs?",
        "Do you need a loan?",
        "Do you believe in owls, too, and in our president?",
    ],
    instead="Keep it true: who reads the answer, and what will they do with it?",
    evidence="Two readers of real messages credited a question that wanted an answer, and none that sold, measured the "
    "reader's purse or answered itself.",
    since="0.1.0",
)
def open_question(block: Block, sentences: Sequence[Sentence], words: Sequence[Word]) -> Iterator[Hit]:
    """Somebody wants to know.

    The question can only be answered by the one who reads it, and the answer is not a purchase. A question that
    sells, or that answers itself, is not counted.
    """
    for number, sentence in enumerate(sentences):
        inside = words[sentence.first : sentence.last]
        if not inside or inside[-1].key != "?" or any(word.kind == "slot" for word in inside):
            continue
        keys = [word.key for word in inside if word.kind in {"word", "number"}]
        while keys and keys[0] in _LEADS_IN:
            keys = keys[1:]
        if not _FEWEST <= len(keys) <= _MOST or not _SELLS.isdisjoint(keys):
            continue
        if not _MONEY.isdisjoint(block.text[sentence.span.start : sentence.span.end]):
            continue
        if number + 1 < len(sentences) and words[sentences[number + 1].first].key in _ANSWERED:
            continue
        sure = _asks_for_a_story(keys)
        if sure or _asks_after(keys):
            yield Hit(sentence.span, confidence="sure" if sure else "likely")


def _asks_for_a_story(keys: Sequence[str]) -> bool:
    """What, how, which: about the reader, or about what has happened to them."""
    if keys[0] not in _OPENS or not _NO_QUESTION.isdisjoint(keys):
        return False
    if keys[0] == "why" and keys[1] != "did":
        return False
    to_you = not _YOURS.isdisjoint(keys)
    if "i" in keys[:4]:  # "How do I change my password?" is the reader's own
        return False
    if keys[0] in {"how", "what", "which"} and keys[1] in _PAST:
        asks_after = keys[0] == "how" and len(keys) > 2 and keys[2] in _OWN and not _LATELY.isdisjoint(keys)
        return to_you or asks_after or keys[-1] in {"go", "like", "it", "there"}
    if keys[:2] == ["how", "are"]:  # "How are you?" opens every cold letter
        return to_you and len(keys) > 4 and keys[3] not in {"doing", "today"}
    if keys[:3] == ["what", "are", "you"] and keys[3].endswith("ing") and keys[3] not in _IMPATIENT:
        return True
    return to_you and not _TELLS.isdisjoint(keys)


def _asks_after(keys: Sequence[str]) -> bool:
    """What do you, which should we, did it: answered by a choice, a yes or no, and still only by the reader."""
    if _is_plain_question(keys):
        return True
    if not _NO_QUESTION.isdisjoint(keys):
        return False
    if keys[0] in {"what", "which", "where", "who"}:
        return len(keys) > 4 and any(f"{first} {second}" in _ASKED for first, second in pairwise(keys))
    if keys[:2] in (["have", "you"], ["do", "you"]):
        return keys[2] in {"ever", "remember", "still"} and len(keys) > _FEWEST and "how" not in keys
    if keys[0] in {"did", "was", "were"} and keys[1] in {"your", "the", "it", "they", "you"}:
        return keys[:3] not in (["did", "you", "know"], ["did", "you", "hear"]) and (
            not _YOURS.isdisjoint(keys) or (keys[:2] == ["did", "the"] and len(keys) > _FEWEST)
        )
    return (
        keys[:2] == ["is", "there"]
        and keys[2] in {"anything", "something", "anybody", "somebody", "a"}
        and not {"we", "i", "you"}.isdisjoint(keys)
    )


def _is_plain_question(keys: Sequence[str]) -> bool:
    """A plain question to one person: about their need, their choice, or how a matter of theirs goes."""
    first, second = keys[0], keys[1]
    if [first, second] == ["have", "you"] and keys[2] in {"ever", "always"} and len(keys) > 5:
        return keys[3] not in _DREAMS and _FOR_A_SELLER.isdisjoint(keys)
    if first == "how" and second in {"is", "are", "was", "were"} and len(keys) == _FEWEST:
        return keys[2] == "your" and _FOR_A_SELLER.isdisjoint(keys)
    if first == "how" and second in {"is", "are", "was", "were"} and len(keys) > 4:
        return keys[2] in _OWN and keys[-1] in _GOES
    if not _FOR_A_SELLER.isdisjoint(keys) or (not _YOURS.isdisjoint(keys) and not _NO_QUESTION.isdisjoint(keys)):
        return False
    if first == "how" and second == "did" and len(keys) > 4:
        return keys[2] not in {"we", "i", "this"} and not {
            "get",
            "go",
            "like",
            "turn",
            "take",
            "feel",
            "sleep",
            "do",
        }.isdisjoint(keys[3:])
    if first in {"has", "have"} and second in {"the", "your", "she", "he", "they", "it", "everybody", "everyone"}:
        return True
    if first == "did" and not {"his", "her", "he", "she"}.isdisjoint(keys):
        return len(keys) > 4
    if first == "would" and second not in {"you", "it", "we", "i"}:
        return keys[-1] in {"you", "better", "easier"} and not {"be", "suit", "work", "help"}.isdisjoint(keys)
    if [first, second] == ["what", "did"]:
        return len(keys) > 4 and (keys[2] in {"your", "she", "he", "they"} or not _KIN.isdisjoint(keys[2:4]))
    if first in {"should", "shall", "may"} and second in {"we", "i"}:
        return len(keys) > 4 and not {"you", "your", "bring", "us"}.isdisjoint(keys)
    if first == "what" and keys[2] in {"you", "your"}:
        return second in _STIRRED and "us" not in keys and "choose" not in keys
    if first in {"which", "what", "where", "who"} and _ARE_YOU.intersection(pairwise(keys)):
        return len(keys) > 4 and _IMPATIENT.isdisjoint(keys)
    if first == "which" and len(keys) > 4:
        return not _YOURS.isdisjoint(keys) and keys[-1] in _CHOICE
    if first == "who" and second in {"taught", "told", "showed", "helped", "gave", "made", "lent", "brought"}:
        return not _YOURS.isdisjoint(keys)
    if keys[:3] in (["what", "do", "you"], ["how", "do", "you"], ["when", "do", "you"], ["where", "do", "you"]):
        return keys[3] in {"think", "say", "prefer", "need", "remember", "hope", "wish", "feel", "make", "like", "want"}
    if [first, second] in (
        ["do", "you"],
        ["will", "you"],
        ["can", "you"],
        ["could", "you"],
        ["are", "you"],
        ["shall", "we"],
    ):
        return keys[2] in _MEETS and len(keys) > 3
    if [first, second] == ["would", "you"]:
        return keys[2] in {"like", "rather", "prefer", "mind", "come", "bring"} and len(keys) > 3 and keys[3:5] not in (
            ["to", "know"], ["to", "receive"], ["to", "get"], ["to", "be"], ["to", "have"], ["to", "see"], ["to", "learn"],
            ["to", "increase"], ["to", "make"], ["to", "earn"], ["to", "improve"], ["to", "discuss"], ["to", "schedule"],
        )  # fmt: skip
    return False
