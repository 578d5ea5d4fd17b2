"""Who needs a human first, and why, in words. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from heard.engine.types import band

if TYPE_CHECKING:
    from heard.engine.state import State

LONGEST_WHY = 200
VEILED = frozenset(["abusive", "violence_threat"])
"""The signals of slurs, of abuse of the person who answers, and of threats of violence."""
UNREAD = 2
"""The least urgency of a conversation whose customer waits: also before anything was read, or when nothing can be."""
_OF_BAND = {"calm": 2, "uneasy": 3, "heated": 5, "angry": 6, "burning": 7}


@dataclass(frozen=True, slots=True)
class Rank:
    """``urgency`` from 0 (nothing to do) to 9 (somebody may be in danger); ``why`` is one line for people."""

    urgency: int
    why: str


def rank(state: State, *, waiting: bool, lines: dict[str, str]) -> Rank:
    """The rank of a conversation in this state. ``waiting``: the customer waits for us.

    ``lines`` are human lines for the names of cues and cautions. The order is by what cannot wait: safety, a standing
    alert or a stopped conversation, then heat; calm ones by how long they wait. While we wait for the customer only
    an alert keeps a conversation among those that need somebody.
    """
    why = _why(state, lines)
    if "vulnerability" in state.seen and waiting:
        return Rank(8, lines.get("vulnerability", why))
    if state.escalation.alert or state.phase == "stop":
        return Rank(9 if state.phase == "stop" else 8, why) if waiting else Rank(4, why)
    if not waiting:
        return Rank(0, why)
    heat = _OF_BAND[band(state.temperature)]
    return Rank(heat + (state.trend == "rising" and heat >= 5), why)


def _why(state: State, lines: dict[str, str]) -> str:
    """The strongest reason that there is a line for, else what the customer still waits for, else what it is about.

    Where words are veiled until somebody looks, nothing is quoted.
    """
    for name in state.escalation.reasons:
        if name in lines:
            return lines[name][:LONGEST_WHY]
    if not VEILED.isdisjoint(state.seen):
        return lines.get("hostile_language", "")[:LONGEST_WHY]
    if state.unmet:
        return state.unmet[-1].text[:LONGEST_WHY]
    if state.matter:
        return state.matter.text[:LONGEST_WHY]
    return ""
