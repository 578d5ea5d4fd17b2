"""Replies: held for a moment so that they can be taken back, then sent through their channel, once."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heard.desk.channels.contract import Outbound, SendError
from heard.desk.channels.registry import adapter_of
from heard.desk.inbox.models import Conversation, Draft, Message, Step
from heard.desk.inbox.services import closing, drafts, waiting
from heard.desk.inbox.services.assess import BACKUP, touched
from heard.desk.inbox.services.ingest import clean, preview_of, read_soon
from heard.desk.inbox.services.steps import record
from heard.desk.live.services import publish
from heard.desk.work.services import FinalError, LaterError, cancel, done, enqueue
from heard.engine.helping.phrasebook import gaps
from heard.errors import DeskError
from heard.settings import number

if TYPE_CHECKING:
    from heard.desk.people.models import User
    from heard.desk.work.models import Job

Delivery = Message.Delivery
GIVEN = ("assigned", "handed_off", "taken_over")
"""The steps by which a conversation is somebody's."""


def reply(conversation: Conversation, user: User, text: str, *, anyway: bool = False) -> Message:
    """Answer the customer: the reply waits for ``HEARD_UNDO_SECONDS``, then it is sent.

    Their draft is emptied, and a conversation that nobody had is theirs. The same words of the same person while they
    are still held are one reply: a form that was sent twice. Raises ``DeskError`` D001 for an empty reply, D011 for one
    with gaps such as ``{date}``, D014 when the conversation is closed, D019 when it went to somebody else while they
    were at it, unless they send it ``anyway``.
    """
    text = clean(text).strip()
    if not text:
        raise DeskError("D001", _("the reply is empty"))
    if open_slots := gaps(text):
        raise DeskError("D011", ", ".join(f"{{{name}}}" for name in open_slots))
    now = timezone.now()
    until = now + timedelta(seconds=number("HEARD_UNDO_SECONDS", most=600))
    with transaction.atomic():
        now_as = Conversation.objects.select_for_update(no_key=True).only("status", "assignee").get(pk=conversation.pk)
        if now_as.status == Conversation.Status.CLOSED:
            raise DeskError("D014", _("somebody has closed this conversation"))
        twice = Message.objects.filter(conversation=conversation, user=user, delivery=Delivery.HELD, text=text).first()
        if twice is not None:
            return twice
        if not anyway and _went_to_another(conversation, user, now_as.assignee_id):
            raise DeskError("D019", _("%(who)s has this now. Send anyway?") % {"who": now_as.assignee})
        message = Message.objects.create(
            conversation=conversation,
            channel_id=conversation.channel_id,
            source=str(uuid.uuid4()),
            role=Message.Role.AGENT,
            author=user.name,
            user=user,
            text=text,
            at=now,
            delivery=Delivery.HELD,
            held_until=until,
        )
        was_writing = drafts.discard(conversation, user)
        enqueue("send", key=str(message.pk), run_at=until, message=message.pk)
        if now_as.assignee_id is None:
            Conversation.objects.filter(pk=conversation.pk).update(assignee=user)
            conversation.assignee = user
            record(conversation, "assigned", by=user, to=user)
        if was_writing:
            publish("draft", conversation=conversation.pk, team=conversation.team_id)
        publish("message", conversation=conversation.pk, team=conversation.team_id)
    return message


def _went_to_another(conversation: Conversation, user: User, assignee: int | None) -> bool:
    """Whether somebody else has what this person had or began to answer, and they have not answered since."""
    if assignee in (None, user.pk):
        return False
    given = Step.objects.filter(conversation=conversation, to=assignee, kind__in=GIVEN).order_by("-at").first()
    theirs = Message.objects.filter(conversation=conversation, user=user, role=Message.Role.AGENT)
    if given is not None and theirs.filter(at__gt=given.at).exists():
        return False
    return (
        theirs.exists()
        or Step.objects.filter(conversation=conversation, to=user, kind__in=GIVEN).exists()
        or Draft.objects.filter(conversation=conversation, user=user).exclude(text="").exists()
    )


