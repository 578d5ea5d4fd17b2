"""What a trained reader saw in one message: log-odds, before they are weighed with the rules'."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from heard.engine.types import Role

THREATS: Mapping[str, str] = {
    "cancel": "cancel_threat",
    "report": "report_threat",
    "legal": "legal_threat",
    "public": "public_threat",
    "supervisor": "supervisor_demand",
}
"""The threats that customers make, by their label, and the cues that they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A stretch of the message in which a name was seen; offsets in the text that was read."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """Log-odds by head and label (``emotions``: ``anger`` ...). ``spots`` are the places of an agent's techniques.

    ``tokens`` are the highest log-odds of a single token of an agent's message, by name. ``sentences`` are the log-odds
    of each sentence of a customer's by itself, from the same pass: (start, end, by emotion or cue).
    """

    heads: Mapping[str, Mapping[str, float]]
    spots: tuple[Spot, ...] = ()
    tokens: Mapping[str, float] = field(default_factory=dict)
    sentences: tuple[tuple[int, int, Mapping[str, float]], ...] = ()

    def odds(self, head: str, label: str = "") -> float:
        """The log-odds of one label; a head with one answer has the label ``""``."""
        return self.heads[head][label]


class MessageReader(Protocol):
    """A message and what was said before it to signals. May be shared between threads."""

    @property
    def mark(self) -> str:
        """What readings are bound to: the id of the weights."""

    def __call__(self, text: str, past: Sequence[str], role: Role) -> Signals:
        """The signals."""
