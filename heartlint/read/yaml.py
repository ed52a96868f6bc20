"""YAML as a catalog of texts: each value at its exact place, its path as a hint of what it is.

The parser is PyYAML's: it tells where each value begins and ends. What stands between is taken apart here, line by
line; where that does not give what the parser says, the place is told as not exact.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from heartlint.read.formats import UnreadableError
from heartlint.read.templates import find_templates
from heartlint.read.values import Catalog
from heartlint.text import Lines, Writer, decoded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heartlint.text import Document

FORMAT = "yaml"

_Plan = list[tuple[int, int, str]]
"""Stretches of the source, and how each is decoded."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 1000
"""Open brackets, from which on the parser takes more than linear time."""
_FOLD = re.compile(r"[ \t]*(?:\r\n|\r|\n)(?:[ \t]*(?:\r\n|\r|\n))*[ \t]*")
_DOUBLE = re.compile(
    r"\\(?:x[0-9a-fA-F]{2}|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}"
    r"|(?:\r\n|\r|\n)[ \t]*|.)|" + _FOLD.pattern
)
_SINGLE = re.compile("''|" + _FOLD.pattern)
_LINE_END = re.compile(r"\r\n|\r|\n")
_HEADER = re.compile(r"[|>][-+0-9]*[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|\Z)")


def read(name: str, source: str) -> Document:
    """The texts of a YAML file. Raises UnreadableError, with line and column, for one that cannot be read."""
    masked = find_templates(source).masked
    _check_depth(masked)
    catalog = Catalog(name, source, FORMAT)
    aliases = 0
    path: list[str] = []
    counts: list[int] = []  # of each open collection: the index in a list; in a mapping -1 where a key comes next
    try:
        event: Any
        for event in yaml.parse(masked, Loader=_LOADER):
            kind = type(event).__name__
            if kind in {"MappingStartEvent", "SequenceStartEvent"}:
                mapping = kind == "MappingStartEvent"
                counts.append(-1 if mapping else 0)
                path.append("" if mapping else "[0]")
            elif kind in {"MappingEndEvent", "SequenceEndEvent"}:
                counts.pop()
                path.pop()
                _next(counts, path, "")
            elif kind == "AliasEvent":
                aliases += 1
                _next(counts, path, "")
            elif kind == "ScalarEvent":
                start, end = event.start_mark.index, event.end_mark.index
                if counts and counts[-1] == -1:
                    _next(counts, path, event.value)
                    continue
                if not (event.tag or "").endswith(":binary"):
                    writer = Writer(source)
                    _write(writer, masked, start, end, event)
                    catalog.add(tuple(path), writer)
                _next(counts, path, "")
    except yaml.YAMLError as error:
        raise _broken(source, error) from None
    if aliases:
        catalog.notes.append(f"{aliases} aliases: read where they are defined")
    return catalog.document()


def _next(counts: list[int], path: list[str], key: str) -> None:
    """Go on behind a value, or to the value of `key`."""
    if not counts:
        return
    if counts[-1] == -1:
        counts[-1] = -2
        path[-1] = key
    elif counts[-1] == -2:
        counts[-1] = -1
    else:
        counts[-1] += 1
        path[-1] = f"[{counts[-1]}]"


def _write(writer: Writer, masked: str, start: int, end: int, event: Any) -> None:  # noqa: ANN401 - a ScalarEvent
    """Write a scalar; where its pieces do not make what the parser says, all of it as one that is not exact."""
    if event.style in {"|", ">"}:
        plan = _block(masked, start, end, event.value, folded=event.style == ">")
    elif event.style == '"':
        plan = list(_flow(masked, start + 1, end - 1, _DOUBLE))
    elif event.style == "'":
        plan = list(_flow(masked, start + 1, end - 1, _SINGLE))
    else:
        plan = list(_flow(masked, start, end, _FOLD))
    said = "".join(decoded(masked[low:high], how) for low, high, how in plan)
    if said.strip() == event.value.strip():
        for low, high, how in plan:
            writer.write(low, high, how)
    else:
        writer.write(start, end, text=event.value)


def _flow(text: str, start: int, end: int, marks: re.Pattern[str]) -> Iterator[tuple[int, int, str]]:
    """A plain or quoted scalar: escapes decoded, line ends folded into spaces, empty lines kept."""
    at = start
    for match in marks.finditer(text, start, end):
        mark = match.group()
        yield at, match.start(), "verbatim"
        at = match.end()
        if mark == "''":
            yield *match.span(), "escape"
        elif mark[0] == "\\" and mark[1] in "\r\n":
            pass  # the line goes on
        elif mark[0] == "\\":
            yield *match.span(), "yaml"
        else:
            yield from _folded(text, *match.span())
    yield at, end, "verbatim"


def _folded(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """One line end is a space; of several, all but the first are line ends."""
    ends = list(_LINE_END.finditer(text, start, end))
    if len(ends) == 1:
        yield start, end, "space"
    for line in ends[1:]:
        yield *line.span(), "break"


def _block(text: str, start: int, end: int, value: str, *, folded: bool) -> _Plan:
    """A literal or folded scalar: indentation left out, and of a folded one single line ends made spaces."""
    header = _HEADER.match(text, start)
    if header is None:
        return []
    lines = []
    at = header.end()
    while at < end:
        found = _LINE_END.search(text, at, end)
        stop, after = found.span() if found else (end, end)
        lines.append((at, stop, after))
        at = after
    first = next((text[low:high] for low, high, _ in lines if text[low:high].strip()), "")
    said = next((line for line in value.split("\n") if line.strip()), "")
    indent = max(_indentation(first) - _indentation(said), 0)
    plan: _Plan = []
    for index, (low, high, after) in enumerate(lines):
        begins = min(low + indent, high)
        plan.append((begins, high, "verbatim"))
        if after == high:
            continue
        following = lines[index + 1] if index + 1 < len(lines) else None
        blank = begins == high
        joins = (
            folded
            and following is not None
            and not blank
            and text[begins] not in " \t"
            and min(following[0] + indent, following[1]) < following[1]
            and text[following[0] + indent] not in " \t"
        )
        if joins:
            plan.append((high, after, "space"))
        elif folded and not blank and text[begins] not in " \t" and _paragraph_ends(text, lines, index, indent):
            continue  # the first of several line ends is not shown
        else:
            plan.append((high, after, "break"))
    return plan


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _paragraph_ends(text: str, lines: list[tuple[int, int, int]], index: int, indent: int) -> bool:
    """Whether an empty line follows, and a line of text that is not indented behind it."""
    following = index + 1
    while following < len(lines) and lines[following][0] + indent >= lines[following][1]:
        following += 1
    if following == index + 1 or following == len(lines):
        return False
    return text[lines[following][0] + indent] not in " \t"


def _check_depth(masked: str) -> None:
    depth = 0
    for match in re.finditer(r"[\[{\]}]", masked):
        depth = depth + 1 if match.group() in "[{" else max(depth - 1, 0)
        if depth > _DEEPEST:
            line = masked.count("\n", 0, match.start()) + 1
            raise UnreadableError(f"is nested more than {_DEEPEST} deep at line {line}; flatten it")


def _broken(source: str, error: yaml.YAMLError) -> UnreadableError:
    mark = getattr(error, "problem_mark", None)
    at = getattr(error, "position", None) if mark is None else mark.index
    line, column = Lines(source).at(min(at or 0, len(source.rstrip())))
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or "something that cannot be read"
    return UnreadableError(f"is not valid YAML: line {line}, column {column}: {what}; mend it there")
