"""Fuzz a target with coverage as the guide: `just fuzz TARGET SECONDS` (pip install -e ".[fuzz]").

What is found new is kept in `fuzz/corpus/TARGET`, which git does not; what breaks, in `fuzz/found/TARGET`: mend it, and
move the input to `fuzz/crashes/TARGET`, where the tests replay it.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Run a target for some seconds; libFuzzer prints executions and coverage, and exits by itself."""
    given = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    given.add_argument("target")
    given.add_argument("seconds", type=int, nargs="?", default=60)
    wanted = given.parse_args()
    import atheris  # an extra: its wheels are not made for every Python

    corpus = HERE / "corpus" / wanted.target
    found = HERE / "found" / wanted.target
    # much is imported only when it is first asked for: what the seeds ask for is watched as well
    with atheris.instrument_imports(include=["heartlint", "heartlint_rules"]):
        import targets

        if wanted.target not in targets.TARGETS:
            sys.exit(f"there is no target {wanted.target!r}; targets are {', '.join(targets.TARGETS)}")
        for folder in (corpus, found):
            folder.mkdir(parents=True, exist_ok=True)
        for seed in targets.seeds(wanted.target):
            (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
            targets.TARGETS[wanted.target](seed)
    flags = [
        f"-max_total_time={wanted.seconds}",
        f"-artifact_prefix={found}/",
        "-timeout=20",
        "-max_len=6000",
        "-rss_limit_mb=2048",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *flags, str(corpus)], targets.TARGETS[wanted.target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
