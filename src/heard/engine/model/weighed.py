"""Emotions and temperature of the trained reader, weighed with the rules' and calibrated on support talk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from heard.engine.emotions import RuleEmotions, RuleTemperature, carried, squash
from heard.engine.types import EMOTIONS, Emotions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from heard.engine.content import Weights
    from heard.engine.model.signals import Signals
    from heard.engine.state import State
    from heard.engine.types import Cue


NAMED = "explicit_emotion"
"""The cue that a customer names a feeling of their own."""
_BELIEVED, _SURE = 0.7, 0.9


def believed(emotions: Emotions, cues: Sequence[Cue]) -> Emotions:
    """A feeling that somebody names as their own is there, whatever the weighing makes of it; nothing is neutral then.

    Pleasant ones are not believed beside sarcasm.
    """
    told = {name for cue in cues if cue.name == NAMED and cue.score >= _SURE for name in cue.reads_as}
    if any(cue.name == "sarcasm" for cue in cues):
        told.discard("satisfaction")
    if not told:
        return emotions
    values = {name: max(getattr(emotions, name), _BELIEVED) for name in told if name != "neutral"}
    return replace(emotions, **values, neutral=min(emotions.neutral, round(1 - _BELIEVED, 3)))


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
    """Degrees: a bias, the reader's and the rules', each with its weight (``numbers``, in this order).

    Beside a feeling that is named outright the rules' degrees are believed more.
    """

    def __init__(self, weights: Weights, numbers: Sequence[float]) -> None:
        self._rules = RuleTemperature(weights)
        self._numbers = numbers

    def __call__(self, *, features: Mapping[str, float], signals: Signals | None, state: State) -> int:
        """See ``TemperatureReader``."""
        if signals is None:
            return self._rules(features=features, signals=None, state=state)
        bias, of_reader, of_rules = self._numbers
        ruled = self._rules.own(features)
        own = bias + of_reader * 100 * squash(signals.odds("temperature")) + of_rules * ruled
        if features.get(NAMED, 0.0) >= _SURE:
            own = max(own, ruled)
        return round(max(0.0, min(100.0, max(own, carried(features, state)))))
