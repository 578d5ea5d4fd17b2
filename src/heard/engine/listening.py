"""What an agent's words do, as the playbook's phrases find it. Nothing here reads what an agent feels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.engine.state import AgentTurn
from heard.engine.types import Technique

if TYPE_CHECKING:
    from heard.engine.lexicon import Parsed
    from heard.engine.types import Caution, Message

ACKNOWLEDGING = frozenset(["emotional_acknowledgement", "validation", "apology_specific", "empathy_reset"])


def techniques(message: Message, parsed: Parsed) -> tuple[Technique, ...]:
    """One technique for every hit of a technique rule, in order of place."""
    found = []
    for hit in parsed.hits:
        if hit.rule.kind == "technique":
            found.append(
                Technique(
                    name=hit.rule.name,
                    score=hit.rule.score,
                    start=hit.start,
                    end=hit.end,
                    text=message.text[hit.start : hit.end],
                    rule=hit.rule.id,
                )
            )
    return tuple(found)


def agent_turn(
    before: AgentTurn, parsed: Parsed, done: tuple[Technique, ...], risked: tuple[Caution, ...]
) -> AgentTurn:
    """What the agent's turn has done with this message added to it."""
    names = {technique.name for technique in done}
    asked = "?" in parsed.tokens.norms[-3:]
    closed = asked and "clarifying_question_open" not in names and "exploration" not in names
    negated = any(caution.name == "empathy_negated" for caution in risked)
    return AgentTurn(
        asked=asked,
        asked_closed=closed,
        closing=bool(parsed.named("closing")),
        acknowledged=before.acknowledged or (bool(names & ACKNOWLEDGING) and not negated),
        done=tuple(dict.fromkeys([*before.done, *(technique.name for technique in done)])),
        cautions=tuple(dict.fromkeys([*before.cautions, *(caution.name for caution in risked)]))[:8],
        spoken=True,
    )
