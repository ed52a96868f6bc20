"""For pack authors: prove that every example of every rule holds, through the whole path a user takes.

from heartlint.testing import prove
def test_our_rules() -> None:
    prove("acme_hearts").check()
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from heartlint import packs
from heartlint.linter import Linter

if TYPE_CHECKING:
    from pathlib import Path

    from heartlint.report import Trouble
    from heartlint.rule import Rule

__all__ = ["Failure", "Proof", "probabilities", "prove", "prove_example"]

_HEAD = re.compile(r"(?:From|Subject|Reply-To|To|Preheader): ")


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that did not hold: the rule, which kind of example, its text, and what came instead."""

    rule: str
    kind: str
    example: str
    what: str

    def __str__(self) -> str:
        lines = self.example.strip().splitlines()
        shown = "\n".join([f"  {self.kind:<7} {lines[0]}", *(f"          {line}" for line in lines[1:])])
        return f"{self.rule}\n{shown}\n          {self.what}"


@dataclass(frozen=True, slots=True)
class Proof:
    """What proving a pack showed: how many rules and examples were run, what failed, what could not be loaded."""

    pack: str
    rules: int
    examples: int
    failures: tuple[Failure, ...]
    troubles: tuple[Trouble, ...]

    @property
    def holds(self) -> bool:
        """Whether every rule loaded and every example held."""
        return not self.failures and not self.troubles

    def __str__(self) -> str:
        told = [f"trouble {trouble}" for trouble in self.troubles]
        told += map(str, self.failures)
        return "\n\n".join([*told, self.total])

    @property
    def total(self) -> str:
        """One line that counts: "acme_hearts: 3 rules, 7 examples: all hold"."""
        wrong = [
            f"{number} {noun}"
            for number, noun in (
                (len(self.failures), "failed"),
                (len(self.troubles), "could not be used"),
            )
            if number
        ]
        rules = f"{self.rules} rule{'s' * (self.rules != 1)}"
        return f"{self.pack}: {rules}, {self.examples} examples: {', '.join(wrong) or 'all hold'}"

    def check(self) -> None:
        """Raise AssertionError, with each example that failed and each thing that could not be loaded."""
        __tracebackhide__ = True  # pytest then shows the author's own line, and what failed below it
        if not self.holds:
            raise AssertionError(f"{self.pack} is not proved\n\n{self}")


def prove(pack: str | Path) -> Proof:
    """Run every example of a pack: a package name, an entry point's name ("core" is ours), or a folder.

    An example in `finds` holds when exactly the words between « and » are reported, by slices of the source;
    one in `passes` when its rule is silent, and one in `misses` for as long as it goes wrong.
    """
    loaded = packs.find(pack)
    failures: list[Failure] = []
    examples = 0
    troubles = list(loaded.troubles)
    base = Linter(confidence="likely")
    for rule in loaded.rules:
        linter = base.only(rule)
        for kind, group in (("finds", rule.finds), ("passes", rule.passes), ("misses", rule.misses)):
            for example in group:
                examples += 1
                what, broken = prove_example(linter, rule, example)
                troubles.extend(broken)
                if kind == "misses":  # proved to go wrong, so that a line says when it does not any more
                    what = "" if what else "is right now; move it to finds or passes"
                if what:
                    failures.append(Failure(rule.id, kind, example, what))
    return Proof(loaded.name, len(loaded.rules), examples, tuple(failures), tuple(troubles))


def prove_example(linter: Linter, rule: Rule, example: str) -> tuple[str, tuple[Trouble, ...]]:
    """What is wrong with an example, empty where it holds; and the troubles of running it.

    The guillemets are taken out, the rest goes in as a file's bytes would, and the reported slices of the
    source are compared with the marked ones.
    """
    source, marked = strip(example) if "«" in example and example in (*rule.finds, *rule.misses) else (example, [])
    kind = "text" if _HEAD.match(source) else "markdown"
    report = linter.check_bytes(source.encode(), name=f"{rule.id} example", format=kind)
    told = report.credits if rule.side == "credit" else report.findings
    found = sorted((mark.start, mark.end) for mark in told if mark.rule == rule.id)
    if found == sorted(marked):
        return "", report.troubles
    shown = ", ".join(repr(source[start:end]) for start, end in found) or "nothing"
    wanted = ", ".join(repr(source[start:end]) for start, end in marked)
    return f"found {shown}; {f'{wanted} was marked' if wanted else 'it should pass'}", report.troubles


def probabilities(linter: Linter, rule: Rule, example: str) -> list[tuple[str, float, float]]:
    """The terms of an example that the judge was asked about: their words, probability, distance to being shown.

    The distance is positive where the term is found. `linter` holds this rule alone.
    """
    from heartlint.judge import load  # noqa: PLC0415 - only where terms are asked about

    source, _ = strip(example)
    judge = load()
    told = []
    for document in linter.read(rule.id, source, "text" if _HEAD.match(source) else "markdown"):
        for reading, span in linter.terms(document):
            verdict = judge(reading, *reading.word_range(span))
            distance = verdict.dehumanizes - judge.bound(rule.lean)
            told.append((span.of(reading.block.text), verdict.dehumanizes, round(distance, 3)))
    return told


def strip(example: str) -> tuple[str, list[tuple[int, int]]]:
    """An example without its guillemets, and the stretches they marked."""
    marked: list[tuple[int, int]] = []
    text = ""
    start = 0
    for part in re.split("([«»])", example):
        if part == "«":
            start = len(text)
        elif part == "»":
            marked.append((start, len(text)))
        else:
            text += part
    return text, marked
