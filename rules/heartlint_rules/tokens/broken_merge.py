"""A merge that went out broken: the copy after its fields were filled in."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from heartlint.rule import Block, Document, Hit, Match, Pattern, Span, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


_HELLO = r"(?i:hi|hey|hello|dear|greetings|good (?:morning|afternoon|evening)|howdy|welcome(?: back)?|hola|hallo)"
_START = r"(?:^|(?<=[.!?>\"]\s)|(?<=\n))"
_STOP = r"(?=\s{0,4}(?:[,!.:;?]|$|\n))"
_WHAT = r"(?:payment|meeting|order|booking|appointment|call|invoice|balance|message|reservation|delivery|call|Rs\.)"

_BROKEN = {
    # what was to be filled in, and is empty
    "blank greeting": rf"{_START}{_HELLO}\s{{1,4}}[,.!?](?![\w.])",
    "blank dear": rf"{_START}[Dd]ear\s{{0,4}},(?=\s{{0,4}}(?:\n|$))",
    "title and no name": r"\b[Dd]ear\s{1,4}(?:Mr|Mrs|Ms|Dr|Prof)\.?\s{0,4}(?:[,:](?=\s{0,4}(?:\n|$))|\s(?:null|undefined|None)\b)",
    "blank at the start": r"\A[,;](?=\s[a-zA-Z])",
    "no value at the start": r"\A(?:[Nn]ull|NULL|[Uu]ndefined|None|NaN|\(null\)),(?=\s)",
    "space after the name": rf"{_START}{_HELLO}(?:[^\S\n]{{1,4}}[^\s,.!?:;\ufffc]{{1,30}}){{1,3}}"
    r"[^\S\n]{1,4},(?=\s|$)",
    "blank after a comma": r"[^\s,\ufffc]{1,40},[ \t\u00a0]{1,4}[!?.](?=\s{0,4}(?:$|\n|[A-Z]))",
    "blank after a preposition": r"(?<![\w'’-])(?:at|with|for|from|in|of|to|like|your|the)"
    r"[ \t\u00a0]{1,4}[,.?!](?=\s{0,4}(?:$|\n|[A-Z]))",
    "possessive of nobody": r"(?<![\\`\s]\s)(?<=\s)['’]s(?=\s[a-z])",
    "amount": r"(?i:\b(?:(?:chip|pitch|kick) in|give|donate|rush|contribute|send|pay|just|only|another|gift of))\s{1,4}"
    r"[$€£](?=\s{1,4}(?:to (?!the\b|a\b|an\b|th(?:is|at|ese|ose)\b|our\b|your\b|my\b|us\b|charit)|(?:now|today|or|by|before|off|and|right|tonight)\b)|[.,!?]?\s{0,4}(?:$|\n))",
    # what a program writes where it has nothing
    "no value for a name": rf"\b{_HELLO}[ ,]{{1,4}}(?:null|NULL|undefined|None|nil|nan|NaN|N/A|n/a|NA|\(null\)"
    rf"|False|unknown|Unspecified|#(?:N/A|REF!|VALUE!|NAME\?|NULL!))"
    rf"(?: (?:null|undefined|None|nil|NaN)){{0,2}}{_STOP}",
    "no value after thanks": r"\b(?i:thanks|thank you|welcome(?: back)?|congratulations|congrats|sorry|hurry|good (?:job|luck))\b"
    r"[^.!?\n\ufffc]{0,60}, (?:null|undefined|None|NaN)(?=[!.?,])",
    "empty brackets for a name": rf"\b{_HELLO}[ ,]{{1,4}}(?:\{{\s?\}}|<>|\(\)|\[\]|\"\"|''){_STOP}",
    "no value": rf"\b{_WHAT}(?:\s{{1,4}}(?:with|for|from|of|is|to|at|by|in))?\s{{1,4}}(?:null|undefined|NaN)\b"
    r"|[$€£](?:NaN|undefined|null)\b|\bNaN (?:days|hours|minutes|items|points|credits|miles|people|places|members|euros|dollars|stars|left)\b|\bInvalid Date\b",
    "field for a name": rf"\b{_HELLO}[ ,]{{1,4}}(?:FNAME|LNAME|F(?:IRST|ULL)_?NAME|LAST_?NAME|NAME"
    rf"|[Ff]irst_?[Nn]ame|fname|[Ff]irst [Nn]ame|FIRST NAME"
    rf"|[Rr]ecipient [Nn]ame|[Cc]ustomer [Nn]ame|Insert Name"
    r"|\((?:[Ff]irst |[Ll]ast |[Ff]ull |[Ii]nsert |[Yy]our |[Rr]ecipient )?[Nn]ame\))"
    rf"{_STOP}",
    "object": r"\[object [A-Za-z]{1,20}\]",
    "vendor": r"\[\[MISSING TOKEN[^\]\n]{0,80}\]\]",
    "engine": r"\bLiquid (?:syntax )?error\b|\bFreeMarker template error\b|\bError rendering (?:template|variable)\b",
    # what may have another reason
    "blank subject": r"\b(?:I|[Ww]e)(?: just)? (?:saw|noticed|see|heard|read|love how|loved how)(?: that)? {2,4}"
    r"(?:is|are|has|was|just|recently|does)\b",
    "handle for a name": rf"{_START}{_HELLO}[ ,]{{1,4}}"
    rf"(?-i:[a-z]{{1,30}}[._][a-z0-9._]{{1,30}}|[a-z]{{2,30}}\d{{1,4}})(?=\s{{0,4}}[,!:])",
    "braces around a name": rf"\b{_HELLO}[ ,]{{1,4}}[{{<][A-Z][\w' ]{{1,30}}[}}>](?=\s{{0,4}}(?:[,!:]|$))",
    "quotes around a name": rf"{_START}{_HELLO}[ ,]{{1,4}}"
    rf"(?:[\"“][a-zA-Z]{{1,20}}[\"”]|['‘][a-zA-Z]{{1,20}}['’])(?=\s{{0,4}}[,!:])",
    "day zero": r"(?i:\b(?:since|until|on|expires?|expired|joined|due|from)\s{1,4})"
    r"(?:(?:0?1/0?1/1970|1970-01-01|0001-01-01|0?1/0?1/0001|(?:Thursday, )?January 1, 1970|December 31, 1969)\b)",
}  # fmt: skip
_KINDS = tuple(_BROKEN)
_GAP = Pattern(r"[,.!?'’$€£](?:(?<=\s[,.!?])(?=\s|$)|(?<=\s['’])s\s|(?<=[$€£])(?:\s|NaN|null|undefined))")
"""Where something may be missing: white space before a mark, an 's, or a sum of money."""
_BEFORE, _AFTER, _EDGE = 60, 160, 8
"""How far around such a place the patterns look, and how near its end they are not believed."""
_LIKELY = frozenset(("blank subject", "handle for a name", "braces around a name", "quotes around a name", "day zero"))
_TEMPLATE = Pattern(r"\{[{%#$]|<[%#]|%%|\*\||\$\{|\[%")

