"""The shipped model from its files: checked by hash, loaded when it is first asked for.

``reader.json`` names the other files with their SHA-256, and holds the numbers that belong to the weights.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from heard.engine.model.numbers import Numbers
from heard.errors import ModelError
from heard.models.lists import load_alike

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from heard.engine.model.feed import Words
    from heard.engine.model.reader import Encoder, TrainedReader

HERE = Path(__file__).parent
MANIFEST, GRAPH, HEADS, WORDS, ALIKE = "reader.json", "reader.onnx", "heads.npz", "tokenizer.json", "alike.yaml"
FORM, WIDTH = 1, 384
WANTED = (
    "emotions", "temperature", "threats", "sarcasm", "repeats", "names", "tokens", "risk_customer", "risk_agent",
)  # fmt: skip
"""The heads that the engine asks."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What ``reader.json`` says: the files' hashes, the labels of each head, and the numbers fitted to the weights."""

    mark: str
    files: Mapping[str, str]
    heads: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, Any]


def manifest(folder: Path = HERE) -> Manifest:
    """The manifest of a folder. Raises ``ModelError`` M001 when it is not there, M003 when it cannot be read."""
    try:
        raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError("M001", f"{MANIFEST} is not there", place=str(folder)) from None
    except (OSError, ValueError):
        raise ModelError("M003", f"{MANIFEST} cannot be read", place=str(folder)) from None
    try:
        if raw["form"] != FORM:
            raise ModelError("M003", f"{MANIFEST} has form {raw['form']!r}, this version reads {FORM}")
        heads = {name: tuple(labels) for name, labels in raw["heads"].items()}
        return Manifest(raw["mark"], dict(raw["files"]), heads, raw["numbers"])
    except (KeyError, TypeError, AttributeError):
        raise ModelError("M003", f"{MANIFEST} is not whole", place=str(folder)) from None


def check(found: Manifest, folder: Path = HERE) -> None:
    """Raises ``ModelError`` M001 for a file that is missing, M002 for one that is not the one the manifest names."""
    for name, expected in found.files.items():
        try:
            with (folder / name).open("rb") as data:
                told = hashlib.file_digest(data, "sha256").hexdigest()
        except OSError:
            raise ModelError("M001", f"{name} is not there", place=str(folder)) from None
        if told != expected:
            raise ModelError("M002", f"{name} is not the file that belongs to these numbers", place=str(folder))


def numbers(folder: Path = HERE) -> Numbers:
    """The numbers fitted to the weights of a folder. Raises ``ModelError`` M001, or M003 when they are not whole."""
    try:
        return Numbers.of(manifest(folder).numbers)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise ModelError("M003", "the numbers that belong to the weights are not whole", place=str(folder)) from None


@lru_cache(maxsize=2)
def load(folder: Path = HERE, *, threads: int = 1) -> TrainedReader:
    """The reader of a folder, its files checked. Raises ``ModelError`` M001 to M004."""
    found = manifest(folder)
    check(found, folder)
    try:
        import numpy as np

        from heard.engine.model.reader import Head, TrainedReader

        with np.load(folder / HEADS, allow_pickle=False) as arrays:
            heads = {
                name: Head(labels, arrays[f"{name}.weight"], arrays[f"{name}.bias"])
                for name, labels in found.heads.items()
            }
        for name in WANTED:
            shape = (len(heads[name].labels), WIDTH)
            if heads[name].weight.shape != shape or heads[name].bias.shape != shape[:1]:
                raise ValueError(f"the head {name} is not of the shape {shape}")
        words = _words(folder / WORDS)
        return TrainedReader(
            encoder=_encoder(folder / GRAPH, threads),
            words=words,
            alike=load_alike(folder / ALIKE, rare=rare_in(words)),
            heads=heads,
            mark=found.mark,
        )
    except ImportError as error:
        raise ModelError("M004", f"{error.name} is not installed") from None
    except Exception as error:
        raise ModelError("M003", f"the weights cannot be loaded: {error}", place=str(folder)) from None


def rare_in(words: Words) -> Callable[[str], bool]:
    """Whether a word is no common one: the tokenizer has no token for the whole of it."""

    @lru_cache(maxsize=4096)
    def rare(word: str) -> bool:
        return len(words(word)[0]) > 1

    return rare


def _encoder(path: Path, threads: int) -> Encoder:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def encode(ids: NDArray[np.int64], mask: NDArray[np.int64], segments: NDArray[np.int64]) -> NDArray[np.float32]:
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": segments}
        made: NDArray[np.float32] = session.run(None, given)[0]
        return made

    return encode


def _words(path: Path) -> Words:
    from tokenizers import Tokenizer

    return words_of(Tokenizer.from_file(str(path)))


def words_of(tokenizer: Tokenizer) -> Words:
    """The tokenizer as the reader asks it: whole texts, no marks."""
    tokenizer.no_padding()
    tokenizer.no_truncation()

    def words(text: str) -> tuple[Sequence[int], Sequence[tuple[int, int]]]:
        told = tokenizer.encode(text, add_special_tokens=False)
        return told.ids, told.offsets

    return words
