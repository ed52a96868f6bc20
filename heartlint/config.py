"""From heartlint.toml, or a table in pyproject.toml, to settings.

The nearest file upward is taken; nothing is merged in silence: a config that builds on another says so with
`extend`. Paths count from the file they stand in.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from heartlint.value import Value
from heartlint.whole import read_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from heartlint.rule import Confidence, Severity
    from heartlint.text import Kind

_MOST = 4_000_000
"""Bytes of a config file."""

Audience = Literal["public", "internal"]
"""Who gets a message: anybody, or colleagues only."""

NAMES = ("heartlint.toml", ".heartlint.toml", "pyproject.toml")
"""Files that may hold settings, in the order they are looked for in a folder."""


BASELINE = "heartlint-baseline.json"
"""The file of what is old, where nothing else is said."""


class ConfigError(ValueError):
    """A config that cannot be used: one line that names file, line, key and remedy."""


class Override(NamedTuple):
    """What holds for the files that match `files`; None leaves things as they are."""

    files: tuple[str, ...]
    kind: Kind | None = None
    format: str | None = None
    audience: Audience | None = None
    """"internal": whatever they look like, these are messages among colleagues; "public": they never are."""
    severity: tuple[tuple[str, Severity], ...] = ()


class Suppress(NamedTuple):
    """A finding that somebody argued with, where the format has no comments: by its files, rule and words."""

    files: tuple[str, ...]
    rule: str
    text: str
    reason: str = ""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Settings(Value):
    """What a heart check does and what fails it. Made from a config file, flags, or in a program.

    `select`, `ignore` and `extend_select` hold rule ids, families or prefixes; `severity` pairs of rule id or
    family and severity; `per_file_ignores` pairs of path pattern and what to leave out there.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    only_copy: bool = False
    confidence: Confidence = "likely"
    fail_on: Literal["error", "warning", "info", "never"] = "warning"
    fail_confidence: Confidence = "sure"
    min_score: float | None = None
    max_warnings: int | None = None
    min_words: int | None = None
    score_catalogs: bool = False
    columns: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    severity: tuple[tuple[str, Severity], ...] = ()
    words_allow: tuple[str, ...] = ()
    suppress: tuple[Suppress, ...] = ()
    require_reason: bool = True
    judge: bool = True
    """Whether terms are judged; without it only fixed wordings find, and reports say so."""
    max_file_size: int = 8_000_000
    """Bytes; a larger file is not read, and is a trouble. A file takes some hundred times its size of memory."""
    max_tokens: int = 20_000
    """Merge tags of one message; one with more is not judged, and is a trouble."""
    max_parts: int = 10_000
    """Parts of a mail."""
    max_seconds: float = 300
    """Seconds that a file may take; one that takes longer is given up, and is a trouble. 0 for no limit.

    More than the largest file takes on a slow machine, and less than a build waits. Only commands hold to it.
    """
    baseline: str | None = None
    """The file of findings and scores that are old; None for none."""
    new_from_rev: str | None = None
    """The git revision since which a finding is new; None where all are told."""
    cache_dir: str = ""
    """Where compiled rules and results are kept between runs; nowhere where empty."""
    root: str = ""
    """The folder that patterns of paths count from; the current one where empty."""


def find_config(start: Path) -> Path | None:
    """The nearest config file in `start` or above it; None where there is none.

    Raises ConfigError for a pyproject.toml on the way that cannot be read.
    """
    for folder in (start.absolute(), *start.absolute().parents):
        for name in NAMES:
            path = folder / name
            if not path.is_file():
                continue
            if name != "pyproject.toml" or _tool(_table(path, _text(path))) is not None:
                return path
    return None


