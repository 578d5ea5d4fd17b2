"""Signing in to the demo, the account's pages, and what errors say."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.views.csrf import csrf_failure

from heard.desk.people.models import User
from tests.desk.conftest import Desk
from tests.desk.console.tokens import STATIC

pytestmark = pytest.mark.django_db


def signed_in(desk: Desk, key: str) -> Client:
    client = Client()
    client.force_login(desk.user(key), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def test_the_demo_offers_its_people_but_for_those_who_are_played(desk: Desk, client: Client) -> None:
    page = client.get(reverse("account_login")).content.decode()
    names = re.findall(r"Sign in as (\w+ \(\w+\))", page)
    assert names == [
        "Sam (agent)",
        "Priya (lead)",
        "Ola (lead)",
        "Theo (trainer)",
        "Alex (admin)",
    ]


def test_one_click_signs_in(desk: Desk, client: Client) -> None:
    answer = client.post(reverse("demo_sign_in"), {"user": desk.user("priya").pk})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("desk")
    assert client.session["_auth_user_id"] == str(desk.user("priya").pk)


@pytest.mark.parametrize("key", ["", "0", "x", "-1", "9" * 40, "1 OR 1=1"])
def test_nobody_else_can_be_signed_in_as(desk: Desk, client: Client, key: str) -> None:
    assert client.post(reverse("demo_sign_in"), {"user": key}).status_code == 404


def test_real_people_and_closed_accounts_are_not_offered(desk: Desk, client: Client) -> None:
    real = User.objects.create_user("real@example.com", "correct horse battery", name="Real Person")
    User.objects.filter(pk=desk.user("sam").pk).update(is_active=False)
    page = client.get(reverse("account_login")).content.decode()
    assert "Real Person" not in page
    assert "Sign in as Sam" not in page
    for user in (real, desk.user("sam")):
        assert client.post(reverse("demo_sign_in"), {"user": user.pk}).status_code == 404


def test_outside_the_demo_there_is_no_such_way_in(desk: Desk, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DEMO", False)
    assert "Sign in as" not in client.get(reverse("account_login")).content.decode()
    assert client.post(reverse("demo_sign_in"), {"user": desk.user("sam").pk}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_it_takes_a_form(desk: Desk) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(reverse("demo_sign_in")).status_code == 405
    assert strict.post(reverse("demo_sign_in"), {"user": desk.user("sam").pk}).status_code == 403


ACCOUNT = ("account_logout", "account_change_password", "account_reauthenticate", "mfa_index")


@pytest.mark.parametrize("name", ACCOUNT)
def test_the_accounts_pages_are_ours(desk: Desk, name: str) -> None:
    answer = signed_in(desk, "sam").get(reverse(name))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "heard/css/tokens.css" in page
    assert page.count("<h1") == 1
    assert "Menu:" not in page


def test_signing_in_shows_what_was_wrong(desk: Desk, client: Client) -> None:
    page = client.post(reverse("account_login"), {"login": "sam@demo.invalid", "password": "wrong"}).content.decode()
    assert 'role="alert"' in page


def test_the_frame_of_a_page(desk: Desk) -> None:
    User.objects.filter(pk=desk.user("priya").pk).update(theme="dark", single_keys=False)
    page = signed_in(desk, "priya").get(reverse("mfa_index")).content.decode()
    assert '<html lang="en' in page
    assert 'data-theme="dark"' in page
    assert 'data-single-keys="off"' in page
    assert '<a class="skip" href="#main">' in page
    assert 'id="live-status"' in page
    assert '"allowEval": false' in page
    assert '"includeIndicatorStyles": false' in page
    assert page.index('class="skip"') < page.index("<nav")


@pytest.mark.parametrize(
    ("key", "words"), [("sam", {"Desk"}), ("priya", {"Desk", "Floor"}), ("alex", {"Desk", "Floor", "People", "Audit"})]
)
def test_the_rail_has_what_one_may_open(desk: Desk, key: str, words: set[str]) -> None:
    rail = signed_in(desk, key).get(reverse("mfa_index")).content.decode().split("<nav")[1].split("</nav>")[0]
    shown = {word for word in ("Desk", "Floor", "People", "Audit") if f"</svg>{word}</a>" in rail}
    there = {word for word in words if word == "Desk" or _exists(word.lower())}
    assert shown == there


def _exists(name: str) -> bool:
    from django.urls import NoReverseMatch

    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("400", "HTTP 400"),
        ("403", "HTTP 403"),
        ("404", "HTTP 404"),
        ("403_csrf", "HTTP 403 CSRF"),
        ("500", "HTTP 500"),
        ("console/offline", "HTTP 0"),
    ],
)
def test_errors_say_the_next_step_and_the_code(name: str, code: str) -> None:
    page = render_to_string(f"{name}.html")
    assert f"<code>{code}</code>" in page
    assert "To the desk" in page or "Try again" in page
    assert "!" not in re.sub(r"<[^>]*>", "", page)
    assert "Oops" not in page


def test_a_missing_page_is_ours(desk: Desk) -> None:
    answer = signed_in(desk, "sam").get("/no/such/page/")
    assert answer.status_code == 404
    assert "HTTP 404" in answer.content.decode()


def test_a_stale_form_says_that_nothing_was_sent(rf: object) -> None:
    answer = csrf_failure(rf.get("/"))  # type: ignore[attr-defined]
    assert answer.status_code == 403
    assert "Nothing was sent" in answer.content.decode()


def test_the_offline_page_needs_nobody_signed_in(client: Client) -> None:
    assert client.get(reverse("offline")).status_code == 200


def test_scripts_take_no_markup_from_data() -> None:
    """Ours make elements and set text; what they take over is parsed as a document that the server wrote."""
    for path in sorted((STATIC / "js").rglob("*.js")):
        source = path.read_text()
        for danger in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
            assert danger not in source, f"{path.name}: {danger}"
