"""The four kinds of labelled cases. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from heard.engine.types import Conversation
    from heard.labelling.labels import AgentLabels, Threat

Hotter = Literal["first", "second", "same"]
CUSTOMERS = frozenset({"emotions", "temperature", "threats", "sarcasm"})
AGENTS = frozenset({"techniques", "cautions"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCase:
    """A customer's message. ``conversation`` ends with it; ``values`` are the eight emotions in [0, 1].

    ``group`` is what the bootstrap draws: the conversation or the scenario that it comes from. ``source`` is the set.
    ``given`` are the labels that were looked for in it.
    """

    id: str
    group: str
    source: str
    conversation: Conversation
    values: dict[str, float]
    temperature: float
    threats: frozenset[Threat]
    sarcasm: bool
    given: frozenset[str] = CUSTOMERS


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentCase:
    """An agent's turn; ``conversation`` ends with it. ``given``: what was looked for, techniques or cautions."""

    id: str
    group: str
    source: str
    conversation: Conversation
    labels: AgentLabels
    given: frozenset[str] = AGENTS


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
