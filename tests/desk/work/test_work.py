"""Work for later: one job to one worker, leases, retries, dead letters, and nothing done twice."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections, transaction
from django.utils import timezone

from heard.desk.inbox.models import Tag
from heard.desk.people.models import Team
from heard.desk.work import handlers, services
from heard.desk.work.handlers import Handler
from heard.desk.work.models import Job
from heard.desk.work.runner import Runner, work_off

Run = Callable[[Job], None]
Kinds = Callable[..., None]


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> Kinds:
    """Puts the test's own handlers where ours are looked up: ``kinds(note=handler)``."""

    def put(given_up: Any = None, **runs: Run) -> None:
        known = {kind: Handler(run, given_up) for kind, run in runs.items()}
        monkeypatch.setattr("heard.desk.work.runner.handlers", lambda: known)

    return put


@pytest.fixture
def done_by_threads() -> Iterator[None]:
    """Connections of threads are closed by the threads themselves; this one's is closed after the test."""
    yield
    connections.close_all()


def queue(kind: str = "note", **values: Any) -> Job:
    with transaction.atomic():
        services.enqueue(kind, **values)
    return Job.objects.filter(kind=kind).latest("id")


def due_again() -> None:
    """As if the pauses were over."""
    Job.objects.update(run_at=timezone.now() - timedelta(seconds=1))


@pytest.mark.django_db(transaction=True)
def test_work_needs_a_transaction_and_shares_its_fate() -> None:
    with pytest.raises(RuntimeError, match="in the transaction"):
        services.enqueue("note")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        services.enqueue("note")
        1 / 0  # noqa: B018
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_of_two_waiting_ones_of_a_key_the_newer_stays() -> None:
    queue(key="7", text="old")
    queue(key="7", text="new")
    queue(key="8", text="other")
    queue(text="without a key")
    queue(text="without a key")
    assert [job.payload["text"] for job in Job.objects.filter(key="7")] == ["new"]
    assert Job.objects.count() == 4


@pytest.mark.django_db
def test_a_running_one_and_a_waiting_one_of_a_key_stand_side_by_side(kinds: Kinds) -> None:
    seen = []

    def handler(job: Job) -> None:
        seen.append(job.payload["text"])
        if len(seen) == 1:
            queue(key="7", text="second")

    kinds(note=handler)
    queue(key="7", text="first")
    assert work_off() == 2
    assert seen == ["first", "second"]
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_work_for_later_is_not_done_before_its_time_and_can_be_taken_back() -> None:
    queue(key="7", run_at=timezone.now() + timedelta(minutes=1))
    assert services.claim() is None
    assert services.cancel("note", key="7")
    assert not services.cancel("note", key="7")
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_what_was_begun_cannot_be_taken_back() -> None:
    queue(key="7")
    assert services.claim()
    assert not services.cancel("note", key="7")
    assert Job.objects.exists()


@pytest.mark.django_db
def test_the_one_that_is_due_longest_comes_first() -> None:
    now = timezone.now()
    queue(text="b", run_at=now - timedelta(seconds=1))
    queue(text="a", run_at=now - timedelta(seconds=9))
    job = services.claim()
    assert job
    assert job.payload == {"text": "a"}


@pytest.mark.django_db
def test_a_lease_keeps_others_away_until_it_runs_out() -> None:
    queue()
    first = services.claim(lease=timedelta(seconds=0.2))
    assert first
    assert services.claim() is None
    assert services.extend(first, lease=timedelta(seconds=0))
    second = services.claim()
    assert second
    assert second.pk == first.pk
    assert second.attempts == 2
    assert not services.extend(first)
    with pytest.raises(services.LeaseLostError), transaction.atomic():
        Team.objects.create(name="written by somebody too late")
        services.done(first)
    assert not Team.objects.exists()
    services.done(second)
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_a_failure_is_tried_again_and_at_last_left_as_a_dead_letter(kinds: Kinds) -> None:
    tries, told = [], []

    def handler(job: Job) -> None:
        tries.append(job.attempts)
        raise ValueError(f"no luck {job.attempts}")

    kinds(note=handler, given_up=lambda _job, error: told.append(error))
    queue(key="7")
    for _ in range(services.MOST_TRIES + 3):
        work_off()
        due_again()
    assert tries == list(range(1, services.MOST_TRIES + 1))
    dead = Job.objects.get()
    assert dead.dead_at
    assert dead.error == f"ValueError: no luck {services.MOST_TRIES}"
    assert told == [dead.error]


@pytest.mark.django_db
def test_the_next_try_waits() -> None:
    queue()
    job = services.claim()
    assert job
    services.failed(job, "down")
    job.refresh_from_db()
    assert 1.0 < (job.run_at - timezone.now()).total_seconds() <= 2.0
    assert job.error == "down"
    assert services.claim() is None


def test_pauses_double_up_to_ten_minutes_and_differ() -> None:
    for attempts in range(1, 40):
        full = min(600.0, 2.0**attempts)
        pauses = {services.pause(attempts) for _ in range(20)}
        assert len(pauses) > 1
        assert all(full * 2 / 3 - 0.01 <= pause <= full for pause in pauses)


