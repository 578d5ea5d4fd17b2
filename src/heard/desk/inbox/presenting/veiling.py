"""Words that are shown only on request are not quoted elsewhere on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

VEIL = "[…]"


def without(text: str, hidden: Sequence[str]) -> str:
    """A text with the veiled words taken out.

    >>> without("they wrote: you fool", ["you fool"])
    'they wrote: […]'
    """
    for phrase in hidden:
        if phrase:
            text = text.replace(phrase, VEIL)
    return text
