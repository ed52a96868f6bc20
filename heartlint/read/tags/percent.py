"""Stars, percent and dollar signs: `*|X|*`, `%%x%%`, `%x%`, `${x}`, AMPscript."""

from __future__ import annotations

import re

from heartlint.read.fields import Inside, clean, fold, is_filter, listed, read_inside, shaped, split_path, unquote
from heartlint.read.tags.angle import Angle
from heartlint.read.tags.copy import QUOTE, shown_strings
from heartlint.read.tags.patterns import (
    AMPSCRIPT,
    DOLLAR,
    DOLLAR_COND,
    DOLLAR_CURLY,
    DOLLAR_DOUBLE,
    DOLLAR_GET,
    DOLLAR_LOOKUP,
    DOLLAR_SQUARE,
    DOLLAR_SUBSCRIBER,
    DOLLAR_WORD,
    FAULT_BROKEN,
    FAULT_ESCAPED,
    FREEMARKER_FIELD,
    LONGEST_LOGIC,
    PERCENT,
    PERCENT_BRACE,
    PERCENT_BROKEN,
    PERCENT_DOUBLE,
    PERCENT_IF,
    PERCENT_LOGIC,
    PERCENT_NEXT,
    PERCENT_URL,
    PRINTF,
    SIGIL,
    STAR,
    STAR_BROKEN,
    STAR_ESCAPED,
    STAR_SHAPES,
)


