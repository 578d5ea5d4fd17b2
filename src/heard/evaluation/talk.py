"""What was said in a labelled case, as a conversation for a reader. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast, get_args

from heard.engine.text import clean_surrogates
from heard.engine.types import CHANNELS, Channel, Conversation, Message, Role
from heard.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    Turn = tuple[Role, str]

_FACTS: dict[str, Role] = {"customer": "customer", "agent": "agent", "record": "system"}


def said(raw: dict[str, Any], role: Role) -> Conversation:
    """What was known and said before (``facts``, ``before``), and the message."""
    before = raw.get("before")
    rows = [] if before is None else before if isinstance(before, list) else [before]
    facts = raw.get("facts")
    if facts is not None and not isinstance(facts, list):
        raise InputError("I021", "`facts` must be a list")
    return conversation([*map(_fact, facts or []), *map(turn, rows), (role, text(raw))], raw)


def _fact(fact: object) -> Turn:
    who, _, what = str(fact).partition(":")
    if who not in _FACTS:
        raise InputError("I021", f"a fact begins with {', '.join(f'{name}:' for name in _FACTS)}")
    return _FACTS[who], clean_surrogates(what.strip())


def conversation(turns: Sequence[Turn], raw: dict[str, Any]) -> Conversation:
    """Turns with the channel and language of their case."""
    channel, language = raw.get("channel"), raw.get("language")
    messages = (Message(id=f"m{number}", role=role, text=words) for number, (role, words) in enumerate(turns, 1))
    return Conversation(
        id=str(raw.get("id", "")),
        messages=tuple(messages),
        channel=cast("Channel", channel) if channel in CHANNELS else "other",
        language=language if isinstance(language, str) else None,
    )


def turn(row: object) -> Turn:
    """A turn's role and text."""
    if not isinstance(row, dict):
        raise InputError("I021", "a turn is an object with `role` and `text`")
    if row.get("role") not in get_args(Role):
        raise InputError("I008", f"the role is {str(row.get('role'))[:40]!r}")
    return cast("Role", row["role"]), text(row)


def text(raw: dict[str, Any]) -> str:
    """The text of a message."""
    if not isinstance(raw.get("text"), str):
        raise InputError("I021", "there is no `text`")
    return clean_surrogates(raw["text"])


def part(raw: dict[str, Any], key: str) -> dict[str, Any]:
    """An object that must be there."""
    value = raw.get(key)
    if not isinstance(value, dict):
        raise InputError("I021", f"there is no `{key}`")
    return value


def group(raw: dict[str, Any]) -> str:
    """The conversation of a set, or the scenario of a writer; without both, each case stands alone."""
    if isinstance(raw.get("conversation"), str):
        return str(raw["conversation"])
    if isinstance(raw.get("scenario"), str):
        return f"{raw.get('writer', '')}/{raw['scenario']}"
    return str(raw["id"])


def source(raw: dict[str, Any]) -> str:
    """The set or the writer that a case comes from."""
    return str(raw.get("source") or raw.get("writer") or "")
