"""The 28 labels of GoEmotions, as the shipped reader's own head gives them: is the encoder what it should be?

Thresholds are set on one half of the development part, by the hash of ids, and the figure told of the other.
"""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

from training.examples import GO
from training.public import half_of

from heard.evaluation import metrics
from heard.models import session

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TRIED = tuple(at / 10 for at in range(-40, 21))
"""Log-odds."""


def macro_f1(folder: Path, part: str = "dev") -> tuple[float, int]:
    """Macro-F1 over the 28 labels, and of how many comments."""
    with gzip.open(folder / "goemotions" / f"{part}.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    reader = session.load()
    read = [reader(row["text"], (), "customer") for row in rows]
    halves: tuple[list[int], list[int]] = ([], [])
    for number, row in enumerate(rows):
        halves[half_of(row["id"])].append(number)
    found = []
    for label in GO:
        odds = [each.odds("go", label) for each in read]
        truth = [label in row["labels"] for row in rows]

        def f1(at: float, of: Sequence[int], odds: list[float] = odds, truth: list[bool] = truth) -> float:
            return metrics.counts([odds[n] >= at for n in of], [truth[n] for n in of]).f1 or 0.0

        best = max(TRIED, key=lambda at: f1(at, halves[0]))
        found.append(f1(best, halves[1]))
    return sum(found) / len(found), len(halves[1])
