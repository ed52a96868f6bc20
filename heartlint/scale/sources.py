"""Where the messages of a batch come from: Parquet, CSV, JSON lines, mbox, Maildir, or what DuckDB answers.

A source is read in one walk from its first row to its last, always in the same order, and holds a few rows at a time.
Of a table some columns are read: those that are named, or whose names say what they are.
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

from heartlint.scale.rows import INPUTS, KINDS, Bad, arrow_values, missing, need
from heartlint.whole import NotWholeError, read_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

TYPES = ("parquet", "csv", "jsonl", "mbox", "maildir")
_SUFFIXES = {
    ".parquet": "parquet", ".pq": "parquet", ".csv": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".mbox": "mbox",
}  # fmt: skip
MAILS = frozenset({"mbox", "maildir"})
"""Types whose rows are whole mails."""

_NAMES: Mapping[str, Sequence[str]] = {
    "id": ("id", "message_id", "messageid", "mail_id", "email_id", "uuid", "guid", "key"),
    "sent": (
        "sent", "sent_at", "sent_on", "sent_date", "date_sent", "send_date", "send_time", "date", "datetime",
        "timestamp", "created_at", "time",
    ),
    "campaign": ("campaign", "campaign_name", "campaign_title", "campaign_id", "utm_campaign", "mailing"),
    "from": ("from", "sender", "from_name", "from_address", "from_email", "sender_name", "sender_email"),
    "subject": ("subject", "subject_line", "email_subject", "mail_subject", "message_subject"),
    "preheader": ("preheader", "preview_text", "preview", "snippet"),
    "body": (
        "body", "body_html", "html", "html_body", "html_content", "content_html", "email_html", "message_html",
        "email_body", "mail_body", "message_body", "body_text", "text", "text_body", "body_plain", "plain",
        "plain_text", "text_content", "email_text", "message_text", "message", "content", "email_content",
        "message_content", "copy", "mail", "post", "sms",
    ),
    "kind": ("kind", "message_kind"),
}  # fmt: skip
"""From what a column is to the names that say so, the surest first."""

_TEXTS = frozenset({"from", "subject", "preheader", "body", "kind"})
"""What must be text; an id or a date may be anything."""

_SNAKE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")
_LONGEST = 64 * 2**20
"""Bytes of one row of a text file; a longer one is a trouble, and is not kept in memory."""
_STEP = 256
"""Rows that are read from Parquet at once: each of them may be long."""
_LOOKED_AT = 100
"""Rows that are looked at before a column is taken for what its name says."""


class SourceError(ValueError):
    """A source that cannot be used: one line that says which, what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """The values of one row, by what they are to the message, and how far into the source it stands (0 to 1)."""

    values: Mapping[str, Any]
    done: float


@dataclass(frozen=True, slots=True)
class Source:
    """An opened source. `said` tells how its columns were understood; `rows` walks over it anew each time."""

    path: Path
    type: str
    said: str
    chosen: Mapping[str, str] = field(default_factory=dict)
    total: int | None = None

    def rows(self) -> Iterator[Row]:
        """The rows, in order. Raises SourceError where the source itself breaks off."""
        try:
            yield from _WALKS[self.type](self)
        except SourceError:
            raise
        except (OSError, ValueError) as error:  # pyarrow's own errors are of these
            what = getattr(error, "strerror", None) or str(error).splitlines()[0]
            raise SourceError(f"{self.path}: cannot be read to its end ({what}); check the file") from None

    def identity(self) -> dict[str, object]:
        """What tells this source from another one, or from itself after a change."""
        found = self.path.stat()
        size = None if self.type == "maildir" else found.st_size
        return {
            "path": str(self.path.resolve()),
            "type": self.type,
            "size": size,
            "changed": None if self.type == "maildir" else found.st_mtime_ns,
            "messages": self.total,
            "columns": dict(self.chosen),
        }


