"""JSON values to a ``Conversation``; everything wrong is an ``InputError`` that names the path in the value."""

from __future__ import annotations

import math
from datetime import datetime
from typing import TYPE_CHECKING, Any

from heard.engine.text import clean_surrogates
from heard.engine.types import CHANNELS, ROLES, Conversation, Customer, EarlierContact, Message, Voice
from heard.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA = "heard/1"
_VOICE_NUMBERS = (
    "pitch_hz",
    "loudness_db",
    "syllables_per_second",
    "pause_before_seconds",
    "overlap_seconds",
)
_LARGEST = 1e9
LONGEST_ID = 200


def conversation_from(raw: object, *, default_id: str) -> Conversation:
    """A conversation from parsed JSON. Unknown keys are ignored; only ``messages[].role`` and ``.text`` are required.

    Raises ``InputError`` I006 to I011 or I013.

    >>> conversation_from({"messages": [{"role": "customer", "text": "Hi"}]}, default_id="c1").messages[0].id
    'm1'
    """
    table = _table(raw, "a conversation")
    if _text(table, "schema") not in (None, SCHEMA):
        raise InputError("I013", f"the schema is '{table['schema']}', this version reads '{SCHEMA}'")
    rows = table.get("messages")
    if rows is None:
        raise InputError("I007", "the conversation has no key 'messages'")
    if not isinstance(rows, list):
        raise InputError("I006", f"messages is a list, not {_kind(rows)}")
    if not rows:
        raise InputError("I010", "the conversation has no messages")
    messages = tuple(_message(row, number) for number, row in enumerate(rows, 1))
    seen: dict[str, int] = {}
    for number, message in enumerate(messages, 1):
        if message.id in seen:
            raise InputError("I009", f"messages {seen[message.id]} and {number} both have the id '{message.id[:80]}'")
        seen[message.id] = number
    return Conversation(
        id=_id(table) or default_id,
        messages=messages,
        channel=_one_of(table, "channel", CHANNELS, default="other"),
        language=_text(table, "language"),
        subject=_text(table, "subject"),
        customer=_customer(table.get("customer")),
    )


def _message(raw: object, number: int) -> Message:
    path = f"messages[{number - 1}]"
    table = _table(raw, path)
    for key in ("role", "text"):
        if table.get(key) is None:
            raise InputError("I007", f"{path} has no key '{key}'")
    role = table["role"]
    if not isinstance(role, str):
        raise InputError("I006", f"{path}.role is a text, not {_kind(role)}")
    if role not in ROLES:
        shown = clean_surrogates(role[:40])
        raise InputError("I008", f"{path}.role is '{shown}'{did_you_mean(role[:40].lower(), ROLES)}")
    voice = table.get("voice")
    if voice is not None and role != "customer":
        raise InputError("I011", f"{path} has voice measures, but its role is '{role}'")
    return Message(
        id=_id(table, path) or f"m{number}",
        role=role,
        text=_text(table, "text", path) or "",
        author=_text(table, "author", path),
        at=_time(table, path),
        start_seconds=_number(table, "start_seconds", path),
        end_seconds=_number(table, "end_seconds", path),
        voice=None if voice is None else _voice(voice, f"{path}.voice"),
    )


def _voice(raw: object, path: str) -> Voice:
    table = _table(raw, path)
    sigh = table.get("sigh")
    if sigh is not None and not isinstance(sigh, bool):
        raise InputError("I006", f"{path}.sigh is true, false or null, not {_kind(sigh)}")
    return Voice(**{key: _number(table, key, path) for key in _VOICE_NUMBERS}, sigh=sigh)


def _customer(raw: object) -> Customer:
    if raw is None:
        return Customer()
    table = _table(raw, "customer")
    rows = table.get("earlier")
    if rows is not None and not isinstance(rows, list):
        raise InputError("I006", f"customer.earlier is a list, not {_kind(rows)}")
    earlier = []
    for number, row in enumerate(rows or []):
        path = f"customer.earlier[{number}]"
        each = _table(row, path)
        earlier.append(
            EarlierContact(
                id=_text(each, "id", path),
                at=_time(each, path),
                outcome=_text(each, "outcome", path),
                summary=_text(each, "summary", path),
            )
        )
    return Customer(id=_text(table, "id", "customer"), name=_text(table, "name", "customer"), earlier=tuple(earlier))


def _table(value: object, path: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise InputError("I006", f"{path} is an object, not {_kind(value)}")
    return value


def _text(table: Mapping[str, Any], key: str, path: str = "") -> str | None:
    value = table.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise InputError("I006", f"{path + '.' if path else ''}{key} is a text, not {_kind(value)}")
    return clean_surrogates(value)


def _id(table: Mapping[str, Any], path: str = "") -> str | None:
    value = _text(table, "id", path)
    if value is not None and len(value) > LONGEST_ID:
        raise InputError("I006", f"{path + '.' if path else ''}id is longer than {LONGEST_ID} characters")
    return value


def _time(table: Mapping[str, Any], path: str) -> str | None:
    value = _text(table, "at", path)
    if value is not None:
        try:
            datetime.fromisoformat(value)
        except ValueError:
            raise InputError("I006", f"{path}.at is a time such as 2026-03-02T09:14:03Z, not '{value[:40]}'") from None
    return value


def _number(table: Mapping[str, Any], key: str, path: str) -> float | None:
    value = table.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError("I006", f"{path}.{key} is a number, not {_kind(value)}")
    if not (math.isfinite(value) and abs(value) <= _LARGEST):
        raise InputError("I006", f"{path}.{key} is not a number that can be measured")
    return float(value)


def _one_of(table: Mapping[str, Any], key: str, allowed: tuple[Any, ...], *, default: Any) -> Any:
    value = _text(table, key)
    if value is None:
        return default
    if value not in allowed:
        hint = did_you_mean(value[:40], allowed)
        raise InputError("I006", f"{key} is one of {', '.join(allowed)}, not '{value[:40]}'{hint}")
    return value


def _kind(value: object) -> str:
    """What a value is, in JSON's words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, list):
        return "a list"
    return "an object" if isinstance(value, dict) else "a number"