@pytest.mark.django_db
def test_a_final_failure_and_an_unknown_kind_are_dead_at_once(kinds: Kinds) -> None:
    def handler(job: Job) -> None:
        raise services.FinalError("the address is wrong")

    kinds(note=handler)
    queue()
    queue("strange")
    assert work_off() == 2
    assert set(Job.objects.exclude(dead_at=None).values_list("kind", "error")) == {
        ("note", "the address is wrong"),
        ("strange", "there is no work of kind 'strange'"),
    }


@pytest.mark.django_db
def test_work_that_kills_whoever_does_it_is_given_up(kinds: Kinds) -> None:
    """Nobody reports a failure there; the lost leases count."""
    kinds(note=lambda _job: pytest.fail("it must not be begun again"))
    queue()
    for _ in range(services.MOST_TRIES):
        assert services.claim(lease=timedelta(seconds=-1))
    assert work_off() == 1
    assert "was gone each time" in Job.objects.get().error


@pytest.mark.django_db
def test_later_is_no_failure(kinds: Kinds) -> None:
    def handler(job: Job) -> None:
        raise services.LaterError(60)

    kinds(note=handler)
    queue()
    assert work_off() == 1
    job = Job.objects.get()
    assert (job.attempts, job.lease, job.error) == (0, "", "")
    assert job.run_at > timezone.now() + timedelta(seconds=50)


@pytest.mark.django_db
def test_newer_work_takes_the_place_of_what_failed(kinds: Kinds) -> None:
    def handler(job: Job) -> None:
        queue(key="7", text="newer", run_at=timezone.now() + timedelta(minutes=1))
        raise ValueError

    kinds(note=handler)
    queue(key="7", text="older")
    assert work_off() == 1
    assert [job.payload["text"] for job in Job.objects.all()] == ["newer"]


@pytest.mark.django_db
def test_dead_letters_can_be_brought_back(kinds: Kinds) -> None:
    kinds()
    queue(key="7", text="x")
    work_off()
    assert services.revive() == 1
    job = Job.objects.get()
    assert (job.dead_at, job.attempts, job.payload) == (None, 0, {"text": "x"})
    assert services.revive() == 0


@pytest.mark.django_db
def test_effects_and_the_end_of_the_work_are_one(kinds: Kinds) -> None:
    """Whatever fails after ``done`` takes the effects with it, and the work is done again."""
    tries = []

    def handler(job: Job) -> None:
        tries.append(job)
        with transaction.atomic():
            Team.objects.create(name="Parcels")
            services.done(job)
            if len(tries) == 1:
                raise ValueError

    kinds(note=handler)
    queue()
    work_off()
    assert not Team.objects.exists()
    due_again()
    work_off()
    assert Team.objects.count() == 1
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_threads_do_each_job_once(kinds: Kinds, done_by_threads: None) -> None:
    team = Team.objects.create(name="Parcels")

    def handler(job: Job) -> None:
        with transaction.atomic():
            Tag.objects.create(team=team, name=f"t{job.payload['number']}")
            services.done(job)

    kinds(note=handler)
    with transaction.atomic():
        for number in range(60):
            services.enqueue("note", key=str(number), number=number)
    with Runner(4):
        until = time.monotonic() + 30
        while Job.objects.exists() and time.monotonic() < until:
            time.sleep(0.05)
    assert not Job.objects.exists()
    assert Tag.objects.count() == 60


@pytest.mark.django_db(transaction=True)
def test_long_work_keeps_its_lease(kinds: Kinds, done_by_threads: None) -> None:
    begun = []

    def handler(job: Job) -> None:
        begun.append(job.pk)
        time.sleep(1.5)

    kinds(note=handler)
    queue()
    with Runner(2, lease=timedelta(seconds=0.6)):
        time.sleep(2.0)
    assert len(begun) == 1
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_runner_wakes_at_once_and_stops_cleanly(kinds: Kinds, done_by_threads: None) -> None:
    did = threading.Event()
    kinds(note=lambda _job: did.set())
    runner = Runner(1)
    runner.start()
    time.sleep(0.1)
    begun = time.monotonic()
    queue()
    assert did.wait(5)
    woke = time.monotonic() - begun
    assert runner.stop()
    queue()
    time.sleep(0.7)
    assert Job.objects.count() == 1
    assert woke < 0.45  # the poll is every half second: it was the bell


@pytest.mark.django_db(transaction=True)
def test_stopping_waits_for_what_is_being_done(kinds: Kinds, done_by_threads: None) -> None:
    begun = threading.Event()

    def handler(job: Job) -> None:
        begun.set()
        time.sleep(0.5)

    kinds(note=handler)
    queue()
    runner = Runner(1)
    runner.start()
    assert begun.wait(5)
    assert runner.stop()
    assert not Job.objects.exists()


def test_every_kind_of_work_has_its_handler() -> None:
    assert set(handlers.handlers()) == {"assess", "send", "wake"}
