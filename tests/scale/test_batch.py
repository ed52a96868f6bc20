"""`heartlint batch`: an archive in, a table out, whole whatever happens on the way."""

from __future__ import annotations

import csv
import io
import json
import mailbox
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from heartlint.cli import main
from heartlint.cli.batch import Meter, meter
from heartlint.config import Settings
from heartlint.linter import Linter
from heartlint.scale.batches import Batch, Progress, batch, chunks
from heartlint.scale.parts import folder_of
from heartlint.scale.rows import COLUMNS, Judge
from heartlint.scale.sources import SourceError, choose, open_source

if TYPE_CHECKING:
    from pathlib import Path

    from tests.scale.conftest import Rows

pa = pytest.importorskip("pyarrow", reason='needs: pip install -e ".[batch]"')
pytest.importorskip("duckdb", reason='needs: pip install -e ".[batch]"')
pq = pytest.importorskip("pyarrow.parquet", reason='needs: pip install -e ".[batch]"')


def parquet(path: Path, made: list[dict[str, Any]]) -> Path:
    """A Parquet file of these rows."""
    pq.write_table(pa.Table.from_pylist(made), path)
    return path


def jsonl(path: Path, made: list[Any]) -> Path:
    """A file of JSON lines."""
    path.write_text("".join(json.dumps(one) + "\n" for one in made), encoding="utf-8")
    return path


def run(*arguments: str | Path) -> int:
    """What `heartlint batch` comes to here, without a config file."""
    return main(["batch", "--isolated", *map(str, arguments)])


def results(path: Path) -> list[dict[str, Any]]:
    """The rows of a result."""
    if path.suffix == ".parquet":
        found: list[dict[str, Any]] = pq.read_table(path).to_pylist()
        return found
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def expected(made: list[dict[str, Any]], linter: Linter | None = None) -> list[dict[str, Any]]:
    """The results of these rows, one after the other, in this process: what an undisturbed run must come to."""
    judge = Judge(linter or Linter())
    names = {"sender": "from"}
    return [
        judge.row(number, {names.get(name, name): value for name, value in one.items()})
        for number, one in enumerate(made, 1)
    ]


def test_every_row_comes_out_once_in_order_whatever_it_holds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: Rows
) -> None:
    """Parquet in, Parquet and JSON lines out: the same rows as one by one; broken ones have troubles, and the exit is 2."""
    made = rows(90, broken=9)
    source = parquet(tmp_path / "in.parquet", made)
    for name in ("out.parquet", "out.jsonl"):
        assert run(source, tmp_path / name, "--chunk", "20", "--jobs", "2") == 2
        said = capsys.readouterr()
        assert "90 messages, 80 with a score" in said.out
        assert "10 rows have troubles, so this is no pass" in said.err
        assert "row 9: body is null" in said.err
        assert results(tmp_path / name) == expected(made)
        assert not folder_of(tmp_path / name).exists()


