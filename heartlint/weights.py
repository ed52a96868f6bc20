"""The numbers of the score, and nothing else. `just fit-score` prints them anew from rated messages.

A rule that is met once in 100 words weighs what stands here. At a total of 1, faults have taken (credits have given)
63 % of all they can. Settled beforehand, for sixty messages cannot tell: an error weighs a quarter more than a warning,
advice half as much, and what is less sure no more than 0.8 of what is sure.
"""

from __future__ import annotations

from typing import NamedTuple


class Weights(NamedTuple):
    """What marks weigh: findings by severity, credits, the share that a likely mark keeps, and how repeats count.

    `repeats` is between 0 and 1: a rule met twice as densely weighs 2 ** repeats as much. At 1 every mark would count
    alike; at 0 only whether there is one.
    """

    error: float
    warning: float
    info: float
    credit: float
    likely: float
    repeats: float


WEIGHTS = Weights(error=0.375, warning=0.3, info=0.15, credit=0.23, likely=0.8, repeats=0.25)
