"""What becomes of inputs that are far larger, deeper or more than copy is: time, memory, exit status, what is said.

    python benchmarks/big.py [--only WORD] [--folder FOLDER]

Each is written into a scratch folder and checked by the command, as a user would, with no setting but the defaults
unless its name says so. `one` is the largest process of a run, `all` the most that all its processes held together at
one time (looked at four times a second; what they share counts for each).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MB = 1_000_000
MOST = 8 * MB
"""The largest file that is read by default."""
MEMORY = 1000
"""MB that no run may take."""
SECONDS = 1200
"""After which a run is taken to hang."""

PARAGRAPHS = """The gate is open on Saturday from ten to four, and there will be bread. We moved the **shed** to the
other side of the garden last week, so mind the path. See [the plan](https://x.example/plan) for more.

What did your beans do this year, {{ first_name }}? Mine grew past the roof, and we ate them for a week.

- bring a cup
- bring a friend

Only 3 left: act now! Our leads are in the pipeline, and we will convert them this quarter. Maria looks after the pump,
and she asks for old curtains. If you have some, put them by the door, and she will pick them up.

"""
LINE = " ".join(PARAGRAPHS.replace("{{ first_name }}", "you").split()) + " "
HTML = "<div><p>" + LINE + "</p><a href='https://x.example'>Read <b>more</b></a></div>\n"


def much(unit: str, size: int, head: str = "", tail: str = "") -> str:
    """A unit said over and over until there are `size` bytes; the last may be cut short."""
    room = size - len(head) - len(tail)
    return head + (unit * (room // len(unit) + 1))[:room] + tail


def whole(unit: str, size: int, head: str = "", tail: str = "") -> str:
    """The same without a cut."""
    return head + unit * ((size - len(head) - len(tail)) // len(unit)) + tail


def deep_mail(depth: int) -> str:
    """A mail in a mail in a mail."""
    return "From: a@example.org\nContent-Type: message/rfc822\n\n" * depth + "From: a@example.org\n\nOur leads.\n"


def nested_parts(depth: int) -> str:
    """Parts within parts, each with a boundary of its own."""
    open_ = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))
    close = "".join(f"--b{n}--\n" for n in reversed(range(depth)))
    return f"From: a@example.org\n{open_}Content-Type: text/plain\n\nOur leads.\n{close}"


def many_parts(count: int) -> str:
    """A mail of many parts with copy."""
    head = 'From: a@example.org\nContent-Type: multipart/mixed; boundary="b"\n\n'
    return head + f"--b\nContent-Type: text/plain\n\n{LINE}\n" * count + "--b--\n"


def small_files(folder: Path) -> None:
    """A hundred folders of a thousand mails."""
    for number in range(0 if any(folder.iterdir()) else 100_000):
        if number % 1000 == 0:
            (folder / f"{number // 1000:02}").mkdir()
        text = f"# Mail {number}\n\nHi {{{{ first_name }}}},\n\n{LINE}\n"
        (folder / f"{number // 1000:02}" / f"{number:06}.md").write_text(text)


class Case(NamedTuple):
    """An input: what it is called, the file's name (a folder where there is none), and what writes it."""

    name: str
    file: str
    write: Callable[[Path], object]
    arguments: tuple[str, ...] = ()


def text(make: Callable[[], str]) -> Callable[[Path], object]:
    """What writes a file of this text."""
    return lambda path: path.write_text(make(), encoding="utf-8")


def sparse(path: Path) -> None:
    """A file of 1 GB, of zeros that no disk holds."""
    with path.open("wb") as stream:
        stream.truncate(1000 * MB)


ROW = {"id": 1, "subject": "The gate is open", "body": LINE}
CASES = (
    Case("1 GB file", "mail.md", sparse),
    Case("64 MB, one line", "mail.md", text(lambda: much(LINE, 64 * MB))),
    Case("8 MB, one line", "mail.txt", text(lambda: much(LINE, MOST))),
    Case("8 MB, one line, Markdown", "mail.md", text(lambda: much(LINE, MOST))),
    Case("8 MB, one word", "mail.txt", text(lambda: "a" * MOST)),
    Case("8 MB Markdown", "mail.md", text(lambda: much(PARAGRAPHS.replace("{{ first_name }}", "you"), MOST))),
    Case("8 MB Markdown as JSON", "mail.md", text(lambda: much(PARAGRAPHS.replace("{{ first_name }}", "you"), MOST)),
         ("-o", "json")),
    Case("8 MB HTML", "mail.html", text(lambda: whole(HTML, MOST, "<html><body>", "</body></html>"))),
    Case("8 MB JSON", "mail.json", text(lambda: whole(json.dumps(ROW) + ",\n", MOST - 9, "[\n", "{}]\n"))),
    Case("8 MB JSON lines", "mail.jsonl", text(lambda: whole(json.dumps(ROW) + "\n", MOST))),
    Case("8 MB CSV", "mail.csv", text(lambda: whole(f'1,The gate,"{LINE}"\n', MOST, "id,subject,body\n"))),
    Case("8 MB mail", "mail.eml", text(lambda: much(LINE + "\n", MOST, "From: a@example.org\nSubject: Gate\n\n"))),
    Case("100,000 merge tags", "mail.md", text(lambda: "Our leads {{ first_name }} wait.\n\n" * 100_000)),
    Case("100,000 tags, max-tokens raised", "mail.md", text(lambda: "Our leads {{ first_name }} wait.\n\n" * 100_000),
         ("--config", "tokens.toml")),
    Case("HTML, 50,000 deep", "mail.html", text(lambda: "<div>" * 50_000 + "Our leads." + "</div>" * 50_000)),
    Case("mail in mail, 50,000 deep", "mail.eml", text(lambda: deep_mail(50_000))),
    Case("parts in parts, 20,000 deep", "mail.eml", text(lambda: nested_parts(20_000))),
    Case("mail of 10,000 parts", "mail.eml", text(lambda: many_parts(10_000))),
    Case("mail of 10,001 parts", "mail.eml", text(lambda: many_parts(10_001))),
    Case("JSON, 1,000,000 deep", "mail.json", text(lambda: "[" * MB + "]" * MB)),
    Case("YAML, 100,000 deep", "mail.yaml", text(lambda: "[" * 100_000 + "]" * 100_000)),
    Case("100,000 small files", "", small_files),
    Case("100,000 files, kept from before", "", small_files),
    Case("100,000 files, as JSON", "", small_files, ("-o", "json")),
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", metavar="WORD", help="the cases whose names hold this; repeatable")
    parser.add_argument("--folder", type=Path, help="where to write them (default: a folder that is removed)")
    given = parser.parse_args()
    scratch = Path(tempfile.mkdtemp(prefix="heartlint-big-", dir=given.folder))
    failed = 0
    print(f"{'input':<32} {'size':>8} {'s':>6} {'one MB':>7} {'all MB':>7} {'exit':>4}  said")
    try:
        for case in CASES:
            if any(word in case.name for word in given.only or [""]):
                failed += not measure(case, scratch)
    finally:
        shutil.rmtree(scratch)
    print(f"{failed} above {MEMORY} MB, or hung" if failed else f"none above {MEMORY} MB, none hung")
    return 1 if failed else 0


def measure(case: Case, scratch: Path) -> bool:
    """Write a case, check it, print its row; whether it kept to time and memory."""
    folder = scratch / (case.name if case.file else "files")
    folder.mkdir(exist_ok=True)
    path = folder / (case.file or "mails")
    if not case.file:
        path.mkdir(exist_ok=True)
    case.write(path)
    (folder / "tokens.toml").write_text("max-tokens = 1000000\n")
    arguments = case.arguments if "--config" in case.arguments else ("--isolated", *case.arguments)
    call = [sys.executable, "-m", "heartlint", "check", path.name, *arguments, "--cache-dir", str(scratch / "kept")]
    began = time.monotonic()
    with (folder / "out").open("wb") as out:
        process = subprocess.Popen(call, cwd=folder, stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
    most: list[int] = [0]
    ended = threading.Event()
    watch = threading.Thread(target=_watch, args=(process.pid, most, ended))
    watch.start()
    clock = threading.Timer(SECONDS, lambda: os.killpg(process.pid, 9))
    clock.start()
    _, status, used = os.wait4(process.pid, 0)
    clock.cancel()
    ended.set()
    watch.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - began
    one = used.ru_maxrss // 1024
    size = path.stat().st_size if case.file else sum(file.stat().st_size for file in path.rglob("*.md"))
    together = max(most[0], one)
    print(
        f"{case.name:<32} {size / MB:>6.1f}MB {seconds:>6.1f} {one:>7} {together:>7} {process.returncode:>4}  "
        f"{said(folder / 'out')}",
        flush=True,
    )
    if case.file:
        shutil.rmtree(folder)
    return together <= MEMORY and process.returncode >= 0


def _watch(session: int, most: list[int], ended: threading.Event) -> None:
    while not ended.wait(0.25):
        most[0] = max(most[0], sum(_resident(session)))


def _resident(session: int) -> Iterator[int]:
    """MB of each process of a session; none where the system does not say."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (OSError, ValueError):  # it has just ended
            continue
        if int(fields[3]) == session:
            yield int(fields[21]) * os.sysconf("SC_PAGE_SIZE") // 2**20


def said(out: Path) -> str:
    """What matters of a report, in a line: its troubles, or its last line."""
    with out.open("rb") as stream:
        stream.seek(max(out.stat().st_size - 2_000, 0))
        lines = [line.strip() for line in stream.read().decode("utf-8", "replace").splitlines() if line.strip()]
    told = [line for line in lines if " - " in line and "mail" in line] or lines or [""]
    return told[-1][-100:]


if __name__ == "__main__":
    sys.exit(main())
