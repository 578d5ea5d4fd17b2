"""Queueing work in the transaction of what it belongs to, taking it up under a lease, and putting it down again.

A job waits (no lease), is worked on (a lease that has not run out), or is dead (it failed too often, or for good).
Done jobs are deleted. Every write of somebody who works on a job names their lease, so that one whose lease ran out,
and whose job somebody else took up since, can no longer change anything.
"""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from random import SystemRandom
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from heard.desk.work.bell import BELL
from heard.desk.work.models import Job

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

MOST_TRIES = 10
LEASE = timedelta(seconds=30)
_FIRST_PAUSE = 2.0
_LONGEST_PAUSE = 600.0
_LONGEST_ERROR = 2_000
_dice = SystemRandom()

_QUEUE = """
    INSERT INTO heard_work_job (kind, "key", payload, run_at, attempts, lease, error, made_at)
    VALUES (%s, %s, %s, %s, 0, '', '', %s)
    ON CONFLICT (kind, "key") WHERE dead_at IS NULL AND lease = '' AND NOT ("key" = '')
    DO UPDATE SET payload = excluded.payload, run_at = excluded.run_at, attempts = 0, error = ''
"""
_CANCEL = """DELETE FROM heard_work_job WHERE kind = %s AND "key" = %s AND lease = '' AND dead_at IS NULL"""


class LeaseLostError(Exception):
    """The job is somebody else's by now: nothing of what was done for it may stay."""


class FinalError(Exception):
    """The work failed, and another try would not help."""


class LaterError(Exception):
    """The work cannot be done yet; this was no failure. ``seconds``: when to look again."""

    def __init__(self, seconds: float = 1.0) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def enqueue(kind: str, *, key: str = "", run_at: datetime | None = None, **payload: Any) -> None:
    """Queue work of a kind (see ``handlers.py``), now or at ``run_at``; it is there when the transaction commits.

    Work of this kind and key that still waits is replaced. Raises ``RuntimeError`` outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("work is queued in the transaction of what it belongs to")
    now = timezone.now()
    as_time = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE, [kind, key, json.dumps(payload), as_time(run_at or now), as_time(now)])
    if run_at is None or run_at <= now:
        transaction.on_commit(BELL.ring)


def cancel(kind: str, *, key: str) -> bool:
    """Take back work that nobody has begun; whether there was any."""
    with connection.cursor() as cursor:
        cursor.execute(_CANCEL, [kind, key])
        return bool(cursor.rowcount)


def claim(*, lease: timedelta = LEASE) -> Job | None:
    """Take up the work that has been due longest, under a lease; None when nothing is due.

    No two get the same job: SQLite has one writer at a time, and on PostgreSQL rows that somebody else is just taking
    are skipped. A lease that ran out counts as a failed try of whoever held it.
    """
    due = _due(timezone.now())
    if connection.vendor != "postgresql" and not due.exists():
        return None  # looking never takes the write lock
    with transaction.atomic():
        now = timezone.now()
        job = _due(now).select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked).first()
        if job is None:
            return None
        job.lease, job.leased_until, job.attempts = str(uuid.uuid4()), now + lease, job.attempts + 1
        job.save(update_fields=["lease", "leased_until", "attempts"])
    return job


def extend(job: Job, *, lease: timedelta = LEASE) -> bool:
    """Hold a job longer; False when it is somebody else's by now."""
    return bool(_held(job).update(leased_until=timezone.now() + lease))


def done(job: Job) -> None:
    """The work is done: in the transaction of its effects, so that both are there or neither.

    Raises ``LeaseLostError`` when the job is somebody else's by now; the transaction is to be rolled back.
    """
    if not _held(job).delete()[0]:
        raise LeaseLostError(job.pk)


def put_back(job: Job, *, after: float) -> None:
    """Let a job wait again for so many seconds; this was no failed try. Newer work of its kind and key replaces it."""
    with transaction.atomic():
        _wait_again(job, after=after, attempts=job.attempts - 1, error=job.error)


def failed(job: Job, error: str, *, final: bool = False) -> bool:
    """Note a failed try: again after a pause that doubles, or dead with its last error. Whether it is dead now.

    In the caller's transaction, so that what a handler does about a dead job is there when the job is.
    """
    with transaction.atomic():
        if final or job.attempts >= MOST_TRIES:
            if not _held(job).update(dead_at=timezone.now(), lease="", leased_until=None, error=error[:_LONGEST_ERROR]):
                raise LeaseLostError(job.pk)
            return True
        _wait_again(job, after=pause(job.attempts), attempts=job.attempts, error=error[:_LONGEST_ERROR])
        return False


def pause(attempts: int) -> float:
    """Seconds before the next try: doubling from two to ten minutes, each up to a third shorter by chance."""
    return min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0 ** min(attempts - 1, 20)) * _dice.uniform(2 / 3, 1.0)


def revive(ids: list[int] | None = None) -> int:
    """Let dead jobs wait again, all or those named; how many. They take the place of work of their kind and key."""
    revived = 0
    rows = Job.objects.exclude(dead_at=None)
    for job in rows if ids is None else rows.filter(pk__in=ids):
        with transaction.atomic():
            if Job.objects.filter(pk=job.pk).exclude(dead_at=None).delete()[0]:
                enqueue(job.kind, key=job.key, **job.payload)
                revived += 1
    return revived


def _due(now: datetime) -> QuerySet[Job]:
    free = Q(lease="") | Q(leased_until__lte=now)
    return Job.objects.filter(free, dead_at=None, run_at__lte=now).order_by("run_at", "id")


def _held(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, lease=job.lease, dead_at=None)


def _wait_again(job: Job, *, after: float, attempts: int, error: str) -> None:
    """Give up the lease; the job is dropped when newer work of its kind and key waits already."""
    run_at = timezone.now() + timedelta(seconds=after)
    try:
        with transaction.atomic():
            kept = _held(job).update(lease="", leased_until=None, run_at=run_at, attempts=attempts, error=error)
    except IntegrityError:
        kept = _held(job).delete()[0]
    if not kept:
        raise LeaseLostError(job.pk)
