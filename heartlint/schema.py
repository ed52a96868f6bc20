"""What cards, config and reports must look like: checked by pydantic, published as JSON schemas for editors.

This module is imported only where a card or a config is read, or a schema is printed.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from heartlint.rule import RuleError

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
SeverityName = Literal["error", "warning", "info"]
ConfidenceName = Literal["sure", "likely"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Card(_Strict):
    """One rule of heartlint as a list of wordings."""

    title: Text = Field(description="What hurts (or warms), in one short sentence.")
    why: Text = Field(description="Two or three plain sentences: what it does to the person who reads it.")
    instead: Text = Field(description="A question or a direction that hands the pen back; never a canned sentence.")
    side: Literal["finding", "credit"] = Field("finding", description="Whether it finds fault or gives credit.")
    severity: SeverityName = Field("warning", description="error: readers would wince; warning: a nudge; info: advice.")
    confidence: ConfidenceName = Field("sure", description="sure: right nine times in ten in natural text.")
    evidence: str = Field("", description="Who observed it, or on what it was measured.")
    since: str = Field("", description="The version that brought it.")
    phrases: list[Text] = Field([], description="Wordings to look for, reported with `confidence`.")
    likely: list[Text] = Field([], description="Further wordings, reported as likely.")
    unless: list[Text] = Field([], description="Longer wordings that are fine: what overlaps one is let pass.")
    near: list[Text] = Field([], description="Wordings of which one must stand in the same sentence.")
    unless_near: list[Text] = Field([], description="Wordings of which none may stand in the same sentence.")
    excuse: bool = Field(default=True, description="Let pass what the sentence denies or only mentions.")
    roles: list[Text] = Field([], description="Only blocks with these roles: subject, heading, button ...")
    aliases: list[Text] = Field([], description="Ids the rule had before.")
    triggers: list[Text] = Field([], description="For token_patterns: words without which they cannot match.")
    token_patterns: list[list[dict[str, Any]]] = Field([], description="spaCy Matcher token patterns.")
    lists: dict[str, list[Text]] = Field({}, description="Word lists that the card's wordings name as <list>.")
    finds: list[Text] = Field(description="Lines it finds, the found words between « and ».")
    passes: list[Text] = Field(description="Near misses: lines it must stay silent on.")


class RuleConfig(_Strict):
    """Settings of one rule or family."""

    severity: SeverityName | None = Field(None, description="How much its findings hurt here.")


class Words(_Strict):
    """House words."""

    allow: list[Text] = Field(default=[], description="Names and terms of the house that are never reported.")


class Config(_Strict):
    """heartlint's settings for a repository: heartlint.toml, or [tool.heartlint] in pyproject.toml."""

    extend: Text | None = Field(None, description="Another config file that this one changes.")
    select: list[Text] = Field([], description="Rules, families or prefixes to use; all where empty.")
    extend_select: list[Text] = Field([], alias="extend-select", description="Rules to use beside those selected.")
    ignore: list[Text] = Field([], description="Rules, families or prefixes to leave out.")
    packs: list[Text] = Field([], description="Packages or folders of rules beside the installed ones.")
    exclude: list[Text] = Field([], description="Paths to leave out, as in a .gitignore.")
    force_exclude: bool = Field(default=False, alias="force-exclude", description="Leave them out even when named.")
    confidence: ConfidenceName = Field("likely", description="What is shown: sure findings only, or likely ones too.")
    fail_on: Literal["error", "warning", "info", "never"] = Field(
        "warning", alias="fail-on", description="The least severity that fails a run."
    )
    fail_confidence: ConfidenceName = Field(
        "sure", alias="fail-confidence", description="The least confidence that fails a run."
    )
    min_score: float | None = Field(None, ge=0, le=100, alias="min-score", description="The least score that passes.")
    max_warnings: int | None = Field(None, ge=0, alias="max-warnings", description="More warnings than these fail.")
    min_words: int | None = Field(None, ge=1, alias="min-words", description="Fewer words than these get no score.")
    per_file_ignores: dict[str, list[Text]] = Field(
        {}, alias="per-file-ignores", description="From a path pattern to the rules to leave out there."
    )
    rules: dict[str, RuleConfig] = Field({}, description="Settings of single rules or families.")
    words: Words = Field(default_factory=Words, description="House words.")


class PieceModel(_Strict):
    """A source slice, and the visible text it was decoded to."""

    start: int
    end: int
    text: str
    how: str


class MarkModel(_Strict):
    """A finding or a credit. Offsets, lines (from 1) and columns (from 1) count code points; ends are exclusive."""

    rule: str
    family: str
    severity: SeverityName
    confidence: ConfidenceName
    title: str
    why: str
    instead: str
    text: str
    sentence: str
    role: str
    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int
    exact: bool
    pieces: list[PieceModel]


