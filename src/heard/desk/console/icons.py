"""Icons of the Lucide set as inline SVG with presentation attributes only; a word always stands beside them."""

from __future__ import annotations

from functools import lru_cache

from django.utils.safestring import SafeString
from lucide.templatetags.lucide import lucide

SIZE = 20
STROKE = "1.5"


@lru_cache(maxsize=256)
def icon(name: str, classes: str = "") -> SafeString:
    """The icon of that name, 20 px with a 1.5 px stroke. Raises ``lucide.IconDoesNotExist``."""
    shape = {"stroke_width": STROKE, "aria_hidden": "true", "focusable": "false", "class": f"icon {classes}".strip()}
    return SafeString(" ".join(lucide(name, size=SIZE, **shape).split()))
