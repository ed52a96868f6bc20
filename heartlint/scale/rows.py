"""One row in, one row out: how the columns of an archive become a message, and its report columns again.

Batch, frames and Spark all go through `Judge`, so that they cannot differ.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from contextlib import suppress
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import heartlint
from heartlint.judge import weights
from heartlint.packs import cards_in, contained
from heartlint.read import UnreadableError, columns, decode
from heartlint.report import Trouble
from heartlint.text import ADDRESS_LINES, Kind, Lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from heartlint.linter import Linter
    from heartlint.report import Finding, Report
    from heartlint.text import Document

INPUTS = ("id", "sent", "campaign", "from", "subject", "preheader", "body", "kind")
"""What a column of the input may be to a message; all but the body may be missing."""

FORMATS = ("auto", "text", "html", "markdown", "eml")
"""What bodies may be read as; "auto" tells HTML from plain text, row by row."""

KINDS: frozenset[str] = frozenset(get_args(Kind)) - {"unknown", "catalog"}
MOST_CHARACTERS = 1_000_000
"""A longer body is not judged: no letter is that long, and a few of them would hold up a million others."""
OPENING = 200
"""Code points of a message that are shown to tell it by."""
NAME = "<row>"
"""What a row goes by in the engine: no path, so that no path tells its kind."""

_MARK = {
    "rule": "string", "severity": "string", "confidence": "string", "title": "string", "text": "string",
    "sentence": "string", "role": "string", "part": "string", "start": "int64", "end": "int64", "line": "int64",
    "column": "int64", "end_line": "int64", "end_column": "int64", "exact": "bool",
}  # fmt: skip
COLUMNS: Mapping[str, Any] = {
    "row": "int64",
    "id": "string",
    "sent": "string",
    "campaign": "string",
    "sender": "string",
    "subject": "string",
    "opening": "string",
    "kind": "string",
    "score": "double",
    "band": "string",
    "reason": "string",
    "words": "int64",
    "fails": "bool",
    "parts": [{"name": "string", "points": "double", "side": "string", "mark": "int64"}],
    "findings": [_MARK],
    "credits": [_MARK],
    "suppressed": "int64",
    "coverage": {
        "read": "int64",
        "aside": [{"zone": "string", "characters": "int64"}],
        "source": "int64",
        "notes": ["string"],
    },
    "troubles": [{"where": "string", "what": "string", "remedy": "string"}],
}
"""From each column of a result to its type: a name of Arrow's, [a list of them], {a struct}. docs/BATCH.md explains."""


class MissingExtraError(ImportError):
    """A package that comes with an extra is not installed; the message is one line that says which and how."""


def need(module: str, extra: str) -> Any:  # noqa: ANN401 - a module
    """A module of an extra, imported now. Raises MissingExtraError, in one line, where it is not installed."""
    try:
        return import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        broken = (
            ""
            if isinstance(error, ModuleNotFoundError) and (error.name or "").partition(".")[0] == package
            else f" ({error})"
        )
        raise MissingExtraError(
            f"this needs {package}, which is not installed{broken}; python -m pip install 'heartlint[{extra}]'"
        ) from None


@dataclass(frozen=True, slots=True)
class Bad:
    """A value that its source could not give: what is wrong with it, and what to do."""

    what: str
    remedy: str


