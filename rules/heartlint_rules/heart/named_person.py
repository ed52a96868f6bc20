"""Somebody signs, or is named as the one to turn to."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING

from heartlint.rule import Block, Hit, Pattern, Reading, Span, rule
from heartlint_rules.parts import HOUSES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORD = r"[A-Z\u00c0-\u00de][a-z\u00df-\u00ff][\w\u2019']{0,20}(?:-[A-Z\u00c0-\u00de][\w\u2019']{1,20})?"
_MORE = rf"(?: (?:[A-Z]\.|de|da|dos|van|von|der|{_WORD}))"
_BOTH = rf"(?:,? (?:and|&) {_WORD})?"
"""Two may sign."""
_CLOSINGS = (
    r"(?i:(?:very )?(?:sincerely|respectfully|truly|cordially|faithfully|warmly|fondly)(?: yours)?"
    r"|yours(?: (?:truly|sincerely|faithfully|ever|always))?"
    r"|(?:(?:kind|best|warm|warmest|kindest|many|with|my|all) ){0,3}(?:regards|wishes|thanks|love|best|gratitude)"
    r"|cheers|love|onward|take (?:good )?care|thank you|thanks(?: so much| again)?"
    r"|(?:see|meet|talk to|hear from) you(?: (?:soon|there|then|at|on|in|all|again|next|\w{3,10})){0,4}"
    r"|(?:until|till) (?:soon|tomorrow|then|\w{3,6}day|next \w{3,8})|in (?:solidarity|peace|gratitude|hope|friendship)"
    r"|(?:talk|speak|write|more) soon|happy \w{3,12}|your friend|hugs|bye|be well|good night"
    r"|stay (?:warm|well|dry|safe|kind|curious)|looking forward(?: to it| to \w{3,12})?"
    r"|(?:love|hugs|greetings) from (?:the |our )?[a-z' ]{3,30}|with (?:warm|kind|best|all my|much) \w{3,12})"
)
_STRONG = (
    r"(?:(?:[A-Z][a-z]+ )?"
    r"(?:Sincerely|Respectfully|Cordially|Faithfully|Regards|Onward|Warmly|Take care|Cheers)(?: yours)?"
    r"|Yours(?: \w{4,12})?|Best wishes)"
)
"""Closings that stand for themselves, where a mail has lost its line ends."""
_TITLES = (
    r"(?i:(?:(?:executive|managing|creative|artistic|deputy|assistant|senior|vice|co-?|program|programme) ?){0,3}"
    r"(?:director|chair|chairman|chairwoman|president|founder|editor|manager|treasurer|secretary|coordinator"
    r"|organi[sz]er|owner|partner|ceo|teacher|pastor|librarian|engineer|designer|nurse|doctor))\b"
)
_TITLE_WORDS = frozenset(
    "director chair chairman chairwoman president founder editor manager treasurer secretary coordinator organizer "
    "organiser owner partner ceo teacher pastor librarian engineer designer nurse doctor".split()
)
_LAST = 8
"""How many of the last blocks a name may stand alone in."""

_LONGEST = 60
"""A line longer than this is a sentence, a shorter one may be a name with an office."""
_FIRST_NAME = ("ask", "my name", "write to", "talk to", "answered by", "read by")
"""Before a first name alone these speak of a person; "this is" and "contact" may speak of anything."""
_BY_WIRE = Pattern(r"(?:(?: directly)? (?:on|at|under)|,|:| \()? ?(?:\+?\d|[\w.+-]{1,40}@|extension|ext\b)")
"""What stands behind a first name where it is somebody who answers a telephone or a mail."""
_ITS_ME = Pattern(
    r",? (?:and )?(?:I\b|the one\b|your (?!own\b)|the (?:new |head |old )?[a-z]{4,}|from the\b|from down\b|at the desk)"
)
"""What stands behind a first name where somebody says who they are: "I'm Ana, I run the desk"."""
_BRIEF = 25
"""Letters of a name behind a dash, below the last line."""
_SHORTEST = 20
_CLOSED = Pattern(
    r"(?:^|[\s.!?])"
    r"(?:[Ss]incerely|[Rr]egards|[Ww]ishes|[Tt]hanks|[Tt]hank you|[Bb]est|[Cc]heers|[Ll]ove|[Yy]ours"
    r"|[Ww]armly|[Oo]nward|[Tt]ake care|[Ss]olidarity|[Tt]ruly|[Rr]espectfully|[Gg]ratitude"
    r"|[Ss]ee you(?: soon| there)?)\s?[,!.\u2014-]?$"
)

_NOBODY = frozenset(
    "team staff support department inc llc ltd company hq campaign committee party customer service office the our "
    "association foundation all copyright unsubscribe privacy view read click shop contact your this we from street "
    "road avenue newsletter group club society bank store university center centre friend friends paid not "
    "democrats republicans council institute church school library network project facebook twitter instagram "
    "linkedin for in on at to and or but please thank thanks dear hello hi magazine times journal post daily review "
    "weekly herald monday tuesday wednesday thursday friday saturday sunday january february march april may june "
    "july august september october november december house senate city everyone you congress senator human "
    "resources sales help desk billing by about if when what how why who alliance coalition union press media news "
    "blog app email accounts services learn more start get new united states".split()
)
"""Words that no person is called by: a team, a brand or a button is nobody to write back to."""
_PEOPLES = frozenset(
    "german french english british irish american italian spanish dutch catholic jewish sorry afraid sure glad "
    "happy not".split()
)
"""What "I'm" may say of somebody besides a name."""


_SPACES = Pattern(r"[\n ](?:(?<=\n)|(?<=[.!?)\u201d\"] )|(?<=  ))")
"""Behind these, and at the beginning, a closing may start."""
_STRONG_WORDS = ("incerely", "espectfully", "ordially", "aithfully", "egards", "nward", "armly", "ake care", "heers", "ours",
                 "est wishes")  # fmt: skip
_LINE_DASHES = ("\n\u2014", "\n\u2013", "\n-")
_CLOSING_WORDS = frozenset(
    "sincerely respectfully truly cordially faithfully warmly fondly yours regards wishes thanks love best "
    "gratitude cheers onward care thank see meet hear talk write until till solidarity peace hope friendship soon "
    "happy friend hugs bye well night stay looking greetings warm kind my much".split()
)
_CLOSING_STARTS = frozenset(
    "very sincerely respectfully truly cordially faithfully warmly fondly yours kind best warm warmest kindest many "
    "with my all regards wishes thanks love gratitude cheers onward take thank see meet talk hear write until till "
    "in speak more happy your hugs bye be good stay looking greetings".split()
)
_FIRST_WORD = Pattern(r"[A-Za-z]+")
_TURN_TO = frozenset("name this i'm i write reply talk speak email call contact ask reach answered read".split())
"""Where none of these words stands, nothing of its kind is looked for."""
_CALLED = Pattern(r" [A-Z\u00c0-\u00de](?<=\w .)[a-z\u00df-\u00ff]")
"""A capital within a sentence, which a name there has."""
_NAMED = rf"(?P<name>(?:[A-Z]\. ?){{0,2}}{_WORD}{_MORE}{{0,3}}{_BOTH})(?![\w!?])"
_BETWEEN = r"(?:\s?[,!.\u2014\u2013-]\s{1,4}|[ \t]?\n\s{0,2})"


_NAME = rf"(?P<name>{_WORD}{_MORE}{{0,3}})"
_SOURCES = {
    "closing": rf"{_CLOSINGS}{_BETWEEN}{_NAMED}",
    "strong closing": rf"(?<=[\s\]]){_STRONG}{_BETWEEN}{_NAMED}",
    "dash": rf"(?m:(?:^|(?<=\n))[\u2014\u2013-]{{1,2}} ?(?P<name>[^\W\d_][\w\u2019'.-]{{1,24}}{_MORE}{{0,2}})[ \t]*$)",
    "office": rf"(?<![\w,@] )(?P<name>{_WORD}{_MORE}{{1,3}}),? ?(?:\n|, ){_TITLES}",
    "title": rf"(?:\n|, ){_TITLES}",
    "alone": rf"(?s:{_NAME}(?: ?[\n,(|].{{0,90}})?\Z)",
    "turn to": r"\b(?i:my name is|this is|i(?:'|\u2019| a)m|(?:write|reply|talk|speak|email|call|contact|ask|reach)"
    rf"(?: (?:for|to|out to))?|(?:answered|read) by) {_NAME}"
    r"(?=[,.!;:]| (?:and|or|from|at|on|by|directly|if|with|for)\b)",
}
"""How somebody signs, or is named as the one to turn to."""


@cache
def _pattern(how: str) -> re.Pattern[str]:
    """Made when it is first looked for: most messages need few of them."""
    return re.compile(_SOURCES[how])


def _met(text: str, vocabulary: frozenset[str]) -> Iterator[tuple[str, re.Match[str]]]:
    """What the patterns find in a text, each looked for only where its own marks or words stand."""
    if not _CLOSING_WORDS.isdisjoint(vocabulary):
        for match in _closings(text):
            yield "closing", match
    if text.startswith(("\u2014", "\u2013", "-")) or any(mark in text for mark in _LINE_DASHES):
        for match in _pattern("dash").finditer(text):
            yield "dash", match
    if not _TITLE_WORDS.isdisjoint(vocabulary) and _pattern("title").search(text):
        for match in _pattern("office").finditer(text):
            yield "office", match
    if not _TURN_TO.isdisjoint(vocabulary) and _CALLED.search(text):
        for match in _pattern("turn to").finditer(text):
            yield "turn to", match


def _closings(text: str) -> Iterator[re.Match[str]]:
    """Closings with a name behind them, at the starts of lines and sentences; the strong ones anywhere."""
    found: list[re.Match[str]] = []
    for start in (0, *(space.end() for space in _SPACES.finditer(text))):
        word = _FIRST_WORD.match(text, start)
        if word and word.group().lower() in _CLOSING_STARTS and (not found or start >= found[-1].end()):
            match = _pattern("closing").match(text, start)
            if match:
                found.append(match)
    if any(word in text for word in _STRONG_WORDS):
        found = sorted((*found, *_pattern("strong closing").finditer(text)), key=lambda match: match.start())
    end = 0
    for match in found:
        if match.start() >= end:
            end = match.end()
            yield match


@rule(
    side="credit",
    severity="info",
    confidence="likely",
    triggers="@message",
    finds=[
        "The gate is open.\n\n«Best wishes,\nNuno Reis»",
        "The talk is great, and hey: nice shirt.\n\n«—eric»",
        "We meet at eight. «Sincerely, Nella Dominguez»",
        "The gate is open.\n\nThanks,\n\n«Jeremy Winter»",
        "The choir sings on Sunday.\n\n«Jana Lyon, Director»",
        "If the gate sticks, «ask for Carla» at the desk.",
        "If the gate sticks, «call Ines» on 555 0101.",
        "The gate is open.\n\n«See you on Friday,\nPaulo»",
        "The gate is open.\n\n«Cheers\nTom Baker», warden",
        "The gate is open.\n\n«Love from the kitchen,\nDee and Frank»",
        "«I'm Marta», I run the front desk.",
        "The gate is open, come on Sunday.\n\n- «Olu»",
    ],
    passes=[
        "The gate is open.\n\nBest,\nThe Growth Team",
        "The gate is open.\n\nBest regards,\nHill Bakery",
        "The gate is open.\n\nBest,\nNorth Street Books",
        "I'm German, I like bread.",
        "The gate is open.\n\nThanks,\nCustomer Support",
        "The gate is open.\n\nYours,\n{{sender_name}}",
        "Acme Inc, 12 High Street",
        "Maria Silva wrote the book in 1912 and never sold it.",
        "Thanks, but the gate is shut.",
    ],
    instead="Keep it true: is it the one who would read an answer?",
    evidence="Two readers of real messages nearly always agreed on it. A signature is no proof of heart (two of the "
    "coldest mails they read were signed), and so it counts as likely.",
    since="0.1.0",
)
def named_person(readings: Sequence[Reading]) -> Iterator[Hit]:
    """A person signs, or is named as the one to turn to.

    There is somebody who can be asked. It is no proof of heart by itself: cold letters are signed, too.
    """
    told = [one for one in readings if one.block.role not in {"subject", "from", "to", "reply-to", "preheader"}]
    found: set[str] = set()
    signed = False
    for reading in told:
        block = reading.block
        for how, match in _met(block.text, reading.vocabulary):
            name = _person(match.group("name"), start=how == "dash")
            if not name or name in found or _touches_slot(block, match.start(), match.end()):
                continue
            turned_to = how == "turn to"
            if turned_to and " " not in name and not match.group().lower().startswith(_FIRST_NAME):
                behind = match.start("name") + len(name)
                says_me = match.group()[:4].lower().replace("\u2019", "'") in {"this", "i am", "i'm "}
                called = (_ITS_ME if says_me else _BY_WIRE).match(block.text, behind)
                if called is None or name.lower() in _PEOPLES:
                    continue
            found.add(name)
            signed = signed or not turned_to
            whole = how in {"dash", "office"}
            yield Hit(Span(match.start(), match.end() if whole else match.start("name") + len(name)), block=block)
    if not signed:
        yield from _alone([reading.block for reading in told], len(told) - _LAST)


def _alone(blocks: Sequence[Block], first: int) -> Iterator[Hit]:
    """A name that stands alone near the end: below a closing, or first and last name below a finished sentence."""
    for index in range(max(first, 1), len(blocks)):
        block, above = blocks[index], blocks[index - 1].text.rstrip()
        if block.role not in {"paragraph", "footer", "other", "item", "cell"} or len(block.text) > _LONGEST:
            continue
        match = _pattern("alone").match(block.text)
        name = _person(match.group("name")) if match else ""
        if match is None or not name or name != match.group("name") or _touches_slot(block, 0, match.end()):
            continue
        signed = " " in name and len(above) > _SHORTEST and above[-1] in ".!?" and blocks[index - 1].role == "paragraph"
        opens = (
            index + 1 < len(blocks) and len(blocks[index + 1].text) > _LONGEST and blocks[index + 1].role == "paragraph"
        )
        dash = (
            block.role == "item"
            and blocks[index - 1].role != "item"
            and index + 1 == len(blocks)
            and len(name) <= _BRIEF
        )
        if dash or _CLOSED.search(above[-40:]) or (signed and not opens):
            yield Hit(Span(0, len(name)), block=block)
            return


def _person(name: str, *, start: bool = False) -> str:
    """The words of a match that can be a person's name; empty where none can."""
    words: list[str] = []
    bares = [word.strip(".,'\u2019").lower() for word in name.split()]
    if (len(bares) > 1 and not HOUSES.isdisjoint(bares)) or bares[:1] == ["and"]:
        return ""
    for word in name.split():
        bare = word.strip(".'\u2019").lower()
        if bare in {"and", "&"} and words:  # two sign
            words.append(word)
            continue
        if bare in _NOBODY or (word.isupper() and len(word) > 2):
            break
        words.append(word)
    while words and words[-1].islower() and not start:  # "Ludwig van"
        words.pop()
    if start and len(words) != len(name.split()):
        return ""
    return " ".join(words)


def _touches_slot(block: Block, start: int, end: int) -> bool:
    """Whether a merge tag stands in the stretch: a name that a machine puts in is nobody's."""
    if not block.slots:
        return False
    pieces = block.in_source(Span(start, end))
    low, high = pieces[0].source.start, pieces[-1].source.end
    nearest = bisect_left(block.slots, high, key=lambda slot: slot.span.start) - 1
    return nearest >= 0 and block.slots[nearest].span.end > low
