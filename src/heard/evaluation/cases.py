"""Messages and conversations that carry labels, from JSON Lines (``.gz`` too).

The forms are those of the project's own corpus with all but these keys left out, so that a team can write its own:

- a customer's message: ``{"id", "before", "text", "labels"}``, an agent's: the same, with ``facts``;
- a conversation: ``{"id", "messages", "goes_wrong", "turns_wrong_at"}``;
- which of two is hotter: ``{"id", "first": {"before", "text"}, "second": {...}, "hotter"}``.

``labels`` is what ``heard label`` takes; ``values`` (settled) in place of ``emotions``, and spans by ``start`` and
``end``, are read as well. ``before`` is null, a turn or a list of turns.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast, get_args

from heard.engine.types import CHANNELS, Channel, Conversation, Message, Role
from heard.errors import InputError
from heard.labelling.labels import (
    FELT,
    HOTTER,
    AgentLabels,
    Threat,
    read_agent,
    read_customer,
    read_places,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Case = TypeVar("Case", "CustomerCase", "AgentCase", "ConversationCase", "PairCase")
Hotter = Literal["first", "second", "same"]
_FACTS: dict[str, Role] = {"customer": "customer", "agent": "agent", "record": "system"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCase:
    """A customer's message. ``conversation`` ends with it; ``values`` are the eight emotions in [0, 1].

    ``group`` is what the bootstrap draws: the conversation or the scenario that it comes from. ``source`` is the set.
    """

    id: str
    group: str
    source: str
    conversation: Conversation
    values: dict[str, float]
    temperature: float
    threats: frozenset[Threat]
    sarcasm: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentCase:
    """An agent's turn; ``conversation`` ends with it."""

    id: str
    group: str
    source: str
    conversation: Conversation
    labels: AgentLabels


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationCase:
    """A finished conversation; ``turns_wrong_at`` is the number of the message that first shows it, from 0."""

    id: str
    group: str
    conversation: Conversation
    goes_wrong: bool
    turns_wrong_at: int | None
    pair: str | None
    parts_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairCase:
    """Two customers' messages and which is hotter; each conversation ends with the message."""

    id: str
    group: str
    first: Conversation
    second: Conversation
    hotter: Hotter


def customers(paths: Iterable[Path]) -> list[CustomerCase]:
    """Every customer's message of these files. Raises ``InputError`` with file and line for the first that is wrong."""
    return [_customer(raw, place) for place, raw in _rows(paths)]


def agents(paths: Iterable[Path]) -> list[AgentCase]:
    """Every agent's turn of these files."""
    return [_agent(raw, place) for place, raw in _rows(paths)]


def conversations(paths: Iterable[Path]) -> list[ConversationCase]:
    """Every conversation of these files."""
    return [_conversation(raw, place) for place, raw in _rows(paths)]


def pairs(paths: Iterable[Path]) -> list[PairCase]:
    """Every pair of these files."""
    return [_pair(raw, place) for place, raw in _rows(paths)]


def _rows(paths: Iterable[Path]) -> Iterator[tuple[str, dict[str, Any]]]:
    seen: set[str] = set()
    for path in paths:
        for place, line in _lines(path):
            try:
                raw = json.loads(line)
            except json.JSONDecodeError as error:
                raise InputError("I004", error.msg, place=place) from error
            if not isinstance(raw, dict):
                raise InputError("I006", "not an object", place=place)
            name = raw.setdefault("id", place)
            if not isinstance(name, str | int):
                raise InputError("I006", "`id` must be text or a number", place=place)
            raw["id"] = str(name)
            if raw["id"] in seen:
                raise InputError("I009", f"{raw['id']!r} stands there twice", place=place)
            seen.add(raw["id"])
            yield place, raw


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield f"{path}:{number}", line
    except IsADirectoryError as error:
        raise InputError("I002", "it is a directory", place=str(path)) from error
    except UnicodeDecodeError as error:
        raise InputError("I003", "it is not UTF-8", place=str(path)) from error
    except (gzip.BadGzipFile, EOFError) as error:
        raise InputError("I014", "it is damaged", place=str(path)) from error
    except OSError as error:
        raise InputError("I001", "it cannot be read", place=str(path)) from error


def _customer(raw: dict[str, Any], place: str) -> CustomerCase:
    given = dict(_dict(raw, "labels", place))
    settled = given.pop("values", None)
    heat = given.get("temperature")
    if settled is not None and isinstance(heat, float):
        given["temperature"] = round(heat)
    labels, wrong = read_customer(given)
    if wrong:
        raise InputError("I017", wrong[0], place=place)
    values = labels.values() if settled is None else _values(settled, place)
    return CustomerCase(
        id=raw["id"],
        group=_group(raw),
        source=str(raw.get("source") or raw.get("writer") or ""),
        conversation=_said(raw, "customer", place),
        values=values,
        temperature=float(heat if isinstance(heat, int | float) else labels.temperature),
        threats=labels.threats,
        sarcasm=labels.sarcasm,
    )


