"""How well it judges: precision and recall with their intervals, thresholds that are fitted on other folds."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SURE, LIKELY = (0.93, 0.75), (0.75, 0.0)
"""The least precision on real text that the two words promise: borderline left out, and counted as wrong."""

GRID = tuple(round(0.105 + 0.02 * step, 3) for step in range(45))


class Case(NamedTuple):
    """A sentence that a model judged which saw none of its owner's: probability, label, owner, fold."""

    probability: float
    label: str
    owner: str
    fold: int
    text: str = ""
    term: str = ""


class Counts(NamedTuple):
    """Hits, false alarms (those labelled borderline apart) and misses."""

    hits: int
    wrong: int
    borderline: int
    missed: int

    @property
    def precision(self) -> float:
        """Of what is found, the share that is right; borderline left out. 0 where nothing is found."""
        return self.hits / max(1, self.hits + self.wrong)

    @property
    def strict(self) -> float:
        """The same, borderline counted as wrong."""
        return self.hits / max(1, self.hits + self.wrong + self.borderline)

    @property
    def recall(self) -> float:
        """Of what is to be found, the share that is."""
        return self.hits / max(1, self.hits + self.missed)


def count(cases: Sequence[Case], found: Sequence[bool]) -> Counts:
    """What was found, held to the labels."""
    told = [(case.label, one) for case, one in zip(cases, found, strict=True)]
    return Counts(
        told.count(("dehumanizes", True)),
        told.count(("fine", True)),
        told.count(("borderline", True)),
        told.count(("dehumanizes", False)),
    )


def threshold(cases: Sequence[Case], least: tuple[float, float]) -> float:
    """The lowest threshold from which on precision stays at what is promised; the highest where none does."""
    chosen = GRID[-1]
    for bound in reversed(GRID):
        counts = count(cases, [case.probability > bound for case in cases])
        if counts.hits + counts.wrong >= 10 and (counts.precision < least[0] or counts.strict < least[1]):
            break
        chosen = bound
    return chosen


def thresholds(cases: Sequence[Case]) -> tuple[float, float]:
    """The two thresholds that ship, fitted on cases that were judged by models that saw none of their owner's.

    A sure finding fails builds: its threshold is the strictest of those that are fitted with one fold left out.
    """
    without = [[case for case in cases if case.fold != fold] for fold in sorted({case.fold for case in cases})]
    return max(threshold(some, SURE) for some in without), threshold(cases, LIKELY)


def crossed(cases: Sequence[Case], least: tuple[float, float]) -> list[bool]:
    """What is found where each fold's threshold is fitted on the other folds."""
    bounds = {
        fold: threshold([case for case in cases if case.fold != fold], least) for fold in {case.fold for case in cases}
    }
    return [case.probability > bounds[case.fold] for case in cases]


def interval(
    cases: Sequence[Case], found: Sequence[bool], figure: Callable[[Counts], float], times: int = 1000
) -> tuple[float, float]:
    """The bootstrap 95 % interval of a figure; owners are drawn, for sentences of one are alike."""
    rng = np.random.default_rng(0)
    owners = sorted({case.owner for case in cases})
    of = {owner: [number for number, case in enumerate(cases) if case.owner == owner] for owner in owners}
    each = [count([cases[n] for n in of[owner]], [found[n] for n in of[owner]]) for owner in owners]
    values = []
    for _ in range(times):
        drawn = rng.integers(0, len(owners), len(owners))
        values.append(figure(Counts(*(sum(each[n][at] for n in drawn) for at in range(4)))))
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)


_FIGURES: tuple[tuple[str, Callable[[Counts], float]], ...] = (
    ("precision", lambda one: one.precision),
    ("recall", lambda one: one.recall),
    ("borderline wrong", lambda one: one.strict),
)


def line(name: str, cases: Sequence[Case], found: Sequence[bool]) -> str:
    """One row of the table."""
    counts = count(cases, found)
    parts = []
    for title, figure in _FIGURES:
        low, high = interval(cases, found, figure)
        parts.append(f"{title} {figure(counts):.3f} [{low:.2f}-{high:.2f}]")
    return f"{name:24} {', '.join(parts)}; {sum(counts[:3])} found"


def table(cases: Sequence[Case]) -> None:
    """Print the figures: at the fitted thresholds, each fold's from the other folds, and at fixed ones."""
    positive = sum(case.label == "dehumanizes" for case in cases)
    print(f"{len(cases)} sentences of {len({case.owner for case in cases})} owners, {positive} dehumanizing")
    for name, least in (("sure", SURE), ("shown", LIKELY)):
        print(line(name, cases, crossed(cases, least)))
    for bound in (0.305, 0.405, 0.505, 0.605, 0.705, 0.805, 0.905):
        print(line(f"above {bound}", cases, [case.probability > bound for case in cases]))
