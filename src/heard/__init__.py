"""Heard reads how a customer feels, with evidence. The library's front door.

    >>> import heard
    >>> conversation = heard.Conversation.of("This is the third time I'm writing about parcel 4471.")
    >>> reading = heard.read(conversation)
    >>> [cue.name for cue in reading.messages[0].cues]
    ['repeated_contact']
    >>> reading.messages[0].cues[0].text in conversation.messages[0].text
    True

``read`` takes a ``Conversation`` or its JSON value (see ``heard/contract``). ``Engine.start``, ``step`` and
``report`` read message by message. Importing this module loads no content and no model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heard.engine.types import (
    Conversation,
    Cue,
    Customer,
    EarlierContact,
    Emotions,
    Message,
    MessageReading,
    Reading,
    StateReading,
    Voice,
)
from heard.errors import HeardError, InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from heard.engine.helping.reply import ReplyCheck
    from heard.engine.pipeline import Engine
    from heard.engine.state import State

__all__ = [
    "Conversation",
    "Cue",
    "Customer",
    "EarlierContact",
    "Emotions",
    "Engine",
    "HeardError",
    "InputError",
    "Message",
    "MessageReading",
    "Reading",
    "StateReading",
    "Voice",
    "check_reply",
    "engine",
    "read",
    "to_json",
]


def read(conversation: Conversation | Mapping[str, Any], *, engine: Engine | None = None) -> Reading:
    """A conversation's reading: what was seen in every message, with evidence, and where it stands.

    ``conversation`` is a ``Conversation`` or a mapping in the interchange form. ``engine`` is one from ``engine()``;
    without it the default one, with our own playbook, is made once and used again.

    Raises ``InputError`` for a mapping that is no conversation.

    >>> read({"messages": [{"role": "customer", "text": "Where is my parcel?"}]}).state.trend
    'unknown'
    """
    from heard.assembly import default_engine
    from heard.contract.decode import conversation_from

    if not isinstance(conversation, Conversation):
        conversation = conversation_from(conversation, default_id="c1")
    return (engine or default_engine()).read(conversation)


def check_reply(
    conversation: Conversation | Mapping[str, Any],
    draft: str,
    *,
    engine: Engine | None = None,
    state: State | None = None,
) -> ReplyCheck:
    """A draft before it is sent: what it risks with better wordings, what stays open, what it does to the forecast.

    ``conversation`` is what it answers. A desk that keeps the state of a conversation gives it as ``state`` and spares
    the reading of the messages. Raises ``InputError`` for a mapping that is no conversation, ``StateError`` for a
    state of another engine or content.

    >>> found = check_reply(Conversation.of("I'm so frustrated, this is my third try!"), "I understand, but no.")
    >>> found.findings[0].caution.name, found.fit_to_send
    ('empathy_negated', False)
    """
    from heard.assembly import default_engine
    from heard.contract.decode import conversation_from

    engine = engine or default_engine()
    if state is None:
        if not isinstance(conversation, Conversation):
            conversation = conversation_from(conversation, default_id="c1")
        state = engine.fold(conversation)
    return engine.check(state, draft)


def to_json(reading: Reading) -> dict[str, Any]:
    """A reading in the public JSON form, as plain dicts and lists.

    >>> to_json(read(Conversation.of("Hello")))["schema"]
    'heard/1'
    """
    from heard.contract.encode import reading_to

    return reading_to(reading)


def engine(*packs: str) -> Engine:
    """An engine with our playbook and your folders layered over it. Raises ``ContentError`` with file and line.

    >>> engine().read(Conversation.of("Thanks, all good!")).messages[0].emotions.strongest()
    'satisfaction'
    """
    from heard.assembly import build_engine

    return build_engine(*packs)


def __getattr__(name: str) -> Any:
    """``heard.Engine``, loaded when it is first asked for."""
    if name == "Engine":
        from heard.engine.pipeline import Engine

        return Engine
    raise AttributeError(f"module 'heard' has no attribute {name!r}")
