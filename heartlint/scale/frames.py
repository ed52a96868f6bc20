"""Data frames: the results of a frame's rows as a frame of the same library, in the same order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heartlint.linter import Linter, cores
from heartlint.scale.rows import COLUMNS, MOST_CHARACTERS, Judge, arrow_table, arrow_values, missing, need, sound
from heartlint.scale.workers import Job, Work, Workers, judge_chunk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_CHUNK = 500
_FRAMES = {"pandas": ("DataFrame",), "polars": ("DataFrame",), "pyarrow": ("Table", "RecordBatch")}


def frame(  # noqa: PLR0913 - the columns people name
    df: Any,  # noqa: ANN401 - a frame of pandas, Polars or Arrow
    text: str = "body",
    *,
    subject: str | None = None,
    sender: str | None = None,
    preheader: str | None = None,
    kind: str | None = None,
    id: str | None = None,  # noqa: A002 - what the column is
    sent: str | None = None,
    campaign: str | None = None,
    format: str = "auto",  # noqa: A002 - the users' word for it
    most: int = MOST_CHARACTERS,
    linter: Linter | None = None,
    jobs: int = 1,
) -> Any:  # noqa: ANN401 - as `df`
    """The results of the rows of a pandas, Polars or Arrow frame, as a frame of the same sort.

    A row for each row, in their order, with pandas' index kept, and with the columns of a batch (docs/BATCH.md).
    `text` and the others name columns of `df`; nothing is guessed. `format` is what the texts are read as: "auto"
    (HTML where there are tags, plain text otherwise), "text", "html", "markdown" or "eml". `jobs` is how many
    processes judge, 0 for all cores. A row that cannot be judged has its troubles and no score; nothing is raised for
    it.

    Raises KeyError for a column that is not there or is there twice, TypeError for what is no frame, ValueError for a
    linter whose packs have troubles (a broken rule is never green), and MissingExtraError (an ImportError) for Polars
    and Arrow where pyarrow is missing.
    """
    library = type(df).__module__.partition(".")[0]
    named = named_columns(text, subject, sender, preheader, kind, id, sent, campaign)
    if type(df).__name__ not in _FRAMES.get(library, ()):
        remedy = "; collect() it first" if (library, type(df).__name__) == ("polars", "LazyFrame") else ""
        what = f"{type(df).__module__}.{type(df).__qualname__}"
        raise TypeError(f"a frame is one of pandas, Polars or Arrow, not {what}{remedy}")
    linter = sound(linter or Linter())
    if library != "pandas":
        need("pyarrow", "batch")
    here = list(df.schema.names) if library == "pyarrow" else list(df.columns)
    check_columns(named, here)
    rows = list(_rows(df, library, named))
    results = _judged(rows, linter, format, most, jobs)
    if library == "pandas":
        return _as_pandas(df, results)
    table = arrow_table(results)
    return table if library == "pyarrow" else need("polars", "batch").from_arrow(table)


def named_columns(*names: str | None) -> dict[str, str]:
    """From what a column is to its name, of those that are named; the names as `frame` and `spark` take them."""
    parts = ("body", "subject", "from", "preheader", "kind", "id", "sent", "campaign")
    return {part: name for part, name in zip(parts, names, strict=True) if name is not None}


def check_columns(named: Mapping[str, str], here: list[str]) -> None:
    """Raise KeyError for a column that is not there, or that is there twice: nobody knows which is meant."""
    for part, name in named.items():
        word = {"body": "text", "from": "sender"}.get(part, part)
        if here.count(name) > 1:
            raise KeyError(f"there are {here.count(name)} columns {name!r} ({word}=); rename them")
        if name not in here:
            raise KeyError(f"there is no column {name!r} ({word}=); columns are {', '.join(map(str, here))[:300]}")


def _rows(df: Any, library: str, named: Mapping[str, str]) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - as above
    columns = []
    for name in named.values():
        if library == "pandas":
            columns.append([None if missing(value) else value for value in df[name].tolist()])
        elif library == "polars":
            columns.append(df.get_column(name).to_list())
        else:
            columns.append(arrow_values(df.column(name)))
    for values in zip(*columns, strict=True):
        yield dict(zip(named, values, strict=True))


def _judged(
    rows: list[dict[str, Any]],
    linter: Linter,
    format_: str,
    most: int,
    jobs: int,
) -> list[dict[str, Any]]:
    jobs = jobs or cores()
    if jobs == 1:
        return judge_chunk(Judge(linter, format_, most), Work(0, 1, list(rows))).results
    chunks = (Work(at // _CHUNK, at + 1, list(rows[at : at + _CHUNK])) for at in range(0, len(rows), _CHUNK))
    with Workers(Job(linter.settings, format_, most), jobs) as workers:
        return [one for done in workers.judged(chunks) for one in done.results]


def _as_pandas(df: Any, results: list[dict[str, Any]]) -> Any:  # noqa: ANN401 - frames
    pandas = need("pandas", "batch")
    types = {"int64": "int64", "double": "float64", "bool": "bool"}
    columns = {
        name: pandas.Series([one[name] for one in results], index=df.index, dtype=types.get(str(type_), object))
        for name, type_ in COLUMNS.items()
    }
    return pandas.DataFrame(columns, index=df.index)