class Judge:
    """Judges rows: `row` takes the values of one and gives its result.

    `format` is what bodies are read as, one of `FORMATS`. A body of more than `most` code points is a trouble.
    """

    def __init__(self, linter: Linter, format: str = "auto", most: int = MOST_CHARACTERS) -> None:  # noqa: A002
        if format not in FORMATS:
            raise ValueError(f"there is no format {format!r} for rows; formats are {', '.join(FORMATS)}")
        self.linter = for_rows(linter)
        self.format = format
        self.most = most

    def row(self, number: int | None, values: Mapping[str, Any]) -> dict[str, Any]:
        """The result of one row. Never raises for what the row holds: that is a trouble of the row."""
        troubles: list[Trouble] = []
        known = {name: _label(values.get(name)) for name in ("id", "sent", "campaign")}
        kind = self._kind(values.get("kind"), troubles)
        parts = self._parts(values, troubles)
        found: tuple[Document, Report, Mapping[str, int]] | None = None
        if not troubles:
            with contained("body", troubles.append, "please report this message to heartlint's authors"):
                try:
                    found = self._judge(parts, kind)
                except UnreadableError as error:
                    troubles.append(_unreadable("body", error))
        out: dict[str, Any] = {"row": number, **known, "sender": parts.get("from"), "subject": parts.get("subject")}
        if found is None:
            told = {**_NOT_JUDGED, "kind": kind or "unknown", "troubles": [_trouble(one) for one in troubles]}
            return ordered({**out, **told})
        document, report, starts = found
        if self.format == "eml":
            _from_head(out, document)
        return ordered({**out, **self._told(report, starts)})

    def _kind(self, value: object, troubles: list[Trouble]) -> Any:  # noqa: ANN401 - a Kind, as was checked
        kind = self._text(value, "kind", troubles)
        kind = (kind or "").strip().lower()
        if kind and kind not in KINDS:
            troubles.append(
                Trouble("kind", f"there is no kind {kind[:40]!r}", f"kinds are {', '.join(sorted(KINDS))}; or leave it")
            )
            return None
        return kind or None

    def _parts(self, values: Mapping[str, Any], troubles: list[Trouble]) -> dict[str, str]:
        """The parts of the message that are there, in reading order; the body is always one of them, or a trouble."""
        parts: dict[str, str] = {}
        for name in (*columns.HEADS, "body"):
            value = values.get(name)
            text = self._text(value, name, troubles)
            if text is None:
                if name == "body" and missing(value):
                    troubles.append(Trouble("body", "is null: there is nothing to check", "leave the row out"))
            elif len(text) > self.most:
                what = f"is {len(text)} characters long, {self.most} are read at most: not judged"
                troubles.append(Trouble(name, what, "take pictures and the like out of it, or raise the limit"))
            elif text.strip():
                parts[name] = text
            elif name == "body":
                troubles.append(Trouble("body", "is empty: there is nothing to check", "leave the row out"))
        return parts

    def _text(self, value: object, name: str, troubles: list[Trouble]) -> str | None:
        """What a value says; None where it is null, or where it cannot be read, and then a trouble in `troubles`."""
        if isinstance(value, str):
            if not value.isascii():
                try:
                    value.encode()
                except UnicodeEncodeError as error:
                    what = f"holds half a character (U+{ord(value[error.start]):04X}) at {error.start}"
                    troubles.append(Trouble(name, what, "find out where it was cut in two"))
                    return None
            return value
        if missing(value):
            return None
        if isinstance(value, (bytes, bytearray, memoryview)):
            if len(value) > 4 * self.most:  # no encoding takes more; and what is not read need not be decoded
                what = f"is {len(value)} bytes long, {self.most} characters are read at most: not judged"
                troubles.append(Trouble(name, what, "take pictures and the like out of it, or raise the limit"))
                return None
            try:
                return decode(bytes(value), "text" if name != "body" or self.format == "auto" else self.format)
            except UnreadableError as error:
                troubles.append(_unreadable(name, error))
        elif isinstance(value, Bad):
            troubles.append(Trouble(name, value.what, value.remedy))
        else:
            what = f"holds no text, but a value of type {_TYPES.get(type(value).__name__, type(value).__name__)}"
            troubles.append(Trouble(name, what, "name the column that holds the text"))
        return None

    def _judge(self, parts: Mapping[str, str], kind: Kind | None) -> tuple[Document, Report, Mapping[str, int]]:
        """The message as it was read, its report, and where each part begins in it."""
        body = parts["body"]
        chosen = columns.guess(body) if self.format == "auto" else self.format
        alone = len(parts) == 1 or chosen == "eml"
        joined = None if alone else columns.join(parts)
        document = self.linter.read(NAME, body if joined is None else joined, chosen, kind=kind)[0]
        starts = {"mail" if chosen == "eml" else "body": 0} if joined is None else joined.starts
        return document, self.linter.judge(document), starts

    def _told(self, report: Report, starts: Mapping[str, int]) -> dict[str, Any]:
        back = _Back(starts, report)
        score = report.score
        settings = self.linter.settings
        failing = () if settings.fail_on == "never" else report.at_least(settings.fail_on, settings.fail_confidence)
        low = settings.min_score is not None and score.value is not None and score.value < settings.min_score
        opening = ""
        for block in report.blocks:
            if len(opening) >= OPENING:
                break
            if not block.zone and block.role not in _HEADS:
                opening = f"{opening} {' '.join(block.text.split())}".lstrip()
        covered = report.coverage
        told: dict[str, Any] = {
            "opening": opening[:OPENING],
            "kind": report.kind,
            "score": score.value,
            "band": score.band or None,
            "reason": score.reason or None,
            "words": covered.words,
            "fails": bool(failing) or low,
            "parts": [
                {"name": part.name, "points": part.points, "side": part.side, "mark": part.mark} for part in score.parts
            ],
            "findings": [back.mark(mark) for mark in report.findings],
            "credits": [back.mark(mark) for mark in report.credits],
            "suppressed": len(report.suppressed),
            "coverage": {
                "read": covered.read,
                "aside": [{"zone": zone, "characters": number} for zone, number in covered.aside.items()],
                "source": covered.source,
                "notes": list(covered.notes),
            },
            "troubles": [_trouble(one) for one in report.troubles],
        }
        for block in reversed(report.blocks):
            if block.role in _SHOWN:
                told[_SHOWN[block.role]] = " ".join(block.text.split())
        return told


