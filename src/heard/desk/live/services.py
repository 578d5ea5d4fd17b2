"""Telling the open pages what happened."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from django.db import connection, transaction
from django.utils import timezone

from heard.desk.live.models import Event
from heard.desk.live.queries import newest

Kind = Literal["message", "reading", "conversation", "alert", "presence", "draft", "whisper", "access"]
KEPT = timedelta(days=7)
_LOCK = 0x4865617264
"""Names PostgreSQL's advisory lock under which events get their numbers."""


def publish(kind: Kind, *, conversation: int | None = None, team: int | None = None, user: int | None = None) -> int:
    """Record an event in the running transaction, as its last act; its number.

    On PostgreSQL a lock is held from here to the commit, so that numbers become visible in their order; SQLite has one
    writer at a time anyway. Raises ``RuntimeError`` outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an event is published in the transaction of what it tells")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    event = Event.objects.create(kind=kind, conversation=conversation, team=team, user=user)
    from heard.desk.live.hub import nudge

    transaction.on_commit(nudge)
    return event.pk


def prune() -> int:
    """Delete events older than ``KEPT``, never the newest: streams tell by it where the numbers are. How many."""
    deleted, _ = Event.objects.filter(at__lt=timezone.now() - KEPT, pk__lt=newest()).delete()
    return deleted
