"""What Django tells us that streams have to know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.signals import user_logged_out
from django.db import transaction

from heard.desk.live.services import publish

if TYPE_CHECKING:
    from heard.desk.people.models import User


def connect() -> None:
    """Listen."""
    user_logged_out.connect(_signed_out, dispatch_uid="heard.live.signed_out")


def _signed_out(user: User | None, **_: Any) -> None:
    """Their streams end; those of their other browsers come back by themselves."""
    if user is not None:
        with transaction.atomic():
            publish("access", user=user.pk)
