"""The people of the demo: invented, with addresses that lead nowhere."""

from __future__ import annotations

from dataclasses import dataclass

from heard.desk.inbox.models import Channel
from heard.desk.people.models import Membership, Shift, Team, User


@dataclass(frozen=True, slots=True)
class Person:
    """One of them. ``style`` is how a simulated colleague answers; empty for those whom visitors play."""

    key: str
    name: str
    role: str
    team: str
    style: str = ""


TEAM, OTHER = "Orchard & Home", "Lumen Devices"
PEOPLE = (
    Person("sam", "Sam Kowalski", "agent", TEAM),
    Person("priya", "Priya Raman", "lead", TEAM),
    Person("mira", "Mira Halvorsen", "agent", TEAM, "attentive"),
    Person("jo", "Jo Abara", "agent", TEAM, "hurried"),
    Person("ben", "Ben Castellan", "agent", TEAM, "by_the_book"),
    Person("theo", "Theo Lindqvist", "trainer", TEAM),
    Person("noor", "Noor Haddad", "agent", OTHER, "attentive"),
    Person("alex", "Alex Winter", "admin", ""),
)


ADDRESS = "@demo.invalid"


def address(key: str) -> str:
    """The address that a person of the demo signs in with."""
    return key + ADDRESS


def make() -> dict[str, User]:
    """The teams, their channels and people; those that exist stay as they are. By key."""
    teams = {
        name: Team.objects.get_or_create(name=name, defaults={"time_zone": "Europe/London"})[0]
        for name in (TEAM, OTHER)
    }
    for team in teams.values():
        for medium in ("chat", "email"):
            Channel.objects.get_or_create(
                team=team, kind="demo", medium=medium, defaults={"name": f"{team.name}, {medium}"}
            )
    users = {}
    for person in PEOPLE:
        user = User.objects.filter(email=address(person.key)).first() or User.objects.create_user(
            address(person.key), name=person.name, is_admin=person.role == "admin", time_zone="Europe/London"
        )
        users[person.key] = user
        if person.team:
            Membership.objects.get_or_create(user=user, team=teams[person.team], defaults={"role": person.role})
        if person.role == "agent" and not user.shifts.exists():
            Shift.objects.bulk_create(
                Shift(user=user, weekday=day, begins="08:00", ends="18:00", time_zone="Europe/London")
                for day in range(7)
            )
    return users
