"""State to the probability that the conversation goes wrong later: the door and its rule baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from heard.engine.emotions import squash

if TYPE_CHECKING:
    from heard.engine.content import Weights
    from heard.engine.state import State

_MOST_REASONS, _UNMET = 4, 5
_CEILING = 0.97


class Forecaster(Protocol):
    """A state to the chance of hostility, a supervisor, regulator or the public, or a break-off, later on."""

    def __call__(self, state: State) -> tuple[float, tuple[str, ...]]:
        """A calibrated probability in [0, 1] and the names of the cues and cautions that speak for it."""


class RuleForecast:
    """Log-odds of the pack over what the state remembers; a threat fades by a third with every calm message."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights.forecast

    def __call__(self, state: State) -> tuple[float, tuple[str, ...]]:
        """See ``Forecaster``."""
        odds, reasons = self.odds(state)
        return round(min(_CEILING, squash(odds)), 3), reasons

    def odds(self, state: State) -> tuple[float, tuple[str, ...]]:
        """The sum before it is squashed, and the names that speak for it."""
        shape = {
            "bias": 1.0,
            "temperature": state.temperature / 100,
            "peak": max(state.temperatures, default=0) / 100,
            state.trend: 1.0,
            "resolved": float(state.resolved),
            "unmet": float(min(_UNMET, len(state.unmet))),
            "acknowledged": float(state.agent.acknowledged),
            "caution": float(bool(state.agent.cautions)),
        }
        odds = sum(self._weights.get(name, 0.0) * value for name, value in shape.items())
        speaking: dict[str, float] = {}
        for name, strength in state.features:
            weight = self._weights.get(name, 0.0) * strength
            odds += weight
            if weight > 0.15 and name not in shape:
                speaking[name] = weight
        speaking |= {name: self._weights.get("caution", 0.0) for name in state.agent.cautions}
        reasons = sorted(speaking, key=lambda name: (-speaking[name], name))[:_MOST_REASONS]
        return odds, tuple(reasons)
