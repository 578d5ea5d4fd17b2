"""What every channel does: verify, parse, send, health."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

Change = Literal["new", "edited", "deleted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One message that came in, or a change of one. ``source`` is the channel's own id, never given twice.

    ``at`` is when it was written, with a time zone. For ``edited`` and ``deleted`` only ``source`` and, when edited,
    ``text`` count.
    """

    thread: str
    source: str
    text: str
    at: datetime
    identity: str = ""
    author: str = ""
    subject: str = ""
    role: Literal["customer", "agent", "bot"] = "customer"
    change: Change = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbound:
    """One message of ours. ``key`` is the same in every try, so that a channel can tell a repeated one."""

    key: str
    thread: str
    text: str
    author: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Whether a channel works, in a line for people."""

    well: bool
    line: str


class SendError(Exception):
    """A message could not be sent. ``final``: another try would not help."""

    def __init__(self, line: str, *, final: bool = False) -> None:
        super().__init__(line)
        self.final = final


class Adapter(Protocol):
    """One kind of channel. ``config`` is the channel's own settings.

    ``verify`` checks that a delivery really comes from the other side, over the raw body and in constant time.
    ``parse`` is pure and raises ``InputError`` for what it cannot read. ``send`` gives the other side's id of the
    message, and raises ``SendError``.
    """

    kind: str

    def verify(self, config: Mapping[str, Any], headers: Mapping[str, str], body: bytes, /) -> bool: ...

    def parse(self, config: Mapping[str, Any], body: bytes, /) -> tuple[Inbound, ...]: ...

    def send(self, config: Mapping[str, Any], outbound: Outbound, /) -> str: ...

    def health(self, config: Mapping[str, Any], /) -> Health: ...
