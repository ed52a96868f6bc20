"""`heartlint overview`: how an archive speaks, counted from its result and told on one page."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import asdict
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest

from heartlint.cli import main
from heartlint.output.archive import render
from heartlint.scale.batches import Batch, batch

if TYPE_CHECKING:
    from pathlib import Path

    from tests.scale.conftest import Rows

pytest.importorskip("duckdb", reason='needs: pip install -e ".[batch]"')
pa = pytest.importorskip("pyarrow", reason='needs: pip install -e ".[batch]"')
pq = pytest.importorskip("pyarrow.parquet", reason='needs: pip install -e ".[batch]"')

from heartlint.scale.overview import ResultError, overview  # noqa: E402 - after what says why it is skipped


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory, rows: Rows) -> Path:
    """A result with broken rows in it."""
    tmp_path = tmp_path_factory.mktemp("result")
    pq.write_table(pa.Table.from_pylist(rows(120, broken=15, long=1000)), tmp_path / "in.parquet")
    batch(Batch(output=tmp_path / "out.parquet", input=tmp_path / "in.parquet", jobs=1))
    return tmp_path / "out.parquet"


def test_what_is_told_is_what_the_rows_say(result: Path) -> None:
    """Totals, scores by tens, months, campaigns, senders, rules, the coldest and the warmest: as counted by hand."""
    found, rows = overview(result), pq.read_table(result).to_pylist()
    scored = sorted(one["score"] for one in rows if one["score"] is not None)
    assert found.totals == {
        "messages": 120,
        "scored": len(scored),
        "fail": sum(one["fails"] for one in rows),
        "troubles": 7,
        "findings": sum(len(one["findings"]) for one in rows),
        "credits": sum(len(one["credits"]) for one in rows),
        "suppressed": 0,
    }
    assert found.median == pytest.approx(median(scored))
    assert found.scores == tuple(sum(min(int(score // 10), 9) == ten for score in scored) for ten in range(10))
    assert (found.unit, [one.name for one in found.times]) == ("month", [f"2026-{month:02d}" for month in range(1, 13)])
    assert sum(sum(one.bands) for one in found.times) == len(scored)
    assert [(one.name, one.messages) for one in found.campaigns] == [(f"c{number}", 24) for number in range(5)]
    senders = Counter(one["sender"] for one in rows if one["sender"] is not None)
    assert {one.name: one.messages for one in found.senders} == dict(senders)
    times = Counter(mark["rule"] for one in rows for mark in one["findings"])
    messages = Counter(rule for one in rows for rule in {mark["rule"] for mark in one["findings"]})
    assert {rule: (number, of) for rule, _, _, number, of in found.rules} == {
        rule: (times[rule], messages[rule]) for rule in times
    }
    assert [one["score"] for one in found.coldest] == scored[:40]
    assert [one["score"] for one in found.warmest] == scored[::-1][:40]
    assert ("body is null: there is nothing to check", 2, 15) in found.troubles
    assert ("body byte 0xe9 at line 1 (byte 10) is not UTF-16", 2, 30) in found.troubles


def test_json_lines_are_told_as_parquet_is(result: Path) -> None:
    """The same overview from either form of a result."""
    lines = "".join(json.dumps(one) + "\n" for one in pq.read_table(result).to_pylist())
    (result.parent / "out.jsonl").write_text(lines, encoding="utf-8")
    one, other = asdict(overview(result)), asdict(overview(result.parent / "out.jsonl"))
    assert {**one, "name": ""} == {**other, "name": ""}


def test_the_command_writes_a_page_that_loads_nothing(result: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One file, ASCII, with no address in it and a policy that lets none in; `batch --report` writes the same."""
    page = result.parent / "page.html"
    assert main(["overview", str(result), str(page)]) == 0
    assert capsys.readouterr().out == f"{page}: written\n"
    text = page.read_bytes().decode("ascii")
    assert "default-src 'none'" in text
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", text)
    source, again = result.parent / "in.parquet", result.parent / "again.parquet"
    main(["batch", "--isolated", str(source), str(again), "--report", str(result.parent / "with.html")])
    assert (result.parent / "with.html").read_text().replace("again.parquet", "out.parquet") == text


def test_nothing_of_the_copy_is_markup(tmp_path: Path) -> None:
    """Whatever senders, subjects and texts hold, the page's data cannot end its element, nor the plain page hold tags."""
    evil = "</script><script>alert(1)</script><!--"
    body = f"Our leads {evil} are in the pipeline, and the gate is open on Saturday from ten to four, and there will be bread."
    made = [{"id": evil, "sender": evil, "subject": evil, "campaign": evil, "body": body}]
    (tmp_path / "in.jsonl").write_text(json.dumps(made[0]) + "\n")
    batch(Batch(output=tmp_path / "out.jsonl", input=tmp_path / "in.jsonl", format="text", jobs=1))
    found = asdict(overview(tmp_path / "out.jsonl"))
    text = render({**found, "name": evil})
    assert text.count("</script>") == 2
    assert "<script>alert" not in text
    data = json.loads(text.split('id="run">')[1].split("</script>")[0])
    assert data["coldest"][0]["id"] == evil
    assert data["senders"][0]["name"] == evil


def test_what_is_no_result_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing file, another Parquet file, no Parquet file: exit 2, a line, and no page."""
    pq.write_table(pa.table({"body": ["x"]}), tmp_path / "other.parquet")
    (tmp_path / "no.parquet").write_text("no")
    for name in ("gone.parquet", "other.parquet", "no.parquet"):
        assert main(["overview", str(tmp_path / name), str(tmp_path / "page.html")]) == 2
        assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "page.html").exists()
    with pytest.raises(ResultError, match="is no result of heartlint batch"):
        overview(tmp_path / "other.parquet")


def test_an_empty_result_makes_a_page(tmp_path: Path) -> None:
    """No rows, and it is told so."""
    pq.write_table(pa.table({"body": pa.array([], pa.string())}), tmp_path / "in.parquet")
    batch(Batch(output=tmp_path / "out.parquet", input=tmp_path / "in.parquet", jobs=1))
    found: dict[str, Any] = asdict(overview(tmp_path / "out.parquet"))
    assert found["totals"]["messages"] == 0
    assert "0 messages" in render(found)
