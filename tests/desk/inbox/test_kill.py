"""kill -9 in the middle of the work: nothing that was acknowledged is lost, and nothing is doubled."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from heard.desk.channels import registry
from heard.desk.engines import engine
from heard.desk.inbox.models import Conversation, Message, Reading, Standing
from heard.desk.inbox.services import sending
from heard.desk.inbox.services.assess import fold, take
from heard.desk.work.models import Job
from heard.desk.work.runner import work_off
from heard.engine import state as engine_state
from tests.desk.conftest import Desk
from tests.desk.inbox.child import put_wire
from tests.desk.live.conftest import database_url

ROOT = Path(__file__).parents[3]
MESSAGES = 500
LEASE = timedelta(seconds=1)


def child(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.desk.inbox.child", *arguments],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "heard.desk.settings"},
        stdout=subprocess.PIPE,
    )


def kill(process: subprocess.Popen[bytes]) -> bytes:
    """kill -9; what it had said but nobody had read yet."""
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    return rest


def finish() -> None:
    """What a runner does after the restart, without waiting for back-offs."""
    until = time.monotonic() + 60
    while Job.objects.exists() and time.monotonic() < until:
        Job.objects.filter(dead_at=None).update(run_at=timezone.now() - timedelta(seconds=1))
        work_off(lease=LEASE)
        time.sleep(0.1)


@pytest.mark.django_db(transaction=True)
def test_no_acknowledged_message_is_lost_and_none_doubled(real_desk: Desk) -> None:
    """500 messages, the process that takes them in killed again and again; the sender repeats what was not confirmed."""
    dice = random.SystemRandom()
    confirmed: set[int] = set()
    kills = 0
    while len(confirmed) < MESSAGES:
        todo = [number for number in range(MESSAGES) if number not in confirmed]
        again = dice.sample(sorted(confirmed), min(5, len(confirmed)))  # a sender that is not sure repeats these, too
        process = child("take_in", str(real_desk.channel.pk), ",".join(map(str, [*again, *todo])))
        assert process.stdout
        for _ in range(dice.randint(60, 110) if kills < 6 else MESSAGES + 10):
            if not (line := process.stdout.readline()):
                break
            confirmed.add(int(line))
        time.sleep(dice.uniform(0, 0.03))
        for line in kill(process).splitlines(keepends=True):
            if line.endswith(b"\n"):
                confirmed.add(int(line))
        kills += 1
        stored = set(Message.objects.values_list("source", flat=True))
        assert {f"m{number}" for number in confirmed} <= stored
    assert kills >= 5
    finish()

    assert Counter(Message.objects.values_list("source", flat=True)) == {f"m{n}": 1 for n in range(MESSAGES)}
    assert Conversation.objects.count() == 20
    assert Reading.objects.count() == MESSAGES
    assert not Standing.objects.filter(stale=True).exists()
    assert not Job.objects.exists()
    reader = engine()
    for standing in Standing.objects.all():
        taken = take(reader, standing.pk, anew=True)
        assert taken
        assert standing.state == engine_state.to_json(fold(reader, taken).state)


@pytest.mark.django_db(transaction=True)
def test_a_reply_goes_out_under_one_key_however_often_its_sender_dies(
    real_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEARD_UNDO_SECONDS", "0")
    dice = random.SystemRandom()
    record = tmp_path / "delivered"
    record.touch()
    for number in range(10):
        conversation = real_desk.conversation("Where is my parcel?", thread=f"t{number}")
        for turn in ("First", "Second", "Third"):
            sending.reply(conversation, real_desk.user("sam"), f"{turn} answer to {number}.")
    replies = Message.objects.filter(role="agent")
    for _ in range(5):
        process = child("send", str(record))
        assert process.stdout
        assert process.stdout.readline() == b"begun\n"
        before = len(record.read_text().splitlines())
        until = time.monotonic() + 10
        while len(record.read_text().splitlines()) < before + 2 and time.monotonic() < until:
            time.sleep(0.005)
        time.sleep(dice.uniform(0, 0.05))
        kill(process)
    assert replies.exclude(delivery="sent").exists()
    monkeypatch.setitem(registry.ADAPTERS, "demo", registry.ADAPTERS["demo"])
    put_wire(str(record))
    finish()

    assert set(replies.values_list("delivery", flat=True)) == {"sent"}
    assert not Job.objects.exists()
    delivered = [line.split("\t") for line in record.read_text().splitlines()]
    assert {tuple(each) for each in delivered} == set(replies.values_list("source", "text"))
    assert max(Counter(key for key, _ in delivered).values()) <= 1 + 5  # repeated at most once for each kill
    for number in range(10):
        mine = [text for _, text in delivered if text.endswith(f" {number}.")]
        assert [text.split()[0] for text in dict.fromkeys(mine)] == ["First", "Second", "Third"]
    assert Reading.objects.filter(message__in=replies).count() == 30
