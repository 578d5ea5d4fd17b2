"""The stream of events: a plain ASGI app that asks the database once, when it is opened."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib.auth import get_user
from django.db import connections
from django.http import HttpRequest, parse_cookie
from django.http.request import split_domain_port, validate_host
from django.utils import timezone

from heard.desk.live.audience import ears_of
from heard.desk.live.hub import Listener, hub
from heard.desk.people.access import viewer_of
from heard.errors import CODES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from heard.desk.live.audience import Ears
    from heard.desk.live.hub import Hub

    Scope = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
    Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

LIFE, BEAT = 600.0, 15.0
_OPENERS = ThreadPoolExecutor(4, thread_name_prefix="heard-opens")
_GOODBYE = 5.0
_LONGEST_NUMBER = 18


class Session(NamedTuple):
    """Who opened a stream, and in how many seconds their session ends."""

    ears: Ears
    left: float


class Stream:
    """The app. ``life``: after how many seconds a stream ends, so that rights are looked at again; ``beat``: its pulse.

    It sends ``hello`` with the number that it begins at, each event as ``id``, ``event`` and ``data`` (``seq``,
    ``conversation``, ``kind``), ``reset`` when what was missed is too much to tell, ``beat`` when nothing happens, and
    ``end`` with the reason.
    """

    def __init__(self, source: Hub = hub, *, life: float = LIFE, beat: float = BEAT) -> None:
        self.hub, self.life, self.beat = source, life, beat

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = {name.decode("latin1"): value.decode("latin1") for name, value in scope["headers"]}
        if scope["method"] != "GET":
            await _refuse(send, 405, "D042", (b"allow", b"GET"))
        elif not _from_here(headers):
            await _refuse(send, 403, "D042")
        else:
            await self._stream(scope, headers, receive, send)

    async def _stream(self, scope: Scope, headers: dict[str, str], receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(10):
                await self.hub.begun()
                since = self.hub.last
                session = await loop.run_in_executor(_OPENERS, session_of, headers.get("cookie", ""))
        except TimeoutError:
            await _refuse(send, 503, "D043", (b"retry-after", b"5"))
            return
        if session is None:
            await _refuse(send, 401, "D041")
            return
        after = _after(headers, scope.get("query_string", b"").decode("latin1"))
        if after is not None and after > self.hub.last:
            await self.hub.reach(after)
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        listener = Listener(session.ears, since)
        watch = asyncio.create_task(_gone(receive, listener))
        self.hub.open(listener, after)
        hello = f'{{"seq":{self.hub.last},"user":{session.ears.user}}}'
        listener.tell(f"retry: 2000\nid: {self.hub.last}\nevent: hello\ndata: {hello}\n\n".encode())
        try:
            await self._write(listener, send, loop.time() + min(self.life, session.left))
        except asyncio.CancelledError:
            if listener.over != "slow":
                raise
        finally:
            self.hub.close(listener)
            watch.cancel()

    async def _write(self, listener: Listener, send: Send, until: float) -> None:
        """Send what comes, and a beat when nothing does, until the end."""
        now = asyncio.get_running_loop().time
        while True:
            if chunk := listener.take():
                listener.sending = True
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
                listener.sending = False
            if not listener.over and now() >= until:
                listener.end("time")
            if listener.over:
                break
            try:
                async with asyncio.timeout(max(0.0, min(self.beat, until - now()))):
                    await listener.woken.wait()
            except TimeoutError:
                if now() < until:
                    listener.tell(f": beat\nid: {self.hub.last}\nevent: beat\ndata: {{}}\n\n".encode())
        if listener.over == "gone":
            return
        last = f'retry: 1000\nevent: end\ndata: {{"why":"{listener.over}"}}\n\n'.encode()
        async with asyncio.timeout(_GOODBYE):
            await send({"type": "http.response.body", "body": last, "more_body": False})


_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


def session_of(cookie: str) -> Session | None:
    """Who this cookie belongs to and what they may hear; None for nobody. Leaves no connection open."""
    key = parse_cookie(cookie).get(settings.SESSION_COOKIE_NAME)
    if not key:
        return None
    try:
        store = import_module(settings.SESSION_ENGINE).SessionStore(key)
        request = HttpRequest()
        request.session = store
        user = get_user(request)
        if not user.is_authenticated or not user.is_active:
            return None
        left = (store.get_expiry_date() - timezone.now()).total_seconds()
        return Session(ears_of(viewer_of(user)), left)
    finally:
        connections.close_all()


async def _gone(receive: Receive, listener: Listener) -> None:
    """End a stream when its page goes away."""
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.end("gone")


async def _refuse(send: Send, status: int, code: str, *headers: tuple[bytes, bytes]) -> None:
    body = {"code": code, "message": CODES[code].meaning, "next_step": CODES[code].next_step}
    head = [(b"content-type", b"application/json"), (b"cache-control", b"no-store"), *headers]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": json.dumps({"error": body}).encode()})


def _from_here(headers: dict[str, str]) -> bool:
    """Whether a request is for a name that we answer to, and not from another site's page."""
    host = headers.get("host", "")
    name, _ = split_domain_port(host)
    if not name or not validate_host(name, settings.ALLOWED_HOSTS):
        return False
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = headers.get("origin")
    return origin is None or origin in settings.CSRF_TRUSTED_ORIGINS or urlsplit(origin).netloc == host


def _after(headers: dict[str, str], query: str) -> int | None:
    """The number after which to begin: from ``Last-Event-ID``, else ``?after=``."""
    text = headers.get("last-event-id") or parse_qs(query).get("after", [""])[0]
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else None
