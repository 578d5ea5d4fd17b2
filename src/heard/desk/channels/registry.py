"""The kinds of channel that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.desk.channels.demo import DemoAdapter

if TYPE_CHECKING:
    from heard.desk.channels.contract import Adapter

ADAPTERS: dict[str, Adapter] = {adapter.kind: adapter for adapter in (DemoAdapter(),)}


def adapter_of(kind: str) -> Adapter:
    """The adapter of a kind. Raises ``KeyError`` for one that isn't there."""
    return ADAPTERS[kind]
