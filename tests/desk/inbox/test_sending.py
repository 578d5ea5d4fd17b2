"""Replies: held, taken back, sent once, tried again, given up; and snoozes that wake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from heard.desk.channels import registry
from heard.desk.channels.contract import Outbound, SendError
from heard.desk.channels.demo import DemoAdapter
from heard.desk.inbox.models import Conversation, Draft, Message, Reading, Step
from heard.desk.inbox.services import closing, drafts, sending, sharing, waking
from heard.desk.live.models import Event
from heard.desk.work import services as work
from heard.desk.work.models import Job
from heard.desk.work.runner import work_off
from heard.errors import DeskError
from tests.desk.conftest import Desk

pytestmark = pytest.mark.django_db


@dataclass
class Wire(DemoAdapter):
    """The demo's channel with a record of what was sent, and trouble when it is wanted."""

    sent: list[Outbound] = field(default_factory=list)
    trouble: list[Exception] = field(default_factory=list)

    def send(self, config: Mapping[str, Any], outbound: Outbound) -> str:
        assert config == {"secret": "x"}
        self.sent.append(outbound)
        if self.trouble:
            raise self.trouble.pop(0)
        return outbound.key


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    wire = Wire()
    monkeypatch.setitem(registry.ADAPTERS, "demo", wire)
    return wire


def undo_time_over() -> None:
    Job.objects.update(run_at=timezone.now() - timedelta(seconds=1))


def fresh(conversation: Conversation) -> Conversation:
    return Conversation.objects.get(pk=conversation.pk)


def test_a_reply_is_held_then_sent_and_read(desk: Desk, wire: Wire) -> None:
    conversation = desk.conversation()
    drafts.save(conversation, desk.user("sam"), "I have", 0)
    message = sending.reply(conversation, desk.user("sam"), "I have asked the depot about parcel 4471.\n")
    assert message.text == "I have asked the depot about parcel 4471."
    assert (message.delivery, message.role, message.author) == ("held", "agent", "Sam")
    assert message.held_until
    assert 9 < (message.held_until - timezone.now()).total_seconds() <= 10
    assert Draft.objects.get().text == ""
    assert work_off() == 0
    assert wire.sent == []
    assert fresh(conversation).waiting_since

    undo_time_over()
    assert work_off() == 1
    message.refresh_from_db()
    after = fresh(conversation)
    assert wire.sent == [Outbound(key=message.source, thread="t1", text=message.text, author="Sam")]
    assert (message.delivery, message.held_until, message.problem) == ("sent", None, "")
    assert message.at > timezone.now() - timedelta(seconds=5)
    assert (after.waiting_since, after.preview, after.last_at) == (None, message.text, message.at)
    assert Reading.objects.get(message=message).found["techniques"] is not None
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("text", "code"), [("", "D001"), (" \n\t", "D001"), ("You will have it by {date}, {name}.", "D011")]
)
def test_an_unfinished_reply_is_refused(desk: Desk, text: str, code: str) -> None:
    conversation = desk.conversation()
    with pytest.raises(DeskError) as caught:
        sending.reply(conversation, desk.user("sam"), text)
    assert caught.value.code == code
    assert not Message.objects.filter(role="agent").exists()
    assert not Job.objects.exists()
    if code == "D011":
        assert "{date}, {name}" in str(caught.value)


def test_a_closed_conversation_is_reopened_first(desk: Desk) -> None:
    conversation = desk.conversation()
    closing.close(conversation, desk.user("sam"), "solved")
    with pytest.raises(DeskError, match="D014"):
        sending.reply(conversation, desk.user("sam"), "One more thing.")


