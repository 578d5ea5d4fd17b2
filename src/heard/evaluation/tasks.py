"""What ``heard eval`` measures on messages, one function a task: cases and a reader in, a ``Result`` out."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from heard.engine.types import EMOTIONS
from heard.evaluation import metrics, mistakes
from heard.evaluation.bootstrap import RESAMPLES
from heard.evaluation.readers import names, overlap
from heard.evaluation.results import Figure, Measure, Mistake, Result, Row
from heard.evaluation.rows import FEWEST, SAID, Rows
from heard.evaluation.weighted import average, rank_correlation
from heard.labelling.labels import CAUTIONS, MARKS, TECHNIQUES, THREATS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.evaluation.kinds import AgentCase, CustomerCase, PairCase
    from heard.evaluation.metrics import Bin
    from heard.evaluation.readers import CustomerGuess, Reader, Said

__all__ = ["FEWEST", "SAID", "emotions", "holds", "pairs", "techniques", "temperature", "threats"]

NEGATIVE = ("anger", "frustration", "disappointment", "anxiety", "sadness")
NEAR = 15.0
"""Degrees off that still count as near."""
PUBLIC = {"techniques": (*TECHNIQUES, *MARKS), "cautions": CAUTIONS}


def holds(value: float) -> bool:
    """Whether a graded label counts as there: clear or strong. Half-way between slight and clear (.5) it does not."""
    return value > 0.5


def _guesses(cases: Sequence[CustomerCase], reader: Reader) -> list[CustomerGuess | None]:
    return [reader.customer(case.conversation) for case in cases]


def emotions(cases: Sequence[CustomerCase], reader: Reader, *, resamples: int = RESAMPLES) -> Result:
    """The eight emotions, and whether the turn is negative at all (any of five). Not assessed is nothing said."""
    guesses = _guesses(cases, reader)
    rows = Rows(Measure([case.group for case in cases], resamples))
    bins: dict[str, list[Bin]] = {}
    for name in EMOTIONS:
        scores = [guess.emotions.get(name, 0.0) if guess else 0.0 for guess in guesses]
        truth = [holds(case.values[name]) for case in cases]
        rows.add_scored(name, scores, truth)
        bins[name] = metrics.reliability(scores, truth)
    told = rows.end("macro")
    scores = [max(guess.emotions.get(name, 0.0) for name in NEGATIVE) if guess else 0.0 for guess in guesses]
    truth = [any(holds(case.values[name]) for name in NEGATIVE) for case in cases]
    negative = Rows(rows.measure)
    negative.add_scored("negative turn", scores, truth)
    bins["negative turn"] = metrics.reliability(scores, truth)
    wrong = mistakes.of_names(
        cases,
        EMOTIONS,
        [guess.emotions if guess else None for guess in guesses],
        [{name: value for name, value in case.values.items() if holds(value)} for case in cases],
        least=SAID,
    )
    return _result("emotions", reader, cases, [*told, *negative.rows], guesses.count(None), bins, wrong)


def temperature(cases: Sequence[CustomerCase], reader: Reader, *, resamples: int = RESAMPLES) -> Result:
    """Mean distance from the label in degrees, rank correlation, the share within 15 degrees; sources apart too.

    What is not assessed is left out. Raises ``ValueError`` for cases without a temperature.
    """
    if any("temperature" not in case.given for case in cases):
        raise ValueError("a case has no temperature")
    guesses = _guesses(cases, reader)
    found = [(case, guess) for case, guess in zip(cases, guesses, strict=True) if guess is not None]
    rows = [_degrees("all", found, resamples)]
    by: dict[str, list[tuple[CustomerCase, CustomerGuess]]] = defaultdict(list)
    for case, guess in found:
        by[case.source].append((case, guess))
    if len(by) > 1:
        rows += [_degrees(source, members, resamples) for source, members in sorted(by.items())]
    wrong = mistakes.of_temperature(cases, guesses, most=NEAR)
    return _result("temperature", reader, cases, rows, guesses.count(None), {}, wrong)


def _degrees(label: str, members: Sequence[tuple[CustomerCase, CustomerGuess]], resamples: int) -> Row:
    measure = Measure([case.group for case, _ in members], resamples)
    given = [guess.temperature for _, guess in members]
    true = [case.temperature for case, _ in members]
    off = [abs(one - other) for one, other in zip(given, true, strict=True)]
    figures = {
        "mean off": measure.of(average(off)),
        "rank": measure.of(rank_correlation(given, true)),
        "within 15": measure.alone(average([float(value <= NEAR) for value in off])),
    }
    return Row(label=label, support=len(members), figures=figures)


def threats(cases: Sequence[CustomerCase], reader: Reader, *, resamples: int = RESAMPLES) -> Result:
    """The five kinds, their mean, all of them together (micro), and sarcasm where it was looked for.

    Not assessed is nothing said.

    Raises ``NotImplementedError`` for a reader that knows nothing of threats.
    """
    guesses = _guesses(cases, reader)
    both = list(zip(cases, guesses, strict=True))
    said = [dict(guess.threats) if guess and guess.threats is not None else {} for guess in guesses]
    if any(guess is not None and guess.threats is None for guess in guesses):
        raise NotImplementedError
    rows = Rows(Measure([case.group for case in cases], resamples))
    for name in THREATS:
        given = [one.get(name, 0.0) >= SAID for one in said]
        rows.add(name, given, [name in case.threats for case in cases])
    told = rows.end("macro")
    together = Rows(Measure([case.group for case in cases for _ in THREATS], resamples))
    given = [one.get(name, 0.0) >= SAID for one in said for name in THREATS]
    together.add("micro", given, [name in case.threats for case in cases for name in THREATS])
    beside = Rows(rows.measure)
    if asked := [at for at, case in enumerate(cases) if "sarcasm" in case.given]:
        beside = Rows(Measure([cases[at].group for at in asked], resamples))
        sarcastic = [guess.sarcasm >= SAID if (guess := guesses[at]) else False for at in asked]
        beside.add("sarcasm", sarcastic, [cases[at].sarcasm for at in asked])
    wrong = mistakes.of_names(
        cases,
        [*THREATS, "sarcasm"],
        [None if guess is None else {**(guess.threats or {}), **_sarcasm(case, guess)} for case, guess in both],
        [dict.fromkeys([*case.threats, *(["sarcasm"] if case.sarcasm else [])], 1.0) for case in cases],
        least=SAID,
    )
    return _result("threats", reader, cases, [*told, *together.rows, *beside.rows], guesses.count(None), {}, wrong)


def _sarcasm(case: CustomerCase, guess: CustomerGuess) -> dict[str, float]:
    return {"sarcasm": guess.sarcasm} if "sarcasm" in case.given else {}


def techniques(cases: Sequence[AgentCase], reader: Reader, *, resamples: int = RESAMPLES) -> Result:
    """Whether a turn holds each name; ``span``: of right ones with a place, the share where some words are the same.

    Names of a team's own that the cases carry are measured after the public ones.
    """
    said = [list(reader.agent(case.conversation)) for case in cases]
    told: list[Row] = []
    for label, public in PUBLIC.items():
        asked = [at for at, case in enumerate(cases) if label in case.given]
        if not asked:
            continue
        rows = Rows(Measure([cases[at].group for at in asked], resamples))
        for name in (*public, *_own(cases, label, public)):
            given = [name in names(said[at]) for at in asked]
            truth = [any(one.name == name for one in cases[at].labels.all()) for at in asked]
            rows.add(name, given, truth, span=Figure(_span(name, cases, said)))
        told += rows.end(f"macro: {label}")
    wrong = mistakes.of_names(
        cases,
        [row.label for row in told if not row.mean],
        [dict.fromkeys(_judged(case, names(found)), 1.0) for case, found in zip(cases, said, strict=True)],
        [dict.fromkeys((one.name for one in case.labels.all()), 1.0) for case in cases],
        least=SAID,
    )
    return _result("techniques", reader, cases, told, 0, {}, wrong)


def _own(cases: Sequence[AgentCase], label: str, public: Sequence[str]) -> list[str]:
    """The names of a team's own pack that are labelled."""
    found = {one.name for case in cases for one in getattr(case.labels, label)}
    return sorted(found - set(public))


