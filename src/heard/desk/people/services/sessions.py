"""Ending what somebody has open: sessions and live streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from heard.desk.live.services import publish

if TYPE_CHECKING:
    from heard.desk.people.models import User


def clear() -> None:
    """Take out sessions that ran out; nothing else does, and each sign-in makes one."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


def end(user: User, *, keep: str | None = None) -> int:
    """Sign them out everywhere (but in the session ``keep``) and close their streams; how many sessions that ended.

    Sessions carry no column for the person, so all that still run are read: some hundreds, on a rare occasion.
    """
    with transaction.atomic():
        mine = [
            session.session_key
            for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator()
            if session.session_key != keep and session.get_decoded().get(SESSION_KEY) == str(user.pk)
        ]
        Session.objects.filter(session_key__in=mine).delete()
        publish("access", user=user.pk)
    return len(mine)
