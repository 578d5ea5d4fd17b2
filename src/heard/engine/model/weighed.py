"""Emotions and temperature of the trained reader, weighed with the rules' and calibrated on support talk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.engine.emotions import RuleEmotions, RuleTemperature, carried, squash
from heard.engine.types import EMOTIONS, Emotions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from heard.engine.content import Weights
    from heard.engine.model.signals import Signals
    from heard.engine.state import State


class WeighedEmotions:
    """Log-odds: a bias, the reader's and the rules', each with its weight (``numbers``: by emotion, in this order)."""

    def __init__(self, weights: Weights, numbers: Mapping[str, Sequence[float]]) -> None:
        self._rules = RuleEmotions(weights)
        self._numbers = numbers

    def __call__(self, *, features: Mapping[str, float], signals: Signals | None) -> Emotions:
        """See ``EmotionReader``; the rules alone for a message that the reader did not read."""
        if signals is None:
            return self._rules(features=features, signals=None)
        ruled, read = self._rules.odds(features), signals.heads["emotions"]
        values = {}
        for name in EMOTIONS:
            bias, of_reader, of_rules = self._numbers[name]
            values[name] = round(squash(bias + of_reader * read[name] + of_rules * ruled[name]), 3)
        return Emotions(**values)


class WeighedTemperature:
    """Degrees: a bias, the reader's and the rules', each with its weight (``numbers``, in this order)."""

    def __init__(self, weights: Weights, numbers: Sequence[float]) -> None:
        self._rules = RuleTemperature(weights)
        self._numbers = numbers

    def __call__(self, *, features: Mapping[str, float], signals: Signals | None, state: State) -> int:
        """See ``TemperatureReader``."""
        if signals is None:
            return self._rules(features=features, signals=None, state=state)
        bias, of_reader, of_rules = self._numbers
        own = bias + of_reader * 100 * squash(signals.odds("temperature")) + of_rules * self._rules.own(features)
        return round(max(0.0, min(100.0, max(own, carried(features, state)))))
