"""The forecast of the trained reader: what it saw coming after each turn, weighed with the state."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from heard.engine.emotions import squash
from heard.engine.forecast import RuleForecast

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
    """A logistic sum of ``shape`` (``numbers``: weights by name), in which an agent's turn with a caution never cools;
    the reasons are cues and cautions of the state."""

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
        if state.agent.cautions and state.risk is not None:
            odds += max(0.0, _CAUTIONED - told.get("agent", 0.0) - told.get("answered", 0.0))
        return round(min(_CEILING, squash(odds)), 3), reasons
