"""People's word against a reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from heard.desk.inbox.models import NotSo
from heard.desk.live.services import publish
from heard.errors import DeskError

if TYPE_CHECKING:
    from heard.desk.inbox.models import Message
    from heard.desk.people.models import User


def not_so(message: Message, user: User, *, finding: str, start: int | None, end: int | None, reason: str) -> NotSo:
    """Keep that a finding is wrong, and why. The reading itself stays as it was read, shown as doubted."""
    reading = getattr(message, "reading", None)
    found = reading.found if reading else {}
    rows = [*found.get("cues", []), *found.get("techniques", []), *found.get("cautions", [])]
    if finding != "temperature" and not any(
        (row["name"], row["start"], row["end"]) == (finding, start, end) for row in rows
    ):
        raise DeskError("D009", finding)
    with transaction.atomic():
        word, _ = NotSo.objects.update_or_create(
            message=message,
            user=user,
            finding=finding,
            start=start,
            end=end,
            defaults={"reason": reason.strip()[:300], "mark": reading.mark if reading else ""},
        )
        conversation = message.conversation
        publish("conversation", conversation=conversation.pk, team=conversation.team_id)
    return word


def so_after_all(word: NotSo) -> None:
    """Take such a word back."""
    with transaction.atomic():
        conversation = word.message.conversation
        word.delete()
        publish("conversation", conversation=conversation.pk, team=conversation.team_id)