def test_the_undo_time_is_a_setting(desk: Desk, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARD_UNDO_SECONDS", "0")
    sending.reply(desk.conversation(), desk.user("sam"), "It is on its way.")
    assert work_off() == 1
    assert len(wire.sent) == 1


def test_who_answers_first_has_it_if_nobody_had(desk: Desk) -> None:
    conversation = desk.conversation()
    sending.reply(conversation, desk.user("sam"), "Let me look.")
    assert fresh(conversation).assignee == desk.user("sam")
    assert Step.objects.get(kind="assigned").to == desk.user("sam")
    sending.reply(conversation, desk.user("mira"), "I am helping Sam.")
    assert fresh(conversation).assignee == desk.user("sam")
    sharing.assign(conversation, by=desk.user("priya"), to=None)
    assert fresh(conversation).assignee is None


def test_who_has_sent_is_no_longer_writing(desk: Desk, wire: Wire) -> None:
    """The others' pages are told, as they were when it was begun."""
    conversation = desk.conversation()
    drafts.save(conversation, desk.user("sam"), "First", 0)
    Event.objects.all().delete()
    sending.reply(conversation, desk.user("sam"), "First.")
    assert "draft" in Event.objects.values_list("kind", flat=True)
    Event.objects.all().delete()
    sending.reply(conversation, desk.user("sam"), "Second.")
    assert "draft" not in Event.objects.values_list("kind", flat=True)


def test_a_reply_taken_back_is_a_draft_again(desk: Desk, wire: Wire) -> None:
    conversation = desk.conversation()
    message = sending.reply(conversation, desk.user("sam"), "Calm down.")
    before = Event.objects.latest("id").pk
    assert sending.undo(message, desk.user("sam")) == "Calm down."
    assert not Message.objects.filter(role="agent").exists()
    assert not Job.objects.exists()
    assert Draft.objects.get().text == "Calm down."
    assert Event.objects.filter(pk__gt=before, kind="message", conversation=conversation.pk).exists()
    assert work_off() == 0
    assert wire.sent == []


def test_words_begun_since_stay_under_it(desk: Desk) -> None:
    conversation = desk.conversation()
    message = sending.reply(conversation, desk.user("sam"), "First.")
    draft = drafts.of(conversation, desk.user("sam"))
    drafts.save(conversation, desk.user("sam"), "Second.", draft.version)
    assert sending.undo(message, desk.user("sam")) == "First.\n\nSecond."


def test_nobody_else_takes_it_back(desk: Desk) -> None:
    message = sending.reply(desk.conversation(), desk.user("sam"), "Let me look.")
    with pytest.raises(DeskError, match="D013"):
        sending.undo(message, desk.user("priya"))
    assert Message.objects.filter(pk=message.pk).exists()


def test_what_is_on_its_way_is_not_taken_back(desk: Desk, wire: Wire) -> None:
    message = sending.reply(desk.conversation(), desk.user("sam"), "Let me look.")
    undo_time_over()
    wire.trouble = [SendError("the line is down")]
    work_off()
    with pytest.raises(DeskError, match="D012"):
        sending.undo(message, desk.user("sam"))
    undo_time_over()
    work_off()
    with pytest.raises(DeskError, match="D012"):
        sending.undo(message, desk.user("sam"))
    assert {outbound.key for outbound in wire.sent} == {message.source}


def test_an_undo_between_claim_and_sending_wins(desk: Desk, wire: Wire) -> None:
    message = sending.reply(desk.conversation(), desk.user("sam"), "Let me look.")
    undo_time_over()
    job = work.claim()
    assert job
    sending.undo(message, desk.user("sam"))
    sending.send(job)
    assert wire.sent == []
    assert not Job.objects.exists()


def test_trouble_on_the_wire_is_tried_again_under_the_same_key(desk: Desk, wire: Wire) -> None:
    conversation = desk.conversation()
    message = sending.reply(conversation, desk.user("sam"), "Let me look.")
    wire.trouble = [SendError("the line is down"), SendError("still down")]
    for number in range(3):
        undo_time_over()
        assert work_off() == 1
        message.refresh_from_db()
        assert (message.delivery == "sent") is (number == 2)
    assert [outbound.key for outbound in wire.sent] == [message.source] * 3
    assert message.problem == ""


def test_final_trouble_shows(desk: Desk, wire: Wire) -> None:
    conversation = desk.conversation()
    message = sending.reply(conversation, desk.user("sam"), "Let me look.")
    wire.trouble = [SendError("there is no such address", final=True)]
    undo_time_over()
    before = Event.objects.latest("id").pk
    work_off()
    message.refresh_from_db()
    assert (message.delivery, message.problem) == ("failed", "there is no such address")
    assert fresh(conversation).waiting_since
    assert Event.objects.filter(pk__gt=before, kind="message").exists()
    assert Job.objects.get().dead_at

    sending.again(message)
    work_off()
    message.refresh_from_db()
    assert (message.delivery, message.problem) == ("sent", "")
    assert {outbound.key for outbound in wire.sent} == {message.source}
    with pytest.raises(DeskError, match="D012"):
        sending.again(message)


def test_trouble_that_lasts_is_given_up(desk: Desk, wire: Wire) -> None:
    message = sending.reply(desk.conversation(), desk.user("sam"), "Let me look.")
    wire.trouble = [SendError("the line is down")] * (work.MOST_TRIES + 5)
    for _ in range(work.MOST_TRIES + 2):
        undo_time_over()
        work_off()
    message.refresh_from_db()
    assert (message.delivery, message.problem) == ("failed", "the line is down")
    assert len(wire.sent) == work.MOST_TRIES


def test_replies_leave_in_their_order(desk: Desk, wire: Wire) -> None:
    conversation = desk.conversation()
    first = sending.reply(conversation, desk.user("sam"), "First.")
    sending.reply(conversation, desk.user("sam"), "Second.")
    wire.trouble = [SendError("the line is down")]
    for _ in range(4):
        undo_time_over()
        work_off(most=2)
    assert [outbound.text for outbound in wire.sent] == ["First.", "First.", "Second."]
    assert first.source == wire.sent[0].key


def test_a_snoozed_conversation_wakes_with_its_waiting(desk: Desk) -> None:
    conversation = desk.conversation()
    waiting = conversation.waiting_since
    closing.snooze(conversation, desk.user("sam"), timezone.now() + timedelta(hours=1))
    assert work_off() == 0
    now = timezone.now() - timedelta(seconds=1)
    Conversation.objects.update(snoozed_until=now)
    Job.objects.update(run_at=now)
    before = Event.objects.latest("id").pk
    assert work_off() == 1
    after = fresh(conversation)
    assert (after.status, after.snoozed_until, after.waiting_since) == ("open", None, waiting)
    assert Step.objects.latest("id").kind == "woken"
    assert Event.objects.filter(pk__gt=before, kind="conversation").exists()


def test_one_put_aside_for_longer_sleeps_on(desk: Desk) -> None:
    conversation = desk.conversation()
    closing.snooze(conversation, desk.user("sam"), timezone.now() + timedelta(hours=1))
    Job.objects.update(run_at=timezone.now())
    job = work.claim()
    assert job
    closing.snooze(conversation, desk.user("sam"), timezone.now() + timedelta(hours=2))
    work_off()
    waking.wake(job)
    assert fresh(conversation).status == "snoozed"
    assert Job.objects.count() == 1


def test_nothing_is_closed_over_a_reply_that_is_held(desk: Desk, wire: Wire) -> None:
    conversation = desk.conversation()
    message = sending.reply(conversation, desk.user("mira"), "Let me look.")
    with pytest.raises(DeskError, match="D018") as caught:
        closing.close(conversation, desk.user("sam"), "solved")
    assert "Mira" in caught.value.detail
    assert "take it back" in caught.value.next_step
    other = desk.conversation(thread="t2")
    number, problems = sharing.bulk(desk.viewer("sam"), [conversation.pk, other.pk], "close", outcome="solved")
    assert (number, len(problems)) == (1, 1)
    assert "D018" in problems[0]
    assert fresh(conversation).status == "open"
    sending.undo(message, desk.user("mira"))
    closing.close(conversation, desk.user("sam"), "solved")
    assert fresh(conversation).status == "closed"
