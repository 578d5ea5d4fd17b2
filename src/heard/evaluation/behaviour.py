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
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

import yaml

from heard.engine.types import EMOTIONS, Conversation, Message, Role
from heard.errors import InputError
from heard.evaluation import metrics
from heard.evaluation.readers import CustomerGuess, names
from heard.evaluation.results import Figure, Result, Row
from heard.labelling.labels import CAUTIONS, TECHNIQUES, THREATS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from heard.evaluation.readers import Reader

Kind = Literal["minimum", "invariance", "direction"]
KINDS: tuple[Kind, ...] = get_args(Kind)
SAID = 0.5
SAME_EMOTION, SAME_HEAT, SAME_RISK = 0.05, 3.0, 0.05
_STEP = {"temperature": 5.0, "escalation": 0.02}
_OF_CUSTOMERS = frozenset({"text", "before", "agent", "heat", "emotions", "threats", "calm", "assessed"})
_OF_AGENTS = frozenset({"text", "before", "agent", "shows", "hasnt"})
_SHOWN = frozenset({*TECHNIQUES, *CAUTIONS})


@dataclass(frozen=True, slots=True, kw_only=True)
class BehaviourCase:
    """One case. ``messages`` are the conversations to read; ``expected`` what a minimum case must hold."""

    id: str
    kind: Kind
    capability: str
    messages: tuple[Conversation, ...]
    expected: Mapping[str, Any]
    of: str = ""
    by: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a case held, and what did not."""

    case: BehaviourCase
    wrong: tuple[str, ...]


def load(paths: Iterable[Path]) -> list[BehaviourCase]:
    """Every case of these files. Raises ``InputError`` with the file and the case for the first that is wrong."""
    out: list[BehaviourCase] = []
    for path in paths:
        try:
            rows = yaml.safe_load(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise InputError("I001", "it cannot be read", place=str(path)) from error
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise InputError("I004", "it is no YAML", place=str(path)) from error
        if not isinstance(rows, list):
            raise InputError("I006", "a file of behaviour is a list of cases", place=str(path))
        for number, row in enumerate(rows, 1):
            out.append(_case(row, f"{path}: case {number}"))
    seen: set[str] = set()
    for case in out:
        if case.id in seen:
            raise InputError("I009", f"{case.id!r} stands there twice")
        seen.add(case.id)
    return out


def _case(row: object, place: str) -> BehaviourCase:
    if not isinstance(row, dict) or not isinstance(row.get("id"), str) or not isinstance(row.get("capability"), str):
        raise InputError("I007", "a case needs `id` and `capability`", place=place)
    kinds = [kind for kind in KINDS if kind in row]
    if len(kinds) != 1:
        raise InputError("I007", f"a case is one of {', '.join(KINDS)}", place=place)
    kind = kinds[0]
    body = row[kind]
    if kind == "minimum":
        known = _OF_AGENTS if isinstance(body, dict) and body.get("agent") else _OF_CUSTOMERS
        expected = {key: value for key, value in _keys(body, known, place).items() if key not in ("text", "before")}
        _known(expected, place)
        role: Role = "agent" if expected.pop("agent", False) else "customer"
        if not expected:
            raise InputError("I007", "a minimum case says what must hold", place=place)
        found = (_said(body, role, place),)
        return BehaviourCase(id=row["id"], kind=kind, capability=row["capability"], messages=found, expected=expected)
    if kind == "invariance":
        texts = body if isinstance(body, list) else []
        if len(texts) < 2:
            raise InputError("I007", "an invariance case has two messages or more", place=place)
        same = tuple(_said(text, "customer", place) for text in texts)
        return BehaviourCase(id=row["id"], kind=kind, capability=row["capability"], messages=same, expected={})
    if not isinstance(body, dict) or not {"lower", "higher", "of"} <= body.keys():
        raise InputError("I007", "a direction case has `lower`, `higher` and `of`", place=place)
    of = str(body["of"])
    if of not in (*EMOTIONS, "temperature", "escalation", *(f"threat:{name}" for name in THREATS)):
        raise InputError("I006", f"`of` is {of!r}, which nothing reads", place=place)
    return BehaviourCase(
        id=row["id"],
        kind=kind,
        capability=row["capability"],
        messages=(_said(body["lower"], "customer", place), _said(body["higher"], "customer", place)),
        expected={},
        of=of,
        by=float(body.get("by", _STEP.get(of, 0.05))),
    )


def _keys(body: object, known: frozenset[str], place: str) -> dict[str, Any]:
    if not isinstance(body, dict) or not body.keys() <= known:
        raise InputError("I006", f"only {', '.join(sorted(known))} may stand here", place=place)
    return body


def _known(expected: Mapping[str, Any], place: str) -> None:
    """Names that nothing reads would make a case that cannot fail."""
    named = {
        "emotions": (expected.get("emotions", {}), EMOTIONS),
        "threats": (expected.get("threats", []), THREATS),
        "shows": (expected.get("shows", []), _SHOWN),
        "hasnt": (expected.get("hasnt", []), _SHOWN),
    }
    for key, (given, known) in named.items():
        if strange := [name for name in given if name not in known]:
            raise InputError("I006", f"`{key}`: nothing is called {strange[0]!r}", place=place)


def _said(body: object, role: Role, place: str) -> Conversation:
    """A message as text, or as an object with ``text`` and ``before`` (text of the other side, or turns)."""
    given = {"text": body} if isinstance(body, str) else body
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        raise InputError("I007", "a message needs `text`", place=place)
    before = given.get("before") or []
    other: Role = "customer" if role == "agent" else "agent"
    turns: list[tuple[Role, str]] = []
    for turn in [before] if isinstance(before, str | dict) else before:
        if isinstance(turn, str):
            turns.append((other, turn))
        elif isinstance(turn, dict) and len(turn) == 1 and next(iter(turn)) in get_args(Role):
            turns += [(cast("Role", who), str(what)) for who, what in turn.items()]
        else:
            raise InputError("I008", "a turn before is text, or a role and its text", place=place)
    messages = [*turns, (role, given["text"])]
    return Conversation(
        id="case",
        messages=tuple(Message(id=f"m{n}", role=who, text=what) for n, (who, what) in enumerate(messages, 1)),
        channel="chat",
    )


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
        Row(label=name, support=len(held), figures={"held": Figure(metrics.mean([float(one) for one in held]))})
        for name, held in by.items()
        if held
    ]
    return Result(
        task="behaviour",
        reader=reader.name,
        cases=len(cases),
        groups=len({case.capability for case in cases}),
        rows=rows,
    )
