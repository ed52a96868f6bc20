"""What cards, config and reports must look like: checked by pydantic, published as JSON schemas for editors.

This module is imported only where a card or a config is read, or a schema is printed.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator

from heartlint.read import READERS
from heartlint.report import By  # noqa: TC001 - pydantic reads it
from heartlint.rule import RuleError
from heartlint.text import Kind, Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
SeverityName = Literal["error", "warning", "info"]
ConfidenceName = Literal["sure", "likely"]
KindName = Kind


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
    terms: list[Text] = Field([], description="Terms that may be meant of people as stock: the judge decides.")
    lean: Literal["bold", "even", "wary"] = Field("even", description="A step lower or higher to find a term.")
    phrases: list[Text] = Field([], description="Fixed wordings to look for, reported with `confidence`.")
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
    misses: list[Text] = Field([], description="Lines that go wrong yet: marked, to be found; unmarked, to pass.")

    @field_validator("roles")
    @classmethod
    def _known_roles(cls, roles: list[str]) -> list[str]:
        for role in roles:
            if role not in get_args(Role):  # a rule for a role that no block has would be silent for ever
                near = difflib.get_close_matches(role, get_args(Role), 1)
                hint = f"did you mean {near[0]!r}?" if near else f"roles are {', '.join(get_args(Role))}"
                raise ValueError(f"there is no role {role!r}; {hint}")
        return roles


class RuleConfig(_Strict):
    """Settings of one rule or family."""

    severity: SeverityName | None = Field(None, description="How much its findings hurt here.")
    enabled: bool | None = Field(None, description="Whether it is used: false leaves it out, true uses it as well.")


class Override(_Strict):
    """What holds for some files only."""

    files: list[Text] = Field(description="Their paths, as in a .gitignore.")
    kind: KindName | None = Field(None, description="What sort of message they are.")
    format: Text | None = Field(None, description="What they are read as.")
    audience: Literal["public", "internal"] | None = Field(
        None,
        description="Who gets them. internal: they are read as kind internal; public: they are never taken for "
        "internal messages or manuals. A kind that is given holds in any case.",
    )
    severity: dict[str, SeverityName] = Field(
        {}, description="How much the findings of a rule or family hurt there; all stands for every rule."
    )

    @field_validator("format")
    @classmethod
    def _known_format(cls, name: str | None) -> str | None:
        if name is not None and name not in READERS:
            near = difflib.get_close_matches(name, READERS, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"formats are {', '.join(READERS)}"
            raise ValueError(f"there is no format {name!r}; {hint}")
        return name


class Suppress(_Strict):
    """A finding that somebody argued with, in a file whose format has no comments."""

    files: list[Text] = Field(description="The paths it stands in, as in a .gitignore.")
    rule: Text = Field(description="The rule, or the family, that finds it.")
    text: Text = Field(description="The words that are found, or more of the sentence they stand in.")
    reason: str = Field("", description="Why it is right there.")


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
    include: list[Text] = Field(
        [],
        description="Paths that hold copy although their names do not say so (JSON, tables ...), as in a .gitignore.",
    )
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
    score_catalogs: bool = Field(
        default=False, alias="score-catalogs", description="Score a catalog of texts as if it were one message."
    )
    columns: list[Text] = Field([], description="The columns of tables that hold copy; guessed by header where empty.")
    max_file_size: int = Field(
        8_000_000, ge=1, alias="max-file-size", description="Bytes; a larger file is not read, and is a trouble."
    )
    max_tokens: int = Field(
        20_000, ge=1, alias="max-tokens", description="Merge tags of one message; one with more is a trouble."
    )
    max_parts: int = Field(10_000, ge=1, alias="max-parts", description="Parts of a mail; one with more is a trouble.")
    max_seconds: float = Field(
        300,
        ge=0,
        le=1_000_000,
        alias="max-seconds",
        description="Seconds a file may take; one that takes longer is a trouble. 0 for no limit.",
    )
    min_words: int | None = Field(None, ge=1, alias="min-words", description="Fewer words than these get no score.")
    per_file_ignores: dict[str, list[Text]] = Field(
        {}, alias="per-file-ignores", description="From a path pattern to the rules to leave out there."
    )
    overrides: list[Override] = Field([], description="What holds for some files only.")
    rules: dict[str, RuleConfig] = Field({}, description="Settings of single rules or families.")
    words: Words = Field(default_factory=Words, description="House words.")
    baseline: Text | None = Field(None, description="The file of findings and scores that are old, and fail nothing.")
    judge: bool = Field(
        default=True, description="Whether terms are judged where they stand; false leaves fixed wordings alone."
    )
    require_reason: bool = Field(
        default=True, alias="require-reason", description="Whether a suppression needs a reason to work."
    )
    suppress: list[Suppress] = Field(
        [], description="Findings that somebody argued with, in files whose formats have no comments."
    )


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
    key: str
    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int
    exact: bool
    pieces: list[PieceModel]
    probability: float | None = Field(description="How likely the judge finds it that a reader would feel handled.")


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
    """A finding that is held back, by what, and why."""

    finding: MarkModel
    by: By
    reason: str


class FileModel(_Strict):
    """The heart check of one message; `part` tells those of one file apart."""

    name: str
    part: str
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


class RowMarkModel(_Strict):
    """A finding or a credit in a row. `part` names the column its places count in, or says "mail"."""

    rule: str
    severity: SeverityName
    confidence: ConfidenceName
    title: str
    text: str
    sentence: str
    role: str
    part: Literal["from", "subject", "preheader", "body", "mail"]
    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int
    exact: bool


class AsideModel(_Strict):
    """How many code points of a message stand in a zone that is not judged."""

    zone: str
    characters: int


class RowCoverageModel(_Strict):
    """Code points read and judged, set aside per zone, and in the source; notes."""

    read: int
    aside: list[AsideModel]
    source: int
    notes: list[str]


class RowModel(_Strict):
    """A line of what `heartlint batch` writes as JSON lines, and a row of it as Parquet."""

    row: int | None = Field(
        description="Which row of the input it is, from 1; null on Spark, whose rows have no order."
    )
    id: str | None = Field(description="What the input calls it.")
    sent: str | None = Field(description="When it was sent, as the input says.")
    campaign: str | None
    sender: str | None
    subject: str | None
    opening: str | None = Field(description="Its first words, to tell it by.")
    kind: str
    score: float | None
    band: str | None
    reason: str | None = Field(description="Why there is no score.")
    words: int = Field(description="How many of its words are judged.")
    fails: bool = Field(description="Whether it has findings that fail by the settings, or too low a score.")
    parts: list[PartModel]
    findings: list[RowMarkModel]
    credits: list[RowMarkModel]
    suppressed: int = Field(description="How many findings are held back.")
    coverage: RowCoverageModel
    troubles: list[TroubleModel] = Field(description="What could not be used; such a row is no pass.")


def validate_report(report: object) -> None:
    """Check what `json.loads` gave of a JSON report. Raises ValueError: one line with the place and what is wrong."""
    try:
        RunModel.model_validate(report)
    except ValidationError as error:
        fault = error.errors()[0]
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in fault["loc"]).lstrip(".")
        raise ValueError(f"{place or 'report'}: {fault['msg'][:1].lower()}{fault['msg'][1:]}") from None


def card_schema() -> dict[str, Any]:
    """The JSON schema of a card."""
    return _schema(Card, "heartlint card")


def config_schema() -> dict[str, Any]:
    """The JSON schema of a config file."""
    return _schema(Config, "heartlint config")


def report_schema() -> dict[str, Any]:
    """The JSON schema of the JSON report."""
    return _schema(RunModel, "heartlint report")


def batch_schema() -> dict[str, Any]:
    """The JSON schema of a row of a batch's result."""
    return _schema(RowModel, "heartlint batch")


