"""The rows of a task as they are made, and their mean, drawn from the same resamples. Pure."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from heard.evaluation import metrics
from heard.evaluation.bootstrap import interval
from heard.evaluation.results import Figure, Row
from heard.evaluation.weighted import area, decided

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.evaluation.results import Measure

SAID = 0.5
"""The probability at which a label counts as said."""
FEWEST = 5
"""A label with fewer cases gets its figures, but counts in no mean."""


class Rows:
    """The rows of one mean."""

    def __init__(self, measure: Measure) -> None:
        self.measure = measure
        self.rows: list[Row] = []
        self._values: dict[str, list[float | None]] = defaultdict(list)
        self._drawn: dict[str, list[list[float | None]]] = defaultdict(list)

    def add(self, label: str, said: Sequence[bool], truth: Sequence[bool], **more: Figure) -> None:
        """A label that was said or not."""
        enough = sum(truth) >= FEWEST
        figures = {}
        for name in ("precision", "recall"):
            figures[name] = self.measure.alone(decided(said, truth, name))
            if enough:
                # a reader that never says a label has no precision in it; in the mean that is 0, not left out
                value = figures[name].value
                self._values[name].append(0.0 if value is None and name == "precision" else value)
        value, drawn = self.measure.both(decided(said, truth, "f1"))
        figures["f1"] = Figure(value, interval(drawn) if value is not None else None)
        if enough:
            self._keep("f1", value, drawn)
        self.rows.append(Row(label=label, support=sum(truth), figures=figures | more, of=len(truth)))

    def add_scored(self, label: str, scores: Sequence[float], truth: Sequence[bool]) -> None:
        """A label with a probability."""
        value, drawn = self.measure.both(area(scores, truth))
        if sum(truth) >= FEWEST:
            self._keep("auroc", value, drawn)
        ece = Figure(metrics.calibration_error(scores, truth))
        auroc = Figure(value, interval(drawn) if value is not None else None)
        self.add(label, [score >= SAID for score in scores], truth, auroc=auroc, ece=ece)

    def _keep(self, name: str, value: float | None, drawn: list[float | None]) -> None:
        self._values[name].append(value)
        self._drawn[name].append(drawn)

    def end(self, label: str) -> list[Row]:
        """The rows, and their mean over labels with at least ``FEWEST`` cases."""
        figures = {name: Figure(metrics.mean(values), self._spread(name)) for name, values in self._values.items()}
        for name in ("ece", "span"):
            found = [row.figures[name].value for row in self.rows if row.support >= FEWEST and name in row.figures]
            if found:
                figures[name] = Figure(metrics.mean(found))
        labels = sum(row.support >= FEWEST for row in self.rows)
        known = self.rows[0].figures if self.rows else {}
        ordered = {name: figures.get(name, Figure(None)) for name in known}
        return [*self.rows, Row(label=label, support=labels, figures=ordered, mean=True)]

    def _spread(self, name: str) -> tuple[float, float] | None:
        each = self._drawn.get(name, [])
        return interval([metrics.mean(values) for values in zip(*each, strict=True)]) if each else None
