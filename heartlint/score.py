"""From findings, credits and words to a score that can be taken apart. Pure arithmetic.

50 is plain information with neither harm nor warmth. Faults take from it, credits add to it, both by how densely each
rule is met (per 100 words), with ever less effect for the same rule again and for more rules: so the score stays
between 0 and 100, and a message said twice scores as said once. Praise cannot buy off a fault: faults hold back the
same share of the warmth that they take from the 50, and a message with an error stays below the top band.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from heartlint.report import Credit, Part, Score
from heartlint.weights import WEIGHTS, Weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heartlint.report import Finding

VERSION = 2
"""Raised whenever the same marks and words would score differently."""

MIN_WORDS = 20
"""Below this many judged words there is no score."""

BASE = 50.0
CAP = 74.0
"""Where a message with an error is held: the top of the second band."""

BANDS: Sequence[tuple[float, str]] = ((75.0, "someone is there"), (50.0, "plain"), (25.0, "cool"), (0.0, "cold"))
"""From the lowest value of a band to its name; a name speaks of the copy."""


def score(findings: Sequence[Finding], praise: Sequence[Credit], words: int, min_words: int = MIN_WORDS) -> Score:
    """The score of a message of `words` judged words. Its parts add up to its value, to the tenth.

    No value, and the reason, where there are fewer words than `min_words`.
    """
    if words < max(min_words, 1):
        reason = f"too little text for a score: {words} {'word' if words == 1 else 'words'}, {min_words} needed"
        return no_score(reason)
    fault_weights, credit_weights = weigh(findings, words), weigh(praise, words)
    fault_weight, credit_weight = math.fsum(fault_weights), math.fsum(credit_weights)
    faults = BASE * _saturate(fault_weight)
    warmth = (100 - BASE) * _saturate(credit_weight)
    held = warmth * faults / BASE
    raw = BASE - faults + warmth - held
    capped = max(0.0, raw - CAP) if any(mark.severity == "error" for mark in findings) else 0.0
    value = round(max(raw - capped, 0.0), 1)  # a last bit less than nothing is nothing
    named: list[tuple[str, float, str, int | None]] = [("plain information", BASE, "", None)]
    named += [
        (mark.rule, -faults * weight / fault_weight, "finding", index)
        for index, (mark, weight) in enumerate(zip(findings, fault_weights, strict=True))
    ]
    named += [
        (mark.rule, warmth * weight / credit_weight, "credit", index)
        for index, (mark, weight) in enumerate(zip(praise, credit_weights, strict=True))
    ]
    if held:
        named.append(("warmth held back by faults", -held, "", None))
    if capped:
        named.append(("an error keeps it below the top band", -capped, "", None))
    points = _tenths([part[1] for part in named], value)
    parts = tuple(Part(name, point, side, mark) for (name, _, side, mark), point in zip(named, points, strict=True))
    return Score(value, band_of(value), parts, "", VERSION)


def no_score(reason: str) -> Score:
    """No number, and why."""
    return Score(None, "", (), reason, VERSION)


def band_of(value: float) -> str:
    """The name of the band a value falls in."""
    return next(name for low, name in BANDS if value >= low)


def total(findings: Sequence[Finding], praise: Sequence[Credit], words: int, weights: Weights = WEIGHTS) -> float:
    """The score, not rounded, under these weights; for fitting them."""
    left = 1.0 - _saturate(math.fsum(weigh(findings, words, weights)))
    warmth = (100 - BASE) * _saturate(math.fsum(weigh(praise, words, weights)))
    found = (BASE + warmth) * left
    return min(found, CAP) if any(mark.severity == "error" for mark in findings) else found


def weigh(marks: Sequence[Finding], words: int, weights: Weights = WEIGHTS) -> list[float]:
    """What each mark weighs in a message of so many words: its share of what its rule weighs.

    Within a rule the graver marks carry more of it; a mark that is added never takes from the rule's weight.
    """
    power = 1 / weights.repeats
    by_rule: dict[str, list[int]] = {}
    raised = []
    for index, mark in enumerate(marks):
        weight = weights.credit if isinstance(mark, Credit) else getattr(weights, mark.severity)
        raised.append((weight * (1.0 if mark.confidence == "sure" else weights.likely)) ** power)
        by_rule.setdefault(mark.rule, []).append(index)
    weighed = [0.0] * len(marks)
    for indices in by_rule.values():
        whole = math.fsum(raised[index] for index in indices)
        for index in indices:
            weighed[index] = raised[index] / whole * (whole * 100 / words) ** weights.repeats if whole else 0.0
    return weighed


def _saturate(density: float) -> float:
    return 1.0 - math.exp(-density)


def _tenths(points: Sequence[float], total: float) -> list[float]:
    """The points cut to tenths so that they add up to the total: those that lost the most get theirs back."""
    exact = [point * 10 for point in points]
    whole = [math.floor(value) for value in exact]
    missing = round(total * 10) - sum(whole)
    for index in sorted(range(len(points)), key=lambda i: (whole[i] - exact[i], i))[:missing]:
        whole[index] += 1
    return [value / 10 for value in whole]
