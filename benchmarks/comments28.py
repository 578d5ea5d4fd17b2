"""The 28 labels of GoEmotions, as the shipped reader's own head gives them: is the encoder what it should be?

Thresholds are set on one half of the development part, by the hash of ids, and the figure told of the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.examples import GO
from training.public import half_of
from training.support_sets import rows

from heard.evaluation import metrics
from heard.models import session

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TRIED = tuple(at / 10 for at in range(-40, 21))
"""Log-odds."""


def macro_f1(folder: Path, part: str = "dev") -> tuple[float, int]:
    """Macro-F1 over the 28 labels, and of how many comments."""
    comments = list(rows(folder, "goemotions", part))
    reader = session.load()
    read = [reader(row["text"], (), "customer") for row in comments]
    halves: tuple[list[int], list[int]] = ([], [])
    for number, row in enumerate(comments):
        halves[half_of(row["id"])].append(number)
    found = []
    for label in GO:
        odds = [each.odds("go", label) for each in read]
        truth = [label in row["labels"] for row in comments]

        def f1(at: float, of: Sequence[int], odds: list[float] = odds, truth: list[bool] = truth) -> float:
            return metrics.counts([odds[n] >= at for n in of], [truth[n] for n in of]).f1 or 0.0

        best = max(TRIED, key=lambda at: f1(at, halves[0]))
        found.append(f1(best, halves[1]))
    return sum(found) / len(found), len(halves[1])
