"""Reading again: whatever order messages, edits and deletions came in, the state is that of the thread as it stands."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from heard.cli.desk_work import told
from heard.cli.main import app
from heard.desk.channels.contract import Inbound
from heard.desk.engines import engine
from heard.desk.inbox.models import Alert, Channel, Conversation, Message, Reading, Standing
from heard.desk.inbox.services import ingest as ingesting
from heard.desk.inbox.services import replaying, sending
from heard.desk.inbox.services.assess import assess, fold, take
from heard.desk.inbox.services.ingest import ingest
from heard.desk.people.models import Team
from heard.desk.work.models import Job
from heard.desk.work.runner import Runner, work_off
from heard.engine import state as engine_state
from tests.desk.conftest import Desk

BEGAN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TEXTS = (
    "Where is parcel 4471? You promised it for Monday.",
    "This is the third time I ask!!",
    "Thank you, that helps.",
    "I'm sorry about the wait. I have asked the depot and will write by noon.",
    "You people are useless. I want your manager.",
    "ok",
)
SOURCES = [f"m{number}" for number in range(6)]
ARRIVALS = st.lists(
    st.tuples(
        st.sampled_from(SOURCES),
        st.sampled_from(["new", "new", "new", "edited", "deleted"]),
        st.sampled_from(TEXTS),
        st.integers(0, 8),
        st.sampled_from(["customer", "customer", "agent"]),
        st.booleans(),
    ),
    min_size=1,
    max_size=14,
)


def folded(conversation: int) -> tuple[str, dict[str, Any], list[tuple[int, Any]]]:
    """State, report and readings of the thread as it stands, made from the first message."""
    reader = engine()
    taken = take(reader, conversation, anew=True)
    assert taken
    result = fold(reader, taken)
    return (
        engine_state.to_json(result.state),
        {"temperature": round(result.state.temperature), "trend": result.state.trend, "phase": result.state.phase},
        [(message.pk, reading.temperature) for message, reading in result.found],
    )


def stored(conversation: int) -> tuple[str, dict[str, Any], list[tuple[int, Any]]]:
    row = Conversation.objects.get(pk=conversation)
    readings = Reading.objects.filter(message__conversation=conversation).order_by("message__at", "message_id")
    return (
        Standing.objects.get(pk=conversation).state,
        {"temperature": row.temperature, "trend": row.trend, "phase": row.phase},
        list(readings.values_list("message_id", "temperature")),
    )


@pytest.mark.django_db
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(arrivals=ARRIVALS)
def test_any_order_of_arrivals_comes_to_the_final_thread(arrivals: list[tuple[Any, ...]]) -> None:
    """New, edited, deleted, late and doubled messages, some read at once and some by the runner."""
    for kept in (Message, Standing, Alert, Conversation, Job):
        kept.objects.all().delete()
    team, _ = Team.objects.get_or_create(name="Parcels")
    channel, _ = Channel.objects.get_or_create(team=team, kind="demo", name="chat")
    for source, change, text, minute, role, read in arrivals:
        at = BEGAN + timedelta(minutes=minute)
        ingest(channel, Inbound(thread="t", source=source, text=text, at=at, role=role, change=change), read=read)
    Job.objects.update(run_at=BEGAN)
    work_off()
    assert not Job.objects.exists()
    for conversation in Conversation.objects.all():
        assert stored(conversation.pk) == folded(conversation.pk)


@pytest.mark.django_db
def test_a_late_message_takes_its_place(desk: Desk) -> None:
    desk.say(TEXTS[0], at=BEGAN)
    last = desk.say(TEXTS[2], at=BEGAN + timedelta(minutes=9))
    late = desk.say(TEXTS[4], at=BEGAN + timedelta(minutes=3))
    conversation = Conversation.objects.get()
    assert conversation.preview == last.text
    assert [pk for pk, _ in stored(conversation.pk)[2]][1] == late.pk
    assert stored(conversation.pk) == folded(conversation.pk)


@pytest.mark.django_db
def test_an_edited_message_is_read_in_its_new_words(desk: Desk) -> None:
    message = desk.say("You people are useless. I want your manager.", source="a")
    hot = Conversation.objects.get().temperature
    ingest(desk.channel, Inbound(thread="t1", source="a", text="Thank you, all is well.", at=BEGAN, change="edited"))
    conversation = Conversation.objects.get()
    assert conversation.temperature < hot
    assert conversation.preview == "Thank you, all is well."
    assert Message.objects.get(pk=message.pk).edited_at
    assert Reading.objects.count() == 1


@pytest.mark.django_db
def test_a_deleted_message_leaves_nothing_behind(desk: Desk) -> None:
    desk.say("Where is parcel 4471?")
    desk.say("You people are useless, I will sue you!", source="b")
    ingest(desk.channel, Inbound(thread="t1", source="b", text="", at=BEGAN, change="deleted"))
    conversation = Conversation.objects.get()
    assert conversation.preview == "Where is parcel 4471?"
    assert Reading.objects.count() == 1
    assert "legal_threat" not in Standing.objects.get().state
    assert stored(conversation.pk) == folded(conversation.pk)
    assert not Alert.objects.filter(status="open").exists()


@pytest.mark.django_db
def test_what_cannot_be_read_stays_and_is_tried_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(conversation: int) -> None:
        raise ValueError(conversation)

    with monkeypatch.context() as patch:
        patch.setattr(ingesting, "assess", broken)
        message = desk.say("Where is parcel 4471?")
    assert not Reading.objects.exists()
    Job.objects.update(run_at=BEGAN)
    work_off()
    assert Reading.objects.get().message_id == message.pk


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command in this process: Django is set up already."""
    monkeypatch.setattr("heard.cli.desk_work.ready", lambda: None)
    return CliRunner()


