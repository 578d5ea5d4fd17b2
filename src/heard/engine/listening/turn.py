"""What the code that judges an agent's words gets: the message, the state before it, and how to report a finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from heard.engine.types import Caution, Evidence, Technique

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from heard.engine.concepts import Concepts
    from heard.engine.content import Entry
    from heard.engine.listening.memory import Claim, Memory
    from heard.engine.listening.terms import Used
    from heard.engine.matching.lexicon import Parsed
    from heard.engine.state import State
    from heard.engine.types import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One message of an agent, parsed, what it states (``claims``), the terms it uses, and the state before it."""

    message: Message
    parsed: Parsed
    state: State
    concepts: Concepts
    entries: Mapping[str, Entry]
    terms: Used
    claims: tuple[Claim, ...] = ()

    @property
    def memory(self) -> Memory:
        """What both sides have said before."""
        return self.state.memory

    def technique(
        self, name: str, score: float, tokens: tuple[int, int], *, evidence: tuple[Evidence, ...] = (), rule: str
    ) -> Technique:
        """A technique over tokens (first, last)."""
        return self._technique(name, score, self.parsed.span(*tokens), evidence, rule)

    def technique_at(self, name: str, score: float, place: tuple[int, int], *, rule: str) -> Technique:
        """A technique over characters (start, end) of the message's own words."""
        return self._technique(name, score, self.parsed.view.span(*place), (), rule)

    def _technique(
        self, name: str, score: float, span: tuple[int, int], evidence: tuple[Evidence, ...], rule: str
    ) -> Technique:
        start, end = span
        text = self.message.text[start:end]
        return Technique(name=name, score=_sure(score), start=start, end=end, text=text, evidence=evidence, rule=rule)

    def caution(
        self,
        name: str,
        score: float,
        tokens: tuple[int, int] | None,
        *,
        evidence: tuple[Evidence, ...] = (),
        rule: str,
    ) -> Caution:
        """A caution over tokens (first, last), or without a span and resting on its evidence."""
        return self._caution(name, score, None if tokens is None else self.parsed.span(*tokens), evidence, rule)

    def caution_at(self, name: str, score: float, place: tuple[int, int], *, rule: str) -> Caution:
        """A caution over characters (start, end) of the message's own words."""
        return self._caution(name, score, self.parsed.view.span(*place), (), rule)

    def _caution(
        self, name: str, score: float, span: tuple[int, int] | None, evidence: tuple[Evidence, ...], rule: str
    ) -> Caution:
        start = end = text = None
        if span is not None:
            start, end = span
            text = self.message.text[start:end]
        entry = self.entries.get(name)
        return Caution(
            name=name,
            score=_sure(score),
            start=start,
            end=end,
            text=text,
            why=entry.why if entry else "",
            instead=entry.instead if entry else "",
            evidence=evidence,
            rule=rule,
        )


def _sure(score: float) -> float:
    return round(max(0.0, min(1.0, score)), 2)


def sentences(parsed: Parsed) -> Iterator[tuple[int, int]]:
    """The sentences of a message as token ranges, boundaries left out."""
    last: tuple[int, int] | None = None
    for found in parsed.tokens.sentences:
        if found != last and found[0] < found[1]:
            yield found
        last = found


def place(parsed: Parsed, message: Message, first: int, last: int) -> Evidence:
    """Tokens ``first`` to ``last`` of a message as evidence."""
    start, end = parsed.span(first, last)
    return Evidence(message=message.id, start=start, end=end)
