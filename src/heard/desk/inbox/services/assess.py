"""Reading a conversation: the engine steps outside any transaction; written only if nothing changed meanwhile."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from heard.contract.encode import action_to, message_to, state_to
from heard.desk.engines import engine
from heard.desk.inbox.models import Conversation, Message, Reading, Standing
from heard.desk.inbox.ranking import rank
from heard.desk.inbox.services import alerts
from heard.desk.inbox.words import reason_lines
from heard.desk.live.services import publish
from heard.desk.work.services import cancel, enqueue
from heard.engine import state as engine_state
from heard.engine.types import Conversation as Thread
from heard.engine.types import Customer, EarlierContact
from heard.engine.types import Message as Turn
from heard.errors import StateError

if TYPE_CHECKING:
    from heard.engine.pipeline import Engine
    from heard.engine.state import State
    from heard.engine.types import MessageReading

log = logging.getLogger("heard.inbox")
_TRIES = 8
_MOST_HEATS = 60


@dataclass(frozen=True, slots=True)
class _Taken:
    """What an assessment began with: the state, and the messages that it has not read yet."""

    revision: int
    state: State
    new: list[Message]
    anew: bool


def assess(conversation_id: int, *, anew: bool = False) -> None:
    """Bring a conversation's readings and state up to its newest message; ``anew``: from its first.

    Reads what there is, lets the engine step, and writes in a short transaction only if nobody changed the
    conversation in between; else again. After several tries it is left to the queued job. A state of another engine
    or content, or a damaged one, is never advanced: the conversation is read again from its first message.
    """
    reader = engine()
    for _ in range(_TRIES):
        taken = _take(reader, conversation_id, anew=anew)
        if taken is None:
            return
        state, found = taken.state, []
        for message in taken.new:
            state, reading = reader.step(state, turn_of(message))
            found.append((message, reading))
        if _write(reader, conversation_id, taken, state, found):
            return
    log.warning("conversation %s changed too often while it was read; it is tried again", conversation_id)
    raise StateError("S004", f"conversation {conversation_id} changed while it was read")


def turn_of(message: Message) -> Turn:
    """A stored message as the engine knows it."""
    return Turn(
        id=f"m{message.pk}",
        role=message.role,  # type: ignore[arg-type]
        text=message.text,
        author=message.author or None,
        at=message.at.isoformat(),
    )


def readable(conversation_id: int) -> list[Message]:
    """The messages that count, in their order: not deleted ones, nor ours that are not out yet."""
    rows = Message.objects.filter(conversation_id=conversation_id, deleted_at=None)
    return list(rows.exclude(delivery__in=["held", "sending", "failed"]).order_by("at", "id"))


def thread_of(conversation: Conversation) -> Thread:
    """A conversation's frame for the engine, without messages: channel, customer, what they wrote about before."""
    earlier = conversation.customer.conversations.filter(closed_at__lt=conversation.opened_at).order_by("-closed_at")
    contacts = [
        EarlierContact(
            id=str(each.pk),
            at=each.closed_at.isoformat() if each.closed_at else None,
            outcome=each.outcome or None,
            summary=each.outcome_note or each.subject or each.preview or None,
        )
        for each in earlier[:8]
    ]
    return Thread(
        id=str(conversation.pk),
        messages=(),
        channel=conversation.channel.medium,  # type: ignore[arg-type]
        subject=conversation.subject or None,
        customer=Customer(
            id=str(conversation.customer_id), name=conversation.customer.name or None, earlier=tuple(reversed(contacts))
        ),
    )


def saved_state(reader: Engine, standing: Standing) -> State | None:
    """The stored state, None when it has to be made anew."""
    if standing.stale or standing.mark != reader.mark or not standing.state:
        return None
    try:
        return engine_state.from_json(standing.state, content=reader.mark)
    except StateError:
        return None


def _take(reader: Engine, conversation_id: int, *, anew: bool) -> _Taken | None:
    """What is to be read; None when there is nothing."""
    standing = Standing.objects.get(conversation_id=conversation_id)
    state = None if anew else saved_state(reader, standing)
    messages = readable(conversation_id)
    if state is None:
        frame = Conversation.objects.select_related("customer", "channel").get(pk=conversation_id)
        return _Taken(standing.revision, reader.start(thread_of(frame)), messages, anew=True)
    new = messages[state.read :]
    if state.read and (len(messages) < state.read or f"m{messages[state.read - 1].pk}" != state.last_id):
        frame = Conversation.objects.select_related("customer", "channel").get(pk=conversation_id)
        return _Taken(standing.revision, reader.start(thread_of(frame)), messages, anew=True)
    return _Taken(standing.revision, state, new, anew=False) if new else None


def _write(
    reader: Engine,
    conversation_id: int,
    taken: _Taken,
    state: State,
    found: list[tuple[Message, MessageReading]],
) -> bool:
    """Write readings and state in one transaction; False when the conversation changed since it was taken."""
    report = reader.report(str(conversation_id), (), state)
    rows = [
        Reading(message=message, mark=reader.mark, found=message_to(reading), temperature=reading.temperature)
        for message, reading in found
    ]
    with transaction.atomic():
        changed = Standing.objects.filter(conversation_id=conversation_id, revision=taken.revision).update(
            revision=F("revision") + 1,
            mark=reader.mark,
            state=engine_state.to_json(state),
            report={"state": state_to(report.state), "guidance": [action_to(each) for each in report.guidance]},
            stale=False,
        )
        if not changed:
            return False
        if taken.anew:
            Reading.objects.filter(message__conversation_id=conversation_id).delete()
        Reading.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["message"], update_fields=["mark", "found", "temperature"]
        )
        conversation = Conversation.objects.get(pk=conversation_id)
        _show(conversation, state, found, anew=taken.anew)
        cancel("assess", key=str(conversation_id))
        alerts.follow(conversation, state, found)
        publish("reading", conversation=conversation_id, team=conversation.team_id)
    return True


def _show(conversation: Conversation, state: State, found: list[tuple[Message, MessageReading]], *, anew: bool) -> None:
    """What the lists show of a state."""
    place = rank(state, waiting=conversation.waiting_since is not None, lines=reason_lines())
    heats = [] if anew else list(conversation.heats)
    heats += [reading.temperature for _, reading in found if reading.temperature is not None]
    conversation.temperature = round(state.temperature)
    conversation.trend = state.trend
    conversation.phase = state.phase
    conversation.probability = state.escalation.probability
    conversation.urgency = place.urgency
    conversation.why = place.why
    conversation.heats = heats[-_MOST_HEATS:]
    conversation.assessed = True
    conversation.save(
        update_fields=["temperature", "trend", "phase", "probability", "urgency", "why", "heats", "assessed"]
    )


def touched(conversation_id: int, *, stale: bool = False) -> None:
    """In the transaction that changes a conversation's messages: its revision moves, and a reading is queued."""
    values = {"revision": F("revision") + 1} | ({"stale": True} if stale else {})
    Standing.objects.filter(conversation_id=conversation_id).update(**values)
    enqueue("assess", key=str(conversation_id), conversation=conversation_id)
