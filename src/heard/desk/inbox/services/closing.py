"""Putting a conversation aside for a while, ending it, and taking it up again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heard.desk.inbox.models import Alert, Conversation, StopRequest
from heard.desk.inbox.services.steps import record
from heard.desk.work.services import cancel, enqueue
from heard.errors import DeskError

if TYPE_CHECKING:
    from datetime import datetime

    from heard.desk.people.models import User

Status = Conversation.Status


def snooze(conversation: Conversation, user: User, until: datetime) -> None:
    """Out of the queue until then, or until the customer writes."""
    if until <= timezone.now():
        raise DeskError("D004", "that time is over")
    with transaction.atomic():
        conversation.status, conversation.snoozed_until = Status.SNOOZED, until
        conversation.save(update_fields=["status", "snoozed_until"])
        enqueue("wake", key=str(conversation.pk), run_at=until, conversation=conversation.pk)
        record(conversation, "snoozed", by=user, text=until.isoformat())


def wake(conversation: Conversation, user: User | None = None) -> bool:
    """Back into the queue; whether it was snoozed."""
    with transaction.atomic():
        changed = Conversation.objects.filter(pk=conversation.pk, status=Status.SNOOZED).update(
            status=Status.OPEN, snoozed_until=None
        )
        if changed:
            cancel("wake", key=str(conversation.pk))
            record(conversation, "woken", by=user)
    return bool(changed)


def close(conversation: Conversation, user: User, outcome: str, note: str = "") -> None:
    """End it with its outcome. Only a lead's decision ends a relationship (``ended``)."""
    if outcome not in Conversation.Outcome.values:
        raise DeskError("D006", outcome)
    decided = StopRequest.objects.filter(conversation=conversation, decision=StopRequest.Decision.END).exists()
    if outcome == Conversation.Outcome.ENDED and not decided:
        raise DeskError("D007", _("a lead has to decide this; ask with the stop form"))
    with transaction.atomic():
        conversation.status, conversation.closed_at = Status.CLOSED, timezone.now()
        conversation.outcome, conversation.outcome_note = outcome, note.strip()[:500]
        conversation.snoozed_until, conversation.waiting_since = None, None
        conversation.save(
            update_fields=["status", "closed_at", "outcome", "outcome_note", "snoozed_until", "waiting_since"]
        )
        cancel("wake", key=str(conversation.pk))
        Alert.objects.filter(conversation=conversation, status=Alert.Status.OPEN).update(
            status=Alert.Status.PASSED, settled_at=timezone.now()
        )
        record(conversation, "closed", by=user, text=conversation.get_outcome_display())


def reopen(conversation: Conversation, user: User) -> None:
    """Take it up again. Refused when the customer has begun another conversation in the same thread."""
    try:
        with transaction.atomic():
            conversation.status, conversation.closed_at = Status.OPEN, None
            conversation.outcome = ""
            conversation.save(update_fields=["status", "closed_at", "outcome"])
            record(conversation, "reopened", by=user)
    except IntegrityError:
        raise DeskError("D008", _("the customer has begun a newer conversation in this thread")) from None
