"""What may reach a terminal: no control character, escape sequence or direction mark of the copy's ever does."""

from __future__ import annotations

import re
import unicodedata

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def safe(text: str) -> str:
    r"""The text with every character that could act on a terminal shown instead: `\x1b`, `<U+202E>`."""
    return _UNSAFE.sub(_shown, text)


def line(text: str) -> str:
    """The same, on one line: line ends and tabs become spaces."""
    return safe(re.sub(r"[\t\r\n\u2028\u2029]+", " ", text))


def _shown(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"<U+{code:04X}>"


def width(text: str) -> int:
    """How many columns a text takes: wide characters two, combining marks none."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth  # noqa: PLC0415 - only where something is not ASCII

    found = wcswidth(text)
    return int(found) if found >= 0 else sum(0 if unicodedata.combining(char) else 1 for char in text)
