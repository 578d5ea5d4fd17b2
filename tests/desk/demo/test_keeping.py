"""What the demo must never do: touch a team's own data, or stop for everybody because one stumbles."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from heard.desk.demo import services
from heard.desk.demo.director import Director
from heard.desk.demo.models import Visitor
from heard.desk.inbox.models import Conversation
from heard.desk.people.models import User
from heard.desk.people.services import links, sessions
from heard.errors import DeskError, UsageError
from tests.desk.conftest import Desk


def test_a_teams_own_database_is_not_emptied(desk: Desk, client: Client) -> None:
    conversation = desk.conversation()
    for user in User.objects.all():
        User.objects.filter(pk=user.pk).update(email=f"{user.pk}@example.com")
    with pytest.raises(DeskError) as error:
        services.reset()
    assert error.value.code == "D017"
    client.force_login(User.objects.get(pk=desk.user("sam").pk))
    answer = client.post(reverse("demo_reset"), follow=True)
    assert "D017" in answer.text
    assert Conversation.objects.filter(pk=conversation.pk).exists()


def test_the_desk_does_not_start_as_a_demo_there(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from heard.cli import desk_serve

    desk_serve._no_demo_among_real_people()
    User.objects.filter(pk=desk.user("sam").pk).update(email="sam@example.com")
    with pytest.raises(UsageError, match="HEARD_DEMO"):
        desk_serve._no_demo_among_real_people()
    monkeypatch.setattr(settings, "DEMO", False)
    desk_serve._no_demo_among_real_people()


@pytest.fixture
def director(desk: Desk) -> Director:
    services.people.make()
    made = Director(speed=20)
    made.tick(timezone.now())
    return made


def test_one_that_stumbles_does_not_stop_the_others(director: Director, caplog: pytest.LogCaptureFixture) -> None:
    now = timezone.now()
    broken = Visitor.objects.order_by("pk")[0]
    Visitor.objects.update(due=now)
    Visitor.objects.filter(pk=broken.pk).update(simulated="{")
    director.tick(now)
    assert Visitor.objects.exclude(conversation=None).count() == Visitor.objects.count() - 1
    director.tick(now)
    assert len(caplog.records) == 1, "one line, not four a second"


def test_one_that_went_with_a_reset_does_not_come_again(director: Director) -> None:
    visitor = Visitor.objects.order_by("pk")[0]
    Visitor.objects.all().delete()
    with pytest.raises(Exception, match="affect"), transaction.atomic():
        director._speak(visitor, timezone.now())
    assert not Visitor.objects.exists()


def test_no_link_is_in_the_log(desk: Desk, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    address = links.reset_for(desk.viewer("alex"), desk.user("sam"))
    secret = address.rstrip("/").rsplit("/", 1)[1]
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("link", args=[secret]), {}).status_code == 403
    assert client.get(reverse("link", args=["B" * 43])).status_code == 404
    said = " ".join(record.getMessage() for record in caplog.records)
    assert said.count("/welcome/…/") == 2
    assert secret not in said
    assert "BBB" not in said


def test_sessions_that_ran_out_are_taken_away(desk: Desk, client: Client) -> None:
    client.force_login(desk.user("sam"))
    Client().force_login(desk.user("mira"))
    Session.objects.filter(pk=client.session.session_key).update(expire_date=timezone.now())
    sessions.clear()
    assert Session.objects.count() == 1