class PartModel(_Strict):
    """One summand of a score; `mark` is the index of its finding or credit."""

    name: str
    points: float
    side: str
    mark: int | None


class ScoreModel(_Strict):
    """0 to 100 with its parts, or null and the reason."""

    value: float | None
    band: str
    reason: str
    version: int
    parts: list[PartModel]


class CoverageModel(_Strict):
    """Code points read and judged, set aside per zone, and in the source; words judged; notes."""

    read: int
    aside: dict[str, int]
    source: int
    words: int
    notes: list[str]


class TroubleModel(_Strict):
    """Something that could not be used: where, what, and what to do."""

    where: str
    what: str
    remedy: str


class SuppressedModel(_Strict):
    """A finding that is not counted, by what, and why."""

    finding: MarkModel
    by: str
    reason: str


class FileModel(_Strict):
    """The heart check of one message."""

    name: str
    kind: str
    format: str
    findings: list[MarkModel]
    credits: list[MarkModel]
    score: ScoreModel
    coverage: CoverageModel
    suppressed: list[SuppressedModel]
    troubles: list[TroubleModel]


class RunModel(_Strict):
    """What `heartlint check -o json` prints."""

    schema_version: str
    heartlint: str
    files: list[FileModel]
    summary: dict[str, Any]
    troubles: list[TroubleModel]


def card_schema() -> dict[str, Any]:
    """The JSON schema of a card."""
    return _schema(Card, "heartlint card")


def config_schema() -> dict[str, Any]:
    """The JSON schema of a config file."""
    return _schema(Config, "heartlint config")


def report_schema() -> dict[str, Any]:
    """The JSON schema of the JSON report."""
    return _schema(RunModel, "heartlint report")


def _schema(model: type[BaseModel], title: str) -> dict[str, Any]:
    return {"$schema": DIALECT, **model.model_json_schema(by_alias=True), "title": title}


def card_from_toml(text: str, where: str) -> Card:
    """A checked card. Raises RuleError: one line with file, line, key, what is wrong and what to do."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{where}: is not valid TOML: {error}") from None
    try:
        return Card.model_validate(table)
    except ValidationError as error:
        line, what = first_fault(error, text, Card)
        raise RuleError(f"{where}:{line}: {what}") from None


def first_fault(error: ValidationError, text: str, model: type[BaseModel]) -> tuple[int, str]:
    """`(line, sentence)` of the first thing wrong in a TOML text, with the nearest key where one is unknown."""
    fault = min(error.errors(), key=lambda found: (line_of(text, found["loc"]), str(found["loc"])))
    place = [str(part) for part in fault["loc"] if not isinstance(part, int)]
    key = ".".join(place)
    line = line_of(text, fault["loc"])
    if fault["type"] == "extra_forbidden":
        known = _known_keys(model, place[:-1])
        near = difflib.get_close_matches(place[-1], known, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(known)}"
        return line, f"unknown key {key!r}; {hint}"
    if fault["type"] == "missing":
        return line, f"{key}: is missing; add it"
    return line, f"{key}: {fault['msg'][:1].lower()}{fault['msg'][1:]}"


def _known_keys(model: type[BaseModel], place: list[str]) -> list[str]:
    for step in place:
        found = {field.alias or name: field for name, field in model.model_fields.items()}.get(step)
        inner = getattr(found, "annotation", None)
        arguments = [*getattr(inner, "__args__", ()), inner]
        nested = [one for one in arguments if isinstance(one, type) and issubclass(one, BaseModel)]
        if not nested:
            # a table of free names: the models are its values
            continue
        model = nested[0]
    return sorted(field.alias or name for name, field in model.model_fields.items())


def line_of(text: str, place: tuple[int | str, ...]) -> int:
    """The line (from 1) where a key stands in a TOML text: its own, or that of its table; 1 where it is nowhere."""
    names = [str(part) for part in place if not isinstance(part, int)]
    best = 1
    table: list[str] = []
    depth = 0
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[+([^\]]+)\]+", line)
        if header:
            table = _dotted(header.group(1))
        assigned = re.match(r"""\s*((?:"[^"]*"|'[^']*'|[\w.-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""", line)
        path = table + _dotted(assigned.group(1)) if assigned else table if header else []
        for skip in (0, 2):  # in pyproject.toml everything stands under tool.heartlint
            tail = path[skip:]
            if tail and names[: len(tail)] == tail and len(tail) > depth:
                best, depth = number, len(tail)
    return best


def _dotted(key: str) -> list[str]:
    return [part.strip().strip("\"'") for part in re.findall(r"""\s*("[^"]*"|'[^']*'|[^.]+)""", key)]
