"""The floor: what a lead sees of open conversations, of alerts, and of who carries how much. Counts, never feelings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heard.desk.inbox import queries
from heard.desk.inbox.presenting.words import trend_word
from heard.desk.inbox.words import reason_lines
from heard.desk.live.queries import newest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from heard.desk.inbox.models import Alert, Conversation
    from heard.desk.inbox.views.request import Request

PART = "X-Heard-Part"
"""The header by which the page's script asks for a form alone, to put it into a dialog."""
MOST_REASONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A conversation's place in the seating plan."""

    conversation: Conversation
    temperature: int | None
    trend: str
    trend_word: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """An alert that stands, with its reasons in words."""

    alert: Alert
    reasons: list[str]


@login_required
@require_safe
def floor(request: Request) -> HttpResponse:
    """The whole page; with ``with``, ``dismiss`` or ``stop`` also the form for one conversation, alert or request."""
    request.viewer.require("floor.see")
    context = _asked(request)
    if PART in request.headers and context:
        return render(request, "floor/part.html", context)
    return render(request, "floor/floor.html", context | _strips(request) | _people(request))


@login_required
@require_safe
def floor_strips(request: Request) -> HttpResponse:
    """Region: every open conversation, the hottest first."""
    request.viewer.require("floor.see")
    return render(request, "floor/strips.html", _strips(request))


@login_required
@require_safe
def floor_alerts(request: Request) -> HttpResponse:
    """Region: alerts that stand, and requests to stop that wait for a decision."""
    request.viewer.require("floor.see")
    return render(request, "floor/alerts.html", _strips(request))


@login_required
@require_safe
def floor_people(request: Request) -> HttpResponse:
    """Region: who carries how much, against what was agreed."""
    request.viewer.require("floor.see")
    return render(request, "floor/people.html", _people(request))


def _strips(request: Request) -> dict[str, Any]:
    found = queries.floor(request.viewer)
    strips = [_strip(conversation) for conversation in found.conversations]
    return {
        "floor": found,
        "strips": strips,
        "hot": sum(strip.temperature is not None and strip.temperature >= queries.HARD for strip in strips),
        "nobodys": sum(strip.conversation.assignee_id is None for strip in strips),
        "alerts": [_warned(alert) for alert in found.alerts],
        "stops": found.stops,
        "hidden": max(0, found.total - len(strips)),
        "many_teams": len({strip.conversation.team_id for strip in strips}) > 1,
    }


def _people(request: Request) -> dict[str, Any]:
    seq = newest()
    loads = queries.loads(request.viewer)
    return {"loads": loads, "many_teams_of": len({load.team for load in loads}) > 1, "people_seq": seq}


def _strip(conversation: Conversation) -> Strip:
    return Strip(
        conversation=conversation,
        temperature=conversation.temperature if conversation.assessed else None,
        trend=conversation.trend if conversation.assessed else "unknown",
        trend_word=trend_word(conversation.trend),
        why=conversation.why or conversation.preview,
    )


def _warned(alert: Alert) -> Warned:
    return Warned(alert=alert, reasons=list(_lines(alert.reasons))[:MOST_REASONS])


def _lines(names: Iterable[str]) -> Iterable[str]:
    known = reason_lines()
    return (known.get(name, name.replace("_", " ")) for name in names)


def _asked(request: Request) -> dict[str, Any]:
    """What one of the forms is about, by the number that the address names; nothing when it names none."""
    viewer = request.viewer
    for name in ("with", "dismiss", "stop"):
        number = request.GET.get(name, "")
        if not (number.isdecimal() and len(number) < 19):
            continue
        if name == "dismiss":
            alert = queries.alert_for(viewer, int(number))
            return {"part": name, "warned": _warned(alert), "asked": alert.conversation}
        if name == "stop":
            request_to_stop = queries.stop_for(viewer, int(number))
            return {"part": name, "stop": request_to_stop, "asked": request_to_stop.conversation}
        conversation = queries.conversation_for(viewer, int(number), "conversations.share_out")
        return {"part": name, "asked": conversation, "colleagues": queries.colleagues(conversation)}
    return {}
