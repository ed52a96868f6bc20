"""From installed packs and folders of cards to rules, and to troubles for those that cannot be used.

A pack is a Python package that an entry point in the group `heartlint.rules` names (ours enters by that same
door), an importable package named in a call or in the config, or a plain folder. Cards are data. Modules are
code: they are imported from packages that somebody chose to install or to name, never from a plain folder.
"""

from __future__ import annotations

import importlib
import io
import os
import sys
import time
from binascii import crc32
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from heartlint.cache import Cache
from heartlint.overtime import REMEDY, Overtime, at_most
from heartlint.report import Trouble
from heartlint.rule import CONFIDENCES, Neighbours, Rule, RuleError, check_examples
from heartlint.whole import read_whole
from heartlint.wording import Wording, WordingError, Wordings, left_over, parse_wordings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from heartlint.rule import Band

OURS = "heartlint_rules"
"""The package of the rules that come with heartlint."""

GROUP = "heartlint.rules"
"""The entry-point group that rule packs are found by."""

LISTS = "lists.toml"
"""The file of a pack that holds its shared word lists."""


_NOTHING = Cache(None)


class Pack(NamedTuple):
    """The rules of one pack, what could not be used of it, and what its families are about."""

    name: str
    rules: tuple[Rule, ...]
    troubles: tuple[Trouble, ...] = ()
    families: tuple[tuple[str, str], ...] = ()
    key: str = ""
    """What names these very rules; empty where they may change without it."""
    module: str = ""
    """The package it was read from; empty for a folder."""


@contextmanager
def contained(where: str, report: Callable[[Trouble], object], remedy: str = "") -> Iterator[None]:
    """Turn whatever goes wrong inside into a Trouble: one broken thing never takes others with it."""
    try:
        yield
    except RuleError as error:
        report(Trouble(where, _without(where, str(error)), remedy))
    except Overtime as error:
        report(Trouble(where, str(error), REMEDY))
    except (Exception, SystemExit) as error:  # noqa: BLE001 - this is the one place that stops everything
        import traceback  # noqa: PLC0415 - only where something broke

        what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        report(Trouble(where, " ".join(what.split()), remedy, traceback.format_exc()))


def _without(where: str, message: str) -> str:
    return message.removeprefix(f"{where}: ")


class _Report(io.TextIOBase):
    """Standard output while rules run."""

    def write(self, text: str) -> int:
        """Refuse: what is printed there is read as the report, by people, logs and programs."""
        raise RuleError(f"writes to standard output, which is the report's: {text[:60]!r}")


_patience = [0.0]
"""Seconds that an import may take."""


@contextmanager
def guarded(seconds: float = 0) -> Iterator[None]:
    """Rules of packs are imported and run in here: one that writes to standard output breaks, and is named.

    So is a module whose import takes longer than `seconds`, where that is not 0.
    """
    before = sys.stdout, _patience[0]
    sys.stdout, _patience[0] = _Report(), seconds
    try:
        yield
    finally:
        sys.stdout, _patience[0] = before


class Elsewhere:
    """Work that is done in other processes as it would be here: guarded where this one is, imports and all.

    `seconds` is how long each of those imports may take, 0 for no limit.
    """

    def __init__(self, work: Callable[[Any], Any], seconds: float = 0) -> None:
        self._work = work
        self._seconds = seconds

    def __call__(self, thing: Any) -> Any:  # noqa: ANN401 - the work's own
        """Do it."""
        return self._work(thing)

    def __reduce__(self) -> tuple[Callable[..., object], tuple[bool, float, bytes]]:
        import pickle  # noqa: PLC0415 - only where processes do not begin as copies of this one

        return _elsewhere, (isinstance(sys.stdout, _Report), self._seconds, pickle.dumps(self._work))


def _elsewhere(guard: bool, seconds: float, work: bytes) -> Elsewhere:
    import pickle  # noqa: PLC0415 - as above

    if guard:
        sys.stdout = _Report()  # to the end: such a process prints no report
    _patience[0] = seconds
    return Elsewhere(pickle.loads(work))  # noqa: S301 - from the process that started this one


@cache
def installed(store: Cache = _NOTHING) -> tuple[Pack, ...]:
    """All packs whose entry points are installed, ours first, read once per process.

    `store` is where compiled rules are kept between runs.
    """
    return tuple(_from_package(module, name, store) for name, module in _points(store))


