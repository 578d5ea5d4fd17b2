"""A small desk for tests: two teams, a person for each role, and a way to let somebody say something."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from heard.desk.channels.contract import Inbound
from heard.desk.inbox.models import Channel, Conversation, Message
from heard.desk.inbox.services.ingest import ingest
from heard.desk.people.access import Viewer, viewer_of
from heard.desk.people.models import Membership, Team, User

NUMBERS = itertools.count(1)


@dataclass
class Desk:
    """The people, teams and channels of a test; ``say`` lets a customer or one of ours write."""

    team: Team
    other: Team
    channel: Channel
    other_channel: Channel
    people: dict[str, User] = field(default_factory=dict)

    def user(self, key: str) -> User:
        return self.people[key]

    def viewer(self, key: str) -> Viewer:
        return viewer_of(self.people[key])

    def say(
        self,
        text: str,
        *,
        thread: str = "t1",
        role: str = "customer",
        channel: Channel | None = None,
        at: datetime | None = None,
        source: str | None = None,
        author: str = "Dana Okafor",
        read: bool = True,
    ) -> Message:
        message = ingest(
            channel or self.channel,
            Inbound(
                thread=thread,
                source=source or f"s{next(NUMBERS)}",
                text=text,
                at=at or timezone.now(),
                identity=f"{thread}@customers.invalid",
                author=author,
                role=role,  # type: ignore[arg-type]
            ),
            read=read,
        )
        assert message is not None
        return message

    def conversation(self, *texts: str, thread: str = "t1", channel: Channel | None = None) -> Conversation:
        for text in texts or ("This is the THIRD TIME I'm writing about parcel 4471. Do you people even read?",):
            message = self.say(text, thread=thread, channel=channel)
        return Conversation.objects.select_related("customer", "channel", "standing").get(pk=message.conversation_id)


@pytest.fixture(scope="session")
def nobody_left(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """PostgreSQL drops no database that a thread is still looking into as it ends."""
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )


@pytest.fixture
def desk(nobody_left: None, db: None) -> Desk:
    """Team Parcels with an agent (sam), a second one (mira), a lead (priya), a trainer (theo); team Apps with noor and
    its lead (ola); an admin (alex)."""
    return make_desk()


@pytest.fixture
def real_desk(nobody_left: None, transactional_db: None) -> Desk:
    """The same where other threads and processes look into the database."""
    return make_desk()


def make_desk() -> Desk:
    team, other = Team.objects.create(name="Parcels"), Team.objects.create(name="Apps")
    desk = Desk(
        team=team,
        other=other,
        channel=Channel.objects.create(team=team, kind="demo", name="Parcels, chat", config={"secret": "x"}),
        other_channel=Channel.objects.create(team=other, kind="demo", name="Apps, chat"),
    )
    for key, role, where in (
        ("sam", "agent", team),
        ("mira", "agent", team),
        ("priya", "lead", team),
        ("theo", "trainer", team),
        ("noor", "agent", other),
        ("ola", "lead", other),
        ("alex", "", None),
    ):
        user = User.objects.create_user(
            f"{key}@demo.invalid", "correct horse battery", name=key.title(), is_admin=not role
        )
        desk.people[key] = user
        if where:
            Membership.objects.create(user=user, team=where, role=role)
    return desk


Say = Callable[..., Message]
