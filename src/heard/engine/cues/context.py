"""What a detector gets: one customer message with what came before it, and nothing that came after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from heard.engine.types import Cue, Evidence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from heard.engine.concepts import Concepts
    from heard.engine.content import Entry
    from heard.engine.matching.lexicon import Parsed
    from heard.engine.state import State
    from heard.engine.types import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One customer message, parsed, and the state before it."""

    message: Message
    parsed: Parsed
    state: State
    concepts: Concepts
    entries: Mapping[str, Entry]
    words: Mapping[str, frozenset[str]]
    limits: Mapping[str, float]

    def cue(
        self,
        name: str,
        score: float,
        tokens: tuple[int, int] | None = None,
        *,
        reads_as: tuple[str, ...] = (),
        evidence: tuple[Evidence, ...] = (),
        at_seconds: tuple[float, float] | None = None,
        rule: str = "",
    ) -> Cue:
        """A cue over tokens (first, last), or without a span; its readings are the playbook's unless given."""
        start = end = text = None
        if tokens is not None:
            start, end = self.parsed.span(*tokens)
            text = self.message.text[start:end]
        return Cue(
            name=name,
            score=round(min(1.0, score), 2),
            start=start,
            end=end,
            text=text,
            reads_as=reads_as or self._reads_as(name),
            evidence=evidence,
            at_seconds=at_seconds,
            rule=rule or name,
        )

    def cue_at(
        self,
        name: str,
        score: float,
        place: tuple[int, int],
        *,
        reads_as: tuple[str, ...] = (),
        evidence: tuple[Evidence, ...] = (),
        rule: str,
    ) -> Cue:
        """A cue over characters (start, end) of the message's own words."""
        start, end = self.parsed.view.span(*place)
        return Cue(
            name=name,
            score=round(min(1.0, score), 2),
            start=start,
            end=end,
            text=self.message.text[start:end],
            reads_as=reads_as or self._reads_as(name),
            evidence=evidence,
            rule=rule,
        )

    def _reads_as(self, name: str) -> tuple[str, ...]:
        return self.entries[name].reads_as if name in self.entries else ()
