"""What ``heard eval`` measures, one function a task: cases and a reader in, a ``Result`` out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from heard.engine.types import EMOTIONS
from heard.evaluation import metrics
from heard.evaluation.readers import names, overlap
from heard.labelling.labels import CAUTIONS, TECHNIQUES, THREATS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from heard.evaluation.cases import AgentCase, ConversationCase, CustomerCase, PairCase
    from heard.evaluation.metrics import Bin
    from heard.evaluation.readers import CustomerGuess, Outlook, Reader, Said

HOLDS = 0.5
"""An emotion counts as there when its label is at least this (clear or strong), and as said at this probability."""
NEGATIVE = ("anger", "frustration", "disappointment", "anxiety", "sadness")
FEWEST = 5
"""A label with fewer cases gets its figures, but counts in no mean."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with the interval in which it lies in 95 of 100 resamples; None where it has no meaning."""

    value: float | None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One label. ``support`` is in how many cases it was there; ``figures`` by name (``f1``, ``auroc``, ...)."""

    label: str
    support: int
    figures: dict[str, Figure]


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


class _Measure:
    """Figures with their intervals, over the groups of the cases."""

    def __init__(self, groups: Sequence[str], resamples: int) -> None:
        self.groups, self.resamples = groups, resamples

    def of(self, figure: Callable[[Sequence[int]], float | None], *, narrow: bool = True) -> Figure:
        """``figure`` of all cases, and its interval unless ``narrow`` is False."""
        value = figure(range(len(self.groups)))
        if value is None or not narrow or not self.resamples:
            return Figure(value)
        return Figure(value, metrics.interval(self.groups, figure, resamples=self.resamples))


def _decided(measure: _Measure, said: Sequence[bool], truth: Sequence[bool]) -> dict[str, Figure]:
    """Precision, recall and F1 of yes or no."""

    def one(name: str) -> Callable[[Sequence[int]], float | None]:
        def figure(at: Sequence[int]) -> float | None:
            value: float | None = getattr(metrics.counts([said[i] for i in at], [truth[i] for i in at]), name)
            return value

        return figure

    return {
        "precision": measure.of(one("precision"), narrow=False),
        "recall": measure.of(one("recall"), narrow=False),
        "f1": measure.of(one("f1")),
    }


def _scored(measure: _Measure, scores: Sequence[float], truth: Sequence[bool]) -> dict[str, Figure]:
    """What holds for a probability beside what is decided from it."""
    return {
        **_decided(measure, [score >= HOLDS for score in scores], truth),
        "auroc": measure.of(lambda at: metrics.auroc([scores[i] for i in at], [truth[i] for i in at])),
        "ece": Figure(metrics.calibration_error(scores, truth)),
    }


def _macro(rows: Sequence[Row], name: str, fewest: int = FEWEST) -> Figure:
    return Figure(metrics.mean([row.figures[name].value for row in rows if row.support >= fewest]))


def _assessed(
    cases: Sequence[CustomerCase], reader: Reader
) -> tuple[list[tuple[CustomerCase, CustomerGuess]], list[str]]:
    found = [(case, guess) for case in cases if (guess := reader.customer(case.conversation)) is not None]
    return found, [case.group for case, _ in found]


def emotions(cases: Sequence[CustomerCase], reader: Reader, *, resamples: int = metrics.RESAMPLES) -> Result:
    """The eight emotions, and whether the turn is negative at all (any of five at ``HOLDS`` or more)."""
    found, groups = _assessed(cases, reader)
    measure = _Measure(groups, resamples)
    rows: list[Row] = []
    bins: dict[str, list[Bin]] = {}
    for name in EMOTIONS:
        scores = [guess.emotions.get(name, 0.0) for _, guess in found]
        truth = [case.values[name] >= HOLDS for case, _ in found]
        rows.append(Row(label=name, support=sum(truth), figures=_scored(measure, scores, truth)))
        bins[name] = metrics.reliability(scores, truth)
    keys: tuple[str, ...] = ("precision", "recall", "f1", "auroc", "ece")
    means = {key: _macro(rows, key) for key in keys}
    scores = [max(guess.emotions.get(name, 0.0) for name in NEGATIVE) for _, guess in found]
    truth = [any(case.values[name] >= HOLDS for name in NEGATIVE) for case, _ in found]
    negative = Row(label="negative turn", support=sum(truth), figures=_scored(measure, scores, truth))
    bins["negative turn"] = metrics.reliability(scores, truth)
    rows += [Row(label="macro", support=sum(row.support >= FEWEST for row in rows), figures=means), negative]
    return _result("emotions", reader, cases, found, groups, rows, bins)


def temperature(cases: Sequence[CustomerCase], reader: Reader, *, resamples: int = metrics.RESAMPLES) -> Result:
    """Mean distance from the label in degrees, rank correlation, the share within 15 degrees; sources apart too."""
    found, groups = _assessed(cases, reader)
    rows = []
    for label, members in (("all", found), *_by_source(found)):
        measure = _Measure([case.group for case, _ in members], resamples)
        off = [abs(case.temperature - guess.temperature) for case, guess in members]
        given = [guess.temperature for _, guess in members]
        true = [case.temperature for case, _ in members]

        def rank(
            at: Sequence[int], given: Sequence[float] = tuple(given), true: Sequence[float] = tuple(true)
        ) -> float | None:
            return metrics.spearman([given[i] for i in at], [true[i] for i in at])

        figures = {
            "mean off": measure.of(lambda at, off=tuple(off): metrics.mean([off[i] for i in at])),  # type: ignore[misc]
            "rank": measure.of(rank),
            "within 15": Figure(metrics.mean([float(value <= 15) for value in off])),
        }
        rows.append(Row(label=label, support=len(members), figures=figures))
    return _result("temperature", reader, cases, found, groups, rows, {})


def _by_source(
    found: list[tuple[CustomerCase, CustomerGuess]],
) -> list[tuple[str, list[tuple[CustomerCase, CustomerGuess]]]]:
    by: dict[str, list[tuple[CustomerCase, CustomerGuess]]] = defaultdict(list)
    for case, guess in found:
        by[case.source].append((case, guess))
    return sorted(by.items()) if len(by) > 1 else []


def threats(cases: Sequence[CustomerCase], reader: Reader, *, resamples: int = metrics.RESAMPLES) -> Result:
    """The five kinds, all of them together (micro) and their mean; sarcasm beside them."""
    found, groups = _assessed(cases, reader)
    measure = _Measure(groups, resamples)
    rows: list[Row] = []
    for name in THREATS:
        said = [guess.threats.get(name, 0.0) >= HOLDS for _, guess in found]
        truth = [name in case.threats for case, _ in found]
        rows.append(Row(label=name, support=sum(truth), figures=_decided(measure, said, truth)))
    macro = {key: _macro(rows, key) for key in ("precision", "recall", "f1")}
    every = [(name, case, guess) for case, guess in found for name in THREATS]
    together = _Measure([case.group for _, case, _ in every], resamples)
    said = [guess.threats.get(name, 0.0) >= HOLDS for name, _, guess in every]
    truth = [name in case.threats for name, case, _ in every]
    sarcastic = [case.sarcasm for case, _ in found]
    rows += [
        Row(label="macro", support=sum(row.support >= FEWEST for row in rows), figures=macro),
        Row(label="micro", support=sum(truth), figures=_decided(together, said, truth)),
        Row(
            label="sarcasm",
            support=sum(sarcastic),
            figures=_decided(measure, [guess.sarcasm >= HOLDS for _, guess in found], sarcastic),
        ),
    ]
    return _result("threats", reader, cases, found, groups, rows, {})


def techniques(cases: Sequence[AgentCase], reader: Reader, *, resamples: int = metrics.RESAMPLES) -> Result:
    """Whether a turn holds each name; ``span`` is the share of right ones that stand on the right words."""
    said = [list(reader.agent(case.conversation)) for case in cases]
    groups = [case.group for case in cases]
    measure = _Measure(groups, resamples)
    rows: list[Row] = []
    for label, known in (("techniques", (*TECHNIQUES, "paraphrase_wrong")), ("cautions", CAUTIONS)):
        own = [_technique(name, cases, said, measure) for name in known]
        means = {key: _macro(own, key) for key in ("precision", "recall", "f1", "span")}
        rows += [*own, Row(label=f"macro: {label}", support=sum(row.support >= FEWEST for row in own), figures=means)]
    return _result("techniques", reader, cases, said, groups, rows, {})


def _technique(name: str, cases: Sequence[AgentCase], said: Sequence[Sequence[Said]], measure: _Measure) -> Row:
    given = [name in names(found) for found in said]
    truth = [any(one.name == name for one in case.labels.all()) for case in cases]
    both = [
        any(
            one.name == name and each.name == name and overlap(each, one) for one in case.labels.all() for each in found
        )
        for case, found, right, true in zip(cases, said, given, truth, strict=True)
        if right and true
    ]
    figures = _decided(measure, given, truth) | {"span": Figure(sum(both) / len(both) if both else None)}
    return Row(label=name, support=sum(truth), figures=figures)


def pairs(cases: Sequence[PairCase], reader: Reader, *, resamples: int = metrics.RESAMPLES) -> Result:
    """Of two messages the hotter one: the share that is right, half a point where the reader gives both the same.

    Pairs that are labelled the same are counted, not judged.
    """
    judged: list[tuple[str, float]] = []
    not_read = 0
    for case in cases:
        if case.hotter == "same":
            continue
        first, second = reader.customer(case.first), reader.customer(case.second)
        if first is None or second is None:
            not_read += 1
            continue
        apart = first.temperature - second.temperature
        well = apart > 0 if case.hotter == "first" else apart < 0
        judged.append((case.group, 0.5 if not apart else float(well)))
    measure = _Measure([group for group, _ in judged], resamples)
    right = measure.of(lambda at: metrics.mean([judged[i][1] for i in at]))
    rows = [Row(label="the hotter one", support=len(judged), figures={"right": right})]
    return Result(
        task="pairs",
        reader=reader.name,
        cases=len(cases),
        groups=len({group for group, _ in judged}),
        not_assessed=not_read,
        rows=rows,
    )


@dataclass(frozen=True, slots=True)
class _Course:
    """A conversation as forecast: outlooks of its customer's turns before the outcome shows, and what came."""

    case: ConversationCase
    all: tuple[Outlook, ...]
    before: tuple[tuple[int, Outlook], ...]

    @property
    def at_customers(self) -> list[float]:
        """The probability after each customer's turn."""
        messages = self.case.conversation.messages
        return [outlook.probability for at, outlook in self.before if messages[at].role == "customer"]

    @property
    def first_alert(self) -> int | None:
        return next((at for at, outlook in self.before if outlook.alert), None)

    @property
    def lead(self) -> int | None:
        """Customer's turns from the first alert to the outcome."""
        at, end = self.first_alert, self.case.turns_wrong_at
        if at is None or end is None:
            return None
        roles = [message.role for message in self.case.conversation.messages]
        return roles[at:end].count("customer")


