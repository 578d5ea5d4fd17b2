"""The figures of ``metrics`` over cases that count more than once: what a resample is made of. Pure.

Each of these is given the cases once and gives a function of their weights, so that a thousand resamples sort nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate
from operator import mul
from typing import TYPE_CHECKING

from heard.evaluation.metrics import Counts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.evaluation.bootstrap import Weighted, Weights


def decided(said: Sequence[bool], truth: Sequence[bool], name: str) -> Weighted:
    """Precision, recall or F1 (``name``) of yes or no."""
    places: dict[tuple[bool, bool], list[int]] = {(True, True): [], (True, False): [], (False, True): []}
    for number, pair in enumerate(zip(said, truth, strict=True)):
        if pair in places:
            places[pair].append(number)
    hit, false, missed = places.values()

    def figure(weights: Weights) -> float | None:
        of = weights.__getitem__
        value: float | None = getattr(Counts(sum(map(of, hit)), sum(map(of, false)), sum(map(of, missed))), name)
        return value

    return figure


def area(scores: Sequence[float], truth: Sequence[bool]) -> Weighted:
    """The area under the ROC curve, as ``metrics.auroc``."""
    against = sorted(
        (score, number) for number, (score, true) in enumerate(zip(scores, truth, strict=True)) if not true
    )
    sorted_scores = [score for score, _ in against]
    negative = [number for _, number in against]
    positive = [number for number, true in enumerate(truth) if true]
    below = [bisect_left(sorted_scores, scores[number]) for number in positive]
    not_above = [bisect_right(sorted_scores, scores[number]) for number in positive]

    def figure(weights: Weights) -> float | None:
        of = weights.__getitem__
        until = [0, *accumulate(map(of, negative))]
        own = list(map(of, positive))
        pairs = until[-1] * sum(own)
        if not pairs:
            return None
        won: int = sum(map(mul, own, map(until.__getitem__, below)))
        half: int = sum(map(mul, own, map(until.__getitem__, not_above)))
        return (won + half) / (2 * pairs)

    return figure


def average(values: Sequence[float | None], scale: float = 1.0) -> Weighted:
    """The mean of those that are known, times ``scale``."""
    known = [number for number, value in enumerate(values) if value is not None]
    found = [value for value in values if value is not None]

    def figure(weights: Weights) -> float | None:
        own = list(map(weights.__getitem__, known))
        total = sum(own)
        return scale * sum(map(mul, own, found)) / total if total else None

    return figure


def rank_correlation(one: Sequence[float], other: Sequence[float]) -> Weighted:
    """Spearman's, as ``metrics.spearman``."""
    first, second = _blocks(one), _blocks(other)

    def figure(weights: Weights) -> float | None:
        middle = (sum(weights) + 1) / 2
        a, b = _apart(first, weights, middle), _apart(second, weights, middle)
        spread = sum(map(mul, weights, map(mul, a, a))) * sum(map(mul, weights, map(mul, b, b)))
        if not spread:
            return None
        return float(sum(map(mul, weights, map(mul, a, b))) / spread**0.5)

    return figure


def _blocks(values: Sequence[float]) -> list[list[int]]:
    """The numbers of the cases from the lowest value on, those of the same value together."""
    by: dict[float, list[int]] = {}
    for number in sorted(range(len(values)), key=values.__getitem__):
        by.setdefault(values[number], []).append(number)
    return list(by.values())


def _apart(blocks: Sequence[Sequence[int]], weights: Weights, middle: float) -> list[float]:
    """How far each case's rank, shared among those of the same value, lies from the middle."""
    out = [0.0] * len(weights)
    before = 0
    for block in blocks:
        own = sum(map(weights.__getitem__, block))
        rank = before + (own + 1) / 2 - middle
        for number in block:
            out[number] = rank
        before += own
    return out
