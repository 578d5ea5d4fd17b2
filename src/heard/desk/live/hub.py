"""The one reader of events in a process: a thread that asks the table, and the open streams that it tells.

Everything but the thread's own reading happens on the event loop, so that a stream's catch-up and what comes after it
leave no gap and need no lock.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import deque
from itertools import islice
from typing import TYPE_CHECKING

from django.db import connection

from heard.desk.live.audience import Told
from heard.desk.live.models import Event
from heard.desk.live.services import prune
from heard.desk.people.services import sessions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from heard.desk.live.audience import Ears

log = logging.getLogger("heard.live")
RING = 10_000
PAUSE, IDLE, AFTER_ERROR = 0.04, 1.0, 1.0
MOST_QUEUED, MOST_EACH = 500, 20
_BATCH = 1_000
_DAY = 24 * 3600.0


def encode(event: Told) -> bytes:
    """An event as a stream carries it: no content, only what to fetch anew."""
    conversation = "null" if event.conversation is None else event.conversation
    data = f'{{"seq":{event.seq},"conversation":{conversation},"kind":"{event.kind}"}}'
    return f"id: {event.seq}\nevent: {event.kind}\ndata: {data}\n\n".encode()


class Listener:
    """What one open stream has yet to send. ``since``: the newest event before its viewer's rights were read."""

    def __init__(self, ears: Ears, since: int) -> None:
        self.ears, self.since = ears, since
        self.woken = asyncio.Event()
        self.over = ""
        self.sending = False
        self._waiting: list[bytes] = []
        self._writer = asyncio.current_task()

    def tell(self, chunk: bytes) -> None:
        """Queue a chunk; a stream whose page does not take what is being sent is ended."""
        if self.over:
            return
        self._waiting.append(chunk)
        self.woken.set()
        if self.sending and len(self._waiting) > MOST_QUEUED:
            self.end("slow")
            if self._writer is not None:
                self._writer.cancel()

    def end(self, why: str) -> None:
        """End the stream once it has sent what waits."""
        self.over = self.over or why
        self.woken.set()

    def take(self) -> bytes:
        """What waits, in one piece."""
        self.woken.clear()
        chunk, self._waiting = b"".join(self._waiting), []
        return chunk


