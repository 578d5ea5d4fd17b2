"""What an agent's words risk, with why and what to say instead: by their wording, and by what came before them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.engine.listening.asked import asked_again
from heard.engine.listening.contradiction import contradiction
from heard.engine.listening.echo import verbatim_echo
from heard.engine.listening.order import generic_apology_repeated, premature_solution
from heard.engine.listening.terms import unexplained

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from heard.engine.listening.turn import Turn
    from heard.engine.types import Caution, Technique


def cautions(turn: Turn, done: Sequence[Technique]) -> tuple[Caution, ...]:
    """Every caution of an agent's message, in order of place; those without a span come last."""
    found = [
        turn.caution(hit.rule.name, hit.rule.score, (hit.first, hit.last), rule=hit.rule.id)
        for hit in turn.parsed.hits
        if hit.rule.kind == "caution"
    ]
    found += (caution for caution in _by_context(turn, done) if caution.name in turn.entries)
    return tuple(sorted(found, key=lambda caution: (caution.start is None, caution.start or 0)))


def _by_context(turn: Turn, done: Sequence[Technique]) -> Iterator[Caution]:
    yield from premature_solution(turn, done)
    yield from generic_apology_repeated(turn, done)
    yield from asked_again(turn)
    yield from contradiction(turn)
    yield from verbatim_echo(turn)
    yield from unexplained(turn)