_HEADS = frozenset(("subject", "preheader"))
_AT_START = frozenset(("blank at the start", "no value at the start"))
"""What is believed of a subject only, which somebody wrote as one line."""
_OPENERS = frozenset(",;nNuU(")

_VERBS_IN = frozenset(
    "log sign check opt plug join come fill tune weigh step tap drop call move stand looking what where who whom look listen wait".split()
)
"""Words after which "in ." or "for ." end a sentence of their own: a stray space, and no gap."""
_ASKS = Pattern(r"\b(?:what|who|whom|where|which)(?:['\u2019]\w+)?\b[^.!?\n]*\Z", re.IGNORECASE)
_AROUND = 60
"""How far before a preposition a question word may stand that it belongs to: "what is a heaven for ?"."""
_WHATS = frozenset("going up new next happening in on the a your it that this wrong inside coming".split())
_CONTRACTED = frozenset("it that he she there here let who where how".split())


_GREETED = frozenset(
    (
        "blank greeting", "blank dear", "title and no name", "space after the name", "no value for a name",
        "empty brackets for a name", "field for a name", "handle for a name", "braces around a name",
        "quotes around a name",
    )
)  # fmt: skip
"""What begins with a greeting."""
_GAPPED = frozenset(("blank after a comma", "blank after a preposition", "possessive of nobody", "amount"))
"""What is found around a gap."""
_TOLD = frozenset(_KINDS) - _GREETED - _GAPPED - _AT_START
"""What is found around words that tell of it."""
_TELLS = frozenset("null undefined none nan n object invalid missing liquid freemarker error".split())
_TELLING = ("  ", "1970", "0001", "1969")
"""What one of must stand in a text that holds one of these: where none does, they are not looked for, nor compiled."""
_GREETINGS = frozenset("hi hey hello dear greetings howdy welcome hola hallo morning afternoon evening".split())
_TIMES_OF_DAY = frozenset("morning afternoon evening".split())
_WHOLE = Pattern(
    r"(?:good )?[a-z]{2,9}(?: back)?[ ,]{1,4}(?:([a-z]+)|\ufffc+)(?=[,!:\n\u2014-]|\.?$|\.\s)",
    re.IGNORECASE | re.ASCII,
)
"""A greeting with a name, or with a merge tag: nothing is broken there, unless the name is one of these."""
_NO_NAMES = frozenset(
    "null undefined none nil nan n na false unknown unspecified fname lname name firstname fullname lastname first last "
    "full recipient customer insert mr mrs ms dr prof back".split()
)


