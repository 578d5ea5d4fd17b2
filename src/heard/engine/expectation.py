"""Expected against got, and the kind of dissatisfaction (requirements rows 60, 61)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.engine.needs import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from heard.engine.matching.lexicon import Hit, Parsed
    from heard.engine.types import Dissatisfaction, Message, Quote

_EARLIER = ("poor_service", "repeated_contact", "already_said", "promise_reminder")
_TURNS = frozenset(["but", "yet", "however", "instead", "only", "though"])


def expected(message: Message, parsed: Parsed) -> Quote | None:
    """What the customer counted on: from the words that introduce it to where the clause turns."""
    hits = parsed.named("expected_marker")
    if not hits:
        return None
    first, end = hits[0].first, _clause_end(parsed, hits[0])
    return quote(parsed, message, first, end)


def got(message: Message, parsed: Parsed) -> Quote | None:
    """What came instead: from the words that introduce it to the end of the sentence; else the trouble itself."""
    hits = parsed.named("got_marker")
    if hits:
        return quote(parsed, message, hits[0].first, max(hits[0].last, parsed.tokens.sentence(hits[0].first)[1]))
    if parsed.named("expected_marker"):
        for hit in parsed.named("trouble", "poor_service", "long_wait"):
            return quote(parsed, message, hit.first, hit.last)
    return None


def _clause_end(parsed: Parsed, hit: Hit) -> int:
    _, end = parsed.tokens.sentence(hit.first)
    for index in range(hit.last, end):
        if parsed.tokens.norms[index] in _TURNS and index > hit.last:
            return index
    return max(end, hit.last)


def dissatisfaction(features: Mapping[str, float], before: Dissatisfaction | None) -> Dissatisfaction | None:
    """Why this customer is dissatisfied. A disliked answer or poor earlier service is not forgotten for a breakage."""
    if features.get("dislikes_answer", 0) >= 0.5:
        return "dislikes_the_answer"
    if before == "dislikes_the_answer":
        return before
    if any(features.get(name, 0) >= 0.5 for name in _EARLIER):
        return "poor_earlier_service"
    if before is None and features.get("trouble", 0) >= 0.3:
        return "broken_on_a_bad_day"
    return before
