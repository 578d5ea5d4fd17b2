"""Plain transcripts: lines of the form ``Name: text``; a line without a name goes on with the message before it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from heard.engine.text import clean_surrogates
from heard.engine.types import Conversation, Message
from heard.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heard.engine.types import Role

_LINE = re.compile(
    r"[ \t]{0,8}(?:[\[(][^\])\n]{1,40}[\])][ \t]*"
    r"|(?:\d{4}-\d{2}-\d{2}[T \t]+)?\d{1,2}:\d{2}(?::\d{2})?Z?[ \t]+(?:[ap]m[ \t]+)?)?"
    r"(?P<name>[^\W\d_][^:\n\[\]<>{}\"?!;/]{0,48}?)[ \t]*:(?:[ \t]+|$)(?P<text>.*)$",
    re.DOTALL,
)
_SEPARATOR = re.compile(r"[ \t]*(?:-{3,}|={3,}|\*{3,})[ \t]*$")
_ROLES: dict[str, Role] = {
    **dict.fromkeys(
        (
            "customer",
            "client",
            "caller",
            "user",
            "visitor",
            "guest",
            "buyer",
            "member",
            "patient",
            "passenger",
        ),
        "customer",
    ),
    **dict.fromkeys(
        (
            "agent",
            "support",
            "rep",
            "representative",
            "advisor",
            "adviser",
            "assistant",
            "operator",
            "csr",
            "helpdesk",
            "support agent",
            "customer service",
            "customer support",
            "staff",
        ),
        "agent",
    ),
    **dict.fromkeys(("bot", "chatbot", "ivr", "virtual assistant"), "bot"),
    "system": "system",
    "note": "note",
    "internal note": "note",
}
_NO_NAMES = frozenset(
    [
        "http",
        "https",
        "ps",
        "p.s",
        "nb",
        "re",
        "fw",
        "fwd",
        "subject",
        "order",
        "ref",
        "reference",
        "tel",
        "phone",
        "email",
        "e-mail",
        "address",
        "date",
        "edit",
        "update",
        "warning",
        "error",
        "ticket",
    ]
)
_MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Speakers:
    """Who is who in plain transcripts, by name; lower case. Names not given are told by the words for roles."""

    customers: frozenset[str] = frozenset()
    agents: frozenset[str] = frozenset()

    @classmethod
    def named(cls, *, customers: list[str], agents: list[str]) -> Speakers:
        """From names as a person writes them."""
        return cls(frozenset(map(str.lower, customers)), frozenset(map(str.lower, agents)))


def split_conversations(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines of each conversation, and the number of its first line; ``---`` on a line of its own parts them."""
    lines: list[str] = []
    begins = 1
    for number, line in enumerate(text.split("\n"), 1):
        if _SEPARATOR.match(line):
            if any(each.strip() for each in lines):
                yield begins, lines
            lines, begins = [], number + 1
        elif lines or line.strip():
            if not lines:
                begins = number
            lines.append(line.rstrip("\r"))
    if any(each.strip() for each in lines):
        yield begins, lines


def conversation_from_lines(lines: list[str], *, default_id: str, speakers: Speakers) -> Conversation:
    """The conversation that the lines tell. Raises ``InputError`` I015 or I016."""
    turns: list[tuple[str, list[str]]] = []
    for line in lines:
        found = _LINE.match(line)
        if found and _is_name(found["name"], speakers):
            turns.append((found["name"].strip(), [found["text"]]))
        elif turns:
            turns[-1][1].append(line)
        elif line.strip():
            raise InputError("I016", f"the line '{line.strip()[:40]}' does not begin with a name and a colon")
    if not turns:
        raise InputError("I016", "no line of the form 'Name: text'")
    roles = _roles([name for name, _ in turns], speakers)
    messages = tuple(
        Message(id=f"m{number}", role=roles[name], author=name, text=clean_surrogates("\n".join(text).strip()))
        for number, (name, text) in enumerate(turns, 1)
    )
    return Conversation(id=default_id, messages=messages, channel="other")


def _is_name(name: str, speakers: Speakers) -> bool:
    plain = name.strip().lower()
    if plain in speakers.customers or plain in speakers.agents or _role_in(plain):
        return True
    return plain not in _NO_NAMES and len(plain.split()) <= _MOST_WORDS and name[0].isupper()


def _role_in(plain: str) -> Role | None:
    """The role that a name says: ``agent``, ``Sam (agent)``, ``Customer 2``."""
    inside = re.search(r"\(([^)]*)\)", plain)
    for part in (plain, re.sub(r"\s*(?:\(.*\)|#?\d+)\s*$", "", plain), inside[1] if inside else ""):
        if part in _ROLES:
            return _ROLES[part]
    return None


def _roles(names: list[str], speakers: Speakers) -> dict[str, Role]:
    roles: dict[str, Role] = {}
    unknown: list[str] = []
    for name in dict.fromkeys(names):
        plain = name.lower()
        role = "customer" if plain in speakers.customers else "agent" if plain in speakers.agents else _role_in(plain)
        if role is None:
            unknown.append(name)
        else:
            roles[name] = role
    known = set(roles.values())
    if "customer" in known and "agent" not in known:
        roles |= dict.fromkeys(unknown, "agent")
    elif "agent" in known and "customer" not in known and len(unknown) == 1:
        roles[unknown[0]] = "customer"
    elif not known & {"customer", "agent"} and len(unknown) <= 2:
        roles |= {name: "customer" if number == 0 else "agent" for number, name in enumerate(unknown)}
    elif unknown:
        raise InputError("I015", f"who of {', '.join(unknown[:5])} is the customer?")
    return roles
