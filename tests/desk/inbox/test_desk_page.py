"""The desk's page as it comes from the server: what stands on it, for whom, and what its forms do."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from heard.desk.inbox.models import Alert, Conversation, Customer, Draft, Message, NotSo, StopRequest
from heard.desk.inbox.services import closing, drafts, notes, sending, sharing
from heard.desk.people.models import AuditEntry
from heard.errors import DeskError

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from tests.desk.conftest import Desk

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)> \u202etxet desrever\u202c " + "Z" + "\u0301\u0323" * 200
)


def client_of(desk: Desk, key: str = "sam") -> Client:
    client = Client()
    client.force_login(desk.user(key))
    return client


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content[:400]
    return answer.content.decode()


def angry(desk: Desk, thread: str = "t1") -> Conversation:
    desk.say("Hi, my parcel 4471 still isn't here. It was due on Monday.", thread=thread)
    desk.say("Could you give me your order number?", role="agent", thread=thread, author="Mira")
    return desk.conversation(
        "This is the THIRD TIME I'm writing about parcel 4471!! Do you people even read?", thread=thread
    )


def test_the_desk_shows_who_needs_a_human_first_and_why(desk: Desk) -> None:
    desk.say("Hello, when do you open on Saturday?", thread="calm", author="Ana Pop")
    angry(desk)
    text = page(client_of(desk), "/desk/")
    assert text.index("Dana Okafor") < text.index("Ana Pop")
    assert "not the first time they write about it" in text or "attacks or insults us" in text
    assert "Needs a human first" in text


def test_numbers_stand_only_on_hover(desk: Desk) -> None:
    angry(desk)
    text = page(client_of(desk), "/desk/")
    assert 'title="temperature ' in text
    assert "of 100" not in text.replace('title="temperature', "").split("row-why")[1].split("</li>")[0]


@pytest.mark.parametrize("box", ["needs", "waiting", "mine", "snoozed", "closed"])
def test_every_box_that_is_empty_says_what_would_be_there(desk: Desk, box: str) -> None:
    assert 'class="empty' in page(client_of(desk), f"/desk/?box={box}")


def test_a_search_that_finds_nothing_says_so_and_leads_back(desk: Desk) -> None:
    angry(desk)
    text = page(client_of(desk), "/desk/?q=<b>nobody</b>")
    assert "&lt;b&gt;nobody" in text
    assert "Show the whole box" in text
    assert "Dana Okafor" in page(client_of(desk), "/desk/?q=okafor")


def test_a_conversation_shows_words_cues_ribbon_and_coach(desk: Desk) -> None:
    found = angry(desk)
    text = page(client_of(desk), f"/desk/{found.pk}/")
    assert 'class="cue cue-' in text
    assert "THIRD TIME" in text
    assert "may be frustration, or plain emphasis" in text
    assert "Up from uneasy to heated" in text
    assert 'aria-current="step"' in text
    assert "Use these words" in text
    assert "order" in text
    assert "4471" in text
    assert "This may go wrong" in text


def test_nothing_says_that_somebody_is_angry(desk: Desk) -> None:
    found = angry(desk)
    text = page(client_of(desk), f"/desk/{found.pk}/").lower()
    assert "is angry" not in text
    assert "reads as" in text


def test_a_quiet_coach(desk: Desk) -> None:
    desk.say("Hello, when do you open on Saturday?")
    found = desk.conversation("Thank you, that was quick and kind. All is well now.")
    assert "Going well. Nothing to add." in page(client_of(desk), f"/desk/{found.pk}/coach/")


def test_what_was_not_read_says_so(desk: Desk) -> None:
    message = desk.say("Dies ist eine sehr lange Nachricht in einer anderen Sprache und niemand liest sie heute.")
    unread = desk.say("Anybody there?", thread="t2", read=False)
    client = client_of(desk)
    assert "Not assessed: in a language" in page(client, f"/desk/{message.conversation_id}/")
    text = page(client, f"/desk/{unread.conversation_id}/")
    assert "Not read yet" in text


def test_abuse_is_veiled_until_somebody_looks_and_quoted_nowhere_else(desk: Desk) -> None:
    found = desk.conversation("You fucking bitch, I will kill you.")
    sharing.hand_off(found, by=desk.user("mira"), to=desk.user("sam"), note="please")
    text = page(client_of(desk), f"/desk/{found.pk}/")
    assert "Reads as abusive. Show the words" in text
    veil = text[text.index('class="veil"') : text.index("</details>", text.index('class="veil"'))]
    thread = text[text.index('id="region-thread"') :]
    assert "bitch" in veil
    assert "bitch" not in thread.replace(veil, "")


def test_hostile_text_is_harmless_everywhere(desk: Desk) -> None:
    message = desk.say(HOSTILE, author=HOSTILE)
    Conversation.objects.update(subject=HOSTILE[:250], preview=HOSTILE[:160], why=HOSTILE[:200])
    client = client_of(desk)
    customer = Customer.objects.get()
    for path in (
        "/desk/",
        f"/desk/{message.conversation_id}/",
        f"/customers/{customer.pk}/",
        f"/desk/{message.conversation_id}/coach/",
    ):
        text = page(client, path)
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "\u202e" not in text


def test_a_megabyte_is_cut_and_can_be_shown_whole(desk: Desk) -> None:
    message = desk.say("tell me more " * 80_000)
    client = client_of(desk)
    cut = page(client, f"/desk/{message.conversation_id}/")
    assert len(cut) < 200_000
    assert "too long to be read" in cut
    assert len(page(client, f"/desk/{message.conversation_id}/?whole={message.pk}")) > 900_000


def test_reading_a_conversation_is_logged_once(desk: Desk) -> None:
    found = angry(desk)
    client = client_of(desk)
    for path in ("", "thread/", "coach/", ""):
        page(client, f"/desk/{found.pk}/{path}")
    assert AuditEntry.objects.filter(conversation=found.pk, actor=desk.user("sam")).count() == 1


def test_another_team_sees_nothing(desk: Desk) -> None:
    found = angry(desk)
    client = client_of(desk, "noor")
    assert "Dana" not in page(client, "/desk/")
    for path in ("", "thread/", "coach/"):
        page(client, f"/desk/{found.pk}/{path}", 404)
    page(client, f"/customers/{found.customer_id}/", 404)
    for path in ("reply/", "note/", "check/", "draft/", "close/", "tags/", "stop/", "assign/"):
        assert client.post(f"/desk/{found.pk}/{path}", {"text": "x", "version": 0}).status_code == 404


def test_a_trainer_reads_and_cannot_answer(desk: Desk) -> None:
    found = angry(desk)
    client = client_of(desk, "theo")
    text = page(client, f"/desk/{found.pk}/")
    assert "heard-composer" not in text
    assert "answering is for the team" in text
    assert client.post(f"/desk/{found.pk}/reply/", {"text": "x"}).status_code in (403, 404)


def test_a_reply_without_scripts_is_held_and_can_be_taken_back(desk: Desk) -> None:
    found = angry(desk)
    client = client_of(desk)
    answer = client.post(f"/desk/{found.pk}/reply/", {"text": "I'm sorry, Dana.", "mode": "reply"})
    assert answer.status_code == 302
    message = Message.objects.get(role="agent", user=desk.user("sam"))
    assert message.delivery == "held"
    text = page(client, answer["Location"])
    assert "Take it back" in text
    answer = client.post(f"/desk/{found.pk}/undo/{message.pk}/")
    text = page(client, answer["Location"].split("#")[0])
    assert "I&#x27;m sorry, Dana.</textarea>" in text


def test_a_reply_with_a_gap_is_refused_and_kept(desk: Desk) -> None:
    found = angry(desk)
    client = client_of(desk)
    answer = client.post(f"/desk/{found.pk}/reply/", {"text": "It is because {reason}."}, follow=True)
    assert "Fill in {reason} before it is sent." in answer.content.decode()
    assert not Message.objects.filter(user=desk.user("sam")).exists()
    assert drafts.of(found, desk.user("sam")).text == "It is because {reason}."  # type: ignore[union-attr]


def test_findings_never_block_sending(desk: Desk) -> None:
    found = angry(desk)
    client_of(desk).post(f"/desk/{found.pk}/reply/", {"text": "Calm down, that's our policy."})
    assert Message.objects.filter(user=desk.user("sam"), delivery="held").exists()


def test_a_note_is_kept_and_never_goes_out(desk: Desk) -> None:
    found = angry(desk)
    client = client_of(desk)
    client.post(f"/desk/{found.pk}/reply/", {"text": "Ring the depot. {reason}", "mode": "note"})
    message = Message.objects.get(role="note")
    assert message.delivery == "in"
    assert "note, only the team sees it" in page(client, f"/desk/{found.pk}/")


def test_a_whisper_is_seen_by_two(desk: Desk) -> None:
    found = angry(desk)
    lead = client_of(desk, "priya")
    lead.post(f"/desk/{found.pk}/whisper/", {"to": desk.user("sam").pk, "text": "Offer the courier."})
    assert "Offer the courier." in page(client_of(desk), f"/desk/{found.pk}/")
    assert "Offer the courier." not in page(client_of(desk, "mira"), f"/desk/{found.pk}/")
    assert client_of(desk).post(f"/desk/{found.pk}/whisper/", {"text": "x"}).status_code in (403, 404)


def test_the_check_has_the_form_of_the_contract(desk: Desk) -> None:
    found = angry(desk)
    text = "😡 Calm down, that's our policy."
    answer = client_of(desk).post(f"/desk/{found.pk}/check/", {"text": text}).json()
    assert answer["draft"] == text
    names = {row["name"] for row in answer["findings"]}
    assert "dismissive" in names
    for row in answer["findings"]:
        if row["start"] is not None:
            assert text[row["start"] : row["end"]] == row["text"]
    assert answer["unmet"]


def test_the_check_knows_a_held_reply(desk: Desk) -> None:
    found = angry(desk)
    before = client_of(desk).post(f"/desk/{found.pk}/check/", {"text": "I will look into it."}).json()
    sending.reply(
        found, desk.user("sam"), "I'm so sorry that you had to write three times, Dana. That must be maddening."
    )
    after = client_of(desk).post(f"/desk/{found.pk}/check/", {"text": "I will look into it."}).json()
    assert len(after["unmet"]) < len(before["unmet"])


def test_a_draft_that_was_changed_elsewhere_is_given_back(desk: Desk) -> None:
    found = angry(desk)
    client = client_of(desk)
    quiet = {"X-Heard-Quiet": "1"}
    first = client.post(f"/desk/{found.pk}/draft/", {"text": "one", "version": 0}, headers=quiet).json()
    assert first["version"] == 1
    answer = client.post(f"/desk/{found.pk}/draft/", {"text": "two", "version": 0}, headers=quiet)
    assert answer.status_code == 409
    assert answer.json()["text"] == "one"
    assert Draft.objects.get().text == "one"


def test_somebody_else_is_writing(desk: Desk) -> None:
    found = angry(desk)
    drafts.save(found, desk.user("mira"), "Dear", 0)
    assert "Mira is writing" in page(client_of(desk), f"/desk/{found.pk}/")
    assert "Mira is writing" not in page(client_of(desk, "mira"), f"/desk/{found.pk}/thread/?part=writing")


def test_not_so_is_kept_with_its_reason_and_shown(desk: Desk) -> None:
    found = angry(desk)
    client = client_of(desk)
    message = found.messages.filter(role="customer").last()
    assert message
    cue = next(each for each in message.reading.found["cues"] if each["name"] == "all_caps")
    values = {"finding": "all_caps", "start": cue["start"], "end": cue["end"], "reason": "it is a product"}
    client.post(f"/desk/{found.pk}/not-so/{message.pk}/", values)
    assert NotSo.objects.get().reason == "it is a product"
    assert "Sam: not so. it is a product" in page(client, f"/desk/{found.pk}/")


def test_dismissing_an_alert_asks_why(desk: Desk) -> None:
    found = angry(desk)
    alert = Alert.objects.get(conversation=found)
    client = client_of(desk)
    client.post(f"/alerts/{alert.pk}/dismiss/", {"why": ""})
    alert.refresh_from_db()
    assert alert.status == "open"
    client.post(f"/alerts/{alert.pk}/dismiss/", {"why": "she laughs about it"})
    alert.refresh_from_db()
    assert (alert.status, alert.dismissal) == ("dismissed", "she laughs about it")


def test_the_stop_path_asks_the_lead_and_shows_what_was_decided(desk: Desk) -> None:
    found = angry(desk)
    client, lead = client_of(desk), client_of(desk, "priya")
    client.post(f"/desk/{found.pk}/stop/", {"why": "he threatened me"})
    assert "A lead has been asked" in page(client, f"/desk/{found.pk}/")
    request = StopRequest.objects.get()
    assert client.post(f"/stops/{request.pk}/decide/", {"decision": "end"}).status_code in (403, 404)
    assert "I take it over" in page(lead, f"/desk/{found.pk}/coach/")
    lead.post(f"/stops/{request.pk}/decide/", {"decision": "go_on", "note": "I sit beside you"})
    assert "I sit beside you" in page(client, f"/desk/{found.pk}/")


def test_hand_off_snooze_tags_close_and_reopen(desk: Desk) -> None:
    found = angry(desk)
    client = client_of(desk)
    client.post(f"/desk/{found.pk}/assign/", {"to": desk.user("sam").pk})
    client.post(f"/desk/{found.pk}/tags/", {"tags": "Parcel, late"})
    client.post(f"/desk/{found.pk}/hand-off/", {"to": desk.user("mira").pk, "note": "ring the depot"})
    text = page(client, f"/desk/{found.pk}/")
    assert "Sam handed it off to Mira" in text
    assert "ring the depot" in text
    assert "Wants:" in text or "Felt:" in text
    client.post(f"/desk/{found.pk}/snooze/", {"until": "tomorrow"})
    found.refresh_from_db()
    assert found.status == "snoozed"
    assert "put aside until" in page(client, f"/desk/{found.pk}/")
    client.post(f"/desk/{found.pk}/close/", {"outcome": "solved", "note": "went out again"})
    assert "Take it up again" in page(client, f"/desk/{found.pk}/")
    client.post(f"/desk/{found.pk}/reopen/")
    found.refresh_from_db()
    assert found.status == "open"
    assert sorted(found.tags.values_list("name", flat=True)) == ["late", "parcel"]


def test_only_leads_share_out_and_nobody_ends_alone(desk: Desk) -> None:
    found = angry(desk)
    client = client_of(desk)
    assert client.post(f"/desk/{found.pk}/assign/", {"to": desk.user("mira").pk}).status_code == 403
    client.post(f"/desk/{found.pk}/close/", {"outcome": "ended"})
    found.refresh_from_db()
    assert found.status == "open"
    client_of(desk, "priya").post(f"/desk/{found.pk}/assign/", {"to": desk.user("mira").pk})
    found.refresh_from_db()
    assert found.assignee == desk.user("mira")


def test_bulk_does_it_for_all_that_are_ticked(desk: Desk) -> None:
    one, two = angry(desk), angry(desk, "t2")
    client = client_of(desk)
    answer = client.post(
        "/desk/bulk/", {"ids": [one.pk, two.pk], "action": "tag", "tags": "parcel", "box": "needs"}, follow=True
    )
    assert "2 conversations done." in answer.content.decode()
    assert one.tags.get().name == two.tags.get().name == "parcel"
    client.post("/desk/bulk/", {"ids": [one.pk, two.pk], "action": "close", "outcome": "solved"})
    assert Conversation.objects.filter(status="closed").count() == 2
    assert "Tick at least one" in client.post("/desk/bulk/", {"action": "tag"}, follow=True).content.decode()


def test_a_reply_that_failed_says_so_and_can_be_sent_again(desk: Desk) -> None:
    found = angry(desk)
    message = sending.reply(found, desk.user("sam"), "I'm on it.")
    Message.objects.filter(pk=message.pk).update(delivery="failed", problem="the mailbox is full")
    client = client_of(desk)
    text = page(client, f"/desk/{found.pk}/")
    assert "the mailbox is full" in text
    client.post(f"/desk/{found.pk}/again/{message.pk}/")
    message.refresh_from_db()
    assert message.delivery == "sending"


def test_the_customers_page_shows_how_each_began_and_ended(desk: Desk) -> None:
    found = angry(desk)
    closing.close(found, desk.user("sam"), "solved", "sent again")
    later = desk.conversation("Hello again, all fine?", thread="t1")
    Conversation.objects.filter(pk=found.pk).update(opened_at=timezone.now() - timedelta(days=3))
    Customer.objects.filter(pk=found.customer_id).update(note="Prefers the phone.", important=True)
    text = page(client_of(desk), f"/customers/{found.customer_id}/")
    assert "Prefers the phone." in text
    assert "sent again" in text
    assert text.count('class="ribbon') >= 1
    assert "1 earlier conversation" in page(client_of(desk), f"/desk/{later.pk}/")


def test_steps_are_told_in_words(desk: Desk) -> None:
    found = angry(desk)
    sharing.take(found, desk.user("sam"))
    notes.note(found, desk.user("sam"), "rang them")
    text = page(client_of(desk), f"/desk/{found.pk}/")
    assert "Sam took it" in text


def test_a_next_address_never_leads_away(desk: Desk) -> None:
    found = angry(desk)
    answer = client_of(desk).post(f"/desk/{found.pk}/tags/", {"tags": "a", "next": "https://evil.example/"})
    assert answer["Location"] == f"/desk/{found.pk}/"


def test_no_page_carries_script_or_style_of_its_own(desk: Desk) -> None:
    found = angry(desk)
    for path in ("/desk/", f"/desk/{found.pk}/", f"/customers/{found.customer_id}/"):
        text = page(client_of(desk), path)
        assert " style=" not in text
        assert " onclick" not in text
        assert "<style" not in text


def test_what_was_put_aside_can_be_taken_up_at_once(desk: Desk) -> None:
    found = angry(desk)
    closing.snooze(found, desk.user("sam"), timezone.now() + timedelta(hours=3))
    client = client_of(desk)
    assert "Take it up now" in page(client, f"/desk/{found.pk}/")
    client.post(f"/desk/{found.pk}/reopen/")
    found.refresh_from_db()
    assert found.status == "open"


def test_a_fall_says_which_answer_did_it(desk: Desk) -> None:
    found = angry(desk)
    desk.say(
        "I'm so sorry that you had to write three times. That must be maddening. I will ring the depot now.",
        role="agent",
        author="Sam",
    )
    desk.say("Thank you, that is kind. I'll wait for your call then.")
    text = page(client_of(desk), f"/desk/{found.pk}/")
    assert "Down from" in text
    assert "our answer names the feeling" in text


def test_an_event_of_the_thread_is_never_older_than_its_number(desk: Desk) -> None:
    found = angry(desk)
    client = client_of(desk)
    first = page(client, f"/desk/{found.pk}/thread/")
    desk.say("Hello?")
    second = page(client, f"/desk/{found.pk}/thread/")

    def number(text: str) -> int:
        return int(text.split('data-seq="')[1].split('"')[0])

    assert number(second) > number(first)


@pytest.mark.parametrize("query", ["box=nope", "after=x", "after=-1", "q=%00", "open=<b>", "after=99999"])
def test_odd_addresses_are_taken_calmly(desk: Desk, query: str) -> None:
    angry(desk)
    page(client_of(desk), f"/desk/?{query}")


def test_the_number_of_queries_does_not_grow_with_the_thread(
    desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    found = angry(desk)
    for number in range(12):
        desk.say(f"And another thing, number {number}: it is STILL not here.")
        angry(desk, f"other-{number}")
    client = client_of(desk)
    page(client, f"/desk/{found.pk}/")
    with django_assert_max_num_queries(30):
        page(client, f"/desk/{found.pk}/")


def test_what_could_not_be_assessed_is_never_called_calm(desk: Desk, client: Client) -> None:
    """A complaint in another language: the row, the head and the coach say that it was not assessed."""
    german = "Das ist jetzt das dritte Mal, dass ich wegen meines Pakets schreibe, und niemand antwortet mir!"
    conversation = desk.conversation(german)
    client.force_login(desk.user("sam"))
    page = client.get(reverse("conversation", args=[conversation.pk])).content.decode()
    assert "Heard could not assess their last message" in page
    assert "Going well" not in page
    assert "heat-calm" not in page
    desk.say("This is the third time I'm writing about my parcel and nobody answers me!")
    assert "Heard could not assess" not in client.get(reverse("coach", args=[conversation.pk])).content.decode()


# -- what happened to it while it was being answered


def test_what_went_to_somebody_else_is_sent_at_the_second_word(desk: Desk) -> None:
    conversation, client = angry(desk), client_of(desk)
    sharing.take(conversation, desk.user("sam"))
    sharing.take_over(conversation, desk.user("priya"))
    path = f"/desk/{conversation.pk}/"
    form = {"text": "I have asked the depot.", "mode": "reply"}
    answer = client.post(path + "reply/", form, headers={"X-Heard-Quiet": "1"})
    assert (answer.status_code, answer.json()["code"]) == (409, "D019")
    assert answer.json()["said"] == "Priya has this now. Send anyway? (D019)"
    text = client.post(path + "reply/", form, follow=True).content.decode()
    assert 'name="anyway" value="1"' in text
    assert "I have asked the depot." in text
    assert "Send anyway" in text
    assert not Message.objects.filter(conversation=conversation, user=desk.user("sam")).exists()
    assert client.post(path + "reply/", form | {"anyway": "1"}).status_code == 302
    assert Message.objects.filter(conversation=conversation, user=desk.user("sam"), delivery="held").exists()
    assert client.post(path + "reply/", form | {"text": "One more."}, headers={"X-Heard-Quiet": "1"}).status_code == 200


def test_who_never_had_it_helps_without_being_asked(desk: Desk) -> None:
    conversation = angry(desk)
    sharing.take(conversation, desk.user("mira"))
    assert sending.reply(conversation, desk.user("sam"), "I am helping Mira.").delivery == "held"
    drafts.save(conversation, desk.user("priya"), "I am", 0)
    with pytest.raises(DeskError, match="D019"):
        sending.reply(conversation, desk.user("priya"), "I am here too.")


def test_what_was_closed_under_a_draft_is_taken_up_again(desk: Desk) -> None:
    conversation, client = angry(desk), client_of(desk)
    closing.close(conversation, desk.user("mira"), "solved")
    path = f"/desk/{conversation.pk}/"
    text = client.post(path + "reply/", {"text": "I have asked the depot."}, follow=True).content.decode()
    assert "D014" in text
    assert f'action="{path}reopen/"' in text
    assert "Your draft is kept." in text
    assert "I have asked the depot." in client.post(path + "reopen/", follow=True).content.decode()
