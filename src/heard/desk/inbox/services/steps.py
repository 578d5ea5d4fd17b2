"""The line in a thread that says what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.desk.inbox.models import Step
from heard.desk.live.services import publish

if TYPE_CHECKING:
    from heard.desk.inbox.models import Conversation
    from heard.desk.people.models import User


def record(conversation: Conversation, kind: str, *, by: User | None, to: User | None = None, text: str = "") -> Step:
    """Write the line and tell the pages, in the running transaction."""
    step = Step.objects.create(conversation=conversation, kind=kind, user=by, to=to, text=text)
    publish("conversation", conversation=conversation.pk, team=conversation.team_id)
    return step
