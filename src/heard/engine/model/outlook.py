"""The forecast of the trained reader: what it saw coming after each turn, weighed with the state."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from heard.engine.emotions import squash
from heard.engine.forecast import RuleForecast
from heard.engine.types import HEATED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from heard.engine.content import Weights
    from heard.engine.state import State

_CEILING = 0.97
SHAPE: tuple[str, ...] = (
    "bias", "rules", "now", "highest", "before", "agent", "answered", "temperature", "peak", "unmet", "turns",
    "resolved", "shows", "showed",
)  # fmt: skip
"""What the forecast goes by. ``shows``: the customer's last message holds an outcome, ``showed``: one so far did."""
OUTCOMES = frozenset(
    {"hostile_language", "supervisor_demand", "report_threat", "legal_threat", "public_threat", "cancel_threat"}
)
"""Cues in which it is there already that a conversation goes wrong."""
_CAUTIONED = 0.3
"""What an agent's turn with a caution adds to the log-odds at least: the reader takes almost any answer for help."""


def shape(state: State, ruled: float) -> dict[str, float]:
    """``SHAPE`` of a state; ``ruled`` are the log-odds of the rule baseline."""
    risks = state.risks or (0.0,)
    values = {
        "bias": 1.0,
        "rules": ruled,
        "now": risks[-1],
        "highest": max(risks),
        "before": sum(risks[:-1]) / len(risks[:-1]) if risks[:-1] else risks[-1],
        "agent": 0.0 if state.risk is None else state.risk,
        "answered": float(state.risk is not None),
        "temperature": state.temperature / 100,
        "peak": max(state.temperatures, default=0) / 100,
        "unmet": min(5, sum(each.need in ("acknowledgement", "promise") for each in state.unmet)) / 5,
        "turns": math.log1p(state.customer_read),
        "resolved": float(state.resolved),
        "shows": max((value for name, value in state.latest if name in OUTCOMES), default=0.0),
        "showed": float(not OUTCOMES.isdisjoint(state.seen)),
    }
    return {name: values[name] for name in SHAPE}


class WeighedForecast:
    """A logistic sum of ``shape`` (``numbers``: weights by name); the reasons are cues and cautions of the state.

    An agent's turn never cools with a caution or past a feeling that waits, and never heats without either while it is
    calm.
    """

    def __init__(self, weights: Weights, numbers: Mapping[str, float]) -> None:
        self._rules = RuleForecast(weights)
        self._numbers = numbers

    def __call__(self, state: State) -> tuple[float, tuple[str, ...]]:
        """See ``Forecaster``; the rules alone while the reader has read nothing."""
        if not state.risks and state.risk is None:
            return self._rules(state)
        ruled, reasons = self._rules.odds(state)
        values = shape(state, ruled)
        told = {name: weight * values[name] for name, weight in self._numbers.items()}
        odds = sum(told.values())
        if state.risk is not None:
            said = told.get("agent", 0.0) + told.get("answered", 0.0)
            least, most = _bounds(state)
            odds += min(most, max(least, said)) - said
        return round(min(_CEILING, squash(odds)), 3), reasons


def _bounds(state: State) -> tuple[float, float]:
    """What the agent's turn adds to the log-odds at least and at most."""
    waits = any(each.need == "acknowledgement" for each in state.unmet)
    least = _CAUTIONED if state.agent.cautions else 0.0 if waits else -math.inf
    plain = not (waits or state.agent.cautions or state.temperature >= HEATED)
    return least, 0.0 if plain else math.inf