def by_another_engine() -> None:
    """As if an older version had read everything, and found other things."""
    Standing.objects.update(mark="0.0.1/en@1+old", state="{}", report={"state": {"temperature": 3}})
    Reading.objects.update(mark="0.0.1/en@1+old", found={"cues": [{"name": "sigh"}]})


@pytest.mark.django_db
def test_replay_tells_what_changed(desk: Desk, run: CliRunner) -> None:
    conversation = desk.conversation(TEXTS[4])
    wanted = stored(conversation.pk)
    by_another_engine()
    dry = run.invoke(app, ["replay", "--dry-run"])
    assert dry.exit_code == 0
    assert "1 read again, 1 would change" in dry.output
    assert Standing.objects.get().mark.startswith("0.0.1")

    real = run.invoke(app, ["replay"])
    assert real.exit_code == 0
    assert "1 read again, 1 changed" in real.output
    line = next(line for line in real.output.splitlines() if line.startswith(f"{conversation.pk}: "))
    assert line in dry.output
    assert "temperature 3 to " in line
    assert "sigh -1" in line
    assert "supervisor_demand +1" in line
    assert stored(conversation.pk) == wanted

    assert "0 read again" in run.invoke(app, ["replay"]).output
    assert "1 read again, 0 changed" in run.invoke(app, ["replay", "--all"]).output
    assert "1 read again, 0 changed" in run.invoke(app, ["replay", "--conversation", str(conversation.pk)]).output


@pytest.mark.django_db
def test_replay_of_one_that_is_not_there(run: CliRunner) -> None:
    result = run.invoke(app, ["replay", "--conversation", "99"])
    assert "U007" in str(result.exception)


