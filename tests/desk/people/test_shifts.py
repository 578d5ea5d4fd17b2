"""Whether a shift runs: against plain counting where clocks never move, and around the days when they do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given, settings
from hypothesis import strategies as st

from heard.desk.people.models import AuditEntry, Shift
from heard.desk.people.services import shifts
from heard.desk.people.services.shifts import Hours, running, spans
from heard.errors import DeskError
from tests.desk.conftest import Desk

ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Pacific/Auckland",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
    "America/St_Johns",
]
STILL = ["UTC", "Asia/Kolkata", "Asia/Tokyo", "Pacific/Kiritimati"]
minutes = st.integers(0, 1439).map(lambda number: time(number // 60, number % 60))
moments = st.integers(1_420_000_000, 2_050_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))


def hours_in(zones: list[str]) -> st.SearchStrategy[Hours]:
    return st.builds(Hours, st.integers(0, 6), minutes, minutes, st.sampled_from(zones)).filter(
        lambda hours: hours.begins != hours.ends
    )


@given(hours_in(STILL), moments)
@settings(max_examples=200, deadline=None)
def test_where_clocks_stand_still_it_is_plain_counting(hours: Hours, at: datetime) -> None:
    here = at.astimezone(ZoneInfo(hours.time_zone))
    now = here.weekday() * 1440 + here.hour * 60 + here.minute
    begin = hours.weekday * 1440 + hours.begins.hour * 60 + hours.begins.minute
    length = (hours.ends.hour * 60 + hours.ends.minute - hours.begins.hour * 60 - hours.begins.minute) % 1440
    assert running([hours], at) == ((now - begin) % 10080 < length)


@given(hours_in(ZONES), moments)
@settings(max_examples=200, deadline=None)
def test_a_shift_is_one_stretch_of_at_most_a_day_and_an_hour(hours: Hours, at: datetime) -> None:
    day = at.date() + timedelta(days=(hours.weekday - at.date().weekday()) % 7)
    span = spans(hours, day)
    assert span is not None
    begin, end = span
    assert end - begin <= timedelta(hours=25)
    local = begin.astimezone(ZoneInfo(hours.time_zone))
    assert local.date() - day <= timedelta(days=1)
    if begin < end:
        assert running([hours], begin)
        assert running([hours], begin + (end - begin) / 2)
        assert running([hours], end - timedelta(seconds=1))
        assert not running([hours], end)
        assert not running([hours], begin - timedelta(seconds=1))


@given(st.lists(hours_in(ZONES), max_size=5), moments)
@settings(max_examples=100, deadline=None)
def test_several_shifts_are_any_of_them(week: list[Hours], at: datetime) -> None:
    assert running(week, at) == any(running([each], at) for each in week)


def changes(hours: Hours, begin: datetime, end: datetime) -> list[str]:
    """When it goes on and off between two moments, minute by minute."""
    seen, was = [], False
    at = begin
    while at <= end:
        now = running([hours], at)
        if now != was:
            seen.append(f"{at:%d %H:%M} {'on' if now else 'off'}")
        was = now
        at += timedelta(minutes=1)
    return seen


@pytest.mark.parametrize(
    ("begins", "ends", "weekday", "day", "due"),
    [
        # 29 March 2026, Berlin: 02:00 becomes 03:00; Saturday is 5
        ("22:00", "06:00", 5, date(2026, 3, 28), ["28 21:00 on", "29 04:00 off"]),
        ("02:30", "10:00", 6, date(2026, 3, 29), ["29 01:30 on", "29 08:00 off"]),
        ("02:15", "02:45", 6, date(2026, 3, 29), ["29 01:15 on", "29 01:45 off"]),
        # 25 October 2026: 03:00 becomes 02:00 again
        ("22:00", "06:00", 5, date(2026, 10, 24), ["24 20:00 on", "25 05:00 off"]),
        ("22:00", "02:30", 5, date(2026, 10, 24), ["24 20:00 on", "25 00:30 off"]),
        ("02:30", "04:00", 6, date(2026, 10, 25), ["25 00:30 on", "25 03:00 off"]),
    ],
)
def test_the_nights_when_clocks_move(begins: str, ends: str, weekday: int, day: date, due: list[str]) -> None:
    hours = Hours(weekday, time.fromisoformat(begins), time.fromisoformat(ends), "Europe/Berlin")
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC)
    assert changes(hours, begin, begin + timedelta(hours=44)) == due


def test_an_hour_that_never_was_makes_no_shift_of_negative_length() -> None:
    hours = Hours(6, time(2, 15), time(3, 0), "Europe/Berlin")
    assert changes(hours, datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 3, 30, tzinfo=UTC)) == []


def test_who_is_on_now(desk: Desk) -> None:
    sam, mira, priya = (desk.user(key) for key in ("sam", "mira", "priya"))
    Shift.objects.create(user=sam, weekday=4, begins="22:00", ends="06:00", time_zone="Europe/Berlin")
    Shift.objects.create(user=mira, weekday=5, begins="06:00", ends="14:00", time_zone="Europe/Berlin")
    at = datetime(2026, 1, 3, 4, 0, tzinfo=UTC)
    assert shifts.on_now([sam.pk, mira.pk, priya.pk], at) == {sam.pk: True, mira.pk: False, priya.pk: None}


def test_whose_shifts_who_may_enter(desk: Desk) -> None:
    hours = Hours(0, time(9), time(17), "Europe/London")
    shifts.add(desk.viewer("sam"), desk.user("sam"), hours)
    assert not AuditEntry.objects.exists(), "one's own are nobody's business"
    shifts.add(desk.viewer("priya"), desk.user("mira"), hours)
    shifts.add(desk.viewer("alex"), desk.user("noor"), hours)
    assert AuditEntry.objects.filter(action="shift.added").count() == 2
    for key, other in (("sam", "mira"), ("priya", "noor"), ("theo", "sam"), ("ola", "sam"), ("noor", "ola")):
        with pytest.raises(PermissionDenied):
            shifts.add(desk.viewer(key), desk.user(other), hours)
        with pytest.raises(PermissionDenied):
            shifts.remove(desk.viewer(key), desk.user(other), Shift.objects.all()[0])
    assert Shift.objects.count() == 3


def test_what_is_no_shift(desk: Desk) -> None:
    for hours, code in (
        (Hours(0, time(9), time(9), "UTC"), "D026"),
        (Hours(0, time(9), time(10), "Mars/Olympus"), "D024"),
        (Hours(0, time(9), time(10), "../../etc/passwd"), "D024"),
        (Hours(7, time(9), time(10), "UTC"), "D025"),
    ):
        with pytest.raises(DeskError, match=code):
            shifts.add(desk.viewer("sam"), desk.user("sam"), hours)
    assert not Shift.objects.exists()


def test_the_same_shift_twice_is_one(desk: Desk) -> None:
    hours = Hours(0, time(9), time(17), "UTC")
    assert shifts.add(desk.viewer("sam"), desk.user("sam"), hours) == shifts.add(
        desk.viewer("sam"), desk.user("sam"), hours
    )
