"""The numbers that were fitted to a trained reader's weights: they are of no use to others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from heard.engine.model.findings import Stack, stacks_of
from heard.engine.model.outlook import SHAPE
from heard.engine.types import EMOTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """How the reader is weighed with the rules: see ``weighed``, ``findings`` and ``outlook``."""

    emotions: Mapping[str, Sequence[float]]
    temperature: Sequence[float]
    names: Mapping[str, Stack]
    cues: Mapping[str, Stack]
    forecast: Mapping[str, float]

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Numbers:
        """Out of ``reader.json``. Raises ``KeyError``, ``TypeError`` or ``ValueError`` for what is missing or odd."""
        return cls(
            emotions={name: _three(raw["emotions"][name]) for name in EMOTIONS},
            temperature=_three(raw["temperature"]),
            names=stacks_of(raw["names"]),
            cues=stacks_of(raw["cues"]),
            forecast={name: float(raw["forecast"].get(name, 0.0)) for name in _known(raw["forecast"])},
        )


def _three(given: Sequence[Any]) -> tuple[float, float, float]:
    """A bias and two weights."""
    bias, of_reader, of_rules = (float(each) for each in given)
    return bias, of_reader, of_rules


def _known(given: Mapping[str, object]) -> Sequence[str]:
    """The names of the forecast's weights, all of them ones that it knows."""
    if not given or (odd := set(given) - set(SHAPE)):
        raise ValueError(f"the forecast has no {sorted(odd) if given else 'weights'}")
    return tuple(given)
