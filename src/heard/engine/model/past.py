"""What was said before a message, as a trained reader is given it: the last turns, cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from heard.engine.types import Role

TURNS, LONGEST_TURN = 5, 400


def line(role: Role, own: str) -> str:
    """One turn: its role and the end of its own words, on one line."""
    return f"{role}: {' '.join(own.split())[-LONGEST_TURN:]}"


def onward(past: tuple[str, ...], role: Role, own: str) -> tuple[str, ...]:
    """The last turns after one more; notes are for colleagues and never read along."""
    return past if role == "note" or not own.strip() else (*past, line(role, own))[-TURNS:]
