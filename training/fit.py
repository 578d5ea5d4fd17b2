"""Fits what is weighed with a trained reader, and writes it to ``reader.json``.

    HEARD_DATA=folder python -m training.fit --work FOLDER [--folder FOLDER]

Fitted to the held-out writers of our corpus (``examples.HELD_OUT``), the ``choose`` part of the labels on public sets
and one half of the development parts of calm sets; never to anything that is reported on.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from heard.assembly import VERSION
from heard.engine.emotions import RuleEmotions, RuleTemperature, squash
from heard.engine.forecast import RuleForecast
from heard.engine.model.findings import Limits
from heard.engine.model.numbers import Numbers
from heard.engine.model.outlook import SHAPE, shape
from heard.engine.model.signals import THREATS
from heard.engine.pipeline import Engine
from heard.engine.policy import ThresholdPolicy
from heard.engine.text import view
from heard.engine.types import EMOTIONS
from heard.evaluation import cases
from heard.evaluation.tasks import holds
from heard.languages import identify
from heard.models import session
from heard.playbook.loader import load
from training import examples, public
from training.export import write_manifest
from training.support_sets import data_folder, join

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from heard.engine.model.reader import TrainedReader
    from heard.engine.model.signals import Signals
    from heard.engine.state import State
    from heard.engine.types import Conversation, MessageReading

    Array = NDArray[np.float64]

NEVER, ALWAYS = 99.0, -99.0
ALONE = tuple(at / 4 for at in range(-8, 17))
GAPS = (0.0, 1.0, 2.0, 4.0, 200.0)
OWN_LIMITS_FROM, OWN_LIMITS_GAIN = 8, 0.01
SIGNS: dict[str, int] = {
    "rules": 1, "now": 1, "highest": 1, "before": 1, "agent": 1, "temperature": 1, "peak": 1, "rising": 1,
    "falling": -1, "unmet": 1, "resolved": -1,
}  # fmt: skip
"""Which way each part of the outlook may speak; a weight against its meaning is noise of a small set."""
CALM_SHARE = 0.05
"""What the turns of calm conversations weigh beside those of our corpus when the forecast is fitted."""
FALSE_ALARMS = 0.005
"""The share of calm conversations of the half that is chosen on that may have an alert; the promise is .01."""


def start_numbers() -> Numbers:
    """The reader as it is, weighed with nothing; its findings left out."""
    return Numbers(
        emotions=dict.fromkeys(EMOTIONS, (0.0, 1.0, 0.0)),
        temperature=(0.0, 1.0, 0.0),
        names={},
        cues={},
        forecast={"rules": 1.0},
    )


class Bench:
    """Engines with a trained reader and any numbers."""

    def __init__(self, reader: TrainedReader) -> None:
        self.reader = reader
        self.playbook = load()
        self.weights = self.playbook.content.weights

    def engine(self, numbers: Numbers, policy: ThresholdPolicy | None = None) -> Engine:
        """An engine as it is shipped, but for its numbers."""
        return Engine(
            self.playbook.content,
            self.playbook.tables,
            version=VERSION,
            identify=identify,
            reader=self.reader,
            numbers=numbers,
            policy=policy,
        )

    def last(self, engine: Engine, conversation: Conversation) -> tuple[State, MessageReading, Signals, State]:
        """State before the last message, its reading, what the reader saw in it, and the state after it."""
        state = engine.start(conversation)
        for message in conversation.messages[:-1]:
            state, _ = engine.step(state, message)
        last = conversation.messages[-1]
        after, reading = engine.step(state, last)
        return state, reading, self.reader(view(last.text).text, state.past, last.role), after


def logistic(rows: Array, truth: Array, weights: Array | None = None, *, prior: Array, ridge: float) -> Array:
    """Weights of a logistic regression, drawn to ``prior`` (Newton's method; rows hold their own bias)."""
    found = prior.astype(float).copy()
    weights = np.ones(len(rows)) if weights is None else weights
    for _ in range(50):
        given = 1 / (1 + np.exp(-np.clip(rows @ found, -30, 30)))
        slope = rows.T @ (weights * (given - truth)) + ridge * (found - prior)
        bend = (rows * (weights * given * (1 - given))[:, None]).T @ rows + ridge * np.eye(len(found))
        step = np.linalg.solve(bend, slope)
        found -= step
        if np.abs(step).max() < 1e-8:
            break
    return found


def signed(fit: Callable[[list[int]], Array], signs: Sequence[int]) -> Array:
    """A fit with weights of the wrong sign taken out, one by one, and fitted again. A sign of 0 is free."""
    kept = list(range(len(signs)))
    while True:
        found = fit(kept)
        wrong = [at for at, number in enumerate(kept) if found[at] * signs[number] < 0]
        if not wrong:
            break
        del kept[max(wrong, key=lambda at: abs(found[at]))]
    out = np.zeros(len(signs))
    out[kept] = found
    return out


def feelings(bench: Bench, found: Sequence[cases.CustomerCase]) -> dict[str, Any]:
    """Emotions and temperature."""
    engine, emotions, heat = bench.engine(start_numbers()), RuleEmotions(bench.weights), RuleTemperature(bench.weights)
    rows: dict[str, list[list[float]]] = {name: [] for name in EMOTIONS}
    degrees, kept = [], []
    for case in found:
        _, reading, signals, after = bench.last(engine, case.conversation)
        if not reading.assessed:
            continue
        kept.append(case)
        features = dict(after.latest)
        ruled = emotions.odds(features)
        for name in EMOTIONS:
            rows[name].append([1.0, signals.heads["emotions"][name], ruled[name]])
        degrees.append([1.0, 100 * squash(signals.odds("temperature")), heat.own(features)])
    numbers: dict[str, Any] = {"emotions": {}}
    for name in EMOTIONS:
        x, y = np.array(rows[name]), np.array([holds(case.values[name]) for case in kept], float)
        prior = np.array([0.0, 1.0, 0.0])

        def fit(at: list[int], x: Array = x, y: Array = y, prior: Array = prior) -> Array:
            return logistic(x[:, at], y, prior=prior[at], ridge=2.0)

        fitted = signed(fit, (0, 1, 1))
        numbers["emotions"][name] = [round(float(value), 4) for value in fitted]
    x, y = np.array(degrees), np.array([case.temperature for case in kept])

    def least_squares(at: list[int]) -> Array:
        part = x[:, at]
        return np.asarray(np.linalg.solve(part.T @ part + 1e-6 * np.eye(len(at)), part.T @ y))

    numbers["temperature"] = [round(float(value), 4) for value in signed(least_squares, (0, 1, 1))]
    return numbers


def f1(said: NDArray[np.bool_], truth: NDArray[np.bool_]) -> float:
    """F1; 1 when there was nothing to say and nothing was said."""
    hit, total = float((said & truth).sum()), float(said.sum() + truth.sum())
    return 1.0 if not total else 2 * hit / total


def limits(odds: Array, ruled: NDArray[np.bool_], truth: NDArray[np.bool_], names: Sequence[str]) -> dict[str, Limits]:
    """Limits for each name: those best for all names together, or its own where they are clearly better.

    ``odds``, ``ruled`` and ``truth`` are [cases, names].
    """

    def said(column: int, alone: float, gap: float) -> NDArray[np.bool_]:
        values = odds[:, column]
        return np.asarray((values >= alone) | (ruled[:, column] & (values >= alone - gap)))

    table = {
        (alone, gap): [f1(said(column, alone, gap), truth[:, column]) for column in range(len(names))]
        for alone in ALONE
        for gap in GAPS
    }
    counted = [column for column in range(len(names)) if truth[:, column].sum() >= OWN_LIMITS_FROM]
    common = max(table, key=lambda at: float(np.mean([table[at][column] for column in counted])))
    out = {}
    for column, name in enumerate(names):
        best = max(table, key=lambda at: smooth(table, at, column))
        own = column in counted and smooth(table, best, column) > smooth(table, common, column) + OWN_LIMITS_GAIN
        alone, gap = best if own else common
        out[name] = Limits(alone, max(ALWAYS, alone - gap))
        print(
            f"  {name}: {int(truth[:, column].sum())} cases, rules {f1(ruled[:, column], truth[:, column]):.2f}, "
            f"both {f1(said(column, alone, gap), truth[:, column]):.2f} at {alone:+.2f}, {alone - gap:+.2f}"
        )
    return out


def smooth(table: dict[tuple[float, float], list[float]], at: tuple[float, float], column: int) -> float:
    """A figure with those of the limits next to it, so that no lucky peak is chosen."""
    alone, gap = at
    near = [table[each][column] for step in (-0.25, 0.0, 0.25) if (each := (alone + step, gap)) in table]
    return float(np.mean(near))


def names(bench: Bench, numbers: Numbers, found: Sequence[cases.AgentCase]) -> dict[str, Limits]:
    """Limits of techniques, cautions and marks."""
    engine = bench.engine(numbers)
    odds, ruled, truth = [], [], []
    for case in found:
        _, reading, signals, _ = bench.last(engine, case.conversation)
        said = {one.name for one in (*reading.techniques, *reading.cautions)}
        held = {one.name for one in case.labels.all()}
        odds.append([signals.heads["names"][name] for name in examples.NAMES])
        ruled.append([name in said for name in examples.NAMES])
        truth.append([name in held for name in examples.NAMES])
    return limits(np.array(odds), np.array(ruled), np.array(truth), examples.NAMES)


def cues(bench: Bench, numbers: Numbers, found: Sequence[cases.CustomerCase]) -> dict[str, Limits]:
    """Limits of threats, sarcasm and the same trouble again."""
    engine = bench.engine(numbers)
    labels = [*THREATS.values(), "sarcasm"]
    odds, ruled, truth = [], [], []
    for case in found:
        _, reading, signals, _ = bench.last(engine, case.conversation)
        said = {cue.name for cue in reading.cues if cue.score >= 0.5}
        held = {THREATS[name] for name in case.threats} | ({"sarcasm"} if case.sarcasm else set())
        odds.append([*(signals.heads["threats"][name] for name in THREATS), signals.odds("sarcasm")])
        ruled.append([name in said for name in labels])
        truth.append([name in held for name in labels])
    out = limits(np.array(odds), np.array(ruled), np.array(truth), labels)
    return out | {"repeated_complaint": Limits(1.5, -2.0)}


def states(engine: Engine, conversation: Conversation, upto: int | None) -> Iterator[tuple[State, str]]:
    """The state after each turn of customer or agent, with the role."""
    state = engine.start(conversation)
    for message in conversation.messages[:upto]:
        state, reading = engine.step(state, message)
        if reading.assessed:
            yield state, message.role


def calm_halves(folder: Path) -> dict[str, list[Conversation]]:
    """Calm conversations of development parts, the half that is chosen on."""
    return {source: list(public.calm_dev(folder, source, half=0)) for source in ("multidogo", "star", "taskmaster")}


def forecast(
    bench: Bench, numbers: Numbers, found: Sequence[cases.ConversationCase], calm: dict[str, list[Conversation]]
) -> tuple[dict[str, float], float]:
    """Weights of the outlook, and the lowest threshold that keeps calm conversations calm."""
    engine, ruled = bench.engine(numbers), RuleForecast(bench.weights)
    rows: list[list[float]] = []
    truth: list[float] = []
    weights: list[float] = []

    def add(conversation: Conversation, upto: int | None, bad: bool, weight: float) -> None:
        for state, _ in states(engine, conversation, upto):
            rows.append(list(shape(state, ruled.odds(state)[0]).values()))
            truth.append(float(bad))
            weights.append(weight)

    for case in found:
        add(case.conversation, case.turns_wrong_at, case.goes_wrong, 1.0)
    for talks in calm.values():
        for talk in talks:
            add(talk, None, False, CALM_SHARE)
    keys = list(SHAPE)
    x = np.array(rows)
    spread = np.where(x.std(axis=0) > 0, x.std(axis=0), 1.0)
    spread[0] = 1.0
    x, y, w = x / spread, np.array(truth), np.array(weights)

    def fit(at: list[int]) -> Array:
        return logistic(x[:, at], y, w, prior=np.zeros(len(at)), ridge=4.0)

    fitted = signed(fit, [SIGNS.get(key, 0) for key in keys]) / spread
    shown = {key: round(float(value), 4) for key, value in zip(keys, fitted, strict=True)}
    done = bench.engine(replace(numbers, forecast=shown), ThresholdPolicy(threshold=2.0))

    def highest(conversation: Conversation, upto: int | None = None) -> float:
        return max((state.escalation.probability for state, _ in states(done, conversation, upto)), default=0.0)

    peaks = {source: sorted(map(highest, talks), reverse=True) for source, talks in calm.items()}
    for source, values in peaks.items():
        print(f"  {source}: highest of {len(values)}: {values[:8]}")
    least = max(values[int(FALSE_ALARMS * len(values))] for values in peaks.values() if values)
    threshold = round(float(np.ceil((least + 0.001) * 100) / 100), 2)
    ours = [(highest(case.conversation, case.turns_wrong_at), case.goes_wrong) for case in found]
    for at in (threshold, 0.4, 0.5, 0.6, 0.7, 0.8):
        caught = float(np.mean([value >= at for value, bad in ours if bad]))
        false = float(np.mean([value >= at for value, bad in ours if not bad]))
        print(f"  at {at}: {caught:.2f} of those that go wrong, {false:.2f} of those that don't")
    return shown, threshold


def main() -> int:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="where the joined labels are kept")
    parser.add_argument("--folder", type=Path, default=session.HERE, help="where the reader's files are")
    given = parser.parse_args()
    folder = data_folder()
    if folder is None:
        print("HEARD_DATA names no folder with the public sets", file=sys.stderr)
        return 2
    for _ in join(folder, given.work / "joined"):
        pass
    joined = given.work / "joined" / "choose"
    bench = Bench(session.load(given.folder))
    customers = cases.customers([*examples.corpus_paths("customers", "choose"), joined / "customers.jsonl"])
    agents = cases.agents([*examples.corpus_paths("agents", "choose"), joined / "agents.jsonl"])
    talks = cases.conversations(examples.corpus_paths("conversations", "choose"))
    felt = feelings(bench, customers)
    print(json.dumps(felt, indent=1))
    numbers = replace(start_numbers(), emotions=felt["emotions"], temperature=felt["temperature"])
    print("cues")
    numbers = replace(numbers, cues=cues(bench, numbers, customers))
    print("names")
    numbers = replace(numbers, names=names(bench, numbers, agents))
    print("forecast")
    weights, threshold = forecast(bench, numbers, talks, calm_halves(folder))
    print(json.dumps(weights), threshold)
    shown = felt | {
        "names": {name: [one.alone, one.with_rule] for name, one in numbers.names.items()},
        "cues": {name: [one.alone, one.with_rule] for name, one in numbers.cues.items()},
        "forecast": weights,
        "threshold": threshold,
    }
    heads = dict(session.manifest(given.folder).heads)
    print("mark", write_manifest(given.folder, heads, numbers=shown))
    return 0


if __name__ == "__main__":
    sys.exit(main())
