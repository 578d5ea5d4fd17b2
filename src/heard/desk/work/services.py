"""Queueing work in the transaction of what it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from heard.desk.work.models import Job

if TYPE_CHECKING:
    from datetime import datetime


def enqueue(kind: str, *, key: str = "", run_at: datetime | None = None, **payload: Any) -> None:
    """Queue work of a kind (see ``handlers.py``), now or at ``run_at``; it is there when the transaction commits.

    Work of this kind and key that still waits is replaced. Raises ``RuntimeError`` outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("work is queued in the transaction of what it belongs to")
    if key:
        cancel(kind, key=key)
    Job.objects.create(kind=kind, key=key, payload=payload, run_at=run_at or timezone.now())


def cancel(kind: str, *, key: str) -> bool:
    """Take back work that nobody has begun; whether there was any."""
    deleted, _ = Job.objects.filter(kind=kind, key=key, lease="", dead_at=None).delete()
    return bool(deleted)
