"""What ``heard eval`` measures on messages, one function a task: cases and a reader in, a ``Result`` out."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from heard.engine.types import EMOTIONS
from heard.evaluation import metrics
from heard.evaluation.readers import names, overlap
from heard.evaluation.results import Figure, Measure, Result, Row, decided
from heard.labelling.labels import CAUTIONS, TECHNIQUES, THREATS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from heard.evaluation.cases import AgentCase, CustomerCase, PairCase
    from heard.evaluation.metrics import Bin
    from heard.evaluation.readers import CustomerGuess, Reader, Said

SAID = 0.5
"""The probability at which a label counts as said."""
NEGATIVE = ("anger", "frustration", "disappointment", "anxiety", "sadness")
FEWEST = 5
"""A label with fewer cases gets its figures, but counts in no mean."""


def holds(value: float) -> bool:
    """Whether a graded label counts as there: clear or strong. Half-way between slight and clear (.5) it does not."""
    return value > 0.5


class _Rows:
    """The rows of a task as they are made; the mean over them is drawn from the same resamples."""

    def __init__(self, measure: Measure) -> None:
        self.measure = measure
        self.rows: list[Row] = []
        self._kept: dict[str, list[Callable[[Sequence[int]], float | None]]] = defaultdict(list)

    def add(self, label: str, said: Sequence[bool], truth: Sequence[bool], **more: Figure) -> None:
        """A label that was said or not."""
        figures = {
            name: self.measure.of(self._figure(name, said, truth), narrow=name == "f1")
            for name in ("precision", "recall", "f1")
        }
        self.rows.append(Row(label=label, support=sum(truth), figures=figures | more))

    def add_scored(self, label: str, scores: Sequence[float], truth: Sequence[bool]) -> None:
        """A label with a probability."""

        def area(at: Sequence[int]) -> float | None:
            return metrics.auroc([scores[i] for i in at], [truth[i] for i in at])

        if sum(truth) >= FEWEST:
            self._kept["auroc"].append(area)
        ece = Figure(metrics.calibration_error(scores, truth))
        self.add(label, [score >= SAID for score in scores], truth, auroc=self.measure.of(area), ece=ece)

    def _figure(
        self, name: str, said: Sequence[bool], truth: Sequence[bool]
    ) -> Callable[[Sequence[int]], float | None]:
        figure = decided(said, truth, name)
        if sum(truth) >= FEWEST:
            # a reader that never says a label has no precision in it; in the mean that is 0, not left out
            self._kept[name].append((lambda at: figure(at) or 0.0) if name == "precision" else figure)
        return figure

    def end(self, label: str) -> list[Row]:
        """The rows, and their mean over labels with at least ``FEWEST`` cases."""
        wide = {"f1", "auroc"}
        figures = {name: self.measure.of(_mean_of(kept), narrow=name in wide) for name, kept in self._kept.items()}
        for name in ("ece", "span"):
            found = [row.figures[name].value for row in self.rows if row.support >= FEWEST and name in row.figures]
            if found:
                figures[name] = Figure(metrics.mean(found))
        labels = sum(row.support >= FEWEST for row in self.rows)
        known = self.rows[0].figures if self.rows else {}
        ordered = {name: figures.get(name, Figure(None)) for name in known}
        return [*self.rows, Row(label=label, support=labels, figures=ordered, mean=True)]


def _mean_of(
    kept: Sequence[Callable[[Sequence[int]], float | None]],
) -> Callable[[Sequence[int]], float | None]:
    return lambda at: metrics.mean([figure(at) for figure in kept])


def _guesses(cases: Sequence[CustomerCase], reader: Reader) -> list[CustomerGuess | None]:
    return [reader.customer(case.conversation) for case in cases]


def emotions(cases: Sequence[CustomerCase], reader: Reader, *, resamples: int = metrics.RESAMPLES) -> Result:
    """The eight emotions, and whether the turn is negative at all (any of five). Not assessed is nothing said."""
    guesses = _guesses(cases, reader)
    rows = _Rows(Measure([case.group for case in cases], resamples))
    bins: dict[str, list[Bin]] = {}
    for name in EMOTIONS:
        scores = [guess.emotions.get(name, 0.0) if guess else 0.0 for guess in guesses]
        truth = [holds(case.values[name]) for case in cases]
        rows.add_scored(name, scores, truth)
        bins[name] = metrics.reliability(scores, truth)
    told = rows.end("macro")
    scores = [max(guess.emotions.get(name, 0.0) for name in NEGATIVE) if guess else 0.0 for guess in guesses]
    truth = [any(holds(case.values[name]) for name in NEGATIVE) for case in cases]
    negative = _Rows(rows.measure)
    negative.add_scored("negative turn", scores, truth)
    bins["negative turn"] = metrics.reliability(scores, truth)
    return _result("emotions", reader, cases, [*told, *negative.rows], guesses.count(None), bins)


def temperature(cases: Sequence[CustomerCase], reader: Reader, *, resamples: int = metrics.RESAMPLES) -> Result:
    """Mean distance from the label in degrees, rank correlation, the share within 15 degrees; sources apart too.

    What is not assessed is left out.
    """
    guesses = _guesses(cases, reader)
    found = [(case, guess) for case, guess in zip(cases, guesses, strict=True) if guess is not None]
    rows = [_degrees("all", found, resamples)]
    by: dict[str, list[tuple[CustomerCase, CustomerGuess]]] = defaultdict(list)
    for case, guess in found:
        by[case.source].append((case, guess))
    if len(by) > 1:
        rows += [_degrees(source, members, resamples) for source, members in sorted(by.items())]
    return _result("temperature", reader, cases, rows, guesses.count(None), {})


def _degrees(label: str, members: Sequence[tuple[CustomerCase, CustomerGuess]], resamples: int) -> Row:
    measure = Measure([case.group for case, _ in members], resamples)
    given = [guess.temperature for _, guess in members]
    true = [case.temperature for case, _ in members]
    off = [abs(one - other) for one, other in zip(given, true, strict=True)]
    figures = {
        "mean off": measure.of(lambda at: metrics.mean([off[i] for i in at])),
        "rank": measure.of(lambda at: metrics.spearman([given[i] for i in at], [true[i] for i in at])),
        "within 15": Figure(metrics.mean([float(value <= 15) for value in off])),
    }
    return Row(label=label, support=len(members), figures=figures)


def threats(cases: Sequence[CustomerCase], reader: Reader, *, resamples: int = metrics.RESAMPLES) -> Result:
    """The five kinds, their mean, all of them together (micro), and sarcasm. Not assessed is nothing said.

    Raises ``NotImplementedError`` for a reader that knows nothing of threats.
    """
    guesses = _guesses(cases, reader)
    said = [dict(guess.threats) if guess and guess.threats is not None else {} for guess in guesses]
    if any(guess is not None and guess.threats is None for guess in guesses):
        raise NotImplementedError
    rows = _Rows(Measure([case.group for case in cases], resamples))
    for name in THREATS:
        given = [one.get(name, 0.0) >= SAID for one in said]
        rows.add(name, given, [name in case.threats for case in cases])
    told = rows.end("macro")
    together = _Rows(Measure([case.group for case in cases for _ in THREATS], resamples))
    given = [one.get(name, 0.0) >= SAID for one in said for name in THREATS]
    together.add("micro", given, [name in case.threats for case in cases for name in THREATS])
    sarcastic = [guess is not None and guess.sarcasm >= SAID for guess in guesses]
    beside = _Rows(rows.measure)
    beside.add("sarcasm", sarcastic, [case.sarcasm for case in cases])
    return _result("threats", reader, cases, [*told, *together.rows, *beside.rows], guesses.count(None), {})


def techniques(cases: Sequence[AgentCase], reader: Reader, *, resamples: int = metrics.RESAMPLES) -> Result:
    """Whether a turn holds each name; ``span``: of right ones with a place, the share on the right words."""
    said = [list(reader.agent(case.conversation)) for case in cases]
    measure = Measure([case.group for case in cases], resamples)
    told: list[Row] = []
    for label, known in (("techniques", (*TECHNIQUES, "paraphrase_wrong")), ("cautions", CAUTIONS)):
        rows = _Rows(measure)
        for name in known:
            given = [name in names(found) for found in said]
            truth = [any(one.name == name for one in case.labels.all()) for case in cases]
            rows.add(name, given, truth, span=Figure(_span(name, cases, said)))
        told += rows.end(f"macro: {label}")
    return _result("techniques", reader, cases, told, 0, {})


def _span(name: str, cases: Sequence[AgentCase], said: Sequence[Sequence[Said]]) -> float | None:
    """Of the turns where a name was rightly said with a place, the share in which some words are the right ones."""
    hits = []
    for case, found in zip(cases, said, strict=True):
        labels = [one for one in case.labels.all() if one.name == name and one.start is not None]
        given = [one for one in found if one.name == name and one.start is not None]
        if labels and given:
            hits.append(any(overlap(one, label) for one in given for label in labels))
    return sum(hits) / len(hits) if hits else None


def pairs(cases: Sequence[PairCase], reader: Reader, *, resamples: int = metrics.RESAMPLES) -> Result:
    """Of two messages the hotter one: the share that is right.

    Half a point where the reader gives both the same, or does not assess one. Pairs labelled the same are not judged.
    """
    judged: list[tuple[str, float]] = []
    not_read = 0
    for case in cases:
        if case.hotter == "same":
            continue
        first, second = reader.customer(case.first), reader.customer(case.second)
        not_read += first is None or second is None
        apart = first.temperature - second.temperature if first and second else 0.0
        well = apart > 0 if case.hotter == "first" else apart < 0
        judged.append((case.group, 0.5 if not apart else float(well)))
    measure = Measure([group for group, _ in judged], resamples)
    right = measure.of(lambda at: metrics.mean([judged[i][1] for i in at]))
    rows = [Row(label="the hotter one", support=len(judged), figures={"right": right})]
    return _result("pairs", reader, cases, rows, not_read, {})


def _result(
    task: str,
    reader: Reader,
    cases: Sequence[CustomerCase] | Sequence[AgentCase] | Sequence[PairCase],
    rows: list[Row],
    not_assessed: int,
    bins: dict[str, list[Bin]],
) -> Result:
    return Result(
        task=task,
        reader=reader.name,
        cases=len(cases),
        groups=len({case.group for case in cases}),
        not_assessed=not_assessed,
        rows=rows,
        reliability=bins,
    )
