"""Since when a customer waits for us, worked out from the messages: for what is rare, when nothing shorter will do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max, Q

from heard.desk.inbox.models import Message

if TYPE_CHECKING:
    from datetime import datetime


def since(conversation: int) -> datetime | None:
    """When the customer wrote the first of what is not answered; None where everything is.

    A reply from here answers what had come in when it was written: not what came while it was held, whatever its
    sender's clock says. One that was written elsewhere and came in through the channel answers what stands before it.
    """
    there = Message.objects.filter(conversation_id=conversation, deleted_at=None)
    ours = there.filter(role__in=(Message.Role.AGENT, Message.Role.BOT))
    written = ours.filter(delivery=Message.Delivery.SENT).aggregate(last=Max("received_at"))["last"]
    elsewhere = ours.filter(delivery=Message.Delivery.IN).order_by("-at", "-id").values_list("at", "pk").first()
    open_ones = there.filter(role=Message.Role.CUSTOMER)
    if written is not None:
        open_ones = open_ones.filter(received_at__gt=written)
    if elsewhere is not None:
        at, pk = elsewhere
        open_ones = open_ones.filter(Q(at__gt=at) | Q(at=at, pk__gt=pk))
    return open_ones.order_by("at", "id").values_list("at", flat=True).first()
