"""Probability to alert: a decision that a team sets by the false alarms it will bear, apart from the forecast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from heard.engine.state import Watch

if TYPE_CHECKING:
    from collections.abc import Mapping


class AlertPolicy(Protocol):
    """What to do about a probability, given what was decided before."""

    def __call__(self, probability: float, watch: Watch) -> Watch:
        """The new decision; ``watch.open`` is the alert."""


@dataclass(frozen=True, slots=True)
class ThresholdPolicy:
    """Opens when the probability reaches ``threshold`` ``patience`` times in a row, closes under ``clear``.

    After it closed it does not open again for ``cooldown`` readings, unless the probability is ``again`` over the
    threshold.
    """

    threshold: float = 0.5
    clear: float = 0.3
    patience: int = 1
    cooldown: int = 2
    again: float = 0.15

    @classmethod
    def of(cls, numbers: Mapping[str, float], *, by_rules: bool = False) -> ThresholdPolicy:
        """The policy that a playbook names under ``weights: policy``.

        ``by_rules``: for an engine whose rules read alone. They are less sure of what they see than the trained reader,
        so ``rules_threshold`` and ``rules_clear`` stand in for the two.
        """
        if by_rules:
            own = {name: f"rules_{name}" for name in ("threshold", "clear")}
            numbers = {**numbers, **{name: numbers[key] for name, key in own.items() if key in numbers}}
        fields = {key: numbers[key] for key in ("threshold", "clear", "again") if key in numbers}
        counts = {key: int(numbers[key]) for key in ("patience", "cooldown") if key in numbers}
        return cls(**fields, **counts)  # type: ignore[arg-type]

    def __call__(self, probability: float, watch: Watch) -> Watch:
        """The next decision.

        >>> ThresholdPolicy()(0.7, Watch()).open
        True
        """
        if watch.open:
            if probability < self.clear:
                return Watch(cooldown=self.cooldown)
            return watch
        above = watch.above + 1 if probability >= self.threshold else 0
        ready = watch.cooldown == 0 or probability >= self.threshold + self.again
        if above >= self.patience and ready:
            return Watch(open=True)
        return Watch(above=above, cooldown=max(0, watch.cooldown - 1))
