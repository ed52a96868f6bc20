"""kill -9 at random moments of a run, and many runs at once, on one cache folder and one baseline.

    python benchmarks/killed.py [--kills 100] [--seed 7] [--crowd 16]

A command is killed, alone or with its processes, at a moment chosen by the seed: any, or one of its last, when it
writes. Then its report must be the old one or none or the new one, whole; the baseline likewise; nobody may be left
running; and the next run must say what a run says that keeps nothing and was never killed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

FILES = 48
COPY = (
    "Our leads are in the pipeline. Only {number} left, act now!\n\nHi {{{{ name }}}}, what did your beans do?\n\n"
    + "The gate is open on Saturday, and there will be bread. Maria looks after the pump. " * 40
    + "\n"
)


class Command(NamedTuple):
    """What is run, by what it does."""

    name: str
    words: tuple[str, ...]


COMMANDS = (
    Command("check, kept results", ("check", "mails", "-o", "json:report.json", "-q", "-j", "1")),
    Command("check, two processes", ("check", "mails", "-o", "json:report.json", "-q", "-j", "2")),
    Command("baseline --accept-new", ("baseline", "mails", "--accept-new")),
    Command("baseline --update", ("baseline", "mails", "--update")),
)


def heartlint(*words: str, folder: Path, kept: Path | None) -> subprocess.Popen[bytes]:
    """The command, begun, in a session of its own."""
    where = ["--no-cache"] if kept is None else ["--cache-dir", str(kept)]
    if words[0] == "baseline" or (folder / "old.json").exists():
        where += ["--baseline", "old.json"]
    return subprocess.Popen(
        [sys.executable, "-m", "heartlint", *words, "--isolated", *where],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def write(folder: Path, chance: random.Random, files: int = FILES) -> None:
    """Mails, some of them changed since they were last written."""
    (folder / "mails").mkdir(exist_ok=True)
    for number in range(files):
        path = folder / "mails" / f"{number:03}.md"
        if not path.exists() or chance.random() < 0.3:
            path.write_text(COPY.format(number=chance.randrange(1000)), encoding="utf-8")


def left(session: int) -> list[int]:
    """The processes of a session that are still there a while after its first was killed."""
    for _ in range(100):
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:  # it has just ended
                continue
            if int(fields[3]) == session and fields[0] != "Z":
                found.append(int(stat.parent.name))
        if not found:
            return []
        time.sleep(0.1)
    return found


def strays(folder: Path, kept: Path) -> list[Path]:
    """Temporary files that a killed writer has left."""
    return [*folder.glob(".*.tmp"), *kept.glob(".*.tmp")]


def kill(times: int, seed: int, scratch: Path) -> Counter[str]:
    """Kill a command so many times, and count what was wrong after it."""
    chance = random.Random(seed)  # noqa: S311 - chosen by a seed, to be chosen again
    folder, kept = scratch / "kill", scratch / "kept"
    folder.mkdir()
    write(folder, chance)
    heartlint("baseline", "mails", folder=folder, kept=None).wait()
    counts: Counter[str] = Counter()
    for number in range(times):
        command = COMMANDS[number % len(COMMANDS)]
        write(folder, chance)
        before = (folder / "old.json").read_bytes()
        report_before = _bytes(folder / "report.json")
        copy = scratch / f"clean-{number}"
        shutil.copytree(folder, copy)
        heartlint(*command.words, folder=copy, kept=None).wait()
        usual = _takes(command, folder, kept, scratch / "timed")
        share = chance.random() if chance.random() < 0.4 else chance.uniform(0.7, 1.0)
        process = heartlint(*command.words, folder=folder, kept=kept)
        try:
            process.wait(share * usual)
            counts["done before it was killed"] += 1
        except subprocess.TimeoutExpired:
            with_all = chance.random() < 0.5
            (os.killpg if with_all else os.kill)(process.pid, signal.SIGKILL)
            process.wait()
            counts["killed"] += 1
            if remaining := left(process.pid):
                counts["WRONG: processes left"] += 1
                for one in remaining:
                    os.kill(one, signal.SIGKILL)
        counts["WRONG: baseline"] += _bytes(folder / "old.json") not in {before, _bytes(copy / "old.json")}
        counts["WRONG: report"] += _bytes(folder / "report.json") not in {report_before, _bytes(copy / "report.json")}
        heartlint(*command.words, folder=folder, kept=kept).wait()
        counts["WRONG: next run"] += any(
            _bytes(folder / name) != _bytes(copy / name) for name in ("old.json", "report.json")
        )
        counts["WRONG: database"] += not _sound(kept / "results.sqlite3")
        shutil.rmtree(copy)
    counts["temporary files left"] = len(strays(folder, kept))
    for path in strays(folder, kept):
        os.utime(path, (0, 0))
    write(folder, chance)
    heartlint("baseline", "mails", "--accept-new", folder=folder, kept=kept).wait()
    heartlint("check", "mails", "-o", "json:report.json", folder=folder, kept=kept).wait()
    for path in kept.glob("*.json"):
        path.unlink()  # so that there is something to be kept
    heartlint("check", "mails", "-o", "json:report.json", folder=folder, kept=kept).wait()
    counts["WRONG: temporary files left when an hour has passed"] = len(strays(folder, kept))
    return counts


def _takes(command: Command, folder: Path, kept: Path, scratch: Path) -> float:
    """The seconds that the very same run takes on a copy of all there is."""
    shutil.copytree(folder, scratch / "folder")
    if kept.exists():
        shutil.copytree(kept, scratch / "kept")
    began = time.monotonic()
    heartlint(*command.words, folder=scratch / "folder", kept=scratch / "kept").wait()
    took = time.monotonic() - began
    shutil.rmtree(scratch)
    return took


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _sound(path: Path) -> bool:
    if not path.exists():
        return True
    base = sqlite3.connect(path)
    try:
        return bool(base.execute("PRAGMA integrity_check").fetchone()[0] == "ok")
    finally:
        base.close()


def crowd(many: int, scratch: Path) -> Counter[str]:
    """So many processes at once: on the same files, on files of their own, and on one baseline."""
    folder, kept = scratch / "crowd", scratch / "kept-by-many"
    folder.mkdir()
    write(folder, random.Random(3), 24 * many)  # noqa: S311 - as above
    shares = [folder / "mails" / f"{number:02}" for number in range(many)]
    for number, path in enumerate(sorted((folder / "mails").iterdir())):
        shares[number % many].mkdir(exist_ok=True)
        path.rename(shares[number % many] / path.name)
    counts: Counter[str] = Counter()

    # one checks all, keeps nothing, and is asked first
    heartlint("check", "mails", "-o", "json:alone.json", folder=folder, kept=None).wait()
    alone = _bytes(folder / "alone.json")
    counts["findings"] = len(re.findall(rb'"severity"', alone))

    each = [heartlint("check", f"mails/{share.name}", "-q", folder=folder, kept=kept) for share in shares]
    counts["WRONG: exit"] += sum(process.wait() != 1 for process in each)
    base = sqlite3.connect(kept / "results.sqlite3")
    counts["results kept"] = base.execute("SELECT COUNT(*) FROM kept").fetchone()[0]
    base.close()
    counts["WRONG: results lost"] = 24 * many - counts["results kept"]

    each = [
        heartlint("check", "mails", "-o", f"json:{number}.json", folder=folder, kept=kept) for number in range(many)
    ]
    counts["WRONG: exit"] += sum(process.wait() != 1 for process in each)
    counts["WRONG: report"] = sum(_bytes(folder / f"{number}.json") != alone for number in range(many))
    shutil.rmtree(kept)  # and where nothing is kept yet
    each = [
        heartlint("check", "mails", "-o", f"json:{number}.json", folder=folder, kept=kept) for number in range(many)
    ]
    counts["WRONG: exit"] += sum(process.wait() != 1 for process in each)
    counts["WRONG: report"] += sum(_bytes(folder / f"{number}.json") != alone for number in range(many))

    each = [heartlint("baseline", f"mails/{share.name}", "--accept-new", folder=folder, kept=kept) for share in shares]
    counts["WRONG: exit of baseline"] = sum(process.wait() != 0 for process in each)
    together = json.loads(_bytes(folder / "old.json"))
    (folder / "old.json").unlink()
    heartlint("baseline", "mails", folder=folder, kept=None).wait()
    whole = json.loads(_bytes(folder / "old.json"))
    for key in ("findings", "scores"):
        counts[f"{key} in the baseline"] = len(together[key])
        counts[f"WRONG: {key} lost or made up"] = sum(one not in together[key] for one in whole[key])
        counts[f"WRONG: {key} lost or made up"] += sum(one not in whole[key] for one in together[key])
    counts["WRONG: temporary files left"] = len(strays(folder, kept))
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--crowd", type=int, default=16, metavar="N", help="processes at once")
    given = parser.parse_args()
    scratch = Path(tempfile.mkdtemp(prefix="heartlint-killed-"))
    try:
        told = {f"{given.kills} kills": kill(given.kills, given.seed, scratch)} if given.kills else {}
        if given.crowd:
            told[f"{given.crowd} at once"] = crowd(given.crowd, scratch)
    finally:
        shutil.rmtree(scratch)
    for name, counts in told.items():
        good = ", ".join(f"{key} {count}" for key, count in counts.items() if not key.startswith("WRONG"))
        bad = ", ".join(f"{key} {count}" for key, count in counts.items() if key.startswith("WRONG") and count)
        print(f"{name}: {good}; {bad or 'nothing wrong'}")
    return int(any(key.startswith("WRONG") and count for counts in told.values() for key, count in counts.items()))


if __name__ == "__main__":
    sys.exit(main())
