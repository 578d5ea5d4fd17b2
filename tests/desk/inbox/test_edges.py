"""What happens at the edges: words that cross each other, forms sent twice, clocks that differ."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from heard.desk.channels.contract import Inbound, SendError
from heard.desk.inbox import queries
from heard.desk.inbox.models import Alert, Conversation, Message, Step
from heard.desk.inbox.services import alerts, closing, notes, sending, sharing, stopping
from heard.desk.inbox.services.ingest import ingest
from heard.desk.people.models import AuditEntry, Membership, User
from heard.desk.work.models import Job
from heard.desk.work.runner import work_off
from heard.errors import DeskError
from tests.desk.conftest import Desk

if TYPE_CHECKING:
    from collections.abc import Callable

HELLO = "Hello Dana, I am sorry. Parcel 4471 is in Leeds, and I have asked the driver to ring you at noon."


def fresh(conversation: Conversation) -> Conversation:
    return Conversation.objects.select_related("customer", "channel", "standing").get(pk=conversation.pk)


def send_all() -> None:
    """Every reply that is held goes out now."""
    Job.objects.update(run_at=timezone.now())
    work_off()


def refused(code: str, deed: Callable[[], object]) -> None:
    with pytest.raises(DeskError) as error:
        deed()
    assert error.value.code == code


# -- who waits


def test_words_written_while_a_reply_was_held_still_wait(desk: Desk) -> None:
    conversation = desk.conversation()
    sending.reply(conversation, desk.user("sam"), HELLO)
    second = desk.say("And the second parcel is broken, too!")
    send_all()
    assert fresh(conversation).waiting_since == second.at
    assert fresh(conversation).urgency > 0
    sending.reply(conversation, desk.user("sam"), "A new one leaves today; keep the broken one.")
    send_all()
    assert fresh(conversation).waiting_since is None
    assert fresh(conversation).urgency <= 4, "only an alert still stands"


def test_a_customer_whose_clock_is_slow_is_not_forgotten(desk: Desk) -> None:
    conversation = desk.conversation()
    sending.reply(conversation, desk.user("sam"), HELLO)
    send_all()
    late = desk.say("No, that is the wrong parcel!", at=timezone.now() - timedelta(minutes=2))
    assert fresh(conversation).waiting_since == late.at
    assert conversation in queries.queue(desk.viewer("sam")).rows


def test_one_put_aside_comes_back_for_a_customer_whose_clock_is_slow(desk: Desk) -> None:
    conversation = desk.conversation()
    sending.reply(conversation, desk.user("sam"), HELLO)
    send_all()
    closing.snooze(fresh(conversation), desk.user("sam"), timezone.now() + timedelta(days=2))
    desk.say("No, that is the wrong parcel!", at=timezone.now() - timedelta(minutes=2))
    assert fresh(conversation).status == "open"


def test_what_others_answered_elsewhere_does_not_wait(desk: Desk) -> None:
    """A history that comes in out of its order: the answer first, then the question before it."""
    now = timezone.now()
    first = desk.say("Where is it?", at=now - timedelta(hours=3))
    desk.say("It is in Leeds.", role="agent", at=now - timedelta(hours=1))
    desk.say("Is it in Leeds?", at=now - timedelta(hours=2))
    assert fresh(first.conversation).waiting_since is None


def test_a_question_that_was_taken_back_no_longer_waits(desk: Desk) -> None:
    conversation = desk.conversation()
    sending.reply(conversation, desk.user("sam"), HELLO)
    send_all()
    message = desk.say("Sorry, wrong window")
    ingest(
        desk.channel,
        Inbound(thread="t1", source=message.source, text="", at=timezone.now(), change="deleted"),
    )
    assert fresh(conversation).waiting_since is None
    assert fresh(conversation).urgency <= 4, "only an alert still stands"


def test_a_message_that_cannot_be_read_yet_is_among_those_that_need_somebody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("out of order")

    answered = desk.conversation(thread="t2")
    sending.reply(answered, desk.user("sam"), HELLO)
    send_all()
    monkeypatch.setattr("heard.desk.inbox.services.assess.fold", broken)
    new = desk.say("Where is my parcel?").conversation
    desk.say("And now?", thread="t2")
    assert {new.pk, answered.pk} <= {row.pk for row in queries.queue(desk.viewer("sam")).rows}


def test_one_taken_up_again_stands_where_it_belongs(desk: Desk) -> None:
    conversation = desk.conversation()
    began = conversation.waiting_since
    assert Alert.objects.filter(conversation=conversation, status="open").exists()
    closing.close(conversation, desk.user("sam"), "solved")
    closing.reopen(fresh(conversation), desk.user("sam"))
    again = fresh(conversation)
    assert again.waiting_since == began
    assert again.urgency >= 8
    assert Alert.objects.filter(conversation=conversation, status="open").count() == 1
    steps = Step.objects.filter(conversation=conversation, kind="reopened")
    closing.reopen(again, desk.user("mira"))
    assert steps.count() == 1, "one that is open is not reopened"


# -- forms sent twice, pages that are old


def test_a_reply_sent_twice_by_two_clicks_is_one(desk: Desk) -> None:
    conversation = desk.conversation()
    first = sending.reply(conversation, desk.user("sam"), HELLO)
    assert sending.reply(conversation, desk.user("sam"), HELLO) == first
    assert sending.reply(conversation, desk.user("mira"), HELLO) != first
    sending.undo(first, desk.user("sam"))
    assert sending.reply(conversation, desk.user("sam"), HELLO) != first


def test_what_is_closed_is_neither_closed_again_nor_put_aside(desk: Desk) -> None:
    conversation, old = desk.conversation(), desk.conversation()
    closing.close(conversation, desk.user("sam"), "solved")
    desk.conversation("And now this.")  # a new conversation in the same thread
    refused("D014", lambda: closing.close(old, desk.user("mira"), "unsolved"))
    refused("D014", lambda: closing.snooze(old, desk.user("mira"), timezone.now() + timedelta(days=1)))
    refused("D014", lambda: stopping.ask(old, desk.user("mira"), "third insult"))
    assert fresh(conversation).outcome == "solved"
    done, problems = sharing.bulk(
        desk.viewer("sam"), [conversation.pk], "snooze", until=timezone.now() + timedelta(days=1)
    )
    assert (done, len(problems)) == (0, 1)


def test_a_time_that_is_too_far_off_is_refused(desk: Desk) -> None:
    far = timezone.now() + timedelta(days=400)
    refused("D016", lambda: closing.snooze(desk.conversation(), desk.user("sam"), far))


def test_a_failed_reply_is_not_sent_again_where_it_is_closed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = desk.conversation()
    message = sending.reply(conversation, desk.user("sam"), HELLO)
    Message.objects.filter(pk=message.pk).update(delivery="failed")
    closing.close(conversation, desk.user("sam"), "solved")
    refused("D014", lambda: sending.again(message))


def test_a_reply_that_fails_after_closing_is_seen(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def send(*_: object) -> str:
        raise SendError("no such address", final=True)

    monkeypatch.setattr("heard.desk.channels.demo.DemoAdapter.send", send)
    conversation = desk.conversation()
    sending.reply(conversation, desk.user("sam"), HELLO)
    Message.objects.filter(role="agent").update(delivery="sending")
    closing.close(fresh(conversation), desk.user("sam"), "solved")
    send_all()
    assert fresh(conversation).status == "open"
    assert fresh(conversation).waiting_since
    assert conversation in queries.queue(desk.viewer("sam")).rows


def test_a_reply_that_fails_beside_a_newer_conversation_leaves_both(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def send(*_: object) -> str:
        raise SendError("no such address", final=True)

    monkeypatch.setattr("heard.desk.channels.demo.DemoAdapter.send", send)
    conversation = desk.conversation()
    message = sending.reply(conversation, desk.user("sam"), HELLO)
    Message.objects.filter(pk=message.pk).update(delivery="sending")
    closing.close(fresh(conversation), desk.user("sam"), "solved")
    desk.conversation("And now this.")
    send_all()
    message.refresh_from_db()
    assert message.delivery == "failed"
    assert fresh(conversation).status == "closed"


# -- alerts


def test_dismissing_an_alert_that_passed_does_not_silence_the_next(desk: Desk) -> None:
    conversation = desk.conversation()
    alert = Alert.objects.get(conversation=conversation)
    stale = Alert.objects.get(pk=alert.pk)
    alerts.settle(alert, desk.user("priya"), Alert.Status.PASSED)
    refused("D010", lambda: alerts.dismiss(stale, desk.user("priya"), "a quotation"))
    assert Alert.objects.get(pk=alert.pk).status == "passed"


# -- people


def test_colleagues_are_who_answers_in_this_team(desk: Desk) -> None:
    conversation = desk.conversation()
    Membership.objects.create(user=desk.user("sam"), team=desk.other, role="trainer")
    Membership.objects.create(user=desk.user("noor"), team=desk.team, role="trainer")
    assert [each.name for each in queries.colleagues(conversation)] == ["Alex", "Mira", "Priya", "Sam"]
    refused("D003", lambda: sharing.assign(conversation, by=desk.user("priya"), to=desk.user("theo")))


def test_of_two_who_take_it_at_the_same_moment_one_has_it(desk: Desk) -> None:
    mine, theirs = desk.conversation(), desk.conversation()
    sharing.take(mine, desk.user("sam"))
    refused("D015", lambda: sharing.take(theirs, desk.user("mira")))
    assert fresh(mine).assignee == desk.user("sam")
    sharing.take(fresh(mine), desk.user("mira"))
    assert fresh(mine).assignee == desk.user("mira")


# -- what channels may give us


def test_a_name_that_is_too_long_for_its_column_still_names_one_thread(desk: Desk) -> None:
    long = "x" * 400
    first = desk.say("Hello", thread=long + "1", source=long + "1")
    assert desk.say("Hello", thread=long + "1", source=long + "1") == first
    assert desk.say("Hello", thread=long + "2", source=long + "2").conversation != first.conversation
    assert len(first.source) <= 254
    desk.say("Hello", thread="with\x00nul", source="with\x00nul")


@pytest.mark.parametrize("after", ["²", "-1", "1" * 30, "x", "9223372036854775807"])
def test_a_page_that_is_none(desk: Desk, after: str) -> None:
    desk.conversation()
    assert queries.queue(desk.viewer("sam"), after=after).rows in ([], [desk.conversation()])


def test_notes_are_never_read(desk: Desk) -> None:
    conversation = desk.conversation()
    note = notes.whisper(conversation, desk.user("priya"), desk.user("sam"), "You idiots ruined everything!")
    desk.say("Hello?")
    note.refresh_from_db()
    assert not hasattr(note, "reading") or not note.reading.found.get("cues")


# -- pages


def test_who_is_in_no_team_is_told_so(desk: Desk, client: Client) -> None:
    nobody = User.objects.create_user("new@demo.invalid", "correct horse battery", name="New")
    client.force_login(nobody)
    answer = client.get(reverse("desk"))
    assert answer.status_code == 200
    assert "no team yet" in answer.text
    assert client.get(reverse("queue")).status_code == 403


@pytest.mark.parametrize("number", ["²", "9" * 30, "-1", "0"])
def test_numbers_that_are_none(desk: Desk, client: Client, number: str) -> None:
    conversation = desk.conversation()
    client.force_login(desk.user("sam"))
    for query in ({"after": number}, {"open": number}):
        assert client.get(reverse("desk"), query).status_code == 200
    assert client.get(reverse("thread", args=[conversation.pk]), {"whole": number}).status_code == 200
    sent = {"ids": [number, conversation.pk], "action": "tag", "tags": "seen"}
    assert client.post(reverse("bulk"), sent).status_code == 302
    assert conversation.tags.count() == 1


def test_a_failed_reply_is_sent_again_by_its_button(desk: Desk, client: Client) -> None:
    conversation = desk.conversation()
    message = sending.reply(conversation, desk.user("sam"), HELLO)
    Message.objects.filter(pk=message.pk).update(delivery="failed")
    client.force_login(desk.user("mira"))
    address = reverse("again", args=[conversation.pk, message.pk])
    assert address in client.get(reverse("conversation", args=[conversation.pk])).text
    client.post(address)
    send_all()
    message.refresh_from_db()
    assert message.delivery == "sent"


def test_a_customers_page_is_in_the_log_once_in_ten_minutes(desk: Desk, client: Client) -> None:
    conversation = desk.conversation()
    client.force_login(desk.user("theo"))
    for _ in range(3):
        client.get(reverse("customer", args=[conversation.customer_id]))
    entry = AuditEntry.objects.get(action="customer.read")
    assert (entry.actor, entry.team) == (desk.user("theo"), desk.team)
    assert entry.detail == f"customer {conversation.customer_id}"


def test_who_is_away_or_has_enough_is_marked_where_one_chooses(desk: Desk, client: Client) -> None:
    conversation = desk.conversation()
    User.objects.filter(pk=desk.user("mira").pk).update(away=True)
    User.objects.filter(pk=desk.user("sam").pk).update(capacity=1)
    sharing.take(desk.conversation(thread="t2"), desk.user("sam"))
    client.force_login(desk.user("priya"))
    for text in (
        client.get(reverse("conversation", args=[conversation.pk])).text,
        client.get(reverse("floor"), {"with": conversation.pk}).text,
    ):
        assert "Mira (away)</option>" in text
        assert "Sam (has 1 of 1)</option>" in text
        assert "Alex</option>" in text
    client.post(reverse("assign", args=[conversation.pk]), {"to": desk.user("sam").pk})
    assert fresh(conversation).assignee == desk.user("sam"), "it is said, not forbidden"
