"""The trained reader: one pass of the encoder gives the message's and its sentences' findings."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from heard.engine.model.feed import feed
from heard.engine.model.signals import THREATS, Signals
from heard.engine.model.spots import spots_of
from heard.engine.types import EMOTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from heard.engine.model.alike import Alike
    from heard.engine.model.feed import Fed, Words
    from heard.engine.types import Role

    Floats = NDArray[np.float32]

OF_SENTENCES: Mapping[str, Mapping[str, str]] = {
    "emotions": {name: name for name in EMOTIONS},
    "threats": THREATS,
    "sarcasm": {"": "sarcasm"},
    "repeats": {"": "repeated_complaint"},
}
"""What single sentences are asked about: labels of heads, and what they are called in ``Signals.sentences``."""
_SENTENCE = re.compile(r"[^\s.!?\u2026][^.!?\n\u2026]*[.!?\u2026]*")
TOKENS = "tokens"
"""The head that is asked about each token; every other is asked about the mean of a message's tokens."""
AT_ONCE = 8192
"""Tokens, padding included, of one pass over many messages."""
KEPT = 256
"""How many readings are kept for being asked again: a draft, its rewordings, a conversation read in advance."""


class Encoder(Protocol):
    """Token vectors [batch, sequence, width] of int64 ids, mask and segments, each [batch, sequence]."""

    def __call__(self, ids: NDArray[np.int64], mask: NDArray[np.int64], segments: NDArray[np.int64]) -> Floats:
        """One pass."""


@dataclass(frozen=True, slots=True)
class Head:
    """A linear head: ``weight`` [labels, width], ``bias`` [labels]."""

    labels: tuple[str, ...]
    weight: Floats
    bias: Floats


class TrainedReader:
    """See ``signals.MessageReader``. ``heads`` by name; ``mark`` is the id of the weights."""

    def __init__(self, *, encoder: Encoder, words: Words, alike: Alike, heads: Mapping[str, Head], mark: str) -> None:
        self.mark = mark
        self._encoder, self._words, self._alike = encoder, words, alike
        self._pooled = {name: head for name, head in heads.items() if name != TOKENS}
        self._weight = np.concatenate([head.weight for head in self._pooled.values()]).T
        self._bias = np.concatenate([head.bias for head in self._pooled.values()])
        names = [(name, label) for name, head in self._pooled.items() for label in head.labels]
        asked = [number for number, (name, label) in enumerate(names) if label in OF_SENTENCES.get(name, ())]
        self._of_sentence = np.array(asked)
        self._sentence_labels = [OF_SENTENCES[names[number][0]][names[number][1]] for number in asked]
        self._of_tokens = heads[TOKENS]
        self._known: OrderedDict[tuple[str, str, Role], Signals] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, text: str, before: str, role: Role) -> Signals:
        """See ``MessageReader``."""
        key = (text, before, role)
        with self._lock:
            known = self._known.get(key)
        if known is None:
            windows = feed(text, before, words=self._words, alike=self._alike)
            known = self._signals(text, role, [(fed, self._encode([fed])[0]) for fed in windows])
            self._keep({key: known})
        return known

    def prepare(self, wanted: Iterable[tuple[str, str, Role]]) -> dict[tuple[str, str, Role], Signals]:
        """Read many at once, by length, each once; what was read is at hand for the next calls, the last ``KEPT``."""
        fresh = [key for key in dict.fromkeys(wanted) if key not in self._known]
        windows = [(key, fed) for key in fresh for fed in feed(*key[:2], words=self._words, alike=self._alike)]
        vectors: dict[tuple[str, str, Role], list[tuple[Fed, Floats]]] = {key: [] for key in fresh}
        order = sorted(range(len(windows)), key=lambda number: len(windows[number][1].ids))
        told: list[Floats] = [np.empty(0, np.float32)] * len(windows)
        for batch in _batches(order, [len(fed.ids) for _, fed in windows]):
            for number, each in zip(batch, self._encode([windows[number][1] for number in batch]), strict=True):
                told[number] = each
        for (key, fed), each in zip(windows, told, strict=True):
            vectors[key].append((fed, each))
        read = {key: self._signals(key[0], key[2], found) for key, found in vectors.items()}
        self._keep(read)
        return read

    def _keep(self, read: Mapping[tuple[str, str, Role], Signals]) -> None:
        with self._lock:
            self._known.update(read)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)

    def _encode(self, windows: Sequence[Fed]) -> list[Floats]:
        """The vectors of the windows' own tokens, without the marks."""
        longest = max(len(fed.ids) for fed in windows)
        ids = np.zeros((len(windows), longest), np.int64)
        mask, segments = np.zeros_like(ids), np.zeros_like(ids)
        for number, fed in enumerate(windows):
            ids[number, : len(fed.ids)] = fed.ids
            mask[number, : len(fed.ids)] = 1
            segments[number, fed.own : len(fed.ids)] = 1
        made = self._encoder(ids, mask, segments)
        return [made[number, 1 : fed.own - 1] for number, fed in enumerate(windows)]

    def _signals(self, text: str, role: Role, windows: Sequence[tuple[Fed, Floats]]) -> Signals:
        """The windows together: what stands out in one of them stands out in the message."""
        odds = np.stack([self._asked(vectors) for _, vectors in windows])
        heads: dict[str, dict[str, float]] = {}
        at = 0
        for name, head in self._pooled.items():
            part = odds[:, at : at + len(head.labels)]
            at += len(head.labels)
            values = {label: float(part[:, number].max()) for number, label in enumerate(head.labels)}
            if "neutral" in values:
                values["neutral"] = float(part[:, head.labels.index("neutral")].min())
            heads[name] = values
        spots = spots_of(windows, self._of_tokens, heads["names"]) if role == "agent" else ()
        sentences = self._sentences(text, windows) if role == "customer" else ()
        return Signals(heads=heads, spots=spots, sentences=sentences)

    def _sentences(
        self, text: str, windows: Sequence[tuple[Fed, Floats]]
    ) -> tuple[tuple[int, int, Mapping[str, float]], ...]:
        """What each sentence says by itself, where there are several: the mean of its own tokens asked."""
        found = [match.span() for match in _SENTENCE.finditer(text)]
        if len(found) < 2:
            return ()
        out = []
        for start, end in found:
            part = [
                vectors[[number for number, place in enumerate(fed.places) if start <= place[0] < end]]
                for fed, vectors in windows
            ]
            vectors = max(part, key=len)
            if len(vectors):
                odds = self._asked(vectors)[self._of_sentence]
                out.append((start, end, dict(zip(self._sentence_labels, map(float, odds), strict=True))))
        return tuple(out)

    def _asked(self, vectors: Floats) -> Floats:
        """The log-odds of all heads over the mean of these token vectors; of nothing, the biases."""
        if not len(vectors):
            return self._bias
        return np.asarray(vectors.mean(axis=0) @ self._weight + self._bias)


def _batches(order: Sequence[int], sizes: Sequence[int]) -> Iterable[list[int]]:
    """Numbers in the order of their sizes, as many together as ``AT_ONCE`` allows."""
    batch: list[int] = []
    for number in order:
        if batch and sizes[number] * (len(batch) + 1) > AT_ONCE:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch
