"""The judge while it learns: BERT's layers in PyTorch, the lower ones as they came, the upper ones and a head tuned.

The sentence goes in with a learned vector added to the pieces of the term; out come the three labels, from the mean of
the term's pieces and the mean of the sentence. Written sentences carry a further vector that real ones lack, so that
the two worlds need not be told apart by their wording.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn
from torch.nn import functional as f

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from heartlint.judge.pieces import Pieces

HEADS = 12
WIDE = 384


class Layer(nn.Module):
    """One layer of BERT (Devlin et al. 2019, arXiv:1810.04805)."""

    def __init__(self, weights: Mapping[str, torch.Tensor], at: str) -> None:
        super().__init__()

        def linear(name: str) -> nn.Linear:
            weight = weights[f"{at}.{name}.weight"]
            made = nn.Linear(weight.shape[1], weight.shape[0])
            made.weight.data, made.bias.data = weight.clone(), weights[f"{at}.{name}.bias"].clone()
            return made

        def norm(name: str) -> nn.LayerNorm:
            made = nn.LayerNorm(WIDE, eps=1e-12)
            made.weight.data = weights[f"{at}.{name}.weight"].clone()
            made.bias.data = weights[f"{at}.{name}.bias"].clone()
            return made

        self.query, self.key, self.value = (linear(f"attention.self.{name}") for name in ("query", "key", "value"))
        self.out, self.norm1 = linear("attention.output.dense"), norm("attention.output.LayerNorm")
        self.up, self.down, self.norm2 = linear("intermediate.dense"), linear("output.dense"), norm("output.LayerNorm")
        self.drop = nn.Dropout(0.1)

    def forward(self, x: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
        """`x` is (sentences, pieces, width), `there` (sentences, pieces) and true where a piece is."""
        count, length, _ = x.shape
        query, key, value = (
            one(x).view(count, length, HEADS, -1).transpose(1, 2) for one in (self.query, self.key, self.value)
        )
        mixed = f.scaled_dot_product_attention(query, key, value, attn_mask=there[:, None, None, :])
        x = self.norm1(x + self.drop(self.out(mixed.transpose(1, 2).reshape(count, length, WIDE))))
        return self.norm2(x + self.drop(self.down(f.gelu(self.up(x)))))


class Batch:
    """Sentences of about one length: ids, which pieces are there, shares of the term, whether written."""

    def __init__(self, pieces: Sequence[Pieces], written: Sequence[float]) -> None:
        length = max(len(one.ids) for one in pieces)
        self.ids = torch.zeros(len(pieces), length, dtype=torch.long)
        self.there = torch.zeros(len(pieces), length, dtype=torch.bool)
        self.term = torch.zeros(len(pieces), length)
        self.written = torch.tensor(written, dtype=torch.float32)
        for row, one in enumerate(pieces):
            self.ids[row, : len(one.ids)] = torch.tensor(one.ids)
            self.there[row, : len(one.ids)] = True
            self.term[row, one.first : one.last] = 1 / (one.last - one.first)


class Model(nn.Module):
    """The judge: `layers` of the encoder, of which the first `frozen` stay as they came."""

    def __init__(
        self, weights: Mapping[str, torch.Tensor], vocabulary: Sequence[int], layers: int, frozen: int
    ) -> None:
        super().__init__()
        words = weights["embeddings.word_embeddings.weight"][torch.tensor(vocabulary)]
        words = words + weights["embeddings.token_type_embeddings.weight"][0]
        self.words = nn.Parameter(words.clone(), requires_grad=False)
        self.places = nn.Parameter(weights["embeddings.position_embeddings.weight"][:64].clone(), requires_grad=False)
        self.norm = nn.LayerNorm(WIDE, eps=1e-12)
        self.norm.weight.data = weights["embeddings.LayerNorm.weight"].clone()
        self.norm.bias.data = weights["embeddings.LayerNorm.bias"].clone()
        self.norm.requires_grad_(requires_grad=False)
        self.layers = nn.ModuleList(Layer(weights, f"encoder.layer.{number}") for number in range(layers))
        for layer in self.layers[:frozen]:
            layer.requires_grad_(requires_grad=False)
        self.frozen = frozen
        self.mark = nn.Parameter(torch.zeros(WIDE))
        self.ours = nn.Parameter(torch.zeros(WIDE))
        self.head = nn.Linear(2 * WIDE, 3)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)
        self.drop = nn.Dropout(0.1)

    def lower(self, batch: Batch) -> torch.Tensor:
        """What the frozen layers make of a batch."""
        x = self.norm(self.words[batch.ids] + self.places[: batch.ids.shape[1]])
        for layer in self.layers[: self.frozen]:
            x = layer(x, batch.there)
        return x

    def upper(self, x: torch.Tensor, batch: Batch) -> torch.Tensor:
        """The logits of the three labels, from what the frozen layers made."""
        marked = (batch.term > 0).to(x.dtype)[..., None]
        x = x + marked * self.mark + batch.written[:, None, None] * self.ours
        for layer in self.layers[self.frozen :]:
            x = layer(x, batch.there)
        there = batch.there.to(x.dtype)
        term = (x * batch.term[..., None]).sum(1)
        whole = (x * there[..., None]).sum(1) / there.sum(1, keepdim=True)
        return self.head(self.drop(torch.cat([term, whole], -1)))


def train(  # noqa: PLR0913 - the recipe, by name
    model: Model,
    pieces: Sequence[Pieces],
    written: Sequence[bool],
    targets: np.ndarray,
    weights: np.ndarray,
    *,
    epochs: int = 3,
    size: int = 32,
    rate: float = 1e-4,
    seed: int = 0,
    log: bool = True,
) -> None:
    """Tune the upper layers by AdamW with warm-up and cosine; `weights` say how much each sentence counts."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    tuned = [one for one in model.parameters() if one.requires_grad]
    lengths = np.array([len(one.ids) for one in pieces])
    optimizer = torch.optim.AdamW(tuned, lr=rate, weight_decay=0.01)
    steps = epochs * ((len(pieces) + size - 1) // size)
    warm = max(1, steps // 10)
    step = 0
    for epoch in range(epochs):
        order = np.argsort(lengths + rng.uniform(0, 8, len(lengths)), kind="stable")
        batches = [order[at : at + size] for at in range(0, len(order), size)]
        rng.shuffle(batches)
        total = 0.0
        for rows in batches:
            share = step / warm if step < warm else 0.5 * (1 + np.cos(np.pi * (step - warm) / max(1, steps - warm)))
            for group in optimizer.param_groups:
                group["lr"] = rate * max(share, 0.02)
            batch = Batch([pieces[row] for row in rows], [written[row] for row in rows])
            model.eval()
            with torch.no_grad():
                below = model.lower(batch)
            model.train()
            logits = model.upper(below, batch)
            wanted = torch.tensor(targets[rows] * 0.98 + 0.02 / 3, dtype=torch.float32)
            losses = -(wanted * f.log_softmax(logits, -1)).sum(-1)
            loss = (losses * torch.tensor(weights[rows], dtype=torch.float32)).mean()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(tuned, 1.0)
            optimizer.step()
            total += float(loss.detach())
            step += 1
        if log:
            print(f"epoch {epoch + 1}: loss {total / len(batches):.4f}", flush=True)


REGISTER = 0.35
"""How much of the vector of written sentences real ones are judged with: readers were stricter with what was written,
and without any of it, plainly harmful sentences of that sort are let pass. Chosen on the folds, on which this moves
precision and recall along the same line."""


@torch.no_grad()
def predict(model: Model, pieces: Sequence[Pieces], size: int = 64) -> np.ndarray:
    """The probabilities of the three labels for real text, (sentences, 3)."""
    model.eval()
    order = np.argsort([len(one.ids) for one in pieces], kind="stable")
    found = np.zeros((len(pieces), 3))
    for at in range(0, len(order), size):
        rows = order[at : at + size]
        batch = Batch([pieces[row] for row in rows], [REGISTER] * len(rows))
        found[rows] = f.softmax(model.upper(model.lower(batch), batch), -1).double().numpy()
    return found
