"""Many messages: how fast, in how much memory, and whether batch, frames and Spark say the same.

    python benchmarks/scale.py rate --rows 200000 [--jobs 2] [--folder /tmp/x]
    python benchmarks/scale.py same --rows 20000 [--spark]

`rate` makes an archive of short mails from seeded parts, measures the warm single-process rate of `Linter.check`
before, during the pauses and after, and the batch between; machines are shared, so what counts is the ratio. Memory is
that of all processes of the batch together, sampled four times a second, of the first and the last tenth of its rows.
`same` judges one archive, 1 % of it broken, in every way there is, and compares row by row.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import heartlint
from heartlint.scale.parts import folder_of
from mails import markdown

SUBJECTS = ["Bread on Saturday", "Re: your gate", "The roof is done", "Our leads, {{ first_name }}", "Tea", None]
BROKEN: list[dict[str, Any]] = [
    {"body": None}, {"body": b"\xff\xfe\xfa \xe9"}, {"body": b"bread and tea " * 375_000}, {"body": b" \n"},
    {"kind": "17"}, {"body": b"a \0 zero"}, {"body": b"caf\xe9"},
]  # fmt: skip


def short(chance: random.Random) -> str:
    """A message of about 35 words."""
    return markdown(chance, 35)


def write(path: Path, count: int, broken: int = 0) -> None:
    """An archive of so many messages, written in pieces; every `broken`-th is broken."""
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
    chance = random.Random(9)  # noqa: S311 - no secret
    texts = [f"From: Person {n} <p@x.example>\nSubject: Bread on Saturday\n\n{short(chance)}" for n in range(1500)]
    linter = heartlint.Linter()
    warm_rate(texts, linter)
    single = [warm_rate(texts, linter)]
    call = [sys.executable, "-m", "heartlint", "batch", "--isolated", str(source), str(output)]
    samples: list[tuple[int, int]] = []
    begun = time.perf_counter()
    process = subprocess.Popen([*call, "--jobs", str(given.jobs)], stderr=subprocess.DEVNULL)

    def sample() -> None:
        told = 0
        while process.poll() is None:
            done = len(list(folder_of(output).glob("part-*.parquet"))) if folder_of(output).is_dir() else 0
            try:
                samples.append((done, memory(process.pid)))
                if done >= told + 20:
                    told = done
                    after, held = time.perf_counter() - begun, samples[-1][1]
                    print(f"  {done} parts after {after:.0f} s, {held / 1e6:.0f} MB", flush=True)
            except OSError:  # it ended just now
                return
            time.sleep(0.25)

    watching = threading.Thread(target=sample)
    watching.start()
    status = process.wait()
    seconds = time.perf_counter() - begun
    watching.join()
    single.append(warm_rate(texts, linter))
    parts = max(done for done, _ in samples)
    first = max((held for done, held in samples if 0 < done <= parts / 10), default=0)
    last = max((held for done, held in samples if done > parts * 0.9), default=0)
    whole = max(held for _, held in samples)
    clock, work = (sum(column) / len(single) for column in zip(*single, strict=True))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = used.ru_utime + used.ru_stime
    print(f"rows {given.rows}, jobs {given.jobs}, exit {status}: {seconds:.0f} s, {given.rows / seconds:.0f} a second")
    told = " and ".join(f"{by_clock:.0f} ({by_work:.0f} a processor second)" for by_clock, by_work in single)
    print(f"Linter.check, one warm process, before and after: {told} a second")
    print(f"ratio {given.rows / seconds / clock:.2f} by the clock; processors used {spent / seconds:.2f}")
    print(f"by the work done, {given.jobs} processors would give {given.jobs * given.rows / spent / work:.2f}")
    print(f"memory of all, MB: first tenth {first / 1e6:.0f}, last tenth {last / 1e6:.0f}, most {whole / 1e6:.0f}")
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "heartlint", "overview", output, folder / "page.html"], check=True)
    size = (folder / "page.html").stat().st_size
    print(f"overview: {time.perf_counter() - begun:.1f} s, {size / 1000:.0f} kB")


def same(given: argparse.Namespace, folder: Path) -> None:
    import pandas as pd
    import polars as pl
    import pyarrow.parquet as pq

    from heartlint.scale import Batch, batch, frame, spark

    source = folder / "in.parquet"
    write(source, given.rows, broken=100)
    named: dict[str, Any] = {name: name for name in ("id", "sent", "campaign", "sender", "subject", "kind")}
    tally = batch(Batch(output=folder / "out.parquet", input=source))
    print(f"batch: {tally.rows} rows, {tally.troubles} with troubles", flush=True)
    told = pq.read_table(folder / "out.parquet").to_pylist()
    if given.spark:
        from pyspark.sql import Row, SparkSession

        session = (
            SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.execution.arrow.maxRecordsPerBatch", "500").config("spark.driver.memory", "2g")
            .getOrCreate()
        )  # fmt: skip

        def plain(value: Any) -> Any:
            if isinstance(value, Row):
                return {name: plain(one) for name, one in value.asDict().items()}
            return [plain(one) for one in value] if isinstance(value, list) else value

        found = [plain(one) for one in spark(session.read.parquet(str(source)), **named).collect()]
        by_id = {one["id"]: {**one, "row": None} for one in told}
        whole = len(found) == len(told) and {one["id"]: one for one in found} == by_id
        print("Spark as batch:", whole, flush=True)
        session.stop()
    table = pq.read_table(source)
    out = frame(pd.DataFrame(table.to_pylist()), **named, jobs=2)
    out["score"] = out["score"].astype(object).where(out["score"].notna(), None)
    print("pandas as batch:", out.to_dict("records") == told, flush=True)
    print("Polars as batch:", frame(pl.from_arrow(table), **named, jobs=2).to_dicts() == told, flush=True)
    print("Arrow as batch:", frame(table, **named, jobs=2).to_pylist() == told, flush=True)
    batch(Batch(output=folder / "out.jsonl", input=source))
    lines = [json.loads(line) for line in (folder / "out.jsonl").read_bytes().splitlines()]
    print("JSON lines as Parquet:", lines == told)


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("rate", "same"))
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--spark", action="store_true")
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        {"rate": rate, "same": same}[given.what](given, Path(folder))


if __name__ == "__main__":
    main()
