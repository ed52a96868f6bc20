"""From a tuned model to the weights file that heartlint reads: 8 bits a weight, a scale for each row."""

from __future__ import annotations

import hashlib
import io
import json
from typing import TYPE_CHECKING, cast

import numpy as np

from heartlint.judge.decide import VERSION
from training.model import REGISTER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from training.model import Layer, Model


def _small(weight: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    scale = np.maximum(np.abs(weight).max(-1, keepdims=True) / 127, 1e-9).astype(np.float32)
    return np.round(weight / scale).astype(np.int8), scale


def export(model: Model, pieces: Sequence[str], path: Path, *, sure: float, likely: float) -> str:
    """Write the weights file, and give its version: the form, and the start of the hash of all weights."""
    whole: dict[str, NDArray[np.float32]] = {
        "places": _array(model.places),
        "norm.weight": _array(model.norm.weight),
        "norm.bias": _array(model.norm.bias),
        "mark": _array(model.mark),
        "register": REGISTER * _array(model.ours),
        "head.weight": _array(model.head.weight),
        "head.bias": _array(model.head.bias),
        "frozen": np.array(model.frozen, np.float32),
        "layers": np.array(len(model.layers), np.float32),
    }
    large = {"words": _array(model.words)}
    layers = cast("Iterable[Layer]", model.layers)
    for number, layer in enumerate(layers):
        parts = (layer.query, layer.key, layer.value)
        large[f"{number}.qkv.weight"] = np.concatenate([_array(one.weight) for one in parts])
        whole[f"{number}.qkv.bias"] = np.concatenate([_array(one.bias) for one in parts])
        for name in ("out", "up", "down"):
            large[f"{number}.{name}.weight"] = _array(getattr(layer, name).weight)
            whole[f"{number}.{name}.bias"] = _array(getattr(layer, name).bias)
        for name in ("norm1", "norm2"):
            whole[f"{number}.{name}.weight"] = _array(getattr(layer, name).weight)
            whole[f"{number}.{name}.bias"] = _array(getattr(layer, name).bias)
    arrays: dict[str, NDArray[np.generic]] = dict(whole)
    for name, value in large.items():
        arrays[name], arrays[f"{name}:scale"] = _small(value)
    digest = hashlib.sha256()
    for name in sorted(arrays):
        digest.update(name.encode() + arrays[name].tobytes())
    version = f"{VERSION}-{digest.hexdigest()[:12]}"
    about = {"form": VERSION, "version": version, "sure": sure, "likely": likely}
    arrays["about"] = np.frombuffer(json.dumps(about).encode(), np.uint8)
    arrays["pieces"] = np.frombuffer("\n".join(pieces).encode(), np.uint8)
    stream = io.BytesIO()
    np.savez(stream, **arrays)  # type: ignore[arg-type]
    path.write_bytes(stream.getvalue())
    return version


def _array(parameter: object) -> NDArray[np.float32]:
    return parameter.detach().numpy().astype(np.float32)  # type: ignore[attr-defined, no-any-return]
