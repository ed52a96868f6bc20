"""What a rule is, and all that a rule author imports.

A list of wordings is a card (a .toml file); anything with an `if` is a module: a function under `@rule`.
Both become the same `Rule`, and both carry their proof: lines in which guillemets mark what must be found,
and near misses that must pass.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from heartlint.language import Reading, Sentence, Tag, Word
from heartlint.pattern import Pattern
from heartlint.text import Block, Document, Slot, Span
from heartlint.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from heartlint.wording import Wording

__all__ = [
    "Block", "Document", "Hit", "Match", "Pattern", "Reading", "Rule", "RuleError", "Sentence", "Slot", "Span", "Tag",
    "Word", "rule",
]  # fmt: skip

Side = Literal["finding", "credit"]
Severity = Literal["error", "warning", "info"]
Confidence = Literal["sure", "likely"]
Band = Confidence | Literal["judged"]
"""How sure a wording is by itself; a term is "judged" where it stands."""
Lean = Literal["bold", "even", "wary"]
"""How ready a rule is to find a term that is judged: a step more than others, as they, a step less."""

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
CONFIDENCES: tuple[Confidence, ...] = ("sure", "likely")

FACTS = frozenset(
    {
        "document",
        "readings",
        "block",
        "matches",
        "slots",
        "words",
        "keys",
        "vocabulary",
        "sentences",
        "tags",
        "parse",
        "entities",
    },
)
"""What a rule's function may ask for by parameter name."""

MODEL_FACTS = frozenset({"tags", "parse", "entities"})
"""The facts that cost a language model."""


class RuleError(ValueError):
    """A rule that cannot be used as it stands; the message says where and what to do."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Hit(Value):
    """What a rule reports: a stretch of a block's text.

    A rule for one block may yield a bare `Span` instead. `block` is needed only where the rule looks at the
    whole message. `confidence`, `severity` and `why`, where given, replace the rule's own for this hit.
    """

    span: Span
    block: Block | None = None
    confidence: Confidence | None = None
    severity: Severity | None = None
    why: str = ""


class Match(NamedTuple):
    """One of a rule's trigger wordings, met in a block.

    `span` is what the wording's guillemets mark (all of it, where there are none), `whole` the wording in
    full; `first` and `last` are the indices of its first and last word in the block's `words`.
    """

    span: Span
    whole: Span
    first: int
    last: int
    wording: str
    confidence: Band | None = None


class Find(Protocol):
    """The function of a module rule: called with the facts it names, it yields what it found."""

    __name__: str

    def __call__(self, **facts: object) -> Iterable[Span | Hit]:
        """What was found, in the block's own coordinates."""
        ...


class Neighbours(NamedTuple):
    """What stands around a match and decides for or against it."""

    unless: Sequence[Wording] = ()
    """Longer wordings that are fine: a match that overlaps one of them is dropped."""
    near: Sequence[Wording] = ()
    """At least one of these must stand in the same sentence."""
    unless_near: Sequence[Wording] = ()
    """None of these may stand in the same sentence."""


_ALONE = Neighbours()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Rule(Value):
    """One thing the heart check looks for.

    `id` is "family/name". `side` says whether it finds fault or gives credit. `needs` are the facts its
    function asks for. `triggers` are the wordings and marks (see `rule`) without which it is not called.
    """

    id: str
    side: Side
    severity: Severity
    confidence: Confidence
    title: str
    why: str
    instead: str
    finds: tuple[str, ...]
    passes: tuple[str, ...]
    evidence: str = ""
    triggers: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    wordings: Sequence[Wording] = ()
    bands: tuple[Band, ...] = ()
    """A card's confidence for each of its wordings, terms "judged"; wordings beyond these only wake the rule."""
    lean: Lean = "even"
    misses: tuple[str, ...] = ()
    """Lines that go wrong yet: marked as `finds` are, it should find them; unmarked, pass them."""
    neighbours: Neighbours = _ALONE
    token_patterns: tuple[tuple[dict[str, object], ...], ...] = ()
    excuse: bool = True
    find: Find | None = None
    needs: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    since: str = ""
    origin: str = ""

    @property
    def family(self) -> str:
        """The part of the id before the slash."""
        return self.id.partition("/")[0]

    @property
    def name(self) -> str:
        """The part of the id after the slash."""
        return self.id.partition("/")[2]

    @property
    def needs_model(self) -> bool:
        """Whether a candidate of this rule makes the language model load."""
        return bool(self.token_patterns) or not MODEL_FACTS.isdisjoint(self.needs)


