"""The 28 labels of GoEmotions, as the shipped reader's own head gives them: is the encoder what it should be?

Thresholds are set on one half of the development part, by the hash of ids, and the figure told of the other. A label's
threshold is the one with the highest F1 to be expected if the head's chances are right (Lipton, Elkan and Naryanaswamy
2014): half of these labels have fewer than forty comments in a half, and the best of so few is mostly luck.
"""

from __future__ import annotations

import math
from itertools import accumulate
from typing import TYPE_CHECKING

from training.examples import GO
from training.public import half_of
from training.support_sets import rows

from heard.evaluation import metrics
from heard.models import session

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def threshold(odds: Sequence[float]) -> float:
    """The log-odds from which on a label is said for the highest F1 to be expected, if the chances are right."""
    ordered = sorted(odds, reverse=True)
    chances = [1 / (1 + math.exp(-each)) for each in ordered]
    total = sum(chances)
    expected = [2 * hit / (said + total) for said, hit in enumerate(accumulate(chances), 1)]
    return ordered[expected.index(max(expected))]


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
        least = threshold([odds[n] for n in halves[0]])
        told = metrics.counts([odds[n] >= least for n in halves[1]], [truth[n] for n in halves[1]])
        found.append(told.f1 or 0.0)
    return sum(found) / len(found), len(halves[1])
