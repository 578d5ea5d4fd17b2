"""Taking in one message: stored first and acknowledged, then read."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from heard.desk.inbox.models import Conversation, Customer, Message, Standing
from heard.desk.inbox.services.assess import assess, touched
from heard.desk.live.services import publish

if TYPE_CHECKING:
    from heard.desk.channels.contract import Inbound
    from heard.desk.inbox.models import Channel

log = logging.getLogger("heard.inbox")
LONGEST_PREVIEW = 160
LONGEST_TEXT = 1_000_000


def ingest(channel: Channel, inbound: Inbound, *, read: bool = True) -> Message | None:
    """Take in a message, or a change of one; what is stored of it, None for a change of something unknown.

    When this returns, or an outer acknowledgement is given after it, the message is on disk. One that comes twice is
    one message. If reading it fails it stays, shown as not assessed, and is tried again by the queued job.
    ``read=False`` leaves the reading to that job.
    """
    try:
        with transaction.atomic():
            message, fresh = _store(channel, inbound)
    except IntegrityError:
        with transaction.atomic():  # somebody stored the same thread or message a moment ago
            message, fresh = _store(channel, inbound)
    if message is None or not fresh or not read:
        return message
    read_soon(message.conversation_id)
    return message


def read_soon(conversation_id: int) -> None:
    """Read a conversation now; what goes wrong is logged and left to the queued job."""
    try:
        assess(conversation_id)
    except Exception:
        log.exception("conversation %s could not be read yet", conversation_id)


def _store(channel: Channel, inbound: Inbound) -> tuple[Message | None, bool]:
    """The stored message, and whether anything changed."""
    known = Message.objects.filter(channel=channel, source=inbound.source).select_related("conversation").first()
    if inbound.change != "new":
        return (known, _change(known, inbound)) if known else (None, False)
    if known:
        return known, False
    conversation = _conversation(channel, inbound)
    text = clean(inbound.text)
    message = Message.objects.create(
        conversation=conversation,
        channel=channel,
        source=inbound.source,
        role=inbound.role,
        author=clean(inbound.author)[:200],
        text=text,
        at=min(inbound.at, timezone.now()),
    )
    late = conversation.last_at > message.at
    if not late:
        conversation.last_at = message.at
        conversation.preview = preview_of(text)
        if inbound.role == "customer":
            conversation.waiting_since = conversation.waiting_since or message.at
            _wake(conversation)
        else:
            conversation.waiting_since = None
    conversation.save(update_fields=["last_at", "preview", "waiting_since", "status", "snoozed_until"])
    touched(conversation.pk, stale=late)
    publish("message", conversation=conversation.pk, team=conversation.team_id)
    return message, True


def _conversation(channel: Channel, inbound: Inbound) -> Conversation:
    """The open conversation of this thread, else a new one."""
    found = Conversation.objects.filter(channel=channel, thread=inbound.thread).exclude(status="closed").first()
    if found:
        return found
    customer, _ = Customer.objects.get_or_create(
        team_id=channel.team_id,
        identity=inbound.identity or f"{channel.kind}:{inbound.thread}",
        defaults={"name": clean(inbound.author)[:200]},
    )
    at = min(inbound.at, timezone.now())
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


def _change(message: Message, inbound: Inbound) -> bool:
    """An edited or deleted message: its conversation is read again from there."""
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
    touched(message.conversation_id, stale=True)
    publish("message", conversation=message.conversation_id, team=message.conversation.team_id)
    return True


def _wake(conversation: Conversation) -> None:
    """A customer's word brings a snoozed conversation back."""
    if conversation.status == Conversation.Status.SNOOZED:
        conversation.status, conversation.snoozed_until = Conversation.Status.OPEN, None


def preview_of(text: str) -> str:
    """The beginning of a message in one line."""
    line = " ".join(text[: 4 * LONGEST_PREVIEW].split())
    return line if len(line) <= LONGEST_PREVIEW else line[: LONGEST_PREVIEW - 1] + "…"


def clean(text: str) -> str:
    """Text that every database can keep: without NUL, lone surrogates as U+FFFD, at most a million characters."""
    text = text[:LONGEST_TEXT].replace("\x00", "\ufffd")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