def rule(  # noqa: PLR0913 - each is one line of a rule's card
    *,
    triggers: str | Sequence[str],
    finds: Sequence[str],
    passes: Sequence[str],
    instead: str,
    side: Side = "finding",
    severity: Severity = "warning",
    confidence: Confidence = "sure",
    family: str = "",
    evidence: str = "",
    roles: Sequence[str] = (),
    excuse: bool = True,
    aliases: Sequence[str] = (),
    since: str = "",
) -> Callable[[Callable[..., Iterable[Span | Hit]]], Rule]:
    """Make a rule of a function that yields spans of a block's text.

    The docstring is the message: its first line is the title, the rest the why. The function's name is the
    rule's name (`open_question` becomes `open-question`), its folder the family, unless `family` is given.
    The function asks for facts by parameter name: `document`, `block`, `matches` (of its trigger wordings),
    `slots` (of the block), `words`, `keys`, `vocabulary`, `sentences`, and, at the price of loading a language
    model, `tags`, `parse`, `entities`.

    `triggers` name what must be there before the function is called at all: wordings as in a card ("our
    leads"), single punctuation marks ("?"), `@slot` (a merge tag or blank in the block), `@subject` and the
    other roles, `@block` (every judged block), `@message` (once for the whole message; the function then asks
    for `document` or `readings` only, and yields `Hit`s that name their block). `readings` are the judged
    blocks in order, each with its `block`, `words` and `sentences`. `keys` are those of the words, `vocabulary` is
    the set of them: a rule that finds none of its words in it can end there.

    With `excuse` on, a hit that the sentence denies or merely mentions ("you are not a lead to us", "stop
    saying leads") is not reported.

    Raises RuleError where a trigger, an example, `instead` or the docstring is missing.
    """

    def make(function: Callable[..., Iterable[Span | Hit]]) -> Rule:
        where = f"rule {function.__module__}.{function.__name__}"
        title, _, why = inspect.cleandoc(function.__doc__ or "").partition("\n")
        if not title.strip() or not why.strip():
            msg = f"{where}: the docstring is the message: write a title line, an empty line, and the why"
            raise RuleError(msg)
        needs = tuple(inspect.signature(function).parameters)
        if unknown := [name for name in needs if name not in FACTS]:
            msg = f"{where}: asks for {unknown[0]!r}; it may ask for {', '.join(sorted(FACTS))}"
            raise RuleError(msg)
        if not instead.strip():
            raise RuleError(f"{where}: instead: is empty; ask what the writer could say instead")
        if not any(trigger.strip() for trigger in ([triggers] if isinstance(triggers, str) else triggers)):
            raise RuleError(f"{where}: triggers: name the words, marks or @roles without which the rule is not called")
        check_examples(where, finds, passes)
        return Rule(
            id=f"{family}/{function.__name__.replace('_', '-')}",
            side=side,
            severity=severity,
            confidence=confidence,
            title=title.strip(),
            why=" ".join(why.split()),
            instead=instead,
            finds=tuple(finds),
            passes=tuple(passes),
            evidence=evidence,
            triggers=(triggers,) if isinstance(triggers, str) else tuple(triggers),
            roles=tuple(roles),
            excuse=excuse,
            find=function,
            needs=needs,
            aliases=tuple(aliases),
            since=since,
        )

    return make


def check_examples(where: str, finds: Sequence[str], passes: Sequence[str]) -> None:
    """Refuse a rule whose proof is missing: RuleError unless both kinds of example are there and marked."""
    if not finds:
        raise RuleError(f"{where}: finds: give at least one line it finds, the found words between « and »")
    if not passes:
        raise RuleError(f"{where}: passes: give at least one near miss, a line that must stay silent")
    for example in finds:
        before, *marked = example.split("«")
        if "»" in before or not marked or any(part.count("»") != 1 or part.startswith("»") for part in marked):
            raise RuleError(f"{where}: finds: mark what must be found between « and » in {example!r}")
