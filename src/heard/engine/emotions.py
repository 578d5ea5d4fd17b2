"""Features to the eight emotions and the temperature: the doors, and the transparent rule baseline behind them.

Trained readers come through the same two doors. The baseline's probabilities are logistic sums of the pack's
log-odds; they are what the words say outright and no more (docs/models/baselines.md gives their calibration).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

from heard.engine.types import EMOTIONS, Emotions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from heard.engine.content import Weights
    from heard.engine.model.signals import Signals
    from heard.engine.state import State

_POINTS = 66.0
_CARRIED = 0.5
_COOLING = ("gratitude", "satisfaction_word", "resolved", "relief", "acceptance")


class EmotionReader(Protocol):
    """One customer message, by its features and a trained reader's signals (None: unread), to the eight emotions."""

    def __call__(self, *, features: Mapping[str, float], signals: Signals | None) -> Emotions:
        """Calibrated probabilities in [0, 1]; they need not sum to 1."""


class TemperatureReader(Protocol):
    """One customer message, by its features and signals, and what came before, to its temperature."""

    def __call__(self, *, features: Mapping[str, float], signals: Signals | None, state: State) -> int:
        """0 (calm) to 100 (burning)."""


class RuleEmotions:
    """Log-odds of the pack, summed and squashed."""

    def __init__(self, weights: Weights) -> None:
        self._bias = weights.bias
        self._weights = weights.emotions

    def __call__(self, *, features: Mapping[str, float], signals: Signals | None) -> Emotions:  # noqa: ARG002
        """The baseline looks at the features alone."""
        return Emotions(**{name: round(squash(value), 3) for name, value in self.odds(features).items()})

    def odds(self, features: Mapping[str, float]) -> dict[str, float]:
        """The sums before they are squashed."""
        odds = {name: self._bias.get(name, 0.0) for name in EMOTIONS}
        for feature, strength in features.items():
            for emotion, weight in self._weights.get(feature, {}).items():
                odds[emotion] += weight * strength
        return odds


class RuleTemperature:
    """Points of the pack, summed; half of the heat of before stays until the customer shows that it has gone."""

    def __init__(self, weights: Weights) -> None:
        self._heat = weights.heat

    def __call__(self, *, features: Mapping[str, float], signals: Signals | None, state: State) -> int:  # noqa: ARG002
        """The message's own heat, or half of the conversation's if that is more and nothing cooled it."""
        return round(max(self.own(features), carried(features, state)))

    def own(self, features: Mapping[str, float]) -> float:
        """The message's own heat, 0 to 100."""
        points = sum(self._heat.get(feature, 0.0) * strength for feature, strength in features.items())
        return 100.0 * (1.0 - math.exp(-max(0.0, points) / _POINTS))


def carried(features: Mapping[str, float], state: State) -> float:
    """The heat of before that is still there: half, until the customer shows that it has gone."""
    return 0.0 if any(name in features for name in _COOLING) else _CARRIED * state.temperature


def squash(odds: float) -> float:
    """Log-odds to a probability.

    >>> squash(0.0)
    0.5
    """
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))
