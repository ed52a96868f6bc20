"""Where a thing stands, as each format counts: paths from the repository's root, columns in its own unit.

Every position is made anew from the offsets into the source; none is taken over from another format.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import quote

from heartlint.text import Lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heartlint.report import Finding, Run, Trouble

LINE_ENDS = ("\r\n", "\n", "\r")
"""What ends a line, here and in `heartlint.text.Lines`."""

_STEP = 1024


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of a source: lines and columns from 1, the end column exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def on_one_line(self) -> bool:
        """Whether it ends on the line it begins on."""
        return self.line == self.end_line


def region(finding: Finding, source: str) -> Region:
    """A finding's place, columns in code points; its lines as a whole where only they are known."""
    start, end = _stretch(finding, source)
    return Region(*_lines(source).at(start), *_lines(source).at(end))


def byte_region(finding: Finding, source: str) -> Region:
    """The same with columns in bytes of UTF-8, as the proto of reviewdog's format asks."""
    start, end = _stretch(finding, source)
    lines = _lines(source)
    (line, column), (end_line, end_column) = lines.at(start), lines.at(end)
    count = _bytes(source)
    return Region(
        line,
        count.at(start) - count.at(start - column + 1) + 1,
        end_line,
        count.at(end) - count.at(end - end_column + 1) + 1,
    )


def _stretch(finding: Finding, source: str) -> tuple[int, int]:
    if finding.exact:
        return finding.start, finding.end
    lines = _lines(source)
    line, _ = lines.at(finding.start)
    end_line, _ = lines.at(max(finding.end - 1, finding.start))
    end = lines.start(end_line + 1) if end_line < len(lines) else len(source)
    while end > lines.start(end_line) and source[end - 1] in "\r\n":
        end -= 1
    return lines.start(line), end


@lru_cache(maxsize=1)
def _lines(source: str) -> Lines:
    """The lines of a source; findings are many and share one."""
    return Lines(source)


class _Bytes:
    """Byte offsets in UTF-8 for offsets of one source, counted from the nearest mark before."""

    __slots__ = ("_marks", "_source")

    def __init__(self, source: str) -> None:
        self._source = "" if source.isascii() else source
        self._marks = [0]
        for at in range(0, len(self._source), _STEP):
            self._marks.append(self._marks[-1] + _size(source[at : at + _STEP]))

    def at(self, offset: int) -> int:
        """How many bytes stand before a code point."""
        if not self._source:
            return offset
        mark = offset // _STEP
        return self._marks[mark] + _size(self._source[mark * _STEP : offset])


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=1)
def _bytes(source: str) -> _Bytes:
    return _Bytes(source)


def path(name: str) -> str:
    """A file's name as its repository knows it: from the repository's root, with forward slashes.

    The root is where GitHub or GitLab says that it checked out, and the current folder otherwise. The name of a
    file outside it stays as it is.
    """
    if name.startswith("<"):  # standard input, or a text
        return name
    absolute = os.path.abspath(name)  # noqa: PTH100 - `..` taken out, and links not followed
    root = os.environ.get("GITHUB_WORKSPACE") or os.environ.get("CI_PROJECT_DIR") or os.getcwd()  # noqa: PTH109
    for folder in dict.fromkeys((os.path.abspath(root), os.path.realpath(root))):  # noqa: PTH100
        if PurePath(absolute).is_relative_to(folder):
            return PurePath(absolute).relative_to(folder).as_posix()
    return PurePath(name).as_posix()


def uri(name: str) -> str:
    """The same as a URI reference, relative to the repository's root; a `file:` URI for a file outside it."""
    found = path(name)
    if found.startswith("../"):
        found = PurePath(os.path.abspath(name)).as_posix()  # noqa: PTH100
    try:
        data = found.encode("utf-8", "surrogateescape")  # a name that is no UTF-8, byte for byte
    except UnicodeEncodeError:
        data = found.encode("utf-8", "surrogatepass")
    return f"file:///{quote(data.lstrip(b'/'), safe='/:')}" if PurePath(found).is_absolute() else quote(data)


def troubles(run: Run) -> Iterator[tuple[Trouble, str | None, int | None]]:
    """Every trouble of a run, with the file and the line it is about, where it is about one."""
    for trouble in run.troubles:
        yield (trouble, *_file_of(trouble))
    for report in run.reports:
        yield from ((trouble, report.name, None) for trouble in report.troubles)


_PLACE = re.compile(r"(.+?)(?::(\d{1,9}))?(?::\d{1,9})?", re.DOTALL)


def _file_of(trouble: Trouble) -> tuple[str | None, int | None]:
    if trouble.file:  # known, whatever its name looks like
        return trouble.file, None
    if trouble.where.startswith(("rule ", "pack ")) or trouble.where.endswith(("'", '"')):
        return None, None
    found = _PLACE.fullmatch(trouble.where)
    if found is None:
        return None, None
    return found[1], int(found[2]) or None if found[2] else None
