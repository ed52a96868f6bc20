"""A way out that calls its reader a fool: "No thanks, I hate saving money"."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from heartlint.rule import Block, Hit, Sentence, Span, Word, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LONGEST = 22
"""Words of a sentence that may stand on a button; what is longer is told, and not clicked."""
_SHORT = 18
"""Words of a block that holds little but the way out: here a no, and what is turned down, are enough."""
_BUTTON = 9
"""Words of a choice that nothing was offered for: what is longer, and names no gain, is somebody's opinion."""
_REACH = 9
"""How many words behind the verb say what is given up."""

_REFUSALS = tuple(
    tuple(words.split())
    for words in (
        "thanks but no thanks", "no thank you", "no thanks", "no way", "thanks but", "not today", "not now",
        "not interested", "not this time", "maybe later", "never mind", "close this", "i'll pass", "no", "nope", "nah",
        "pass", "skip", "close", "decline", "sorry",
    )
)  # fmt: skip
"""How a no begins, longest first."""
_NO = frozenset(words[0] for words in _REFUSALS)
_LINKS = frozenset("and but because cause as since for x yes".split())
_I = frozenset("i i'd i'll i'm i've im ill id ive".split())
_ADVERBS = frozenset(
    "really just actually totally simply do am would will already still can probably so too dont".split()
)
_NOT = frozenset("not don't dont never won't can't cannot couldn't wouldn't didn't".split())
_TURNS_DOWN = frozenset("hate dislike despise refuse reject decline".split())
_WANTS = frozenset("want like need ready care love enjoy believe deserve wish feel trust mind bother".split())
_LOSES = frozenset(
    "paying overpay lose losing miss missing waste wasting suffer risk risking regret ignore chances guess guessing "
    "settle gamble fail".split()
)
_POORER = frozenset(
    "boring bland bad worse worst poor ugly weak slow broke lonely ignorant sad sick tired stressed messy expensive "
    "overpriced behind dark hard miserable hungry starve starving cold fat stuck frustrated stale alone death pain "
    "failure risk danger lost stupid foolish late wrong worry less fewer".split()
)
"""What nobody says of themselves who was not made to."""
_GAIN = frozenset(
    "money cash saving savings save discount discounts deal deals price prices offer offers coupon gift gifts free "
    "bonus reward rewards perks prize sale shipping off profits results success style fashion beauty skin health "
    "healthy fitness sleep energy fun happiness quality protection advantage benefits vip winning growing learn "
    "learning better best great good beautiful delicious protect secure customers likes exclusive extra perfect "
    "easier $ € £ %".split()
)
"""Money, and what is praised: nobody turns these down in their own words."""
_PLAIN = frozenset(
    "it that this them him her you any one anything these those there what email emails mail newsletter newsletters "
    "notifications cookies receipt invoice bag sms text update updates message messages call calls survey app popup "
    "ads reminders account address password code ticket help another us me if when how either tracking spam login".split()
)
"""What is turned down in plain words every day."""
_PLAIN_DEEDS = frozenset(
    "receive subscribe sign register join continue cancel delete leave change use download share say answer see "
    "hear talk come create print rate allow add wait do go pay provide give take tell try write read buy discuss "
    "browse shop return order book call chat speak apply donate reply keep decide".split()
)
"""What a plain no may be about: "I don't want to receive emails", "I'd rather not say"."""
_GIVES_UP = tuple(
    tuple(words.split())
    for words in (
        "don't send me", "don't give me", "leave", "continue without", "proceed without", "go without", "live without",
        "give up", "pass on", "turn down", "miss out on", "opt out of", "forget", "skip", "decline", "lose", "reject",
        "refuse",
    )
)  # fmt: skip
_DEARER = frozenset("more full extra for too much retail regular double".split())
_OPEN_QUOTES = frozenset("\"'\u2018\u201c\u00ab")
_GAIN_SIGNS = frozenset("$€£%")
_DROPS = frozenset("reject refuse decline skip ignore forget dismiss forgo forfeit".split())
_WITHOUT = (["go", "without"], ["do", "without"], ["miss", "out"], ["stay", "hungry"], ["wait"], ["suffer"], ["lose"])
"""What is left to somebody dear: "my kids can go without"."""
_IS = frozenset("is are looks look feels stays".split())
_EDITS = frozenset("add change delete cancel upload enter print submit remove skip attach".split())
"""What is done to a form: never a gift turned down, whatever it is called."""
_OPENS = frozenset(words[0] for words in (*_REFUSALS, *_GIVES_UP)).union(
    _LINKS, _DROPS, _I, _TURNS_DOWN, _NOT, {"my", "our", "let", "rather", "prefer"}
)
"""How a way out begins; a sentence that begins otherwise is none, and most do."""