@cache
def _pattern(kinds: frozenset[str]) -> re.Pattern[str]:
    """Some of them in one; made when the first block asks for it."""
    wanted = ((index, kind) for index, kind in enumerate(_KINDS) if kind in kinds)
    return re.compile("|".join(f"(?P<k{index}>{_BROKEN[kind]})" for index, kind in wanted))


@rule(
    triggers=[
        "hi|hey|hello|dear|greetings|morning|afternoon|evening|howdy|welcome|back|hola|hallo",
        "saw|noticed|see|heard|read|love|loved",
        "thanks|thank|congratulations|congrats",
        "none|null|undefined|nan|invalid|object|missing|liquid|freemarker|rendering|1970|1969|0001",
        "@subject",
        "@preheader",
        " ,",
        " .",
        " !",
        " ?",
        " '",
        " ’",
        "$",
        "€",
        "£",
    ],
    severity="error",
    finds=[
        "«Hi ,»\n\nthe gate is open.",
        "«Dear null»,\n\nthe gate is open.",
        "«Hello undefined», the gate is open.",
        "«Hi Christopher  ,»\n\nthe gate is open.",
        "Will you «chip in $» to help the choir?",
        "Hi «[object Object]», the gate is open.",
        "Ready to sing «at ?»",
        "We kept a place for «you, !»",
        "Your trial ends in «NaN days».",
        "«Hey first name», so good to see you!",
        "We heard what «'s» choir is singing.",
        "Subject: «,» your boat is mended\n\nCome on Sunday.",
        "Subject: «null,» your boat is mended\n\nCome on Sunday.",
        "«Dear Mr. ,»\n\nthe gate is open.",
        "«I saw that  is» hiring two welders.",
        "«Hi undefined undefined»,\n\nthe gate is open.",
        "«Thanks for the bread, null»!",
        "«Hello ()», the gate is open.",
        "«Dear (Name)»,\n\nthe gate is open.",
    ],
    passes=[
        "Hi,\n\nthe gate is open.",
        "Hi there, the gate is open.",
        "Dear Nan,\n\nthe gate is open.",
        "Thanks, Ann .",
        "None of us knew. The outcome is undefined so far.",
        "This offer is null and void.",
        "Hi :) the gate is open.",
        "Dear Ms. Null,\n\nthe gate is open.",
        "Tickets are $5, or $ 4 for children.",
        "Give $ to the poor.",
        "Please log in .",
        "What is all that bread for ?",
        "Dear Dr. No, the gate is open.",
        "I saw that it is  hiring two welders.",
    ],
    instead="Look at what was sent to somebody whose record is incomplete. What should they have read?",
    evidence="Shapes collected from real mail and bug reports; two readers marked one in a real message as major.",
    since="0.1.0",
)
def broken_merge(
    block: Block, matches: Sequence[Match], vocabulary: frozenset[str], document: Document
) -> Iterator[Hit]:
    """A merge broke, and it shows.

    Where a name was to stand, there is a gap, or the word a program has for nothing. The reader sees that a
    machine greeted them, and that nobody looked.
    """
    text = _blotted(block)
    for match in _candidates(text, matches, vocabulary, opened=block.role in _HEADS):
        kind = _KINDS[int((match.lastgroup or "k0")[1:])]
        if kind == "blank after a preposition" and (
            _word_before(text, match.start()) in _VERBS_IN
            or _ASKS.search(text, max(match.start() - _AROUND, 0), match.start())
        ):
            continue
        if kind == "possessive of nobody" and not _nobodys(text, match.start(), match.end()):
            continue
        if kind in _AT_START and block.role not in _HEADS:
            continue
        span = Span(match.start(), match.end())
        # a gap that logic or markup of the template leaves is filled in later
        pieces = block.in_source(span)
        source = document.source[pieces[0].source.start : pieces[-1].source.end]
        if _TEMPLATE.search(source) and not kind.startswith(("vendor", "braces")):
            continue
        unsure = kind in _LIKELY or document.kind in {"manual", "catalog"}
        yield Hit(span, confidence="likely" if unsure else "sure")


