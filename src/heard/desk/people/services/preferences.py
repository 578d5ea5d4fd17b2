"""How somebody likes the pages, and where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from heard.desk.people.models import User
from heard.desk.people.services import members
from heard.desk.people.values import known_zone
from heard.errors import DeskError

if TYPE_CHECKING:
    from heard.desk.people.access import Viewer


def save(viewer: Viewer, *, theme: str, time_zone: str, single_keys: bool, away: bool) -> None:
    """Keep one's own preferences. Raises ``DeskError`` D006 for an unknown look, D024 for an unknown time zone."""
    if theme not in User.Theme.values:
        raise DeskError("D006", theme[:20])
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).get(pk=viewer.user)
        user.theme, user.time_zone, user.single_keys = theme, known_zone(time_zone), single_keys
        user.save(update_fields=["theme", "time_zone", "single_keys"])
        if user.away != away:
            members.set_away(user, away)
