"""How well the score follows readers, and its weights fitted anew: `just fit-score`.

    python benchmarks/score.py [--eval ../shared/eval]

The readers' mean rating of each gold message is what the score is held against. The four weights that
`heartlint/weights.py` leaves open are fitted by least squares, none below zero, and judged on sources they were not
fitted on: each source is left out in turn and scored by the rest. Beside the figure stand the readers' own agreement
and two naive scores. Measuring only: nothing is written.
Needs `pip install -e ".[eval]"`.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from scipy.optimize import minimize
from scipy.stats import spearmanr

from heartlint.linter import Linter
from heartlint.score import total
from heartlint.weights import WEIGHTS, Weights

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from heartlint.report import Report

ROOT = Path(__file__).resolve().parent.parent
LEAST = 0.25
"""Of `repeats`: below it a fault counted nearly the same in a line and in a book."""

MOST_LIKELY = 0.8
"""Of `likely`: what is less sure weighs less, whatever sixty messages say."""


class Rated(NamedTuple):
    """A message: where it is from, the readers' two ratings, and its report."""

    name: str
    source: str
    ratings: tuple[float, float]
    report: Report

    @property
    def rating(self) -> float:
        """The readers' mean."""
        return statistics.mean(self.ratings)


def rated(folder: Path) -> list[Rated]:
    """The gold messages that get a score, and a line for each that gets none."""
    linter = Linter(min_words=1)
    found = []
    for line in (folder / "gold" / "gold-dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        run = linter.check_paths([folder / "gold" / row["file"]])
        if len(run.reports) != 1 or run.reports[0].coverage.words == 0:
            why = "; ".join(str(trouble) for trouble in run.troubles) or run.reports[0].score.reason
            print(f"left out: {row['id']}: {why}")
            continue
        found.append(Rated(row["id"], row["source"], (row["heart"][0], row["heart"][1]), run.reports[0]))
    return found


def value(report: Report, weights: Weights) -> float:
    """The score of a report under these weights, not rounded."""
    return total(report.findings, report.credits, report.coverage.words, weights)


def fit(messages: Sequence[Rated]) -> Weights:
    """The weights with the least squared distance from the readers' means."""

    def loss(raw: Sequence[float]) -> float:
        weights = _weights(raw)
        return sum((value(one.report, weights) - one.rating) ** 2 for one in messages) / len(messages)

    starts = ([0.2, 0.3, 0.6, 0.4], [0.4, 0.2, 0.7, 0.3])
    best = min((minimize(loss, start, method="Nelder-Mead", options={"maxiter": 1500}) for start in starts),
               key=lambda found: found.fun)  # fmt: skip
    return _weights(best.x)


def _weights(raw: Sequence[float]) -> Weights:
    """Any four numbers as weights, within what is settled beforehand: see `heartlint/weights.py`."""
    warning, credit, likely, repeats = (abs(float(one)) for one in raw)
    return Weights(
        error=1.25 * warning,
        warning=warning,
        info=0.5 * warning,
        credit=credit,
        likely=min(likely, MOST_LIKELY),
        repeats=min(max(repeats, LEAST), 1.0),
    )


def cross_validated(messages: Sequence[Rated]) -> list[float]:
    """The score of each message under weights fitted on all other sources."""
    by_source = {}
    for source in sorted({one.source for one in messages}):
        by_source[source] = fit([one for one in messages if one.source != source])
    return [value(one.report, by_source[one.source]) for one in messages]


def told(name: str, scores: Sequence[float], ratings: Sequence[float]) -> None:
    """Print a rank correlation with its bootstrap 95 % interval."""
    rho = _rho(scores, ratings)
    chance = random.Random(7)  # noqa: S311 - no secret
    pairs = list(zip(scores, ratings, strict=True))
    drawn = sorted(_rho(*zip(*chance.choices(pairs, k=len(pairs)), strict=True)) for _ in range(400))
    print(f"{name:52} Spearman {rho:.3f} [{drawn[10]:.2f}-{drawn[389]:.2f}] n={len(pairs)}")


def _rho(one: Sequence[float], other: Sequence[float]) -> float:
    return float(spearmanr(one, other).statistic)


def main() -> int:
    """Print how well each score follows the readers, and the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--eval", type=Path, default=ROOT.parent / "shared" / "eval", help="the evaluation folder")
    parser.add_argument("--worst", type=int, default=0, help="print so many messages that the score is farthest from")
    given = parser.parse_args()
    if not given.eval.is_dir():
        print(f"{given.eval}: no evaluation folder there; name it with --eval", file=sys.stderr)
        return 2
    messages = rated(given.eval)
    ratings = [one.rating for one in messages]
    told("the two readers, one against the other", *zip(*(one.ratings for one in messages), strict=True))
    told("heartlint, as it stands", [value(one.report, WEIGHTS) for one in messages], ratings)
    held_out = cross_validated(messages)
    told("heartlint, fitted on the other sources", held_out, ratings)
    fitted = fit(messages)
    told("heartlint, fitted on all of them (too kind)", [value(one.report, fitted) for one in messages], ratings)
    plain = [-len(one.report.findings) / one.report.coverage.words for one in messages]
    told("naive: minus findings per 100 words", plain, ratings)
    ease = _ease(messages)
    if ease is not None:
        told("naive: reading ease (textstat)", ease, ratings)
    print(
        f"mean distance from the readers' mean, fitted on the other sources: {_distance(held_out, ratings):.1f} points"
    )
    print(f"now:    {WEIGHTS}")
    print(f"fitted: {fitted}")
    far = sorted(zip(messages, held_out, strict=True), key=lambda pair: -abs(pair[0].rating - pair[1]))
    for one, score in far[: given.worst]:
        rules = [mark.rule for mark in (*one.report.findings, *one.report.credits)]
        print(f"  {one.name} readers {one.rating:.0f}, score {score:.0f}, {one.report.coverage.words} words: {rules}")
    return 0


def _distance(scores: Sequence[float], ratings: Sequence[float]) -> float:
    return statistics.mean(abs(one - other) for one, other in zip(scores, ratings, strict=True))


def _ease(messages: Sequence[Rated]) -> list[float] | None:
    """Flesch's reading ease of each message's judged text; None where textstat is not installed."""
    try:
        import textstat
    except ImportError:
        return None
    ease: Callable[[str], float] = textstat.flesch_reading_ease
    return [ease(one.report.source) for one in messages]


if __name__ == "__main__":
    sys.exit(main())