def _values(settled: object, place: str) -> dict[str, float]:
    if not isinstance(settled, dict) or any(
        name not in FELT or not isinstance(value, int | float) or not 0 <= value <= 1 for name, value in settled.items()
    ):
        raise InputError("I017", "`values` holds names of emotions and numbers of 0 to 1", place=place)
    felt = {name: float(settled.get(name, 0.0)) for name in FELT}
    return {**felt, "neutral": round(1 - max(felt.values()), 3)}


def _agent(raw: dict[str, Any], place: str) -> AgentCase:
    conversation = _said(raw, "agent", place)
    text = conversation.messages[-1].text
    given = _dict(raw, "labels", place)
    rows = [row for found in given.values() if isinstance(found, list) for row in found]
    by_place = any(isinstance(row, dict) and "start" in row for row in rows)
    labels, wrong = read_places(given) if by_place else read_agent(given, text)
    if wrong:
        raise InputError("I017", wrong[0], place=place)
    return AgentCase(
        id=raw["id"],
        group=_group(raw),
        source=str(raw.get("source") or raw.get("writer") or ""),
        conversation=conversation,
        labels=labels,
    )


def _conversation(raw: dict[str, Any], place: str) -> ConversationCase:
    rows = raw.get("messages")
    if not isinstance(rows, list) or not rows:
        raise InputError("I010", "there are no messages", place=place)
    turns = [_turn(row, place) for row in rows]
    wrong, at = raw.get("goes_wrong"), raw.get("turns_wrong_at")
    if not isinstance(wrong, bool):
        raise InputError("I007", "`goes_wrong` must be true or false", place=place)
    if wrong and (not isinstance(at, int) or not 0 <= at < len(turns)):
        raise InputError("I006", "`turns_wrong_at` must be the number of a message", place=place)
    parts = raw.get("parts_at")
    return ConversationCase(
        id=raw["id"],
        group=_group(raw),
        conversation=_as_conversation(turns, raw),
        goes_wrong=wrong,
        turns_wrong_at=at if wrong else None,
        pair=f"{raw.get('writer', '')}/{raw['pair']}" if isinstance(raw.get("pair"), str) else None,
        parts_at=parts if isinstance(parts, int) and 0 <= parts < len(turns) else None,
    )


def _pair(raw: dict[str, Any], place: str) -> PairCase:
    if raw.get("hotter") not in HOTTER:
        raise InputError("I017", f"`hotter` is none of {', '.join(HOTTER)}", place=place)
    first, second = (_said(_dict(raw, side, place), "customer", place) for side in ("first", "second"))
    return PairCase(id=raw["id"], group=_group(raw), first=first, second=second, hotter=cast("Hotter", raw["hotter"]))


def _said(raw: dict[str, Any], role: Role, place: str) -> Conversation:
    """What was known and said before, and the message."""
    before = raw.get("before") or []
    turns = [_turn(row, place) for row in ([before] if isinstance(before, dict) else before)]
    facts = raw.get("facts") or []
    known: list[tuple[Role, str]] = []
    for fact in facts if isinstance(facts, list) else []:
        who, _, what = str(fact).partition(":")
        if who not in _FACTS:
            raise InputError("I006", f"a fact begins with {', '.join(f'{name}:' for name in _FACTS)}", place=place)
        known.append((_FACTS[who], what.strip()))
    return _as_conversation([*known, *turns, (role, _text(raw, place))], raw)


def _as_conversation(turns: list[tuple[Role, str]], raw: dict[str, Any]) -> Conversation:
    channel = raw.get("channel")
    messages = tuple(Message(id=f"m{number}", role=role, text=text) for number, (role, text) in enumerate(turns, 1))
    known = cast("Channel", channel) if channel in CHANNELS else "other"
    language = raw.get("language")
    return Conversation(
        id=str(raw.get("id", "")),
        messages=messages,
        channel=known,
        language=language if isinstance(language, str) else None,
    )


def _turn(row: object, place: str) -> tuple[Role, str]:
    if not isinstance(row, dict) or row.get("role") not in get_args(Role):
        raise InputError("I008", "a turn needs `role` and `text`", place=place)
    return cast("Role", row["role"]), _text(row, place)


def _text(raw: dict[str, Any], place: str) -> str:
    if not isinstance(raw.get("text"), str):
        raise InputError("I007", "there is no `text`", place=place)
    return str(raw["text"])


def _dict(raw: dict[str, Any], key: str, place: str) -> dict[str, Any]:
    value = raw.get(key)
    if not isinstance(value, dict):
        raise InputError("I007", f"there is no `{key}`", place=place)
    return value


def _group(raw: dict[str, Any]) -> str:
    """The conversation of a set, or the scenario of a writer; without both, each case stands alone."""
    if isinstance(raw.get("conversation"), str):
        return str(raw["conversation"])
    if isinstance(raw.get("scenario"), str):
        return f"{raw.get('writer', '')}/{raw['scenario']}"
    return str(raw["id"])
