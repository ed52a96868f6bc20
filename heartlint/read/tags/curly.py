"""Curly braces: `{{ x }}`, `{% x %}`, `{x}`, `{! x }` and their comments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from heartlint.read.fields import (
    QUOTED,
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
    unquote,
)
from heartlint.read.tags.base import Base, bindings
from heartlint.read.tags.copy import QUOTE, TEXT_AT, shown_strings
from heartlint.read.tags.patterns import (
    ALTERNATIVES,
    BANG_CURLY,
    BLANK_WORDS,
    ENDS,
    FALLING,
    FAULT_BROKEN,
    FAULT_DOUBLED,
    FAULT_MARKED_UP,
    FAULT_UNCLOSED,
    FILTERED,
    HELPER,
    IMPORT,
    KEY_CALL,
    LOGIC_WORD,
    LONGEST,
    LONGEST_LOGIC,
    LOOP,
    MARKUP,
    MERGEFIELD,
    SMARTY,
    SWALLOW,
    TAG,
    TAG_PLUMBING,
    TAG_VALUE,
    TRANS,
    TYPES,
)

if TYPE_CHECKING:
    from heartlint.text import SlotKind


BINDS: Final = frozenset(("with", "blocktrans", "blocktranslate", "trans", "translate"))
"""Tags that give names to fields, up to their end."""


class Curly(Base):
    """Curly braces: `{{ x }}`, `{% x %}`, `{x}`, `{! x }` and their comments."""

    def curly(self, start: int) -> int:
        """Everything that begins with a brace."""
        following = self.source[start + 1 : start + 2]
        if following == "{":
            return self.double_curly(start)
        if following == "%":
            return self.tag(start)
        if following == "#":
            return self.curly_comment(start)
        if following == "!":
            return self.bang_curly(start)
        return self.single_curly(start)

    def double_curly(self, start: int) -> int:
        """`{{ }}` and `{{{ }}}`, by counting braces; broken ones too."""
        source, pairs = self.source, self.pairs
        before = self.before(start)
        if before == "\\":  # Handlebars: printed as it stands
            end = pairs.get(start, -1)
            return end + 1 if end != -1 and end - start <= LONGEST else 0
        if before == "$":
            return 0
        third = source[start + 2 : start + 3]
        if third and third in "!/<%-":
            end = self._curly_special(start, third)
            if end:
                return end
        outer, inner = pairs.get(start, -1), pairs.get(start + 1, -1)
        if third == "{":
            innermost = pairs.get(start + 2, -1)
            if innermost != -1 and inner == innermost + 1 and before != "{":
                if outer == inner + 1:
                    return self.expression(start, outer + 1, source[start + 3 : innermost], "triple_curly")
                if outer == -1:
                    text = source[start + 3 : innermost]
                    return self.expression(start, inner + 1, text, "triple_curly", FAULT_UNCLOSED)
            return 0
        if inner != -1 and outer == inner + 1:
            if before == "{" and start != self.done:
                return 0
            end, fault = outer + 1, ""
            if source[end : end + 1] == "}" and end in self._stray:
                end, fault = end + 1, FAULT_BROKEN
            return self.expression(start, end, source[start + 2 : inner], "double_curly", fault)
        return self._curly_broken(start, inner)

    def _curly_special(self, start: int, third: str) -> int:
        """Comments of Handlebars and Go, and Hugo's shortcodes."""
        source = self.source
        if source.startswith("{{!--", start):
            end = self.ahead.find("--}}", start + 3)
            return self.hide(start, end + 4) if end != -1 else 0
        if third in "/-" and re.compile(r"\{\{-?\s?/\*").match(source, start):
            end = self.ahead.find("*/", start + 4)
            close = re.compile(r"\*/\s?-?\}\}").match(source, end) if end != -1 else None
            return self.hide(start, close.end()) if close else 0
        if third in "<%" and source[start + 3 : start + 4].isspace():
            mark = ">}}" if third == "<" else "%}}"
            end = self.ahead.find(mark, start + 3)
            return self.hide(start, end + 3) if end != -1 and self.within(start, end) else 0
        return 0

    def _curly_broken(self, start: int, inner: int) -> int:
        """`{{ first_name }` and `{{first_name,`: a known field, and a brace that is missing."""
        source = self.source
        if inner != -1 and inner - start < LONGEST:
            text = clean(source[start + 2 : inner])
            if re.fullmatch(r"[A-Za-z_][\w. ]{1,40}(?:\s*\|[^{}]{1,80})?", text):
                inside = read_inside(text, "double_curly")
                if inside and inside.known and (inside.names or fold(inside.field) != "recipient"):
                    return self.slot(start, inner + 1, "double_curly", inside, fault=FAULT_UNCLOSED)
            return 0
        match = re.compile(r"\{\{\s?([A-Za-z]\w*(?:[._ ]\w+){0,2}?)(?=[,!.?:;]?(?:\s|$))").match(source, start)
        if match and looks_named(match[1]):
            names, name = split_path(match[1])
            known = listed(name)
            if known and known[1] == "personal":
                return self.named(start, match.end(), "double_curly", name, names=names, fault=FAULT_UNCLOSED)
        return 0

    def expression(self, start: int, end: int, text: str, family: str, fault: str = "") -> int:
        """What stands between double or triple braces: logic, a value, spintax; or 0 for neither."""
        if end - start > LONGEST:
            return 0
        text = clean(text)
        if text[:1] in {"-", "~"}:
            text = text[1:].lstrip()
        if text[-1:] in {"-", "~"}:
            text = text[:-1].rstrip()
        if not text or text[0] in "{}":
            doubled = re.fullmatch(r"\{\{\s?([A-Za-z][\w.]{0,60})\s?\}\}", text)
            names, name = split_path(doubled[1]) if doubled else ((), "")
            return self.named(start, end, family, name, names=names, fault=FAULT_DOUBLED) if listed(name) else 0
        what = self._logic(text, start, end)
        if what == "branch":
            return self.branch(start, end)
        copy = shown_strings(self.source, start, end, keyed=bool(what)) if QUOTE.search(text) else []
        if what:
            return self.copy(start, end, copy, apart=True) if copy else self.hide(start, end)
        if text in {".", "this"}:  # what a {{with}} or {{#each}} around it is about
            return self.slot(start, end, family, Inside(text, "unknown"))
        if "<" in text and MARKUP.search(text):
            plain = MARKUP.sub("", text).strip()
            inside = read_inside(plain, family)
            if inside and inside.known:
                return self.slot(start, end, family, inside, fault=FAULT_MARKED_UP)
            return 0
        if copy and self._is_helper(text, family):
            return self.copy(start, end, copy)
        if key := KEY_CALL.match(text):
            return self.slot(start, end, family, Inside(f"{key[1]}()", "plumbing"))
        if re.match(r"(?:RANDOM|random|Random|SPIN|spin)\s*\|", text):
            return self.slot(start, end, family, Inside("", "unknown", kind="spintax"))
        inside = read_inside(text.removeprefix("&"), family)
        if inside is not None:
            if inside.kind == "spintax" or not inside.field:
                if self.tagged and FILTERED.fullmatch(text):
                    names, name = split_path(text.partition("|")[0])
                    return self.named(start, end, family, name, names=names)
                return self.slot(start, end, family, Inside("", "unknown", kind="spintax"))
            blank = self._left_in(text, inside)
            return self.slot(start, end, family, inside, fault=fault, kind="blank" if blank else None)
        if re.fullmatch(r"[A-Za-z][\w '’,/&-]{3,120}", text) and text.count(" ") <= 12:
            role = read_blank(text)
            return self.slot(start, end, family, Inside(text, role or "unknown"), kind="blank", fault=fault)
        return 0

    @staticmethod
    def _is_helper(text: str, family: str) -> bool:
        """Whether an expression shows the strings in it, rather than a field of the reader's with a fallback."""
        helper = HELPER.match(text)
        if not helper:
            return False
        name = (helper[1] or "").rpartition(".")[2].lower()
        if not name or name in TEXT_AT:
            return True
        if name in FALLING or listed(name):
            return False
        inside = read_inside(text, family)
        return inside is None or inside.role not in {"personal", "contact_detail"}

    @staticmethod
    def _left_in(text: str, inside: Inside) -> bool:
        """Whether a person wrote this for another person to fill in: {{Your Name}}, {{UNKNOWN}}."""
        if inside.fallback is not None or inside.kind != "token":
            return False
        folded = fold(text)
        if folded in BLANK_WORDS:
            return True
        return " " in text and folded.startswith(("your_", "insert_", "recipient_", "prospect_", "specific_", "enter_"))

    def _logic(self, text: str, start: int, end: int) -> Literal["", "logic", "branch"]:
        """Whether the inside of double braces is logic, or sets two branches apart; notes its conditions."""
        first = text[0]
        if first in ">!":
            return "logic"
        if first in "#/^":
            return self._section(text, start, end)
        found = LOGIC_WORD.match(text)
        if not found:
            return "logic" if re.match(r"\$\w+\s*:?=[^=]", text) else ""
        word, rest = found[1].lower(), text[found.end() :].strip()
        if word in {"else", "elseif", "elsif"}:
            if "|" in rest or (rest and not re.match(r"if\b|[\"'.$(\w]", rest)):
                return ""
            turned = re.match(r"unless\b(.*)", rest, re.DOTALL)
            self.also(f"not {turned[1]}" if turned else rest)
            return "branch"
        if word in {"end", "endif"}:
            if rest:
                return ""
            self.close("go")
            return "logic"
        if not rest or ("|" in rest and not re.match(r"[.$(\"'@]", rest)):
            return ""
        if word in {"set", "let", "assign"}:
            return "logic" if "=" in rest else ""
        if word in {"if", "range", "with", "block", "define"}:
            if word != "if" and not re.match(r"[.$(\"'@]", rest):
                return ""
            if word == "range":
                self.each("go")
            else:
                self.open("go", rest if word in {"if", "with"} else "")
            return "logic"
        return "logic" if re.match(r"[.$(\"'@]", rest) else ""

    def _section(self, text: str, start: int, end: int) -> Literal["logic", "branch"]:
        """Sections of Mustache and its kin: `{{#name}}`, `{{^name}}`, `{{/name}}`, `{{^}}`, `{{#else}}`."""
        word, _, rest = text[1:].lstrip("#*>").strip().partition(" ")
        if text[0] == "/":
            self.close("hb:" + text[1:].strip())
            self._ended = (word, end)
            return "logic"
        if text[0] == "#" and word.startswith("end"):
            self.close("hb:" + word[3:])
            return "logic"
        if not word or (text[0] == "#" and word in {"else", "elseif"}):
            self.also(rest)
            return "branch"
        inverse = text[0] == "^" or word == "unless"
        if word == "each":
            self.each("hb:each")
        else:
            self.open("hb:" + word, rest or word, inverse=inverse)
        # {{^name}} right behind a {{/name}} is shown where the section before is not
        name, at = self._ended
        near = name == word and start - at < 200 and not self.source[at:start].strip()
        return "branch" if near and word not in {"if", "unless", "each", "with"} else "logic"

    def tag(self, start: int) -> int:
        """`{% … %}` of Liquid, Jinja, Django, Twig; `{%= … %}` of Journey Optimizer."""
        source = self.source
        if source.startswith("{%=", start):
            value = TAG_VALUE.match(source, start)
            inside = read_inside(value[1], "curly_percent") if value else None
            return self.slot(start, value.end(), "curly_percent", inside) if value and inside else 0
        found = TAG.match(source, start)
        if not found:
            return 0
        end = self.ahead.find("%}", found.end())
        if end == -1:
            return 0
        other = self.ahead.find("{%", found.end())
        crossed = -1 < other < end or not self.within(start, end, LONGEST_LOGIC)
        if crossed and (found[2] != "liquid" or end - start > LONGEST_LOGIC):
            return 0
        end += 2
        mark, word = found[1], found[2].lower()
        rest = source[found.end() : end - 2].rstrip("-~+ \t")
        if word in ENDS:
            final = self.ahead.search(ENDS[word], end)
            if final != -1:
                close = source.find("%}", final) + 2
                if word in SWALLOW:
                    return self.hide(start, close)
                self.hide(start, end)
                return self.hide(final, close)
            return self.hide(start, end)
        if word in {"trans", "translate"} and (copy := TRANS.match(source, start)) and copy.end() < end:
            return self.copy(start, end, shown_strings(source, copy.start(1), copy.end(1), "gettext"))
        if word.startswith(TAG_PLUMBING) and not mark:
            return self.slot(start, end, "curly_percent", Inside(word, "plumbing"))
        if word in BINDS:
            self.bind_all("tag:" + word, source[found.end() : end - 2])
        if mark == "/":
            self.close("tag:" + word)
        elif word in {"case", "switch"} and not self._counts["tag:switch"]:
            self.choose("tag:" + word, end, rest)
        elif word in {"if", "unless", "ifchanged", "ifequal", "ifnotequal"} or mark == "#":
            self.open("tag:" + word, rest, inverse=word in {"unless", "ifnotequal"})
        elif word in ALTERNATIVES or (word in {"case", "default"} and self._counts["tag:switch"]):
            self.also(rest if word.startswith("el") else "")
            return self.branch(start, end)
        elif word.startswith("end"):
            self.close("tag:" + word[3:])
        elif word in {"set", "assign"} and not QUOTE.search(rest):
            for name, inside in bindings(rest):
                self.bind(name, inside)
        elif word == "for":
            if loop := LOOP.match(rest):
                self.each("tag:for", loop[1])
            else:
                self.open("tag:for")
        elif word not in {"foreach", "while", "liquid"} and QUOTE.search(source, start, end):
            return self.copy(start, end, shown_strings(source, start, end), apart=True)
        return self.hide(start, end)

    def curly_comment(self, start: int) -> int:
        """A Jinja comment."""
        source = self.source
        end = self.ahead.find("#}", start + 2)
        if end == -1 or end - start > LONGEST_LOGIC:
            return 0
        text = source[start + 2 : end]
        if not (text[:1].isspace() or text[:1] == "-") and ("{" in text or "\n" in text):
            return 0
        return self.hide(start, end + 2) if text.strip() and "{#" not in text else 0

    def bang_curly(self, start: int) -> int:
        """`{!firstname_fix}` and `{!Contact.FirstName}`."""
        match = BANG_CURLY.match(self.source, start)
        if not match or self.before(start) == "{":
            return 0
        text = match[1]
        if self.source[start + 2].isspace() and "." not in text and "(" not in text:
            return 0
        if not re.match(r"[A-Za-z_.]+\(", text) and "." not in text:
            word = text.partition(" ")[0]
            role = role_of(text, (), "bang_curly") if listed(text) else role_of(word, (), "bang_curly")
            return self.slot(start, match.end(), "bang_curly", Inside(text, role, known=True))
        inside = read_inside(text, "bang_curly")
        return self.slot(start, match.end(), "bang_curly", inside) if inside else 0

    def single_curly(self, start: int) -> int:
        """`{first_name}`, `{first_name, "there"}`, `{Hi|Hello}`, `{$name}`, `{if $name}`."""
        source = self.source
        before = self.before(start)
        glued = start != self.done and before and (before.isalnum() or before in "_)]}\\{$%#")
        if glued and not SMARTY.match(source, start):
            return 0
        end = self.pairs.get(start, -1)
        if end == -1 or end - start > LONGEST:
            return 0
        text = source[start + 1 : end]
        end += 1
        if text.startswith("/*") and text.endswith("*/"):  # JSX's comment
            return self.hide(start, end)
        if source[end : end + 1] == "}":
            if end in self._stray and re.fullmatch(r"\s*[A-Za-z_][\w. ]{1,40}", text):
                names, name = split_path(text)
                known = listed(name)
                if known and (names or fold(name) != "recipient"):
                    return self.named(start, end + 1, "double_curly", name, names=names, fault=FAULT_UNCLOSED)
            return 0
        if text[:1] == "$":
            match = re.fullmatch(r"\$([a-z_]\w*(?:\.\w+)*(?:\|[^{}\n]*)?)", text)
            inside = read_inside(match[1], "dollar_in_curly") if match else None
            return self.slot(start, end, "dollar_in_curly", inside) if inside else 0
        if text.startswith("l s=") and (copy := shown_strings(source, start, end)):
            return self.copy(start, end, copy)
        if text == "/if":
            self.close("smarty")
            return self.hide(start, end)
        if self._counts["smarty"] and (other := re.fullmatch(r"else(?:\s?if\b([^{}\n]*))?", text)):
            self.also(other[1] or "")
            return self.branch(start, end)
        dollar = re.match(r"if [!(]{0,2}\$", text)
        if (dollar or self.ahead.find("{/if}", end) != -1) and re.fullmatch(r"if [!($\w][^{}\n]*", text):
            self.open("smarty", text[3:])
            return self.hide(start, end)
        single, kind = self._single(text, start)
        return self.slot(start, end, "single_curly", single, kind=kind) if single else 0

    def _single(self, text: str, start: int) -> tuple[Inside | None, SlotKind | None]:
        text = clean(text)
        if not text or len(text) > 300 or text[0] in "\"'`.:/*<([|":
            return None, None
        if match := MERGEFIELD.match(text):
            return make(match[1], (), "single_curly"), None
        if text.isdecimal():
            price = "$" in self.source[max(start - 2, 0) : start]
            return (Inside(text, "unknown"), None) if len(text) == 1 and not price else (None, None)
        if match := re.fullmatch(r"(contactfield|ownerfield|leadfield|companyfield)=(\w+)(?:\|(.*))?", text):
            return make(match[2], (match[1],), "single_curly", match[3]), None
        if re.fullmatch(r"\w+=\"[^\"]*\"", text):
            return Inside(text.partition("=")[0], "unknown"), None
        if match := re.fullmatch(r"([A-Z][\w ()]*):\d+(?:\.\d+)?(?::[\w,]+)?", text):
            label = re.sub(r"\s*\(\w+\)", "", match[1])
            return (Inside(match[1], role_of(label), known=True), None) if listed(label) else (None, None)
        if match := re.fullmatch(r"(email):(to|from):(\w+)", text):
            return make(match[3], ("recipient" if match[2] == "to" else "sender",), "single_curly"), None
        if match := re.fullmatch(rf"([A-Za-z_][\w.]*)\s*,?\s*({QUOTED})", text):
            return (make(match[1], (), "single_curly", unquote(match[2])), None) if listed(match[1]) else (None, None)
        if re.fullmatch(r"[A-Za-z_]\w*", text):
            tight = not self.source[start + 1].isspace()
            if listed(text) and (tight or not IMPORT.search(self.source, max(start - 12, 0), start)):
                return make(text, (), "single_curly"), None
            if not tight or self.before(start) == "=":
                return None, None
            named = re.fullmatch(r"[a-z]+(?:_[a-z0-9]+)+|[a-z]+(?:[A-Z][a-z0-9]+)+", text)
            return (make(text, (), "single_curly"), None) if named else (None, None)
        if re.fullmatch(r"[A-Za-z_]\w*(?:\??\.[A-Za-z_]\w*)+", text):
            names, name = split_path(text)
            dotted = make(name, names, "single_curly")
            code = dotted.role == "unknown" and (name[0].isupper() or self.before(start) == "=")
            return (None, None) if code else (dotted, None)
        if re.fullmatch(r"[^\W\d][\w'’ /-]*", text):
            role = read_blank(text)
            left = fold(text).startswith(("your_", "insert_", "recipient_", "prospect_", "specific_"))
            return (Inside(text, role, known=True), "blank" if left else None) if role else (None, None)
        if re.search(r"[;=]\s*$|=>|^\s*\.\.\.", text) or re.match(r"[\w\"'-]+\s*:", text):
            return None, None
        if "<" in text or "\n" in text or self.before(start) == "=":
            return None, None
        if ("|" in text and "||" not in text) or re.search(r"\?\?|\|\||&&|\?.*:", text):
            inside = read_inside(text, "single_curly")
            if inside is None or (inside.kind == "spintax" and TYPES.search(text)):
                return None, None
            if inside.kind == "spintax" or inside.field:
                return inside, None
        return None, None

    # -- angle brackets