class Percent(Angle):
    """Stars, percent and dollar signs: `*|X|*`, `%%x%%`, `%x%`, `${x}`, AMPscript."""

    def star(self, start: int) -> int:
        """`*|FNAME|*`."""
        source = self.source
        if match := STAR.match(source, start):
            return self._star(start, match)
        if match := STAR_BROKEN.match(source, start):
            return self.named(start, match.end(), "star_pipe", match[1], fault=FAULT_BROKEN) if listed(match[1]) else 0
        if match := STAR_ESCAPED.match(source, start):
            return self.named(start, match.end(), "star_pipe", match[1], fault=FAULT_ESCAPED)
        return 0

    def _star(self, start: int, match: re.Match[str]) -> int:
        text = clean(match[1])
        word, colon, rest = text.partition(":")
        low = word.lower()
        if low in {"if", "ifnot", "elseif", "else", "end"} and (colon or low in {"else", "end"}):
            about = re.sub(r"[=<>!].*", "", rest)
            if low in {"elseif", "else"}:
                self.also(about)
                return self.branch(start, match.end())
            if low == "end":
                self.close("mc:" + rest.lower())
            else:
                self.open("mc:if", about, inverse=low == "ifnot")
            return self.hide(start, match.end())
        if low in {"interested", "notinterested"} and colon:
            self.open("mc:" + low)
            return self.hide(start, match.end())
        names: tuple[str, ...] = ()
        name = word
        if colon and low in STAR_SHAPES:
            name = rest.partition(":")[0]
        elif colon and rest and low != "date":
            names, name = (word,), rest.partition(":")[0]
        name = re.split(r"[=\[ ]", name, maxsplit=1)[0]
        return self.named(start, match.end(), "star_pipe", name, match[2], names=names)

    def bar(self, start: int) -> int:
        """`|FNAME|*`, whose first asterisk was lost."""
        match = re.compile(r"\|([A-Z_]{4,40})\|\*").match(self.source, start)
        if match and self.free(start, "*|") and listed(match[1]):
            return self.named(start, match.end(), "star_pipe", match[1], fault=FAULT_BROKEN)
        return 0

    # -- per cent signs

    def percent(self, start: int) -> int:
        """Everything that begins with a per cent sign."""
        source = self.source
        following = source[start + 1 : start + 2]
        if following == "%":
            return self.percent_percent(start)
        if match := PERCENT_URL.match(source, start):
            names, name = split_path(match[1])
            return self.named(start, match.end(), "double_curly", name, names=names, fault=FAULT_ESCAPED)
        match = PERCENT_LOGIC.match(source, start)
        if match and (self._counts["ac:if"] or self.free(start, "%")):  # "…there%/IF%" stands against a word
            if match[1]:
                self.close("ac:if")
            elif match[2] == "IF":
                self.open("ac:if", match[3] or "")
            else:
                self.also(match[3] or "")
                return self.branch(start, match.end())
            return self.hide(start, match.end())
        if not self.free(start, "%"):
            return 0
        if following == "{":
            return self.sigil(start)
        if match := PRINTF.match(source, start):
            if match[1]:
                return self.named(start, match.end(), "printf", match[1])
            return self.slot(start, match.end(), "printf", Inside(match.group(), "unknown"))
        match = PERCENT.match(source, start)
        if not match:
            return 0
        end = match.end()
        if source[end : end + 1] == "%" and not PERCENT_NEXT.match(source, end):
            return 0
        names, name = split_path(match[1]) if "." in match[1] else ((), match[1])
        if not listed(name) and not (names and fold(names[0]) == "recipient") and shaped(name) == "unknown":
            return 0
        fallback = match[2]
        if fallback and fallback.isupper() and is_filter(fallback):
            fallback = None
        return self.named(start, end, "percent_single", name, fallback, names=names)

    def percent_percent(self, start: int) -> int:
        """`%%first_name%%`, AMPscript, Bronto's `%%if(…)%%`."""
        source = self.source
        third = source[start + 2 : start + 3]
        if third == "[":
            end = self.ahead.find("]%%", start + 3)
            other = self.ahead.find("%%[", start + 3)
            if end == -1 or (other != -1 and other < end):
                return 0
            if self._ampscript(source[start + 3 : end]):
                return self.branch(start, end + 3)
            if end - start < LONGEST_LOGIC and QUOTE.search(source, start, end):
                return self.copy(start, end + 3, shown_strings(source, start, end, keyed=True), apart=True)
            return self.hide(start, end + 3)
        if third == "=":
            end = self.ahead.find("=%%", start + 3)
            if end == -1 or not self.within(start, end) or "%%=" in source[start + 3 : end]:
                return 0
            inside = read_inside(source[start + 3 : end], "percent_percent")
            return self.slot(start, end + 3, "percent_percent", inside) if inside else 0
        if match := PERCENT_IF.match(source, start):
            return self.named(start, match.end(), "percent_percent", match[1], match[2])
        if match := PERCENT_BRACE.match(source, start):
            inside = read_inside(match[1], "percent_percent")
            return self.slot(start, match.end(), "percent_percent", inside) if inside else 0
        if not self.free(start, "[%"):
            return 0
        if match := PERCENT_DOUBLE.match(source, start):
            text = match[1]
            if text.startswith("merge "):
                names, name = split_path(text[6:])
                return self.named(start, match.end(), "percent_percent", name, names=names)
            if " " in text and not listed(text) and not re.fullmatch(r"(?:[A-Z]\w*[ ]?){1,4}", text):
                return 0
            text = text.removeprefix("!")
            if "." in text and fold(text.partition(".")[0]) in {"email", "account", "list"}:
                return self.slot(start, match.end(), "percent_percent", Inside(text, "plumbing"))
            return self.named(start, match.end(), "percent_percent", text)
        match = PERCENT_BROKEN.match(source, start)
        if match and listed(match[1]):
            return self.named(start, match.end(), "percent_percent", match[1], fault=FAULT_BROKEN)
        return 0

    def _ampscript(self, text: str) -> bool:
        """Notes the conditions of a block of AMPscript; whether a further branch of one it stands in begins here."""
        depth = 0
        turned = False
        for match in AMPSCRIPT.finditer(text):
            word = match[1].upper()
            if word == "IF":
                self.open("amp", match[2] or "")
                depth += 1
            elif word == "ENDIF":
                self.close("amp")
                depth = max(depth - 1, 0)
            else:
                self.also(match[2] or "")
                turned = turned or not depth
        return turned

    def sigil(self, start: int) -> int:
        """`%{first_name}` and `#{user.name}` of Ruby."""
        match = SIGIL.match(self.source, start)
        if not match or not self.free(start, "%#"):
            return 0
        text = match[1].strip()
        if self.source[start] == "%" and not re.fullmatch(r"[A-Za-z_]\w*", text):
            return 0
        inside = read_inside(text, "sigil_curly") if re.match(r"[@A-Za-z_]", text) else None
        return self.slot(start, match.end(), "sigil_curly", inside) if inside and inside.kind != "spintax" else 0

    # -- dollar signs

    def dollar(self, start: int) -> int:
        """Everything that begins with a dollar sign."""
        source = self.source
        following = source[start + 1 : start + 2]
        if following == "[":
            match = DOLLAR_SQUARE.match(source, start)
            if not match:
                return 0
            names, name = split_path(match[1])
            fallback = None if match[2] is None else match[2].strip("|")
            return self.named(start, match.end(), "dollar_square", name, fallback, names=names)
        if not self.free(start, "$"):
            return 0
        if following in {"{", "!"}:
            if match := DOLLAR_CURLY.match(source, start):
                return self._dollar_curly(start, match)
            if match := DOLLAR_GET.match(source, start):
                return self.named(start, match.end(), "velocity", match[1])
            return 0
        if match := DOLLAR_GET.match(source, start):
            return self.named(start, match.end(), "velocity", match[1])
        if match := DOLLAR_COND.match(source, start):
            return self.slot(start, match.end(), "dollar_dollar", Inside("cond()", "unknown"))
        if match := DOLLAR_LOOKUP.match(source, start):
            return self.named(start, match.end(), "dollar_dollar", match[1])
        if match := DOLLAR_SUBSCRIBER.match(source, start):
            return self.named(start, match.end(), "dollar_dollar", match[1], names=("SUBSCRIBER",))
        match = DOLLAR_DOUBLE.match(source, start) or DOLLAR.match(source, start)
        known = listed(match[1]) if match else None
        if match and known and (known[1] != "plumbing" or "_" in match[1]):  # $Id$ and $Date$ are CVS
            return self.named(start, match.end(), "dollar_dollar", match[1])
        if match := DOLLAR_WORD.match(source, start):
            return self.named(start, match.end(), "dollar_word", match[1])
        return 0

    def _dollar_curly(self, start: int, match: re.Match[str]) -> int:
        text = clean(match[1])
        if not re.match(r"[A-Za-z_(!]", text):
            return 0
        text = re.sub(r"\?(?:has_content|cap_first|capitalize|html|upper_case|lower_case|trim|c)\b", "", text)
        if default := FREEMARKER_FIELD.match(text):
            names, name = split_path(default[1])
            return self.named(start, match.end(), "dollar_curly", name, unquote(default[2] or ""), names=names)
        inside = read_inside(text, "dollar_curly")
        if inside is None or not inside.field:
            inside = Inside(text, "unknown")
        return self.slot(start, match.end(), "dollar_curly", inside)

    # -- square brackets
