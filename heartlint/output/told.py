"""What is told of a finding where there is room for a line or two."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from heartlint.output.terminal import line

if TYPE_CHECKING:
    from heartlint.report import Finding

HOME = ""
"""Where this project lives on the web, without a slash at its end; empty while it lives nowhere."""

_WORDS = 60
_WHY = 60


def message(finding: Finding) -> str:
    """Title, the beginning of why, and what to ask instead, on one line. No word of the copy's."""
    told = (finding.title, _beginning(finding.why), finding.instead)
    return line(" ".join(_ended(text) for text in told if text.strip()))


def with_words(finding: Finding) -> str:
    """The same after the words that were found, for formats that name no more than a line."""
    words = finding.text if len(finding.text) <= _WORDS else f"{finding.text[: _WORDS - 1]}\u2026"
    return f'"{" ".join(line(words).split())}": {message(finding)}'


def _beginning(why: str) -> str:
    """The first sentence, or as many more as make a line."""
    told = ""
    for sentence in re.split(r"(?<=[.!?])\s+", why.strip()):
        told = f"{told} {sentence}".strip()
        if len(told) >= _WHY:
            break
    return told


def _ended(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?", ":", "\u2026", '"', ")")) else f"{text}."


def rule_page(rule: str) -> str | None:
    """The address of a rule's entry in rules/README.md; None while this project has no address."""
    anchor = re.sub(r"[^\w\- ]", "", rule.lower()).replace(" ", "-")  # as GitHub makes it from the heading
    return f"{HOME}/rules/README.md#{anchor}" if HOME else None


def markdown(text: str) -> str:
    """A rule's own words as Markdown that shows them as they stand, on one line."""
    return re.sub(r"([\\`*_{}\[\]<>#|~!])", r"\\\1", line(text))
