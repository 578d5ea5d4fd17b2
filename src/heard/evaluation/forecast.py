"""Whether trouble is seen coming: ``heard eval forecast``."""

from __future__ import annotations

import statistics
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from heard.evaluation import metrics
from heard.evaluation.bootstrap import RESAMPLES
from heard.evaluation.results import Figure, Measure, Mistake, Result, Row
from heard.evaluation.weighted import area, average

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.evaluation.kinds import ConversationCase
    from heard.evaluation.readers import Outlook, Reader


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
    def highest(self) -> float:
        """The highest of them; 0 where there was no such turn."""
        return max(self.at_customers, default=0.0)

    @property
    def first_alert(self) -> int | None:
        return next((at for at, outlook in self.before if outlook.alert), None)

    @property
    def caught(self) -> bool:
        """Whether an alert came, and in one that goes wrong not only after the last customer's turn before it."""
        return self.first_alert is not None and self.lead != 0

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


def forecast(cases: Sequence[ConversationCase], reader: Reader, *, resamples: int = RESAMPLES) -> Result:
    """Whether it is seen coming. Only what stood before the outcome showed counts.

    - ``caught``: of those that go wrong, the share with an alert at least one customer's turn before it shows; one that
      goes wrong at once cannot be caught, and counts as missed;
    - ``false alarms``: conversations with an alert, of 100 that end well;
    - ``auroc``: of the highest probability at a customer's turn before the outcome (or the end), 0 if there was none;
    - ``ece``: of the probability at every customer's turn before it, at the share of bad ends that the cases have;
    - ``lead``: customer's turns from the first alert to the outcome, the median of those caught;
    - ``worse is higher``: in pairs that part through one agent's turn, how often the outlook after that turn is the
      higher one where it goes wrong.
    """
    courses = [_course(case, reader) for case in cases]
    groups = [case.group for case in cases]
    measure = Measure(groups, resamples)
    wrong = [case.goes_wrong for case in cases]
    alerts = [float(course.caught) for course in courses]
    highest = [course.highest for course in courses]

    def where(bad: bool) -> list[float | None]:
        return [alert if went is bad else None for alert, went in zip(alerts, wrong, strict=True)]

    turns = [(each, course.case.goes_wrong) for course in courses for each in course.at_customers]
    leads = [course.lead for course in courses if course.lead]
    figures = {
        "caught": measure.of(average(where(True))),
        "false alarms": measure.of(average(where(False), scale=100)),
        "auroc": measure.of(area(highest, wrong)),
        "ece": Figure(metrics.calibration_error([each for each, _ in turns], [true for _, true in turns])),
        "lead": Figure(float(statistics.median(leads)) if leads else None),
    }
    rows = [Row(label="conversations", support=sum(wrong), figures=figures, of=len(cases))]
    if parting := _parting(courses):
        own = Measure([group for group, _ in parting], resamples)
        higher = own.of(average([point for _, point in parting]))
        rows.append(Row(label="pairs that part", support=len(parting), figures={"worse is higher": higher}))
    bins = {"goes wrong": metrics.reliability([each for each, _ in turns], [true for _, true in turns])}
    return Result(
        task="forecast",
        reader=reader.name,
        cases=len(cases),
        groups=len(set(groups)),
        rows=rows,
        reliability=bins,
        wrong=[_mistake(course) for course in courses if course.caught is not course.case.goes_wrong],
    )


def _mistake(course: _Course) -> Mistake:
    case = course.case
    said = {"first_alert": course.first_alert, "highest": round(course.highest, 3)}
    labelled: dict[str, object] = {"goes_wrong": case.goes_wrong}
    if case.goes_wrong:
        labelled["turns_wrong_at"] = case.turns_wrong_at
    return Mistake(id=case.id, said=said, labelled=labelled)


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
