"""What people do with a conversation, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from heard.desk.channels.contract import Inbound
from heard.desk.engines import engine
from heard.desk.inbox import queries
from heard.desk.inbox.models import Alert, Conversation, Message, Reading, Standing
from heard.desk.inbox.services import alerts, closing, drafts, feedback, labels, notes, sharing, stopping
from heard.desk.inbox.services.ingest import ingest
from heard.desk.inbox.words import reason_lines
from heard.desk.live.models import Event
from heard.desk.work.models import Job
from heard.errors import DeskError
from tests.desk.conftest import Desk

ANGRY = (
    "Hi, my parcel 4471 still isn't here.",
    "This is the THIRD TIME I'm writing about parcel 4471. Do you people even read?",
    "You are useless liars. I want your manager NOW or I'm going to my lawyer!",
)


def test_a_message_is_stored_read_and_told(desk: Desk) -> None:
    message = desk.say("This is the THIRD TIME I'm writing about parcel 4471.")
    conversation = Conversation.objects.get(pk=message.conversation_id)
    assert message.reading.found["cues"]
    assert message.reading.mark == conversation.standing.mark
    assert conversation.standing.report["state"]["temperature"] > 20
    assert {event.kind for event in Event.objects.all()} >= {"message", "reading"}
    assert not Job.objects.filter(kind="assess").exists()


def test_a_delivery_that_comes_twice_is_one_message(desk: Desk) -> None:
    first, second = desk.say("Hello", source="x"), desk.say("Hello", source="x")
    assert first.pk == second.pk
    assert Message.objects.count() == 1


def test_an_engine_that_fails_leaves_the_message(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("heard.desk.inbox.services.ingest.assess", lambda *_: 1 / 0)
    message = desk.say("Where is my parcel?")
    assert Message.objects.filter(pk=message.pk).exists()
    assert not Reading.objects.exists()
    assert Job.objects.filter(kind="assess", key=str(message.conversation_id)).exists()


def test_an_angry_customer_stands_first_with_a_reason_and_an_alert(desk: Desk) -> None:
    desk.conversation("Where can I find the opening hours?", thread="calm")
    angry = desk.conversation(*ANGRY, thread="angry")
    page = queries.queue(desk.viewer("sam"))
    assert page.rows[0] == angry
    assert page.rows[0].why
    assert page.counts["needs"] == 2
    assert Alert.objects.get(conversation=angry).status == "open"


def test_an_edited_and_a_deleted_message_are_read_again(desk: Desk) -> None:
    desk.conversation("Thanks, all fine.")
    bad = desk.say("You are useless liars, I am FURIOUS!!", source="bad")
    hot = Standing.objects.get(conversation=bad.conversation_id).report["state"]["temperature"]
    ingest(desk.channel, Inbound(thread="t1", source="bad", text="No worries at all.", at=bad.at, change="edited"))
    cool = Standing.objects.get(conversation=bad.conversation_id).report["state"]["temperature"]
    assert cool < hot
    ingest(desk.channel, Inbound(thread="t1", source="bad", text="", at=bad.at, change="deleted"))
    assert Reading.objects.filter(message__conversation=bad.conversation_id).count() == 1


def test_a_late_message_takes_its_place(desk: Desk) -> None:
    desk.say("My order 4471 is late.", at=timezone.now() - timedelta(minutes=5))
    last = desk.say("Any news?", at=timezone.now() - timedelta(minutes=1))
    desk.say("It was due on Monday.", at=timezone.now() - timedelta(minutes=3))
    thread = queries.thread(last.conversation, desk.viewer("sam"))
    assert [entry.message.text for entry in thread if entry.message] == [
        "My order 4471 is late.",
        "It was due on Monday.",
        "Any news?",
    ]
    assert Reading.objects.count() == 3


def test_a_state_of_other_content_is_read_again(desk: Desk) -> None:
    conversation = desk.conversation(*ANGRY)
    Standing.objects.filter(conversation=conversation).update(mark="0.0/other", state="{}")
    desk.say("Hello?")
    assert Standing.objects.get(conversation=conversation).mark != "0.0/other"
    assert Reading.objects.filter(message__conversation=conversation).count() == 4


def test_nobody_sees_another_teams_conversation(desk: Desk) -> None:
    ours = desk.conversation(thread="ours")
    theirs = desk.conversation(thread="theirs", channel=desk.other_channel)
    assert queries.queue(desk.viewer("sam")).rows == [ours]
    with pytest.raises(Http404):
        queries.conversation_for(desk.viewer("sam"), theirs.pk)
    with pytest.raises(Http404):
        queries.customer_for(desk.viewer("sam"), theirs.customer_id)
    assert {row.pk for row in queries.queue(desk.viewer("alex")).rows} == {ours.pk, theirs.pk}


def test_a_hand_off_carries_the_thread_in_lines(desk: Desk) -> None:
    conversation = desk.conversation(*ANGRY)
    sharing.hand_off(conversation, by=desk.user("sam"), to=desk.user("mira"), note="Please call her back.")
    step = conversation.steps.get(kind="handed_off")
    assert step.text.startswith("Please call her back.")
    assert "Wants:" in step.text or "Felt:" in step.text
    with pytest.raises(DeskError, match="D003"):
        sharing.assign(conversation, by=desk.user("sam"), to=desk.user("noor"))


def test_a_lead_takes_over_and_the_alert_is_settled(desk: Desk) -> None:
    conversation = desk.conversation(*ANGRY)
    sharing.take_over(conversation, desk.user("priya"))
    assert Alert.objects.get(conversation=conversation).status == "taken"
    assert Conversation.objects.get(pk=conversation.pk).assignee == desk.user("priya")


def test_dismissing_an_alert_asks_why(desk: Desk) -> None:
    conversation = desk.conversation(*ANGRY)
    alert = Alert.objects.get(conversation=conversation)
    with pytest.raises(DeskError, match="D001"):
        alerts.dismiss(alert, desk.user("sam"), "  ")
    alerts.dismiss(alert, desk.user("sam"), "They are joking with me.")
    assert Alert.objects.get(pk=alert.pk).dismissal == "They are joking with me."
    desk.say("I mean it. Lawyer. NOW!")
    assert Alert.objects.filter(conversation=conversation, status="open").count() == 0


def test_an_agent_never_ends_a_relationship_alone(desk: Desk) -> None:
    conversation = desk.conversation(*ANGRY)
    with pytest.raises(DeskError, match="D007"):
        closing.close(conversation, desk.user("sam"), "ended")
    request = stopping.ask(conversation, desk.user("sam"), "Third insult after a warning.")
    with pytest.raises(DeskError, match="D010"):
        stopping.ask(conversation, desk.user("mira"), "Same here.")
    stopping.decide(request, desk.user("priya"), "end", "Agreed; I wrote to them.")
    conversation.refresh_from_db()
    assert (conversation.status, conversation.outcome) == ("closed", "ended")
    with pytest.raises(DeskError, match="D010"):
        stopping.decide(request, desk.user("priya"), "go_on")


def test_snoozed_until_the_customer_writes(desk: Desk) -> None:
    conversation = desk.conversation(*ANGRY)
    with pytest.raises(DeskError, match="D004"):
        closing.snooze(conversation, desk.user("sam"), timezone.now() - timedelta(minutes=1))
    closing.snooze(conversation, desk.user("sam"), timezone.now() + timedelta(hours=1))
    assert queries.queue(desk.viewer("sam"), "snoozed").rows == [conversation]
    desk.say("Hello? Is anybody there?")
    assert queries.queue(desk.viewer("sam")).rows == [conversation]


def test_reopening_beside_a_newer_conversation_is_refused(desk: Desk) -> None:
    first = desk.conversation(*ANGRY)
    closing.close(first, desk.user("sam"), "solved", "Sent again.")
    second = desk.conversation("Me again.")
    assert second.pk != first.pk
    with pytest.raises(DeskError, match="D008"):
        closing.reopen(first, desk.user("sam"))


def test_a_draft_of_two_windows_is_never_lost(desk: Desk) -> None:
    conversation, sam = desk.conversation(*ANGRY), desk.user("sam")
    draft = drafts.save(conversation, sam, "I am so sorry", 0)
    with pytest.raises(drafts.ConflictError) as raised:
        drafts.save(conversation, sam, "Something else", 0)
    assert raised.value.draft.text == "I am so sorry"
    assert drafts.save(conversation, sam, "I am so sorry, Dana", draft.version).text == "I am so sorry, Dana"


def test_a_save_that_comes_after_the_reply_went_out_changes_nothing(desk: Desk) -> None:
    """Also the very first one, when no draft was stored before."""
    conversation, sam = desk.conversation(*ANGRY), desk.user("sam")
    drafts.discard(conversation, sam)
    with pytest.raises(drafts.ConflictError):
        drafts.save(conversation, sam, "What was sent", 0)
    assert drafts.of(conversation, sam).text == ""


def test_whispers_are_for_two(desk: Desk) -> None:
    conversation = desk.conversation(*ANGRY)
    notes.note(conversation, desk.user("sam"), "Called twice.")
    notes.whisper(conversation, desk.user("priya"), desk.user("sam"), "Breathe. You're doing well.")
    shown = {
        key: [entry.message.text for entry in queries.thread(conversation, desk.viewer(key)) if entry.message]
        for key in ("sam", "mira", "priya")
    }
    assert shown["sam"][-1] == shown["priya"][-1] == "Breathe. You're doing well."
    assert shown["mira"][-1] == "Called twice."
    assert not Reading.objects.filter(message__role="note", temperature__isnull=False).exists()


def test_not_so_is_kept_with_its_reason(desk: Desk) -> None:
    conversation = desk.conversation(*ANGRY)
    message = conversation.messages.get(text=ANGRY[1])
    cue = message.reading.found["cues"][0]
    word = feedback.not_so(
        message, desk.user("sam"), finding=cue["name"], start=cue["start"], end=cue["end"], reason="It is a quotation."
    )
    assert word.mark == message.reading.mark
    with pytest.raises(DeskError, match="D009"):
        feedback.not_so(message, desk.user("sam"), finding="sarcasm", start=900, end=901, reason="x")


def test_many_at_once_and_what_failed_is_said(desk: Desk) -> None:
    rows = [desk.conversation(thread=f"b{number}") for number in range(3)]
    theirs = desk.conversation(thread="theirs", channel=desk.other_channel)
    done, problems = sharing.bulk(
        desk.viewer("sam"), [row.pk for row in [*rows, theirs]], "tag", names=["Late", "late "]
    )
    assert (done, problems) == (3, [])
    assert [tag.name for tag in rows[0].tags.all()] == ["late"]
    done, problems = sharing.bulk(desk.viewer("sam"), [rows[0].pk], "assign", to=desk.user("mira"))
    assert done == 0
    assert "D005" in problems[0]
    labels.set_tags(rows[0], [], by=desk.user("sam"))
    assert not rows[0].tags.exists()


def test_loads_are_counts(desk: Desk) -> None:
    conversation = desk.conversation(*ANGRY)
    sharing.take(conversation, desk.user("sam"))
    row = next(load for load in queries.loads(desk.viewer("priya")) if load.user == desk.user("sam"))
    assert (row.open, row.cap) == (1, 8)
    assert not any("emotion" in name or "feel" in name for name in row.__slots__)


def test_every_reason_that_an_alert_may_give_has_a_line() -> None:
    content = engine().content
    cues = {rule.name for rule in content.rules if rule.kind == "cue"}
    signals = {rule.name for rule in content.rules if rule.kind == "signal"}
    reasons = set(content.weights.forecast) & (cues | signals) - {"hearing_difficulty", "resolved"}
    cautions = {rule.name for rule in content.rules if rule.kind == "caution"}
    assert len(reasons) > 15
    assert (reasons | cautions) - set(reason_lines()) == set()


def test_what_the_team_keeps_about_a_customer(desk: Desk, client: Client) -> None:
    conversation = desk.conversation()
    client.force_login(desk.user("sam"))
    address = reverse("customer_keep", args=[conversation.customer_id])
    answer = client.post(address, {"note": "Calls after six.", "important": "on"}, follow=True)
    assert "Calls after six." in answer.content.decode()
    assert client.post(address, {"note": "x" * 4001}).status_code == 422
    conversation.customer.refresh_from_db()
    assert (conversation.customer.note, conversation.customer.important) == ("Calls after six.", True)
