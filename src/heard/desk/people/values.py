"""Checking what people enter: names, time zones, numbers."""

from __future__ import annotations

import unicodedata
from functools import cache
from zoneinfo import available_timezones

from heard.errors import DeskError

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_JOINERS = frozenset("\u200c\u200d")
"""Needed to write some languages, and emoji; all other characters that nobody sees are taken out."""
_MOST_MARKS = 4


def plain(text: str, most: int = 120) -> str:
    """A name on one line: no control characters, no turning of direction, no towers of accents, at most so long.

    >>> plain("  Ann\\u202e\\n  Lee ")
    'Ann Lee'
    """
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", text[: most * 8]):
        kind = unicodedata.category(char)
        marks = marks + 1 if kind.startswith("M") else 0
        if char.isspace():
            kept.append(" ")
        elif marks <= _MOST_MARKS and (kind not in _UNSEEN or char in _JOINERS):
            kept.append(char)
    name = " ".join("".join(kept).split())[:most].strip()
    return name if name.strip(" \u200c\u200d") else ""


@cache
def zones() -> tuple[str, ...]:
    """The time zones to choose from: places, and UTC."""
    return ("UTC", *sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/")))


def known_zone(name: str) -> str:
    """The name itself. Raises ``DeskError`` D024 when there is no such time zone."""
    if name not in zones():
        raise DeskError("D024", name[:64])
    return name


def bounded(number: int, least: int, most: int) -> int:
    """The number itself. Raises ``DeskError`` D025 when it is out of range."""
    if not least <= number <= most:
        raise DeskError("D025", f"{number}: {least}–{most}")
    return number