@rule(
    severity="error",
    triggers="@block",
    excuse=False,
    finds=[
        "«No thanks, I hate saving money»",
        "«No, I'd rather pay full price»",
        "«No thanks. I don't want to be healthy.»",
        "«Nah, I'm fine with boring dinners»",
        "«I'd rather pay full price»",
        "«No, I have enough friends»",
        "«Continue without my discount»",
        "«I'll stay uninformed, thanks»",
        "«Reject savings and overpay»",
        "«No, my kids can go without»",
        "«I'm happy losing money»",
        "«Decline and stay unprotected»",
        "«No thanks, my cat hates treats»",
        "«I'll take my chances with thieves»",
        "Get ten percent off your boat. «No thanks, I don't like deals»",
    ],
    passes=[
        "No thanks",
        "No thanks, I have an account",
        "No, I don't want to receive emails.",
        "No, thank you, I am full.",
        "I'd rather not say",
        "I prefer to pay by card.",
        "I'm happy paying by card",
        "I don't need a receipt",
        "No, keep my plan",
        "No, I guess not.",
        "I'd rather walk the whole hill on a cold day than sit in the tram.",
        "Reject and report the message",
        "I'd rather be called in the evening",
        "No thanks needed, it was a pleasure.",
        "No, we do not ship to the moon.",
        '"No, I don\'t like money," said the goat.',
        "Skip to the content",
    ],
    instead="What would a plain no say, if the reader had written it?",
    evidence="Shaming opt-outs among 1,141 labelled shop texts: ninety wordings, and what is given up is different in "
    "nearly all of them, so it is the build that is looked at: a no, an I, and a good thing turned down.",
    since="0.1.0",
)
def shaming(block: Block, sentences: Sequence[Sentence], words: Sequence[Word]) -> Iterator[Hit]:
    """Saying no is made shameful.

    The way out is written so that leaving means calling oneself a fool. Whoever clicks it has been made to say
    something untrue.
    """
    alone = len(words) <= _SHORT
    said_no: Sentence | None = None
    for sentence in sentences:
        before, said_no = said_no, None
        if words[sentence.first].kind == "word" and words[sentence.first].key not in _OPENS:
            continue
        inside = [word for word in words[sentence.first : sentence.last] if word.kind in {"word", "number"}]
        start = before.span.start if before is not None else sentence.span.start
        if not inside or len(inside) > _LONGEST or block.text[max(start - 1, 0) : start] in _OPEN_QUOTES:
            continue
        keys = [word.key for word in inside]
        if any(sign in block.text[sentence.span.start : sentence.span.end] for sign in _GAIN_SIGNS):
            keys.append("%")
        no = _length_of_no(keys)
        if no and no >= len(inside):
            said_no = sentence
            continue
        refused = bool(no) or before is not None or keys[-1] in {"thanks", "thank"}
        if keys[0] in _DROPS and alone and _whole_loss(keys[1:]):
            yield Hit(Span(start, inside[-1].end))
            continue
        long = len(keys) > _BUTTON and _GAIN.isdisjoint(keys)
        if ("than" in keys or long) and not (no or before is not None):  # a comparison is an opinion, and no button
            continue
        rest = keys[no:]
        while rest and rest[0] in _LINKS:
            rest = rest[1:]
        if not rest:
            continue
        whole = len(sentences) == 1
        ready = (
            refused or block.role in {"button", "link"} or (whole and rest[:2] in (["i'd", "rather"], ["i", "prefer"]))
        )
        if (alone and (_gives_up(keys) or _gives_up(rest[rest[0] in _I :], refused=refused))) or (
            _shames(rest, refused=ready, alone=alone, whole=whole)
        ):
            yield Hit(Span(start, inside[-1].end if before is None else sentence.span.end))