def _course(case: ConversationCase, reader: Reader) -> _Course:
    outlooks = tuple(reader.forecast(case.conversation))
    end = len(outlooks) if case.turns_wrong_at is None else case.turns_wrong_at
    before = tuple((at, outlook) for at, outlook in enumerate(outlooks) if at < end)
    return _Course(case, outlooks, before)


def forecast(cases: Sequence[ConversationCase], reader: Reader, *, resamples: int = metrics.RESAMPLES) -> Result:
    """Whether it is seen coming. Only what stood before the outcome showed counts.

    ``caught``: of those that go wrong, the share with an alert at least one customer's turn before the outcome shows;
    ``false alarms``: conversations with an alert, of 100 that end well; ``auroc``: of the last probability before the
    outcome (or the end); ``ece``: of the probability at every customer's turn before it; ``lead``: customer's turns
    from the first alert to the outcome, the median; ``worse is higher``: in pairs that part through one agent's turn,
    how often the outlook after that turn is the higher one where it goes wrong.
    """
    courses = [_course(case, reader) for case in cases]
    courses = [course for course in courses if course.before]
    groups = [course.case.group for course in courses]
    measure = _Measure(groups, resamples)
    wrong = [course.case.goes_wrong for course in courses]
    alerts = [course.first_alert is not None and course.lead != 0 for course in courses]
    last = [course.before[-1][1].probability for course in courses]

    def share(of: bool) -> Callable[[Sequence[int]], float | None]:
        return lambda at: metrics.mean([float(alerts[i]) for i in at if wrong[i] is of])

    turns = [(each, course.case.goes_wrong) for course in courses for each in course.at_customers]
    false = measure.of(share(False))
    leads = sorted(course.lead for course in courses if course.lead is not None)
    figures = {
        "caught": measure.of(share(True)),
        "false alarms": Figure(
            None if false.value is None else 100 * false.value,
            None if false.interval is None else (100 * false.interval[0], 100 * false.interval[1]),
        ),
        "auroc": measure.of(lambda at: metrics.auroc([last[i] for i in at], [wrong[i] for i in at])),
        "ece": Figure(metrics.calibration_error([each for each, _ in turns], [true for _, true in turns])),
        "lead": Figure(float(leads[len(leads) // 2]) if leads else None),
    }
    rows = [Row(label="conversations", support=sum(wrong), figures=figures)]
    if parting := _parting(courses):
        own = _Measure([group for group, _ in parting], resamples)
        higher = own.of(lambda at: metrics.mean([parting[i][1] for i in at]))
        rows.append(Row(label="pairs that part", support=len(parting), figures={"worse is higher": higher}))
    bins = {"goes wrong": metrics.reliability([each for each, _ in turns], [true for _, true in turns])}
    return Result(
        task="forecast",
        reader=reader.name,
        cases=len(cases),
        groups=len(set(groups)),
        not_assessed=len(cases) - len(courses),
        rows=rows,
        reliability=bins,
    )


def _parting(courses: Sequence[_Course]) -> list[tuple[str, float]]:
    """For each pair of which one goes wrong: 1 where its parting turn is forecast higher, half where it is the same."""
    by: dict[str, list[_Course]] = defaultdict(list)
    for course in courses:
        if course.case.pair and course.case.parts_at is not None:
            by[course.case.pair].append(course)
    out = []
    for members in by.values():
        worse = [course for course in members if course.case.goes_wrong]
        better = [course for course in members if not course.case.goes_wrong]
        for one in worse:
            for other in better:
                at, beside = one.case.parts_at, other.case.parts_at
                apart = one.all[at or 0].probability - other.all[beside or 0].probability
                out.append((one.case.group, 0.5 if not apart else float(apart > 0)))
    return out


def _result(
    task: str,
    reader: Reader,
    cases: Sequence[object],
    found: Sequence[object],
    groups: Sequence[str],
    rows: list[Row],
    bins: dict[str, list[Bin]],
) -> Result:
    return Result(
        task=task,
        reader=reader.name,
        cases=len(cases),
        groups=len(set(groups)),
        not_assessed=len(cases) - len(found),
        rows=rows,
        reliability=bins,
    )
