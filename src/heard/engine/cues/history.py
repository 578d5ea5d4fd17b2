"""Cues that rest on what came before: the same complaint, an earlier contact, disengagement (rows 15, 47, 65)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.engine.concepts import overlap
from heard.engine.types import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heard.engine.cues.context import Context
    from heard.engine.state import Complaint
    from heard.engine.types import Cue

TROUBLE = ("trouble", "long_wait", "poor_service", "frustration_word", "anger_word", "disappointment_word")
_SOLVED = frozenset(["solved", "resolved", "closed", "fixed", "done", "ok", "satisfied", "completed"])


def repeated_complaint(context: Context) -> Iterator[Cue]:
    """The same trouble again, in other words or with a marker such as "still" or "again", in this conversation.

    A marker refers to something said before, so it needs no common word. Without one the message must tell trouble
    about the same things; a short answer to a question is none.
    """
    parsed, state, limits = context.parsed, context.state, context.limits
    if not state.complaints or not state.agent.spoken or parsed.named("resolved", "gratitude"):
        return
    marked = parsed.named("repeated_complaint")
    troubled = parsed.named(*TROUBLE, "wants_fix", "repeated_contact", "already_said")
    if not (marked or troubled):
        return
    complaint, shared, share = _most_alike(context)
    if not marked:
        severe = max((hit.rule.score for hit in parsed.named("trouble", "poor_service")), default=0.0)
        plain = severe >= limits["repeat_trouble"]
        if shared < (1 if plain else limits["repeat_shared"]):
            return
        if share < (limits["repeat_share_plain"] if plain else limits["repeat_share"]):
            return
        if state.agent.asked and parsed.tokens.words < limits["repeat_answer_words"]:
            return
    hits = marked or troubled
    evidence = (Evidence(message=complaint.message, start=complaint.start, end=complaint.end),)
    score = min(0.95, 0.5 + 0.3 * share + (0.15 if marked else 0.0))
    where = (hits[0].first, hits[0].last)
    yield context.cue("repeated_complaint", score, where, evidence=evidence, rule="repeated_complaint.same_concepts")


def _most_alike(context: Context) -> tuple[Complaint, int, float]:
    """The earlier complaint that shares the most concepts with this message; how many, and what share."""
    whole = context.concepts.of(context.parsed.tokens)
    scored = [(complaint, *overlap(whole, complaint.concepts)) for complaint in context.state.complaints]
    return max(scored, key=lambda each: (each[1] * each[2], each[2]))


def repeated_contact(context: Context) -> Iterator[Cue]:
    """An earlier contact that left the same matter unsolved, known from the customer's history."""
    if context.state.customer_read or context.parsed.named("repeated_contact"):
        return
    concepts = context.concepts.of(context.parsed.tokens)
    for earlier in context.state.earlier:
        shared, share = overlap(concepts, earlier)
        if shared >= 2 or (shared and share >= 0.5):
            words = _first_shared(context, frozenset(earlier))
            yield context.cue("repeated_contact", 0.7, words, rule="repeated_contact.earlier_unsolved")
            return


def _first_shared(context: Context, concepts: frozenset[str]) -> tuple[int, int] | None:
    for index in range(len(context.parsed.tokens.norms)):
        if concepts.intersection(context.concepts.of(context.parsed.tokens, index, index + 1)):
            return index, index + 1
    return None


def is_unsolved(outcome: str | None) -> bool:
    """Whether an earlier contact's outcome leaves the matter open; an unknown outcome does not count as open."""
    return outcome is not None and outcome.strip().lower() not in _SOLVED


def disengagement(context: Context) -> Iterator[Cue]:
    """Short, flat answers after a detailed start. A short answer to a question, or a thank-you, is none."""
    state, parsed = context.state, context.parsed
    words = parsed.tokens.words
    if state.customer_read == 0 or words > int(context.limits["flat_words"]):
        return
    if state.first_words < int(context.limits["detailed_words"]):
        return
    if not _only_flat(context):
        return
    left_open = state.agent.closing and state.temperature >= context.limits["closing_heat"]
    if state.resolved or (state.agent.asked_closed and not left_open and not _shrug(context)):
        return
    again = bool(state.recent_words) and state.recent_words[-1] <= int(context.limits["flat_words"])
    score = 0.6 + (0.2 if again else 0.0) + (0.1 if _shrug(context) else 0.0)
    if len(parsed.tokens.norms) > 2:
        span = (1, len(parsed.tokens.norms) - 1)
        yield context.cue("disengagement", score, span, rule="disengagement.flat_answer")


def _only_flat(context: Context) -> bool:
    """Whether every word of the message is one of the flat ones (ok, fine, sure, whatever)."""
    tokens = context.parsed.tokens
    before = (".", *tokens.norms)
    rows = zip(tokens.norms, tokens.kinds, before, strict=False)
    said = [norm for norm, kind, last in rows if kind == "word" and last != "@"]
    lively = any("!" in raw or "?" in raw for raw in tokens.raw)
    return all(word in context.words["flat"] for word in said) and not lively


def _shrug(context: Context) -> bool:
    return any(norm in context.words["shrug"] for norm in context.parsed.tokens.norms)
