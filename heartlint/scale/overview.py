"""What a batch's result comes to, counted by DuckDB without holding the rows in memory: plain values for a page."""

from __future__ import annotations

from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from heartlint.scale.rows import COLUMNS, need
from heartlint.scale.sources import sealed
from heartlint.score import BANDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_MEMORY = "1GB"
_GROUPS = 60
"""Campaigns, senders and rules that are told by name."""
_READ = 40
"""Messages at either end that are there to read."""
_MARKS = 6
"""Findings or credits of each."""
_DAYS = ((92, "day"), (3 * 366, "month"), (None, "year"))
"""Up to how many days are told by what."""


class ResultError(ValueError):
    """A file that is no result of a batch; one line with what to do."""


@dataclass(frozen=True, slots=True)
class Group:
    """Messages that share something: how many, how many fail, their median score, and how many are in each band."""

    name: str
    messages: int
    fail: int
    median: float | None
    bands: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Overview:
    """A result in numbers. `scores` are counts by tens, `rules` `(rule, title, severity, times, messages)`.

    `unit` is what the groups of `times` are: day, month or year. `coldest` and `warmest` are rows, as far as they are
    told: row, id, sender, campaign, sent, subject, opening, score, findings, credits (`(rule, text)`).
    """

    name: str
    totals: dict[str, int]
    median: float | None
    scores: tuple[int, ...]
    unit: str
    times: tuple[Group, ...]
    campaigns: tuple[Group, ...]
    senders: tuple[Group, ...]
    more: dict[str, int]
    rules: tuple[tuple[str, str, str, int, int], ...]
    praise: tuple[tuple[str, str, str, int, int], ...]
    coldest: tuple[dict[str, Any], ...]
    warmest: tuple[dict[str, Any], ...]
    troubles: tuple[tuple[str, int, int], ...]


def overview(path: Path) -> Overview:
    """The overview of a result in Parquet or JSON lines, of any size, in bounded memory.

    Raises ResultError for a file that is none, MissingExtraError where DuckDB is missing.
    """
    duckdb = need("duckdb", "batch")
    if not path.is_file():
        raise ResultError(f"{path}: there is no such file; check the path")
    try:
        with (
            TemporaryDirectory(prefix="heartlint-", ignore_cleanup_errors=True) as spilled,
            duckdb.connect(":memory:", config={**sealed(spilled), "memory_limit": _MEMORY}) as connection,
        ):
            connection.execute(f"CREATE VIEW result AS SELECT * FROM {_reader(path)}")  # noqa: S608 - ours
            return _counted(connection, path.name)
    except duckdb.Error as error:
        what = " ".join(str(error).split())[:200]
        raise ResultError(f"{path}: is no result of heartlint batch ({what}); name one") from None


def _reader(path: Path) -> str:
    place = str(path.absolute()).replace("'", "''")
    if path.suffix.lower() in {".parquet", ".pq"}:
        return f"read_parquet('{place}')"
    types = ", ".join(f"'{name}': '{_type(type_)}'" for name, type_ in COLUMNS.items())
    return f"read_json('{place}', format = 'newline_delimited', columns = {{{types}}}, maximum_object_size = 134217728)"


def _type(one: Any) -> str:  # noqa: ANN401 - a type of ours
    if isinstance(one, list):
        return f"{_type(one[0])}[]"
    if isinstance(one, dict):
        return "STRUCT(" + ", ".join(f'"{name}" {_type(inner)}' for name, inner in one.items()) + ")"
    return {"string": "VARCHAR", "int64": "BIGINT", "double": "DOUBLE", "bool": "BOOLEAN"}[one]


_HIGHS = (101.0, *(low for low, _ in BANDS))
_BANDS = ", ".join(
    f"count(*) FILTER (score >= {low} AND score < {high})" for (low, _), high in zip(BANDS, _HIGHS, strict=False)
)
_GROUP = f"count(*), count(*) FILTER (fails), median(score), {_BANDS}"


