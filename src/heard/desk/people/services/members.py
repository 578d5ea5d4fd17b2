"""Who works in which team, as what; who is an admin; who may still come in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from heard.desk.inbox.models import Conversation
from heard.desk.live.services import publish
from heard.desk.people.access import viewer_of
from heard.desk.people.models import Membership, Role, User
from heard.desk.people.services import audit, links, sessions
from heard.desk.people.values import bounded
from heard.errors import DeskError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from heard.desk.people.access import Viewer
    from heard.desk.people.models import Team

LEAST_AT_ONCE, MOST_AT_ONCE = 0, 50


def set_role(by: Viewer, user: User, team: Team, role: str) -> None:
    """Somebody's role in a team; they join when they were not in it. A trainer's open conversations are nobody's."""
    by.require("people.manage")
    if role not in Role.values:
        raise DeskError("D006", role[:20])
    with transaction.atomic():
        Membership.objects.update_or_create(user=user, team=team, defaults={"role": role})
        _let_go_of_what_they_cannot_answer(user)
        audit.record(by, "role.set", team=team.pk, detail=f"{user.email}: {role}")
        publish("access", user=user.pk)


def remove(by: Viewer, user: User, team: Team) -> None:
    """Out of a team; their open conversations there are nobody's."""
    by.require("people.manage")
    with transaction.atomic():
        gone, _each = Membership.objects.filter(user=user, team=team).delete()
        if gone:
            _let_go_of_what_they_cannot_answer(user)
            audit.record(by, "role.removed", team=team.pk, detail=user.email)
            publish("access", user=user.pk)


def set_admin(by: Viewer, user: User, is_admin: bool) -> None:
    """Make somebody an admin, or no longer one. Raises ``DeskError`` D023 for the last one."""
    by.require("people.manage")
    with transaction.atomic():
        if not is_admin:
            _keep_an_admin(user)
            links.void_made_by(user)
        User.objects.filter(pk=user.pk).update(is_admin=is_admin)
        _let_go_of_what_they_cannot_answer(user)
        audit.record(by, "admin.given" if is_admin else "admin.taken", detail=user.email)
        publish("access", user=user.pk)
    user.is_admin = is_admin


def deactivate(by: Viewer, user: User) -> None:
    """Nobody signs in as this person any more: sessions, streams and links end; open conversations are nobody's."""
    by.require("people.manage")
    with transaction.atomic():
        _keep_an_admin(user)
        User.objects.filter(pk=user.pk).update(is_active=False)
        links.void_for(user)
        links.void_made_by(user)
        _let_go(user)
        audit.record(by, "person.deactivated", detail=user.email)
        sessions.end(user)
    user.is_active = False


def activate(by: Viewer, user: User) -> None:
    """Let them sign in again, with the teams that they had. Links that ended stay ended."""
    by.require("people.manage")
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=True)
        audit.record(by, "person.activated", detail=user.email)
        publish("access", user=user.pk)
    user.is_active = True


def set_capacity(by: Viewer, user: User, capacity: int) -> None:
    """How many conversations they carry at once. Raises ``DeskError`` D025 out of range."""
    by.require("people.manage")
    bounded(capacity, LEAST_AT_ONCE, MOST_AT_ONCE)
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(capacity=capacity)
        audit.record(by, "capacity.set", detail=f"{user.email}: {capacity}")
        _tell_teams(user)
    user.capacity = capacity


def set_away(user: User, away: bool) -> None:
    """Say that one is away, or back. Nobody asks why, and nothing is logged."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(away=away)
        _tell_teams(user)
    user.away = away


def drop_second_factor(by: Viewer, user: User) -> None:
    """Take the second factor off for somebody who lost it; they are signed out."""
    from allauth.mfa.models import Authenticator

    by.require("people.manage")
    with transaction.atomic():
        Authenticator.objects.filter(user_id=user.pk).delete()
        audit.record(by, "second_factor.removed", detail=user.email)
        sessions.end(user)


def _tell_teams(user: User) -> None:
    for team in Membership.objects.filter(user=user).values_list("team_id", flat=True):
        publish("presence", team=team)


def _keep_an_admin(user: User) -> None:
    """Refuses to lose the last active admin. The admins are held to the end, so that two cannot both go."""
    admins = list(User.objects.select_for_update().filter(is_admin=True, is_active=True).order_by("pk"))
    if [admin.pk for admin in admins] == [user.pk]:
        raise DeskError("D023", _("at least one admin has to stay"))


def _let_go_of_what_they_cannot_answer(user: User) -> None:
    """By what they may do now."""
    teams = viewer_of(User.objects.get(pk=user.pk)).teams_with("conversations.reply")
    if teams is not None:
        _let_go(user, but=teams)


def _let_go(user: User, but: Iterable[int] = ()) -> None:
    """Their open conversations are nobody's. All rows are changed before the first is told, as everybody does it."""
    held = Conversation.objects.filter(assignee=user).exclude(status=Conversation.Status.CLOSED)
    held = held.exclude(team__in=list(but)).select_for_update(no_key=True).order_by("pk")
    gone = list(held.values_list("pk", "team_id"))
    Conversation.objects.filter(pk__in=[pk for pk, _team in gone]).update(assignee=None)
    for pk, team in gone:
        publish("conversation", conversation=pk, team=team)
