"""From installed packs and folders of cards to rules, and to troubles for those that cannot be used.

A pack is a Python package that an entry point in the group `heartlint.rules` names (ours enters by that same
door), an importable package named in a call or in the config, or a plain folder. Cards are data. Modules are
code: they are imported from packages that somebody chose to install or to name, never from a plain folder.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import tomllib
import traceback
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

from heartlint.report import Trouble
from heartlint.rule import CONFIDENCES, Neighbours, Rule, RuleError, check_examples
from heartlint.wording import Wording, WordingError, parse_wordings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

GROUP = "heartlint.rules"
"""The entry-point group that rule packs are found by."""

LISTS = "lists.toml"
"""The file of a pack that holds its shared word lists."""


@dataclass(frozen=True, slots=True)
class Pack:
    """The rules of one pack, what could not be used of it, and what its families are about."""

    name: str
    rules: tuple[Rule, ...]
    troubles: tuple[Trouble, ...] = ()
    families: tuple[tuple[str, str], ...] = ()
    module: str = ""
    """The package it was read from; empty for a folder."""


@contextmanager
def contained(where: str, report: Callable[[Trouble], object], remedy: str = "") -> Iterator[None]:
    """Turn whatever goes wrong inside into a Trouble: one broken thing never takes others with it."""
    try:
        yield
    except RuleError as error:
        report(Trouble(where, _without(where, str(error)), remedy))
    except Exception as error:  # noqa: BLE001 - this is the one place that stops everything
        what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        report(Trouble(where, " ".join(what.split()), remedy, traceback.format_exc()))


def _without(where: str, message: str) -> str:
    return message.removeprefix(f"{where}: ")


@cache
def installed() -> tuple[Pack, ...]:
    """All packs whose entry points are installed, ours first, read once per process."""
    points = sorted(entry_points(group=GROUP), key=lambda point: (point.name != "core", point.name, point.value))
    return tuple(_from_package(point.value, point.name) for point in dict.fromkeys(points))


def find(pack: str | Path) -> Pack:
    """The installed pack of this name, be it the entry point's or the package's; otherwise as `load` does."""
    named = (found for found in installed() if isinstance(pack, str) and pack in {found.name, found.module})
    return next(named, None) or load(pack)


def load(pack: str | Path) -> Pack:
    """The pack of this name or folder. What cannot be used becomes a Trouble in it; this never raises.

    A path (a `Path`, or a string with a slash or a leading dot) is a folder of cards; any other string is the
    name of an importable package.
    """
    if isinstance(pack, Path) or "/" in pack or "\\" in pack or pack.startswith("."):
        return _from_folder(Path(pack))
    if pack.isidentifier() or all(part.isidentifier() for part in pack.split(".")):
        if importlib.util.find_spec(pack.partition(".")[0]) is None and Path(pack).is_dir():
            return _from_folder(Path(pack))
        return _from_package(pack, pack)
    if Path(pack).is_dir():
        return _from_folder(Path(pack))
    trouble = Trouble(f"pack {pack}", "is neither a folder nor the name of a package", "name one of the two")
    return Pack(pack, (), (trouble,))


def _from_package(module: str, name: str) -> Pack:
    troubles: list[Trouble] = []
    where = f"pack {name}"
    remedy = "reinstall the pack, or leave it out"
    root: Path | None = None
    with contained(where, troubles.append, remedy):
        package = importlib.import_module(module)
        roots = [Path(folder) for folder in getattr(package, "__path__", ())]
        if not roots:
            raise RuleError(f"{where}: {module} is a module, not a package; put the rules in a package folder")
        root = roots[0]
    if root is None:
        return Pack(name, (), tuple(troubles), module=module)
    return _read(root, name, module, troubles)


def _from_folder(folder: Path) -> Pack:
    name = str(folder)
    if not folder.is_dir():
        trouble = Trouble(f"pack {name}", "there is no such folder", "check the path; it counts from here")
        return Pack(name, (), (trouble,))
    return _read(folder, name, None, [])


def _read(root: Path, name: str, module: str | None, troubles: list[Trouble]) -> Pack:
    rules: list[Rule] = []
    families: list[tuple[str, str]] = []
    lists: Mapping[str, Sequence[str]] = {}
    if (root / LISTS).is_file():
        with contained(f"{name}/{LISTS}", troubles.append, "mend or remove the file"):
            lists = _toml((root / LISTS).read_bytes(), f"{name}/{LISTS}").get("lists", {})
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        if any(part.startswith((".", "__pycache__")) for part in relative.parts) or relative.name == LISTS:
            continue
        where = f"{name}/{relative.as_posix()}"
        family = relative.parts[-2] if len(relative.parts) > 1 else ""
        if path.suffix == ".toml" and path.is_file():
            with contained(where, troubles.append, "mend or remove the card"):
                text = path.read_bytes()
                rules.append(read_card(text, where, family or root.name, path.stem, name, lists))
        elif path.suffix == ".py" and path.is_file():
            if module is None:
                what = "a folder named as a pack holds cards only; this module was not run"
                remedy = "install the pack as a package, and name the package"
                troubles.append(Trouble(where, what, remedy))
                continue
            dotted = ".".join((module, *relative.with_suffix("").parts))
            if relative.name == "__init__.py":
                if family:
                    with contained(where, troubles.append, "mend or remove the module"):
                        imported = importlib.import_module(dotted.removesuffix(".__init__"))
                        families.append((family, " ".join((imported.__doc__ or "").split())))
                continue
            with contained(where, troubles.append, "mend or remove the module"):
                rules.extend(_module_rules(dotted, family or root.name, name, lists))
    if not rules and not troubles:
        troubles.append(Trouble(f"pack {name}", "holds no rules", "see CONTRIBUTING.md for how a rule looks"))
    rules.sort(key=lambda rule: rule.id)
    return Pack(name, tuple(rules), tuple(troubles), tuple(sorted(families)), module or "")


def _module_rules(dotted: str, family: str, pack: str, lists: Mapping[str, Sequence[str]]) -> list[Rule]:
    fresh = dotted not in sys.modules
    try:
        module = importlib.import_module(dotted)
    except BaseException:
        if fresh:
            sys.modules.pop(dotted, None)
        raise
    found = []
    for value in vars(module).values():
        if isinstance(value, Rule):
            own = value.family or family.replace("_", "-")
            found.append(complete(replace(value, id=f"{own}/{value.name}", origin=pack), lists))
    return found


def complete(rule: Rule, lists: Mapping[str, Sequence[str]]) -> Rule:
    """A module's rule with its trigger wordings read. Raises RuleError for one that cannot be read."""
    wordings: list[Wording] = []
    for trigger in rule.triggers:
        if trigger.startswith("@") or not any(char.isalnum() for char in trigger):
            continue
        wordings.extend(_wordings(trigger, f"{rule.origin}: {rule.id}: triggers", lists))
    return replace(rule, wordings=tuple(wordings))