def undo(message: Message, user: User) -> str:
    """Take back a reply that is still held; its text, which is the writer's draft again.

    Words that they began since then stay under it. Raises ``DeskError`` D013 for somebody else's reply, D012 when it is
    on its way or taken back already.
    """
    if message.user_id != user.pk:
        raise DeskError("D013", _("only who wrote it can take it back"))
    with transaction.atomic():
        held = Message.objects.select_for_update().filter(pk=message.pk, delivery=Delivery.HELD).first()
        if held is None:
            raise DeskError("D012", _("it is on its way"))
        cancel("send", key=str(held.pk))
        draft, _made = Draft.objects.get_or_create(conversation_id=held.conversation_id, user=user)
        draft.text = f"{held.text}\n\n{draft.text}".strip()
        draft.version += 1
        draft.save()
        held.delete()
        conversation = Conversation.objects.only("team").get(pk=held.conversation_id)
        publish("message", conversation=conversation.pk, team=conversation.team_id)
    return draft.text


def again(message: Message) -> None:
    """Try once more to send a reply that could not be sent, under its old key.

    Raises ``DeskError`` D012 for others, D014 when the conversation is closed.
    """
    with transaction.atomic():
        if _locked(message.conversation_id).status == Conversation.Status.CLOSED:
            raise DeskError("D014", _("reopen the conversation, then send it"))
        changed = Message.objects.filter(pk=message.pk, delivery=Delivery.FAILED).update(
            delivery=Delivery.SENDING, problem=""
        )
        if not changed:
            raise DeskError("D012", _("it is on its way"))
        enqueue("send", key=str(message.pk), message=message.pk)
        publish("message", conversation=message.conversation_id, team=message.conversation.team_id)


def send(job: Job) -> None:
    """The work of kind ``send``: out through the channel, then what the desk shows of it, then its reading.

    A kill between the two leaves the message ``sending``, and the next try sends it again under the same key, by which
    the channel knows it. A reply waits for earlier ones of its conversation, so that they arrive in their order.
    """
    message = _begin(job)
    if message is None:
        return
    conversation = message.conversation
    try:
        adapter_of(message.channel.kind).send(
            message.channel.config,
            Outbound(key=message.source, thread=conversation.thread, text=message.text, author=message.author),
        )
    except KeyError:
        raise FinalError(_("there is no channel of kind {kind}").format(kind=message.channel.kind)) from None
    except SendError as error:
        Message.objects.filter(pk=message.pk, delivery=Delivery.SENDING).update(problem=str(error)[:200])
        if error.final:
            raise FinalError(str(error)) from error
        raise
    with transaction.atomic():
        closed = _locked(conversation.pk).status == Conversation.Status.CLOSED
        done(job)
        now = timezone.now()
        Message.objects.filter(pk=message.pk).update(delivery=Delivery.SENT, at=now, held_until=None, problem="")
        Conversation.objects.filter(pk=conversation.pk).update(
            last_at=now,
            preview=preview_of(message.text),
            waiting_since=None if closed else waiting.since(conversation.pk),
        )
        touched(conversation.pk, after=BACKUP)
        publish("message", conversation=conversation.pk, team=conversation.team_id)
    read_soon(conversation.pk)


def given_up(job: Job, error: str) -> None:
    """In the transaction that gives the job up: the message shows that it was not sent, and why.

    A conversation that was closed meanwhile is open again, else nobody would see it.
    """
    message = Message.objects.select_related("conversation").filter(pk=job.payload["message"]).first()
    if message is None or message.delivery not in (Delivery.HELD, Delivery.SENDING):
        return
    message.delivery, message.problem = Delivery.FAILED, message.problem or error[:200]
    message.save(update_fields=["delivery", "problem"])
    with suppress(IntegrityError), transaction.atomic():  # a newer conversation stands in its thread: it stays closed
        closing.opened(message.conversation, by=None)
    publish("message", conversation=message.conversation_id, team=message.conversation.team_id)


def _locked(conversation: int) -> Conversation:
    """A conversation's row, kept from others to the end of the transaction."""
    rows = Conversation.objects.select_for_update(no_key=True).only("status")
    return rows.get(pk=conversation)


def _begin(job: Job) -> Message | None:
    """The message, from now on ``sending``; None (and the work done) when it was taken back or is out already."""
    on_its_way = (Delivery.HELD, Delivery.SENDING)
    with transaction.atomic():
        rows = Message.objects.select_for_update(of=("self",)).select_related("conversation", "channel")
        message = rows.filter(pk=job.payload["message"]).first()
        if message is None or message.delivery not in on_its_way:
            done(job)
            return None
        earlier = Message.objects.filter(conversation=message.conversation_id, delivery__in=on_its_way)
        if earlier.filter(pk__lt=message.pk).exists():
            raise LaterError(1.0)
        if message.delivery == Delivery.HELD:
            message.delivery = Delivery.SENDING
            message.save(update_fields=["delivery"])
            publish("message", conversation=message.conversation_id, team=message.conversation.team_id)
    return message
