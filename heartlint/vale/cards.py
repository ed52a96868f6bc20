"""One Vale rule becomes cards. Each wording is tried in a sentence before it is written: no card goes out unproved."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from heartlint.engine import RuleSet
from heartlint.packs import read_card
from heartlint.passes import settle
from heartlint.read import read_source
from heartlint.rule import RuleError
from heartlint.vale import patterns
from heartlint.vale.patterns import InexpressibleError
from heartlint.vale.styles import LEVELS, one_of
from heartlint.wording import WordingError, parse_wordings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from heartlint.rule import Rule
    from heartlint.vale.styles import ValeRule

MOST_CARDS = 150
"""Replacements of one rule; where there are more, they are one card, which does not name them."""

ANOTHER = "What does the style call it, and does that word say it here?"
MOST_FINDS = 8
MOST_PASSES = 3

CASE = "is told apart by capitals only, and wordings do not look at case"
COMMON = "is too common a word to be looked for alone"
UNWORDED = "makes no wording"
SAME = "cannot be told from its own replacement, but for case, hyphens or a longer word"
UNFOUND = "is not found again in a sentence of its own"
BUILT = "has a replacement that is built from what was found"
NOT_A_TEXT = "is no text"
NO_NEAR_MISS = "leaves no near miss that passes"

_ROLES = {
    "": None, "text": None, "sentence": None,
    "heading": "heading", "list": "item", "paragraph": "paragraph", "link": "link", "alt": "alt",
    "table": "cell", "table.cell": "cell",
}  # fmt: skip
"""From a Vale scope to the role that cards name; None for all."""

_CARRIERS = ("Here it says {} today.", "Somebody wrote {} there.", "{} stands in it.", "{}")
_IN_ROLE = {"heading": "## {}", "item": "- {}", "link": "[{}](https://house.example/)", "cell": "| {} |\n|---|\n| x |"}
_IN_ROLE["alt"] = "![{}](house.png)"


@dataclass(frozen=True, slots=True)
class Left:
    """Something that was not carried over: the rule, which part of it ("" for all), and why."""

    rule: str
    part: str
    why: str


@dataclass(slots=True)
class Carried:
    """What became of one rule."""

    rule: str
    cards: dict[str, str] = field(default_factory=dict)
    """From the name of each card, without its family, to its text."""
    tokens: int = 0
    """How many tokens the rule has; those that are not in `left` are in the cards."""
    left: list[Left] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Token:
    pattern: str
    texts: tuple[str, ...]
    wordings: tuple[str, ...]
    instead: tuple[str, ...]


class _NotCarriedError(ValueError):
    """A whole rule that cannot be carried over; the message is why."""


def carry(rule: ValeRule, family: str, taken: set[str]) -> Carried:
    """What becomes of a rule. Its cards get names that are not in `taken`, and are then. This never raises."""
    done = Carried(rule.title)
    try:
        _carry(rule, family, taken, done)
    except _NotCarriedError as error:
        done.cards.clear()
        done.notes.clear()
        done.left = [Left(rule.title, "", str(error))]
    return done


def _carry(rule: ValeRule, family: str, taken: set[str], done: Carried) -> None:
    kind = rule.text("extends")
    if kind not in {"existence", "substitution"}:
        raise _NotCarriedError(f"is of the kind {kind!r}; only existence and substitution are lists of wordings")
    given = rule.pairs("swap") if kind == "substitution" else [(one, "") for one in _tokens(rule)]
    listed = rule.keys.get("swap" if kind == "substitution" else "tokens")
    done.tokens = len(listed) if isinstance(listed, (list, dict)) and not rule.texts("raw") else len(given)
    done.left += [Left(rule.title, "(a token)", NOT_A_TEXT)] * (done.tokens - len(given))
    if not given:
        raise _NotCarriedError("has no tokens that are texts")
    roles = _roles(rule)
    unless = _exceptions(rule)
    groups: dict[tuple[str, ...], list[_Token]] = {}
    for pattern, replacement in given:
        try:
            token = _token(rule, pattern, replacement)
            _try(token, family, roles)
        except InexpressibleError as error:
            done.left.append(Left(rule.title, pattern, str(error)))
        else:
            groups.setdefault(token.instead, []).append(token)
    _notes(rule, groups, done)
    if len(groups) > MOST_CARDS:
        done.notes.append(f"says that the style has another word and not which ({len(groups)} are too many for cards)")
        groups = {(): [token for tokens in groups.values() for token in tokens]}
    name = slug(rule.name)
    for instead, tokens in groups.items():
        card = _card(rule, tokens, instead, roles, unless, family)
        if card is None:
            done.left += [Left(rule.title, token.pattern, NO_NEAR_MISS) for token in tokens]
        else:
            word = slug(instead[0] if instead else "nothing")
            done.cards[free(name if len(groups) == 1 else f"{name}-{word}", taken)] = card


def _tokens(rule: ValeRule) -> list[str]:
    """The tokens as Vale puts them together: what `raw` holds stands before each, or with `append` behind it."""
    raw = "".join(rule.texts("raw"))
    tokens = rule.texts("tokens")
    if not raw:
        return tokens
    if not tokens:
        return [raw]
    if rule.yes("nonword"):
        return [f"{token}{raw}" if rule.yes("append") else f"{raw}{token}" for token in tokens]
    edged = [rf"\b(?:{token})\b" for token in tokens]
    return [f"{token}{raw}" if rule.yes("append") else f"{raw}{token}" for token in edged]


def _roles(rule: ValeRule) -> tuple[str, ...]:
    roles = set()
    for scope in rule.texts("scope") or [""]:
        if scope not in _ROLES:
            raise _NotCarriedError(f"looks only at the scope {scope!r}, which is no role of a message's parts")
        roles.add(_ROLES[scope])
    return () if None in roles else tuple(sorted(role for role in roles if role))


def _exceptions(rule: ValeRule) -> tuple[str, ...]:
    found: list[str] = []
    for exception in rule.texts("exceptions"):
        try:
            found += [patterns.wording(text) for text in patterns.texts(exception, whole=True)]
        except InexpressibleError as error:
            raise _NotCarriedError(f"has the exception {exception!r}, which {error}") from None
    return tuple(dict.fromkeys(found))


def _token(rule: ValeRule, pattern: str, replacement: str) -> _Token:
    """A token as wordings. Raises InexpressibleError."""
    whole = not rule.yes("nonword") and not rule.texts("raw")
    texts = patterns.texts(pattern, whole=whole)
    if (
        not rule.yes("ignorecase")
        and not patterns.is_case_blind(pattern)
        and any(text != text.lower() for text in texts)
    ):
        raise InexpressibleError(CASE)
    if re.search(r"\$\d|\\|\(\?", replacement):
        raise InexpressibleError(BUILT)
    instead = tuple(" ".join(one.split()) for one in replacement.split("|") if one.strip())
    wordings = tuple(patterns.merged(patterns.wording(text) for text in texts))
    for one in wordings:
        try:
            parse_wordings(one)
        except WordingError as error:
            raise InexpressibleError(COMMON if "would match every" in str(error) else UNWORDED) from None
    return _Token(pattern, tuple(texts), wordings, instead)


def _try(token: _Token, family: str, roles: Sequence[str]) -> None:
    """Raise InexpressibleError unless each text of a token is found, and its replacement passes."""
    checker = _Checker(_plain_card(token.wordings, roles), family, roles)
    for text in token.texts:
        if checker.found(text) is None:
            raise InexpressibleError(UNFOUND)
    for replacement in token.instead:
        if not checker.silent(replacement):
            raise InexpressibleError(SAME)


def _plain_card(wordings: Sequence[str], roles: Sequence[str]) -> str:
    lines = {
        "title": "x", "why": "x", "instead": "x", "excuse": False, "phrases": list(wordings), "roles": list(roles),
        "finds": ["\u00abx\u00bb"], "passes": ["x"],
    }  # fmt: skip
    return toml(lines)


class _Checker:
    """One card, run over sentences as a user's file would be."""

    def __init__(self, card: str, family: str, roles: Sequence[str]) -> None:
        self._rules = RuleSet([_rule(card, family)])
        self._roles = roles

    def marks(self, source: str) -> list[tuple[int, int]]:
        """Where the card finds something in a Markdown source."""
        found = []
        for document in read_source("example", source, "markdown"):
            marks, troubles = self._rules.run(document)
            if troubles:
                return []
            for mark in settle(marks):
                pieces = mark.reading.block.in_source(mark.span)
                found.append((min(one.source.start for one in pieces), max(one.source.end for one in pieces)))
        return sorted(found)

    def sources(self, text: str) -> Iterator[str]:
        """Sentences, in each role of the card, that hold a text."""
        for role in self._roles or ("",):
            for carrier in _CARRIERS:
                yield _IN_ROLE.get(role, "{}").format(carrier.format(patterns.sample(text)))

    def found(self, text: str) -> str | None:
        """A sentence with the text, in which just it is found and marked; None where it is found in none."""
        bare = _bare(patterns.sample(text))
        for source in self.sources(text):
            marks = self.marks(source)
            if len(marks) == 1 and _bare(source[slice(*marks[0])]) == bare:
                start, end = marks[0]
                return f"{source[:start]}\u00ab{source[start:end]}\u00bb{source[end:]}"
        return None

    def silent(self, text: str) -> str | None:
        """A sentence with the text, in which nothing is found; None where the text itself is found in one."""
        quiet = [source for source in self.sources(text) if not self.marks(source)]
        return quiet[0] if len(quiet) == len(list(self.sources(text))) else None


