"""The shipped weights as a state to train on from: ``python -m training.unpack --work FOLDER [--folder FOLDER]``.

Writes ``shipped.pt``. Weights come back from int8 to within half a step of what was exported; heads that are not
shipped (those that only helped to learn) begin anew.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from heard.models import session
from training.graph import HIDDEN, LAYERS
from training.minilm import Encoder
from training.reader import Reader

STAGE = "shipped"


def unpack(folder: Path, work: Path) -> Path:
    """The state's file."""
    model = Reader(Encoder())
    found = {name: torch.from_numpy(value.copy()) for name, value in _encoder(folder / session.GRAPH).items()}
    with np.load(folder / session.HEADS, allow_pickle=False) as heads:
        found |= {f"heads.{name}": torch.from_numpy(heads[name]) for name in heads.files}
    known = model.state_dict()
    if unknown := found.keys() - known.keys():
        raise ValueError(f"the reader has no {min(unknown)}")
    if missing := {name for name in known if name.startswith("encoder.")} - found.keys():
        raise ValueError(f"the graph has no {min(missing)}")
    model.load_state_dict(known | found)
    work.mkdir(parents=True, exist_ok=True)
    saved = work / f"{STAGE}.pt"
    torch.save({"model": model.state_dict(), "mark": session.manifest(folder).mark}, saved)
    return saved


def _encoder(path: Path) -> dict[str, np.ndarray]:
    """The encoder's tensors by their names in ``training.reader.Reader``, from a graph of ``training.graph``."""
    stored = {one.name: numpy_helper.to_array(one) for one in onnx.load(path).graph.initializer}

    def value(name: str) -> np.ndarray:
        if name in stored:
            return stored[name].astype(np.float32)
        steps = stored[f"{name}_quantized"].astype(np.float32) - stored[f"{name}_zero_point"].astype(np.float32)
        return np.asarray(steps * stored[f"{name}_scale"], np.float32)

    out = {
        "embeddings.word_embeddings.weight": value("words"),
        "embeddings.position_embeddings.weight": value("places"),
        "embeddings.token_type_embeddings.weight": value("types"),
        "embeddings.LayerNorm.weight": value("embed_gain"),
        "embeddings.LayerNorm.bias": value("embed_bias"),
    }
    for number in range(LAYERS):
        at, after = f"encoder.layer.{number}.", (f"mid{number}", f"h{number + 1}")
        for place, name in enumerate(("query", "key", "value")):
            part = slice(place * HIDDEN, (place + 1) * HIDDEN)
            out[f"{at}attention.self.{name}.weight"] = value(f"qkv{number}")[:, part].T
            out[f"{at}attention.self.{name}.bias"] = value(f"qkv_bias{number}")[part]
        out[f"{at}intermediate.dense.weight"] = value(f"up{number}_by").T
        out[f"{at}intermediate.dense.bias"] = value(f"up_bias{number}")
        for made, normed, name in (
            (f"out{number}", after[0], f"{at}attention.output"),
            (f"down{number}", after[1], f"{at}output"),
        ):
            out[f"{name}.dense.weight"] = value(f"{made}_by").T
            out[f"{name}.dense.bias"] = value(f"{normed}_bias")
            out[f"{name}.LayerNorm.weight"] = value(f"{normed}_gain")
            out[f"{name}.LayerNorm.bias"] = value(f"{normed}_shift")
    return {f"encoder.{name}": tensor for name, tensor in out.items()}


def main() -> int:
    """Unpack."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--folder", type=Path, default=session.HERE, help="where the reader's files are")
    given = parser.parse_args()
    print(unpack(given.folder, given.work))
    return 0


if __name__ == "__main__":
    sys.exit(main())
