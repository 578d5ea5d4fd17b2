"""The floor: who may see it, what stands there, and that its forms work without scripts."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client

from heard.desk.inbox.models import Alert, Conversation, Message, StopRequest
from heard.desk.people.models import User
from tests.desk.conftest import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.desk.console.addresses")]
REGIONS = ("/floor/", "/floor/strips/", "/floor/people/", "/floor/alerts/")


def signed_in(desk: Desk, key: str) -> Client:
    client = Client()
    client.force_login(desk.user(key), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def page(desk: Desk, key: str = "priya", path: str = "/floor/") -> str:
    answer = signed_in(desk, key).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def hot(desk: Desk, temperature: int, thread: str, **values: object) -> Conversation:
    """A conversation as hot as this, whatever its words."""
    found = desk.conversation("Hello, where is it?", thread=thread)
    Conversation.objects.filter(pk=found.pk).update(temperature=temperature, assessed=True, **values)
    found.refresh_from_db()
    return found


@pytest.mark.parametrize("path", REGIONS)
def test_only_who_may_see_the_floor(desk: Desk, client: Client, path: str) -> None:
    assert client.get(path).status_code == 302
    for key in ("sam", "theo"):
        assert signed_in(desk, key).get(path).status_code == 403
    for key in ("priya", "alex"):
        assert signed_in(desk, key).get(path).status_code == 200
    assert signed_in(desk, "priya").post(path).status_code == 405


def test_the_hottest_stand_first(desk: Desk) -> None:
    rows = {degrees: hot(desk, degrees, f"t{degrees}").pk for degrees in (10, 90, 50)}
    seen = [int(key) for key in re.findall(r'data-row="(\d+)"', page(desk))]
    assert seen == [rows[90], rows[50], rows[10]]


def test_a_strip_says_state_why_who_and_how_long(desk: Desk) -> None:
    hot(desk, 70, "t1", why="asks for a supervisor", trend="rising", assignee=desk.user("sam"), heats=[10, 40, 70])
    shown = page(desk)
    assert "reads as angry" in shown
    assert "asks for a supervisor" in shown
    assert "rising" in shown
    assert "Sam" in shown
    assert "3 messages: began calm, at most angry, now angry" in shown
    assert 'data-heat="angry"' in shown


def test_other_teams_stay_out(desk: Desk) -> None:
    desk.conversation("Our secret words", thread="far", channel=desk.other_channel)
    assert "secret" not in page(desk)
    assert "secret" in page(desk, "ola")
    assert "secret" in page(desk, "alex")


@pytest.mark.parametrize("path", REGIONS[1:])
def test_a_region_is_one_element_that_can_be_swapped(desk: Desk, path: str) -> None:
    desk.conversation()
    shown = page(desk, path=path)
    assert shown.count("data-region=") == 1
    assert f'data-url="{path}"' in shown
    assert re.search(r'data-seq="\d+"', shown)
    assert "<html" not in shown
    region = re.search(r'data-region="([\w-]+)"', shown)
    assert region
    assert f'data-region="{region[1]}"' in page(desk)


def test_an_alert_gives_reasons_and_one_action(desk: Desk) -> None:
    found = hot(desk, 85, "t1")
    Alert.objects.filter(conversation=found).delete()
    alert = Alert.objects.create(conversation=found, probability=0.7, reasons=["legal_threat", "some_new_reason"])
    shown = page(desk, path="/floor/alerts/")
    assert "Speaks of a lawyer or court · some new reason" in shown
    assert shown.count(f'action="/desk/{found.pk}/take-over/"') == 1
    assert "one alert" in shown
    client = signed_in(desk, "priya")
    answer = client.post(f"/desk/{found.pk}/take-over/", {"next": "/floor/"})
    assert answer["Location"] == "/floor/"
    alert.refresh_from_db()
    assert alert.status == Alert.Status.TAKEN
    assert "No alerts" in page(desk, path="/floor/alerts/")


def test_many_alerts_leave_room_for_the_floor(desk: Desk) -> None:
    for number in range(9):
        found = hot(desk, 85, f"t{number}")
        Alert.objects.filter(conversation=found).delete()
        Alert.objects.create(conversation=found, probability=0.7, reasons=["legal_threat"])
    shown = page(desk, path="/floor/alerts/")
    assert "9 alerts" in shown
    assert "3 more alerts" in shown
    assert shown.split("<details")[0].count('class="alert-row"') == 6
    assert shown.count('class="alert-row"') == 9


def test_dismissing_asks_why(desk: Desk) -> None:
    found = hot(desk, 85, "t1")
    Alert.objects.filter(conversation=found).delete()
    alert = Alert.objects.create(conversation=found, probability=0.7, reasons=[])
    asked = page(desk, path=f"/floor/?dismiss={alert.pk}")
    assert f'action="/alerts/{alert.pk}/dismiss/"' in asked
    assert "Why it is none" in asked
    answer = signed_in(desk, "priya").post(f"/alerts/{alert.pk}/dismiss/", {"why": "They joke.", "next": "/floor/"})
    assert answer["Location"] == "/floor/"
    alert.refresh_from_db()
    assert (alert.status, alert.dismissal) == (Alert.Status.DISMISSED, "They joke.")


def test_a_request_to_stop_waits_for_a_decision(desk: Desk) -> None:
    found = desk.conversation()
    request = StopRequest.objects.create(conversation=found, asked_by=desk.user("sam"), why="Insults only.")
    shown = page(desk)
    assert "Sam asks whether to go on" in shown
    assert "Insults only." in shown
    asked = page(desk, path=f"/floor/?stop={request.pk}")
    assert asked.count('name="decision"') == 3
    answer = signed_in(desk, "priya").post(f"/stops/{request.pk}/decide/", {"decision": "go_on", "next": "/floor/"})
    assert answer["Location"] == "/floor/"
    request.refresh_from_db()
    assert request.decision == StopRequest.Decision.GO_ON


def test_sharing_out_and_whispering(desk: Desk) -> None:
    found = desk.conversation()
    asked = page(desk, path=f"/floor/?with={found.pk}")
    assert f'action="/desk/{found.pk}/assign/"' in asked
    assert f'action="/desk/{found.pk}/whisper/"' in asked
    client = signed_in(desk, "priya")
    mira = desk.user("mira")
    client.post(f"/desk/{found.pk}/assign/", {"to": mira.pk, "next": "/floor/"})
    client.post(f"/desk/{found.pk}/whisper/", {"to": mira.pk, "text": "Ask for the number.", "next": "/floor/"})
    found.refresh_from_db()
    assert found.assignee == mira
    assert Message.objects.get(whisper_to=mira).text == "Ask for the number."


@pytest.mark.parametrize("query", ["with=%s", "dismiss=%s", "stop=%s"])
def test_forms_about_other_teams_are_not_there(desk: Desk, query: str) -> None:
    found = desk.conversation(thread="far", channel=desk.other_channel)
    Alert.objects.filter(conversation=found).delete()
    alert = Alert.objects.create(conversation=found, probability=0.7, reasons=[])
    request = StopRequest.objects.create(conversation=found, asked_by=desk.user("noor"), why="x")
    key = {"with": found.pk, "dismiss": alert.pk, "stop": request.pk}[query.split("=")[0]]
    assert signed_in(desk, "priya").get(f"/floor/?{query % key}").status_code == 404
    assert signed_in(desk, "priya").get(f"/floor/?{query % '99999999999999999999'}").status_code == 200


def test_the_script_gets_the_form_alone(desk: Desk) -> None:
    found = desk.conversation()
    answer = signed_in(desk, "priya").get(f"/floor/?with={found.pk}", headers={"X-Heard-Part": "yes"})
    shown = answer.content.decode()
    assert "data-part-body" in shown
    assert "<html" not in shown


def test_loads_are_counts_against_what_was_agreed(desk: Desk) -> None:
    for number in range(7):
        hot(desk, 20, f"t{number}", assignee=desk.user("sam"))
    User.objects.filter(pk=desk.user("mira").pk).update(away=True)
    shown = page(desk, path="/floor/people/")
    assert "7 of 6" in shown
    assert "away" in shown
    assert "Theo" not in shown
    for word in ("stress", "mood", "tired", "feel"):
        assert word not in shown


def test_hostile_names_stay_names(desk: Desk) -> None:
    desk.say("<img src=x onerror=alert(1)>", author="<script>alert(1)</script>\u202egnp", thread="bad")
    shown = page(desk)
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown
    assert "\u202egnp</bdi>" not in shown


def test_an_empty_floor_says_what_would_be_here(desk: Desk) -> None:
    shown = page(desk)
    assert "All is quiet" in shown
    assert "nobody asks you to decide" in shown


def test_the_floor_asks_few_questions(desk: Desk, django_assert_max_num_queries: object) -> None:
    for number in range(12):
        hot(desk, number * 8, f"t{number}", assignee=desk.user("sam"))
    client = signed_in(desk, "priya")
    client.get("/floor/")
    with django_assert_max_num_queries(22):  # type: ignore[operator]
        client.get("/floor/")