class Hub:
    """Reads new events once for all streams of a process and keeps the last of them for those who come back.

    ``pause``: the longest time between two looks while streams are open; a commit of this process is looked for at
    once (``nudge``).
    """

    def __init__(self, *, ring: int = RING, pause: float = PAUSE, idle: float = IDLE) -> None:
        self.last = 0
        """The number of the newest event that was told."""
        self._ring: deque[Told] = deque(maxlen=ring)
        self._floor = 0
        self._listeners: dict[Listener, None] = {}
        self._pause, self._idle = pause, idle
        self._look = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._loaded: asyncio.Event | None = None
        self._read = 0
        self._version: int | None = None

    # -- on the event loop

    def start(self) -> None:
        """Begin reading; does nothing when it has begun."""
        if self._thread is not None:
            return
        self._loop, self._loaded = asyncio.get_running_loop(), asyncio.Event()
        self._stopping.clear()
        self._ring.clear()
        self.last = self._floor = self._read = 0
        self._version = None
        self._thread = threading.Thread(target=self._run, name="heard-live", daemon=True)
        self._thread.start()

    async def stop(self) -> None:
        """End every stream and the reading."""
        self.end_streams("shutdown")
        thread, self._thread = self._thread, None
        if thread is not None:
            self._stopping.set()
            self._look.set()
            await asyncio.to_thread(thread.join, 5)

    async def begun(self) -> None:
        """Wait until the last events are loaded."""
        self.start()
        if self._loaded is not None:
            await self._loaded.wait()

    async def reach(self, seq: int, *, within: float = 1.0) -> bool:
        """Wait until the event of a number has been read, if it is there; whether it has."""
        until = time.monotonic() + within
        while self.last < seq and time.monotonic() < until:
            self.nudge()
            await asyncio.sleep(0.01)
        return self.last >= seq

    def open(self, listener: Listener, after: int | None) -> None:
        """Tell a stream what it missed, or that it missed too much, and from now on what happens.

        A change of rights that came while they were read ends it at once.
        """
        mine = [other for other in self._listeners if other.ears.user == listener.ears.user]
        for other in mine[: max(0, len(mine) + 1 - MOST_EACH)]:
            other.end("many")
        self._listeners[listener] = None
        self.nudge()
        if after is not None and not self._floor <= after <= self.last:
            listener.tell(f'id: {self.last}\nevent: reset\ndata: {{"seq":{self.last}}}\n\n'.encode())
        elif after is not None:
            missed = [encode(event) for event in self._newer(after) if listener.ears.hear(event)]
            if missed:
                listener.tell(b"".join(missed))
        if any(event.kind == "access" and listener.ears.hear(event) for event in self._newer(listener.since)):
            listener.end("access")

    def close(self, listener: Listener) -> None:
        """Forget a stream."""
        self._listeners.pop(listener, None)

    def end_streams(self, why: str) -> None:
        """End every stream; their pages come back by themselves."""
        for listener in tuple(self._listeners):
            listener.end(why)

    @property
    def streams(self) -> int:
        """How many are open."""
        return len(self._listeners)

    def _newer(self, seq: int) -> list[Told]:
        newer = list(islice(reversed(self._ring), max(0, self.last - seq)))
        return [event for event in reversed(newer) if event.seq > seq]

    def _begin(self, events: Sequence[Told]) -> None:
        if events and not self._ring:
            self._floor = events[0].seq - 1
        self._tell(events)
        if self._loaded is not None:
            self._loaded.set()

    def _tell(self, events: Sequence[Told]) -> None:
        for event in events:
            if len(self._ring) == self._ring.maxlen:
                self._floor = self._ring[0].seq
            self._ring.append(event)
            self.last = event.seq
            chunk = b""
            for listener in tuple(self._listeners):
                if listener.ears.hear(event):
                    chunk = chunk or encode(event)
                    listener.tell(chunk)
                    if event.kind == "access":
                        listener.end("access")

    # -- anywhere

    def nudge(self) -> None:
        """There is something new: look now."""
        self._look.set()

    # -- in the thread

    def _run(self) -> None:
        begun, cleared, failing = False, 0.0, False
        while not self._stopping.is_set():
            try:
                self._read_on(begun=begun)
                begun = True
                if not cleared or time.monotonic() - cleared > _DAY:
                    cleared = time.monotonic()
                    prune()
                    sessions.clear()
                failing = False
            except RuntimeError:  # the loop is gone
                break
            except Exception:
                if not failing:
                    log.exception("events cannot be read; trying again every second")
                failing, self._version = True, None
                connection.close()
                self._stopping.wait(AFTER_ERROR)
                continue
            self._look.wait(self._pause if self._listeners else self._idle)
            self._look.clear()
        connection.close()

    def _read_on(self, *, begun: bool) -> None:
        if not begun:
            newest = Event.objects.order_by("-pk")[: self._ring.maxlen]
            self._hand(_told(newest)[::-1], first=True)
            return
        if not self._changed():
            return
        while True:
            batch = _told(Event.objects.filter(pk__gt=self._read).order_by("pk")[:_BATCH])
            self._hand(batch)
            if len(batch) < _BATCH:
                return

    def _changed(self) -> bool:
        """Whether there may be something new: SQLite says so without a query."""
        if connection.vendor != "sqlite":
            return True
        with connection.cursor() as cursor:
            version = cursor.execute("PRAGMA data_version").fetchone()[0]
        changed = version != self._version
        self._version = version
        return bool(changed)

    def _hand(self, events: list[Told], *, first: bool = False) -> None:
        if events:
            self._read = events[-1].seq
        if (events or first) and self._loop is not None:
            self._loop.call_soon_threadsafe(self._begin if first else self._tell, events)


def _told(rows: QuerySet[Event]) -> list[Told]:
    columns = ("pk", "kind", "conversation", "team", "user")
    return [Told(*row) for row in rows.values_list(*columns)]


hub = Hub()
"""This process's."""


def nudge() -> None:
    """Tell this process's reader that there is something new."""
    hub.nudge()
