"""The forecast's part of ``training.fit``: the weights of the outlook, and the threshold of alerts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from heard.engine.forecast import RuleForecast
from heard.engine.model.outlook import SHAPE, shape
from heard.engine.policy import ThresholdPolicy
from training import public
from training.regression import Array, logistic, signed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from heard.engine.model.numbers import Numbers
    from heard.engine.pipeline import Engine
    from heard.engine.state import State
    from heard.engine.types import Conversation
    from heard.evaluation import cases
    from training.fit import Bench

SIGNS: dict[str, int] = {
    "rules": 1, "now": 1, "highest": 1, "before": 1, "agent": 1, "temperature": 1, "peak": 1, "unmet": 1,
    "resolved": -1, "shows": 1, "showed": 1,
}  # fmt: skip
"""Which way each part of the outlook may speak; a weight against its meaning is noise of a small set."""
CALM_SHARE = 0.05
"""What the turns of calm conversations weigh beside those of our corpus when the forecast is fitted."""
SHOWN_SHARE = 0.5
"""What turns weigh in which the outcome is there already: they teach what it looks like, the others what comes."""
FALSE_ALARMS = 0.005
"""The share of calm conversations of the half that is chosen on that may have an alert; the promise is .01."""
AS_GOOD = 0.02
"""Thresholds whose Youden's J is so near to the best are as good: the set that it is counted on is small."""
TRIED = (0.6, 0.65, 0.7, 0.75, 0.8)
"""Thresholds over the lowest that keeps calm conversations calm."""


def states(engine: Engine, conversation: Conversation, upto: int | None = None) -> Iterator[tuple[int, State]]:
    """The number of each turn that was read, and the state after it."""
    state = engine.start(conversation)
    for at, message in enumerate(conversation.messages[:upto]):
        state, reading = engine.step(state, message)
        if reading.assessed:
            yield at, state


def calm_halves(folder: Path) -> dict[str, list[Conversation]]:
    """Calm conversations of development parts, the half that is chosen on."""
    return {source: list(public.calm_dev(folder, source, half=0)) for source in ("multidogo", "star", "taskmaster")}


def forecast(
    bench: Bench, numbers: Numbers, found: Sequence[cases.ConversationCase], calm: dict[str, list[Conversation]]
) -> tuple[dict[str, float], float]:
    """Weights of the outlook, and the threshold of alerts."""
    engine, ruled = bench.engine(numbers), RuleForecast(bench.weights)
    rows: list[list[float]] = []
    truth: list[float] = []
    weights: list[float] = []

    def add(conversation: Conversation, upto: int | None, bad: bool, weight: float) -> None:
        for at, state in states(engine, conversation):
            rows.append(list(shape(state, ruled.odds(state)[0]).values()))
            truth.append(float(bad))
            weights.append(weight if upto is None or at < upto else SHOWN_SHARE)

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
        return max((state.escalation.probability for _, state in states(done, conversation, upto)), default=0.0)

    peaks = {source: sorted(map(highest, talks), reverse=True) for source, talks in calm.items()}
    for source, values in peaks.items():
        print(f"  {source}: highest of {len(values)}: {values[:8]}")
    least = max(values[int(FALSE_ALARMS * len(values))] for values in peaks.values() if values)
    calm_from = round(float(np.ceil((least + 0.001) * 100) / 100), 2)
    ours = [(highest(case.conversation, case.turns_wrong_at), case.goes_wrong) for case in found]
    return shown, threshold(ours, calm_from)


def threshold(peaks: Sequence[tuple[float, bool]], calm_from: float) -> float:
    """The threshold, none under ``calm_from``, with the most caught over false alarms (Youden's J); ``peaks`` are the
    highest forecast of each conversation and whether it goes wrong. Of those as good the highest: alerts cost."""
    scored = {}
    for at in sorted({calm_from, *(each for each in TRIED if each > calm_from)}):
        caught = float(np.mean([value >= at for value, bad in peaks if bad]))
        false = float(np.mean([value >= at for value, bad in peaks if not bad]))
        print(f"  at {at}: {caught:.2f} of those that go wrong, {false:.2f} of those that don't")
        scored[at] = caught - false
    return max(at for at, value in scored.items() if value >= max(scored.values()) - AS_GOOD)