def load_config(path: Path, origins: dict[str, str] | None = None, *, _seen: tuple[Path, ...] = ()) -> Settings:
    """The settings of a config file. Raises ConfigError, in one line, for whatever is wrong with it.

    Into `origins`, where given, goes the "file:line" of each key as it is written ("fail-on", "rules.people/leads").
    """
    from pydantic import ValidationError  # noqa: PLC0415 - only where there is a config

    from heartlint.schema import Config, first_fault, key_lines, line_of  # noqa: PLC0415

    here = Path(os.path.abspath(path))  # noqa: PTH100 - `..` taken out, and links not followed: paths count from them
    text = _text(path)
    table: Any = _table(path, text)
    under: tuple[str, ...] = ()
    if path.name == "pyproject.toml":
        under = ("tool", "heartlint")
        table = _tool(table)
    try:
        config = Config.model_validate({} if table is None else table)
    except ValidationError as error:
        line, what = first_fault(error, text, Config, under)
        raise ConfigError(f"{path}:{line}: {what}") from None
    places = {} if origins is None else _places(key_lines(text), under, path)
    if config.extend is None:
        if origins is not None:
            origins |= places
            _enabled(config, origins, places)
        return _reasoned(replace(Settings(), **_changes(config, here.parent)), path, text, under, top=not _seen)
    line = line_of(key_lines(text), (*under, "extend"))
    other = here.parent / config.extend
    seen = (*_seen, here)
    if not _is_file(other):
        raise ConfigError(f"{path}:{line}: extend: there is no file {config.extend!r}; the path counts from this file")
    if other.resolve() in {one.resolve() for one in seen}:
        chain = " -> ".join(one.name for one in (*seen, other))
        raise ConfigError(f"{path}:{line}: extend: goes round in a circle ({chain}); take one of them out")
    base = load_config(other, origins, _seen=seen)
    if origins is not None:
        for key in config.model_fields_set:  # a table replaces the whole table of the base
            dashed = key.replace("_", "-")
            for old in [old for old in origins if old == dashed or old.startswith(f"{dashed}.")]:
                del origins[old]
        origins |= places
        _enabled(config, origins, places)
    changes = _changes(config, here.parent)
    if base.root != changes["root"]:
        # the two count from different folders: let both count from the one that holds them
        root = os.path.commonpath((base.root, changes["root"]))
        own = {name: getattr(base, name) for name in _COUNTED}
        base = replace(base, **_counted_from(root, base.root, own))
        changes |= _counted_from(root, changes["root"], changes)
    return _reasoned(replace(base, **changes), path, text, under, top=not _seen)


def _reasoned(settings: Settings, path: Path, text: str, under: tuple[str, ...], *, top: bool) -> Settings:
    """The settings, whose suppressions all give reasons where they must; asked when all files have been read."""
    without = next((one for one in settings.suppress if not one.reason.strip()), None)
    if top and settings.require_reason and without is not None:
        from heartlint.schema import key_lines, line_of  # noqa: PLC0415 - only where there is a config

        line = line_of(key_lines(text), (*under, "suppress"))
        what = f"{without.rule} in {', '.join(without.files)} has no reason"
        raise ConfigError(f"{path}:{line}: suppress: {what}; give one (reason = ...)")
    return settings


def _places(lines: Mapping[tuple[str, ...], int], under: tuple[str, ...], path: Path) -> dict[str, str]:
    """From each key as it is written, below the table `under`, to where it stands."""
    return {
        ".".join(keys[len(under) :]): f"{path}:{line}"
        for keys, line in lines.items()
        if keys[: len(under)] == under and len(keys) > len(under)
    }


def _enabled(config: Any, origins: dict[str, str], places: Mapping[str, str]) -> None:  # noqa: ANN401 - schema.Config
    """Say of the selection, too, where rules are switched on or off in their own tables."""
    for rule, one in config.rules.items():
        place = places.get(f"rules.{rule}.enabled")
        if place and one.enabled is not None:
            key = "extend-select" if one.enabled else "ignore"
            origins[key] = f"{origins[key]}, {place}" if key in origins else place


_COUNTED = ("include", "exclude", "per_file_ignores", "overrides", "suppress")
"""Settings that hold patterns of paths."""


