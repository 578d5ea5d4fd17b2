"""Alerts: raised when the policy says so, passed when it no longer does, settled by people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heard.desk.inbox.models import Alert
from heard.desk.live.services import publish
from heard.errors import DeskError

if TYPE_CHECKING:
    from heard.desk.inbox.models import Conversation, Message
    from heard.desk.people.models import User
    from heard.engine.state import State
    from heard.engine.types import MessageReading


def follow(conversation: Conversation, state: State, found: list[tuple[Message, MessageReading]]) -> None:
    """In the transaction of a reading: raise an alert that the policy opened, let one pass that it closed.

    One that somebody settled is not raised again while the policy's own alert still stands.
    """
    latest = Alert.objects.filter(conversation=conversation).order_by("-id").first()
    standing = latest is not None and latest.status != Alert.Status.PASSED
    if state.escalation.alert and not standing:
        customers = [message for message, _ in found if message.role == "customer"]
        Alert.objects.create(
            conversation=conversation,
            message=customers[-1] if customers else None,
            probability=state.escalation.probability,
            reasons=list(state.escalation.reasons),
        )
        publish("alert", conversation=conversation.pk, team=conversation.team_id)
    elif not state.escalation.alert and latest is not None and standing:
        latest.status = Alert.Status.PASSED
        latest.settled_at = latest.settled_at or timezone.now()
        latest.save(update_fields=["status", "settled_at"])


def dismiss(alert: Alert, user: User, why: str) -> None:
    """Somebody's word that an alert is none, with their reason. Raises ``DeskError`` D010 when it no longer stands."""
    if not why.strip():
        raise DeskError("D001", "say in a line why")
    with transaction.atomic():
        standing = Alert.objects.select_for_update().filter(pk=alert.pk, status=Alert.Status.OPEN).first()
        if standing is None:  # one that passed has to stay passed, or the next would not be raised
            raise DeskError("D010", _("the alert no longer stands"))
        alert.dismissal = standing.dismissal = why.strip()[:300]
        settle(standing, user, Alert.Status.DISMISSED)
        publish("alert", conversation=alert.conversation_id, team=alert.conversation.team_id)


def settle(alert: Alert, user: User, status: Alert.Status) -> None:
    """What became of an alert, in the running transaction."""
    alert.status, alert.settled_by, alert.settled_at = status, user, timezone.now()
    alert.save()
