"""Angle brackets and guillemets: `<%= x %>`, `<<x>>`, `<x>`, FreeMarker, QWeb."""

from __future__ import annotations

import re

from heartlint.read.fields import Inside, fold, listed, make, read_blank, read_inside, split_path
from heartlint.read.tags.copy import QUOTE, shown_strings
from heartlint.read.tags.curly import Curly
from heartlint.read.tags.patterns import (
    ANGLE,
    ANGLE_DOUBLE,
    CTRL,
    ELOQUA,
    FREEMARKER,
    GUILLEMETS,
    HTML,
    LONGEST_LOGIC,
    MACRO,
    NOT_IN_SQUARES,
    PHP,
    PHP_VALUE,
    PRINTED_CALL,
    QWEB,
    SAYS,
    SCRIPT,
    TAG_LINK,
)


class Angle(Curly):
    """Angle brackets and guillemets: `<%= x %>`, `<<x>>`, `<x>`, FreeMarker, QWeb."""

    def angle(self, start: int) -> int:
        """Everything that begins with `<`."""
        source = self.source
        following = source[start + 1 : start + 3]
        if following[0] == "%":
            return self.angle_percent(start)
        if following[0] == "?":
            return self.php(start)
        if following[0] == "@" or following == "/@":
            macro = MACRO.match(source, start)
            return self.copy(start, macro.end(), shown_strings(source, start, macro.end()), apart=True) if macro else 0
        if following[0] == "<":
            match = ANGLE_DOUBLE.match(source, start)
            if not match or self.before(start) == "<":
                return 0
            if listed(match[1]) or "_" in match[1]:
                return self.named(start, match.end(), "angle_double", match[1])
            return 0
        if following[0] == "#" or following == "/#":
            return self.freemarker(start)
        if following == "/t":
            self.close("qweb")
            return 0
        if match := ANGLE.match(source, start):
            return self.angle_single(start, match)
        if match := QWEB.match(source, start):
            if match[1] in {"out", "esc"}:
                if not match[3]:
                    self.open("qweb")
                inside = read_inside(match[2], "html_attr")
                return self.slot(start, match.end(), "html_attr", inside) if inside else 0
            if not match[3]:
                self.open("qweb", "" if match[1] == "else" else match[2])
            if match[1] in {"elif", "else"}:
                return self.branch(start, match.end())
            return self.hide(start, match.end())
        if match := ELOQUA.match(source, start):
            return self.named(start, match.end(), "html_span", match[1].strip())
        if match := SCRIPT.match(source, start):
            end = self.ahead.find("</script>", match.end())
            return self.hide(start, end + 9) if end != -1 else 0
        if match := CTRL.match(source, start):
            return self.hide(start, match.end())
        return 0

    def angle_single(self, start: int, match: re.Match[str]) -> int:
        """`<first name>`, `<insert pain point>`; never an element."""
        text = match[1]
        low = text.lower()
        if link := TAG_LINK.match(self.source, start):
            return self.slot(start, link.end(), "html_tag", Inside(text, "plumbing", known=True))
        if low in HTML or low in self.closing or self.before(start) == "<":
            return 0
        if " " in text:
            role = read_blank(text)
            role = None if role == "unknown" else role
        else:
            known = listed(text)
            role = known[1] if known and known[1] != "plumbing" and fold(text) not in NOT_IN_SQUARES else None
        if role is None:
            return 0
        return self.slot(start, match.end(), "angle_single", Inside(text, role, known=True), kind="blank")

    def angle_percent(self, start: int) -> int:
        """`<%= … %>` and `<% … %>` of ERB, EJS, ASP and their kin."""
        source = self.source
        end = self.ahead.find("%>", start + 2)
        if end == -1 or end - start > LONGEST_LOGIC:
            return 0
        other = self.ahead.find("<%", start + 2)
        if other != -1 and other < end:
            return 0
        text = source[start + 2 : end]
        end += 2
        if not text.strip():
            return 0
        if text[0] in "#@!" or text.startswith("--"):
            return self.hide(start, end)
        printed = text[0] in "=-" and text.lstrip("=-").strip() != "" and text[:1] == "="
        text = text.lstrip("=").strip().rstrip("-").strip() if printed else text.strip("- \t\r\n")
        if printed:
            return self._printed(start, end, text)
        if match := re.fullmatch(r"\[([^\[\]]{1,60})\],\|(.*?),?", text):
            return self.named(start, end, "angle_percent", match[1], match[2])
        if re.fullmatch(r"\[[^\[\]]{1,60}\]|\w+\[[\"'][^\"'\]]{1,60}[\"']\]", text):
            inside = read_inside(text, "angle_percent")
            return self.slot(start, end, "angle_percent", inside) if inside else 0
        if self._code(text):
            return self.branch(start, end)
        if SAYS.match(text):
            return self.copy(start, end, shown_strings(source, start, end), apart=not text.startswith("t "))
        if text.startswith(("case ", "switch")):
            self._begun = end
        return self.hide(start, end)

    def _printed(self, start: int, end: int, text: str) -> int:
        link = re.match(r"link_to\s*\(?\s*(@?\w[\w.\[\]:&]*)\s*,", text)
        copy = shown_strings(self.source, start, end) if QUOTE.search(text) and not link else []
        if copy and re.match(r"[\"'`]|[A-Za-z_$][\w.$:>-]*(?:\s*\(|\s+[\"'`:@\w])", text):
            return self.copy(start, end, copy)
        if link:
            text = link[1]
        elif call := PRINTED_CALL.match(text):
            return self.slot(start, end, "angle_percent", Inside(f"{call[1]}()", "plumbing"))
        inside = read_inside(text, "angle_percent")
        if inside is None or not inside.field:
            path = re.search(r"@?[A-Za-z_]\w*(?:&?\.\w+)+|@\w+", text)
            names, name = split_path(path.group()) if path else ((), text[:40])
            inside = make(name, names, "angle_percent")
        return self.slot(start, end, "angle_percent", inside)

    def php(self, start: int) -> int:
        """`<?= $name ?>`, `<?php echo __("Write to us") ?>`, `<?php if ($name): ?>`."""
        source = self.source
        opened = PHP.match(source, start)
        end = self.ahead.find("?>", opened.end()) if opened else -1
        if opened is None or end == -1:
            return 0
        text = source[opened.end() : end].strip().rstrip("; ")
        end += 2
        printed = source[opened.end() - 1] == "="
        if said := re.match(r"(?:echo|print)\b", text):
            text, printed = text[said.end() :].strip(), True
        if printed or SAYS.match(text):
            copy = shown_strings(source, source.find(text, start), end) if QUOTE.search(text) else []
            value = PHP_VALUE.match(text) if printed else None
            if copy and (not value or text[value.end() :].startswith("(")):
                return self.copy(start, end, copy)
            path = value or PHP_VALUE.search(text)
            if printed and path:
                names, name = split_path(path.group())
                return self.slot(start, end, "angle_php", make(name, names, "angle_php"))
        elif end - start < LONGEST_LOGIC:
            labelled = text.startswith(("case", "default"))
            if self._code(text if labelled else text.rstrip(": ")):
                return self.branch(start, end)
        return self.hide(start, end)

    def _code(self, text: str) -> bool:
        """Notes the conditions of a line of Ruby or JavaScript; whether it begins a further branch of one."""
        if match := re.match(r"\}?\s*else\b(?:\s*if\b)?(.*)\{\Z", text, re.DOTALL):
            if text[0] == "}":
                self.also(match[1])
            else:  # its brace was closed in a tag of its own
                self.open("js", match[1])
            return True
        if re.match(r"(?:case\b.*|default\s*):\Z", text):  # of JavaScript's switch
            return True
        if text.startswith("}"):
            if text.endswith("{"):
                self.also()
            else:
                self.close("js")
        elif text.endswith("{"):
            self.open("js", text[2:-1] if text.startswith("if") else "")
        elif re.match(r"end(?:_\w+|if|for|foreach|while|switch)?\b", text):
            self.close("rb")
        elif match := re.match(r"(if|unless)\b(.*)", text, re.DOTALL):
            self.open("rb", match[2], inverse=match[1] == "unless")
        elif match := re.match(r"case\b(.*)", text, re.DOTALL):
            self.choose("rb", -1, match[1])
        elif match := re.match(r"(?:elsif|else_?\s?if|when|in|else)\b(.*)", text, re.DOTALL):
            if text.startswith("in") and not self._counts["rb"]:
                return False
            self.also("" if text.startswith(("when", "in")) else match[1])
            return True
        elif re.match(r"(?:for|foreach|switch|while|begin|until|control|loop|with|cached)\b", text) or re.search(
            r"\bdo\b(?:\s*\|[^|]*\|)?\Z", text
        ):
            self.open("rb")
        return False

    def freemarker(self, start: int) -> int:
        """FreeMarker: `<#if x>`, `<#else>`, `</#if>`."""
        match = FREEMARKER.match(self.source, start)
        if not match:
            return 0
        word = match[3]
        if match[1] or match[2]:
            self.close("fm:" + word)
        elif word == "switch":
            self.choose("fm:switch", match.end(), match[4])
        elif word in {"if", "list"}:
            self.open("fm:" + word, match[4] if word == "if" else "")
        elif word == "assign" and QUOTE.search(match.group()):
            copy = shown_strings(self.source, start, match.end(), keyed=True)
            return self.copy(start, match.end(), copy, apart=True)
        elif word in {"else", "elseif", "case", "default"}:
            self.also(match[4] if word == "elseif" else "")
            return self.branch(start, match.end())
        return self.hide(start, match.end())

    def guillemets(self, start: int) -> int:
        """`«First_Name»`: a known field, or a name with an underscore; never a quotation."""
        match = GUILLEMETS.match(self.source, start)
        if not match:
            return 0
        text = match[1]
        if text == "Next Record":
            return self.hide(start, match.end())
        if text.strip() == text and (listed(text) or re.fullmatch(r"\w+_\w+", text)):
            return self.named(start, match.end(), "angle_double", text)
        return 0

    # -- asterisk and bar
