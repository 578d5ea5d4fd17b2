"""The one conversation that a command is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.errors import InputError, UsageError, did_you_mean
from heard.transcripts import Speakers, conversation_of, units

if TYPE_CHECKING:
    from heard.engine.types import Conversation


def one_conversation(source: str, *, identity: str | None = None) -> Conversation:
    """The only, or the named, conversation of a file. Raises ``InputError``, or U004 when it is unclear which."""
    found: dict[str, Conversation] = {}
    for unit in units(source):
        if isinstance(unit, InputError):
            raise unit
        conversation = conversation_of(unit, Speakers())
        if identity is None and found:
            known = f"'{next(iter(found))}', '{conversation.id}', ..."
            raise UsageError("U004", f"there are several conversations here ({known})", place=source)
        if identity in (None, conversation.id):
            found[conversation.id] = conversation
            if identity is not None:
                break
        else:
            found.setdefault(conversation.id, conversation)
    if identity is not None and identity not in found:
        raise UsageError("U004", f"no conversation '{identity}' here{did_you_mean(identity, found)}", place=source)
    if not found:
        raise InputError("I016", "no conversation was found in it", place=source)
    return found[identity] if identity is not None else next(iter(found.values()))
