"""Taking in one message: stored first and acknowledged, then read."""

from __future__ import annotations

import logging
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Greatest
from django.utils import timezone

from heard.desk.inbox.models import Conversation, Customer, Message, Standing
from heard.desk.inbox.ranking import UNREAD
from heard.desk.inbox.services import rows, waiting
from heard.desk.inbox.services.assess import BACKUP, NOW, assess, touched
from heard.desk.live.services import publish

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from heard.desk.channels.contract import Inbound
    from heard.desk.inbox.models import Channel

log = logging.getLogger("heard.inbox")
LONGEST_PREVIEW = 160
LONGEST_TEXT = 1_000_000
LONGEST_KEY = 254
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
    source, thread = key_of(inbound.source), key_of(inbound.thread)
    known = Message.objects.filter(channel=channel, source=source).select_related("conversation")
    if inbound.change != "new":
        message = known.first()
        return (message, _change(message, inbound, soon=soon)) if message else (None, False)
    found = rows.open_one(channel.pk, thread, source)
    if (found is None or found.known) and (message := known.first()):
        return message, False  # it came twice
    now = timezone.now()
    at = min(inbound.at, now)
    if found is None:
        found = _begin(channel, inbound, at)
    message = Message.objects.create(
        conversation_id=found.pk,
        channel=channel,
        source=source,
        role=inbound.role,
        author=clean(inbound.author)[:200],
        text=clean(inbound.text),
        at=at,
        received_at=now,
    )
    late = found.last_at > at
    if late:
        _follow_late(found, message)
    else:
        _follow(found, message)
    touched(found.pk, stale=late, after=soon)
    publish("message", conversation=found.pk, team=channel.team_id)
    return message, True


def _begin(channel: Channel, inbound: Inbound, at: datetime) -> rows.Open:
    """A new conversation in this thread."""
    identity = key_of(inbound.identity or f"{channel.kind}:{inbound.thread}")
    customer = next(iter(Customer.objects.filter(team_id=channel.team_id, identity=identity)[:1]), None)
    if customer is None:
        customer = Customer.objects.create(team_id=channel.team_id, identity=identity, name=clean(inbound.author)[:200])
    conversation = Conversation.objects.create(
        team_id=channel.team_id,
        channel=channel,
        thread=key_of(inbound.thread),
        customer=customer,
        subject=clean(inbound.subject)[:250],
        opened_at=at,
        last_at=at,
    )
    Standing.objects.create(conversation=conversation)
    return rows.Open(conversation.pk, conversation.status, at, None, known=False)


def _follow(found: rows.Open, message: Message) -> None:
    """What the lists show once this newest message is there; a customer's word brings a snoozed conversation back."""
    found.last_at = message.at
    if message.role == Message.Role.CUSTOMER:
        found.waiting_since = found.waiting_since or message.at
        found.status = Conversation.Status.OPEN
    else:
        found.waiting_since = None
    rows.follow(found, preview=preview_of(message.text))


def _follow_late(found: rows.Open, message: Message) -> None:
    """The same for one that stands before others: it came late, or its sender's clock is slow."""
    found.waiting_since = waiting.since(found.pk)
    changed: dict[str, Any] = {"waiting_since": found.waiting_since}
    if message.role == Message.Role.CUSTOMER and found.waiting_since:
        changed |= {"status": Conversation.Status.OPEN, "snoozed_until": None}
        changed |= {"urgency": Greatest("urgency", UNREAD)}
    Conversation.objects.filter(pk=found.pk).update(**changed)


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
    shown = Conversation.objects.filter(pk=message.conversation_id)
    shown.update(preview=preview_of(newest or ""))
    if message.deleted_at:
        shown.exclude(status=Conversation.Status.CLOSED).update(waiting_since=waiting.since(message.conversation_id))
    touched(message.conversation_id, stale=True, after=soon)
    publish("message", conversation=message.conversation_id, team=message.conversation.team_id)
    return True


def preview_of(text: str) -> str:
    """The beginning of a message in one line."""
    line = " ".join(text[: 4 * LONGEST_PREVIEW].split())
    return line if len(line) <= LONGEST_PREVIEW else line[: LONGEST_PREVIEW - 1] + "…"


def key_of(name: str) -> str:
    """A channel's own name of something as it is kept: one that its column could not hold ends with its hash."""
    name = clean(name)
    return name if len(name) <= LONGEST_KEY else f"{name[: LONGEST_KEY - 65]}~{sha256(name.encode()).hexdigest()}"


def clean(text: str) -> str:
    """Text that every database can keep: without NUL, lone surrogates as U+FFFD, at most a million characters."""
    text = text[:LONGEST_TEXT].replace("\x00", "\ufffd")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