@pytest.mark.django_db
def test_replay_while_a_message_comes_in(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message that came between reading and writing is in the result."""
    conversation = desk.conversation(TEXTS[0])
    by_another_engine()
    from heard.desk.inbox.services import assess as assessing

    calls = []

    def slow(*given: Any) -> Any:
        result = fold(*given)
        if not calls:
            calls.append(1)
            desk.say(TEXTS[4], read=False)
        return result

    monkeypatch.setattr(assessing, "fold", slow)
    replaying.replay(conversation.pk)
    assert stored(conversation.pk) == folded(conversation.pk)
    assert Reading.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_many_write_into_one_conversation_at_once(real_desk: Desk) -> None:
    """Nobody waits for ever, and the state is that of the thread."""
    trouble = []

    def write(number: int) -> None:
        try:
            for turn in range(8):
                real_desk.say(TEXTS[(number + turn) % 6], source=f"m{number}-{turn}", read=bool(turn % 3))
        except Exception as error:
            trouble.append(error)
        finally:
            connections.close_all()

    real_desk.say(TEXTS[0])
    threads = [threading.Thread(target=write, args=[number]) for number in range(4)]
    with Runner(2):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert trouble == []
    Job.objects.update(run_at=BEGAN, lease="", leased_until=None)
    work_off()
    conversation = Conversation.objects.get()
    assert Message.objects.count() == Reading.objects.count() == 33
    assert stored(conversation.pk) == folded(conversation.pk)
    assert not Job.objects.exists()
    connections.close_all()


@pytest.mark.django_db
def test_a_message_costs_few_queries(desk: Desk, django_assert_max_num_queries: Any) -> None:
    """Transactions count too: two of them, and on PostgreSQL a lock for each event."""
    desk.say(TEXTS[0], source="first")
    with django_assert_max_num_queries(20):
        desk.say(TEXTS[2])


@pytest.mark.django_db
def test_a_closed_conversation_read_again_alerts_nobody(desk: Desk) -> None:
    conversation = desk.conversation(*[TEXTS[4]] * 4)
    Alert.objects.all().delete()
    Conversation.objects.update(status="closed")
    assess(conversation.pk, anew=True)
    assert not Alert.objects.exists()


@pytest.mark.django_db
def test_a_held_reply_is_not_read(desk: Desk) -> None:
    conversation = desk.conversation()
    before = stored(conversation.pk)
    sending.reply(conversation, desk.user("sam"), "I'm sorry. I have asked the depot.")
    assess(conversation.pk)
    assert stored(conversation.pk) == before


def test_a_change_is_told_in_a_line() -> None:
    before = replaying.Seen(temperature=None, alert=False, findings={"sigh": 2})
    after = replaying.Seen(temperature=61, alert=True, findings={"sigh": 1, "urgency": 1})
    change = replaying.Change(conversation=7, before=before, after=after)
    assert told(change) == "7: temperature unknown to 61, now alerts, sigh -1, urgency +1"


@pytest.mark.django_db(transaction=True)
def test_work_once_and_dead_letters(real_desk: Desk, run: CliRunner) -> None:
    real_desk.say("Where is it?", read=False)
    assert "1 done or put off" in run.invoke(app, ["work", "--once"]).output
    Job.objects.create(kind="strange", key="[red]x")
    run.invoke(app, ["work", "--once"])
    listed = run.invoke(app, ["work", "--dead"]).output
    assert "strange [red]x after 1: there is no work of kind 'strange'" in listed
    assert "1 to be tried again" in run.invoke(app, ["work", "--again"]).output


def test_other_commands_do_not_load_django() -> None:
    """Nor does ``import heard``; without the packages a command of the desk says what to install."""
    code = (
        "import sys, heard, heard.cli.main\n"
        "assert not any(name.split('.')[0] == 'django' for name in sys.modules), 'django is loaded'\n"
        "from heard.cli import desk\n"
        "desk._DESK = ('nothing_of_that_name',)\n"
        "sys.argv = ['heard', 'work', '--once']\n"
        "heard.cli.main.main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=os.environ)
    assert done.returncode == 2
    assert "U006" in done.stderr
    assert 'pip install "heard[desk]"' in done.stderr
