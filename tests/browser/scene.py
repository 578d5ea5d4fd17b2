"""A desk that stands still: filled once, then served, doing what it is told by lines of JSON on its input.

Nobody is simulated, and everything was said so and so long ago. ``stage.py`` runs it in a process of its own.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from heard.cli.desk_serve import listen, run
from heard.desk.channels.contract import Inbound
from heard.desk.demo import people
from heard.desk.inbox.models import Channel, Conversation, Customer, Message, Step
from heard.desk.inbox.services import closing, labels, notes, sending, sharing, stopping
from heard.desk.inbox.services.assess import assess
from heard.desk.inbox.services.ingest import ingest
from heard.desk.people.access import viewer_of
from heard.desk.people.models import User
from heard.desk.people.services import links
from heard.desk.work.models import Job
from heard.settings import home, setting
from tests.browser.talk import TALKS, Talk

PASSWORD = "a quiet study at nine"  # noqa: S105 - of people who are made up
SEED = "JBSWY3DPEHPK3PXP"


def inbound(
    thread: str, text: str, *, source: str, ago: float = 0, role: str = "customer", name: str = "", subject: str = ""
) -> Inbound:
    """A message as a channel brings it."""
    return Inbound(
        thread=thread,
        source=source,
        text=text,
        at=timezone.now() - timedelta(minutes=ago),
        identity=f"{name or thread}@customers.invalid",
        author=name,
        subject=subject,
        role=role,  # type: ignore[arg-type]
    )


def tell(talk: Talk, users: dict[str, User]) -> Conversation:
    """One conversation with all that was said."""
    channel = Channel.objects.get(team__name=people.OTHER if talk.other else people.TEAM, medium=talk.medium)
    for number, (ago, role, text) in enumerate(talk.said):
        name = talk.name if role == "customer" else users["sam"].name
        source = f"{talk.key}-{number}"
        message = ingest(
            channel,
            inbound(talk.key, text, source=source, ago=ago, role=role, name=name, subject=talk.subject),
            read=False,
        )
        assert message is not None
    found = Conversation.objects.get(pk=message.conversation_id)
    Message.objects.filter(conversation=found, role="agent").update(user=users["sam"], delivery="sent")
    assess(found.pk)
    if talk.tags:
        labels.set_tags(found, talk.tags, by=users["sam"])
    if talk.assignee:
        user = users[talk.assignee]
        sharing.take(found, user)
    Step.objects.filter(conversation=found).update(at=timezone.now() - timedelta(minutes=talk.said[0][0] - 1))
    return Conversation.objects.select_related("customer", "channel", "standing").get(pk=found.pk)


def deeds(found: dict[str, Conversation], users: dict[str, User]) -> None:
    """What people did with them."""
    sam, priya = users["sam"], users["priya"]
    now = timezone.now()
    Customer.objects.filter(name="Dana Okafor").update(important=True, note="Moved house in spring. Prefers the chat.")
    notes.note(found["angry"], users["mira"], "Called the depot: the parcel stands in Leeds.")
    notes.note(found["heated"], sam, "The credit note is with accounts.")
    notes.whisper(found["heated"], priya, sam, "Say what you heard first, then the credit note.")
    sharing.hand_off(found["uneasy"], by=users["mira"], to=sam, note="The label can be sent by e-mail, I asked.")
    closing.snooze(found["snoozed"], sam, now + timedelta(hours=20))
    closing.close(found["closed"], sam, "solved", "A new packet, and she was glad.")
    Conversation.objects.filter(pk=found["closed"].pk).update(closed_at=now - timedelta(minutes=2855))
    held = sending.reply(found["held"], sam, "That is a worry two days before a party. I send the right size today.")
    Message.objects.filter(pk=held.pk).update(held_until=now + timedelta(hours=6))
    Job.objects.filter(kind="send", key=str(held.pk)).update(run_at=now + timedelta(hours=6))
    failed = sending.reply(found["failed"], sam, "I have found your order again, and it leaves this afternoon.")
    Job.objects.filter(kind="send", key=str(failed.pk)).delete()
    Message.objects.filter(pk=failed.pk).update(delivery="failed", problem="The mailbox of the customer is full.")
    stopping.ask(found["stop"], sam, "Insults in every line, also after two requests to stop.")
    recent = Step.objects.filter(at__gt=now - timedelta(seconds=60))
    for step in recent.select_related("conversation"):
        Step.objects.filter(pk=step.pk).update(at=step.conversation.last_at + timedelta(minutes=3))


def session_of(user: User) -> str:
    """A session in which this person has just given their password."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    given = {"method": "password", "at": time.time(), "email": user.email, "reauthenticated": True}
    store["account_authentication_methods"] = [given]
    store["account_authentication_methods_user"] = str(user.pk)
    store.create()
    return str(store.session_key)