def _length_of_no(keys: Sequence[str]) -> int:
    """How many words at the start say no."""
    if keys[0] not in _NO:
        return 0
    for words in _REFUSALS:
        if tuple(keys[: len(words)]) == words:
            return len(words)
    return 0


def _whole_loss(rest: Sequence[str]) -> bool:
    """Whether a good thing is dropped and a worse one chosen in one stroke: "savings and overpay"."""
    if "and" not in rest:
        return False
    at = rest.index("and")
    if not at:
        return any(_is_lack(key) for key in rest) or not (_LOSES | _POORER).isdisjoint(rest)
    return not _GAIN.isdisjoint(rest[:at]) and not (_LOSES | _POORER | {"pay", "stay", "keep"}).isdisjoint(rest[at:])


def _gives_up(rest: Sequence[str], *, refused: bool = False) -> bool:
    """Whether a button says what is lost by clicking it: "Skip my discount", "Continue without free shipping"."""
    for words in _GIVES_UP:
        if tuple(rest[: len(words)]) == words:
            given = [*rest[len(words) : len(words) + 4], *rest[-1:]]
            owned = given[0] == "my" or words[-1] == "without" or (refused and given[0] in {"the", "this", "a", "free"})
            return owned and not _GAIN.isdisjoint(given)
    return False


def _shames(rest: Sequence[str], *, refused: bool, alone: bool, whole: bool) -> bool:
    """Whether what follows a no, or stands by itself on a button, turns down what nobody would."""
    if rest[0] in {"my", "our"}:
        denied = not _NOT.isdisjoint(rest[1:6]) or not {"doesn't", "don't", "isn't", "aren't"}.isdisjoint(rest[1:6])
        lacks = ("need" in rest or "deserve" in rest or "want" in rest) and denied
        poor = not _IS.isdisjoint(rest) and not _POORER.isdisjoint(rest)
        left = rest[2:3] in (["can"], ["will"], ["could"]) and any(rest[3 : 3 + len(one)] == one for one in _WITHOUT)
        hates = not {"hates", "hate", "dislikes", "dislike"}.isdisjoint(rest[1:4])
        left = left or (rest[2:3] in (["can"], ["will"]) and not (_LOSES | _POORER).isdisjoint(rest[3:5]))
        return refused and alone and ("enough" in rest or lacks or poor or left or hates)
    if rest[:2] == ["let", "me"]:
        return alone and _chooses_less(rest[2:] or ["me"], loose=False)
    if rest[0] not in _I:
        dropped = rest[0] in _TURNS_DOWN | {"rather", "prefer"} or (rest[0] in _NOT and rest[1:2] == ["need"])
        return refused and dropped and _turns_down(rest, 0, loose=alone)
    return (refused or (alone and whole)) and _turns_down(rest, 1, loose=alone and refused)


def _turns_down(rest: Sequence[str], at: int, *, loose: bool) -> bool:
    """Judge the clause behind "I": what is wanted, or not, and whether anybody would say so unasked."""
    denied = rest[0] in _NOT
    at += rest[0] in _NOT
    while at < len(rest) and (rest[at] in _ADVERBS or rest[at] in _NOT):
        denied = denied or rest[at] in _NOT
        at += 1
    if at >= len(rest):
        return False
    verb, object_ = rest[at], list(rest[at + 1 : at + 1 + _REACH])
    if (
        verb in {"have", "got"}
        and object_[1:2] == ["to"]
        and object_[2:3] in (["burn"], ["waste"], ["lose"], ["spare"])
    ):
        return True
    if verb in {"have", "got"} and object_[:2] == ["no", "interest"]:
        return not _GAIN.isdisjoint(object_) or loose
    if verb in {"have", "got", "know", "make", "earn"} or rest[0] in {"i've", "ive"}:
        plenty = not {"enough", "too", "plenty", "everything"}.isdisjoint(rest[at:])
        return plenty and loose and rest[-1] not in {"enough", "much", "many"}
    if verb in {"interested", "into"} and denied:
        return _is_gain(object_, loose=loose)
    if verb == "care" and denied and object_[:1] and object_[0] in {"about", "what", "how", "if"}:
        return _is_gain(object_, loose=False) or (loose and (len(object_) < 2 or object_[1] not in _PLAIN))
    if verb in _TURNS_DOWN or (denied and verb in _WANTS):
        return _is_gain(object_, loose=loose)
    if denied:
        return loose and not _GAIN.isdisjoint(object_) and _PLAIN.isdisjoint(object_)
    return _chooses_less([verb, *object_], loose=loose)


