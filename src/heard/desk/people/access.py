"""Who may do what: roles as sets of permissions, and the viewer that every query is scoped to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from django.core.exceptions import PermissionDenied

from heard.desk.people.models import Membership, Role

if TYPE_CHECKING:
    from heard.desk.people.models import User

Permission = Literal[
    "conversations.read",
    "conversations.reply",
    "conversations.share_out",
    "floor.see",
    "stop.decide",
    "shifts.edit",
    "people.manage",
    "audit.read",
]

_AGENT: frozenset[Permission] = frozenset(["conversations.read", "conversations.reply"])
PERMISSIONS: Mapping[str, frozenset[Permission]] = {
    Role.AGENT: _AGENT,
    Role.LEAD: _AGENT | {"conversations.share_out", "floor.see", "stop.decide", "shifts.edit"},
    Role.TRAINER: frozenset(["conversations.read"]),
}
ADMIN: frozenset[Permission] = PERMISSIONS[Role.LEAD] | {"people.manage", "audit.read"}
"""What an admin may do in every team."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Somebody who is signed in, with what they may do: every query takes one."""

    user: int
    name: str
    admin: bool = False
    teams: Mapping[int, str] = field(default_factory=dict)

    def may(self, permission: Permission, team: int | None = None) -> bool:
        """Whether they may do this in a team; without one, in any."""
        if self.admin and permission in ADMIN:
            return True
        roles = self.teams.values() if team is None else [role for key, role in self.teams.items() if key == team]
        return any(permission in PERMISSIONS[role] for role in roles)

    def require(self, permission: Permission, team: int | None = None) -> None:
        """Raise ``PermissionDenied`` unless they may."""
        if not self.may(permission, team):
            raise PermissionDenied(permission)

    def teams_with(self, permission: Permission) -> frozenset[int] | None:
        """The teams in which they may; None stands for all."""
        if self.admin and permission in ADMIN:
            return None
        return frozenset(team for team, role in self.teams.items() if permission in PERMISSIONS[role])


def viewer_of(user: User) -> Viewer:
    """The viewer that a user is; asks the database once."""
    rows = Membership.objects.filter(user=user).values_list("team_id", "role")
    return Viewer(user=user.pk, name=user.name, admin=user.is_admin, teams=dict(rows))
