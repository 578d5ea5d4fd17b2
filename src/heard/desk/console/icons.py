"""Icons of the Lucide set as inline SVG with presentation attributes only; a word always stands beside them."""

from __future__ import annotations

from functools import lru_cache
from xml.etree import ElementTree

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from lucide import _load_icon

SIZE = 20
STROKE = "1.5"


@lru_cache(maxsize=256)
def icon(name: str, classes: str = "") -> SafeString:
    """The icon of that name, 20 px with a 1.5 px stroke. Raises ``lucide.IconDoesNotExist``."""
    drawn = "".join(ElementTree.tostring(part, encoding="unicode") for part in _load_icon(name))
    return format_html(
        '<svg class="{}" width="{}" height="{}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        'stroke-width="{}" stroke-linecap="round" stroke-linejoin="round" '
        'aria-hidden="true" focusable="false">{}</svg>',
        f"icon {classes}".strip(),
        SIZE,
        SIZE,
        STROKE,
        mark_safe(" ".join(drawn.split())),  # noqa: S308 - the wheel's own drawing
    )