def sound(linter: Linter) -> Linter:
    """The linter. Raises ValueError where a pack of it is broken: a broken rule is never green, for no row of many."""
    if linter.troubles:
        raise ValueError("; ".join(str(trouble) for trouble in linter.troubles))
    return linter


def for_rows(linter: Linter) -> Linter:
    """The linter without what its settings say of paths and revisions: rows have neither."""
    without: dict[str, Any] = dict.fromkeys(("overrides", "per_file_ignores", "suppress", "columns"), ())
    settings = replace(linter.settings, **without, baseline=None, new_from_rev=None)
    return linter if settings == linter.settings else type(linter)(settings)


_SHOWN: Mapping[str, str] = {"from": "sender", "subject": "subject"}
"""From roles of head lines to the columns that show them."""
_HEADS = ADDRESS_LINES | {"subject", "preheader"}
_TYPES = {"int": "number", "float": "number", "bool": "truth", "dict": "object", "ndarray": "list"}
_NOT_JUDGED: Mapping[str, Any] = {
    "opening": None, "score": None, "band": None, "reason": "could not be read", "words": 0, "fails": False,
    "parts": [], "findings": [], "credits": [], "suppressed": 0,
    "coverage": {"read": 0, "aside": [], "source": 0, "notes": []},
}  # fmt: skip


class _Back:
    """The way back from the joined source of a message to the part that a mark stands in."""

    def __init__(self, starts: Mapping[str, int], report: Report) -> None:
        self._parts = list(starts)
        self._starts = list(starts.values())
        lines = Lines(report.source) if len(starts) > 1 and (report.findings or report.credits) else None
        self._lines = [1] * len(self._parts) if lines is None else [lines.at(start)[0] for start in self._starts]

    def mark(self, mark: Finding) -> dict[str, Any]:
        """A finding or a credit, with the part it stands in and its place there."""
        index = bisect_right(self._starts, mark.start) - 1
        start, above = self._starts[index], self._lines[index] - 1
        return {
            "rule": mark.rule,
            "severity": mark.severity,
            "confidence": mark.confidence,
            "title": mark.title,
            "text": mark.text,
            "sentence": mark.sentence,
            "role": mark.role,
            "part": self._parts[index],
            "start": mark.start - start,
            "end": mark.end - start,
            "line": mark.line - above,
            "column": mark.column,
            "end_line": mark.end_line - above,
            "end_column": mark.end_column,
            "exact": mark.exact,
        }


def missing(value: object) -> bool:
    """Whether a value is a null, whatever a frame calls it: None, a float that is no number, pandas' NA and NaT."""
    if isinstance(value, float):
        return math.isnan(value)
    return value is None or type(value).__name__ in {"NAType", "NaTType"}


def _label(value: object) -> str | None:
    """What a row is called, as text, whatever its type; what cannot be written as UTF-8 is shown."""
    if missing(value) or isinstance(value, Bad):
        return None
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value[:1000]).decode("utf-8", "backslashreplace")
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return text[:1000].encode("utf-8", "backslashreplace").decode()


def _from_head(out: dict[str, Any], document: Document) -> None:
    """Fill in what the head lines of a mail tell, where no column does."""
    headers = document.headers
    if out["id"] is None:
        out["id"] = headers.get("message-id")
    if out["sent"] is None and headers.get("date"):
        try:
            out["sent"] = parsedate_to_datetime(headers["date"]).isoformat()
        except ValueError:  # no date: shown as it stands
            out["sent"] = headers["date"]
    if out["campaign"] is None:
        named = ("x-campaign", "x-campaign-id", "x-campaignid")
        out["campaign"] = next((headers[name] for name in named if headers.get(name)), None)


