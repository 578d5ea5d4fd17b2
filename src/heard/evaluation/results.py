"""What a measurement gives: figures with their intervals, in rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from heard.evaluation.bootstrap import Bootstrap, interval

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from heard.evaluation.bootstrap import Weighted
    from heard.evaluation.metrics import Bin


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with the interval in which it lies in 95 of 100 resamples; None where it has no meaning."""

    value: float | None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One label; ``support`` is in how many cases it was there, ``of`` how many were looked at (None: all of those).

    The row of a ``mean``: over how many labels it goes.
    """

    label: str
    support: int
    figures: dict[str, Figure]
    of: int | None = None
    mean: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A case that was read wrongly: only what differs is in ``said`` and ``labelled``.

    ``said`` is None where it was not assessed. ``why`` says it in words, where words are clearer.
    """

    id: str
    said: Mapping[str, object] | None = None
    labelled: Mapping[str, object] | None = None
    text: str | None = None
    why: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The form of a line."""
        out: dict[str, object] = {"id": self.id}
        if self.text is not None:
            out["text"] = self.text
        return {**out, "why": list(self.why)} if self.why else {**out, "said": self.said, "labelled": self.labelled}


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
    wrong: list[Mistake] = field(default_factory=list)

    def figure(self, label: str, name: str) -> float | None:
        """A figure by its row and name; None when there is none."""
        found = next((row.figures.get(name) for row in self.rows if row.label == label), None)
        return found.value if found else None


class Measure:
    """Figures with their intervals, over the groups of the cases."""

    def __init__(self, groups: Sequence[str], resamples: int) -> None:
        self.cases = len(groups)
        self._draws = Bootstrap(groups, resamples)

    def of(self, figure: Weighted) -> Figure:
        """``figure`` of all cases, and its interval."""
        value, values = self.both(figure)
        return Figure(value, interval(values) if value is not None else None)

    def alone(self, figure: Weighted) -> Figure:
        """``figure`` of all cases without an interval."""
        return Figure(figure(self._draws.once))

    def both(self, figure: Weighted) -> tuple[float | None, list[float | None]]:
        """``figure`` of all cases, and in each resample."""
        return figure(self._draws.once), self._draws.values(figure)
