"""The desk as one ASGI app: Django's pages in a bounded pool of threads, the streams of events beside them."""

from __future__ import annotations

import asyncio
import logging
import os
from typing import TYPE_CHECKING, Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heard.desk.settings")

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

_pages = get_wsgi_application()

from heard.desk.live.hub import hub  # noqa: E402 - models can be imported once Django is set up
from heard.desk.live.stream import Stream  # noqa: E402
from heard.settings import number  # noqa: E402

if TYPE_CHECKING:
    from heard.desk.live.stream import Receive, Scope, Send

log = logging.getLogger("heard.live")
STREAM_PATH = "/live/events"
_pool: Any = WSGIMiddleware(_pages, workers=number("HEARD_THREADS", least=1, most=256))  # type: ignore[arg-type]
_stream = Stream()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request, or live as long as the server does."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http" and scope["path"].removeprefix(scope.get("root_path", "")) == STREAM_PATH:
        await _stream(scope, receive, send)
    else:
        await _pool(scope, receive, send)


async def _live(receive: Receive, send: Send) -> None:
    """Start the reader of events and the work for later with the server, stop them with it."""
    await receive()
    try:
        hub.start()
        runner = _runner()
        if runner is not None:
            await asyncio.to_thread(runner.start)
    except Exception as error:
        log.exception("the desk could not start")
        await send({"type": "lifespan.startup.failed", "message": str(error)})
        return
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await hub.stop()
    if runner is not None:
        await asyncio.to_thread(runner.stop)
    await send({"type": "lifespan.shutdown.complete"})


def _runner() -> Any:
    """Who does the work for later in this process; None when it is done elsewhere."""
    threads = number("HEARD_WORKERS", most=64)
    if not threads:
        return None
    from heard.desk.work.runner import Runner

    return Runner(threads)