def _counted(connection: Any, name: str) -> Overview:  # noqa: ANN401 - of DuckDB
    def rows(query: str) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = connection.execute(query).fetchall()
        return found

    totals = rows(
        "SELECT count(*), count(score), count(*) FILTER (fails), count(*) FILTER (len(troubles) > 0), "
        "coalesce(sum(len(findings)), 0), coalesce(sum(len(credits)), 0), coalesce(sum(suppressed), 0), median(score) "
        "FROM result"
    )[0]
    names = ("messages", "scored", "fail", "troubles", "findings", "credits", "suppressed")
    bins = dict(
        rows("SELECT least(floor(score / 10), 9)::INT, count(*) FROM result WHERE score IS NOT NULL GROUP BY 1")
    )
    span = rows("SELECT date_diff('day', min(t), max(t)) FROM (SELECT TRY_CAST(sent AS TIMESTAMP) AS t FROM result)")[0]
    unit = next(unit for most, unit in _DAYS if most is None or (span[0] or 0) <= most)
    length = {"day": 10, "month": 7, "year": 4}[unit]
    when = f"left(strftime(TRY_CAST(sent AS TIMESTAMP), '%Y-%m-%d'), {length})"
    times = rows(
        f"SELECT * FROM (SELECT {when} AS at, {_GROUP} FROM result WHERE TRY_CAST(sent AS TIMESTAMP) IS NOT NULL "  # noqa: S608 - ours
        "GROUP BY 1 ORDER BY 1 DESC LIMIT 240) ORDER BY 1"
    )
    undated = rows("SELECT count(*) FROM result WHERE TRY_CAST(sent AS TIMESTAMP) IS NULL")[0][0]

    def groups(column: str) -> tuple[tuple[Group, ...], int]:
        number = rows(f"SELECT count(DISTINCT {column}) FROM result")[0][0]  # noqa: S608 - ours
        found = rows(
            f"SELECT left({column}, 120), {_GROUP} FROM result WHERE {column} IS NOT NULL "  # noqa: S608 - ours
            f"GROUP BY {column} ORDER BY count(*) DESC, {column} LIMIT {_GROUPS}"
        )
        return _groups(found), max(number - len(found), 0)

    campaigns, more_campaigns = groups("campaign")
    senders, more_senders = groups("sender")

    def marks(column: str) -> tuple[tuple[str, str, str, int, int], ...]:
        return tuple(
            rows(
                f"WITH marks AS (SELECT unnest({column}) AS mark FROM result), "  # noqa: S608 - ours
                f"rules AS (SELECT unnest(list_distinct([m.rule for m in {column}])) AS rule FROM result), "
                "times AS (SELECT mark.rule AS rule, min(mark.title) AS title, min(mark.severity) AS severity, "
                "count(*) AS times FROM marks GROUP BY 1), "
                "messages AS (SELECT rule, count(*) AS messages FROM rules GROUP BY 1) "
                "SELECT rule, title, severity, times, messages FROM times JOIN messages USING (rule) "
                f"ORDER BY times DESC, rule LIMIT {_GROUPS}"
            )
        )

    def ends(order: str) -> tuple[dict[str, Any], ...]:
        told = ("row", "id", "sender", "campaign", "sent", "subject", "opening", "score", "findings", "credits")
        found = rows(
            f"SELECT {', '.join(told)} FROM result WHERE score IS NOT NULL ORDER BY {order}, row LIMIT {_READ}"  # noqa: S608 - ours
        )
        return tuple(_row(dict(zip(told, one, strict=True))) for one in found)

    troubles = rows(
        # those that differ in numbers alone are one, told as the first of them
        "SELECT left(coalesce(arg_min(told, row), min(told)), 200), count(*), min(row) "
        "FROM (SELECT row, t.where || ' ' || t.what AS told FROM (SELECT row, unnest(troubles) AS t FROM result)) "
        "GROUP BY regexp_replace(told, '[0-9]+', '#', 'g') ORDER BY 2 DESC, 1 LIMIT 30"
    )
    return Overview(
        name=name,
        totals=dict(zip(names, (int(one) for one in totals[:-1]), strict=True)),
        median=totals[-1],
        scores=tuple(bins.get(index, 0) for index in range(10)),
        unit=unit,
        times=_groups(times),
        campaigns=campaigns,
        senders=senders,
        more={"campaigns": more_campaigns, "senders": more_senders, "undated": undated},
        rules=marks("findings"),
        praise=marks("credits"),
        coldest=ends("score"),
        warmest=ends("score DESC"),
        troubles=tuple(troubles),
    )


def _groups(found: Sequence[tuple[Any, ...]]) -> tuple[Group, ...]:
    return tuple(Group(one[0], one[1], one[2], one[3], (one[4], one[5], one[6], one[7])) for one in found)


def _row(one: dict[str, Any]) -> dict[str, Any]:
    for side in ("findings", "credits"):
        one[side] = [(mark["rule"], mark["text"][:160]) for mark in one[side][:_MARKS]]
    for name in ("id", "sender", "campaign", "sent", "subject"):
        one[name] = one[name] and one[name][:200]
    return one
