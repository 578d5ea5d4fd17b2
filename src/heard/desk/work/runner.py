"""Doing the work: threads that take up what is due, hold it meanwhile, and put it down done, for later or dead."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import Error, connections, transaction
from django.utils import timezone

from heard.desk.work import services
from heard.desk.work.bell import BELL
from heard.desk.work.handlers import handlers
from heard.desk.work.models import Job

if TYPE_CHECKING:
    from typing import Self

log = logging.getLogger("heard.work")
POLL = 0.5
_AFTER_TROUBLE = 2.0


def work_off(*, lease: timedelta = services.LEASE, most: int = 10_000) -> int:
    """Do in this thread what is due now, at most so many jobs; how many were taken up."""
    taken = 0
    while taken < most and (job := services.claim(lease=lease)) is not None:
        taken += 1
        carry_out(job)
    return taken


def carry_out(job: Job) -> None:
    """Do one job that was taken up, and put it down. Raises only what a database says that is away."""
    try:
        try:
            _do(job)
        except services.LeaseLostError:
            raise
        except services.LaterError as later:
            services.put_back(job, after=later.seconds)
        except services.FinalError as error:
            _fail(job, str(error), final=True)
        except Exception as error:
            log.exception("job %s (%s %s) failed, try %s", job.pk, job.kind, job.key, job.attempts)
            _fail(job, f"{type(error).__name__}: {error}", final=False)
    except services.LeaseLostError:
        log.warning("job %s (%s %s) took longer than its lease; somebody else has it", job.pk, job.kind, job.key)


def _do(job: Job) -> None:
    handler = handlers().get(job.kind)
    if handler is None:
        raise services.FinalError(f"there is no work of kind {job.kind!r}")
    if job.attempts > services.MOST_TRIES:
        raise services.FinalError(job.error or "whoever took it up was gone each time before it was done")
    handler.run(job)
    if Job.objects.filter(pk=job.pk, lease=job.lease).exists():
        services.done(job)


def _fail(job: Job, line: str, *, final: bool) -> None:
    handler = handlers().get(job.kind)
    with transaction.atomic():
        dead = services.failed(job, line, final=final)
        if dead and handler is not None and handler.given_up is not None:
            handler.given_up(job, line)
    if dead:
        log.error("job %s (%s %s) is given up: %s", job.pk, job.kind, job.key, line)


class Runner:
    """Threads that do the work until they are stopped; one more holds their leases while something takes long.

    New work wakes them when it is queued in this process; what others queued is seen within ``POLL`` seconds.
    """

    def __init__(self, threads: int = 1, *, lease: timedelta = services.LEASE) -> None:
        self._lease = lease
        self._stopping = threading.Event()
        self._held: dict[int, Job] = {}
        self._changing = threading.Lock()
        names = [f"heard-work-{number}" for number in range(1, threads + 1)]
        self._threads = [threading.Thread(target=self._work, name=name, daemon=True) for name in names]
        self._threads.append(threading.Thread(target=self._hold, name="heard-work-leases", daemon=True))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Begin; once only."""
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float = 20.0) -> bool:
        """Take up nothing new and wait for what is being done; whether all of it was done in so many seconds.

        What was not goes on in its daemon thread, and is done again by somebody else if the process ends first.
        """
        self._stopping.set()
        BELL.ring()
        until = timezone.now() + timedelta(seconds=seconds)
        for thread in self._threads:
            thread.join(max(0.0, (until - timezone.now()).total_seconds()))
        return not any(thread.is_alive() for thread in self._threads)

    def _work(self) -> None:
        try:
            while not self._stopping.is_set():
                heard = BELL.heard()
                try:
                    if self._next():
                        continue
                except Error:
                    log.exception("the database cannot be reached; work goes on when it can")
                    connections.close_all()
                    self._stopping.wait(_AFTER_TROUBLE)
                    continue
                if not self._stopping.is_set():
                    BELL.wait(heard, POLL)
        finally:
            connections.close_all()

    def _next(self) -> bool:
        """Do one job; False when there was none."""
        job = services.claim(lease=self._lease)
        if job is None:
            return False
        with self._changing:
            self._held[job.pk] = job
        try:
            carry_out(job)
        finally:
            with self._changing:
                del self._held[job.pk]
        return True

    def _hold(self) -> None:
        """Extend the leases of what is being done, well before they run out; works on till the last job is done."""
        third = self._lease.total_seconds() / 3
        while working := [thread for thread in self._threads[:-1] if thread.is_alive()]:
            if self._stopping.wait(third):
                working[0].join(third)
            with self._changing:
                held = list(self._held.values())
            now = timezone.now()
            try:
                for job in held:
                    if job.leased_until and job.leased_until - now < self._lease * 2 / 3:
                        services.extend(job, lease=self._lease)
                        job.leased_until = now + self._lease
            except Error:
                log.exception("leases could not be extended")
            finally:
                connections.close_all()