def open_source(path: Path, named: Mapping[str, str], type_: str | None = None) -> Source:
    """A file or folder of messages. `named` says which column is what, from `INPUTS` to the column's name.

    Raises SourceError for one that cannot be used, MissingExtraError where pyarrow is needed and not there.
    """
    kind = type_ or _type_of(path)
    if not path.exists():
        raise SourceError(f"{path}: there is no such file; check the path")
    if kind in MAILS:
        if named:
            raise SourceError(f"{path}: holds mails, which have no columns; leave --{min(named)} out")
        total = None
        if kind == "maildir":
            total = len(_maildir(path))
            if not any((path / one).is_dir() for one in ("cur", "new")):
                raise SourceError(f"{path}: is no Maildir (it has no folder cur or new); name a file")
        return Source(path, kind, "whole mails: subject, sender, date and id are read from their head lines", {}, total)
    if path.is_dir():
        raise SourceError(f"{path}: is a folder; name a file in it, or ask DuckDB: --query \"from '{path}/*.parquet'\"")
    if not path.is_file():  # a pipe gives its rows once, and they are walked over twice
        raise SourceError(f"{path}: is not a regular file; name a file")
    total = None
    if kind == "parquet":
        pq = need("pyarrow.parquet", "batch")
        try:
            file = pq.ParquetFile(path)
        except (OSError, ValueError) as error:
            raise SourceError(f"{path}: is no Parquet file ({str(error).splitlines()[0]}); check the file") from None
        columns, total = list(file.schema_arrow.names), file.metadata.num_rows
    else:
        columns = _csv_columns(path) if kind == "csv" else _jsonl_columns(path)
    chosen, odd = _fitting(path, kind, columns, named)
    return Source(path, kind, _said(columns, chosen, named, odd), chosen, total)


def sealed(spilled: str | Path) -> dict[str, str]:
    """What DuckDB is opened with: nothing is fetched, and what does not fit in memory goes to this folder alone."""
    return {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "temp_directory": str(spilled),
    }


def from_query(query: str, database: Path | None, target: Path) -> None:
    """Write what DuckDB answers to a query as Parquet, so that it is asked once however often the batch is resumed.

    Nothing is fetched: DuckDB may load no extension that is not built in. Raises SourceError for a query it refuses.
    """
    duckdb = need("duckdb", "batch")
    temporary = target.with_name(f"{target.name}.tmp")
    spilled = target.with_name(f"{target.name}.spill")
    if database is not None and not database.is_file():
        raise SourceError(f"{database}: there is no such database; check the path")
    try:
        with duckdb.connect(
            str(database or ":memory:"), read_only=database is not None, config=sealed(spilled)
        ) as connection:
            place = str(temporary).replace("'", "''")
            connection.execute(f"COPY ({query.strip().rstrip(';')}\n) TO '{place}' (FORMAT parquet)")
    except duckdb.Error as error:
        raise SourceError(f"--query: DuckDB says: {' '.join(str(error).split())}; mend the query") from None
    temporary.replace(target)


