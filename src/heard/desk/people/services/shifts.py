"""When people work: hours on a weekday in a time zone, daylight saving and nights included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from heard.desk.live.services import publish
from heard.desk.people.models import Membership, Shift
from heard.desk.people.services import audit
from heard.desk.people.values import known_zone
from heard.errors import DeskError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from heard.desk.people.access import Viewer
    from heard.desk.people.models import User

DAY = timedelta(days=1)
WEEKDAYS = 7


@dataclass(frozen=True, slots=True)
class Hours:
    """A weekday (0: Monday) and wall-clock hours in a time zone; ``ends`` not after ``begins`` is the next day."""

    weekday: int
    begins: time
    ends: time
    time_zone: str


def spans(hours: Hours, day: date) -> tuple[datetime, datetime] | None:
    """When the shift of that day runs, in UTC; None when it has none then.

    An hour that the clocks skip is taken as if they had not moved yet, an hour that they show twice as the first of
    the two; so a shift is always one stretch of time.
    """
    if day.weekday() != hours.weekday:
        return None
    zone = ZoneInfo(hours.time_zone)
    last = day if hours.ends > hours.begins else day + DAY
    start = datetime.combine(day, hours.begins, zone).astimezone(UTC)
    return start, datetime.combine(last, hours.ends, zone).astimezone(UTC)


def running(hours: Iterable[Hours], at: datetime) -> bool:
    """Whether one of these shifts runs at a moment. Pure.

    >>> night = Hours(4, time(22), time(6), "Europe/Berlin")
    >>> running([night], datetime(2026, 1, 3, 4, 59, tzinfo=UTC)), running([night], datetime(2026, 1, 3, 5, tzinfo=UTC))
    (True, False)
    """
    for each in hours:
        today = at.astimezone(ZoneInfo(each.time_zone)).date()
        for day in (today - DAY, today):
            span = spans(each, day)
            if span is not None and span[0] <= at < span[1]:
                return True
    return False


def on_now(users: Iterable[int], at: datetime | None = None) -> dict[int, bool | None]:
    """For each of these people whether a shift of theirs runs; None for those who have entered none."""
    at = at or timezone.now()
    found: dict[int, list[Hours]] = {user: [] for user in users}
    for shift in Shift.objects.filter(user__in=list(found)):
        found[shift.user_id].append(Hours(shift.weekday, shift.begins, shift.ends, shift.time_zone))
    return {user: running(hours, at) if hours else None for user, hours in found.items()}


def may_edit(by: Viewer, user: User) -> bool:
    """Whether somebody may change these shifts: their own, those of their team as a lead, all as an admin."""
    if by.user == user.pk:
        return True
    teams = by.teams_with("shifts.edit")
    return teams is None or Membership.objects.filter(user=user, team__in=teams).exists()


def add(by: Viewer, user: User, hours: Hours) -> Shift:
    """Enter a shift. Raises ``DeskError`` D024 for an unknown time zone, D026 for a shift of no length."""
    _require(by, user)
    known_zone(hours.time_zone)
    if not 0 <= hours.weekday < WEEKDAYS:
        raise DeskError("D025", str(hours.weekday))
    if hours.begins == hours.ends:
        raise DeskError("D026", f"{hours.begins:%H:%M}")
    with transaction.atomic():
        shift, made = Shift.objects.get_or_create(
            user=user, weekday=hours.weekday, begins=hours.begins, ends=hours.ends, time_zone=hours.time_zone
        )
        if made:
            _log(by, user, "shift.added", hours)
    return shift


def remove(by: Viewer, user: User, shift: Shift) -> None:
    """Take a shift out."""
    _require(by, user)
    with transaction.atomic():
        hours = Hours(shift.weekday, shift.begins, shift.ends, shift.time_zone)
        if Shift.objects.filter(pk=shift.pk, user=user).delete()[0]:
            _log(by, user, "shift.removed", hours)


def _require(by: Viewer, user: User) -> None:
    if not may_edit(by, user):
        by.require("people.manage")


def _log(by: Viewer, user: User, action: str, hours: Hours) -> None:
    if by.user != user.pk:
        what = f"{hours.weekday} {hours.begins:%H:%M}–{hours.ends:%H:%M} {hours.time_zone}"
        audit.record(by, action, detail=f"{user.email}: {what}")
    for team in Membership.objects.filter(user=user).values_list("team_id", flat=True):
        publish("presence", team=team)
