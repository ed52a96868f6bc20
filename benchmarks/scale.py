"""Many messages: how fast, in how much memory, and whether batch, frames and Spark say the same.

    python benchmarks/scale.py rate --rows 200000 [--jobs 2] [--folder /tmp/x]
    python benchmarks/scale.py cost --rows 6000
    python benchmarks/scale.py same --rows 20000 [--spark]
    python benchmarks/scale.py resume --rows 20000 [--jobs 2]
    python benchmarks/scale.py spark --rows 20000

`rate` makes an archive of short mails from seeded parts, measures the warm single-process rate of `Linter.check`
of the first of them before, after, and in nine pauses of the batch, whose processes stand still for it; machines are
shared, so what counts is the ratio. Memory is that of all processes of the batch together, sampled four times a
second, of the first and the last tenth of its rows.
`cost` tells where the processor's time of a row goes, in one process, and how much of it is not the check.
`same` judges one archive, 1 % of it broken, in every way there is, and compares row by row.
`resume` kills a batch with -9 at a third and again, its workers too, at two thirds, goes on, and compares.
`spark` counts how often each of two worker processes makes a linter and loads the language model, kills one of them in
the middle, and compares.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import heartlint
from heartlint.scale.batches import CHUNK, chunks
from heartlint.scale.parts import folder_of
from heartlint.scale.sources import open_source
from mails import markdown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PAUSES = 9
"""How often a batch stands still for the rate beside it."""
CHECK = "Linter.check of the same messages"
SUBJECTS = ["Bread on Saturday", "Re: your gate", "The roof is done", "Our leads, {{ first_name }}", "Tea", None]
KIND = {"kind": "kind"}
"""Named, for a column that is empty at first is no guess."""
BROKEN: list[dict[str, Any]] = [
    {"body": None}, {"body": b"\xff\xfe\xfa \xe9"}, {"body": b"bread and tea " * 375_000}, {"body": b" \n"},
    {"kind": "17"}, {"body": b"a \0 zero"}, {"body": b"caf\xe9"},
]  # fmt: skip


def short(chance: random.Random) -> str:
    """A message of about 35 words."""
    return markdown(chance, 35)


def write(path: Path, count: int, broken: int = 0, said: Mapping[int, str] | None = None) -> None:
    """An archive of so many messages, written in pieces; every `broken`-th is broken. `said` are bodies by index."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    chance = random.Random(7)  # noqa: S311 - no secret
    schema = pa.schema(
        [("id", pa.string()), ("sent", pa.string()), ("campaign", pa.string()), ("sender", pa.string()),
         ("subject", pa.string()), ("body", pa.binary()), ("kind", pa.string())]
    )  # fmt: skip
    with pq.ParquetWriter(path, schema) as writer:
        for low in range(0, count, 2000):
            made = []
            for index in range(low, min(low + 2000, count)):
                row = {
                    "id": f"m{index}",
                    "sent": f"{2020 + index % 6}-{index % 12 + 1:02d}-{index % 28 + 1:02d}T09:00:00",
                    "campaign": f"campaign {index % 40}",
                    "sender": f"Person {index % 300} <person@x.example>",
                    "subject": chance.choice(SUBJECTS),
                    "body": (markdown(chance) if broken and index % 10 == 0 else short(chance)).encode(),
                    "kind": None,
                }
                if broken and index % broken == broken - 1:
                    row |= BROKEN[index // broken % len(BROKEN)]
                if said and index in said:
                    row["body"] = said[index].encode()
                made.append(row)
            writer.write_table(pa.Table.from_pylist(made, schema=schema))


def warm_rate(texts: list[str], linter: heartlint.Linter) -> tuple[float, float]:
    """Messages a second of `Linter.check` in this process, by the clock and by the processor.

    They have their subject and their sender as head lines.
    """
    begun, worked = time.perf_counter(), time.process_time()
    for text in texts:
        linter.check(text, format="text")
    return len(texts) / (time.perf_counter() - begun), len(texts) / (time.process_time() - worked)


def memory(pid: int) -> int:
    """Bytes that a process and its children hold by themselves and share (resident), all together."""
    total = 0
    children = [one for task in Path(f"/proc/{pid}/task").iterdir() for one in (task / "children").read_text().split()]
    for one in [pid, *children]:
        try:
            total += int(Path(f"/proc/{one}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except OSError:  # it is gone
            continue
    return total


def rate(given: argparse.Namespace, folder: Path) -> None:
    source, output = folder / "in.parquet", folder / "out.parquet"
    write(source, given.rows)
    rows = next(chunks(open_source(source, {}), 1500))[2]
    texts = [_as_mail(values) for values in rows]
    linter = heartlint.Linter()
    warm_rate(texts, linter)
    single = [warm_rate(texts, linter)]
    call = [sys.executable, "-m", "heartlint", "batch", "--isolated", str(source), str(output)]
    samples: list[tuple[int, int]] = []
    paused = 0.0
    begun = time.perf_counter()
    process = subprocess.Popen([*call, "--jobs", str(given.jobs)], stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        while process.poll() is None:
            done = len(list(folder_of(output).glob("part-*.parquet"))) if folder_of(output).is_dir() else 0
            try:
                samples.append((done, memory(process.pid)))
            except OSError:  # it ended just now
                break
            if done * CHUNK >= given.rows * len(single) / (PAUSES + 1):
                stopped = time.perf_counter()
                os.killpg(process.pid, signal.SIGSTOP)
                single.append(warm_rate(texts, linter))
                paused += time.perf_counter() - stopped
                os.killpg(process.pid, signal.SIGCONT)
                after, held = time.perf_counter() - begun - paused, samples[-1][1] / 1e6
                print(
                    f"  {done} parts after {after:.0f} s, {held:.0f} MB; Linter.check {single[-1][0]:.0f}", flush=True
                )
            time.sleep(0.25)
        status = process.wait()
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    seconds = time.perf_counter() - begun - paused
    single.append(warm_rate(texts, linter))
    parts = max(done for done, _ in samples)
    first = max((held for done, held in samples if 0 < done <= parts / 10), default=0)
    last = max((held for done, held in samples if done > parts * 0.9), default=0)
    whole = max(held for _, held in samples)
    clock, work = (median(column) for column in zip(*single, strict=True))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = used.ru_utime + used.ru_stime
    print(f"rows {given.rows}, jobs {given.jobs}, exit {status}: {seconds:.0f} s, {given.rows / seconds:.0f} a second")
    told = ", ".join(f"{by_clock:.0f}" for by_clock, _ in single)
    print(f"Linter.check, one warm process, before, in pauses, and after: {told} a second; median {clock:.0f}")
    print(f"ratio {given.rows / seconds / clock:.2f} by the clock; processors used {spent / seconds:.2f}")
    print(f"by the work done, {given.jobs} processors would give {given.jobs * given.rows / spent / work:.2f}")
    print(f"memory of all, MB: first tenth {first / 1e6:.0f}, last tenth {last / 1e6:.0f}, most {whole / 1e6:.0f}")
    begun = time.perf_counter()
    page = folder / "page.html"
    overview = [sys.executable, "-m", "heartlint", "overview", str(output), str(page)]
    _, left, held_by = os.wait4(os.posix_spawn(sys.executable, overview, os.environ), 0)
    seconds, size = time.perf_counter() - begun, page.stat().st_size
    print(f"overview, exit {left}: {seconds:.1f} s, {held_by.ru_maxrss / 1000:.0f} MB at most, {size / 1000:.0f} kB")


def cost(given: argparse.Namespace, folder: Path) -> None:
    from heartlint.scale.parts import Tally, write_part
    from heartlint.scale.rows import Judge
    from heartlint.scale.workers import Work

    write(folder / "in.parquet", given.rows)
    spent: dict[str, list[float]] = {}

    @contextmanager
    def timed(what: str) -> Iterator[None]:
        begun = time.process_time()
        yield
        spent.setdefault(what, []).append((time.process_time() - begun) / given.rows * 1e6)

    linter = heartlint.Linter()
    judge = Judge(linter)
    source = open_source(folder / "in.parquet", {})
    for turn in range(4):
        if turn == 1:
            spent.clear()  # the first was to get warm
        with timed("reading the archive"):
            cut = list(chunks(source, 1000))
        with timed("pickling rows, both ways"):
            for number, first, rows, _ in cut:
                pickle.loads(pickle.dumps(Work(number, first, rows), pickle.HIGHEST_PROTOCOL))  # noqa: S301 - our own
        texts = [_as_mail(values) for _, _, rows, _ in cut for values in rows]
        with timed(CHECK):
            for text in texts:
                linter.check(text, format="text")
        for _, first, rows, _ in cut:
            with timed("judging rows, check and columns"):
                told = [judge.row(first + at, values) for at, values in enumerate(rows)]
            with timed("counting, Arrow and Parquet"):
                write_part(folder / "part-0.parquet", told, Tally.of(told))
    turns = len(spent[CHECK])
    least = {
        what: min(sum(times[at : at + len(times) // turns]) for at in range(0, len(times), len(times) // turns))
        for what, times in spent.items()
    }
    print(f"{given.rows} rows, processor microseconds a row, the least of three:")
    for what, least_of_it in least.items():
        print(f"  {what}: {least_of_it:.0f}")
    check = least.pop(CHECK)
    whole = sum(least.values())
    print(
        f"a row of a batch costs {whole / check:.2f} x a warm check; two processors at best {2 * check / whole:.2f} x"
    )


def _as_mail(values: Mapping[str, Any]) -> str:
    heads = [f"{name}: {values[part]}" for name, part in (("From", "from"), ("Subject", "subject")) if values[part]]
    return "\n".join([*heads, "", values["body"].decode()])


def resume(given: argparse.Namespace, folder: Path) -> None:
    import pyarrow.parquet as pq

    source, whole, killed = folder / "in.parquet", folder / "whole.parquet", folder / "killed.parquet"
    write(source, given.rows, broken=100)
    call = [sys.executable, "-m", "heartlint", "batch", "--isolated", str(source)]
    options = ["--jobs", str(given.jobs), "--chunk", "200"]
    subprocess.run(
        [*call, str(whole), *options, "-q"], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    parts = sum(1 for _ in chunks(open_source(source, {}), 200))  # long messages close theirs before
    for third, everybody in ((1, False), (2, True)):
        process = subprocess.Popen(
            [*call, str(killed), *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        while process.poll() is None and len(list(folder_of(killed).glob("part-*.parquet"))) < third * parts // 3:
            time.sleep(0.01)
        (os.killpg if everybody else os.kill)(process.pid, signal.SIGKILL)
        there = len(list(folder_of(killed).glob("part-*.parquet")))
        who = "it and its workers" if everybody else "it alone"
        status = process.wait()
        print(f"kill -9 of {who}: exit {status}, {there} of {parts} parts there, no output: {not killed.exists()}")
    last = subprocess.run([*call, str(killed), *options], check=False, capture_output=True, text=True)
    print(f"resumed, exit {last.returncode}: {last.stdout.strip()}")
    print("  " + "\n  ".join(line for line in last.stderr.splitlines() if "going on" in line))
    one, other = pq.read_table(whole).to_pylist(), pq.read_table(killed).to_pylist()
    same_rows = len(one) == len(other) == given.rows and all(a == b for a, b in zip(one, other, strict=True))
    print(f"rows {len(other)}, equal to an undisturbed run row by row: {same_rows}")
    print(f"nothing else is left: {not folder_of(killed).exists()}")


PACK = '''
from __future__ import annotations

import os
import signal
from pathlib import Path

from heartlint import language
from heartlint.rule import Match, Span, Tag, rule

_loads: list[int] = []
_load = language._load


def _counted(*given, **named):
    _loads.append(1)
    return _load(*given, **named)


language._load = _counted


@rule(triggers=["bread", "zyzzyva"], finds=["A «zyzzyva»."], passes=["No zyzzyvas."], instead="Which one?")
def watched(matches: tuple[Match, ...], tags: tuple[Tag, ...]) -> list[Span]:
    """A weevil is named.

    It finds nothing, tells what its process has loaded, and kills it once.
    """
    from heartlint.scale.sparks import loads

    folder = Path(os.environ["WATCHED"])
    (folder / f"told-{os.getpid()}-{loads()}-{len(_loads)}").touch()
    if any(match.wording == "zyzzyva" for match in matches) and (folder / "kill").exists():
        (folder / "kill").rename(folder / f"killed-{os.getpid()}")
        os.kill(os.getpid(), signal.SIGKILL)
    return []
'''


def _session(folder: Path) -> Any:
    """A local Spark of two worker processes, whose tasks may be tried again."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local[2,4]").config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "500").config("spark.driver.memory", "2g")
        .config("spark.sql.warehouse.dir", str(folder / "warehouse")).config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )  # fmt: skip
    session.sparkContext.setLogLevel("OFF")
    return session


def _plain(value: Any) -> Any:
    from pyspark.sql import Row

    if isinstance(value, Row):
        return {name: _plain(one) for name, one in value.asDict().items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def _as_batch(rows: list[Any], told: list[dict[str, Any]]) -> bool:
    """Whether rows of Spark, which have no order and no numbers, are those of a batch."""
    found = [_plain(one) for one in rows]
    by_id = {one["id"]: {**one, "row": None} for one in told}
    return len(found) == len(told) == len(by_id) and {one["id"]: one for one in found} == by_id


NAMED: dict[str, Any] = {name: name for name in ("id", "sent", "campaign", "sender", "subject", "kind")}


def spark(given: argparse.Namespace, folder: Path) -> None:
    import pyarrow.parquet as pq

    from heartlint.scale import Batch, batch
    from heartlint.scale import spark as judged

    site, source = folder / "site", folder / "in.parquet"
    (site / "watchers" / "people").mkdir(parents=True)
    for path in (site / "watchers", site / "watchers" / "people"):
        (path / "__init__.py").touch()
    (site / "watchers" / "people" / "watched.py").write_text(PACK, encoding="utf-8")
    sys.path.insert(0, str(site))
    os.environ["PYTHONPATH"] = os.pathsep.join([str(site), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    for name in ("batch", "calm", "killed"):
        (folder / name).mkdir()
    middle = given.rows // 2
    write(source, given.rows, broken=100, said={middle: "A zyzzyva sits in the bread. " * 6})
    linter = heartlint.Linter(packs=["watchers"])
    os.environ["WATCHED"] = str(folder / "batch")
    tally = batch(Batch(output=folder / "out.parquet", input=source, columns=KIND, jobs=given.jobs), linter)
    print(f"batch: {tally.rows} rows, {tally.troubles} with troubles", flush=True)
    told = pq.read_table(folder / "out.parquet").to_pylist()
    for name in ("calm", "killed"):
        # workers take their environment from the JVM, which takes it from here when it starts
        os.environ["WATCHED"] = str(folder / "now")
        (folder / "now").mkdir()
        if name == "killed":
            (folder / "now" / "kill").touch()
        session = _session(folder)
        rows = judged(session.read.parquet(str(source)).repartition(8), **NAMED, linter=linter).collect()
        session.stop()
        marks = [path.name.split("-") for path in sorted((folder / "now").iterdir())]
        workers = {mark[1] for mark in marks if mark[0] == "told"}
        most = [max(int(mark[at]) for mark in marks if mark[0] == "told") for at in (2, 3)]
        killed = sum(mark[0] == "killed" for mark in marks)
        print(f"{name}: {len(workers)} Python workers, {killed} of them killed in the middle")
        print(f"  in none of them more than {most[0]} linters made and {most[1]} models loaded")
        print(f"  {len(rows)} rows, as the batch: {_as_batch(rows, told)}", flush=True)
        (folder / "now").rename(folder / name / "marks")


def same(given: argparse.Namespace, folder: Path) -> None:
    import pandas as pd
    import polars as pl
    import pyarrow.parquet as pq

    from heartlint.scale import Batch, batch, frame
    from heartlint.scale import spark as judged

    source = folder / "in.parquet"
    write(source, given.rows, broken=100)
    tally = batch(Batch(output=folder / "out.parquet", input=source, columns=KIND))
    print(f"batch: {tally.rows} rows, {tally.troubles} with troubles", flush=True)
    told = pq.read_table(folder / "out.parquet").to_pylist()
    if given.spark:
        session = _session(folder)
        found = judged(session.read.parquet(str(source)), **NAMED).collect()
        print("Spark as batch:", _as_batch(found, told), flush=True)
        session.stop()
    table = pq.read_table(source)
    out = frame(pd.DataFrame(table.to_pylist()), **NAMED, jobs=2)
    out["score"] = out["score"].astype(object).where(out["score"].notna(), None)
    print("pandas as batch:", out.to_dict("records") == told, flush=True)
    print("Polars as batch:", frame(pl.from_arrow(table), **NAMED, jobs=2).to_dicts() == told, flush=True)
    print("Arrow as batch:", frame(table, **NAMED, jobs=2).to_pylist() == told, flush=True)
    batch(Batch(output=folder / "out.jsonl", input=source, columns=KIND))
    lines = [json.loads(line) for line in (folder / "out.jsonl").read_bytes().splitlines()]
    print("JSON lines as Parquet:", lines == told)


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("rate", "cost", "same", "resume", "spark"))
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--spark", action="store_true")
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        does = {"rate": rate, "cost": cost, "same": same, "resume": resume, "spark": spark}
        does[given.what](given, Path(folder))


if __name__ == "__main__":
    main()