def _points(store: Cache) -> list[tuple[str, str]]:
    """Name and package of each installed pack, ours first.

    To ask every installed distribution takes longer than to check a mail; an answer holds for as long as none of the
    folders that packages are imported from has changed.
    """
    folders: list[tuple[str, int]] = []
    for folder in sys.path:
        with suppress(OSError):
            folders.append((folder, os.stat(folder or ".").st_mtime_ns))  # noqa: PTH116 - at every start
    key = f"packs-{_name_of([folder for folder, _ in folders])}"
    kept = store.get(key)
    if isinstance(kept, dict) and kept.get("folders") == [list(one) for one in folders]:
        with suppress(KeyError, TypeError, ValueError):
            return [(str(name), str(module)) for name, module in kept["points"]]
    from importlib.metadata import entry_points  # noqa: PLC0415 - see above

    points = sorted(entry_points(group=GROUP), key=lambda point: (point.name != "core", point.name, point.value))
    found = [(point.name, point.value) for point in dict.fromkeys(points)]
    store.put(key, {"folders": folders, "points": found})
    return found


@cache
def installed_stamps() -> tuple[str, ...]:
    """What changes whenever our own code does, or anything is installed beside it that a rule may ask."""
    here = Path(__file__).parent
    ours = sorted(path for path in here.rglob("*") if path.suffix in {".py", ".npz"})
    own = (f"{path.relative_to(here)} {_stamp(path)[:2]}" for path in ours)
    beside = (
        f"{one} {Path(one).stat().st_mtime_ns}" for one in sys.path if one.endswith("-packages") and Path(one).is_dir()
    )
    return (sys.version, *own, *beside)


def find(pack: str | Path, store: Cache = _NOTHING) -> Pack:
    """The installed pack of this name, be it the entry point's or the package's; otherwise as `load` does."""
    named = (found for found in installed(store) if isinstance(pack, str) and pack in {found.name, found.module})
    return next(named, None) or load(pack, store)


def load(pack: str | Path, store: Cache = _NOTHING) -> Pack:
    """The pack of this name or folder. What cannot be used becomes a Trouble in it; this never raises.

    A path (a `Path`, or a string with a slash or a leading dot) is a folder of cards; any other string is the
    name of an importable package.
    """
    if isinstance(pack, Path) or "/" in pack or "\\" in pack or pack.startswith("."):
        return _from_folder(Path(pack), store)
    if pack.isidentifier() or all(part.isidentifier() for part in pack.split(".")):
        from importlib.util import find_spec  # noqa: PLC0415 - only for packs that are named

        if find_spec(pack.partition(".")[0]) is None and Path(pack).is_dir():
            return _from_folder(Path(pack), store)
        return _from_package(pack, pack, store)
    if Path(pack).is_dir():
        return _from_folder(Path(pack), store)
    trouble = Trouble(f"pack {pack}", "is neither a folder nor the name of a package", "name one of the two")
    return Pack(pack, (), (trouble,))


def _from_package(module: str, name: str, store: Cache) -> Pack:
    troubles: list[Trouble] = []
    where = f"pack {name}"
    remedy = "reinstall the pack, or leave it out"
    root: Path | None = None
    with contained(where, troubles.append, remedy):
        with at_most(_patience[0]):
            package = importlib.import_module(module)
        roots = [Path(folder) for folder in getattr(package, "__path__", ())]
        if not roots:
            raise RuleError(f"{where}: {module} is a module, not a package; put the rules in a package folder")
        root = roots[0]
    if root is None:
        return Pack(name, (), tuple(troubles), module=module)
    return _read(root, name, module, troubles, store)._replace(module=module)


def _from_folder(folder: Path, store: Cache) -> Pack:
    name = str(folder)
    if not folder.is_dir():
        trouble = Trouble(f"pack {name}", "there is no such folder", "check the path; it counts from here")
        return Pack(name, (), (trouble,))
    return _read(folder, name, None, [], store)


