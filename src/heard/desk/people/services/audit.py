"""The log of who read and did what. Rows are written once and never changed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from heard.desk.people.models import AuditEntry, User

if TYPE_CHECKING:
    from heard.desk.inbox.models import Conversation
    from heard.desk.people.access import Viewer

READ = "conversation.read"
APART = timedelta(minutes=10)
"""Reading on within this time is the same reading."""


def read(viewer: Viewer, conversation: Conversation) -> bool:
    """Log that somebody read a conversation, at most once in ten minutes; whether an entry was written."""
    if _read_lately(viewer, conversation):
        return False
    with transaction.atomic():
        # one of two pages that open at the same moment waits here for the other
        User.objects.select_for_update().only("pk").get(pk=viewer.user)
        if _read_lately(viewer, conversation):
            return False
        record(viewer, READ, conversation=conversation.pk, team=conversation.team_id)
    return True


def record(
    viewer: Viewer | None, action: str, *, conversation: int | None = None, team: int | None = None, detail: str = ""
) -> AuditEntry:
    """Log what somebody did; None stands for the machine itself (the terminal, a worker)."""
    return AuditEntry.objects.create(
        actor_id=viewer.user if viewer else None,
        actor_name=viewer.name[:120] if viewer else "",
        action=action,
        conversation=conversation,
        team_id=team,
        detail=detail[:200],
    )


def _read_lately(viewer: Viewer, conversation: Conversation) -> bool:
    return AuditEntry.objects.filter(
        conversation=conversation.pk, at__gt=timezone.now() - APART, actor_id=viewer.user, action=READ
    ).exists()
