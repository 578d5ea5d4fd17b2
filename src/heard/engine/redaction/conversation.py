"""A whole conversation without personal data: texts, authors, subject, the customer and earlier contacts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from heard.engine.redaction.hide import redact_all

if TYPE_CHECKING:
    from collections.abc import Iterable

    from heard.engine.redaction.values import Originals, Redacted
    from heard.engine.types import Conversation


@dataclass(frozen=True, slots=True)
class RedactedConversation:
    """The conversation, and how the offsets of each message moved, by the message's id."""

    conversation: Conversation
    messages: dict[str, Redacted]


def redact_conversation(
    conversation: Conversation,
    *,
    names: Iterable[str] = (),
    known: Iterable[str] = (),
    earlier: Originals | None = None,
) -> tuple[RedactedConversation, Originals]:
    """The conversation without personal data and, apart from it, what was hidden. Ids of messages stay as they are.

    The customer's name and those of customers and agents who write are known names.
    """
    people = _people(conversation)
    customer = conversation.customer
    bodies = [message.text for message in conversation.messages]
    authors = [message.author or "" for message in conversation.messages]
    lines = [text or "" for each in customer.earlier for text in (each.outcome, each.summary)]
    texts = [customer.name or "", *authors, *bodies, conversation.subject or "", customer.id or "", *lines]
    fields = frozenset(range(len(authors) + 1))
    redacted, originals = redact_all(texts, names=[*names, *people], known=known, earlier=earlier, fields=fields)
    text = iter(redacted)
    name = next(text).text
    new_authors = [next(text).text for _ in authors]
    new_bodies = [next(text) for _ in bodies]
    subject, customer_id = next(text).text, next(text).text
    done = replace(
        conversation,
        messages=tuple(
            replace(message, text=body.text, author=_as(message.author, author))
            for message, body, author in zip(conversation.messages, new_bodies, new_authors, strict=True)
        ),
        subject=_as(conversation.subject, subject),
        customer=replace(
            customer,
            id=_as(customer.id, customer_id),
            name=_as(customer.name, name),
            earlier=tuple(
                replace(each, outcome=_as(each.outcome, next(text).text), summary=_as(each.summary, next(text).text))
                for each in customer.earlier
            ),
        ),
    )
    moved = {message.id: body for message, body in zip(conversation.messages, new_bodies, strict=True)}
    return RedactedConversation(done, moved), originals


def _people(conversation: Conversation) -> list[str]:
    """Everybody whose name the conversation gives outside its texts."""
    authors = [message.author for message in conversation.messages if message.role in ("customer", "agent", "note")]
    return [name for name in (conversation.customer.name, *authors) if name]


def _as(before: str | None, now: str) -> str | None:
    """What was not given stays so."""
    return None if before is None else now
