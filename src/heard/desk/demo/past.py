"""What happened before the visitor came: closed conversations and some that are under way, from our own examples."""

from __future__ import annotations

import json
from datetime import timedelta
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from django.utils import timezone

from heard.desk.channels.contract import Inbound
from heard.desk.demo.people import TEAM, address
from heard.desk.inbox.models import Channel, Conversation, Customer, Message
from heard.desk.inbox.services import closing, labels, sharing
from heard.desk.inbox.services.assess import assess
from heard.desk.inbox.services.ingest import ingest

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from importlib.resources.abc import Traversable

    from heard.desk.people.models import User

_ROLES: dict[str, Literal["customer", "agent", "bot"]] = {"customer": "customer", "agent": "agent"}
_OUTCOMES = ("unsolved", "solved", "solved", "partly", "solved", "solved", "solved", "solved")
_TAGS = (
    ["delivery"],
    ["delivery", "refund"],
    ["thanks"],
    ["medical"],
    ["garden"],
    ["money"],
    ["access"],
    ["opening hours"],
)


def make(users: dict[str, User], told: Callable[[str], None]) -> None:
    """Take in our example conversations as the last days' work. ``told`` hears of each."""
    channel = Channel.objects.get(team__name=TEAM, medium="chat")
    hosts = [users[key] for key in ("mira", "jo", "sam", "ben")]
    now = timezone.now()
    folder = files("heard") / "demo" / "conversations"
    for number, file in enumerate(sorted(folder.iterdir(), key=lambda each: each.name)):
        if file.name.endswith(".json"):
            told(file.name)
            host = hosts[number % len(hosts)]
            began = now - timedelta(days=1 + number % 5, hours=2 * (number % 3), minutes=11 * number % 60)
            conversation = _take_in(channel, file, host, began)
            labels.set_tags(conversation, _TAGS[number % len(_TAGS)], by=host)
            closing.close(conversation, host, _OUTCOMES[number % len(_OUTCOMES)])
            Conversation.objects.filter(pk=conversation.pk).update(
                closed_at=conversation.last_at + timedelta(minutes=9)
            )


def _take_in(channel: Channel, file: Traversable, host: User, began: datetime) -> Conversation:
    raw = json.loads(file.read_text(encoding="utf-8"))
    thread = f"past-{raw['id']}"
    name = (raw.get("customer") or {}).get("name") or "A customer"
    for number, row in enumerate(raw["messages"]):
        role = _ROLES.get(row["role"], "bot")
        ingest(
            channel,
            Inbound(
                thread=thread,
                source=f"{thread}-{number}",
                text=row["text"],
                at=began + timedelta(minutes=2 * number),
                identity=f"{thread}@customers.invalid",
                author=name if role == "customer" else host.name,
                subject=raw.get("subject") or "",
                role=role,
            ),
            read=False,
        )
    conversation = Conversation.objects.get(channel=channel, thread=thread)
    Customer.objects.filter(pk=conversation.customer_id).update(name=name)
    Message.objects.filter(conversation=conversation, role="agent").update(user=host, delivery="sent")
    assess(conversation.pk)
    sharing.assign(conversation, by=host, to=host)
    conversation.refresh_from_db()
    return conversation


def exists() -> bool:
    """Whether the past is there already."""
    return Message.objects.filter(user__email=address("mira")).exists()
