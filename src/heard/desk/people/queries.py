"""What the people's pages read; each asks what the viewer may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.http import Http404
from django.utils import timezone

from heard.desk.people.models import AuditEntry, Link, Membership, Team, User
from heard.desk.people.services import shifts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from heard.desk.people.access import Viewer
    from heard.desk.people.models import Shift

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Somebody in the list."""

    user: User
    role: str
    second: bool
    on_shift: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A team with its people; ``team`` is None for those without one."""

    team: Team | None
    rows: list[Row]


def people(viewer: Viewer) -> list[Group]:
    """Everybody by team, then those without one; the deactivated last in each."""
    viewer.require("people.manage")
    users = {user.pk: user for user in User.objects.order_by("-is_active", "name", "pk")}
    second = secured(users)
    on = shifts.on_now(users)
    groups = {team.pk: Group(team=team, rows=[]) for team in Team.objects.order_by("name")}
    places: dict[int, list[Membership]] = {user: [] for user in users}
    for place in Membership.objects.order_by("pk"):
        places[place.user_id].append(place)
    outside = Group(team=None, rows=[])
    for pk, user in users.items():
        for place in places[pk]:
            row = Row(user=user, role=place.get_role_display(), second=pk in second, on_shift=on[pk])
            groups[place.team_id].rows.append(row)
        if not places[pk]:
            outside.rows.append(Row(user=user, role="", second=pk in second, on_shift=on[pk]))
    return [*groups.values(), *([outside] if outside.rows else [])]


def secured(users: Iterable[int]) -> set[int]:
    """Who of these has a second factor."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return set(Authenticator.objects.filter(user__in=list(users), type__in=kinds).values_list("user_id", flat=True))


def person(viewer: Viewer, pk: int) -> User:
    """Somebody, for an admin. Raises ``Http404`` when there is nobody."""
    viewer.require("people.manage")
    return _user(pk)


def team(viewer: Viewer, pk: int) -> Team:
    """A team, for an admin. Raises ``Http404`` when there is none."""
    viewer.require("people.manage")
    found = Team.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def invitations(viewer: Viewer) -> QuerySet[Link]:
    """Those that are still open."""
    viewer.require("people.manage")
    return (
        Link.objects.filter(kind=Link.Kind.INVITATION, used_at=None, expires_at__gt=timezone.now())
        .select_related("team", "made_by")
        .order_by("-made_at")
    )


def whose_shifts(viewer: Viewer, pk: int) -> User:
    """Somebody whose shifts the viewer may change. Raises ``Http404`` for everybody else."""
    user = _user(pk)
    if not shifts.may_edit(viewer, user):
        raise Http404
    return user


def shifts_of(user: User) -> list[Shift]:
    """Somebody's week."""
    return list(user.shifts.order_by("weekday", "begins", "pk"))


def colleagues(viewer: Viewer) -> QuerySet[User]:
    """Others whose shifts the viewer may change."""
    teams = viewer.teams_with("shifts.edit")
    users = User.objects.filter(is_active=True).exclude(pk=viewer.user)
    if teams is not None:
        users = users.filter(memberships__team__in=teams)
    return users.distinct().order_by("name", "pk")


def audit(
    viewer: Viewer,
    *,
    person: User | None = None,
    action: str = "",
    conversation: int | None = None,
    since: date | None = None,
    until: date | None = None,
    before: int | None = None,
) -> QuerySet[AuditEntry]:
    """The log, newest first; dates are days in the viewer's time zone, both included.

    ``before`` is an entry's number.
    """
    viewer.require("audit.read")
    rows = AuditEntry.objects.select_related("team").order_by("-pk")
    if person is not None:
        rows = rows.filter(actor=person)
    if action:
        rows = rows.filter(action=action)
    if conversation is not None:
        rows = rows.filter(conversation=conversation)
    if since is not None:
        rows = rows.filter(at__gte=_midnight(since))
    if until is not None:
        rows = rows.filter(at__lt=_midnight(until + timedelta(days=1)))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return rows


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_current_timezone())


def _user(pk: int) -> User:
    found = User.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
