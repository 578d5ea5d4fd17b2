"""Heat as people see it: a shape and a word, a ribbon of bars, a sentence for those who hear the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from heard.engine.types import BANDS, band

WORDS = {
    "calm": gettext_noop("calm"),
    "uneasy": gettext_noop("uneasy"),
    "heated": gettext_noop("heated"),
    "angry": gettext_noop("angry"),
    "burning": gettext_noop("burning"),
}
_SHAPES = {
    "calm": '<circle cx="6" cy="6" r="4.5" fill="none" stroke-width="1.6"/>',
    "uneasy": '<circle cx="6" cy="6" r="4.5" fill="none" stroke-width="1.6"/>'
    '<path d="M1.5 6a4.5 4.5 0 0 0 9 0z" stroke="none"/>',
    "heated": '<circle cx="6" cy="6" r="5.2" stroke="none"/>',
    "angry": '<path d="M6 .8 11.7 11H.3z" stroke="none"/>',
    "burning": '<path d="M6 0 7.8 4.2 12 6 7.8 7.8 6 12 4.2 7.8 0 6 4.2 4.2z" stroke-width=".8"/>',
    "none": '<path d="M2.5 6h7" stroke-width="1.6" stroke-linecap="round"/>',
}
_BAR, _GAP, _HIGH, _LOW = 5, 2, 24, 3
_MOST = 40


def word(temperature: float | None) -> str:
    """The word for a temperature, in the reader's language; for none, that it was not read yet."""
    return _("not read yet") if temperature is None else _(WORDS[band(temperature)])


def heat(temperature: float | None, words: str = "") -> SafeString:
    """Shape and word of a temperature (0 to 100, None: not read); the number on hover. ``words`` replace the word."""
    name = "none" if temperature is None else band(temperature)
    number = "" if temperature is None else _("Reads as %(number)d of 100") % {"number": round(temperature)}
    return format_html(
        '<span class="heat heat-{}" title="{}"><svg class="shape" width="12" height="12" viewBox="0 0 12 12" '
        'aria-hidden="true" focusable="false">{}</svg>{}</span>',
        name,
        number,
        SafeString(_SHAPES[name]),
        words or _reads(name, word(temperature)),
    )


def _reads(name: str, words: str) -> str:
    """Strong words say that they are a reading, not a fact about somebody."""
    return _("reads as %(word)s") % {"word": words} if name in ("angry", "burning") else words


def ribbon(heats: Sequence[float | None], direction: Literal["row", "column"] = "row") -> SafeString:
    """The newest of a conversation's temperatures as bars, oldest first, and the same in words."""
    shown = list(heats)[-_MOST:]
    length = max(1, len(shown)) * (_BAR + _GAP)
    width, height = (length, _HIGH) if direction == "row" else (_HIGH, length)
    bars = format_html_join("", '<rect class="heat-{}" x="{}" y="{}" width="{}" height="{}"/>', _bars(shown, direction))
    base = (0, height, width, height) if direction == "row" else (0, 0, 0, height)
    return format_html(
        '<svg class="ribbon ribbon-{}" width="{}" height="{}" viewBox="0 0 {} {}" preserveAspectRatio="none" '
        'role="img" aria-label="{}">'
        '<line class="base" x1="{}" y1="{}" x2="{}" y2="{}"/>{}</svg>',
        direction,
        width,
        height,
        width,
        height,
        in_words(shown),
        *base,
        bars,
    )


def bar(value: int, cap: int) -> SafeString:
    """A bar that is as full as ``value`` of ``cap``; beyond the cap it is full and of another class."""
    share = 100 if value >= cap else round(100 * max(0, value) / cap)
    return format_html(
        '<svg class="bar{}" width="100" height="6" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="whole" width="100" height="6"/><rect class="part" width="{}" height="6"/></svg>',
        " full" if value >= cap and value else "",
        share if value else 0,
    )


def in_words(heats: Sequence[float | None]) -> str:
    """How the heat went, as a sentence."""
    read = [heat for heat in heats if heat is not None]
    if not read:
        return _("Nothing was read yet")
    if len(read) == 1:
        return _("One message, reads as %(now)s") % {"now": word(read[0])}
    return _("%(count)d messages: began %(first)s, at most %(most)s, now %(now)s") % {
        "count": len(read),
        "first": word(read[0]),
        "most": word(max(read)),
        "now": word(read[-1]),
    }


def _bars(heats: Sequence[float | None], direction: str) -> list[tuple[str | int, ...]]:
    """Class, x, y, width and height of each bar; a message that was not read leaves its place empty."""
    top = BANDS[-1][0] - 1
    bars: list[tuple[str | int, ...]] = []
    for place, temperature in enumerate(heats):
        if temperature is None:
            continue
        long = _LOW + round((_HIGH - _LOW) * min(temperature, top) / top)
        along = place * (_BAR + _GAP)
        box = (along, _HIGH - long, _BAR, long) if direction == "row" else (0, along, long, _BAR)
        bars.append((band(temperature), *box))
    return bars
