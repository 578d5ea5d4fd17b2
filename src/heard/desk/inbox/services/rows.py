"""The statements that every message runs, written out.

Django's query builder took three times as long over them as the engine and the database together. Each is one that
both databases know; everything that runs less often goes through the models.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection

from heard.desk.inbox.models import Message
from heard.desk.inbox.ranking import UNREAD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_EVERY = 2**31 - 1

_OPEN = """
    SELECT c.id, c.status, c.last_at, c.waiting_since,
           EXISTS (SELECT 1 FROM heard_inbox_message m WHERE m.channel_id = %s AND m.source = %s)
    FROM heard_inbox_conversation c WHERE c.channel_id = %s AND c.thread = %s AND NOT (c.status = 'closed')
"""
_FOLLOW = """
    UPDATE heard_inbox_conversation SET last_at = %s, preview = %s, waiting_since = %s, status = %s,
           snoozed_until = CASE WHEN %s = 'open' THEN NULL ELSE snoozed_until END,
           urgency = CASE WHEN %s AND urgency < %s THEN %s ELSE urgency END
    WHERE id = %s
"""
_TOUCH = "UPDATE heard_inbox_standing SET revision = revision + 1 WHERE conversation_id = %s"
_TOUCH_STALE = "UPDATE heard_inbox_standing SET revision = revision + 1, stale = %s WHERE conversation_id = %s"
_STANDS = """
    SELECT s.revision, s.mark, s.state, s.stale, c.team_id, c.status, c.waiting_since, c.heats
    FROM heard_inbox_standing s JOIN heard_inbox_conversation c ON c.id = s.conversation_id
    WHERE s.conversation_id = %s
"""
_MESSAGES = """
    SELECT id, channel_id, role, author, text, at FROM heard_inbox_message
    WHERE conversation_id = %s AND deleted_at IS NULL AND delivery IN ('in', 'sent')
    ORDER BY at, id LIMIT %s OFFSET %s
"""
_ADVANCE = """
    UPDATE heard_inbox_standing SET revision = revision + 1, mark = %s, state = %s, report = %s, stale = %s
    WHERE conversation_id = %s AND revision = %s
"""
_SHOW = """
    UPDATE heard_inbox_conversation SET temperature = %s, trend = %s, phase = %s, probability = %s, urgency = %s,
           why = %s, heats = %s, assessed = COALESCE(%s, assessed)
    WHERE id = %s
"""
_READ = """
    INSERT INTO heard_inbox_reading (message_id, mark, found, temperature) VALUES (%s, %s, %s, %s)
    ON CONFLICT (message_id) DO UPDATE
    SET mark = excluded.mark, found = excluded.found, temperature = excluded.temperature
"""


@dataclass(slots=True)
class Open:
    """An open conversation as the next message finds it; ``known``: whether that message came already."""

    pk: int
    status: str
    last_at: datetime
    waiting_since: datetime | None
    known: bool


@dataclass(frozen=True, slots=True)
class Stands:
    """Where the engine stands with a conversation, and what the lists show that its next state depends on."""

    conversation: int
    revision: int
    mark: str
    state: str
    stale: bool
    team: int
    status: str
    waiting: bool
    heats: list[int]


def open_one(channel: int, thread: str, source: str) -> Open | None:
    """The open conversation of a thread; on PostgreSQL locked until the transaction ends."""
    lock = " FOR NO KEY UPDATE OF c" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN + lock, [channel, source, channel, thread])
        row = cursor.fetchone()
    return Open(row[0], row[1], _moment(row[2]), row[3] and _moment(row[3]), bool(row[4])) if row else None


def follow(found: Open, *, preview: str) -> None:
    """Write what ``found`` was changed to. Who waits is among those that need somebody, read or not."""
    waits = found.waiting_since is not None
    values = [_stored(found.last_at), preview, _stored(found.waiting_since), found.status, found.status]
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW, [*values, waits, UNREAD, UNREAD, found.pk])


def touch(conversation: int, *, stale: bool) -> None:
    """Move the revision."""
    with connection.cursor() as cursor:
        if stale:
            cursor.execute(_TOUCH_STALE, [True, conversation])
        else:
            cursor.execute(_TOUCH, [conversation])


def stands(conversation: int) -> Stands | None:
    """Where the engine stands; None for a conversation that isn't there."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDS, [conversation])
        row = cursor.fetchone()
    if row is None:
        return None
    revision, mark, state, stale, team, status, since, heats = row
    return Stands(conversation, revision, mark, state, bool(stale), team, status, since is not None, json.loads(heats))


def messages(conversation: int, *, after: int = 0) -> list[Message]:
    """What there is to read from the given place on, with what the engine needs of it."""
    with connection.cursor() as cursor:
        cursor.execute(_MESSAGES, [conversation, _EVERY, after])
        rows = cursor.fetchall()
    return [
        Message(
            pk=pk, conversation_id=conversation, channel_id=channel, role=role, author=author, text=text, at=_moment(at)
        )
        for pk, channel, role, author, text, at in rows
    ]


def advance(found: Stands, *, mark: str, state: str, report: Mapping[str, Any]) -> bool:
    """Store the next state; False when the conversation changed since ``found``."""
    with connection.cursor() as cursor:
        cursor.execute(_ADVANCE, [mark, state, json.dumps(report), False, found.conversation, found.revision])
        return bool(cursor.rowcount)


def read(mark: str, readings: Iterable[tuple[int, Mapping[str, Any], int | None]]) -> None:
    """Store what was read: a message's id, its reading and its temperature."""
    with connection.cursor() as cursor:
        for message, reading, temperature in readings:
            cursor.execute(_READ, [message, mark, json.dumps(reading), temperature])


def show(conversation: int, *, heats: list[int], assessed: bool | None, **values: str | float) -> None:
    """Store what the lists show: ``values`` are temperature, trend, phase, probability, urgency and why.

    ``assessed``: whether the customer's newest message was; None leaves what is stored.
    """
    shown = [values[name] for name in ("temperature", "trend", "phase", "probability", "urgency", "why")]
    with connection.cursor() as cursor:
        cursor.execute(_SHOW, [*shown, json.dumps(heats), assessed, conversation])


def _stored(moment: datetime | None) -> str | datetime | None:
    return connection.ops.adapt_datetimefield_value(moment)


def _moment(stored: datetime) -> datetime:
    """A time as it comes out of the database; from SQLite without its zone, which is UTC."""
    return stored if stored.tzinfo else stored.replace(tzinfo=UTC)