def _counted_from(root: str, folder: str, changes: dict[str, Any]) -> dict[str, Any]:
    """Those of the changes that hold patterns, counted from `root` where they counted from `folder` below it."""
    moved: dict[str, Any] = {"root": root}
    for name in {"include", "exclude"} & changes.keys():
        moved[name] = tuple(_moved(pattern, root, folder) for pattern in changes[name])
    for name in {"overrides", "suppress"} & changes.keys():
        moved[name] = tuple(
            one._replace(files=tuple(_moved(pattern, root, folder) for pattern in one.files)) for one in changes[name]
        )
    if "per_file_ignores" in changes:
        moved["per_file_ignores"] = tuple(
            (_moved(pattern, root, folder), ids) for pattern, ids in changes["per_file_ignores"]
        )
    return moved


def _moved(pattern: str, root: str, folder: str) -> str:
    """A pattern as in a .gitignore of `folder`, as one of `root` that means the same files."""
    if folder == root or not pattern.strip() or pattern.startswith("#"):
        return pattern
    mark = "!" if pattern.startswith("!") else ""
    body = pattern.removeprefix("!")
    below = re.sub(r"([\\*?\[\]])", r"\\\1", Path(folder).relative_to(root).as_posix())
    # a slash before the last character ties a pattern to its folder; without one it holds at any depth
    depth = "" if "/" in body.rstrip().rstrip("/") else "**/"
    return f"{mark}/{below}/{depth}{body.lstrip('/')}"


def _tool(table: dict[str, Any]) -> Any:  # noqa: ANN401 - whatever stands there
    """What a pyproject.toml holds as [tool.heartlint]; None where it holds none."""
    tool = table.get("tool")
    return tool.get("heartlint") if isinstance(tool, dict) else None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # too long, or a zero byte
        return False


def _changes(config: Any, folder: Path) -> dict[str, Any]:  # noqa: ANN401 - a schema.Config, not imported here
    given = config.model_fields_set
    changes: dict[str, Any] = {"root": str(folder)}
    for field in fields(Settings):
        if field.name in given:
            value = getattr(config, field.name)
            changes[field.name] = tuple(value) if isinstance(value, list) else value
    if "packs" in given:
        changes["packs"] = tuple(
            str(folder / pack) if "/" in pack or pack.startswith(".") else pack for pack in config.packs
        )
    if "per_file_ignores" in given:
        changes["per_file_ignores"] = tuple((glob, tuple(ids)) for glob, ids in config.per_file_ignores.items())
    if "overrides" in given:
        changes["overrides"] = tuple(
            Override(tuple(one.files), one.kind, one.format, one.audience, tuple(one.severity.items()))
            for one in config.overrides
        )
    if "suppress" in given:
        changes["suppress"] = tuple(
            Suppress(tuple(one.files), one.rule, one.text, one.reason) for one in config.suppress
        )
    if "rules" in given:
        changes["severity"] = tuple((rule, one.severity) for rule, one in config.rules.items() if one.severity)
        for key, wanted in (("extend_select", True), ("ignore", False)):
            named = tuple(rule for rule, one in config.rules.items() if one.enabled is wanted)
            if named:
                changes[key] = (*changes.get(key, ()), *named)
    if config.baseline is not None:
        changes["baseline"] = str(folder / config.baseline)
    if "words" in given:
        changes["words_allow"] = tuple(config.words.allow)
    return changes


def _text(path: Path) -> str:
    try:
        return read_whole(path, _MOST).decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror or error}); check the path") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}:{line}: byte {error.start} is not UTF-8; save the file as UTF-8") from None


def _table(path: Path, text: str) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - only where there is a config

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))  # "at end of document" otherwise
        line = at[1] if at else max(1, len(text.splitlines()))
        raise ConfigError(f"{path}:{line}: is not valid TOML: {error}; mend it there") from None
    except RecursionError:
        raise ConfigError(f"{path}: is nested too deeply to be read; take brackets out") from None
