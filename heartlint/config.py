"""From heartlint.toml, or a table in pyproject.toml, to settings.

The nearest file upward is taken; nothing is merged in silence: a config that builds on another says so with
`extend`. Paths count from the file they stand in.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from pathlib import Path

    from heartlint.rule import Confidence, Severity

NAMES = ("heartlint.toml", ".heartlint.toml", "pyproject.toml")
"""Files that may hold settings, in the order they are looked for in a folder."""


class ConfigError(ValueError):
    """A config that cannot be used: one line that names file, line, key and remedy."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a heart check does and what fails it. Made from a config file, flags, or in a program.

    `select`, `ignore` and `extend_select` hold rule ids, families or prefixes; `severity` pairs of rule id or
    family and severity; `per_file_ignores` pairs of path pattern and what to leave out there.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    confidence: Confidence = "likely"
    fail_on: Literal["error", "warning", "info", "never"] = "warning"
    fail_confidence: Confidence = "sure"
    min_score: float | None = None
    max_warnings: int | None = None
    min_words: int | None = None
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    severity: tuple[tuple[str, Severity], ...] = ()
    words_allow: tuple[str, ...] = ()
    root: str = ""
    """The folder that `exclude` and `per_file_ignores` count from; the current one where empty."""


def find_config(start: Path) -> Path | None:
    """The nearest config file in `start` or above it; None where there is none.

    Raises ConfigError for a pyproject.toml on the way that cannot be read.
    """
    for folder in (start.absolute(), *start.absolute().parents):
        for name in NAMES:
            path = folder / name
            if not path.is_file():
                continue
            if name != "pyproject.toml" or "heartlint" in _table(path, _text(path)).get("tool", {}):
                return path
    return None


def load_config(path: Path, *, _seen: tuple[Path, ...] = ()) -> Settings:
    """The settings of a config file. Raises ConfigError, in one line, for whatever is wrong with it."""
    from pydantic import ValidationError  # noqa: PLC0415 - only where there is a config

    from heartlint.schema import Config, first_fault  # noqa: PLC0415

    here = path.absolute()
    if here in _seen:
        chain = " -> ".join(seen.name for seen in (*_seen, here))
        raise ConfigError(f"{path}: extend: goes round in a circle ({chain}); take one of them out")
    text = _text(path)
    table = _table(path, text)
    if path.name == "pyproject.toml":
        table = table.get("tool", {}).get("heartlint", {})
    try:
        config = Config.model_validate(table)
    except ValidationError as error:
        line, what = first_fault(error, text, Config)
        raise ConfigError(f"{path}:{line}: {what}") from None
    base = Settings()
    if config.extend is not None:
        other = here.parent / config.extend
        if not other.is_file():
            raise ConfigError(f"{path}: extend: there is no file {config.extend!r}; the path counts from this file")
        base = load_config(other, _seen=(*_seen, here))
    return replace(base, **_changes(config, here.parent))


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
    if "rules" in given:
        changes["severity"] = tuple((rule, one.severity) for rule, one in config.rules.items() if one.severity)
    if "words" in given:
        changes["words_allow"] = tuple(config.words.allow)
    return changes


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror or error}); check the path") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from None


def _table(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not valid TOML: {error}") from None
