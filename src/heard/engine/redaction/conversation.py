"""A whole conversation without personal data: texts, authors, ids, subject, the customer and earlier contacts."""

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
    """The conversation, and how the offsets of each message moved, by the id that the message has in it."""

    conversation: Conversation
    messages: dict[str, Redacted]


def redact_conversation(
    conversation: Conversation,
    *,
    names: Iterable[str] = (),
    known: Iterable[str] = (),
    earlier: Originals | None = None,
) -> tuple[RedactedConversation, Originals]:
    """The conversation without personal data and, apart from it, what was hidden.

    The customer's name and those of customers and agents who write are known names. An id in which something personal
    is found becomes a placeholder as a whole, its own for every id; other ids stay as they are. ``restore`` leads from
    the id of a message, and so from a finding's evidence, back to the one that it had.
    """
    people = _people(conversation)
    customer = conversation.customer
    bodies = [message.text for message in conversation.messages]
    authors = [message.author or "" for message in conversation.messages]
    lines = [text or "" for each in customer.earlier for text in (each.outcome, each.summary)]
    ids = [
        conversation.id,
        *(message.id for message in conversation.messages),
        *(each.id or "" for each in customer.earlier),
    ]
    texts = [customer.name or "", *authors, *bodies, conversation.subject or "", customer.id or "", *lines, *ids]
    redacted, originals = redact_all(
        texts,
        names=[*names, *people],
        known=known,
        earlier=earlier,
        fields=range(len(authors) + 1),
        whole=range(len(texts) - len(ids), len(texts)),
    )
    text = iter(redacted)
    name = next(text).text
    new_authors = [next(text).text for _ in authors]
    new_bodies = [next(text) for _ in bodies]
    subject, customer_id = next(text).text, next(text).text
    new_lines = [(next(text).text, next(text).text) for _ in customer.earlier]
    new_id = next(text).text
    new_ids = [next(text).text for _ in conversation.messages]
    done = replace(
        conversation,
        id=new_id,
        messages=tuple(
            replace(message, id=new, text=body.text, author=_as(message.author, author))
            for message, new, body, author in zip(conversation.messages, new_ids, new_bodies, new_authors, strict=True)
        ),
        subject=_as(conversation.subject, subject),
        customer=replace(
            customer,
            id=_as(customer.id, customer_id),
            name=_as(customer.name, name),
            earlier=tuple(
                replace(
                    each,
                    id=_as(each.id, next(text).text),
                    outcome=_as(each.outcome, outcome),
                    summary=_as(each.summary, summary),
                )
                for each, (outcome, summary) in zip(customer.earlier, new_lines, strict=True)
            ),
        ),
    )
    return RedactedConversation(done, dict(zip(new_ids, new_bodies, strict=True))), originals


def _people(conversation: Conversation) -> list[str]:
    """Everybody whose name the conversation gives outside its texts."""
    authors = [message.author for message in conversation.messages if message.role in ("customer", "agent", "note")]
    return [name for name in (conversation.customer.name, *authors) if name]


def _as(before: str | None, now: str) -> str | None:
    """What was not given stays so."""
    return None if before is None else now
