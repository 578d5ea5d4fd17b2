"""Percentile bootstrap intervals over whole groups (conversations, scenarios), not over single cases. Pure.

A resample is told as weights: how often each case is in it. The resamples are the same for every figure.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    Weights = Sequence[int]
    Weighted = Callable[[Weights], float | None]

RESAMPLES, FEWEST_RESAMPLES = 1000, 100
SHARE = 0.95
_KEPT = 50_000_000
_SEED = 7


class Bootstrap:
    """The resamples of some cases. ``groups`` names the group of each.

    There are none with fewer than ``FEWEST_RESAMPLES``, whose edges would be chance, or with fewer than two groups.
    """

    def __init__(self, groups: Sequence[Hashable], resamples: int = RESAMPLES) -> None:
        numbers: dict[Hashable, int] = {}
        self._of = [numbers.setdefault(group, len(numbers)) for group in groups]
        self._groups = len(numbers)
        self.resamples = resamples if resamples >= FEWEST_RESAMPLES and self._groups >= 2 else 0
        self._drawn: list[bytes] | None = None
        self.once: Weights = bytes([1]) * len(groups)
        """Every case as it is."""

    def _weights(self) -> Iterator[bytes]:
        draw = random.Random(_SEED)  # noqa: S311 - a resample, not a secret
        everybody = range(self._groups)
        for _ in range(self.resamples):
            times = [0] * self._groups
            for number in draw.choices(everybody, k=self._groups):
                times[number] += 1
            yield bytes(min(times[number], 255) for number in self._of)

    def values(self, figure: Weighted) -> list[float | None]:
        """A figure in each resample. They are kept, unless they are too many, so that they are drawn once."""
        if self._drawn is None and self.resamples * len(self._of) <= _KEPT:
            self._drawn = list(self._weights())
        return [figure(weights) for weights in (self._weights() if self._drawn is None else self._drawn)]


def interval(values: Sequence[float | None], share: float = SHARE) -> tuple[float, float] | None:
    """Where a figure lies in most of its resamples; None when it had no meaning in more than half of them.

    >>> interval([0.1, 0.2, 0.3], share=1.0)
    (0.1, 0.3)
    """
    found = sorted(value for value in values if value is not None)
    if not found or len(found) * 2 < len(values):
        return None
    edge = (1 - share) / 2
    return found[int(edge * (len(found) - 1))], found[round((1 - edge) * (len(found) - 1))]