def credential() -> dict[str, Any]:
    """What a security key answers when it is added; this one never was anywhere."""
    key = ES256({1: 2, 3: -7, -1: 1, -2: bytes(32), -3: bytes(32)})
    made = AttestedCredentialData.create(Aaguid(bytes(16)), b"blue", key)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    about = AuthenticatorData.create(sha256(b"127.0.0.1").digest(), flags, 0, made)
    client = json.dumps({"type": "webauthn.create", "challenge": "AA", "origin": setting("HEARD_URL")}).encode()
    name = websafe_encode(b"blue")
    return {
        "id": name,
        "rawId": name,
        "type": "public-key",
        "clientExtensionResults": {},
        "response": {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(bytes(AttestationObject.create("none", about, {}))),
        },
    }


def fill() -> dict[str, Any]:
    """Everything; what the tests must know of it."""
    users = people.make()
    ola = User.objects.create_user("ola@example.invalid", PASSWORD, name="Ola Brandt", is_admin=True)
    TOTP.activate(ola, SEED)
    RecoveryCodes.activate(ola)
    key = Authenticator.objects.create(
        user=ola, type=Authenticator.Type.WEBAUTHN, data={"name": "Blue key", "credential": credential()}
    )
    users["ola"] = ola
    found = {talk.key: tell(talk, users) for talk in TALKS}
    deeds(found, users)
    admin = viewer_of(users["alex"])
    team = found["angry"].team
    return {
        "conversations": {key: each.pk for key, each in found.items()},
        "customers": {key: each.customer_id for key, each in found.items()},
        "people": {key: user.pk for key, user in users.items()},
        "sessions": {key: session_of(user) for key, user in users.items()},
        "teams": {"orchard": team.pk},
        "authenticator": key.pk,
        "link": urlsplit(links.invite(admin, "new@demo.invalid", team, "agent")).path,
        "email": ola.email,
        "password": PASSWORD,
    }


def say(told: dict[str, Any]) -> Any:
    """A customer writes: ``thread``, ``text``, ``name``, ``subject``; the conversation's number."""
    channel = Channel.objects.get(team__name=people.TEAM, medium="chat")
    source = f"{told['thread']}-{time.time_ns()}"
    message = ingest(
        channel,
        inbound(
            told["thread"], told["text"], source=source, name=told.get("name", ""), subject=told.get("subject", "")
        ),
    )
    return message and message.conversation_id


def do(told: dict[str, Any]) -> Any:
    """One thing that a test asks for."""
    if told["do"] == "say":
        return say(told)
    user = User.objects.get(email=people.address(told.get("who", "sam")))
    conversation = Conversation.objects.select_related("customer", "channel", "standing").get(pk=told["conversation"])
    if told["do"] == "note":
        return notes.note(conversation, user, told["text"]).pk
    if told["do"] == "tags":
        return labels.set_tags(conversation, told["names"], by=user)
    if told["do"] == "hand_off":
        to = User.objects.get(email=people.address(told["to"]))
        sharing.hand_off(conversation, by=user, to=to, note="")
        return None
    if told["do"] == "close":
        closing.close(conversation, user, "solved")
        return None
    raise ValueError(told["do"])


def obey() -> None:
    """Do what comes as lines, one after another."""
    for line in sys.stdin:
        try:
            answer: Any = {"ok": do(json.loads(line))}
        except Exception as error:
            answer = {"error": repr(error)}
        sys.__stdout__.write("> " + json.dumps(answer) + "\n")  # type: ignore[union-attr]
        sys.__stdout__.flush()  # type: ignore[union-attr]


def play() -> None:
    """Fill what is empty, write what the tests must know into ``stage.json`` of ``HEARD_HOME``, and serve."""
    port = urlsplit(os.environ["HEARD_URL"]).port or 0
    call_command("migrate", verbosity=0)
    known = home() / "stage.json"
    if not known.exists():
        known.write_text(json.dumps(fill()))
    threading.Thread(target=obey, daemon=True).start()
    run("127.0.0.1", port, listen("127.0.0.1", port))
