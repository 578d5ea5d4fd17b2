"""What a measurement gives: figures with their intervals, in rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from heard.evaluation import metrics

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from heard.evaluation.metrics import Bin


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with the interval in which it lies in 95 of 100 resamples; None where it has no meaning."""

    value: float | None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One label; ``support`` is in how many cases it was there. The row of a ``mean``: over how many labels it goes."""

    label: str
    support: int
    figures: dict[str, Figure]
    mean: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One task of one reader on one set of cases."""

    task: str
    reader: str
    cases: int
    groups: int
    not_assessed: int = 0
    rows: list[Row] = field(default_factory=list)
    reliability: dict[str, list[Bin]] = field(default_factory=dict)

    def figure(self, label: str, name: str) -> float | None:
        """A figure by its row and name; None when there is none."""
        found = next((row.figures.get(name) for row in self.rows if row.label == label), None)
        return found.value if found else None


class Measure:
    """Figures with their intervals, over the groups of the cases."""

    def __init__(self, groups: Sequence[str], resamples: int) -> None:
        self.groups, self.resamples = groups, resamples

    def of(self, figure: Callable[[Sequence[int]], float | None], *, narrow: bool = True) -> Figure:
        """``figure`` of all cases, and its interval unless ``narrow`` is False."""
        value = figure(range(len(self.groups)))
        if value is None or not narrow:
            return Figure(value)
        return Figure(value, metrics.interval(self.groups, figure, resamples=self.resamples))


def decided(said: Sequence[bool], truth: Sequence[bool], name: str) -> Callable[[Sequence[int]], float | None]:
    """Precision, recall or F1 (``name``) of yes or no, as a figure of the cases that are drawn."""

    def figure(at: Sequence[int]) -> float | None:
        value: float | None = getattr(metrics.counts([said[i] for i in at], [truth[i] for i in at]), name)
        return value

    return figure