def _read(root: Path, name: str, module: str | None, troubles: list[Trouble], store: Cache) -> Pack:
    """The pack below a folder. What only its own bytes decide is taken as it was compiled before, where it was."""
    stamps: dict[str, list[int]] = {}
    with contained(f"pack {name}", troubles.append, _CHECK):
        stamps = _stamps(root)
    ours = module == OURS
    key = _remembered(root, name, stamps, store)
    kept = stored(store.get(key), name) if key and not troubles else None
    usable: Iterable[str] = stamps
    if kept is None:
        usable = files = _contents(root, stamps, troubles, name)
        key = _key(name, files)
        kept = stored(store.get(key), name) if not troubles else None
        if kept is None:
            kept = _compiled(files, root, name, module, troubles)
            if not kept.troubles and not troubles:
                store.put(key, storable(kept))
        if not kept.troubles and not troubles:
            _remember(root, name, stamps, key, store)
    pack = _with(Pack(name, (), tuple(troubles)), kept)
    if not ours:
        pack = _with(pack, _modules(usable, root, name, module, _lists(root, usable)))
    if not pack.rules and not pack.troubles:
        what = "holds no rules"
        pack = pack._replace(troubles=(Trouble(f"pack {name}", what, "see CONTRIBUTING.md for how a rule looks"),))
    # modules of others may depend on more than their own bytes: what they find is not to be kept
    settled = ours or not any(relative.endswith(".py") for relative in stamps)
    return pack._replace(key=key if settled and not pack.troubles else "")


_CHECK = "check that its files are there and readable"


def _compiled(files: Mapping[str, bytes], root: Path, name: str, module: str | None, troubles: list[Trouble]) -> Pack:
    """The rules of a pack's cards, and of its modules where they are ours and depend on their own bytes alone."""
    lists: Mapping[str, Sequence[str]] = {}
    if LISTS in files:
        with contained(f"{name}/{LISTS}", troubles.append, "mend or remove the file"):
            lists = _toml(files[LISTS], f"{name}/{LISTS}").get("lists", {})
    made = _cards(files, root, name, lists)
    return _with(made, _modules(files, root, name, module, lists)) if module == OURS else made


def _contents(root: Path, files: Iterable[str], troubles: list[Trouble], name: str) -> dict[str, bytes]:
    """The bytes of the cards and modules below a folder; what is no card's file is a trouble, and is not opened."""
    inside = root.resolve()
    found = {}
    for relative in files:
        with contained(f"{name}/{relative}", troubles.append, "check that it is there and readable"):
            found[relative] = _content(root, relative, inside)
    return found


def cards_in(folder: Path) -> dict[str, bytes]:
    """The cards and word lists of a folder that is used as a pack, by their path in it; without what it may not hold.

    Raises OSError where the folder cannot be looked at.
    """
    cards = [relative for relative in _stamps(folder) if relative.endswith(".toml")]
    return _contents(folder, cards, [], str(folder))


def _content(root: Path, relative: str, inside: Path) -> bytes:
    """The bytes of a file of a pack, which really lies in the folder `inside`. Raises RuleError or OSError.

    A link counts where it stays inside the folder: what a card says is shown, and no other file's words may be.
    """
    path = root / relative
    if path.is_symlink() and not path.resolve().is_relative_to(inside):
        raise RuleError("is a link that leads out of the pack")
    return read_whole(path, _MOST_CARD)


_MOST_CARD = 4_000_000
"""Bytes of a card or a module."""


