"""The judge's encoder in numpy: a few layers of BERT over the pieces of one sentence.

Weights are kept as whole numbers of 8 bits with a scale for each row, and made 32-bit floats when they are loaded;
those of the vocabulary stay as they are, for a sentence needs few of them. A sentence is run by itself, at its own
length: what stands beside it in a file changes nothing.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from heartlint.judge.pieces import Pieces

    Floats = NDArray[np.float32]

HEADS = 12


def _norm(x: Floats, scale: Floats, shift: Floats) -> Floats:
    x = x - x.mean(-1, keepdims=True)
    normal: Floats = x / np.sqrt((x * x).mean(-1, keepdims=True) + np.float32(1e-12)) * scale + shift
    return normal


def _gelu(x: Floats) -> Floats:
    """Weigh x by the normal distribution at x; the error function by Abramowitz and Stegun 7.1.26, to 1.5e-7."""
    size = np.abs(x) * np.float32(1 / sqrt(2))
    t = 1 / (1 + np.float32(0.3275911) * size)
    tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = np.sign(x) * (1 - tail * np.exp(-size * size))
    product: Floats = (0.5 * x * (1 + erf)).astype(np.float32)
    return product


class Encoder:
    """Layers and head, ready to run; nothing in it changes, so that threads may share it."""

    def __init__(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        """Take the arrays of a weights file. Raises KeyError or ValueError where one is missing or of another shape."""
        whole = {name: _floats(arrays, name) for name in arrays if not name.endswith(":scale") and name != "words"}
        self._words = arrays["words"].astype(np.int8, copy=False)
        self._scales = arrays["words:scale"].astype(np.float32)
        self._places = whole["places"]
        self._norm = (whole["norm.weight"], whole["norm.bias"])
        self._mark = whole["mark"]
        self._register = whole["register"]
        self.frozen = int(whole["frozen"])
        count = int(whole["layers"])
        self._layers = [
            {
                # turned over once, as they are multiplied: a third quicker than turning them at each sentence
                name.removeprefix(f"{number}."): np.ascontiguousarray(value.T) if value.ndim > 1 else value
                for name, value in whole.items()
                if name.startswith(f"{number}.")
            }
            for number in range(count)
        ]
        self._head = (whole["head.weight"], whole["head.bias"])
        if self._words.shape[1] != self._places.shape[1] or len(self._head[1]) != 3:
            raise ValueError("shapes of the weights do not fit together")

    def labels(self, pieces: Pieces) -> Floats:
        """The probabilities of the three labels, (3,): dehumanizes, borderline, fine."""
        ids = np.array(pieces.ids)
        x = self._words[ids] * self._scales[ids] + self._places[: len(ids)]
        x = _norm(x, *self._norm)
        for number, layer in enumerate(self._layers):
            if number == self.frozen:
                x = x + self._register
                x[pieces.first : pieces.last] += self._mark
            x = _layer(x, layer)
        both = np.concatenate([x[pieces.first : pieces.last].mean(0), x.mean(0)])
        logits = both @ self._head[0].T + self._head[1]
        shares = np.exp(logits - logits.max())
        probabilities: Floats = (shares / shares.sum()).astype(np.float32)
        return probabilities


def _layer(x: Floats, weights: Mapping[str, Floats]) -> Floats:
    length, wide = x.shape
    three = x @ weights["qkv.weight"] + weights["qkv.bias"]
    query, key, value = three.reshape(length, 3, HEADS, wide // HEADS).transpose(1, 2, 0, 3)
    shares = query @ key.transpose(0, 2, 1) * np.float32(1 / sqrt(wide // HEADS))
    shares = np.exp(shares - shares.max(-1, keepdims=True))
    shares /= shares.sum(-1, keepdims=True)
    mixed = (shares @ value).transpose(1, 0, 2).reshape(length, wide)
    x = _norm(x + mixed @ weights["out.weight"] + weights["out.bias"], weights["norm1.weight"], weights["norm1.bias"])
    inner = _gelu(x @ weights["up.weight"] + weights["up.bias"])
    return _norm(
        x + inner @ weights["down.weight"] + weights["down.bias"], weights["norm2.weight"], weights["norm2.bias"]
    )


def _floats(arrays: Mapping[str, NDArray[np.generic]], name: str) -> Floats:
    value = arrays[name].astype(np.float32)
    scale = arrays.get(f"{name}:scale")
    return value if scale is None else value * scale.astype(np.float32)