def _schema(model: type[BaseModel], title: str) -> dict[str, Any]:
    return {"$schema": DIALECT, **model.model_json_schema(by_alias=True), "title": title}


def card_from_toml(text: str, where: str) -> Card:
    """A checked card. Raises RuleError: one line with file, line, key, what is wrong and what to do."""
    text = text.removeprefix("\ufeff")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))  # "at end of document" otherwise
        line = int(at[1]) if at else max(1, len(text.splitlines()))
        raise RuleError(f"{where}:{line}: is not valid TOML: {error}; mend it there") from None
    except RecursionError:
        raise RuleError(f"{where}: is nested too deeply to be read; take brackets out") from None
    try:
        return Card.model_validate(table)
    except ValidationError as error:
        line, what = first_fault(error, text, Card)
        raise RuleError(f"{where}:{line}: {what}") from None


def first_fault(
    error: ValidationError, text: str, model: type[BaseModel], under: tuple[str, ...] = ()
) -> tuple[int, str]:
    """`(line, sentence)` of the first thing wrong in a TOML text, with the nearest key where one is unknown.

    `under` names the table that the model was read from, where it is not the whole text.
    """
    lines = key_lines(text)

    def order(fault: ErrorDetails) -> tuple[bool, int, str]:
        # an unknown key before a missing one: most often it is the missing one, mistyped
        return fault["type"] == "missing", line_of(lines, (*under, *fault["loc"])), str(fault["loc"])

    fault = min(error.errors(), key=order)
    place = [str(part) for part in fault["loc"] if not isinstance(part, int)]
    key = ".".join(place) or ".".join(under)
    line = line_of(lines, (*under, *fault["loc"]))
    if fault["type"] == "extra_forbidden":
        known = _known_keys(model, place[:-1])
        near = difflib.get_close_matches(place[-1], known, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(known)}"
        return line, f"unknown key {key!r}; {hint}"
    if key == "ignore" and isinstance(fault["input"], dict):
        remedy = "write [[suppress]], with files, rule, text and reason, for findings in these words"
        return line, f"ignore: holds names of rules only; {remedy}"
    told = _TOLD.get(fault["type"])
    if told:
        return line, f"{key}: {told}"
    message = fault["msg"].removeprefix("Value error, ")
    return line, f"{key}: {message[:1].lower()}{message[1:]}"


