"""Knowing when to stop: an agent asks, a lead decides. An agent never ends a relationship alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heard.desk.inbox.models import Conversation, StopRequest
from heard.desk.inbox.services import closing, sharing
from heard.desk.inbox.services.steps import record
from heard.errors import DeskError

if TYPE_CHECKING:
    from heard.desk.people.models import User

Decision = StopRequest.Decision


def ask(conversation: Conversation, user: User, why: str) -> StopRequest:
    """Ask a lead whether to go on. Raises ``DeskError`` D010 when one was asked already, D014 where it is closed."""
    if not why.strip():
        raise DeskError("D001", "say in a line why")
    try:
        with transaction.atomic():
            if _held(conversation).status == Conversation.Status.CLOSED:
                raise DeskError("D014", _("there is nothing to stop"))
            request = StopRequest.objects.create(conversation=conversation, asked_by=user, why=why.strip()[:500])
            record(conversation, "stop_asked", by=user, text=request.why)
    except IntegrityError:
        raise DeskError("D010", _("a lead has been asked already")) from None
    return request


def decide(request: StopRequest, lead: User, decision: str, note: str = "") -> None:
    """A lead's decision: go on, take it over, or end it."""
    if decision not in (Decision.GO_ON, Decision.TAKE_OVER, Decision.END):
        raise DeskError("D006", decision)
    with transaction.atomic():
        conversation = _held(request.conversation)
        changed = StopRequest.objects.filter(pk=request.pk, decision=Decision.WAITING).update(
            decision=decision, decided_by=lead, decided_at=timezone.now(), note=note.strip()[:500]
        )
        if not changed:
            raise DeskError("D010", _("this has been decided already"))
        record(conversation, f"stop_{decision}", by=lead, to=request.asked_by, text=note.strip()[:500])
        if decision == Decision.TAKE_OVER:
            sharing.take_over(conversation, lead)
        elif decision == Decision.END and conversation.status != Conversation.Status.CLOSED:
            closing.close(conversation, lead, Conversation.Outcome.ENDED, note)


def _held(conversation: Conversation) -> Conversation:
    """The conversation's row as it is, kept from others to the end: before any event is told, as everybody does."""
    return Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk)
