"""The figures, each from plain lists. Pure; nothing here knows what was measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

BINS = 10


@dataclass(frozen=True, slots=True)
class Counts:
    """Right and wrong decisions about one label."""

    hit: int
    false: int
    missed: int

    @property
    def precision(self) -> float | None:
        """Of what was said, the share that was right; None when nothing was said."""
        return self.hit / (self.hit + self.false) if self.hit + self.false else None

    @property
    def recall(self) -> float | None:
        """Of what was there, the share that was said; None when nothing was there."""
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of the two; None when nothing was there and nothing was said."""
        total = 2 * self.hit + self.false + self.missed
        return 2 * self.hit / total if total else None


@dataclass(frozen=True, slots=True)
class Bin:
    """Cases whose probability fell between two bounds: how many, the mean that was given, the share that held."""

    low: float
    high: float
    count: int
    given: float
    found: float


def counts(said: Sequence[bool], truth: Sequence[bool]) -> Counts:
    """Decisions against the truth.

    >>> counts([True, True, False], [True, False, True])
    Counts(hit=1, false=1, missed=1)
    """
    pairs = list(zip(said, truth, strict=True))
    return Counts(pairs.count((True, True)), pairs.count((True, False)), pairs.count((False, True)))


def auroc(scores: Sequence[float], truth: Sequence[bool]) -> float | None:
    """The chance that a case that holds scores above one that does not, ties counting half (Mann-Whitney U).

    None when all hold or none does.

    >>> auroc([0.1, 0.4, 0.35, 0.8], [False, False, True, True])
    0.75
    """
    positive = sum(truth)
    negative = len(truth) - positive
    if not positive or not negative:
        return None
    held = sum(rank for rank, true in zip(_ranks(scores), truth, strict=True) if true)
    return (held - positive * (positive + 1) / 2) / (positive * negative)


def reliability(scores: Sequence[float], truth: Sequence[bool], bins: int = BINS) -> list[Bin]:
    """Cases by their probability, in bins of equal width; empty ones are left out."""
    inside: list[list[int]] = [[] for _ in range(bins)]
    for number, score in enumerate(scores):
        inside[min(int(score * bins), bins - 1)].append(number)
    return [
        Bin(
            place / bins,
            (place + 1) / bins,
            len(members),
            sum(scores[number] for number in members) / len(members),
            sum(truth[number] for number in members) / len(members),
        )
        for place, members in enumerate(inside)
        if members
    ]


def calibration_error(scores: Sequence[float], truth: Sequence[bool], bins: int = BINS) -> float | None:
    """Expected calibration error (Naeini et al. 2015): mean distance between given and found, weighted by bin.

    >>> calibration_error([0.25, 0.25, 0.25, 0.25], [True, False, False, False])
    0.0
    """
    if not scores:
        return None
    return sum(each.count * abs(each.given - each.found) for each in reliability(scores, truth, bins)) / len(scores)


def spearman(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Rank correlation, ties sharing their mean rank; None when one of the two does not vary.

    >>> spearman([1, 2, 3], [10, 20, 30])
    1.0
    """
    first, second = _ranks(one), _ranks(other)
    mean = (len(first) + 1) / 2
    spread_one = sum((rank - mean) ** 2 for rank in first)
    spread_other = sum((rank - mean) ** 2 for rank in second)
    if not spread_one or not spread_other:
        return None
    both = sum((a - mean) * (b - mean) for a, b in zip(first, second, strict=True))
    return float(both / (spread_one * spread_other) ** 0.5)


def _ranks(values: Sequence[float]) -> list[float]:
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    at = 0
    while at < len(order):
        end = at
        while end < len(order) and values[order[end]] == values[order[at]]:
            end += 1
        for place in order[at:end]:
            ranks[place] = (at + 1 + end) / 2
        at = end
    return ranks


def mean(values: Sequence[float | None]) -> float | None:
    """The mean of those that are known; None when none is.

    >>> mean([1.0, None, 0.5])
    0.75
    """
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
