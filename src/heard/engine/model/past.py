"""What was said before a message, as a trained reader is given it: the last turns, cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from heard.engine.types import Message, Role

TURNS, LONGEST_TURN = 5, 400


def line(role: Role, own: str) -> str:
    """One turn: its role and the end of its own words, on one line."""
    return f"{role}: {' '.join(own.split())[-LONGEST_TURN:]}"


def onward(past: tuple[str, ...], role: Role, own: str) -> tuple[str, ...]:
    """The last turns after one more; notes are for colleagues and never read along."""
    return past if role == "note" or not own.strip() else (*past, line(role, own))[-TURNS:]


def keys(turns: Iterable[tuple[Message, str]]) -> Iterator[tuple[str, str, Role]]:
    """What a reader is asked about each customer's and agent's message, given with its own words."""
    past: tuple[str, ...] = ()
    for message, own in turns:
        if message.role in ("customer", "agent"):
            yield own, "\n".join(past), message.role
        past = onward(past, message.role, own)
