"""Fuzz with coverage as the guide: `just fuzz [TARGET ...] [--minutes N | --runs N]` (pip install -e ".[fuzz]").

The time is shared among the targets, all of them where none is named, one process at a time; with `--runs` each target
makes so many from the same chance at each call. What is found new is kept in `fuzz/corpus/TARGET`, which git does not;
what breaks, once for each place that it breaks at, in `fuzz/found/TARGET`: mend it, and move the input, or one made
smaller and in our own words, to `fuzz/crashes/TARGET`, where the tests replay it. At the end it says for each target how
many inputs were tried, how many edges and features of the code libFuzzer saw (`cov`, `ft`), which share of the lines of
the target's own files what is kept reaches, and what broke.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SLOW = 5
"""Seconds of the processor that one input may take; libFuzzer's own limit counts those of the clock, which a busy machine stretches."""


def main() -> int:
    """Run the targets, each in a process of its own, and print the table; 1 where one broke."""
    given = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    given.add_argument("targets", nargs="*", metavar="TARGET")
    how = given.add_mutually_exclusive_group()
    how.add_argument("--minutes", type=float, default=1.0, help="for all the targets together")
    how.add_argument("--runs", type=int, help="for each target, in place of minutes")
    given.add_argument("--step", choices=("fuzz", "lines"), help=argparse.SUPPRESS)
    wanted = given.parse_args()
    if wanted.step == "fuzz":
        _fuzz(wanted.targets[0], wanted.minutes * 60, wanted.runs)
    if wanted.step == "lines":
        print(_lines(wanted.targets[0]))
        return 0
    import targets

    names = wanted.targets or list(targets.TARGETS)
    for name in names:
        if name not in targets.TARGETS:
            sys.exit(f"there is no target {name!r}; targets are {', '.join(targets.TARGETS)}")
    print("target              inputs seconds  kept    cov     ft  lines  broke", flush=True)
    broke = tried = 0
    for name in names:
        limit = ["--runs", str(wanted.runs)] if wanted.runs else ["--minutes", str(wanted.minutes / len(names))]
        before = time.monotonic()
        said = _step("fuzz", name, *limit)
        seconds = time.monotonic() - before
        inputs = _number(r"number_of_executed_units:\s*(\d+)", said) or _number(r"#(\d+)", said)
        found = sorted(path.name for path in (HERE / "found" / name).glob("*"))
        kept = sum(1 for _ in (HERE / "corpus" / name).glob("*"))
        lines = _step("lines", name).strip().rpartition("\n")[2]
        cov, ft = _number(r"\bcov: (\d+)", said), _number(r"\bft: (\d+)", said)
        fell = "" if "Done" in said or "DONE" in said else "  (fell: see fuzz/found/run.log)"
        if fell:
            (HERE / "found" / "run.log").write_text(said, encoding="utf-8")
        row = f"{name:16} {inputs:>9,} {seconds:>7.0f} {kept:>5} {cov:>6} {ft:>6} {lines:>6}  {', '.join(found) or 0}{fell}"
        print(row, flush=True)
        broke += len(found) + bool(fell)
        tried += inputs
    print(f"{'all':16} {tried:>9,}")
    return 1 if broke else 0


def _step(step: str, name: str, *more: str) -> str:
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, __file__, "--step", step, *more, name], capture_output=True, check=False, cwd=ROOT
    )
    out = done.stdout if step == "lines" else done.stderr
    return out.decode("utf-8", "replace")


def _number(pattern: str, text: str) -> int:
    found = re.findall(pattern, text)
    return int(found[-1]) if found else 0


def _fuzz(name: str, seconds: float, runs: int | None) -> None:
    import atheris  # an extra: its wheels are not made for every Python

    corpus, found = HERE / "corpus" / name, HERE / "found" / name
    # much is imported only when it is first asked for: what the seeds ask for is watched as well
    with atheris.instrument_imports(include=["heartlint", "heartlint_rules"]):
        import targets

        for folder in (corpus, found):
            folder.mkdir(parents=True, exist_ok=True)
        for seed in targets.seeds(name):
            (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
            targets.TARGETS[name](seed)

    def one(data: bytes) -> None:
        before = time.process_time()
        try:
            targets.TARGETS[name](data)
            took = time.process_time() - before
            if took > SLOW:
                raise TimeoutError(f"takes {took:.0f} seconds")
        except Exception as error:  # noqa: BLE001 - kept, and on to what else breaks
            at = traceback.extract_tb(error.__traceback__)[-1]
            said = (
                str(error)[:40]
                if at.name == "_must"
                else f"{type(error).__name__} {Path(at.filename).stem} {at.lineno}"
            )
            path = found / re.sub(r"\W+", "-", said)
            if not path.exists() or len(path.read_bytes()) > len(data):
                path.write_bytes(data)

    words = tempfile.NamedTemporaryFile("w", suffix=".dict", delete=False)  # noqa: SIM115 - libFuzzer reads it
    for word in targets.WORDS.get(name, ()):
        words.write('"' + "".join(f"\\x{byte:02x}" for byte in word.encode()) + '"\n')
    words.close()
    flags = [
        f"-runs={runs}" if runs else f"-max_total_time={max(int(seconds), 1)}",
        *(["-seed=1"] if runs else []),
        f"-artifact_prefix={found}/",
        *([f"-dict={words.name}"] if name in targets.WORDS else []),
        f"-timeout={40 * SLOW}",
        f"-report_slow_units={40 * SLOW}",
        f"-max_len={2000 if name in {'reports', 'suppressions', 'vale', 'linear'} else 6000}",
        "-rss_limit_mb=2048",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *flags, str(corpus)], one)
    atheris.Fuzz()


def _lines(name: str) -> str:
    """The share of the lines of a target's own files that what is kept of it reaches."""
    import coverage

    watch = coverage.Coverage(data_file=None, config_file=False, source=["heartlint"])
    watch.start()
    import targets

    for path in sorted((HERE / "corpus" / name).glob("*")):
        try:
            targets.TARGETS[name](path.read_bytes())
        except Exception:  # noqa: BLE001, S112 - told above
            continue
    watch.stop()
    files = [ROOT / file for file in targets.MODULES[name]]
    all_, missing = 0, 0
    for file in files:
        for one in sorted(file.rglob("*.py")) if file.is_dir() else [file]:
            _, lines, _, missed, _ = watch.analysis2(str(one))
            all_, missing = all_ + len(lines), missing + len(missed)
    return f"{100 * (all_ - missing) / max(all_, 1):.0f} %"


if __name__ == "__main__":
    sys.exit(main())
