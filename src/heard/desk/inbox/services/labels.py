"""Tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from heard.desk.inbox.models import Tag
from heard.desk.inbox.services.steps import record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from heard.desk.inbox.models import Conversation
    from heard.desk.people.models import User

MOST_TAGS = 20


def set_tags(conversation: Conversation, names: Iterable[str], *, by: User) -> None:
    """Exactly these tags; new words become tags of the team."""
    with transaction.atomic():
        conversation.tags.set(_tags(conversation, names))
        record(conversation, "tagged", by=by, text=", ".join(sorted(tag.name for tag in conversation.tags.all())))


def add_tags(conversation: Conversation, names: Iterable[str], *, by: User) -> None:
    """These tags beside those that it has."""
    set_tags(conversation, [*(tag.name for tag in conversation.tags.all()), *names], by=by)


def _tags(conversation: Conversation, names: Iterable[str]) -> list[Tag]:
    wanted = dict.fromkeys(" ".join(name.lower().split())[:40] for name in names)
    return [
        Tag.objects.get_or_create(team_id=conversation.team_id, name=name)[0]
        for name in list(wanted)[:MOST_TAGS]
        if name
    ]
