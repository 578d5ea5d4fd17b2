"""The numbers that were fitted to a trained reader's weights: they are of no use to others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from heard.engine.model.findings import Limits, limits_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """How the reader is weighed with the rules: see ``weighed``, ``findings`` and ``outlook``."""

    emotions: Mapping[str, Sequence[float]]
    temperature: Sequence[float]
    names: Mapping[str, Limits]
    cues: Mapping[str, Limits]
    forecast: Mapping[str, float]

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Numbers:
        """Out of ``reader.json``. Raises ``KeyError`` or ``TypeError`` when something is missing."""
        return cls(
            emotions=raw["emotions"],
            temperature=raw["temperature"],
            names=limits_of(raw["names"]),
            cues=limits_of(raw["cues"]),
            forecast=raw["forecast"],
        )
