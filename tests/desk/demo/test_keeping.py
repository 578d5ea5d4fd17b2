"""What the demo must never do: touch a team's own data, or stop for everybody because one stumbles."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from heard.desk.demo import services
from heard.desk.demo.director import Director
from heard.desk.demo.models import Visitor
from heard.desk.inbox.models import Conversation
from heard.desk.inbox.services import ingest as ingesting
from heard.desk.live.hub import hub
from heard.desk.people.models import User
from heard.desk.people.services import links, sessions
from heard.desk.work.runner import work_off
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


@pytest.mark.parametrize("moment", ["before", "while it writes"])
def test_one_that_went_with_a_reset_does_not_come_again(
    director: Director, moment: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now = timezone.now()
    visitor = Visitor.objects.order_by("pk")[0]
    Visitor.objects.exclude(pk=visitor.pk).delete()
    Visitor.objects.update(due=now)
    attend, wrote = director._attend, ingesting.ingest

    def set_back(*of: object) -> None:
        Visitor.objects.all().delete()
        attend(*of)  # type: ignore[arg-type]

    def write(*what: object) -> object:
        message = wrote(*what)  # type: ignore[arg-type]
        Visitor.objects.all().delete()
        return message

    if moment == "before":
        monkeypatch.setattr(director, "_attend", set_back)
    else:
        monkeypatch.setattr("heard.desk.demo.director.ingest", write)
    director.tick(now)
    assert not Visitor.objects.exists()
    assert not Conversation.objects.exists()
    assert caplog.records == []


@dataclass
class Play:
    """Some of the demo's time, played at once."""

    director: Director
    now: datetime
    most: int = 0
    twice: list[str] = field(default_factory=list)

    def go(self, minutes: int) -> None:
        for _tick in range(minutes * 6):
            self.now += timedelta(seconds=10)
            self.director.tick(self.now)
            work_off()
            standing = Conversation.objects.exclude(status="closed")
            names = list(standing.values_list("customer__name", flat=True))
            self.most = max(self.most, len(names))
            self.twice += [name for name in set(names) if names.count(name) > 1]


@pytest.fixture
def play(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Play:
    services.people.make()
    play = Play(Director(), timezone.now())
    monkeypatch.setattr("django.utils.timezone.now", lambda: play.now)
    return play


def test_the_queue_stays_short_and_is_worked_off(
    play: Play, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(hub, "_listeners", {object(): None})
    play.go(40)
    closed = Conversation.objects.filter(status="closed")
    assert [record for record in caplog.records if record.levelname in ("ERROR", "WARNING")] == []
    assert 4 <= play.most <= 12
    assert play.twice == []
    assert closed.count() >= 5
    alone = Visitor.objects.filter(conversation__assignee=None, over="").exclude(spoke_at=None)
    assert all(play.now - visitor.spoke_at < timedelta(minutes=21) for visitor in alone)  # type: ignore[operator]


def test_those_left_to_people_wait_while_nobody_is_there(play: Play) -> None:
    Visitor.objects.all().delete()
    play.director._arrive("delayed_order_rage", 0, play.now, "")
    play.director._arrives = play.now + timedelta(days=1)
    play.go(1)
    for minutes, watched, over in ((2, False, ""), (19, True, ""), (4, True, "left")):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(hub, "_listeners", {object(): None} if watched else {})
            if not watched:
                play.now += timedelta(hours=1)
            play.go(minutes)
        assert Visitor.objects.get().over == over
    assert Conversation.objects.get().status == "closed"


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
