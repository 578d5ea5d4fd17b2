"""Taking in one message: stored first and acknowledged, then read."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Exists
from django.utils import timezone

from heard.desk.inbox.models import Conversation, Customer, Message, Standing
from heard.desk.inbox.services.assess import BACKUP, NOW, assess, touched
from heard.desk.live.services import publish

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from django.db.models import QuerySet

    from heard.desk.channels.contract import Inbound
    from heard.desk.inbox.models import Channel

log = logging.getLogger("heard.inbox")
LONGEST_PREVIEW = 160
LONGEST_TEXT = 1_000_000
_TRIES = 4
_SPOKEN = (Message.Role.CUSTOMER, Message.Role.AGENT, Message.Role.BOT)
_OUT = (Message.Delivery.IN, Message.Delivery.SENT)


def ingest(channel: Channel, inbound: Inbound, *, read: bool = True) -> Message | None:
    """Take in a message, or a change of one; what is stored of it, None for a change of something unknown.

    When this returns, or an outer acknowledgement is given after it, the message is on disk. One that comes twice is
    one message. If reading it fails it stays, shown as not assessed, and is tried again by the queued job.
    ``read=False`` leaves the reading to that job.
    """
    for left in range(_TRIES - 1, -1, -1):
        try:
            with transaction.atomic():
                message, fresh = _store(channel, inbound, soon=BACKUP if read else NOW)
            break
        except IntegrityError:  # somebody stored the same customer, thread or message a moment ago
            if not left:
                raise
    if message and fresh and read:
        read_soon(message.conversation_id)
    return message


def read_soon(conversation_id: int) -> None:
    """Read a conversation now; what goes wrong is logged and left to the queued job."""
    try:
        assess(conversation_id)
    except Exception:
        log.exception("conversation %s could not be read yet", conversation_id)


def _store(channel: Channel, inbound: Inbound, *, soon: timedelta) -> tuple[Message | None, bool]:
    """The stored message, and whether anything changed; ``soon``: when the queued job reads it."""
    sources = Message.objects.filter(channel=channel, source=inbound.source)
    if inbound.change != "new":
        known = sources.select_related("conversation").first()
        return (known, _change(known, inbound, soon=soon)) if known else (None, False)
    conversation = _open_one(channel, inbound.thread, sources)
    if conversation is None or conversation.known:  # type: ignore[attr-defined]
        known = sources.select_related("conversation").first()
        if known:
            return known, False  # it came twice
    now = timezone.now()
    at = min(inbound.at, now)
    if conversation is None:
        conversation = _begin(channel, inbound, at)
    text = clean(inbound.text)
    message = Message.objects.create(
        conversation=conversation,
        channel=channel,
        source=inbound.source,
        role=inbound.role,
        author=clean(inbound.author)[:200],
        text=text,
        at=at,
        received_at=now,
    )
    late = conversation.last_at > at
    if not late:
        _follow(conversation, message)
    touched(conversation.pk, stale=late, after=soon)
    publish("message", conversation=conversation.pk, team=conversation.team_id)
    return message, True


def _open_one(channel: Channel, thread: str, sources: QuerySet[Message]) -> Conversation | None:
    """The open conversation of a thread, with what the next message changes; ``known``: whether that came already."""
    rows = Conversation.objects.filter(channel=channel, thread=thread).exclude(status="closed")
    rows = rows.annotate(known=Exists(sources)).select_for_update()
    found = rows.only("team", "status", "last_at", "preview", "waiting_since", "snoozed_until")[:1]
    return next(iter(found), None)


def _begin(channel: Channel, inbound: Inbound, at: datetime) -> Conversation:
    """A new conversation in this thread."""
    identity = inbound.identity or f"{channel.kind}:{inbound.thread}"
    customer = next(iter(Customer.objects.filter(team_id=channel.team_id, identity=identity)[:1]), None)
    if customer is None:
        customer = Customer.objects.create(team_id=channel.team_id, identity=identity, name=clean(inbound.author)[:200])
    conversation = Conversation.objects.create(
        team_id=channel.team_id,
        channel=channel,
        thread=inbound.thread,
        customer=customer,
        subject=clean(inbound.subject)[:250],
        opened_at=at,
        last_at=at,
    )
    Standing.objects.create(conversation=conversation)
    return conversation


def _follow(conversation: Conversation, message: Message) -> None:
    """What the lists show once this newest message is there; a customer's word brings a snoozed conversation back."""
    changes: dict[str, Any] = {"last_at": message.at, "preview": preview_of(message.text)}
    if message.role != Message.Role.CUSTOMER:
        changes["waiting_since"] = None
    elif conversation.waiting_since is None:
        changes["waiting_since"] = message.at
    if message.role == Message.Role.CUSTOMER and conversation.status == Conversation.Status.SNOOZED:
        changes |= {"status": Conversation.Status.OPEN, "snoozed_until": None}
    Conversation.objects.filter(pk=conversation.pk).update(**changes)
    for name, value in changes.items():
        setattr(conversation, name, value)


def _change(message: Message, inbound: Inbound, *, soon: timedelta) -> bool:
    """An edited or deleted message: its conversation is read again, and its row shows what is the newest now."""
    if inbound.change == "deleted":
        if message.deleted_at:
            return False
        message.deleted_at = timezone.now()
    else:
        text = clean(inbound.text)
        if text == message.text:
            return False
        message.text, message.edited_at = text, timezone.now()
    message.save(update_fields=["text", "edited_at", "deleted_at"])
    heard = Message.objects.filter(conversation=message.conversation_id, deleted_at=None, role__in=_SPOKEN)
    newest = heard.filter(delivery__in=_OUT).order_by("-at", "-id").values_list("text", flat=True).first()
    Conversation.objects.filter(pk=message.conversation_id).update(preview=preview_of(newest or ""))
    touched(message.conversation_id, stale=True, after=soon)
    publish("message", conversation=message.conversation_id, team=message.conversation.team_id)
    return True


def preview_of(text: str) -> str:
    """The beginning of a message in one line."""
    line = " ".join(text[: 4 * LONGEST_PREVIEW].split())
    return line if len(line) <= LONGEST_PREVIEW else line[: LONGEST_PREVIEW - 1] + "…"


def clean(text: str) -> str:
    """Text that every database can keep: without NUL, lone surrogates as U+FFFD, at most a million characters."""
    text = text[:LONGEST_TEXT].replace("\x00", "\ufffd")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
