"""The list for pages without a stream, keeping and pruning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.test import Client
from django.utils import timezone

from heard.desk.live.audience import Told, ears_of
from heard.desk.live.models import Event
from heard.desk.live.queries import MOST, newest
from heard.desk.live.services import KEPT, prune, publish
from heard.desk.people.access import viewer_of
from heard.desk.people.models import Team, User

People = Callable[..., User]
Teams = tuple[Team, Team]


def fill(count: int, **whose: int) -> int:
    """So many events at once; the number of the last."""
    Event.objects.bulk_create([Event(kind="message", conversation=1, **whose) for _ in range(count)])
    return newest()


def test_it_tells_what_a_stream_would(client: Client, person: People, teams: Teams) -> None:
    """The same rule decides, for every kind of audience."""
    ana, ben = person("ana", teams[0]), person("ben", teams[1])
    start = fill(1)
    for team in (teams[0].pk, teams[1].pk, None):
        for user in (None, ana.pk, ben.pk):
            with transaction.atomic():
                publish("message", conversation=3, team=team, user=user)
    ears = ears_of(viewer_of(ana))
    rows = Event.objects.filter(pk__gt=start).order_by("pk")
    heard = [each.pk for each in rows if ears.hear(Told(each.pk, each.kind, each.conversation, each.team, each.user))]
    client.force_login(ana)
    answer = client.get(f"/live/missed/?after={start}").json()
    assert [event["seq"] for event in answer["events"]] == heard
    assert len(heard) == 4
    assert answer["seq"] == newest()
    assert not answer["reset"]


def test_too_much_or_too_old_is_a_reset(client: Client, person: People, teams: Teams) -> None:
    """And a number that never was."""
    client.force_login(person("ana", teams[0]))
    first = fill(1)
    last = fill(MOST + 1, team=teams[0].pk)
    assert client.get(f"/live/missed/?after={first}").json() == {"seq": last, "reset": True, "events": []}
    assert len(client.get(f"/live/missed/?after={first + 1}").json()["events"]) == MOST
    assert client.get(f"/live/missed/?after={last + 1}").json()["reset"]
    Event.objects.filter(pk__lt=last).delete()
    assert client.get(f"/live/missed/?after={first}").json()["reset"]
    assert client.get("/live/missed/").json() == {"seq": last, "reset": False, "events": []}
    assert client.get("/live/missed/?after=-1;drop").json()["events"] == []


def test_signed_out_is_401_in_code(client: Client, transactional_db: None) -> None:
    """Never a redirect: a script asks."""
    answer = client.get("/live/missed/?after=0")
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "D041"
    assert client.post("/live/missed/").status_code == 405


def test_old_events_go_and_the_newest_stays(transactional_db: None) -> None:
    """The newest tells where the numbers are."""
    last = fill(3)
    Event.objects.update(at=timezone.now() - KEPT - timedelta(hours=1))
    assert prune() == 2
    assert newest() == last
    Event.objects.all().delete()
    assert prune() == 0
