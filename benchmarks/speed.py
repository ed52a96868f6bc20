"""How fast: the whole process cold, and the library warm, each beside something that does less.

    python benchmarks/speed.py [--runs 15] [--mails 400]

Runs are interleaved and medians told as ratios, for machines are shared and noisy. Mails are made from seeded
parts, about 150 words each. The peers of other makers come with the speed issue; what stands beside heartlint
here is bare Python, and a bare scan for as many words with a parse of the same Markdown.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import tree_sitter_markdown
from ahocorasick_rs import AhoCorasick
from tree_sitter import Language, Parser

import heartlint

if TYPE_CHECKING:
    from collections.abc import Callable

PARTS = [
    "Hi {{ first_name }},", "The gate is open on Saturday from ten to four, and there will be bread.",
    "Our leads are in the pipeline.", "We moved the **shed** to the other side of the garden last week.",
    "What did your beans do this year?", "Only 3 left: act now!", "See [the plan](https://x.example/plan) for more.",
    "The roof over the children's room cost more than we knew, and it is done.", "- bring a cup\n- bring a friend",
    "Please do not reply to this email.", "Maria leads the team that mends the pump, and she asks for old curtains.",
]  # fmt: skip


def mail(chance: random.Random) -> str:
    """A mail of about 150 words."""
    paragraphs = ["# " + chance.choice(PARTS[1:6])]
    while sum(len(paragraph.split()) for paragraph in paragraphs) < 150:
        paragraphs.append(" ".join(chance.choices(PARTS, k=3)))
    return "\n\n".join(paragraphs)


def timed(work: Callable[[], object]) -> float:
    """Seconds that a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compared(name: str, ours: Callable[[], object], beside: Callable[[], object], runs: int) -> None:
    """Print the medians of two pieces of work, run by turns, and their ratio."""
    pairs = [(timed(ours), timed(beside)) for _ in range(runs)]
    one, other = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"{name:58} {one * 1000:9.2f} ms  beside {other * 1000:9.2f} ms  ratio {one / other:6.2f}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--mails", type=int, default=400)
    given = parser.parse_args()
    chance = random.Random(11)  # noqa: S311 - no secret
    mails = [mail(chance) for _ in range(given.mails)]
    words = sorted({word for rule in heartlint.Linter().rules for one in rule.wordings for word in one.triggers})
    automaton = AhoCorasick(words)
    blocks = Parser(Language(tree_sitter_markdown.language()))

    def bare() -> None:
        for text in mails:
            automaton.find_matches_as_indexes(text.lower(), overlapping=True)
            blocks.parse(text.encode())

    linter = heartlint.Linter()
    count = len(mails)
    compared(
        f"library, warm, {count} mails / bare scan and parse", lambda: list(linter.check_many(mails)), bare, given.runs
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "mail.md"
        file.write_text(mails[0], encoding="utf-8")

        def run(*command: str) -> Callable[[], object]:
            return lambda: subprocess.run([sys.executable, *command], cwd=folder, capture_output=True, check=False)

        compared("one mail, cold process / bare Python", run("-m", "heartlint", "mail.md"), run("-c", ""), given.runs)
        compared("heartlint --version / bare Python", run("-m", "heartlint", "--version"), run("-c", ""), given.runs)


if __name__ == "__main__":
    main()
