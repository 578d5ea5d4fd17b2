"""What templates say: icons, heat, times, marked words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from heard.desk.console import heat as heats
from heard.desk.console import icons, marking
from heard.engine.types import band as band_of

if TYPE_CHECKING:
    from heard.desk.people.access import Permission, Viewer

register = template.Library()


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """``{% icon "inbox" %}``: an icon, to stand beside its word; ``"small"`` for 16 px."""
    return icons.icon(name, classes)


@register.simple_tag
def heat(temperature: float | None, words: str = "") -> SafeString:
    """``{% heat conversation.temperature %}``: shape and word; the number on hover."""
    return heats.heat(temperature, words)


@register.simple_tag
def ribbon(temperatures: Sequence[float | None], direction: str = "row") -> SafeString:
    """``{% ribbon conversation.heats %}``, or ``... "column" %}``: bars, and the same in words."""
    return heats.ribbon(temperatures, "column" if direction == "column" else "row")


@register.simple_tag
def marked(
    text: str, findings: Iterable[Mapping[str, Any]] = (), more: str = "", limit: int | None = marking.LIMIT
) -> SafeString:
    """``{% marked message.text findings more=url %}``: somebody's words with what was found in them."""
    return marking.marked(text, findings, more=more, limit=limit)


@register.filter
def harmless(text: str) -> SafeString:
    """A short text of somebody's (a name, a subject, a preview) that cannot turn the page's direction."""
    return format_html('<bdi dir="auto">{}</bdi>', marking.harmless(str(text)))


@register.simple_tag
def ago(moment: datetime | None, past: bool = False) -> SafeString:
    """``{% ago message.at %}``: how long since, short; the date and hour on hover. ``past=True`` adds "ago"."""
    if moment is None:
        return SafeString("")
    local = timezone.localtime(moment)
    return format_html(
        '<time datetime="{}" title="{}" data-ago="{}">{}</time>',
        moment.isoformat(),
        date_format(local, "j F Y, H:i"),
        "past" if past else "",
        since(moment, timezone.now(), past=past),
    )


def since(moment: datetime, now: datetime, *, past: bool = False) -> str:
    """How long since, in the largest whole unit."""
    minutes = int(max(0.0, (now - moment).total_seconds()) // 60)
    if minutes < 1:
        return _("just now") if past else _("under 1 min")
    if minutes < 60:
        words = _("%(count)d min") % {"count": minutes}
    elif minutes < 60 * 24:
        words = _("%(count)d h") % {"count": minutes // 60}
    else:
        words = _("%(count)d d") % {"count": minutes // (60 * 24)}
    return _("%(since)s ago") % {"since": words} if past else words


@register.filter
def may(viewer: Viewer | None, permission: Permission) -> bool:
    """``{% if viewer|may:"floor.see" %}``."""
    return bool(viewer) and viewer.may(permission)  # type: ignore[union-attr]


@register.filter
def initials(name: str) -> str:
    """The first letters of a name's first and last word."""
    words = str(name).split()
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()


@register.simple_tag
def demo_people() -> list[dict[str, Any]]:
    """``{% demo_people as people %}``: whom one may sign in as where this is the demo; nobody elsewhere."""
    if not settings.DEMO:
        return []
    from heard.desk.demo.signing_in import people

    return people()


@register.simple_tag
def band(temperature: float) -> str:
    """``{% band conversation.temperature %}``: the band's own name, for a class or a data attribute."""
    return band_of(temperature)


@register.simple_tag
def bar(value: int, cap: int) -> SafeString:
    """``{% bar 4 6 %}``: how much of what was agreed; the figures stand beside it in words."""
    return heats.bar(value, cap)
