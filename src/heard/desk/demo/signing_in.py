"""The demo's people, and signing in as one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from heard.desk.demo.people import ADDRESS, PEOPLE, address
from heard.desk.people.models import Role, User

if TYPE_CHECKING:
    from django.db.models import QuerySet

_ORDER = [Role.AGENT, Role.LEAD, Role.TRAINER]


def users() -> QuerySet[User]:
    """The demo's own people but for the colleagues who are played; nobody where this is not the demo."""
    if not settings.DEMO:
        return User.objects.none()
    played = [address(person.key) for person in PEOPLE if person.style]
    return User.objects.filter(email__endswith=ADDRESS, is_active=True).exclude(email__in=played).order_by("pk")


def people() -> list[dict[str, Any]]:
    """Key, name and role of each, agents first."""
    rows = []
    for user in users().prefetch_related("memberships"):
        roles = sorted({Role(membership.role) for membership in user.memberships.all()}, key=_ORDER.index)
        place = _ORDER.index(roles[-1]) if roles else len(_ORDER)
        does = _("admin") if user.is_admin else roles[-1].label.lower() if roles else ""
        rows.append((len(_ORDER) if user.is_admin else place, {"pk": user.pk, "name": user.name, "does": does}))
    return [row for _place, row in sorted(rows, key=lambda entry: entry[0])]
