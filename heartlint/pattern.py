"""Regular expressions that are compiled when they are first needed."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, AnyStr, Generic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Pattern(Generic[AnyStr]):
    """A regular expression that is compiled when it is first needed.

    Most messages use one dialect and few kinds of markup, and compiling the patterns of all would take longer than
    reading them. What every message needs is better compiled at once: a call through here takes a little longer.
    """

    __slots__ = ("_compiled", "_flags", "source")

    def __init__(self, source: AnyStr, flags: int = 0) -> None:
        self.source: AnyStr = source
        self._flags = flags
        self._compiled: re.Pattern[AnyStr] | None = None

    @property
    def compiled(self) -> re.Pattern[AnyStr]:
        """The compiled expression."""
        if self._compiled is None:
            self._compiled = re.compile(self.source, self._flags)
        return self._compiled

    def match(self, text: AnyStr, start: int = 0, end: int = sys.maxsize) -> re.Match[AnyStr] | None:
        """As `re.Pattern.match`."""
        return (self._compiled or self.compiled).match(text, start, end)

    def fullmatch(self, text: AnyStr) -> re.Match[AnyStr] | None:
        """As `re.Pattern.fullmatch`."""
        return (self._compiled or self.compiled).fullmatch(text)

    def search(self, text: AnyStr, start: int = 0, end: int = sys.maxsize) -> re.Match[AnyStr] | None:
        """As `re.Pattern.search`."""
        return (self._compiled or self.compiled).search(text, start, end)

    def finditer(self, text: AnyStr, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[AnyStr]]:
        """As `re.Pattern.finditer`."""
        return (self._compiled or self.compiled).finditer(text, start, end)

    def findall(self, text: AnyStr) -> list[AnyStr]:
        """As `re.Pattern.findall`, for expressions of at most one group."""
        return (self._compiled or self.compiled).findall(text)

    def sub(self, replacement: AnyStr | Callable[[re.Match[AnyStr]], AnyStr], text: AnyStr) -> AnyStr:
        """As `re.Pattern.sub`."""
        return (self._compiled or self.compiled).sub(replacement, text)
