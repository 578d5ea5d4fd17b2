"""A snoozed conversation comes back when its time is there: the work of kind ``wake``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from heard.desk.inbox.models import Conversation
from heard.desk.inbox.services.steps import record
from heard.desk.work.services import done

if TYPE_CHECKING:
    from heard.desk.work.models import Job


def wake(job: Job) -> None:
    """Back into the queue, unless it woke already or was put aside for longer since; the customer's waiting goes on."""
    with transaction.atomic():
        done(job)
        rows = Conversation.objects.select_for_update(no_key=True)
        conversation = rows.filter(pk=job.payload["conversation"]).first()
        if conversation is None or conversation.status != Conversation.Status.SNOOZED:
            return
        if conversation.snoozed_until and conversation.snoozed_until > timezone.now():
            return
        conversation.status, conversation.snoozed_until = Conversation.Status.OPEN, None
        conversation.save(update_fields=["status", "snoozed_until"])
        record(conversation, "woken", by=None)