def _wordings(text: str, where: str, lists: Mapping[str, Sequence[str]]) -> tuple[Wording, ...]:
    try:
        return parse_wordings(text, lists)
    except WordingError as error:
        raise RuleError(f"{where}: {error}") from None


def _toml(data: bytes, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleError(f"{where}: is not valid TOML: {error}") from None


def read_card(  # noqa: PLR0913 - where it stands, and what it may refer to
    data: bytes, where: str, family: str, stem: str, pack: str, lists: Mapping[str, Sequence[str]]
) -> Rule:
    """A rule from the bytes of a card. Raises RuleError, in one line that names place and remedy."""
    from heartlint.schema import card_from_toml  # noqa: PLC0415 - pydantic, only while cards are not cached

    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RuleError(f"{where}: byte {error.start} is not UTF-8; save the card as UTF-8") from None
    card = card_from_toml(text, where)
    check_examples(where, card.finds, card.passes)
    known = {**lists, **card.lists}
    sure = [(one, card.confidence) for text in card.phrases for one in _wordings(text, where, known)]
    likely = [(one, CONFIDENCES[1]) for text in card.likely for one in _wordings(text, where, known)]
    patterns = tuple(tuple(pattern) for pattern in card.token_patterns)
    if not sure and not likely and not patterns:
        raise RuleError(f"{where}: phrases: give at least one wording to look for")
    if patterns:
        _check_patterns(patterns, where)
        if not card.triggers:
            raise RuleError(f"{where}: triggers: token_patterns need the words without which they cannot match")

    def read(texts: Sequence[str]) -> tuple[Wording, ...]:
        return tuple(one for text in texts for one in _wordings(text, where, known))

    return Rule(
        id=f"{family.replace('_', '-')}/{stem.replace('_', '-')}",
        side=card.side,
        severity=card.severity if card.side == "finding" else "info",
        confidence=card.confidence,
        title=card.title,
        why=" ".join(card.why.split()),
        instead=card.instead,
        finds=tuple(card.finds),
        passes=tuple(card.passes),
        evidence=" ".join(card.evidence.split()),
        triggers=tuple(card.triggers),
        roles=tuple(card.roles),
        wordings=tuple(wording for wording, _ in (*sure, *likely)) + read(card.triggers),
        bands=tuple(band for _, band in (*sure, *likely)),
        neighbours=Neighbours(read(card.unless), read(card.near), read(card.unless_near)),
        token_patterns=patterns,
        excuse=card.excuse,
        aliases=tuple(card.aliases),
        since=card.since,
        origin=pack,
    )


_BACKTRACKING = {"REGEX", "FUZZY", *(f"FUZZY{edits}" for edits in range(1, 10))}
_MOST_OPEN = 2


def _check_patterns(patterns: Sequence[Sequence[Mapping[str, Any]]], where: str) -> None:
    """Refuse what would run on a backtracking engine, or take more than linear time."""
    for pattern in patterns:
        for token in pattern:
            for value in token.values():
                if isinstance(value, dict) and not _BACKTRACKING.isdisjoint(value):
                    raise RuleError(
                        f"{where}: token_patterns: REGEX and FUZZY may take for ever on hostile text; "
                        "list the words with IN instead"
                    )
        if sum(token.get("OP") in {"*", "+"} or "{" in str(token.get("OP", "")) for token in pattern) > _MOST_OPEN:
            raise RuleError(f"{where}: token_patterns: at most {_MOST_OPEN} open-ended OPs in one pattern")
