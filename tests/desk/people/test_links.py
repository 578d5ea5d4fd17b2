"""One-time links: what they open, how often, for how long, and what they say when they do not."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from heard.desk.live.models import Event
from heard.desk.people.models import AuditEntry, Link, Membership, User
from heard.desk.people.services import links, members
from heard.errors import DeskError
from tests.desk.conftest import Desk

GOOD = "four plain words here"
NEW = {"name": "Kit Moss", "password": GOOD, "again": GOOD}


def path_of(made: str) -> str:
    assert made.startswith("http://127.0.0.1:8000/welcome/")
    return made.removeprefix("http://127.0.0.1:8000")


def token_of(made: str) -> str:
    return made.rstrip("/").rsplit("/", 1)[1]


def invite(desk: Desk, email: str = "kit@demo.invalid", **options) -> str:
    return links.invite(desk.viewer("alex"), email, desk.team, "agent", **options)


def test_the_first_admin_comes_in_by_the_terminals_link(client, db) -> None:
    made = links.first_admin_link()
    assert made is not None
    path = path_of(made)
    assert client.get(path).status_code == 200
    answer = client.post(path, NEW | {"email": "Boss@Demo.invalid"})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("desk")
    boss = User.objects.get()
    assert (boss.email, boss.name, boss.is_admin, boss.is_active) == ("boss@demo.invalid", "Kit Moss", True, True)
    assert client.get(reverse("people")).status_code == 200
    assert links.first_admin_link() is None
    assert client.get(path).status_code == 404


def test_a_second_first_admin_link_ends_the_first(db) -> None:
    first, second = links.first_admin_link(), links.first_admin_link()
    with pytest.raises(DeskError, match="D021"):
        links.find(token_of(first or ""))
    assert links.find(token_of(second or ""))


def test_a_first_admin_link_is_worth_nothing_once_there_is_an_admin(db) -> None:
    made = token_of(links.first_admin_link() or "")
    User.objects.create_user("other@demo.invalid", GOOD, name="Other", is_admin=True)
    with pytest.raises(DeskError, match="D021"):
        links.use(made, "Late", GOOD, "late@demo.invalid")
    assert not User.objects.filter(email="late@demo.invalid").exists()
    assert Link.objects.get().used_at is None, "what was refused spends nothing"


def test_the_first_admin_link_brings_a_lost_desk_back(db) -> None:
    User.objects.create_user("old@demo.invalid", GOOD, name="Old", is_admin=True, is_active=False)
    user = links.use(token_of(links.first_admin_link() or ""), "Old Hand", GOOD, "old@demo.invalid")
    assert User.objects.get() == user
    assert user.is_active


def test_an_invitation_gives_a_place_in_one_team(desk: Desk, client) -> None:
    path = path_of(invite(desk))
    assert client.post(path, NEW).status_code == 302
    kit = User.objects.get(email="kit@demo.invalid")
    assert [(place.team, place.role) for place in kit.memberships.all()] == [(desk.team, "agent")]
    assert not kit.is_admin
    assert client.get(reverse("people")).status_code == 403
    assert AuditEntry.objects.filter(action="link.used.invitation", actor=kit).exists()


def test_only_a_hash_is_kept(desk: Desk) -> None:
    token = token_of(invite(desk))
    kept = Link.objects.values().get()
    assert kept["token_hash"] == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(kept)
    assert not AuditEntry.objects.filter(detail__contains=token).exists()
    assert len(token) >= 43


def test_looking_spends_nothing(desk: Desk, client) -> None:
    path = path_of(invite(desk))
    for method in (client.get, client.head, client.options, client.get):
        method(path)
    assert Link.objects.get().used_at is None
    assert not User.objects.filter(email="kit@demo.invalid").exists()


def test_a_link_works_once(desk: Desk) -> None:
    token = token_of(invite(desk))
    links.use(token, "Kit", GOOD)
    with pytest.raises(DeskError, match="D021"):
        links.use(token, "Somebody else", GOOD)


@pytest.mark.parametrize("kind", ["wrong", "used", "late", "withdrawn", "replaced", "reset of a deactivated"])
def test_whatever_is_wrong_the_answer_is_the_same(desk: Desk, client, kind) -> None:
    client.get(reverse("account_login"))
    blank = re.sub(r"csrf[^>]*|/welcome/[^/]*/", "", client.get("/welcome/nothing/").text)
    path = (
        path_of(invite(desk))
        if "reset" not in kind
        else path_of(links.reset_for(desk.viewer("alex"), desk.user("sam")))
    )
    if kind == "wrong":
        path = "/welcome/" + "A" * 43 + "/"
    elif kind == "used":
        links.use(token_of(path), "Kit", GOOD)
    elif kind == "late":
        Link.objects.update(expires_at=timezone.now())
    elif kind == "withdrawn":
        links.withdraw(desk.viewer("alex"), Link.objects.get())
    elif kind == "replaced":
        invite(desk)
    else:
        members.deactivate(desk.viewer("alex"), desk.user("sam"))
    for answer in (client.get(path), client.post(path, NEW)):
        assert answer.status_code == 404
        assert "D021" in answer.text
        assert re.sub(r"csrf[^>]*|/welcome/[^/]*/", "", answer.text) == blank


@pytest.mark.parametrize(("kind", "lasts"), [("first_admin", 24), ("invitation", 168), ("reset", 24)])
def test_how_long_a_link_lasts(desk: Desk, kind, lasts) -> None:
    if kind == "first_admin":
        User.objects.filter(is_admin=True).update(is_admin=False)
        links.first_admin_link()
    elif kind == "invitation":
        invite(desk)
    else:
        links.reset_for(desk.viewer("alex"), desk.user("sam"))
    left = Link.objects.get().expires_at - timezone.now()
    assert abs(left - timedelta(hours=lasts)) < timedelta(minutes=1)


def test_the_page_tells_its_address_to_nobody_and_is_not_kept(desk: Desk, client) -> None:
    for path in (path_of(invite(desk)), "/welcome/nothing/"):
        answer = client.get(path)
        assert answer["Referrer-Policy"] == "same-origin"
        assert "no-store" in answer["Cache-Control"]
        assert not re.search(r'(src|href|action)="(https?:)?//', answer.text), "nothing is fetched from elsewhere"


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "short", "again": "short"},
        {"again": "something else entirely"},
        {"password": "kit@demo.invalid", "again": "kit@demo.invalid"},
        {"password": "passwordpassword1"[:12] * 30, "again": "passwordpassword1"[:12] * 30},
        {"name": " \u200c\u202e\n "},
        {"name": "n" * 2000 + "\ud83d"},
        {"password": ""},
    ],
)
def test_what_is_entered_is_checked(desk: Desk, client, wrong) -> None:
    path = path_of(invite(desk))
    if "\ud83d" in wrong.get("name", ""):
        wrong = {"name": "\x00\u200d"}
    answer = client.post(path, NEW | wrong)
    assert answer.status_code == 200
    assert 'class="errorlist"' in answer.text
    assert Link.objects.get().used_at is None
    assert not User.objects.filter(email="kit@demo.invalid").exists()


def test_a_new_password_signs_out_everywhere_else(desk: Desk, client, django_user_model) -> None:
    from django.test import Client

    elsewhere = Client()
    elsewhere.force_login(desk.user("sam"))
    assert elsewhere.get(reverse("preferences")).status_code == 200
    before = Event.objects.count()
    path = path_of(links.reset_for(desk.viewer("alex"), desk.user("sam")))
    assert "sam@demo.invalid" in client.get(path).text
    assert client.post(path, {"password": GOOD, "again": GOOD}).status_code == 302
    assert elsewhere.get(reverse("preferences")).status_code == 302
    assert client.get(reverse("preferences")).status_code == 200
    assert Event.objects.filter(kind="access", user=desk.user("sam").pk).count() > before
    assert User.objects.get(pk=desk.user("sam").pk).check_password(GOOD)


def test_a_new_password_does_not_stand_for_the_second_factor(desk: Desk, client) -> None:
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(desk.user("sam"), "JBSWY3DPEHPK3PXP")
    path = path_of(links.reset_for(desk.viewer("alex"), desk.user("sam")))
    answer = client.post(path, {"password": GOOD, "again": GOOD})
    assert answer["Location"] == reverse("account_login")
    assert client.get(reverse("preferences")).status_code == 302


def test_somebody_who_is_signed_in_becomes_the_links_person(desk: Desk, client) -> None:
    client.force_login(desk.user("mira"))
    key = client.session.session_key
    client.post(path_of(invite(desk)), NEW)
    assert client.session["_auth_user_id"] == str(User.objects.get(email="kit@demo.invalid").pk)
    assert client.session.session_key != key


def test_nobody_is_invited_twice_or_out_of_nowhere(desk: Desk) -> None:
    alex = desk.viewer("alex")
    for email, team, role, admin, code in (
        ("SAM@demo.invalid ", desk.team, "agent", False, "D022"),
        ("not an address", desk.team, "agent", False, "D028"),
        ("a@demo.invalid", desk.team, "", False, "D028"),
        ("a@demo.invalid", None, "agent", True, "D028"),
        ("a@demo.invalid", desk.team, "king", False, "D028"),
        ("a@demo.invalid", None, "", False, "D028"),
    ):
        with pytest.raises(DeskError, match=code):
            links.invite(alex, email, team, role, is_admin=admin)
    assert not Link.objects.exists()


@pytest.mark.parametrize("key", ["sam", "priya", "theo", "ola"])
def test_only_admins_make_links(desk: Desk, key) -> None:
    viewer = desk.viewer(key)
    with pytest.raises(PermissionDenied):
        links.invite(viewer, "a@demo.invalid", desk.team, "agent")
    with pytest.raises(PermissionDenied):
        links.reset_for(viewer, desk.user("sam"))
    assert not Link.objects.exists()


def test_links_of_somebody_who_left_end_with_them(desk: Desk) -> None:
    second = User.objects.create_user("zoe@demo.invalid", GOOD, name="Zoe", is_admin=True)
    made = token_of(invite(desk))
    from heard.desk.people.access import viewer_of

    members.deactivate(viewer_of(second), desk.user("alex"))
    with pytest.raises(DeskError, match="D021"):
        links.find(made)


def test_an_address_taken_meanwhile_makes_the_invitation_void(desk: Desk) -> None:
    made = token_of(invite(desk))
    User.objects.create_user("kit@demo.invalid", GOOD, name="Kit")
    with pytest.raises(DeskError, match="D021"):
        links.use(made, "Other Kit", GOOD)
    assert Membership.objects.filter(user__email="kit@demo.invalid").count() == 0
