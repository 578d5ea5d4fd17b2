"""Notes that only the team sees, and whispers that only one colleague sees."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from heard.desk.inbox.models import Message
from heard.desk.inbox.services.ingest import clean
from heard.desk.live.services import publish
from heard.errors import DeskError

if TYPE_CHECKING:
    from heard.desk.inbox.models import Conversation
    from heard.desk.people.models import User


def note(conversation: Conversation, user: User, text: str) -> Message:
    """A note in the thread; the engine never reads it and the customer never sees it."""
    return _write(conversation, user, text, to=None)


def whisper(conversation: Conversation, user: User, to: User, text: str) -> Message:
    """A word to one colleague beside the thread; nobody else sees it."""
    return _write(conversation, user, text, to=to)


def _write(conversation: Conversation, user: User, text: str, *, to: User | None) -> Message:
    text = clean(text).strip()
    if not text:
        raise DeskError("D001", "the note is empty")
    with transaction.atomic():
        message = Message.objects.create(
            conversation=conversation,
            channel_id=conversation.channel_id,
            source=f"note:{uuid.uuid4()}",
            role=Message.Role.NOTE,
            author=user.name,
            user=user,
            text=text,
            at=timezone.now(),
            whisper_to=to,
        )
        if to is None:
            publish("conversation", conversation=conversation.pk, team=conversation.team_id)
        else:
            publish("whisper", conversation=conversation.pk, user=to.pk)
            publish("whisper", conversation=conversation.pk, user=user.pk)
    return message