def _unreadable(where: str, error: UnreadableError) -> Trouble:
    what, _, remedy = str(error).rpartition("; ")
    return Trouble(where, what or remedy, remedy if what else "")


def _trouble(one: Trouble) -> dict[str, str]:
    return {"where": one.where, "what": one.what, "remedy": one.remedy}


def broken(number: int | None, values: Mapping[str, Any], what: str, remedy: str) -> dict[str, Any]:
    """The result of a row that could not be judged at all."""
    known = {name: _label(values.get(name)) for name in ("id", "sent", "campaign")}
    trouble = [{"where": "body", "what": what, "remedy": remedy}]
    out = {"row": number, **known, "sender": None, "subject": None, **_NOT_JUDGED, "kind": "unknown"}
    return ordered({**out, "troubles": trouble})


def ordered(row: Mapping[str, Any]) -> dict[str, Any]:
    """A result with its columns in their order."""
    return {name: row[name] for name in COLUMNS}


def arrow_schema() -> Any:  # noqa: ANN401 - a pyarrow.Schema
    """The columns of a result as pyarrow has them. Raises MissingExtraError."""
    pa = need("pyarrow", "batch")

    def typed(one: Any) -> Any:  # noqa: ANN401 - a type of ours, and a pyarrow.DataType
        if isinstance(one, list):
            return pa.list_(typed(one[0]))
        if isinstance(one, dict):
            return pa.struct([(name, typed(inner)) for name, inner in one.items()])
        return {"string": pa.string(), "int64": pa.int64(), "double": pa.float64(), "bool": pa.bool_()}[one]

    return pa.schema([(name, typed(one)) for name, one in COLUMNS.items()])


def arrow_table(results: Sequence[Mapping[str, Any]]) -> Any:  # noqa: ANN401 - a pyarrow.Table
    """Results as an Arrow table. Raises MissingExtraError."""
    return need("pyarrow", "batch").Table.from_pylist(list(results), schema=arrow_schema())


def arrow_values(column: Any) -> list[Any]:  # noqa: ANN401 - a pyarrow array
    """The values of an Arrow column; what is declared to be text and is none comes as bytes."""
    try:
        values: list[Any] = column.to_pylist()
    except (UnicodeDecodeError, ValueError, OverflowError):  # bytes that are no text, a date beyond Python's
        values = [_arrow_value(one) for one in column]
    return values


def _arrow_value(one: Any) -> Any:  # noqa: ANN401 - a pyarrow scalar, and its value
    try:
        return one.as_py()
    except UnicodeDecodeError:
        return one.as_buffer().to_pybytes() if hasattr(one, "as_buffer") else bytes(one.value.as_buffer())
    except (ValueError, OverflowError) as error:
        return Bad(f"cannot be read ({error})", "mend it in its table")


def digest(linter: Linter) -> str:
    """What a result depends on besides its input: the rules and the settings, in a few letters."""
    settings = linter.settings
    found = sha256(heartlint.__version__.encode())
    for name in ("min_words", "words_allow", "severity", "confidence", "require_reason", "fail_on", "fail_confidence",
                 "min_score", "max_tokens", "max_parts", "max_seconds"):  # fmt: skip
        found.update(repr((name, getattr(settings, name))).encode("utf-8", "backslashreplace"))
    for rule in linter.active:
        told = (rule.id, rule.severity, rule.confidence, rule.title, rule.why, rule.instead, rule.finds, rule.passes,
                rule.lean, [wording.text for wording in rule.wordings], rule.bands)  # fmt: skip
        found.update(repr(told).encode("utf-8", "backslashreplace"))
    for name, data in packed(linter):
        found.update(f"{name}\0{len(data)}\0".encode("utf-8", "backslashreplace") + data)
    if settings.judge:
        found.update(b"judge")
        with suppress(OSError):  # missing weights are a trouble of every row, and are told there
            found.update(weights().read_bytes())
    return found.hexdigest()[:32]


def packed(linter: Linter) -> Iterator[tuple[str, bytes]]:
    """The cards of the folders that the settings name as packs: "number/path" and what stands in it, in order."""
    for number, pack in enumerate(linter.settings.packs):
        folder = Path(pack)
        if folder.is_dir():
            for relative, data in cards_in(folder).items():
                yield f"{number}/{relative}", data
