"""Chance without randomness: a choice is a hash of the seed, the persona, the turn and what it is for."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

_Value = TypeVar("_Value")
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def draw(*what: object) -> int:
    """A whole number below 2**64 that always is the same for the same things.

    >>> draw(7, "name") == draw(7, "name"), draw(7, "name") == draw(8, "name")
    (True, False)
    """
    told = "\0".join(map(str, what)).encode("utf-8", "replace")
    return int.from_bytes(hashlib.sha256(told).digest()[:8], "big")


def pick(values: Sequence[_Value], *what: object) -> _Value:
    """One of the values."""
    return values[draw(*what) % len(values)]


def made(pattern: str, *what: object) -> str:
    """A pattern with a digit for every ``#``, the first of a row not 0, and a letter for every ``%``.

    >>> made("LB-##", 7) == made("LB-##", 7), made("no marks", 7)
    (True, 'no marks')
    """
    found: list[str] = []
    for place, char in enumerate(pattern):
        if char == "#":
            first = place == 0 or pattern[place - 1] != "#"
            found.append(str(1 + draw(*what, place) % 9 if first else draw(*what, place) % 10))
        else:
            found.append(pick(_LETTERS, *what, place) if char == "%" else char)
    return "".join(found)
