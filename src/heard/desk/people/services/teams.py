"""Teams: made and changed by admins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from heard.desk.live.services import publish
from heard.desk.people.models import Team
from heard.desk.people.services import audit
from heard.desk.people.values import bounded, known_zone, plain
from heard.errors import DeskError

if TYPE_CHECKING:
    from heard.desk.people.access import Viewer

LEAST_HEAVY, MOST_HEAVY = 1, 50


def make(by: Viewer, name: str, time_zone: str, heavy_cap: int) -> Team:
    """A new team. Raises ``DeskError`` D027 when there is one of that name."""
    by.require("people.manage")
    team = Team()
    return _save(by, team, name, time_zone, heavy_cap, "team.made")


def change(by: Viewer, team: Team, name: str, time_zone: str, heavy_cap: int) -> Team:
    """Another name, time zone or cap."""
    by.require("people.manage")
    return _save(by, team, name, time_zone, heavy_cap, "team.changed")


def _save(by: Viewer, team: Team, name: str, time_zone: str, heavy_cap: int, action: str) -> Team:
    team.name = plain(name)
    if not team.name:
        raise DeskError("D028", _("a team needs a name"))
    team.time_zone = known_zone(time_zone)
    team.heavy_cap = bounded(heavy_cap, LEAST_HEAVY, MOST_HEAVY)
    try:
        with transaction.atomic():
            team.save()
            audit.record(by, action, team=team.pk, detail=f"{team.name}, {team.time_zone}, {team.heavy_cap}")
            publish("access", team=team.pk)
    except IntegrityError as error:
        raise DeskError("D027", team.name) from error
    return team