def _candidates(
    text: str, matches: Sequence[Match], vocabulary: frozenset[str], *, opened: bool
) -> Iterator[re.Match[str]]:
    """What the patterns find at a greeting, near a word for nothing, or at a space before a mark: nowhere else."""
    found: list[re.Match[str] | None] = []
    if opened and text[:1] in _OPENERS:
        found.append(_pattern(_AT_START).match(text))
    words = []
    for match in matches:
        start, end = match.span.start, match.span.end
        word = text[start:end].lower()
        if word not in _GREETINGS:
            words.append((start, end))
            continue
        if word in _TIMES_OF_DAY:
            start -= 5
            if text[max(start, 0) : start + 5].lower() != "good ":
                continue
        whole = _WHOLE.match(text, start)
        if whole is None or (whole.group(1) or "").lower() in _NO_NAMES:
            found.append(_pattern(_GREETED).match(text, start))
    gaps = [gap.span() for gap in _GAP.finditer(text)]
    if gaps:
        found += _near(text, gaps, _GAPPED)
    if words and (not _TELLS.isdisjoint(vocabulary) or any(mark in text for mark in _TELLING)):
        found += _near(text, words, _TOLD)
    last = 0
    for one in sorted((one for one in found if one is not None), key=lambda one: one.start()):
        if one.start() >= last:
            last = one.end()
            yield one


def _near(text: str, places: Sequence[tuple[int, int]], kinds: frozenset[str]) -> Iterator[re.Match[str]]:
    """What the patterns find around some places, which stand in order."""
    windows: list[list[int]] = []
    for start, end in places:
        low, high = max(start - _BEFORE, 0), min(end + _AFTER, len(text))
        if windows and low <= windows[-1][1]:
            windows[-1][1] = max(windows[-1][1], high)
        else:
            windows.append([low, high])
    for low, high in windows:
        for match in _pattern(kinds).finditer(text, low, high):
            if high == len(text) or match.end() + _EDGE < high:  # a pattern may take the window's end for the text's
                yield match


def _nobodys(text: str, start: int, end: int) -> bool:
    """Whether an 's that stands alone belongs to nobody: it is no torn "it 's" or "what 's going on"."""
    before = _word_before(text, start)
    after = text[end : end + 20].split()[:1]
    return before not in _CONTRACTED and not (before == "what" and after and after[0] in _WHATS)


def _word_before(text: str, at: int) -> str:
    return "".join(text[max(at - 20, 0) : at].split()[-1:]).lower()


def _blotted(block: Block) -> str:
    """The text with its tokens and zones blotted out, letter for letter."""
    text = block.text
    spans = [zone.span for zone in block.zones]
    spans += [place for slot in block.slots if (place := block.place(slot.span)) is not None]
    parts = []
    at = 0
    for span in sorted(spans):
        if span.end > at:
            start = max(span.start, at)
            parts += [text[at:start], "\ufffc" * (span.end - start)]
            at = span.end
    return "".join((*parts, text[at:]))