_TOLD = {
    "missing": "is missing; add it",
    "list_type": 'is not a list; put it in brackets, as in ["one", "two"]',
    "string_type": "is not a text; put it in quotes",
    "string_too_short": "is empty; fill it in, or take it out",
    "bool_type": "is neither true nor false; write one of them, without quotes",
    "int_type": "is not a whole number; write one, without quotes",
    "float_type": "is not a number; write one, without quotes",
    "dict_type": "is not a table; write [name] above its keys",
    "model_type": "is not a table; write [name] above its keys",
}
"""From pydantic's name for a fault to what is wrong, and what to do."""


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


def line_of(lines: Mapping[tuple[str, ...], int], place: tuple[int | str, ...]) -> int:
    """The line, of `key_lines`, where a key stands, or the table that it is missing from; 1 where neither is."""
    names = tuple(str(part) for part in place if not isinstance(part, int))
    return next((lines[names[:end]] for end in range(len(names), 0, -1) if names[:end] in lines), 1)


# first the strings that may go over several lines, which end with three to five quote marks
_SIGN = re.compile(
    r"""(?x) (?s:"{3} (?:\\.|[^\\])*? "{3,5} | '{3} .*? '{3,5})
    | "(?:\\.|[^"\\])*" | '[^']*' | \#[^\n]* | [\[\]{}=,\n] | [\w+:-]+"""
)


def key_lines(text: str) -> dict[tuple[str, ...], int]:
    """From every key and table of a valid TOML text, in full, to the line (from 1) where it first stands.

    tomllib does not tell lines. Only keys are told apart here, from what stands in values: strings over several
    lines, arrays, inline tables. The text was read by tomllib before.
    """
    found: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    key: list[str] = []
    inside: list[tuple[str, tuple[str, ...]]] = []  # open brackets of a value, each with the key it belongs to
    reading = "key"  # or "header" or "value"
    line, after = 1, 0
    for match in _SIGN.finditer(text):
        sign = match.group()
        line += text.count("\n", after, match.start())
        after = match.start()
        if sign[0] == "#":
            continue
        if sign == "\n":
            if not inside:
                reading, key = "key", []
        elif reading == "value":
            if sign in {"[", "{"}:
                inside.append((sign, tuple(key)))
                if sign == "{":
                    reading, key = "key", []
            elif sign in {"]", "}"}:
                key = list(inside.pop()[1])
            elif sign == "," and inside and inside[-1][0] == "{":
                reading, key = "key", []
        elif sign == "=":
            above = next((path for bracket, path in reversed(inside) if bracket == "{"), table)
            path = (*above, *key)
            found.update({path[:end]: found.get(path[:end], line) for end in range(1, len(path) + 1)})
            reading, key = "value", list(path)
        elif sign == "}":  # an empty inline table, or a comma before its end
            key = list(inside.pop()[1])
            reading = "value"
        elif sign == "[":
            reading = "header"
        elif sign == "]":
            table = tuple(key)
            found.setdefault(table, line)
        else:
            key.append(_unquoted(sign))
    return found


def _unquoted(sign: str) -> str:
    return str(tomllib.loads(f"key = {sign}")["key"]) if sign[0] in "\"'" else sign
