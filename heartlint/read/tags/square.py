"""Square brackets: `[[x]]`, `[x]`, `[% x %]`, and the blanks that people leave."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from heartlint.read.fields import (
    Inside,
    clean,
    fold,
    listed,
    looks_named,
    make,
    read_blank,
    read_inside,
    role_of,
    split_path,
)
from heartlint.read.tags.patterns import (
    BLANK_BESIDE,
    FAULT_BROKEN,
    GREETED,
    GREETED_BLANK,
    LACKED,
    LACKING,
    NOT_IN_SQUARES,
    PHRASE_NAME,
    SQUARE,
    SQUARE_ATTRIBUTES,
    SQUARE_BROKEN,
    SQUARE_DOUBLE,
    SQUARE_DOUBLE_LOGIC,
    SQUARE_LOGIC,
    SQUARE_PERCENT,
    SQUARE_SPACED,
    SQUARE_SPACES,
    TECHNICAL,
    WRITTEN,
)
from heartlint.read.tags.percent import Percent

if TYPE_CHECKING:
    from heartlint.text import SlotRole


class Square(Percent):
    """Square brackets: `[[x]]`, `[x]`, `[% x %]`, and the blanks that people leave."""

    def square(self, start: int) -> int:
        """Everything that begins with a square bracket."""
        source = self.source
        following = source[start + 1 : start + 2]
        if following == "%":
            return self.square_percent(start)
        if following == "[":
            if self.before(start) in {"[", "!", "\\"}:
                return 0
            if logic := SQUARE_DOUBLE_LOGIC.match(source, start):
                return self._double_logic(start, logic)
            match = SQUARE_DOUBLE.match(source, start)
            if match:
                return self.square_double(start, match)
            match = SQUARE_BROKEN.match(source, start)
            known = listed(match[1]) if match and looks_named(match[1]) else None
            if match and known and known[1] == "personal":
                return self.named(start, match.end(), "square_double", match[1], fault=FAULT_BROKEN)
            return 0
        if logic := SQUARE_LOGIC.match(source, start):
            return self.square_logic(start, logic)
        match = SQUARE.match(source, start)
        if not self.free(start, "!]\\[$"):
            return 0
        return self.square_single(start, match) if match else 0

    def square_logic(self, start: int, match: re.Match[str]) -> int:
        """`[if:city=Paris]`, `[else]`, `[endif]`."""
        word, condition = match[1] or match[3], match[2] or ""
        if word in {"if", "ifmemberof"}:
            self.open("sq", condition.partition("=")[0] if word == "if" else "")
        elif word == "elseif" or (word == "else" and (self._counts["sq"] or self.alone(start, match.end()))):
            self.also(condition.partition("=")[0])
            return self.branch(start, match.end())
        elif not self._counts["sq"] and not self.alone(start, match.end()):
            return 0
        elif word == "endif":
            self.close("sq")
        return self.hide(start, match.end())

    def _double_logic(self, start: int, match: re.Match[str]) -> int:
        """`[[IF:IS_CLIENT]]`, `[[ELSE]]`, `[[ENDIF]]`."""
        word = match[1] or match[3]
        if word == "IF":
            self.open("sq2", match[2])
        elif word == "ENDIF":
            self.close("sq2")
        else:
            self.also(match[2] or "")
            return self.branch(start, match.end())
        return self.hide(start, match.end())

    def square_percent(self, start: int) -> int:
        """`[% customer.first_name %]`, `[% IF name %]`."""
        match = SQUARE_PERCENT.match(self.source, start)
        if not match:
            return 0
        word, _, rest = match[1].partition(" ")
        low = word.lower()
        if low in {"if", "unless"}:
            self.open("tt", rest, inverse=low == "unless")
        elif low == "switch":
            self.choose("tt", match.end(), rest)
        elif low in {"foreach", "for", "while", "block"}:
            self.open("tt")
        elif low in {"elsif", "elseif", "else", "case"}:
            self.also(rest if low.startswith("els") else "")
            return self.branch(start, match.end())
        elif low.startswith("end"):
            self.close("tt")
        elif low not in {"set", "include", "process", "default", "filter", "assign"}:
            inside = read_inside(match[1], "square_percent")
            return self.slot(start, match.end(), "square_percent", inside) if inside else 0
        return self.hide(start, match.end())

    def square_double(self, start: int, match: re.Match[str]) -> int:
        """`[[first_name]]`: a known field, a namespace, or an attribute; never a wiki link."""
        text = clean(match[1])
        end = match.end()
        if lost := re.fullmatch(r"MISSING TOKEN(?:\s*-\s*(.*))?", text):
            return self.named(start, end, "square_double", lost[1] or text, kind="blank")
        if attributes := SQUARE_ATTRIBUTES.match(text):
            given = re.search(r"(?:fallback=|\sOR\s+)\"([^\"]*)\"", text)
            names, name = split_path(attributes[1])
            return self.named(start, end, "square_double", name, given[1] if given else None, names=names)
        head, bar, _ = text.partition("|")
        names, name = split_path(head)
        spaced = re.search(r"\.", head) and fold(names[0] if names else "") in SQUARE_SPACES
        known = listed(name) if not names or spaced else None
        if not known and not (spaced and re.fullmatch(r"[\w.]+", head.strip())):
            return 0
        if names and not spaced:
            return 0
        inside = read_inside(text, "square_double") if bar else make(name, names, "square_double")
        return self.slot(start, end, "square_double", inside) if inside and inside.field else 0

    def square_single(self, start: int, match: re.Match[str]) -> int:
        """`[firstname,fallback=there]`, `[FIRST NAME%%there]`, `[user:name | default:x]`, `[First Name]`."""
        text = match[1]
        end = match.end()
        head, comma, rest = text.partition(",fallback=")
        if comma and re.fullmatch(r"[A-Za-z][\w ]*", head):
            return self.named(start, end, "square_single", head, rest)
        head, percents, rest = text.partition("%%")
        if percents and re.fullmatch(r"[A-Z][\w ]*", head):
            return self.named(start, end, "square_single", head, rest)
        spaced = SQUARE_SPACED.match(text)
        if spaced and (spaced[1] == "subscriber" or spaced[3] is not None or listed(spaced[2])):
            return self.named(start, end, "square_single", spaced[2], spaced[3], names=(spaced[1],))
        if text.startswith("Field: "):
            name = text[7:]
            whose: SlotRole = "personal" if name == "Account" else role_of(name)
            return self.slot(start, end, "square_single", Inside(name, whose, known=True))
        if re.fullmatch(r"\$?X{1,3}[%+]?(?: (?:percent|years?|months?|weeks?|days?|hours?|minutes?))?|#{1,3}", text):
            behind = self.source[max(start - 3, 0) : start]
            counted = behind[-2:-1].isalnum() and behind[-1:] == " "
            return self.slot(start, end, "square_single", Inside(text, "unknown"), kind="blank") if counted else 0
        if not (text[0].isalpha() or text[0] == "_"):
            return 0
        wanted = self._wanted(start, text)
        plain = text.strip() == text and (fold(text) not in NOT_IN_SQUARES or wanted)
        role = read_blank(text) if plain and "@" not in text else None
        if role is None and wanted:
            role = "plumbing"
        if role is None and GREETED.search(self.source, max(start - 12, 0), start) and GREETED_BLANK.match(text):
            role = "unknown"
        if role is None and BLANK_BESIDE.match(text) and self._amid(start) and self.blanks:
            return self.slot(start, end, "square_single", Inside(text, "unknown"), kind="blank")
        if role is None and PHRASE_NAME.match(text) and self.before(start) == " ":
            return self.slot(start, end, "square_single", Inside(text, "unknown"), kind="blank")
        if role is None or text.casefold() in self.defined:
            return 0
        inside = make(text, (), "square_single")
        token = self.bracketed or self._platform(text)
        return self.slot(
            start, end, "square_single", inside, role=role,
            kind=inside.kind if token or inside.kind == "icebreaker" else "blank",
        )  # fmt: skip

    def _wanted(self, start: int, text: str) -> bool:
        """Whether a word that may be an aside stands where a sentence lacks one: "on [date] at [time]"."""
        behind = self.source[max(start - 12, 0) : start]
        said = behind.split()[-1:] if behind[-1:] == " " else []
        return fold(text) in LACKED and bool(said) and said[0].lower() in LACKING

    def _amid(self, start: int) -> bool:
        """Whether a bracket stands in the middle of a sentence: behind a word or a comma of the same line."""
        behind = self.source[max(start - 2, 0) : start]
        return behind[-1:] == " " and (behind[:1].isalnum() or behind[:1] in {",", ":", "&", "*", "]"})

    @staticmethod
    def _platform(text: str) -> bool:
        """Whether a bracketed name is one that platforms use and people do not write as a blank."""
        if " " in text:
            return False
        known = listed(text)
        if known and known[1] == "plumbing" and known[0] not in WRITTEN:
            return True
        return "_" in text or fold(text).replace("_", "") in TECHNICAL

    # -- the rest