def _lists(root: Path, files: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """The shared word lists of a pack; what cannot be used of them was said when its cards were read."""
    with suppress(OSError, RuleError, AttributeError):
        if LISTS in files:
            data = _content(root, LISTS, root.resolve())
            lists: Mapping[str, Sequence[str]] = _toml(data, LISTS).get("lists", {})
            return lists
    return {}


def _stamps(root: Path) -> dict[str, list[int]]:
    """The cards and modules below a folder, in order, each with what changes whenever somebody writes to it."""
    found = {}
    for folder, folders, names in os.walk(root):
        folders[:] = [one for one in folders if not one.startswith((".", "__pycache__"))]
        for one in names:
            if one.endswith((".toml", ".py")) and not one.startswith("."):
                path = os.path.join(folder, one)  # noqa: PTH118 - at every start, and a tenth the time of a Path
                found[path] = _stamp(path)
    top = len(os.path.join(root, ""))  # noqa: PTH118
    return {path[top:].replace(os.sep, "/"): found[path] for path in sorted(found)}


def _stamp(path: str | Path) -> list[int]:
    """What of a file changes when it is written to: on POSIX the time of that cannot be set back by anybody.

    Empty where it cannot be looked at.
    """
    try:
        entry = os.stat(path)  # noqa: PTH116 - at every start
    except OSError:
        return []
    return [entry.st_size, entry.st_mtime_ns, entry.st_ctime_ns, entry.st_ino]


_SETTLED = 2_000_000_000
"""Nanoseconds for which a file has to have been left alone: some file systems tell no two writes in a second apart."""


def _remembered(root: Path, name: str, stamps: Mapping[str, list[int]], store: Cache) -> str:
    """The key of a pack none of whose files was written to since it was last read whole; empty where there is none."""
    if os.name != "posix" or store.folder is None:
        return ""
    kept = store.get(f"files-{_name_of([str(root), name])}")
    if isinstance(kept, dict) and kept.get("stamps") == _identity(root, name, stamps):
        return str(kept.get("key", ""))
    return ""


def _remember(root: Path, name: str, stamps: Mapping[str, list[int]], key: str, store: Cache) -> None:
    """Keep what `_remembered` asks for, unless a file was written to a moment ago, and may be again unseen."""
    if os.name != "posix" or store.folder is None or not all(stamps.values()):
        return
    identity = _identity(root, name, stamps)
    newest = max((max(stamp[1], stamp[2]) for _, stamp in identity["files"]), default=0)
    if newest + _SETTLED < time.time_ns():
        store.put(f"files-{_name_of([str(root), name])}", {"stamps": identity, "key": key})


def _identity(root: Path, name: str, stamps: Mapping[str, list[int]]) -> dict[str, Any]:
    """All that a compiled pack depends on, told by what cannot stay as it is when one of the files is written to."""
    here = os.path.dirname(__file__)  # noqa: PTH120
    own = [[source, _stamp(f"{here}/{source}")] for source in _SOURCES]
    files = [*own, *([relative, stamp] for relative, stamp in stamps.items())]
    return {"of": [str(root), name, list(sys.version_info[:2]), here], "files": files}


def _name_of(what: list[str]) -> str:
    """A short name for an entry that says itself what it is of."""
    return f"{crc32(repr(what).encode()):08x}"


def _with(one: Pack, other: Pack) -> Pack:
    """Both packs as one."""
    rules = sorted((*one.rules, *other.rules), key=lambda rule: rule.id)
    families = sorted((*one.families, *other.families))
    return Pack(one.name, tuple(rules), (*one.troubles, *other.troubles), tuple(families))


def _cards(files: Mapping[str, bytes], root: Path, name: str, lists: Mapping[str, Sequence[str]]) -> Pack:
    rules: list[Rule] = []
    troubles: list[Trouble] = []
    for relative, data in files.items():
        path = PurePosixPath(relative)
        if path.suffix != ".toml" or path.name == LISTS:
            continue
        where = f"{name}/{relative}"
        with contained(where, troubles.append, "mend or remove the card"):
            rules.append(read_card(data, where, _family(path) or root.name, path.stem, name, lists))
    return Pack(name, tuple(rules), tuple(troubles))


def _modules(
    files: Iterable[str], root: Path, name: str, module: str | None, lists: Mapping[str, Sequence[str]]
) -> Pack:
    """The rules of a pack's modules, which are imported, and what its families' packages say of themselves."""
    rules: list[Rule] = []
    troubles: list[Trouble] = []
    families: list[tuple[str, str]] = []
    for relative in files:
        path = PurePosixPath(relative)
        if path.suffix != ".py":
            continue
        where = f"{name}/{relative}"
        if module is None:
            what = "a folder named as a pack holds cards only; this module was not run"
            troubles.append(Trouble(where, what, "install the pack as a package, and name the package"))
            continue
        family = _family(path)
        dotted = ".".join((module, *path.with_suffix("").parts))
        with contained(where, troubles.append, "mend or remove the module"), at_most(_patience[0]):
            if path.name != "__init__.py":
                rules.extend(_module_rules(dotted, family or root.name, name, lists))
            elif family:
                imported = importlib.import_module(dotted.removesuffix(".__init__"))
                families.append((family, " ".join((imported.__doc__ or "").split())))
    return Pack(name, tuple(rules), tuple(troubles), tuple(families))


def _family(path: PurePosixPath) -> str:
    return path.parts[-2] if len(path.parts) > 1 else ""


_SOURCES = ("__init__.py", "packs.py", "rule.py", "schema.py", "wording.py")
"""What compiles a pack."""


def _key(name: str, files: Mapping[str, bytes]) -> str:
    """What names a compiled pack: its own bytes, our version, and the bytes of what compiles it."""
    from hashlib import sha256  # noqa: PLC0415 - only where a file has changed

    digest = sha256(f"{sys.version_info[:2]} {name}\0".encode())
    here = Path(__file__).parent
    for source in _SOURCES:
        digest.update((here / source).read_bytes())
    for relative, data in files.items():
        digest.update(f"\0{relative}\0{len(data)}\0".encode())
        digest.update(data)
    return f"rules-{digest.hexdigest()[:40]}"


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
    import tomllib  # noqa: PLC0415 - only while cards are not cached

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
    check_examples(where, [*card.finds, *(line for line in card.misses if "«" in line or "»" in line)], card.passes)
    known = {**lists, **card.lists}

    def banded(texts: Sequence[str], band: Band) -> list[tuple[Wording, Band]]:
        return [(one, band) for text in texts for one in _wordings(text, where, known)]

    sure = banded(card.phrases, card.confidence)
    likely = [*banded(card.likely, CONFIDENCES[1]), *banded(card.terms, "judged")]
    for wording, _ in (*sure, *likely):
        if (word := left_over(wording)) is not None:
            raise RuleError(
                f"{where}: {wording.text!r}: all but {word!r} may be missing, so it would match every {word!r}; "
                "take the brackets off a word that decides"
            )
    patterns = tuple(tuple(pattern) for pattern in card.token_patterns)
    if not sure and not likely and not patterns:
        raise RuleError(f"{where}: terms or phrases: give at least one wording to look for")
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
        lean=card.lean,
        misses=tuple(card.misses),
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


# --------------------------------------------------------------------------------------------------- compiled

_PLAIN = (
    "id", "side", "severity", "confidence", "title", "why", "instead", "finds", "passes", "evidence", "triggers",
    "roles", "bands", "excuse", "needs", "aliases", "since", "origin", "lean", "misses",
)  # fmt: skip
_TUPLES = frozenset(("finds", "passes", "triggers", "roles", "bands", "needs", "aliases", "misses"))
_WORDINGS = ("wordings", "unless", "near", "unless_near")


def storable(pack: Pack) -> dict[str, Any]:
    """A pack without troubles as plain values."""
    sets: dict[frozenset[str], int] = {}
    rules = []
    for rule in pack.rules:
        told: dict[str, Any] = {name: getattr(rule, name) for name in _PLAIN}
        told["token_patterns"] = rule.token_patterns
        for name in _WORDINGS:
            wordings = rule.wordings if name == "wordings" else getattr(rule.neighbours, name)
            told[name] = {
                "rows": "\n".join(wording.row(sets) for wording in wordings),
                "anchors": [sets[wording.triggers] for wording in wordings],
            }
        if rule.find is not None:
            told["find"] = f"{rule.find.__module__}:{rule.find.__name__}"
        rules.append(told)
    return {"rules": rules, "families": pack.families, "sets": ["|".join(sorted(one)) for one in sets]}


def stored(kept: Any, name: str) -> Pack | None:  # noqa: ANN401 - whatever a file holds
    """The pack that was stored; None where what was kept is none."""
    try:
        sets = kept["sets"]
        rules = []
        for told in kept["rules"]:
            given: dict[str, Any] = {name: tuple(told[name]) if name in _TUPLES else told[name] for name in _PLAIN}
            wordings, *around = (Wordings(told[name]["rows"], told[name]["anchors"], sets) for name in _WORDINGS)
            patterns = tuple(tuple(pattern) for pattern in told["token_patterns"])
            find = _Later(told["find"]) if "find" in told else None
            rules.append(
                Rule(**given, wordings=wordings, neighbours=Neighbours(*around), token_patterns=patterns, find=find)
            )
        return Pack(name, tuple(rules), (), tuple((one, what) for one, what in kept["families"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


class _Later:
    """The function of a module rule of ours, imported when it is first called."""

    __slots__ = ("__name__", "_function", "_module")

    def __init__(self, place: str) -> None:
        self._module, _, self.__name__ = place.partition(":")
        self._function: Callable[..., Iterable[Any]] | None = None
        if not self._module.startswith(f"{OURS}."):
            raise ValueError(f"{place}: only rules of our own are stored")

    def __call__(self, **facts: object) -> Iterable[Any]:
        if self._function is None:
            made = getattr(importlib.import_module(self._module), self.__name__)
            if not isinstance(made, Rule) or made.find is None:
                raise RuleError(f"{self._module}: {self.__name__} is no rule any more; clear the cache")
            self._function = made.find
        return self._function(**facts)