def _fitting(
    path: Path, type_: str, columns: Sequence[str], named: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """From what a column is to its name, and from columns that do not hold what their name says to what is wrong.

    A guess must cost no row: a sender that is a number, or kinds that are somebody else's, are left unread. What is
    named is taken as it is, and so is the only column that may be the body.
    """
    odd: dict[str, str] = {}
    while True:
        chosen = choose([column for column in columns if column not in odd], named, str(path))
        guessed = [part for part in chosen if part in _TEXTS and part not in named]
        rows = [row.values for row in islice(Source(path, type_, "", chosen).rows(), _LOOKED_AT)] if guessed else []
        found = {chosen[part]: what for part in guessed if (what := _misfit(part, [row.get(part) for row in rows]))}
        if chosen["body"] in found:
            try:
                choose([column for column in columns if column not in {*odd, chosen["body"]}], named, str(path))
            except SourceError:  # its rows will say what is wrong with them
                del found[chosen["body"]]
        if not found:
            return chosen, odd
        odd |= found


def _misfit(part: str, values: Sequence[object]) -> str:
    """Why a column cannot be what its name says, by its first rows; "" where it can."""
    there = [value for value in values if not missing(value) and not isinstance(value, Bad)]
    texts = [value for value in there if isinstance(value, (str, bytes))]
    if values and not texts and (there or part == "body"):
        return "holds no text"
    said = {text.decode("utf-8", "replace") if isinstance(text, bytes) else text for text in texts}
    if part == "kind" and values and KINDS.isdisjoint(text.strip().lower() for text in said):
        return "holds other kinds than ours" if any(text.strip() for text in said) else "says nothing at first"
    return ""


def choose(columns: Sequence[str], named: Mapping[str, str], where: str) -> dict[str, str]:
    """From what a column is to its name: as it is named, or as its name says; named "" it is none.

    Raises SourceError where no body is.
    """
    known = {column.strip().lower(): column for column in reversed(columns)}
    chosen: dict[str, str] = {}
    for part, name in named.items():
        if not name:
            continue
        column = name if name in columns else known.get(name.strip().lower())
        if column is None:
            raise SourceError(f"{where}: has no column {name!r} (--{part}); its columns are {', '.join(columns)[:300]}")
        chosen[part] = column
    taken = set(chosen.values())
    plain = {_SNAKE.sub("_", column.strip()).lower().strip("_"): column for column in reversed(columns)}
    for part in INPUTS:
        if part not in named:
            found = next((plain[name] for name in _NAMES[part] if name in plain and plain[name] not in taken), None)
            if found is not None:
                chosen[part] = found
                taken.add(found)
    if "body" not in chosen:
        told = ", ".join(columns)[:300] or "none"
        raise SourceError(f"{where}: no column is known to hold the body (of {told}); name it with --body")
    return {part: chosen[part] for part in INPUTS if part in chosen}


def _said(columns: Sequence[str], chosen: Mapping[str, str], named: Mapping[str, str], odd: Mapping[str, str]) -> str:
    told = ", ".join(
        f"{part} is {column!r} ({'as named' if part in named else 'guessed'})" for part, column in chosen.items()
    )
    left = [column for column in columns if column not in chosen.values()]
    left = [f"{column} ({odd[column]})" for column in odd if column in left] + [one for one in left if one not in odd]
    return f"columns: {told}" + (f"; not read: {', '.join(left)[:300]}" if left else "")


def _type_of(path: Path) -> str:
    if path.is_dir():
        return "maildir"
    found = _SUFFIXES.get(path.suffix.lower())
    if found is None and path.suffix.lower() == ".gz":
        raise SourceError(f"{path}: is compressed; unpack it, or ask DuckDB: --query \"from '{path}'\"")
    if found is None:
        raise SourceError(f"{path}: its suffix names no type that is read; say it: --input-type {'|'.join(TYPES)}")
    return found


def _parquet(source: Source) -> Iterator[Row]:
    pa, pq = need("pyarrow", "batch"), need("pyarrow.parquet", "batch")
    columns = list(dict.fromkeys(source.chosen.values()))
    seen = 0
    with pq.ParquetFile(source.path, pre_buffer=False) as file:
        total = max(file.metadata.num_rows, 1)
        batches = file.iter_batches(batch_size=_STEP, columns=columns, use_threads=False)
        try:
            for batch in batches:
                for values in table_rows(batch, source.chosen):
                    seen += 1
                    yield Row(values, seen / total)
        except pa.ArrowException as error:
            what = str(error).splitlines()[0]
            raise SourceError(f"{source.path}: breaks off after row {seen} ({what}); check the file") from None


def table_rows(batch: Any, chosen: Mapping[str, str]) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - of pyarrow
    """The rows of an Arrow table or batch, each from what a column is to its value."""
    read = {}
    for part, name in chosen.items():
        column = batch.column(name)
        read[part] = arrow_values(column)
    for values in zip(*read.values(), strict=True):
        yield dict(zip(read, values, strict=True))


def _size(stream: BinaryIO) -> int:
    return max(stream.seek(0, 2) + stream.seek(0), 1)


def _encoding(path: Path) -> str:
    with path.open("rb") as stream:
        start = stream.read(4)
    return "utf-16" if start.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"


def _open_csv(path: Path) -> TextIO:
    """The text of a table, its line ends kept; what is no text stands in it as half characters."""
    return path.open(encoding=_encoding(path), errors="surrogateescape", newline="")


def _csv_reader(path: Path, stream: TextIO) -> Any:  # noqa: ANN401 - of csv, which has no name for it
    csv.field_size_limit(_LONGEST)
    with path.open("rb") as file:
        head = file.read(65536).decode(_encoding(path), "replace").splitlines()[:1]
    marks = re.sub(r'"[^"]*"', "", head[0]) if head else ""
    delimiter = "\t" if path.suffix.lower() == ".tsv" else max(",;\t|", key=marks.count)
    return csv.reader(iter(lambda: stream.readline(_LONGEST), ""), delimiter=delimiter)


def _csv_columns(path: Path) -> list[str]:
    with _open_csv(path) as stream:
        try:
            found: list[str] = next(_csv_reader(path, stream), [])
        except csv.Error as error:
            raise SourceError(f"{path}: its header cannot be read ({error}); check the file") from None
    names = [name.encode("utf-8", "backslashreplace").decode() for name in found]
    if not names:
        raise SourceError(f"{path}: holds no rows; put messages in")
    return names


def _csv(source: Source) -> Iterator[Row]:
    columns = _csv_columns(source.path)
    places = {part: columns.index(name) for part, name in source.chosen.items()}
    with _open_csv(source.path) as stream:
        size = max(source.path.stat().st_size, 1)
        reader = _csv_reader(source.path, stream)
        next(reader, None)
        while True:
            values: dict[str, Any]
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                remedy = "look for a quote that is never closed"
                values = {"body": Bad(f"cannot be read as a row of a table ({error})", remedy)}
            else:
                if not cells:  # a blank line
                    continue
                values = {part: _cell(cells[at]) if at < len(cells) else None for part, at in places.items()}
                if len(cells) > len(columns):
                    what = f"has {len(cells)} cells, and the header {len(columns)}"
                    values["body"] = Bad(what, "put cells that hold the delimiter in quotes")
            yield Row(values, min(stream.buffer.tell() / size, 1.0))


def _cell(text: str) -> str | bytes | None:
    if text.isascii():
        return text or None
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape")  # the bytes as they stand in the file
    return text


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """The lines of a file; None for one that is longer than any message."""
    while line := stream.readline(_LONGEST):
        if len(line) < _LONGEST or line.endswith(b"\n"):
            yield line
            continue
        while (rest := stream.readline(_LONGEST)) and not rest.endswith(b"\n"):
            pass
        yield None


def _jsonl_columns(path: Path) -> list[str]:
    """The keys of the first hundred lines that hold an object."""
    keys: dict[str, None] = {}
    objects = 0
    with path.open("rb") as stream:
        for line in _lines(stream):
            value = _json(line) if line is not None and line.strip() else None
            if isinstance(value, dict):
                keys.update(dict.fromkeys(value))
                objects += 1
            if objects == 100:
                break
    if not objects:
        raise SourceError(f"{path}: no line of it is a JSON object; check the file, or name its --input-type")
    return list(keys)


def _json(line: bytes) -> Any:  # noqa: ANN401 - whatever the line says
    try:
        return json.loads(line.removeprefix(b"\xef\xbb\xbf").decode())
    except UnicodeDecodeError as error:
        return Bad(f"byte {error.start} of the line is not UTF-8", "save it as UTF-8")
    except ValueError as error:
        return Bad(f"the line is not JSON ({error})", "write one object a line")
    except RecursionError:
        return Bad("the line is nested too deeply to be read", "take brackets out")


def _jsonl(source: Source) -> Iterator[Row]:
    with source.path.open("rb") as stream:
        size = _size(stream)
        for line in _lines(stream):
            if line is not None and not line.strip():
                continue
            too_long = Bad(f"the line is longer than {_LONGEST} bytes", "take pictures and the like out of it")
            value = too_long if line is None else _json(line)
            values: dict[str, Any]
            if isinstance(value, dict):
                values = {part: value.get(name) for part, name in source.chosen.items()}
            else:
                values = {"body": value if isinstance(value, Bad) else Bad("the line is no JSON object", "write one")}
            yield Row(values, stream.tell() / size)


def _mbox(source: Source) -> Iterator[Row]:
    """The mails of an mbox: a line that begins with "From ", at the start or after a blank one, begins the next."""
    with source.path.open("rb") as stream:
        size = _size(stream)
        mail: list[bytes] = []
        length = 0
        blank = True
        for line in iter(lambda: stream.readline(_LONGEST), b""):
            if blank and line.startswith(b"From "):
                if mail:
                    yield Row({"body": _mail(mail, length)}, (stream.tell() - len(line)) / size)
                mail, length = [], 0
            length += len(line)
            if length <= _LONGEST:
                mail.append(line)
            blank = line in {b"\n", b"\r\n"}
        if any(line.strip() for line in mail):
            yield Row({"body": _mail(mail, length)}, 1.0)


def _mail(lines: list[bytes], length: int) -> bytes | Bad:
    if length > _LONGEST:
        return Bad(f"the mail is longer than {_LONGEST} bytes", "take what is attached out of it")
    return b"".join(lines)


def _maildir(path: Path) -> list[Path]:
    """The mails of a Maildir, by name."""
    folders = [path / part for part in ("cur", "new") if (path / part).is_dir()]
    found = [one for folder in folders for one in folder.iterdir() if not one.name.startswith(".")]
    return sorted(found, key=lambda one: (one.name, one.parent.name))


def _mails(source: Source) -> Iterator[Row]:
    files = _maildir(source.path)
    for number, file in enumerate(files, 1):
        values: dict[str, Any] = {"id": file.name.partition(":")[0]}
        try:
            size = file.stat().st_size
            values["body"] = read_whole(file, _LONGEST) if size <= _LONGEST else _mail([], size)
        except NotWholeError as error:
            values["body"] = Bad(str(error.strerror), error.remedy)
        except OSError as error:
            values["body"] = Bad(f"cannot be read: {error.strerror or error}", "check that it is there and readable")
        yield Row(values, number / len(files))


_WALKS = {"parquet": _parquet, "csv": _csv, "jsonl": _jsonl, "mbox": _mbox, "maildir": _mails}
