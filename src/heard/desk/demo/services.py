"""Setting the demo up, and setting it back to its beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from heard.desk.demo import past, people
from heard.desk.demo.models import Visitor
from heard.desk.inbox.models import Channel, Conversation, Customer, Message, Tag
from heard.desk.live.services import publish
from heard.desk.people.models import AuditEntry, User
from heard.desk.work.models import Job
from heard.errors import DeskError

if TYPE_CHECKING:
    from collections.abc import Callable


def is_somebodys() -> bool:
    """Whether this database is a team's own: people work here, and the demo's first is not among them."""
    return User.objects.exists() and not User.objects.filter(email=people.address(people.PEOPLE[0].key)).exists()


def prepare(told: Callable[[str], None] = lambda _what: None) -> None:
    """People and a past; what is there already stays."""
    users = people.make()
    if not past.exists():
        past.make(users, told)


def reset() -> None:
    """Away with every conversation, and the past anew. Simulated customers come again as at the start.

    Raises ``DeskError`` D017 where somebody's own people work: HEARD_DEMO does not make their database a demo.
    """
    if is_somebodys():
        raise DeskError("D017", _("nothing was taken away"))
    with transaction.atomic():
        Job.objects.all().delete()
        Visitor.objects.all().delete()
        Message.objects.all().delete()
        Conversation.objects.all().delete()
        Customer.objects.all().delete()
        Tag.objects.all().delete()
        AuditEntry.objects.all().delete()
        for team in Channel.objects.values_list("team_id", flat=True).distinct():
            publish("conversation", team=team)
    prepare()
