"""What a page needs of the engine beside the stored report: words that are veiled, guided replies, titles."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from heard.desk.engines import engine
from heard.desk.inbox import queries
from heard.desk.inbox.ranking import VEILED
from heard.desk.inbox.services.assess import saved_state

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from heard.desk.inbox.models import Conversation, Message, Standing
    from heard.desk.inbox.queries import Entry
    from heard.desk.people.access import Viewer
    from heard.engine.helping.guides import GuidedReply
    from heard.engine.state import State

log = logging.getLogger("heard.inbox")
_LONGEST = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A conversation as one request reads it: its thread, the engine's state, and what is veiled in it."""

    conversation: Conversation
    entries: list[Entry]
    state: State | None
    veiled: set[int]
    hidden: list[str]


def opened(conversation: Conversation, viewer: Viewer) -> Opened:
    """Read a conversation once for everything that the page shows of it."""
    entries = queries.thread(conversation, viewer)
    messages = [entry.message for entry in entries if entry.message is not None]
    state = state_of(conversation.standing)
    veiled = veiled_messages(state, messages)
    return Opened(
        conversation=conversation,
        entries=entries,
        state=state,
        veiled=veiled,
        hidden=hidden_words(messages, veiled),
    )


def state_of(standing: Standing) -> State | None:
    """The engine's state of a conversation, None where it has to be made anew."""
    return saved_state(engine(), standing)


def veiled_messages(state: State | None, messages: Iterable[Message]) -> set[int]:
    """The customer's messages whose words are shown only on request.

    Where nothing of the kind was seen in the whole conversation no message is looked at again.
    """
    if state is not None and VEILED.isdisjoint(state.seen):
        return set()
    mark = engine().mark
    return {each.pk for each in messages if each.role == "customer" and _abusive(mark, each.text[:_LONGEST])}


def hidden_words(messages: Iterable[Message], veiled: set[int]) -> list[str]:
    """What was found in veiled messages, the longest first: not to be quoted elsewhere on the page."""
    found = [
        cue["text"]
        for message in messages
        if message.pk in veiled and hasattr(message, "reading")
        for cue in message.reading.found.get("cues", [])
        if cue["text"]
    ]
    return sorted(set(found), key=lambda text: -len(text))


def guided_replies(state: State | None, report: Mapping[str, Any], *, agent: str) -> dict[str, GuidedReply]:
    """For the actions of a report that have one: the reply move by move, with what is known filled in."""
    if state is None:
        return {}
    reader = engine()
    rubric = reader.content.rubric
    known = [rubric.actions.get(each["action"]) for each in report.get("guidance", [])]
    named = [(rule.id, rule.guide) for rule in known if rule and rule.guide]
    return {action: reader.guide(guide, state, agent=agent) for action, guide in named if guide in rubric.guides}


def titles() -> dict[str, str]:
    """The titles of the playbook's actions."""
    return {name: rule.title for name, rule in engine().content.rubric.actions.items()}


def slots_about() -> dict[str, str]:
    """What belongs into each gap."""
    return {name: slot.about for name, slot in engine().content.rubric.slots.items()}


@lru_cache(maxsize=4096)
def _abusive(mark: str, text: str) -> bool:  # noqa: ARG001 - the mark makes what is remembered the content's
    """Whether a text has such words; one that cannot be read counts as clean, it is shown as not assessed."""
    try:
        return not VEILED.isdisjoint(engine().signals(text))
    except Exception:
        log.exception("a text could not be looked through for abuse")
        return False