def _is_gain(object_: Sequence[str], *, loose: bool) -> bool:
    """Whether what is turned down is good for anybody, or, where the no stands alone, no everyday matter."""
    core = [key for key in object_ if key not in {"to", "about", "in", "any", "a", "an", "the", "my", "your", "of"}]
    if not core:
        return False
    if core[0] in _PLAIN or (object_[0] == "to" and core[0] in _EDITS):
        return False
    if core[0] == "more" and core[1:] and core[1] in _PLAIN:
        return False
    if {"code", "email", "emails", "newsletter", "account"} & set(core):
        return False
    if not _GAIN.isdisjoint(core):
        return True
    if not loose or object_[0] in {"the", "this", "that", "these", "those", "your"}:
        return False
    # "I don't want to be called" is plain, "I don't want to be healthy" is not
    return object_[0] != "to" or (core[0] not in _PLAIN_DEEDS and not (core[0] == "be" and core[-1].endswith("ed")))


def _chooses_less(clause: Sequence[str], *, loose: bool) -> bool:
    """Whether the worse thing is chosen: to pay more, to miss, to stay in the dark."""
    keys = set(clause)
    if clause[0] in {"rather", "prefer"} and "not" in clause[1:3]:
        return _is_gain(clause[clause.index("not") + 1 :], loose=False)
    if "price" in keys and not {"full", "regular", "retail", "higher", "normal"}.isdisjoint(keys):
        return True
    for one, two in pairwise(clause):
        if one in {"pay", "paying", "spend", "spending"} and (two in _DEARER or two[0].isdigit()):
            return True
    if clause[0] in {"ok", "okay", "fine", "cool"} and clause[1:2] == ["with"] and not _LOSES.isdisjoint(keys):
        return True
    if not _LOSES.isdisjoint(keys) and not _GAIN.isdisjoint(keys):
        return True
    if clause[0] in {"guess", "suppose"} and clause[1:2] in (["not"], ["so"], ["we"], ["that"]):
        return False
    if not loose:
        if clause[:3] == ["take", "my", "chances"]:
            return True
        return clause[0] in {"happy", "content", "glad"} and not (_LOSES - {"paying"} | _POORER).isdisjoint(clause[1:3])
    if {"on", "own"} <= keys or {"out", "of"} <= keys or not _LOSES.isdisjoint(keys) or not _POORER.isdisjoint(keys):
        return True
    if any(_is_lack(key) for key in clause):
        return True
    if clause[0] in {"skip", "pass", "decline"} or clause[:1] == ["too"]:
        return not (_GAIN - {"offer", "offers"}).isdisjoint(keys)
    if clause[0] == "let":  # "I'll let it sail away", and not "I'll let you know"
        return clause[1:2] != ["you"] and len(clause) > 2
    # "I'd rather push my luck": a choice between one thing and an offer that is not named
    if clause[:2] == ["rather", "be"] and len(clause) > 2 and clause[2].endswith("ed"):
        return False
    return (
        clause[0] == "rather"
        and len(clause) > 2
        and _PLAIN.isdisjoint(clause[1:3])
        and clause[1] not in _PLAIN_DEEDS | {"not", "by", "to", "the", "a"}
    )


def _is_lack(key: str) -> bool:
    """Whether a word says by its build that something is missing: unprotected, clueless, overwhelmed, misinformed."""
    if key.startswith(("un", "over", "mis")) and key.endswith(("ed", "y", "ing", "fit")):
        return key not in {"understanding", "any", "uncertainty"}
    return key.endswith("less") and key not in {"unless", "wireless", "regardless", "nevertheless", "contactless"}
