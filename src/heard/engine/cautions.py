"""What an agent's words risk, as the playbook's phrases find it, with why and what to say instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.engine.types import Caution

if TYPE_CHECKING:
    from collections.abc import Mapping

    from heard.engine.content import Entry
    from heard.engine.lexicon import Parsed
    from heard.engine.types import Message


def cautions(message: Message, parsed: Parsed, entries: Mapping[str, Entry]) -> tuple[Caution, ...]:
    """One caution for every hit of a caution rule, in order of place."""
    found = []
    for hit in parsed.hits:
        if hit.rule.kind == "caution":
            entry = entries[hit.rule.name]
            found.append(
                Caution(
                    name=hit.rule.name,
                    score=hit.rule.score,
                    start=hit.start,
                    end=hit.end,
                    text=message.text[hit.start : hit.end],
                    why=entry.why,
                    instead=entry.instead,
                    rule=hit.rule.id,
                )
            )
    return tuple(found)
