"""Walks a source from delimiter to delimiter, and keeps what was found: slots, hidden stretches, open conditions."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, ClassVar, Final

from heartlint.read.fields import Inside, condition_sides, make, path_key, read_inside, role_of
from heartlint.read.tags.copy import IN_STRING, PLACEHOLDERS, QUOTE, is_sentence, shown_strings
from heartlint.read.tags.patterns import BINDING, BLANK_LINE, BRACES, CLOSING, DEFINITION, LONGEST, OPENER, SURE_BLANK
from heartlint.text import Slot, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from heartlint.pattern import Pattern
    from heartlint.text import SlotKind, SlotRole


class Ahead:
    """Where a mark comes next. Asked from left to right, it looks at no stretch of the source twice."""

    __slots__ = ("_at", "_source")

    def __init__(self, source: str) -> None:
        self._source = source
        self._at: dict[str, int] = {}

    def find(self, mark: str, start: int) -> int:
        """The first `mark` from `start` on; -1 when there is none."""
        at = self._at.get(mark, -2)
        if at == -1:
            return -1
        if at < start:
            at = self._at[mark] = self._source.find(mark, start)
        return at

    def search(self, pattern: Pattern[str], start: int) -> int:
        """The start of the first match of a pattern from `start` on; -1 when there is none."""
        at = self._at.get(pattern.source, -2)
        if at == -1:
            return -1
        if at < start:
            match = pattern.search(self._source, start)
            at = self._at[pattern.source] = match.start() if match else -1
        return at


class Frame:
    """An open condition: which fields it says are not empty, here and in the branches to come.

    `each` is true for a loop, in which names are those of its items. `before` is what names stood for that the
    tag gave another meaning.
    """

    __slots__ = ("absent", "before", "each", "key", "lasting", "present")

    def __init__(self, key: str, present: frozenset[str], absent: frozenset[str]) -> None:
        self.key = key
        self.each = False
        self.before: dict[str, Inside | None] = {}
        self.present = present
        self.absent = absent  # not empty in all the branches behind this one
        self.lasting: list[str] = []


_DEEPEST: Final = 6
"""How many namespaces of a name that stands for another are kept."""


def bindings(tag: str) -> Iterator[tuple[str, Inside]]:
    """The names that a tag gives to fields, in either order: `name=user.first_name`, `user.first_name as name`."""
    for match in BINDING.finditer(tag):
        name, value = (match["name"], match["value"]) if match["name"] else (match["as"], match["what"])
        if value[0] in "\"'`":
            yield name, Inside(value, "plumbing")
            continue
        inside = read_inside(value if "default" in value else value.partition("|")[0], "curly_percent")
        yield name, inside if inside is not None and inside.field else Inside(name, "unknown")


class Base:
    """One walk over one source."""

    __slots__ = (
        "_all", "_bare", "_begun", "_blanks", "_bound", "_closing", "_counts", "_defined", "_each", "_ended",
        "_frames", "_pairs", "_paths", "_plain", "_stray", "_tagged", "ahead", "asides", "branches", "done", "hidden",
        "slots", "source",
    )  # fmt: skip

    handlers: ClassVar[dict[str, Callable[[Any, int], int]]] = {}
    """From the character a construct begins with to what tries it; each gives where to go on, or 0."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.ahead = Ahead(source)
        self.slots: list[Slot] = []
        self.hidden: list[Span] = []
        self.branches: list[Span] = []
        self.asides: list[Span] = []
        self.done = 0
        self._ended = ("", 0)  # the last section that was closed, and where
        self._begun = -1  # where the last construct ends that begins a choice
        self._pairs: dict[int, int] | None = None
        self._stray: set[int] = set()
        self._frames: list[Frame] = []
        self._bound: dict[str, Inside | None] = {}  # from a name to the field it stands for
        self._each = 0  # how many open loops there are whose items have no name
        self._counts: Counter[str] = Counter()
        self._paths: Counter[str] = Counter()
        self._bare: Counter[str] = Counter()
        self._all: Counter[str] = Counter()
        self._closing: frozenset[str] | None = None
        self._defined: frozenset[str] | None = None
        self._plain: bool | None = None
        self._blanks: bool | None = None
        self._tagged: bool | None = None

    def run(self) -> None:
        """Walk from opener to opener; what is found is stepped over."""
        at = 0
        source = self.source
        search = OPENER.search
        while match := search(source, at):
            start = match.start()
            end = self.handlers[source[start]](self, start)
            at = end or start + 1
            if end:
                self.done = end

    # -- what is found

    def slot(  # noqa: PLR0913 - the fields of a slot
        self,
        start: int,
        end: int,
        family: str,
        inside: Inside,
        *,
        kind: SlotKind | None = None,
        fault: str = "",
        role: SlotRole | None = None,
    ) -> int:
        """Record a slot, and the sentences in it that stand in for its field; returns its end."""
        if kind is None and inside.kind == "token":
            self._aside(start, end, inside.fallback or "")
        guarded = bool(self._frames) and bool(inside.field) and self.guarded(inside)
        if self._bound or self._each:
            meant = self.meant(inside)
            if meant is not inside:  # a fallback stands where the name was given: nothing inline, and no hole
                guarded = guarded or bool(meant.fallback) or (bool(self._frames) and self.guarded(meant))
                inside = meant._replace(fallback=inside.fallback)
        self.slots.append(
            Slot(
                span=Span(start, end),
                text=self.source[start:end],
                family=family,
                field=inside.field,
                role=role or inside.role,
                kind=kind or inside.kind,
                fallback=inside.fallback,
                guarded=guarded,
                syntax_fault=fault or inside.fault,
                path=path_key(inside.names, inside.field),
            ),
        )
        return end

    def named(  # noqa: PLR0913 - a shorthand for `slot`
        self,
        start: int,
        end: int,
        family: str,
        name: str,
        fallback: str | None = None,
        *,
        names: Iterable[str] = (),
        kind: SlotKind | None = None,
        fault: str = "",
    ) -> int:
        """Record a slot for a field by its name."""
        return self.slot(start, end, family, make(name, names, family, fallback), kind=kind, fault=fault)

    def hide(self, start: int, end: int) -> int:
        """Record a construct that no reader sees; returns its end."""
        last = self.hidden[-1] if self.hidden else None
        if last is not None and last.end == start and not (self.branches and self.branches[-1] == last):
            start = self.hidden.pop().start
        self.hidden.append(Span(start, end))
        return end

    def branch(self, start: int, end: int) -> int:
        """Record a construct at which one alternative gives way to the next; returns its end."""
        if self._begun != -1 and start - self._begun < 200 and not self.source[self._begun : start].strip():
            return self.hide(start, end)  # the first `when` of a `case`
        self.hidden.append(Span(start, end))
        self.branches.append(self.hidden[-1])
        return end

    # -- copy inside tags

    def copy(self, start: int, end: int, shown: Sequence[tuple[int, int]], *, apart: bool = False) -> int:
        """Record a construct of which only some stretches are shown; returns its end.

        With `apart` they stand for themselves, and are no part of the sentence around the construct.
        """
        if not shown:
            return self.hide(start, end)
        at = start
        for low, high in shown:
            if apart or at != start:
                self.branch(at, low)
            else:
                self.hide(at, low)
            self._worded(low, high)
            at = high
        return self.branch(at, end) if apart else self.hide(at, end)

    def _worded(self, start: int, end: int) -> None:
        """Find the placeholders in the text of a string, and hide the backslashes of escaped quotes."""
        for match in IN_STRING.compiled.finditer(self.source, start, end):
            low, high = match.span()
            text = match.group()
            if text[0] == "\\":
                self.hide(low, low + 1)
                continue
            family = next(family for opened, family in PLACEHOLDERS if text.startswith(opened))
            name = text.strip("#%{}( ").removesuffix(")s")
            inside = read_inside(name, family) if name[1:] else None  # %s and %d say nothing
            self.slot(low, high, family, inside or Inside(text, "unknown"))

    def _aside(self, start: int, end: int, fallback: str) -> None:
        source = self.source
        shown = shown_strings(source, start, end) if QUOTE.search(source, start, end) else []
        if not shown and is_sentence(fallback):
            low = source.rfind(fallback, start, end)
            shown = [(low, low + len(fallback))] if low > start else []
        self.asides.extend(Span(low, high) for low, high in shown)

    # -- conditions

    def open(self, key: str, condition: str = "", *, inverse: bool = False) -> None:
        """A condition begins; `key` is what its end will name. `inverse` is true for `unless`."""
        present, absent = condition_sides(condition) if condition else (frozenset[str](), frozenset[str]())
        if inverse:
            present, absent = absent, present
        self._frames.append(Frame(key, present, absent))
        self._counts[key] += 1
        self._count(present, 1)

    def each(self, key: str, name: str = "") -> None:
        """A loop begins: over items called `name`, or whose fields stand alone."""
        self.open(key)
        frame = self._frames[-1]
        if name:
            self.bind(name, Inside(name, "unknown", ("each",)), frame)
        else:
            frame.each = True
            self._each += 1

    def bind(self, name: str, inside: Inside, frame: Frame | None = None) -> None:
        """From here on, until `frame` ends, a name stands for a field."""
        inside = self.meant(inside)
        if frame is not None:
            frame.before.setdefault(name, self._bound.get(name))
        self._bound[name] = inside

    def bind_all(self, key: str, tag: str) -> None:
        """Give the names of a tag (`with name=user.first_name`) what they stand for, until the end that `key` names."""
        found = list(bindings(tag))
        if not found:
            return
        self.open(key)
        for name, inside in found:
            self.bind(name, inside, self._frames[-1])

    def meant(self, inside: Inside) -> Inside:
        """The field that a tag above says a name stands for; what was given where none does."""
        if inside.kind == "spintax" or not inside.field:
            return inside
        head = inside.names[0] if inside.names else inside.field
        bound = self._bound.get(head)
        if bound is None:
            if not self._each or inside.names or inside.role != "personal":
                return inside
            return inside._replace(names=("each",), role="unknown")
        if not inside.names:
            return bound._replace(fallback=inside.fallback or bound.fallback, kind=inside.kind, fault=inside.fault)
        names = (*bound.names, bound.field, *inside.names[1:])[-_DEEPEST:]
        return inside._replace(names=names, role=role_of(inside.field, names))

    def choose(self, key: str, end: int, about: str = "") -> None:
        """A choice begins (a `case`), which ends at `end`: what it is about is not empty in its branches."""
        self.open(key, about)
        frame = self._frames[-1]
        frame.present, frame.lasting = frozenset(), list(frame.present)
        self._begun = end

    def also(self, condition: str = "") -> None:
        """The next branch of the innermost frame: an `else`, or an `elsif` with its condition."""
        if not self._frames:
            return
        frame = self._frames[-1]
        self._count(frame.present, -1)
        self._count(frame.absent, 1)
        frame.lasting.extend(frame.absent)
        frame.present, frame.absent = condition_sides(condition) if condition else (frozenset(), frozenset())
        self._count(frame.present, 1)

    def close(self, key: str) -> None:
        """A condition ends; frames inside it that were never closed end with it."""
        if not self._counts[key]:
            return
        while self._frames:
            frame = self._frames.pop()
            self._counts[frame.key] -= 1
            self._count(frame.present, -1)
            self._count(frame.lasting, -1)
            self._each -= frame.each
            for name, inside in frame.before.items():
                self._bound[name] = inside
            if frame.key == key:
                break

    def _count(self, fields: Iterable[str], by: int) -> None:
        for path in fields:
            last = path.rpartition(".")[2]
            self._paths[path] += by
            self._all[last] += by
            if "." not in path:
                self._bare[last] += by

    def guarded(self, inside: Inside) -> bool:
        """Whether a condition on the same field stands around the current place."""
        key = path_key(inside.names, inside.field)
        last = key.rpartition(".")[2]
        if "." in key:
            return bool(self._paths[key] or self._bare[last])
        return bool(self._all[last])

    # -- surroundings

    def before(self, start: int) -> str:
        """The character before a place; empty at the beginning."""
        return self.source[start - 1] if start else ""

    def free(self, start: int, forbidden: str) -> bool:
        """Whether no word character and none of `forbidden` stands right before a place."""
        char = self.source[start - 1] if start else " "
        return start == self.done or not (char.isalnum() or char == "_" or char in forbidden)

    def within(self, start: int, end: int, longest: int = LONGEST) -> bool:
        """Whether a construct is short enough and has no blank line in it."""
        if end - start > longest:
            return False
        blank = self.ahead.search(BLANK_LINE, start)
        return blank == -1 or blank >= end

    def alone(self, start: int, end: int) -> bool:
        """Whether nothing else stands on the line."""
        ahead = self.source[end : end + 80].lstrip(" \t")
        behind = self.source[max(start - 80, 0) : start].rstrip(" \t")
        return (not ahead or ahead[0] in "\r\n") and (not behind or behind[-1] in "\r\n")

    @property
    def pairs(self) -> dict[int, int]:
        """From each brace that opens to the one that closes it, paragraph by paragraph."""
        if self._pairs is None:
            pairs: dict[int, int] = {}
            stack: list[int] = []
            for match in BRACES.finditer(self.source):
                char = match.group()
                if char == "{":
                    stack.append(match.start())
                elif char != "}":
                    stack.clear()
                elif stack:
                    pairs[stack.pop()] = match.start()
                else:
                    self._stray.add(match.start())
            self._pairs = pairs
        return self._pairs

    @property
    def closing(self) -> frozenset[str]:
        """The names of all elements that the source closes: <name>…</name> is XML and no blank."""
        if self._closing is None:
            self._closing = frozenset(name.lower() for name in CLOSING.findall(self.source))
        return self._closing

    @property
    def defined(self) -> frozenset[str]:
        """The labels of the source's link definitions: [name] may be a link to one."""
        if self._defined is None:
            labels = DEFINITION.findall(self.source) if "]:" in self.source else ()
            self._defined = frozenset(label.casefold() for label in labels)
        return self._defined

    @property
    def bracketed(self) -> bool:
        """Whether the source uses square brackets as a platform's merge tags."""
        if self._plain is None:
            self._plain = ",fallback=" in self.source
        return self._plain

    @property
    def tagged(self) -> bool:
        """Whether the source holds a tag of Django's, Jinja's or Liquid's, where a bar stands before a filter."""
        if self._tagged is None:
            self._tagged = "{%" in self.source
        return self._tagged

    @property
    def blanks(self) -> bool:
        """Whether the source holds a blank that can be nothing else: [Your Name], [Hiring Manager]."""
        if self._blanks is None:
            self._blanks = SURE_BLANK.search(self.source) is not None
        return self._blanks

    # -- braces
