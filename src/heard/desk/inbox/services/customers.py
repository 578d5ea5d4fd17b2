"""What the team keeps about a customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from heard.desk.inbox.models import Conversation
from heard.desk.inbox.services.ingest import clean
from heard.desk.live.services import publish

if TYPE_CHECKING:
    from heard.desk.inbox.models import Customer


def keep(customer: Customer, *, note: str, important: bool) -> None:
    """The team's note, and whether they stand with a star in the queue."""
    customer.note, customer.important = clean(note).strip(), important
    with transaction.atomic():
        customer.save(update_fields=["note", "important"])
        for pk in Conversation.objects.filter(customer=customer).exclude(status="closed").values_list("pk", flat=True):
            publish("conversation", conversation=pk, team=customer.team_id)
