"""What may reach a terminal or a build's log: nothing of the copy's ever acts there.

A terminal obeys control characters, escape sequences and direction marks. A build's log is read for commands: GitHub's
runner takes one from any line that begins with `::`, white space before it or not, and from `##[` anywhere in a line,
on both streams (actions/runner, ActionCommand.cs); Azure and TeamCity know `##vso[` and `##teamcity[`.
"""

from __future__ import annotations

import re
import unicodedata

COMMAND = r"#(?=#[A-Za-z]{0,20}\[)"
"""The first sign of what a build's log takes for a command anywhere in a line."""

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]|"
    + COMMAND
)
_COMMAND = re.compile(COMMAND)
_LEAD = re.compile(r"(?:[\s\u200b\ufeff]|\x1b\[[0-9;]*m)*:(?=:)")


def safe(text: str) -> str:
    r"""The text with every character that could act on a terminal or a log shown instead: `\x1b`, `<U+202E>`."""
    return _UNSAFE.sub(_shown, text)


def line(text: str) -> str:
    """The same, on one line: line ends and tabs become spaces."""
    return safe(re.sub(r"[\t\r\n\u2028\u2029]+", " ", text))


def inert(text: str) -> str:
    r"""Finished lines, none of which a build's log takes for a command: a `::` that begins one is shown as `\x3a:`."""
    if "::" not in text and "##" not in text:
        return text
    return "\n".join(_inert(row) for row in text.split("\n"))


def _inert(row: str) -> str:
    found = _LEAD.match(row)
    if found:
        row = f"{row[: found.end() - 1]}\\x3a{row[found.end() :]}"
    return _COMMAND.sub(_shown, row)


def _shown(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"<U+{code:04X}>"


_NARROW = (
    (0x20, 0x7E), (0xA1, 0xAC), (0xAE, 0x2FF), (0x2010, 0x2027), (0x2030, 0x205E), (0x2190, 0x2199), (0x2580, 0x259F),
)  # fmt: skip
"""Letters and marks of one column each: what most Western copy, and our own report, is made of."""


def narrow(text: str) -> bool:
    """Whether each character of a text surely takes one column."""
    return text.isascii() or all(any(low <= ord(char) <= high for low, high in _NARROW) for char in set(text))


def width(text: str) -> int:
    """How many columns a text takes: wide characters two, combining marks none."""
    if narrow(text):
        return len(text)
    from wcwidth import wcswidth  # noqa: PLC0415 - twenty milliseconds, only where it may be needed

    found = wcswidth(text)
    return int(found) if found >= 0 else sum(0 if unicodedata.combining(char) else 1 for char in text)