def _bare(text: str) -> str:
    return text.strip(" ,.!?:;\u2014/\"'()").lower()


def _rule(card: str, family: str) -> Rule:
    try:
        return read_card(card.encode(), "card", family, "x", "vale", {})
    except RuleError as error:
        raise InexpressibleError(UNWORDED) from error


def _card(  # noqa: PLR0913 - the parts of a card
    rule: ValeRule,
    tokens: Sequence[_Token],
    instead: Sequence[str],
    roles: Sequence[str],
    unless: Sequence[str],
    family: str,
) -> str | None:
    """The text of a card; None where it cannot be proved."""
    texts = [text for token in tokens for text in token.texts]
    told, rest = _message(rule, [patterns.sample(text) for text in texts], instead)
    link = rule.text("link").strip()
    card = {
        "title": told,
        "severity": LEVELS.get(rule.text("level", "warning"), "warning"),
        # Vale fails a build for errors only
        "confidence": "sure" if rule.text("level") == "error" else "likely",
        "why": " ".join(f"{rule.text('description')} {rest} Carried over from Vale's rule {rule.title}.".split()),
        "instead": _question(rule, instead, folded=any(token.instead != instead for token in tokens)),
        "evidence": f"The style's own page: {link}" if link else "",
        "excuse": False,
        "roles": list(roles),
        "phrases": list(dict.fromkeys(wording for token in tokens for wording in token.wordings)),
        "unless": list(unless),
    }
    try:
        checker = _Checker(toml({**card, "finds": ["\u00abx\u00bb"], "passes": ["x"]}), family, roles)
    except InexpressibleError:
        return None
    finds = _some((checker.found(token.texts[0]) for token in tokens), MOST_FINDS)
    passes = _some((checker.silent(text) for text in (*instead, *_near_misses(texts))), MOST_PASSES)
    if not finds or not passes:
        return None
    return toml(
        {**{key: value for key, value in card.items() if value not in ("", [])}, "finds": finds, "passes": passes}
    )


