"""Thanks for one particular thing."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from heartlint.rule import Block, Match, Sentence, Span, Word, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_GENERIC = frozenset(
    "reading checking subscribing choosing visiting shopping ordering purchasing registering contacting downloading "
    "considering using trying understanding supporting donating buying booking upgrading applying submitting "
    "completing filling creating confirming verifying attending renewing paying partnering switching following "
    "interest time attention business patience payment subscription loyalty generosity donation donations "
    "opportunity trust support order orders purchase participation commitment contribution membership registration "
    "application submission inquiry request message confidence response everything all being doing now this today "
    "what it that help assistance consideration feedback kindness custom patronage part any anything another "
    "getting coming growth success company product products account plan info information update".split()
)
"""What anybody is thanked for."""
_HANDS = frozenset(
    "signing joining taking giving trusting letting watching calling keeping looking helping making sharing showing "
    "waiting staying working flying listening adding accepting providing sending being".split()
)
"""What is thanked for in stock phrases ("for taking the time"), unless a particular follows."""
_STOCK = frozenset(
    "up in us me our we time part care action look moment minute list newsletter community family product products "
    "service services business website site app account form survey email emails order purchase customer customers "
    "member members subscriber supporter supporters user valued loyal great amazing awesome trusted info "
    "information details request message content page team brand company store shop offer platform software webinar "
    "demo trial support with on your the a an to of for and or at this that it my so very much all these those from "
    "by as is are you win reach hit goal grow interest patience video feedback updates data address today now "
    "membership subscription program event events acme again contribution donation through over another more soon "
    "here please will can be have was not if we'll".split()
)
"""Words that no particular is made of."""
_FOR = frozenset({"for", "that"})
_BETWEEN = frozenset(
    "you so very much again all both everyone everybody a lot too kindly sincerely really and dear friends ever "
    "most bunch".split()
)
"""What may stand between the thanks and what they are for."""
_SELLS = frozenset("win flip republicans democrats discount coupon sale offer".split())
_WHO_APPRECIATES = frozenset("i we really truly so deeply greatly do all much i've we've".split())
"""Before "appreciate", where it gives thanks and does not weigh a thing."""
_REACH = 7
_SOME = 4
"""Words of "being a partner in this": with fewer, anybody may be one."""
_LEAST = 2
"""How many words that are no stock words make a particular of a deed."""


@rule(
    side="credit",
    triggers=[
        "thanks|thank-you",
        "thank you|to|everyone|all|everybody",
        "grateful|thankful for|that|to",
        "appreciate|appreciated|appreciates that|how|the|you|your",
        "congratulations|congrats on|for",
        "well done|played on|for",
    ],
    finds=[
        "«Thank you for bringing the forty chairs».",
        "«Thank you for carrying the chairs in on Sunday».",
        "«Thanks for your long letter».",
        "«Thanks again for the two evenings at the harbour».",
        "«Congratulations on running your own choir»!",
        "«Thank you all for walking to the harbour».",
        "We are «grateful for every hour you sat with him».",
        "We are «thankful that you told us about the mould».",
        "I wanted to «thank you for the way you spoke to my father».",
        "«Thank you for being so patient while we mended the» gate.",
        "«Many thanks to everybody who baked for the fair».",
    ],
    passes=[
        "Thank you for your support.",
        "Thanks for your order!",
        "Thank you for reading this far.",
        "Thank you for choosing Acme.",
        "Thanks for signing up.",
        "Thank you for signing our petition.",
        "Thank you for being a valued customer.",
        "Thank you for taking the time to complete our survey.",
        "Thank you for your patience and understanding.",
        "Congratulations, you have won!",
        "Congratulations on your new plan.",
        "Thanks in advance.",
        "Thanks, but no.",
        "Few people appreciate the pitfalls of old maps.",
        "No thanks for the soup!",
        "Thanks to your gift the roof is on.",
    ],
    instead="Keep it true: thanks for what, exactly, and who did it?",
    evidence="Credited by two readers of real messages; generic thanks never were.",
    since="0.1.0",
)
def specific_thanks(
    block: Block, matches: Sequence[Match], sentences: Sequence[Sentence], words: Sequence[Word]
) -> Iterator[Span]:
    """Thanks are given for one particular thing.

    Thank you for the forty chairs: whoever brought them knows that they were seen. Thanks for your support could
    go to anyone, and is not counted.
    """
    if block.role in {"button", "link"}:
        return
    done = -1
    for match in matches:
        sentence = sentences[bisect_right(sentences, match.first, key=lambda one: one.first) - 1]
        before = words[match.first - 1].key if match.first > sentence.first else ""
        if words[match.first].key.startswith("appreciat") and before not in _WHO_APPRECIATES:
            continue
        if match.first < done or before in {"no", "not", "never", "with"}:
            continue
        start = match.first - (before in {"many", "big", "warm", "special"})
        last = _particular(words, match.first, sentence.last)
        if last is not None:
            done = last
            yield Span(words[start].start, words[last - 1].end)


def _particular(words: Sequence[Word], first: int, end: int) -> int | None:
    """Where the particular ends that the thanks at word `first` are for; None where there is none."""
    at = first + 1
    if words[first].key == "well" or (words[first].key == "thank" and at < end and words[at].key == "you"):
        at += 1
    congratulates = words[first].key in {"congratulations", "congrats", "well"}
    while at < end and words[at].key in _BETWEEN:
        at += 1
    if at >= end:
        return None
    link = words[at].key
    if link == "to":
        return _who(words, at + 1, end)
    if words[first].key.startswith("appreciate") and link in {"how", "the", "your"}:
        at -= link != "how"
    elif link not in _FOR and not (congratulates and link == "on"):
        return None
    return _object(words, at + 1, end)


def _object(words: Sequence[Word], at: int, end: int) -> int | None:
    """Where the thing thanked for ends, which begins at word `at`."""
    rest = _plain_run(words, at, min(end, at + _REACH))
    if any(word.kind in {"slot", "zone"} for word in words[at : min(end, at + _REACH)]) or not rest:
        return None
    keys = [word.key for word in rest]
    if not _SELLS.isdisjoint(keys):
        return None
    telling = [key for key in keys[1:] if key not in _STOCK and key not in _GENERIC]
    if keys[0].endswith("ing") and keys[0] not in {"evening", "morning", "wedding"}:
        if keys[:2] == ["being", "so"]:
            return at + len(rest) if len(telling) >= _LEAST else None
        if keys[0] == "being" and keys[1:2] in (["a"], ["an"], ["such"], ["our"]):
            return at + len(rest) if keys[2:3] and telling and telling[0] == keys[2] and len(rest) > _SOME else None
        if keys[0] in _GENERIC or ("petition" in keys and not {"our", "the", "this", "a"}.isdisjoint(keys)):
            return None
        return at + len(rest) if len(telling) >= 1 + (keys[0] in _HANDS and len(telling) < _LEAST) else None
    if keys[0] == "you":
        return at + len(rest) if len(telling) >= _LEAST else None
    if (
        keys[0] in {"your", "the", "that", "those", "a", "an", "all", "these", "every", "you"}
        or words[at].kind == "number"
    ):
        head = next((key for key in keys[1:3] if key in _GENERIC or key in _STOCK - _LITTLE), None)
        return None if head is not None or not telling else at + len(rest)
    return None


_LITTLE = frozenset("your the a an my so very much all this that these those you to of".split())


def _who(words: Sequence[Word], at: int, end: int) -> int | None:
    """Where those end whom the thanks go to, with what they did: "to everybody who baked"."""
    rest = _plain_run(words, at, min(end, at + _REACH))
    keys = [word.key for word in rest]
    if not keys or keys[0] not in {"everyone", "everybody", "all", "those", "the", "each"} or "who" not in keys:
        return None
    after = keys[keys.index("who") + 1 :]
    return at + len(rest) if [key for key in after if key not in _STOCK and key not in _GENERIC] else None


def _plain_run(words: Sequence[Word], at: int, end: int) -> list[Word]:
    """The words from `at` up to the next mark."""
    run: list[Word] = []
    while at < end and words[at].kind in {"word", "number"}:
        run.append(words[at])
        at += 1
    return run
