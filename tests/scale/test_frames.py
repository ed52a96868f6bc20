"""Frames in, frames out: each library's own, in the same order, with the results of a batch."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, cast

import pytest

from heartlint.linter import Linter
from heartlint.scale import MissingExtraError, frame
from heartlint.scale.rows import COLUMNS, Judge
from heartlint.scale.workers import Workers

if TYPE_CHECKING:
    from heartlint.scale.workers import Job
    from tests.scale.conftest import Rows

NAMED: dict[str, Any] = {
    "subject": "subject",
    "sender": "sender",
    "kind": "kind",
    "id": "id",
    "sent": "sent",
    "campaign": "campaign",
}


def expected(made: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The results of these rows, one by one."""
    judge = Judge(Linter())
    return [judge.row(number, {**one, "from": one.get("sender")}) for number, one in enumerate(made, 1)]


def test_pandas_keeps_its_index_and_its_order(rows: Rows) -> None:
    """A result for each row under the row's own index, mixed types and nulls of all sorts included."""
    pd = pytest.importorskip("pandas", reason="needs pandas")
    made = rows(30, broken=5, long=1000)
    odd: list[Any] = [float("nan"), None, 17, ["a"], "text"]
    made += [{**made[0], "body": body} for body in odd]
    index = [f"row-{number % 7}" for number in range(len(made))]
    df = pd.DataFrame(made, index=index)
    df["body"] = pd.Series([one["body"] for one in made], index=index, dtype=object)
    df.loc[df.index[0], "subject"] = pd.NA
    made[0]["subject"] = made[7]["subject"] = made[14]["subject"] = made[21]["subject"] = made[28]["subject"] = None
    out = frame(df, **NAMED)
    assert list(out.index) == index
    assert list(out.columns) == list(COLUMNS)
    told = expected(made)
    for name in COLUMNS:
        values = [None if isinstance(one, float) and math.isnan(one) else one for one in out[name]]
        assert values == [one[name] for one in told], name
    assert str(out["score"].dtype) == "float64"


def test_polars_and_arrow_give_the_rows_of_a_batch(rows: Rows) -> None:
    """The same results from Polars and from Arrow, whole and in pieces, with bytes that are no text among them."""
    pl = pytest.importorskip("polars", reason="needs Polars")
    pa = pytest.importorskip("pyarrow", reason='needs: pip install -e ".[batch]"')
    made = rows(30, broken=5, long=1000)
    told = expected(made)
    table = pa.Table.from_pylist(made)
    pieces = pa.concat_tables([table.slice(0, 7), table.slice(7)])
    assert frame(table, **NAMED).to_pylist() == told
    assert frame(pieces, **NAMED).to_pylist() == told
    out = frame(pl.DataFrame(made), **NAMED)
    assert isinstance(out, pl.DataFrame)
    assert out.columns == list(COLUMNS)
    assert out.to_dicts() == told
    text = pa.Array.from_buffers(pa.string(), 2, pa.array([b"Bread", b"\xff"], pa.binary()).buffers())
    assert [bool(one["troubles"]) for one in frame(pa.table({"body": text})).to_pylist()] == [False, True]


def test_several_processes_give_the_same_rows_in_the_same_order(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    """With jobs=2 a frame is judged by two workers and comes back as it went."""
    pd = pytest.importorskip("pandas", reason="needs pandas")
    monkeypatch.setattr("heartlint.scale.frames._CHUNK", 7)
    df = pd.DataFrame(rows(40, broken=9, long=1000))
    pd.testing.assert_frame_equal(frame(df, jobs=2), frame(df))


def test_jobs_0_are_all_cores(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    """As for a batch: as many workers as there are processors, and the same rows."""
    pd = pytest.importorskip("pandas", reason="needs pandas")
    begun: list[int] = []

    class Counted(Workers):
        def __init__(self, job: Job, count: int) -> None:
            begun.append(count)
            super().__init__(job, count)

    monkeypatch.setattr("heartlint.scale.frames.Workers", Counted)
    monkeypatch.setattr("heartlint.scale.frames.cores", lambda: 2)
    df = pd.DataFrame(rows(6))
    pd.testing.assert_frame_equal(frame(df, jobs=0), frame(df))
    assert begun == [2]


def test_a_linter_of_ones_own_judges() -> None:
    """Rules, house words and failing level are those of the linter that is handed in."""
    pd = pytest.importorskip("pandas", reason="needs pandas")
    df = pd.DataFrame({"text": ["Our leads are in the pipeline."]})
    assert {one["rule"] for one in frame(df, "text").loc[0, "findings"]} == {"people/leads", "people/pipeline"}
    own = frame(df, text="text", linter=Linter(select=["people/leads"]))
    assert [one["rule"] for one in own.loc[0, "findings"]] == ["people/leads"]


def test_an_empty_frame_gives_an_empty_frame() -> None:
    """No rows, and all the columns."""
    pd = pytest.importorskip("pandas", reason="needs pandas")
    out = frame(pd.DataFrame({"body": pd.Series([], dtype=object)}))
    assert (len(out), list(out.columns)) == (0, list(COLUMNS))


def test_what_is_no_frame_or_has_no_such_column_is_an_error_of_the_caller() -> None:
    """KeyError names the columns there are; TypeError says what a frame is."""
    with pytest.raises(TypeError, match=r"pandas, Polars or Arrow, not builtins\.list"):
        frame([{"body": "x"}])
    pd = pytest.importorskip("pandas", reason="needs pandas")
    with pytest.raises(KeyError, match=r"no column 'body' \(text=\); columns are a, b"):
        frame(pd.DataFrame({"a": [1], "b": [2]}))
    twice = pd.DataFrame([["x", "y"]], columns=["body", "body"])
    for df, error, told in (
        (pd.Series(["x"]), TypeError, "not pandas.*Series"),
        (twice, KeyError, "2 columns 'body'"),
    ):
        with pytest.raises(error, match=told):
            frame(df)
    with pytest.raises(ValueError, match="no format 'pdf'"):
        frame(pd.DataFrame({"body": ["x"]}), format="pdf")


def test_a_column_may_be_called_by_a_number() -> None:
    """Frames without heads have numbers for names."""
    pd = pytest.importorskip("pandas", reason="needs pandas")
    assert frame(pd.DataFrame([["Our leads"]]), text=cast("str", 0)).loc[0, "findings"][0]["rule"] == "people/leads"


def test_a_lazy_frame_says_what_to_do() -> None:
    """Polars' lazy frames hold no rows yet."""
    pl = pytest.importorskip("polars", reason="needs Polars")
    with pytest.raises(TypeError, match=r"LazyFrame; collect\(\) it first"):
        frame(pl.LazyFrame({"body": ["x"]}))


def test_a_broken_pack_is_never_green() -> None:
    """A linter that misses some of its rules judges no frame."""
    pd = pytest.importorskip("pandas", reason="needs pandas")
    with pytest.raises(ValueError, match="no such folder"):
        frame(pd.DataFrame({"body": ["x"]}), linter=Linter(packs=["/nowhere/at/all"]))


def test_polars_without_pyarrow_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line with the extra's name."""
    pl = pytest.importorskip("polars", reason="needs Polars")
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"needs pyarrow.*heartlint\[batch\]"):
        frame(pl.DataFrame({"body": ["x"]}))