def _judged(case: AgentCase, found: set[str]) -> set[str]:
    """What was said, without what was not looked for."""
    for label, public in PUBLIC.items():
        if label not in case.given:
            found = found - set(public)
    return found


def _span(name: str, cases: Sequence[AgentCase], said: Sequence[Sequence[Said]]) -> float | None:
    """Of the turns where a name was rightly said with a place, the share in which some words are the right ones."""
    hits = []
    for case, found in zip(cases, said, strict=True):
        labels = [one for one in case.labels.all() if one.name == name and one.start is not None]
        given = [one for one in found if one.name == name and one.start is not None]
        if labels and given:
            hits.append(any(overlap(one, label) for one in given for label in labels))
    return sum(hits) / len(hits) if hits else None


def pairs(cases: Sequence[PairCase], reader: Reader, *, resamples: int = RESAMPLES) -> Result:
    """Of two messages the hotter one: the share that is right.

    Half a point where the reader gives both the same, or does not assess one. Pairs labelled the same are not judged.
    """
    judged: list[tuple[str, float]] = []
    not_read = 0
    wrong = []
    for case in cases:
        if case.hotter == "same":
            continue
        first, second = reader.customer(case.first), reader.customer(case.second)
        not_read += first is None or second is None
        apart = first.temperature - second.temperature if first and second else 0.0
        well = apart > 0 if case.hotter == "first" else apart < 0
        judged.append((case.group, 0.5 if not apart else float(well)))
        if not well:
            wrong.append(mistakes.of_pair(case, first, second))
    right = Measure([group for group, _ in judged], resamples).of(average([point for _, point in judged]))
    rows = [Row(label="the hotter one", support=len(judged), figures={"right": right}, of=len(cases))]
    return _result("pairs", reader, cases, rows, not_read, {}, wrong)


def _result(
    task: str,
    reader: Reader,
    cases: Sequence[CustomerCase] | Sequence[AgentCase] | Sequence[PairCase],
    rows: list[Row],
    not_assessed: int,
    bins: dict[str, list[Bin]],
    wrong: list[Mistake],
) -> Result:
    return Result(
        task=task,
        reader=reader.name,
        cases=len(cases),
        groups=len({case.group for case in cases}),
        not_assessed=not_assessed,
        rows=rows,
        reliability=bins,
        wrong=wrong,
    )
