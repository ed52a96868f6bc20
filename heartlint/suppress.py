"""Findings that somebody argued with: by a comment in the copy, or by its words in the config.

`ignore` looks at the lines its comment stands on, `ignore-next` at the text that follows (the rest of the block it
stands in, or else the next block), `disable` up to its `enable`, `ignore-file` at the whole message. A finding is held
back by them where any word of it stands there (and all of it, for `ignore-next`). What cannot be used (no reason,
an unknown rule, no end) holds back nothing, and what holds back nothing is said.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from heartlint import upkeep
from heartlint.engine import describe
from heartlint.text import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from heartlint.engine import Mark
    from heartlint.report import By, Finding, Report
    from heartlint.rule import Rule
    from heartlint.text import Directive, Document, Lines

_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " "})


class Quoted(NamedTuple):
    """An entry of the config: findings of these rules in these words are held back."""

    files: tuple[str, ...]
    """The patterns of the files it is for."""
    specs: tuple[Any, ...]
    """A pathspec.GitIgnoreSpec of all of them together, and one of each."""
    rules: frozenset[str]
    text: str
    reason: str

    def is_for(self, name: str) -> bool:
        """Whether a file, as the config counts it, is one it is for."""
        return bool(self.specs[0].match_file(name))

    def holds(self, finding: Finding) -> bool:
        """Whether the quoted words are in the finding's sentence, and the finding's in the quoted."""
        quoted = folded(self.text)
        return finding.rule in self.rules and folded(finding.text) in quoted and quoted in folded(finding.sentence)


_MAGIC = frozenset("*?[!")


def idle_in(
    reports: Sequence[Report], quoted: Iterable[Quoted], relative: Callable[[str], str], *, all_: bool
) -> Iterable[tuple[int, Quoted]]:
    """The entries of the config that held nothing back, each with the report of the first file that it is for.

    Nothing is said of one whose patterns do not all lead to checked files, or that stands for more files than it
    names, unless `all_` files were checked. `relative` gives a file as the config counts it.
    """
    names = [relative(report.name) for report in reports]
    for one in quoted:
        if not all_ and any(_MAGIC.intersection(pattern) for pattern in one.files):
            continue
        numbers = [number for number, name in enumerate(names) if one.is_for(name)]
        held = (held for number in numbers for held in reports[number].suppressed if held.by == "config")
        if not numbers or any(one.holds(each.finding) for each in held):
            continue
        if all(any(spec.match_file(names[number]) for number in numbers) for spec in one.specs[1:]):
            yield numbers[0], one


def folded(text: str) -> str:
    """Words as they are compared: case, white space and the shape of quotes do not matter."""
    return " ".join(text.translate(_QUOTES).split()).casefold()


@dataclass(slots=True, eq=False, repr=False)
class Outcome:
    """Marks that go on, marks held back with what holds them and why, and what is said of the comments."""

    kept: list[Mark]
    held: list[tuple[Mark, By, str]] = field(default_factory=list)
    said: list[Finding] = field(default_factory=list)


@dataclass(slots=True, eq=False, repr=False)
class _Comment:
    """A comment that can be used: where it looks, what it names, and which of that it held back."""

    directive: Directive
    rules: dict[str, frozenset[str]]
    span: Span
    block: int | None = None
    used: set[str] = field(default_factory=set)


class _Comments:
    """Comments by where they look, so that a mark asks only those that may hold it."""

    def __init__(self, comments: Sequence[_Comment], lines: Lines) -> None:
        self._lines = lines
        self._names: dict[str, list[str]] = defaultdict(list)  # from a rule to what comments call it
        self._by_line: dict[tuple[str, int], _Comment] = {}
        self._by_block: dict[tuple[str, int], _Comment] = {}
        self._stretches: dict[str, list[_Comment]] = defaultdict(list)  # of one name, these do not overlap
        self._whole: dict[str, _Comment] = {}
        known: set[str] = set()
        for comment in sorted(comments, key=lambda one: one.span.start):
            for name, ids in comment.rules.items():
                for id_ in () if name in known else ids:
                    self._names[id_].append(name)
                known.add(name)
                self._add(name, comment)

    def _add(self, name: str, comment: _Comment) -> None:
        verb = comment.directive.verb
        if verb == "ignore":
            first, last = self._of(comment.directive.span)
            for line in range(first, last + 1):
                self._by_line.setdefault((name, line), comment)
        elif verb == "ignore-next" and comment.block is not None:
            self._by_block.setdefault((name, comment.block), comment)
        elif verb == "disable":
            self._stretches[name].append(comment)
        else:
            self._whole.setdefault(name, comment)

    def _of(self, span: Span) -> tuple[int, int]:
        return self._lines.at(span.start)[0], self._lines.at(max(span.end - 1, span.start))[0]

    def holder(self, mark: Mark) -> tuple[str, _Comment] | None:
        """The comment that holds a mark back, the one that looks at the least first, and what it calls the rule."""
        names = self._names.get(mark.rule.id)
        if names is None:
            return None
        pieces = mark.reading.block.in_source(mark.span)
        place = Span(min(p.source.start for p in pieces), max(p.source.end for p in pieces))
        first, last = self._of(place)
        for name in names:
            for line in range(first, last + 1):
                if (name, line) in self._by_line:
                    return name, self._by_line[name, line]
            following = self._by_block.get((name, mark.block))
            if following is not None and place.start >= following.span.start:
                return name, following
            stretches = self._stretches.get(name, [])
            index = bisect_left(stretches, place.end, key=lambda one: one.span.start) - 1
            if index >= 0 and stretches[index].span.overlaps(place):
                return name, stretches[index]
        return next(((name, self._whole[name]) for name in names if name in self._whole), None)


def hold_back(  # noqa: PLR0913 - the message, what it is held to, and what is known of the rules
    marks: Iterable[Mark],
    document: Document,
    lines: Lines,
    quoted: Sequence[Quoted],
    names: Callable[[str], frozenset[str]],
    active: frozenset[str],
    *,
    require_reason: bool = True,
) -> Outcome:
    """The marks of a message parted into those that are told and those held back.

    `quoted` are the config's entries for this file, `active` the ids of the rules that ran on it: of others it cannot
    be known whether a comment is needed. `names` gives the ids that a comment's name for a rule stands for, and raises
    ValueError, with the nearest name, where it stands for none.
    """
    outcome = Outcome([])
    comments = list(_usable(document, lines, names, outcome.said, require_reason)) if document.directives else []
    outcome.said.sort(key=lambda finding: (finding.start, finding.rule))
    if not comments and not quoted:
        outcome.kept = list(marks)
        return outcome
    index = _Comments(comments, lines)
    for mark in marks:
        by: tuple[By, str] | None = None
        if mark.rule.side == "finding":
            holder = index.holder(mark)
            if holder is not None:
                holder[1].used.add(holder[0])
                by = "comment", holder[1].directive.reason
            elif quoted:
                told = describe(mark, lines)
                by = next((("config", one.reason) for one in quoted if one.holds(told)), None)
        if by is None:
            outcome.kept.append(mark)
        else:
            outcome.held.append((mark, *by))
    for comment in comments:
        idle = [name for name, ids in comment.rules.items() if name not in comment.used and ids <= active]
        if idle:
            what = ", ".join(idle)
            why = f"No finding of {what} stands where it looks." if len(comment.rules) > 1 else ""
            outcome.said.append(_said(upkeep.UNUSED, comment.directive, document, lines, why))
    outcome.said.sort(key=lambda finding: (finding.start, finding.rule))
    return outcome


def _usable(
    document: Document,
    lines: Lines,
    names: Callable[[str], frozenset[str]],
    said: list[Finding],
    require_reason: bool,
) -> Iterable[_Comment]:
    """The comments that hold something back; of the others it is said why they do not."""
    open_: dict[str, tuple[Directive, frozenset[str]]] = {}
    refused: set[str] = set()  # what a disable that cannot be used names: its enable is not blamed as well
    source = document.source
    after = _Blocks(document) if any(one.verb == "ignore-next" for one in document.directives) else None

    def say(rule: Rule, directive: Directive, why: str = "") -> None:
        said.append(_said(rule, directive, document, lines, why))

    for directive in document.directives:
        if directive.fault:
            say(upkeep.MALFORMED, directive, f"It holds back nothing: {directive.fault}.")
            continue
        if directive.verb == "enable":
            strangers = [name for name in directive.rules if name not in open_ and name not in refused]
            if strangers:
                say(upkeep.UNUSED, directive, f"{', '.join(strangers)} is not disabled above.")
            closed: dict[Directive, dict[str, frozenset[str]]] = defaultdict(dict)
            for name in directive.rules:
                if name in open_:
                    opener, ids = open_.pop(name)
                    closed[opener][name] = ids
            for opener, named in closed.items():
                yield _Comment(opener, named, Span(opener.span.end, directive.span.start))
            refused.difference_update(directive.rules)
            continue
        rules: dict[str, frozenset[str]] = {}
        for name in directive.rules:
            try:
                rules[name] = names(name)
            except ValueError as error:
                say(upkeep.UNKNOWN, directive, f"There is an {error}")
        unusable = require_reason and not directive.reason
        if directive.verb == "disable":
            refused.update(directive.rules if unusable else set(directive.rules).difference(rules))
        if unusable:
            say(upkeep.NO_REASON, directive)
            continue
        if not rules:
            continue
        if directive.verb == "disable":
            again = [name for name in rules if name in open_]
            if again:
                say(upkeep.UNUSED, directive, f"{', '.join(again)} is disabled above already.")
            open_ |= {name: (directive, ids) for name, ids in rules.items() if name not in open_}
        elif directive.verb == "ignore-file":
            yield _Comment(directive, rules, Span(0, max(len(source), 1)))
        elif directive.verb == "ignore":
            yield _Comment(directive, rules, directive.span)
        elif after is not None and (block := after(directive.span.end)) is not None:
            yield _Comment(directive, rules, Span(directive.span.end, len(source)), block)
        else:
            say(upkeep.UNUSED, directive, "No text follows it.")
    unclosed: dict[Directive, list[str]] = defaultdict(list)
    for name, (opener, _) in open_.items():
        unclosed[opener].append(name)
    for opener, missing in unclosed.items():
        say(upkeep.UNCLOSED, opener, f"It holds back nothing: there is no enable[{', '.join(missing)}] below it.")


class _Blocks:
    """Which block's text comes first after a place in the source."""

    def __init__(self, document: Document) -> None:
        pieces = sorted(
            (piece.source.start, number)
            for number, block in enumerate(document.blocks)
            for piece in block.pieces
            if not piece.text.isspace()
        )
        self._starts = [start for start, _ in pieces]
        self._numbers = [number for _, number in pieces]

    def __call__(self, place: int) -> int | None:
        index = bisect_left(self._starts, place)
        return self._numbers[index] if index < len(self._numbers) else None


def _said(rule: Rule, directive: Directive, document: Document, lines: Lines, why: str) -> Finding:
    return upkeep.finding(rule, directive.words, document.source, lines, why)