def test_the_columns_are_named_or_guessed_and_it_is_said_which(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What each column was taken for, and what was not read, stands on standard error."""
    made = [{"MessageId": 1, "Sender Name": "Ana", "htmlBody": "<p>Our leads</p>", "notes": "x", "topic": "Bread"}]
    source = jsonl(tmp_path / "in.jsonl", made)
    assert run(source, tmp_path / "out.jsonl", "--subject", "topic", "--jobs", "1") == 1
    said = capsys.readouterr().err
    assert "id is 'MessageId' (guessed), from is 'Sender Name' (guessed), subject is 'topic' (as named)" in said
    assert "body is 'htmlBody' (guessed); not read: notes" in said
    (out,) = results(tmp_path / "out.jsonl")
    assert (out["id"], out["sender"], out["subject"], out["opening"]) == ("1", "Ana", "Bread", "Our leads")


def test_a_guess_costs_no_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A column that does not hold what its name says is left unread and said; the next name is tried, and what is named is taken."""
    made = [
        {"sender": number, "from_name": "Ana", "kind": "promo", "html": None, "message": {"a": 1}, "text": "Our leads"}
        for number in range(3)
    ]
    source = jsonl(tmp_path / "in.jsonl", made)
    assert run(source, tmp_path / "a.jsonl", "--jobs", "1") == 1
    said = capsys.readouterr().err
    assert "from is 'from_name' (guessed), body is 'text' (guessed)" in said
    assert "not read: sender (holds no text), html (holds no text), kind (holds other kinds than ours), message" in said
    late = jsonl(
        tmp_path / "late.jsonl",
        [*({"kind": None, "text": "Bread"} for _ in range(100)), {"kind": "other", "text": "Tea"}],
    )
    assert run(late, tmp_path / "late-out.jsonl", "--jobs", "1") == 0
    assert "not read: kind (says nothing at first)" in capsys.readouterr().err
    assert run(source, tmp_path / "b.jsonl", "--kind", "kind", "--jobs", "1") == 2
    assert "kind there is no kind 'promo'; kinds are" in capsys.readouterr().err


def test_a_column_may_be_left_unread(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty name takes no column, whatever the names say, and options may stand between the paths."""
    source = jsonl(tmp_path / "in.jsonl", [{"from": "Ana", "subject": "Our leads", "body": "Bread"}])
    assert run(source, "--subject", "", tmp_path / "out.jsonl") == 0
    assert "from is 'from' (guessed), body is 'body' (guessed); not read: subject" in capsys.readouterr().err
    assert results(tmp_path / "out.jsonl")[0]["subject"] is None
    assert run(source, tmp_path / "no.jsonl", "--body", "") == 2
    assert "name it with --body" in capsys.readouterr().err


def test_the_only_body_there_is_is_read_whatever_it_holds(tmp_path: Path) -> None:
    """Where no other column may be the body, each row says for itself what is wrong with it."""
    source = jsonl(tmp_path / "in.jsonl", [{"body": 3}, {"body": None}])
    assert run(source, tmp_path / "out.jsonl") == 2
    whats = [one["troubles"][0]["what"] for one in results(tmp_path / "out.jsonl")]
    assert whats == ["holds no text, but a value of type number", "is null: there is nothing to check"]


def test_what_cannot_be_used_is_one_line_and_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing file, a wrong column, no body, an output that is there: said in a line, with what to do, and nothing is written."""
    source = jsonl(tmp_path / "in.jsonl", [{"body": "Bread", "x": 1}])
    (tmp_path / "there.jsonl").write_text("old")
    (tmp_path / "no.parquet").write_text("not Parquet")
    (tmp_path / "nobody.jsonl").write_text('{"x": 1}\n')
    cases: list[tuple[list[str | Path], str]] = [
        ([tmp_path / "gone.csv", tmp_path / "o.jsonl"], "no such file"),
        ([source, tmp_path / "o.jsonl", "--body", "bdy"], "has no column 'bdy' (--body); its columns are body, x"),
        ([tmp_path / "nobody.jsonl", tmp_path / "o.jsonl"], "name it with --body"),
        ([source, tmp_path / "there.jsonl"], "--overwrite"),
        ([source, source, "--overwrite"], "is the input itself"),
        ([source, tmp_path / "o.txt"], "neither Parquet nor JSON lines"),
        ([source, tmp_path / "no" / "o.jsonl"], "make it first"),
        ([tmp_path / "no.parquet", tmp_path / "o.jsonl"], "is no Parquet file"),
        ([source], "name INPUT and OUTPUT"),
        ([tmp_path / "sent.csv.gz", tmp_path / "o.jsonl"], "is compressed; unpack it, or ask DuckDB: --query \"from '"),
        (["--query", "select bad sql(", tmp_path / "o.jsonl"], "DuckDB says"),
        (["--query", "select 1 as x", tmp_path / "o.jsonl"], "name it with --body"),
        (["--query", "select 'x' as body", "--database", tmp_path / "no.db", tmp_path / "o.jsonl"], "no such database"),
    ]
    for arguments, told in cases:
        assert run(*arguments) == 2
        said = capsys.readouterr()
        assert told in said.err
        assert said.err.count("\n") == 1
    left = {"in.jsonl", "there.jsonl", "no.parquet", "nobody.jsonl"}
    assert {path.name for path in tmp_path.iterdir()} == left
    assert (tmp_path / "there.jsonl").read_text() == "old"


def test_broken_rules_judge_no_archive(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A pack that is not there, or broken, is said, and nothing is judged or written: on the command line and in Python."""
    source = jsonl(tmp_path / "in.jsonl", [{"body": "Bread"}])
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "bread.toml").write_text("finds = 3\n")
    (tmp_path / "heartlint.toml").write_text('packs = ["./pack"]\n')
    assert main(["batch", "--config", str(tmp_path / "heartlint.toml"), str(source), str(tmp_path / "o.jsonl")]) == 2
    said = capsys.readouterr()
    assert "bread.toml" in said.err
    assert "nothing was judged; mend their packs, or leave them out" in said.err
    with pytest.raises(ValueError, match="no such folder"):
        batch(Batch(output=tmp_path / "o.jsonl", input=source), Linter(packs=[tmp_path / "none"]))
    assert {path.name for path in tmp_path.iterdir()} == {"in.jsonl", "pack", "heartlint.toml"}


@pytest.mark.skipif(os.name != "posix", reason="kills by signal")
@pytest.mark.parametrize(("third", "name"), [(1, "out.parquet"), (2, "out.jsonl")])
def test_killed_in_the_middle_it_goes_on_without_loss_or_double_rows(
    third: int, name: str, tmp_path: Path, damage: Path, rows: Rows
) -> None:
    """Killed with -9 at one third or two: what was done is kept, and the same command ends with the rows of an undisturbed run."""
    made = rows(120, broken=10, long=1000)
    made[third * 40]["body"] = b"A zyzzyva sits here. " * 8
    source = parquet(tmp_path / "in.parquet", made)
    call = [
        sys.executable,
        "-m",
        "heartlint",
        "batch",
        "--isolated",
        "--pack",
        "weevils",
        "--chunk",
        "5",
        "--jobs",
        "2",
    ]
    out = tmp_path / name
    (damage / "parent").touch()
    killed = subprocess.run([*call, source, out], capture_output=True, check=False)
    assert killed.returncode == -9
    parts = sorted(folder_of(out).glob("part-*[lt]"))
    assert third * 40 // 5 - 6 <= len(parts) <= third * 40 // 5 + 6
    assert not out.exists()
    kept = {part.name: part.stat().st_mtime_ns for part in parts}
    again = subprocess.run([*call, source, out], capture_output=True, text=True, check=False)
    assert again.returncode == 2
    assert "going on after" in again.stderr
    assert kept
    assert results(out) == expected(made, Linter(packs=["weevils"]))
    assert [one["row"] for one in results(out)] == list(range(1, 121))
    assert not folder_of(out).exists()


def test_what_was_judged_is_not_judged_again(tmp_path: Path) -> None:
    """A resumed run takes finished parts as they are, and half-finished files for nothing."""
    source = open_source(jsonl(tmp_path / "in.jsonl", [{"body": f"Bread {number}"} for number in range(30)]), {})
    what = Batch(output=tmp_path / "out.jsonl", input=source.path, chunk=10, jobs=1)

    def stop(progress: Progress) -> None:
        if progress.rows == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        batch(what, progress=stop)
    folder = folder_of(what.output)
    first = folder / "part-00000000.jsonl"
    first.write_text(first.read_text().replace("Bread 0", "Bread zero"))
    (folder / "part-00000001.jsonl").unlink()
    (folder / ".part-00000001.jsonl.99.tmp").write_text("half")
    said: list[str] = []
    tally = batch(what, say=said.append)
    assert said[1] == "going on after 10 rows that were judged before"
    assert tally.rows == 30
    out = results(what.output)
    assert out[0]["opening"] == "Bread zero"
    assert [one["opening"] for one in out[1:]] == [f"Bread {number}" for number in range(1, 30)]


def test_parts_of_another_run_are_never_mixed_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After a change of input, rules or columns a resumed run refuses, and --restart begins anew."""
    source = jsonl(tmp_path / "in.jsonl", [{"body": f"Our leads {number}"} for number in range(30)])
    what = Batch(output=tmp_path / "out.jsonl", input=source, chunk=10, jobs=1)

    def stop(_: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        batch(what, progress=stop)
    assert run(source, what.output, "--chunk", "10", "--ignore", "people") == 2
    assert "holds parts of another run (other rules)" in capsys.readouterr().err
    jsonl(source, [{"body": "Bread and tea"}] * 5)
    assert run(source, what.output, "--chunk", "10") == 2
    assert "other input" in capsys.readouterr().err
    assert run(source, what.output, "--chunk", "10", "--restart") == 0
    assert len(results(what.output)) == 5


def test_two_processes_do_not_work_at_one_batch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second run of the same batch says that the first is at it, and exits 2."""
    pytest.importorskip("fcntl", reason="locks are of POSIX")
    source = jsonl(tmp_path / "in.jsonl", [{"body": f"Bread {number}"} for number in range(3)])
    told: list[int] = []

    def second(_: Progress) -> None:
        told.append(run(source, tmp_path / "out.jsonl", "--chunk", "1", "--jobs", "1"))

    batch(Batch(output=tmp_path / "out.jsonl", input=source, chunk=1, jobs=1), progress=second)
    assert told == [2, 2, 2]
    assert "another process is at this batch" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="stops by signal")
def test_ctrl_c_says_how_to_go_on_and_the_workers_are_silent(tmp_path: Path, damage: Path, rows: Rows) -> None:
    """Ctrl-C on a terminal reaches all processes: exit 130, one line, no traceback, what is done is kept."""
    made = rows(60)
    made[40]["body"] = b"A zyzzyva sits here."
    source = parquet(tmp_path / "in.parquet", made)
    (damage / "interrupt").touch()
    call = [
        sys.executable,
        "-m",
        "heartlint",
        "batch",
        "--isolated",
        "--pack",
        "weevils",
        "--chunk",
        "5",
        "--jobs",
        "2",
    ]
    done = subprocess.run(
        [*call, source, tmp_path / "out.jsonl"], start_new_session=True, capture_output=True, text=True, check=False
    )
    assert done.returncode == 130
    assert "stopped; the same command goes on" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(list(folder_of(tmp_path / "out.jsonl").glob("part-*.jsonl"))) >= 2


@pytest.mark.skipif(os.name != "posix", reason="kills by signal")
@pytest.mark.parametrize(("kills", "lost"), [(2, False), (3, True)])
def test_a_worker_that_dies_is_started_anew(kills: int, lost: bool, tmp_path: Path, damage: Path) -> None:
    """A killed worker's chunk is done again; a row that takes its worker with it twice more is a trouble, the others stay."""
    made = [{"body": f"Bread number {number}"} for number in range(40)]
    made[17]["body"] = "A zyzzyva sits here."
    for number in range(kills):
        (damage / f"self-{number}").write_text("")
    linter = Linter(Settings(packs=("weevils",), cache_dir=str(tmp_path / "kept")))
    what = Batch(output=tmp_path / "out.jsonl", input=jsonl(tmp_path / "in.jsonl", made), chunk=10, jobs=1)
    assert batch(what, linter).rows == 40
    out = results(what.output)
    assert [one["row"] for one in out] == list(range(1, 41))
    bad = [one for one in out if one["troubles"]]
    assert [one["row"] for one in bad] == ([18] if lost else [])
    if lost:
        assert "broke the process" in bad[0]["troubles"][0]["what"]
    else:
        assert out[17]["findings"][0]["rule"] == "people/damage"


def test_csv_cells_are_read_as_spreadsheets_have_them(tmp_path: Path) -> None:
    """Quotes, line ends in cells, semicolons, bytes that are no text, too many cells: each row for itself."""
    source = tmp_path / "in.csv"
    source.write_bytes(
        b'\xef\xbb\xbfid;subject;body\r\n1;"a ""b""";"two\r\nlines; Our leads"\r\n2;x;caf\xe9 bread\r\n\r\n'
        b"3;y\r\n4;z;one;two\r\n5;;caf\xc3\xa9\r\n"
    )
    assert run(source, tmp_path / "out.jsonl") == 2
    out = {one["id"]: one for one in results(tmp_path / "out.jsonl")}
    assert list(out) == ["1", "2", "3", "4", "5"]
    assert out["1"]["subject"] == 'a "b"'
    assert out["1"]["findings"][0]["line"] == 2
    assert "UTF-8" in out["2"]["troubles"][0]["what"]
    assert "is null" in out["3"]["troubles"][0]["what"]
    assert "has 4 cells, and the header 3" in out["4"]["troubles"][0]["what"]
    assert out["5"]["opening"] == "café"


def test_a_quote_that_never_closes_costs_no_more_than_its_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an open quote swallows is bounded: the row says so, and the rows behind it are read."""
    monkeypatch.setattr("heartlint.scale.sources._LONGEST", 2000)
    out = io.StringIO()
    csv.writer(out).writerows([["id", "body"], *([number, f"Bread and tea number {number}"] for number in range(200))])
    text = (
        out.getvalue().replace("number 3", '"number 3', 1).replace('Bread and tea "number 3', '"Bread and tea number 3')
    )
    (tmp_path / "in.csv").write_text(text, newline="")
    found = list(open_source(tmp_path / "in.csv", {}).rows())
    told = [one.values["body"] for one in found]
    assert told[:3] == [f"Bread and tea number {number}" for number in range(3)]
    assert "field larger than" in told[3].what
    assert told[-1] == "Bread and tea number 199"
    assert len(told) > 100


def test_json_lines_that_are_none_are_rows_with_troubles(tmp_path: Path) -> None:
    """A line that is not JSON, no object, no text, or nested without end is a trouble; the next line is read."""
    deep = b"[" * 100_000
    lines = [
        b'{"body": "Bread"}',
        b"{",
        b'"text"',
        b'{"body": "caf\xe9"}',
        deep,
        b'{"body": 3}',
        b"",
        b'{"body": "Tea"}',
    ]
    (tmp_path / "in.jsonl").write_bytes(b"\n".join(lines))
    assert run(tmp_path / "in.jsonl", tmp_path / "out.jsonl") == 2
    out = results(tmp_path / "out.jsonl")
    assert [one["opening"] for one in out] == ["Bread", None, None, None, None, None, "Tea"]
    whats = [one["troubles"][0]["what"] for one in out[1:6]]
    for what, word in zip(whats, ["is not JSON", "no JSON object", "not UTF-8", "", "type number"], strict=True):
        assert word in what


def test_mail_folders_are_read_as_mail_programs_have_them(tmp_path: Path) -> None:
    """An mbox and a Maildir give the mails that the standard library finds in them, in order."""
    box = mailbox.mbox(tmp_path / "sent.mbox")
    directory = mailbox.Maildir(tmp_path / "Sent", create=True)
    for number in range(5):
        mail = mailbox.mboxMessage(
            f"Message-ID: <{number}@x.example>\nFrom: Ana <ana@x.example>\nSubject: Bread {number}\n\n"
            "Our leads wait.\n\nFrom here on it is tea.\nfrom Ana\n"
        )
        box.add(mail)
        directory.add(mail)
    box.close()
    assert run(tmp_path / "sent.mbox", tmp_path / "a.jsonl") == 1
    assert run(tmp_path / "Sent", tmp_path / "b.jsonl") == 1
    one, other = results(tmp_path / "a.jsonl"), results(tmp_path / "b.jsonl")
    assert [row["subject"] for row in one] == [f"Bread {number}" for number in range(5)]
    assert [row["id"] for row in one] == [f"<{number}@x.example>" for number in range(5)]
    assert {row["subject"] for row in other} == {row["subject"] for row in one}
    assert all(row["findings"][0]["rule"] == "people/leads" for row in [*one, *other])
    assert all(row["opening"].endswith("from Ana") for row in [*one, *other])


def test_a_from_in_a_paragraph_begins_no_mail(tmp_path: Path) -> None:
    """Only after a blank line does "From " part two mails; a program that quotes none of them loses none."""
    (tmp_path / "sent.mbox").write_text(
        "From a@x.example Sat Nov  7 10:00:00 2026\nSubject: One\n\nBread is there\nFrom ten to four.\n\n"
        "From a@x.example Sat Nov  7 10:00:00 2026\nSubject: Two\n\nTea\n"
    )
    assert run(tmp_path / "sent.mbox", tmp_path / "out.jsonl") == 0
    assert [(one["subject"], one["opening"]) for one in results(tmp_path / "out.jsonl")] == [
        ("One", "Bread is there From ten to four."),
        ("Two", "Tea"),
    ]


def test_duckdb_is_asked_once_and_fetches_nothing(tmp_path: Path, rows: Rows) -> None:
    """The answer to a query is judged as a file is; it is kept until the batch is whole, so that resuming sees the same rows."""
    parquet(tmp_path / "in.parquet", rows(20))
    query = f"select id, body from '{tmp_path}/in.parquet' where id < 'm15' order by id desc;"  # noqa: S608 - a test's own
    what = Batch(output=tmp_path / "out.parquet", query=query, chunk=4, jobs=1)

    def stop(progress: Progress) -> None:
        if progress.rows == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        batch(what, progress=stop)
    parquet(tmp_path / "in.parquet", rows(3))  # changed meanwhile
    batch(what)
    ids = [one["id"] for one in results(what.output)]
    assert ids == sorted((f"m{number}" for number in range(20) if f"m{number}" < "m15"), reverse=True)
    assert not folder_of(what.output).exists()
    with pytest.raises(SourceError, match="DuckDB says"):
        batch(Batch(output=tmp_path / "o.jsonl", query="install httpfs; load httpfs"))


def test_a_parquet_column_of_text_that_is_none_is_a_trouble_of_its_row(tmp_path: Path) -> None:
    """A file that says text and holds other bytes does not end the run."""
    data = pa.array([b"Bread", b"\xff\xfe\xfa", b"Tea"], pa.binary())
    text = pa.Array.from_buffers(pa.string(), 3, data.buffers())
    pq.write_table(pa.table({"body": text}), tmp_path / "in.parquet")
    assert run(tmp_path / "in.parquet", tmp_path / "out.parquet") == 2
    out = results(tmp_path / "out.parquet")
    assert [one["opening"] for one in out] == ["Bread", None, "Tea"]
    assert [bool(one["troubles"]) for one in out] == [False, True, False]


def test_the_result_has_the_documented_columns_and_types(tmp_path: Path) -> None:
    """Also where no row has a finding, or none at all is there."""
    for made, name in (([{"body": "Bread"}], "a"), ([{"body": "Bread"}] * 0, "b")):
        table = pa.Table.from_pylist(made, schema=pa.schema([("body", pa.string())]))
        pq.write_table(table, tmp_path / f"{name}-in.parquet")
        out = tmp_path / f"{name}.parquet"
        assert run(tmp_path / f"{name}-in.parquet", out) == 0
        schema = pq.read_schema(out)
        assert schema.names == list(COLUMNS)
        assert schema.field("findings").type.value_type.field("start").type == pa.int64()
        assert schema.metadata[b"heartlint.columns"] == b"1"


def test_chunks_are_closed_by_length_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Long messages make short chunks, so that memory stays bounded; every row is in one."""
    monkeypatch.setattr("heartlint.scale.batches._CHUNK_CHARACTERS", 1000)
    source = jsonl(tmp_path / "in.jsonl", [{"body": "x" * (600 if number % 2 else 10)} for number in range(20)])
    cut = list(chunks(open_source(source, {}), 6))
    assert [first for _, first, _, _ in cut] == [1 + sum(len(one[2]) for one in cut[:at]) for at in range(len(cut))]
    assert sum(len(chunk) for _, _, chunk, _ in cut) == 20
    assert max(sum(len(values["body"]) for values in chunk) for _, _, chunk, _ in cut) <= 1600


def test_a_name_that_says_more_goes_before_one_that_says_less() -> None:
    """Of several columns that may be the body one is taken, and no column is taken twice."""
    chosen = choose(["text", "body_html", "Subject Line", "text_id", "message"], {}, "x")
    assert chosen == {"subject": "Subject Line", "body": "body_html"}
    assert choose(["text", "id"], {"id": "text", "body": "id"}, "x") == {"id": "text", "body": "id"}


def test_the_meter_tells_how_many_how_fast_and_how_long_still() -> None:
    """The line of progress counts what an earlier run has done as done, and takes the rate from this one."""
    told = meter(Progress(rows=300_000, judged=100_000, done=0.3, total=1_000_000), 100)
    assert told == "300,000 of 1,000,000 rows, 30%, 1,000 rows a second, 11 min 40 s left"
    assert meter(Progress(rows=10, judged=10, done=0.5, total=None), 1).startswith("10 rows, 50%, 10 rows a second")


def test_a_log_gets_a_line_a_minute_and_how_fast_it_was(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where no terminal is, a long run tells how far it is in lines of their own, and in the end its rate; -q neither."""
    clock = [0.0]
    monkeypatch.setattr("heartlint.cli.batch.time.monotonic", lambda: clock[0])
    for quiet in (False, True):
        clock[0] = 0.0
        told = Meter(drawn=False, quiet=quiet)
        for clock[0] in range(0, 151, 10):
            told(Progress(rows=int(clock[0]) * 10, judged=int(clock[0]) * 10, done=clock[0] / 300, total=3000))
        told.clear()
        told.close()
        lines = [
            "600 of 3,000 rows, 20%, 10 rows a second, 4 min 00 s left",
            "1,200 of 3,000 rows, 40%, 10 rows a second, 3 min 00 s left",
            "judged 1,500 rows in 2 min 30 s, 10 a second",
        ]
        assert capsys.readouterr().err.splitlines() == ([] if quiet else lines)


def test_nothing_is_drawn_where_nobody_watches(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Standard error that is no terminal gets the columns and no meter; with -q not even these."""
    source = jsonl(tmp_path / "in.jsonl", [{"body": "Bread"}])
    assert run(source, tmp_path / "a.jsonl") == 0
    assert capsys.readouterr().err == "columns: body is 'body' (guessed)\n"
    assert run(source, tmp_path / "b.jsonl", "-q") == 0
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX systems")
def test_a_pipe_keeps_no_batch_waiting(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As the input it is refused; as a mail of a Maildir it is a row with a trouble, and the others are judged."""
    os.mkfifo(tmp_path / "in.csv")
    assert run(tmp_path / "in.csv", tmp_path / "out.jsonl") == 2
    assert "in.csv: is not a regular file; name a file" in capsys.readouterr().err
    (tmp_path / "mails" / "cur").mkdir(parents=True)
    os.mkfifo(tmp_path / "mails" / "cur" / "1:2,S")
    (tmp_path / "mails" / "cur" / "2:2,S").write_text("Subject: Bread\n\nThe gate is open on Saturday.\n")
    assert run(tmp_path / "mails", tmp_path / "out.jsonl") == 2
    assert [[one["what"] for one in row["troubles"]] for row in results(tmp_path / "out.jsonl")] == [
        ["is not a regular file"],
        [],
    ]
