"""Roles, capacity, coming and going; the log of it; and that somebody always remains who may."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from heard.desk.inbox.models import Conversation
from heard.desk.inbox.services import sharing
from heard.desk.live.models import Event
from heard.desk.people.access import viewer_of
from heard.desk.people.models import AuditEntry, Membership, Team, User
from heard.desk.people.services import audit, members, preferences, teams
from heard.errors import DeskError
from tests.desk.conftest import Desk


def told(user: User) -> bool:
    return Event.objects.filter(kind="access", user=user.pk).exists()


def test_a_role_is_given_changed_and_taken(desk: Desk) -> None:
    alex, noor = desk.viewer("alex"), desk.user("noor")
    members.set_role(alex, noor, desk.team, "lead")
    assert viewer_of(noor).may("floor.see", desk.team.pk)
    assert not viewer_of(noor).may("floor.see", desk.other.pk)
    members.set_role(alex, noor, desk.team, "agent")
    assert not viewer_of(noor).may("floor.see")
    members.remove(alex, noor, desk.team)
    assert set(viewer_of(noor).teams) == {desk.other.pk}
    assert told(noor)
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "role.set",
        "role.set",
        "role.removed",
    ]
    with pytest.raises(DeskError, match="D006"):
        members.set_role(alex, noor, desk.team, "king")


def test_who_leaves_a_team_leaves_its_conversations(desk: Desk) -> None:
    sam = desk.user("sam")
    desk.say("hello", read=False)
    desk.say("hello", channel=desk.other_channel, read=False)
    Membership.objects.create(user=sam, team=desk.other, role="agent")
    Conversation.objects.update(assignee=sam)
    members.remove(desk.viewer("alex"), sam, desk.team)
    kept = dict(Conversation.objects.values_list("team", "assignee"))
    assert kept == {desk.team.pk: None, desk.other.pk: sam.pk}
    members.deactivate(desk.viewer("alex"), sam)
    assert not Conversation.objects.exclude(assignee=None).exists()


def test_who_is_deactivated_is_out_everywhere_and_stays_out(desk: Desk) -> None:
    sam, client = desk.user("sam"), Client()
    client.force_login(sam)
    members.deactivate(desk.viewer("alex"), sam)
    assert client.get(reverse("preferences")).status_code == 302
    assert told(sam)
    members.activate(desk.viewer("alex"), sam)
    assert client.get(reverse("preferences")).status_code == 302, "the old session does not come back"
    assert viewer_of(sam).teams == {desk.team.pk: "agent"}, "the team does"


def test_the_last_admin_stays(desk: Desk) -> None:
    alex = desk.viewer("alex")
    for deed in (members.deactivate, lambda by, who: members.set_admin(by, who, False)):
        with pytest.raises(DeskError, match="D023"):
            deed(alex, desk.user("alex"))
    members.set_admin(alex, desk.user("priya"), True)
    members.deactivate(alex, desk.user("alex"))
    with pytest.raises(DeskError, match="D023"):
        members.set_admin(desk.viewer("priya"), desk.user("priya"), False)
    assert User.objects.filter(is_admin=True, is_active=True).count() == 1


@pytest.mark.parametrize("key", ["sam", "priya", "theo", "ola"])
def test_nobody_else_may(desk: Desk, key: str) -> None:
    by, mira = desk.viewer(key), desk.user("mira")
    for deed in (
        lambda: members.set_role(by, mira, desk.team, "lead"),
        lambda: members.set_role(by, desk.user(key), desk.team, "lead"),
        lambda: members.remove(by, mira, desk.team),
        lambda: members.set_admin(by, desk.user(key), True),
        lambda: members.deactivate(by, mira),
        lambda: members.activate(by, mira),
        lambda: members.set_capacity(by, desk.user(key), 50),
        lambda: members.drop_second_factor(by, mira),
        lambda: teams.make(by, "Mine", "UTC", 8),
        lambda: teams.change(by, desk.team, "Mine", "UTC", 50),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    assert not AuditEntry.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize(("capacity", "fits"), [(0, True), (50, True), (-1, False), (51, False), (10**9, False)])
def test_capacity_has_bounds(desk: Desk, capacity: int, fits: bool) -> None:
    if fits:
        members.set_capacity(desk.viewer("alex"), desk.user("sam"), capacity)
    else:
        with pytest.raises(DeskError, match="D025"):
            members.set_capacity(desk.viewer("alex"), desk.user("sam"), capacity)
    assert User.objects.get(pk=desk.user("sam").pk).capacity == (capacity if fits else 6)


def test_a_lost_second_factor_is_taken_off(desk: Desk) -> None:
    Authenticator.objects.create(user=desk.user("sam"), type="totp", data={})
    members.drop_second_factor(desk.viewer("alex"), desk.user("sam"))
    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.get().action == "second_factor.removed"


def test_teams_have_names_of_their_own_and_zones_that_exist(desk: Desk) -> None:
    alex = desk.viewer("alex")
    made = teams.make(alex, "  Night\u202e shift\n", "Asia/Tokyo", 3)
    assert (made.name, made.time_zone, made.heavy_cap) == ("Night shift", "Asia/Tokyo", 3)
    for name, zone, cap, code in (
        ("Parcels", "UTC", 8, "D027"),
        (" \u200b ", "UTC", 8, "D028"),
        ("New", "Moon/Base", 8, "D024"),
        ("New", "/etc/passwd", 8, "D024"),
        ("New", "UTC", 0, "D025"),
        ("New", "UTC", 51, "D025"),
    ):
        with pytest.raises(DeskError, match=code):
            teams.make(alex, name, zone, cap)
    assert Team.objects.count() == 3


def test_preferences_are_ones_own(desk: Desk) -> None:
    preferences.save(desk.viewer("sam"), theme="dark", time_zone="Asia/Tokyo", single_keys=False, away=True)
    sam, mira = User.objects.get(pk=desk.user("sam").pk), User.objects.get(pk=desk.user("mira").pk)
    assert (sam.theme, sam.time_zone, sam.single_keys, sam.away) == ("dark", "Asia/Tokyo", False, True)
    assert (mira.theme, mira.away) == ("system", False)
    assert not AuditEntry.objects.exists(), "nobody logs that somebody is away"
    assert Event.objects.filter(kind="presence", team=desk.team.pk).exists()
    with pytest.raises(DeskError, match="D006"):
        preferences.save(desk.viewer("sam"), theme="pink", time_zone="UTC", single_keys=True, away=False)


def test_reading_is_logged_once_in_ten_minutes(desk: Desk) -> None:
    from datetime import timedelta

    first = desk.say("one", read=False).conversation
    second = desk.say("two", thread="t2", read=False).conversation
    sam, priya = desk.viewer("sam"), desk.viewer("priya")
    assert [audit.read(sam, first), audit.read(sam, first), audit.read(sam, second), audit.read(priya, first)] == [
        True,
        False,
        True,
        True,
    ]
    for minutes, again in ((9, False), (11, True)):
        AuditEntry.objects.all().delete()
        audit.read(sam, first)
        entry = AuditEntry.objects.get()
        AuditEntry.objects.update(at=entry.at - timedelta(minutes=minutes))
        assert audit.read(sam, first) is again
    assert (entry.actor_name, entry.team_id, entry.conversation) == ("Sam", desk.team.pk, first.pk)


def test_the_log_outlives_what_it_tells_of(desk: Desk) -> None:
    conversation = desk.say("one", read=False).conversation
    audit.read(desk.viewer("sam"), conversation)
    pk = conversation.pk
    desk.user("sam").delete()
    conversation.messages.all().delete()
    conversation.delete()
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.actor_name, entry.conversation) == (None, "Sam", pk)


def test_there_is_no_field_for_how_somebody_feels() -> None:
    from django.apps import apps

    names = {field.name for model in apps.get_app_config("heard_people").get_models() for field in model._meta.fields}
    assert not {name for name in names for word in ("feel", "mood", "emotion", "stress", "temper") if word in name}


def test_a_trainers_conversations_are_nobodys(desk: Desk) -> None:
    """Whoever may no longer answer somewhere does not hold conversations there."""
    conversation = desk.conversation()
    sharing.assign(conversation, by=desk.user("sam"), to=desk.user("sam"))
    members.set_role(desk.viewer("alex"), desk.user("sam"), desk.team, "lead")
    conversation.refresh_from_db()
    assert conversation.assignee == desk.user("sam")
    members.set_role(desk.viewer("alex"), desk.user("sam"), desk.team, "trainer")
    conversation.refresh_from_db()
    assert conversation.assignee is None


def test_somebody_who_is_no_admin_any_more_keeps_what_their_team_has(desk: Desk) -> None:
    ours, theirs = desk.conversation(), desk.conversation(thread="t9", channel=desk.other_channel)
    members.set_admin(desk.viewer("alex"), desk.user("sam"), True)
    for each in (ours, theirs):
        sharing.assign(each, by=desk.user("sam"), to=User.objects.get(pk=desk.user("sam").pk))
    members.set_admin(desk.viewer("alex"), desk.user("sam"), False)
    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert (ours.assignee, theirs.assignee) == (desk.user("sam"), None)
