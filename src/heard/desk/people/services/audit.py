"""The log of who read and did what. Rows are written once and never changed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from heard.desk.people.models import AuditEntry, User

if TYPE_CHECKING:
    from heard.desk.inbox.models import Conversation, Customer
    from heard.desk.people.access import Viewer

READ = "conversation.read"
READ_CUSTOMER = "customer.read"
APART = timedelta(minutes=10)
"""Reading on within this time is the same reading."""


def read(viewer: Viewer, conversation: Conversation) -> bool:
    """Log that somebody read a conversation, at most once in ten minutes; whether an entry was written."""
    return _once(viewer, READ, conversation=conversation.pk, team=conversation.team_id)


def read_customer(viewer: Viewer, customer: Customer) -> bool:
    """The same of a customer's page. Their number stands in the log, not their name: the log outlives them."""
    return _once(viewer, READ_CUSTOMER, team=customer.team_id, detail=f"customer {customer.pk}")


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


def _once(viewer: Viewer, action: str, **what: Any) -> bool:
    lately = AuditEntry.objects.filter(actor_id=viewer.user, action=action, at__gt=timezone.now() - APART)
    named = {name: value for name, value in what.items() if name != "team"}
    if lately.filter(**named).exists():
        return False
    with transaction.atomic():
        # one of two pages that open at the same moment waits here for the other
        User.objects.select_for_update(no_key=True).only("pk").get(pk=viewer.user)
        if lately.filter(**named).exists():
            return False
        record(viewer, action, **what)
    return True
