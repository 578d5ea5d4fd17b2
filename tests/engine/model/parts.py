"""Stand-ins for what a trained reader is made of: words by blanks, vectors that hold numbers, odds out of a text."""

from __future__ import annotations

import re
import zlib
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from heard.engine.model.alike import Alike
from heard.engine.model.numbers import Numbers
from heard.engine.model.reader import TOKENS, Head, TrainedReader
from heard.engine.model.signals import THREATS, Signals, Spot
from heard.engine.pipeline import Engine
from heard.engine.types import EMOTIONS
from heard.languages import identify
from heard.playbook.loader import Playbook, load

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from heard.engine.model.signals import MessageReader
    from heard.engine.types import Role

WIDTH = 8
TECHNIQUES = ("apology_specific", "commitment", "validation", "blame", "dismissive")
LABELS: dict[str, tuple[str, ...]] = {
    "emotions": EMOTIONS,
    "temperature": ("",),
    "threats": tuple(THREATS),
    "sarcasm": ("",),
    "names": TECHNIQUES,
    TOKENS: TECHNIQUES,
    "risk_customer": ("",),
    "risk_agent": ("",),
    "repeats": ("",),
}
_WORD = re.compile(r"\S+")


_LETTERS = str.maketrans("0123456789", "abcdefghij")
_DIGITS = str.maketrans("abcdefghij", "0123456789")


def spelt(number: int) -> str:
    """A word of its own for a number, without a figure in it (long numbers are all alike).

    >>> spelt(407), number_of(spelt(407))
    ('xqeah', 407)
    """
    return "xq" + str(number).translate(_LETTERS)


def number_of(word: str) -> int:
    """A word's number: what a vector of it is made of. ``w7`` and ``xqh`` are 7; the marks' are never made of a word."""
    if re.fullmatch(r"w\d+|xq[a-j]+", word):
        return int(re.sub("w|xq", "", word).translate(_DIGITS))
    return 1000 + zlib.crc32(word.encode()) % 20_000


def words(text: str) -> tuple[list[int], list[tuple[int, int]]]:
    """What stands between blanks, numbered."""
    found = list(_WORD.finditer(text))
    return [number_of(each.group()) for each in found], [each.span() for each in found]


@cache
def vector(number: int) -> NDArray[np.float32]:
    """The vector of a token: its number in the first place, eight bits of noise that only it has in the others."""
    noise = zlib.crc32(str(number).encode())
    return np.array([number / 100, *((noise >> place & 15) / 8 - 1 for place in range(WIDTH - 1))], np.float32)


class FakeEncoder:
    """Vectors of the tokens alone, one window a pass; notes what it is given."""

    def __init__(self) -> None:
        self.rows: list[list[int]] = []
        self.segments: list[list[int]] = []

    def __call__(
        self, ids: NDArray[np.int64], mask: NDArray[np.int64], segments: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        assert ids.shape == mask.shape == segments.shape
        assert ids.dtype == mask.dtype == segments.dtype == np.int64
        assert len(ids) == 1
        assert mask.all()
        self.rows.append(ids[0].tolist())
        self.segments.append(segments[0].tolist())
        return np.stack([vector(number) for number in self.rows[-1]])[np.newaxis]


def heads(labels: Mapping[str, tuple[str, ...]] = LABELS) -> dict[str, Head]:
    """Heads that look at every place of a vector, each label in its own way."""
    made = {}
    for name, found in labels.items():
        rows = [vector(zlib.crc32(f"{name}/{label}".encode()) % 300) for label in found]
        bias = [zlib.crc32(f"bias {name}/{label}".encode()) % 7 / 3 - 1 for label in found]
        made[name] = Head(found, np.stack(rows), np.array(bias, np.float32))
    return made


def trained(
    encoder: Any = None, *, alike: Alike | None = None, found: Mapping[str, Head] | None = None
) -> TrainedReader:
    """A trained reader with nothing trained in it."""
    return TrainedReader(
        encoder=encoder or FakeEncoder(), words=words, alike=alike or Alike(), heads=found or heads(), mark="0" * 12
    )


def odds_of(*of: str) -> float:
    """Log-odds between -4 and 4 that look like chance, and always the same."""
    return zlib.crc32("\0".join(of).encode()) % 801 / 100 - 4


class StubReader:
    """A ``MessageReader`` whose signals are made of the text, so that every limit is passed sometimes."""

    mark = "stub"

    def __init__(self, **sure: float) -> None:
        """``sure``: log-odds that stand whatever the text, by ``head`` or ``head__label``."""
        self.sure = sure
        self.asked: list[tuple[str, tuple[str, ...], Role]] = []

    def __call__(self, text: str, past: Sequence[str], role: Role) -> Signals:
        """See ``MessageReader``."""
        self.asked.append((text, tuple(past), role))
        before = "\n".join(past)
        made = {name: {each: self._odds(name, each, text, before) for each in LABELS[name]} for name in LABELS}
        spots: tuple[Spot, ...] = ()
        sentences: list[tuple[int, int, Mapping[str, float]]] = []
        found = list(_WORD.finditer(text))
        if role == "agent" and found:
            places = {name: found[zlib.crc32(f"{name}{text}".encode()) % len(found)] for name in TECHNIQUES}
            spots = tuple(Spot(name=name, start=at.start(), end=at.end()) for name, at in places.items())
        if role == "customer":
            parts = [each.span() for each in re.finditer(r"[^\s.!?][^.!?\n]*[.!?]*", text)]
            if len(parts) > 1:
                names = (*EMOTIONS, *THREATS.values(), "sarcasm", "repeated_complaint")
                for start, end in parts:
                    sentences.append((start, end, {name: odds_of(name, text[start:end]) for name in names}))
        return Signals(heads=made, spots=spots, sentences=tuple(sentences))

    def _odds(self, head: str, label: str, text: str, before: str) -> float:
        for name in (f"{head}__{label}", head):
            if name in self.sure:
                return self.sure[name]
        return odds_of(head, label, text, before)


def numbers(
    *,
    emotions: Sequence[float] = (-0.5, 1.0, 0.5),
    temperature: Sequence[float] = (10.0, 0.4, 0.4),
    stack: Sequence[float] = (-1.5, 1.0, 0.0, 4.0),
    **more: Any,
) -> Numbers:
    """Numbers fitted to nothing."""
    return Numbers.of(raw_numbers(emotions, temperature, stack) | more)


def raw_numbers(
    emotions: Sequence[float] = (-0.5, 1.0, 0.5),
    temperature: Sequence[float] = (10.0, 0.4, 0.4),
    stack: Sequence[float] = (-1.5, 1.0, 0.0, 4.0),
) -> dict[str, Any]:
    """Numbers as ``reader.json`` has them."""
    return {
        "emotions": dict.fromkeys(EMOTIONS, tuple(emotions)),
        "temperature": tuple(temperature),
        "names": dict.fromkeys(TECHNIQUES, stack),
        "cues": dict.fromkeys((*THREATS.values(), "sarcasm", "repeated_complaint"), stack),
        "forecast": {"bias": -1.0, "rules": 0.5, "now": 0.5, "highest": 0.3, "before": 0.2, "agent": 0.4, "turns": 0.1},
    }


@cache
def playbook() -> Playbook:
    """Our own."""
    return load()


def engine_with(reader: MessageReader | None, found: Numbers | None = None) -> Engine:
    """An engine with our playbook and this reader."""
    return Engine(
        playbook().content,
        playbook().tables,
        version="test",
        identify=identify,
        reader=reader,
        numbers=(found or numbers()) if reader else None,
    )
