"""The rarer marks, `##x##`, `@@X@@`, `~X.Y~`, `::x::`, `((x))`, and the whole finder."""

from __future__ import annotations

import re

from heartlint.read.fields import Inside, fold, listed, read_inside, split_path
from heartlint.read.tags.copy import QUOTE, shown_strings
from heartlint.read.tags.patterns import (
    AT,
    AT_CLEVERTAP,
    AT_WORD,
    BACKSLASHED,
    BANG_WORD,
    COLONS,
    DASHES,
    DUNDER,
    ESCAPED,
    EXES,
    FAULT_ESCAPED,
    FAULT_MANGLED,
    GREETING,
    HASH,
    PARENS,
    STAR_MANGLED,
    TILDE,
    TILDES,
    UNDERLINE,
    VELOCITY,
)
from heartlint.read.tags.square import Square


class Finder(Square):
    """The rarer marks, `##x##`, `@@X@@`, `~X.Y~`, `::x::`, `((x))`, and the whole finder."""

    def hash(self, start: int) -> int:
        """`#{name}`, `#recipient:name#`, `##firstname##`, Velocity's `#if($x)`."""
        source = self.source
        match = VELOCITY.match(source, start) if self._counts["vm"] else None
        if source[start + 1] == "{" and not match:
            return self.sigil(start)
        if not self.free(start, "#&/<") and not (match and self.before(start).isalnum()):
            return 0
        if match := HASH.match(source, start):
            names, name = split_path(match[2])
            known = listed(name) or (names and fold(names[0]) in {"recipient", "newsman"})
            return self.named(start, match.end(), "hash", name, match[3], names=names) if known else 0
        match = VELOCITY.match(source, start)
        if not match:
            return 0
        if word := match[3] or match[4]:
            if not self._counts["vm"] and not self.alone(start, match.end()):
                return 0
            if word == "else":
                self.also()
                return self.branch(start, match.end())
            self.close("vm")
            return self.hide(start, match.end())
        if "$" not in match[2]:
            return 0
        if match[1] == "elseif":
            self.also(match[2])
            return self.branch(start, match.end())
        if match[1] == "set":
            copy = shown_strings(source, start, match.end(), keyed=True) if QUOTE.search(match.group()) else []
            return self.copy(start, match.end(), copy, apart=True) if copy else self.hide(start, match.end())
        self.open("vm", match[2] if match[1] == "if" else "")
        return self.hide(start, match.end())

    def at_sign(self, start: int) -> int:
        """`@FIRSTNAME@`, `@firstname`, `@Profile - Name | default:there`."""
        source = self.source
        if match := AT_CLEVERTAP.match(source, start):
            return self.named(start, match.end(), "clevertap", match[1], match[2], names=("Profile",))
        if not self.free(start, "@."):
            return 0
        if (match := AT.match(source, start)) and listed(match[2]):
            return self.named(start, match.end(), "at_at", match[2])
        if match := AT_WORD.match(source, start):
            return self.named(start, match.end(), "at_word", match[1])
        return 0

    def tilde(self, start: int) -> int:
        """`~Contact.FirstName~`, `~~NAME~~`."""
        if not self.free(start, "~"):
            return 0
        if match := TILDE.match(self.source, start):
            return self.named(start, match.end(), "tilde", match[2], names=(match[1],))
        match = TILDES.match(self.source, start)
        return self.named(start, match.end(), "tilde", match[1]) if match and listed(match[1]) else 0

    def colons(self, start: int) -> int:
        """`::subscriber.first_name::`."""
        match = COLONS.match(self.source, start)
        if not match or not self.free(start, ":"):
            return 0
        names, name = split_path(match[1])
        return self.named(start, match.end(), "double_colon", name, names=names) if names or listed(name) else 0

    def parens(self, start: int) -> int:
        """`((first_name))`."""
        match = PARENS.match(self.source, start)
        if not match or not listed(match[1]):
            return 0
        return self.named(start, match.end(), "double_paren", match[1])

    def underscore(self, start: int) -> int:
        """`_|FNAME|_` (once `*|FNAME|*`), `__FIRST_NAME__`, and a line to write on."""
        source = self.source
        if match := STAR_MANGLED.match(source, start):
            name = match[1].rpartition(":")[2]
            return self.named(start, match.end(), "star_pipe", name, fault=FAULT_MANGLED)
        if not self.free(start, "_"):
            return 0
        if match := UNDERLINE.match(source, start):
            if self.alone(start, match.end()):
                return match.end()
            return self.slot(start, match.end(), "todo", Inside(match.group(), "unknown"), kind="blank")
        match = DUNDER.match(source, start)
        return self.named(start, match.end(), "dunder", match[1]) if match and listed(match[1]) else 0

    def dash(self, start: int) -> int:
        """`-first_name-`, `--First Name--`: known fields only."""
        match = DASHES.match(self.source, start)
        if not match or not self.free(start, "-/=&?."):
            return 0
        name = match[1] or match[2]
        return self.named(start, match.end(), "dash", name) if listed(name) else 0

    def bang(self, start: int) -> int:
        """`!fname`."""
        match = BANG_WORD.match(self.source, start)
        return self.named(start, match.end(), "bang_word", match[1]) if match and self.free(start, "") else 0

    def escaped(self, start: int) -> int:
        r"""`&#123;&#123;first_name&#125;&#125;` and `\{\{first_name\}\}`: shown, never filled in."""
        pattern = ESCAPED if self.source[start] == "&" else BACKSLASHED
        match = pattern.match(self.source, start)
        inside = read_inside(match[1], "double_curly") if match else None
        return self.slot(start, match.end(), "double_curly", inside, fault=FAULT_ESCAPED) if match and inside else 0

    def marker(self, start: int) -> int:
        """TODO, TBD, XX, Lorem ipsum: somebody meant to come back."""
        source = self.source
        if source[start] == "X":
            match = EXES.match(source, start)
            if not match or self._numeral(start) or self.alone(start, match.end()):
                return 0
        else:
            match = re.compile(r"TODO\b|TBD\b|TKTK\b|FIXME\b|Lorem [iI]psum").match(source, start)
        if not match or not self.free(start, "-"):
            return 0
        return self.slot(start, match.end(), "todo", Inside(match.group(), "unknown"), kind="blank")

    def _numeral(self, start: int) -> bool:
        """Whether XX follows a name, as in "Super Bowl XXX"."""
        words = self.source[max(start - 60, 0) : start].split()
        if len(words) < 2 or not words[-1][:1].isupper() or not words[-1].isalpha():
            return False
        return words[-1].lower() not in GREETING and words[-2][-1:] not in ".!?:"


Finder.handlers = {
    "{": Finder.curly, "[": Finder.square, "%": Finder.percent, "*": Finder.star, "|": Finder.bar,
    "<": Finder.angle, "«": Finder.guillemets, "$": Finder.dollar, "@": Finder.at_sign,
    "~": Finder.tilde, "#": Finder.hash, ":": Finder.colons, "(": Finder.parens,
    "_": Finder.underscore, "-": Finder.dash, "!": Finder.bang, "&": Finder.escaped,
    "\\": Finder.escaped, "X": Finder.marker, "T": Finder.marker, "F": Finder.marker,
    "L": Finder.marker,
}  # fmt: skip
