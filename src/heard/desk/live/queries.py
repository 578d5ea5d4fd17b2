"""Reading events for a viewer, and the number that a fresh page carries."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from heard.desk.live.audience import Told, ears_of
from heard.desk.live.models import Event

if TYPE_CHECKING:
    from heard.desk.people.access import Viewer

LONGEST_NUMBER = 18
MOST = 2_000


class Missed(NamedTuple):
    """``seq``: the newest number looked at; ``reset``: too much happened to tell, fetch everything anew."""

    seq: int
    reset: bool
    events: tuple[Told, ...]


def newest() -> int:
    """The number of the newest event. A region reads it *before* its data and shows it as ``data-seq``."""
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def missed(viewer: Viewer, after: int | None) -> Missed:
    """What a viewer may hear of after a number; without one only where the numbers are."""
    last = newest()
    if after is None:
        return Missed(last, False, ())
    oldest = Event.objects.order_by("pk").values_list("pk", flat=True).first() or 0
    if after > last or after < oldest - 1:
        return Missed(last, True, ())
    rows = Event.objects.filter(pk__gt=after, pk__lte=last).order_by("pk")[: MOST + 1]
    told = [Told(*row) for row in rows.values_list("pk", "kind", "conversation", "team", "user")]
    if len(told) > MOST:
        return Missed(last, True, ())
    ears = ears_of(viewer)
    return Missed(last, False, tuple(event for event in told if ears.hear(event)))
