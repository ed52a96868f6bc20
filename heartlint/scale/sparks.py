"""Apache Spark: the same check on a cluster, by Arrow batches.

A job carries the settings and the cards of folder packs with it; heartlint itself, and packs that are Python packages,
must be installed where the workers run. Each Python worker makes one linter, whatever it is given after.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from heartlint.linter import Linter
from heartlint.scale.frames import check_columns, named_columns
from heartlint.scale.rows import (
    MOST_CHARACTERS,
    Judge,
    arrow_schema,
    arrow_table,
    arrow_values,
    digest,
    for_rows,
    need,
    packed,
    sound,
)
from heartlint.scale.sources import table_rows
from heartlint.scale.workers import Work, judge_chunk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from heartlint.config import Settings

_STEP = 500
"""Rows whose results are held at once; Spark's batches are larger."""

_judges: dict[tuple[str, str, int], Judge] = {}
_made: list[str] = []


@dataclass(frozen=True, slots=True)
class Shipped:
    """A linter on its way to a worker: its settings, the cards of its folder packs, and what they must come to."""

    settings: Settings
    cards: tuple[tuple[str, bytes], ...]
    digest: str

    @classmethod
    def of(cls, linter: Linter) -> Shipped:
        """A linter, packed. Raises ValueError where a pack of it is broken."""
        linter = for_rows(sound(linter))
        settings = replace(linter.settings, cache_dir="", root="")
        return cls(settings, tuple(packed(linter)), digest(linter))

    def unpacked(self) -> Linter:
        """The linter. Raises RuntimeError where what is installed here makes another one of it."""
        with tempfile.TemporaryDirectory(prefix="heartlint-") as folder:
            packs = list(self.settings.packs)
            for name, data in self.cards:
                number, _, path = name.partition("/")
                packs[int(number)] = os.fspath(Path(folder, number))
                target = Path(folder, number, *path.split("/"))
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
            linter = Linter(replace(self.settings, packs=tuple(packs)))
            if digest(linter) != self.digest:
                what = "; ".join(str(trouble) for trouble in linter.troubles) or "other versions of its packages"
                raise RuntimeError(f"the rules on this Spark worker are not the driver's ({what}); install the same")
        return linter


def judge_of(shipped: Shipped, format: str, most: int) -> Judge:  # noqa: A002 - the users' word for it
    """The judge of this process for a shipped linter, made when it is first asked for."""
    key = (shipped.digest, format, most)
    if key not in _judges:
        _judges[key] = Judge(shipped.unpacked(), format, most)
        _made.append(shipped.digest)
    return _judges[key]


def loads() -> int:
    """How many linters this process has made for Spark: one for each set of rules and settings it was given."""
    return len(_made)


def spark(  # noqa: PLR0913 - as `frame`
    df: Any,  # noqa: ANN401 - a DataFrame of Spark
    text: str = "body",
    *,
    subject: str | None = None,
    sender: str | None = None,
    preheader: str | None = None,
    kind: str | None = None,
    id: str | None = None,  # noqa: A002 - what the column is
    sent: str | None = None,
    campaign: str | None = None,
    format: str = "auto",  # noqa: A002 - as `frame`
    most: int = MOST_CHARACTERS,
    linter: Linter | None = None,
) -> Any:  # noqa: ANN401 - as `df`
    """The results of the rows of a Spark DataFrame, as a DataFrame with the columns of a batch (docs/BATCH.md).

    Arguments as those of `heartlint.scale.frame`. Rows of Spark have no order: `row` is null, `id` tells them apart.
    The linter's settings and the cards of its folder packs go with the job; settings for paths do not apply to rows.

    Raises KeyError for a column that is not there, ValueError for a linter whose packs have troubles, and
    MissingExtraError (an ImportError) where pyspark or pyarrow is missing. A worker whose rules are not the driver's
    fails the job and says so.
    """
    need("pyspark", "spark")
    named = named_columns(text, subject, sender, preheader, kind, id, sent, campaign)
    check_columns(named, list(df.columns))
    judge = partial(_judge_batches, Shipped.of(linter or Linter()), format, most, named)
    columns = [df[f"`{name.replace('`', '``')}`"] for name in dict.fromkeys(named.values())]
    return df.select(*columns).mapInArrow(judge, _spark_schema())


def register(
    session: Any,  # noqa: ANN401 - a SparkSession
    name: str = "heartlint",
    *,
    format: str = "auto",  # noqa: A002 - as `frame`
    most: int = MOST_CHARACTERS,
    linter: Linter | None = None,
) -> Any:  # noqa: ANN401 - the function
    """Register a function of Spark SQL that gives the result of a message: `SELECT heartlint(body).score FROM mails`.

    It takes the text, and by place or by name what `spark` takes beside it: `heartlint(body, subject => topic)`, with
    `subject`, `sender`, `preheader` and `kind`. Its result is a struct with the columns of a batch. Errors as those of
    `spark`.
    """
    functions = need("pyspark.sql.functions", "spark")
    array = need("pyarrow", "spark").Array
    shipped = Shipped.of(linter or Linter())

    def judge(text: Any, subject: Any = None, sender: Any = None, preheader: Any = None, kind: Any = None) -> Any:  # noqa: ANN401 - Arrow arrays
        given = {"body": text, "subject": subject, "from": sender, "preheader": preheader, "kind": kind}
        return _judge_arrays(shipped, format, most, {part: one for part, one in given.items() if one is not None})

    # what Spark reads to learn that arrays are what it takes
    judge.__annotations__ = dict.fromkeys(("text", "subject", "sender", "preheader", "kind", "return"), array)
    return session.udf.register(name, functions.arrow_udf(judge, _spark_schema()))


def _spark_schema() -> Any:  # noqa: ANN401 - a StructType
    return need("pyspark.sql.pandas.types", "spark").from_arrow_schema(arrow_schema())


def _judge_batches(
    shipped: Shipped,
    format_: str,
    most: int,
    named: Mapping[str, str],
    batches: Iterator[Any],
) -> Iterator[Any]:
    judge = judge_of(shipped, format_, most)
    for batch in batches:
        for at in range(0, batch.num_rows, _STEP):
            rows: list[Mapping[str, Any]] = list(table_rows(batch.slice(at, _STEP), named))
            yield from arrow_table(judge_chunk(judge, Work(0, None, rows)).results).to_batches()


def _judge_arrays(shipped: Shipped, format_: str, most: int, given: Mapping[str, Any]) -> Any:  # noqa: ANN401 - Arrow arrays
    judge = judge_of(shipped, format_, most)
    rows = zip(*(arrow_values(one) for one in given.values()), strict=True)
    work = Work(0, None, [dict(zip(given, row, strict=True)) for row in rows])
    results = judge_chunk(judge, work).results
    return need("pyarrow", "spark").RecordBatch.from_pylist(results, schema=arrow_schema()).to_struct_array()
