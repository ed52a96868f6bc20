"""`heartlint config`: the settings that hold here, as a config file, and where each came from."""

from __future__ import annotations

import json
import os
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from heartlint.cli.options import add_choices, config_path, parser, settings, write
from heartlint.output.json import dumps
from heartlint.output.terminal import line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from heartlint.config import Settings

_TABLES = frozenset(
    {
        "per_file_ignores",
        "severity",
        "words_allow",
        "overrides",
        "suppress",
        "root",
        "new_from_rev",
        "cache_dir",
        "only_copy",
    }
)
"""Settings that are no plain key of the file."""

_EPILOG = """\
What is printed is itself a config file: each setting with the file and line, the
flag or the default that it came from.

exit status: 0 printed, 2 the config cannot be used
"""


def main(argv: Sequence[str]) -> int:
    """Print the settings."""
    made = parser("config", "Print the settings that hold here, and where each came from.", _EPILOG)
    made.add_argument("--json", action="store_true", help="as JSON")
    add_choices(made)
    given = made.parse_args(list(argv))
    origins: dict[str, str] = {}
    found = settings(given, origins)
    path = config_path(given)
    by = " (HEARTLINT_CONFIG)" if path and not given.config and os.environ.get("HEARTLINT_CONFIG") else ""
    output = os.environ.get("HEARTLINT_OUTPUT_FORMAT")
    if given.json:
        rows = [{"key": key, "value": value, "origin": origin} for key, value, origin in _rows(found, origins)]
        if output:
            rows.append({"key": "output-format", "value": output, "origin": "HEARTLINT_OUTPUT_FORMAT"})
        write(dumps({"config": None if path is None else str(path), "root": found.root or None, "settings": rows}))
        return 0
    out = [f"# {path}{by}" if path else "# no config file: these are the defaults"]
    if found.root:
        out.append(f"# patterns of paths count from {found.root}")
    if output:
        out.append(f"# output-format is {output} (HEARTLINT_OUTPUT_FORMAT)")
    out += _toml(_rows(found, origins))
    write("".join(f"{line(text)}\n" for text in out))
    return 0


def _rows(found: Settings, origins: Mapping[str, str]) -> Iterator[tuple[str, Any, str]]:
    """Each key as it is written in a config, its value as plain data, and where it came from."""
    for field in fields(found):
        if field.name not in _TABLES:
            key, value = field.name.replace("_", "-"), getattr(found, field.name)
            yield key, list(value) if isinstance(value, tuple) else value, origins.get(key, "default")
    yield "words.allow", list(found.words_allow), origins.get("words.allow", "default")
    for pattern, ids in found.per_file_ignores:
        key = f"per-file-ignores.{pattern}"
        yield key, list(ids), origins.get(key) or origins.get("per-file-ignores", "default")
    for rule, severity in found.severity:
        key = f"rules.{rule}.severity"
        yield key, severity, origins.get(key) or origins.get(f"rules.{rule}", "default")
    for name, entries in (("overrides", found.overrides), ("suppress", found.suppress)):
        for entry in entries:
            value = entry._asdict()
            if "severity" in value:
                value["severity"] = dict(value["severity"])
            plain = {key: list(one) if isinstance(one, tuple) else one for key, one in value.items() if one}
            yield name, plain, origins.get(name, "default")


def _toml(rows: Iterator[tuple[str, Any, str]]) -> Iterator[str]:
    """The rows as lines of a config file, each with its origin in a comment."""
    table = ""
    for key, value, origin in rows:
        name, _, rest = key.partition(".")
        if isinstance(value, dict):
            yield from ("", f"[[{name}]]  # {origin}")
            yield from (f"{one} = {_value(held)}" for one, held in value.items())
            continue
        if name == "rules":
            rule = rest.removesuffix(".severity")
            yield from ("", f"[rules.{_value(rule)}]", f"severity = {_value(value)}  # {origin}")
            continue
        if rest and name != table:
            table = name
            yield from ("", f"[{name}]")
        shown = _value(rest) if rest and name == "per-file-ignores" else rest or key
        yield f"# {shown} is not set" if value is None else f"{shown} = {_value(value)}  # {origin}"


def _value(value: object) -> str:
    """A value as TOML writes it, which is JSON but for tables."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_value(key)} = {_value(one)}' for key, one in value.items())}}}"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
