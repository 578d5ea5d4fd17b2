"""Behavioural cases in the manner of CheckList (Ribeiro et al. 2020): what must hold, what must not move, which way.

A file is YAML: a list of cases, each with an ``id``, the ``capability`` it tests, and one of

- ``minimum``: a message (with what was ``before``) and what must hold of its reading;
- ``invariance``: two or more messages whose readings must be as good as the same (``within``: emotions .05, heat 3);
- ``direction``: a ``lower`` and a ``higher`` message; ``of`` names what must be higher, by ``by`` at least.

``of`` is ``temperature``, an emotion, ``escalation`` or ``threat:NAME``. An agent's turn is tested with ``shows`` and
``hasnt`` in a minimum case that has ``agent: true``.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from heard.engine.types import EMOTIONS
from heard.evaluation import metrics
from heard.evaluation.behaviour_form import KINDS, BehaviourCase, Kind, load
from heard.evaluation.readers import CustomerGuess, names
from heard.evaluation.results import Figure, Mistake, Result, Row
from heard.evaluation.rows import SAID

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from heard.evaluation.readers import Reader

__all__ = ["KINDS", "BehaviourCase", "Kind", "Outcome", "check", "load", "measure"]

SAME_EMOTION, SAME_HEAT, SAME_RISK = 0.05, 3.0, 0.05


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a case held, and what did not."""

    case: BehaviourCase
    wrong: tuple[str, ...]


def check(case: BehaviourCase, reader: Reader) -> Outcome:
    """Read the messages of a case and hold them against what it says."""
    if case.kind == "minimum":
        return Outcome(case, tuple(_minimum(case, reader)))
    read = [reader.customer(conversation) for conversation in case.messages]
    guesses = [guess for guess in read if guess is not None]
    if len(guesses) < len(read):
        return Outcome(case, ("a message is not assessed",))
    risks = [reader.forecast(conversation)[-1].probability for conversation in case.messages]
    wrong = _invariance(guesses, risks) if case.kind == "invariance" else _direction(case, guesses, risks)
    return Outcome(case, tuple(wrong))


def _minimum(case: BehaviourCase, reader: Reader) -> Iterable[str]:
    (conversation,) = case.messages
    expected = case.expected
    if conversation.messages[-1].role == "agent":
        found = names(reader.agent(conversation))
        yield from (f"no {name}" for name in expected.get("shows", []) if name not in found)
        yield from (f"{name}, which it is not" for name in expected.get("hasnt", []) if name in found)
        return
    guess = reader.customer(conversation)
    if guess is None:
        if expected.get("assessed", True):
            yield "not assessed"
        return
    if not expected.get("assessed", True):
        yield "assessed, though it cannot be read"
    if "heat" in expected:
        low, high = expected["heat"]
        if not low <= guess.temperature <= high:
            yield f"temperature {guess.temperature:.0f}, not {low} to {high}"
    for name, (low, high) in expected.get("emotions", {}).items():
        if not low <= guess.emotions.get(name, 0.0) <= high:
            yield f"{name} {guess.emotions.get(name, 0.0):.2f}, not {low} to {high}"
    if "threats" in expected:
        said = _threats(guess)
        if said != set(expected["threats"]):
            yield f"threats {sorted(said)}, not {sorted(expected['threats'])}"
    if expected.get("calm") and reader.forecast(conversation)[-1].alert:
        yield "an alert"


def _threats(guess: CustomerGuess) -> set[str]:
    return {name for name, score in (guess.threats or {}).items() if score >= SAID}


def _invariance(guesses: Sequence[CustomerGuess], risks: Sequence[float]) -> Iterable[str]:
    heats = [guess.temperature for guess in guesses]
    if max(heats) - min(heats) > SAME_HEAT:
        yield f"temperature moves by {max(heats) - min(heats):.0f}"
    for name in EMOTIONS:
        values = [guess.emotions.get(name, 0.0) for guess in guesses]
        if max(values) - min(values) > SAME_EMOTION:
            yield f"{name} moves by {max(values) - min(values):.2f}"
    if len({frozenset(_threats(guess)) for guess in guesses}) > 1:
        yield "a threat comes or goes"
    if max(risks) - min(risks) > SAME_RISK:
        yield f"escalation moves by {max(risks) - min(risks):.2f}"


def _direction(case: BehaviourCase, guesses: Sequence[CustomerGuess], risks: Sequence[float]) -> Iterable[str]:
    low, high = (_value(case.of, guess, risk) for guess, risk in zip(guesses, risks, strict=True))
    if high - low < case.by - 1e-9:
        yield f"{case.of} {low:.2f} and {high:.2f}; the second must be higher by {case.by:g}"


def _value(of: str, guess: CustomerGuess, risk: float) -> float:
    if of == "temperature":
        return guess.temperature
    if of == "escalation":
        return risk
    if of.startswith("threat:"):
        return (guess.threats or {}).get(of.removeprefix("threat:"), 0.0)
    return guess.emotions.get(of, 0.0)


def measure(cases: Sequence[BehaviourCase], reader: Reader) -> Result:
    """The share that held, by capability and kind."""
    outcomes = [check(case, reader) for case in cases]
    by: dict[str, list[bool]] = defaultdict(list)
    for outcome in outcomes:
        by[outcome.case.capability].append(not outcome.wrong)
    for kind in KINDS:
        by[f"all: {kind}"] = [not outcome.wrong for outcome in outcomes if outcome.case.kind == kind]
    by["all"] = [not outcome.wrong for outcome in outcomes]
    rows = [
        Row(
            label=name,
            support=sum(held),
            of=len(held),
            figures={"held": Figure(metrics.mean([float(one) for one in held]))},
        )
        for name, held in by.items()
        if held
    ]
    return Result(
        task="behaviour",
        reader=reader.name,
        cases=len(cases),
        groups=len({case.capability for case in cases}),
        rows=rows,
        wrong=[Mistake(id=one.case.id, text=_text(one.case), why=one.wrong) for one in outcomes if one.wrong],
    )


def _text(case: BehaviourCase) -> str:
    return "\n".join(conversation.messages[-1].text for conversation in case.messages)