def _some(found: Iterable[str | None], most: int) -> list[str]:
    some: dict[str, None] = {}
    for one in found:
        if one is not None:
            some[one] = None
        if len(some) == most:
            break
    return list(some)


def _near_misses(texts: Sequence[str]) -> Iterator[str]:
    """Texts that share a word, or most of one, with what is found, and are something else."""
    rows = [patterns.sample(text).split() for text in texts]
    for row in rows:
        if len(row) > 1:
            yield " ".join(row[:-1])
            yield " ".join(reversed(row))
    for row in rows:
        if len(row) == 1:
            yield f"{_bare(row[0])}like"
            yield f"mis{_bare(row[0])}"


_HOLE = re.compile(r"""(["'`\u2018\u201c]?)%(?:\[\d\])?s([.,]?)(["'`\u2019\u201d]?)""")


def _message(rule: ValeRule, texts: Sequence[str], instead: Sequence[str]) -> tuple[str, str]:
    """The first sentence of a rule's message, and the rest, with its holes filled."""
    seen = f"\u201c{texts[0]}\u201d" if len(texts) == 1 else "this"
    values = [seen, seen]
    if rule.text("extends") == "substitution":
        values[0] = one_of(instead) or "another word"
    count = -1

    def fill(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return f"{values[min(count, 1)]}{match[2]}"

    told = " ".join(_HOLE.sub(fill, rule.text("message") or f"The rule {rule.title} finds this.").split())
    first, stop, rest = re.match(r"(.*?)([.!?](?=\s|$)|$)(.*)", told, re.DOTALL).groups()  # type: ignore[union-attr]
    return f"{first[:1].upper()}{first[1:]}{stop or '.'}", rest.strip()


def _question(rule: ValeRule, instead: Sequence[str], *, folded: bool) -> str:
    if instead:
        return f"Would {one_of(instead)} say it?"
    if rule.text("extends") == "substitution":
        return ANOTHER if folded else "What is lost when it is left out?"
    action = rule.keys.get("action")
    name = action.get("name") if isinstance(action, dict) else None
    params = action.get("params") if isinstance(action, dict) else None
    words = [one for one in params if isinstance(one, str)] if isinstance(params, list) else []
    if name == "remove":
        return "What is lost when it is left out?"
    if name == "replace" and words:
        return f"Would {one_of(words)} say it?"
    return "What would the sentence say without it?"


def _notes(rule: ValeRule, groups: dict[tuple[str, ...], list[_Token]], done: Carried) -> None:
    """What is carried over and yet not quite the same."""
    tokens = [token for group in groups.values() for token in group]
    if not tokens:
        return
    if not rule.yes("ignorecase"):
        done.notes.append("finds capitals as well as small letters")
    if rule.yes("nonword"):
        done.notes.append("finds whole words only")
    if any(patterns.NUMBER in text for token in tokens for text in token.texts):
        done.notes.append("takes a number in words for a number")


def slug(name: str) -> str:
    """A name as part of a rule id: small letters, digits and hyphens; "x" where nothing is left."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", name[:80])
    return re.sub(r"[^a-z0-9]+", "-", apart.lower()).strip("-") or "x"


def free(name: str, taken: set[str]) -> str:
    """The name, or where it is taken the name with a number behind it; it is taken from then on."""
    free, number = name, 2
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    taken.add(free)
    return free


def toml(card: dict[str, object]) -> str:
    """A card's text: a line for each key, a list of several things over several lines."""
    lines = []
    for key, value in card.items():
        if isinstance(value, bool):
            lines.append(f"{key} = {'true' if value else 'false'}")
        elif isinstance(value, str):
            lines.append(f"{key} = {_quoted(value)}")
        elif isinstance(value, list):
            inner = [_quoted(one) for one in value]
            row = f"[{', '.join(inner)}]"
            lines.append(
                f"{key} = {row}"
                if len(row) < 100
                else "\n".join((f"{key} = [", *(f"    {one}," for one in inner), "]"))
            )
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A TOML string: JSON's, but for what TOML has escaped and JSON has not, and for halves of signs."""
    whole = re.sub("[\ud800-\udfff]", "\ufffd", text)
    return re.sub(
        r"[\x7f-\x9f\u2028\u2029]", lambda match: f"\\u{ord(match[0]):04x}", json.dumps(whole, ensure_ascii=False)
    )
