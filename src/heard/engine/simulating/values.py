"""What a simulated customer is between two messages, and what it says."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from heard.engine.simulating.kinds import BREAKS
from heard.errors import StateError

if TYPE_CHECKING:
    from heard.engine.simulating.kinds import Over

_ENDS = (None, "settled", *BREAKS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message. ``after_seconds`` is how long reading and typing take at speed 1; ``over`` how it ended, if so."""

    text: str
    after_seconds: float
    over: Over | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """A simulated customer in a conversation; small, frozen, and saved as JSON.

    ``temperature`` (0 to 100) is what it feels, ``patience`` how many answers that lead nowhere it still bears,
    ``eased`` how far it has been heard, in points. ``facts`` are what it knows, ``told`` those that it has said.
    ``used`` are the lines that it has said, ``heard`` counts techniques and cautions, ``sentences`` are sums over what
    the agent has said, so that the same words twice do nothing. ``offered`` are the wants that an offer has met.
    """

    persona: str
    seed: int
    name: str
    temperature: float
    patience: int
    facts: tuple[tuple[str, str], ...] = ()
    eased: float = 0.0
    turns: int = 0
    nudges: int = 0
    told: tuple[str, ...] = ()
    used: tuple[str, ...] = ()
    heard: tuple[tuple[str, int], ...] = ()
    sentences: tuple[int, ...] = ()
    offered: tuple[str, ...] = ()
    accepted: bool = False
    over: Over | None = None

    def times(self, name: str) -> int:
        """How often a technique or caution has been heard."""
        return dict(self.heard).get(name, 0)

    def to_json(self) -> str:
        """It as JSON."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Simulated:
        """It again. Raises ``StateError`` S002 when it is damaged."""
        try:
            raw = json.loads(text)
            found = cls(**{each.name: _frozen(raw[each.name]) for each in dataclasses.fields(cls)})
            if found.over not in _ENDS or not isinstance(found.persona, str) or not isinstance(found.turns, int):
                raise ValueError(found.over)
            dict(found.facts), dict(found.heard)
        except (ValueError, TypeError, KeyError) as error:
            raise StateError("S002", f"a saved simulated customer cannot be read: {error}") from None
        return found


def _frozen(value: Any) -> Any:
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value
