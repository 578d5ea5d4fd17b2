"""A message as named strengths: what the emotion, temperature and forecast baselines look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from heard.engine.matching.lexicon import Parsed
    from heard.engine.types import Cue

_MORE, _CEILING = 0.25, 1.6
_TOLD_TWICE = 0.75
_PLEASANT = frozenset(["satisfaction_word", "gratitude", "relief", "resolved", "acceptance"])
_TAKEN_BACK_BY = frozenset(["sarcasm", "disengagement"])


def features_of(parsed: Parsed, cues: Iterable[Cue]) -> dict[str, float]:
    """Every cue and signal with its strength: the strongest finding, and a quarter of each further one.

    A word counts once a sentence for one feature, so that long messages are not hot for being long. Pleasant words
    count for nothing in a message that is sarcastic or gives up; words that are a cue already count for less.
    """
    scores: dict[str, list[float]] = {}
    for cue in cues:
        scores.setdefault(cue.name, []).append(cue.score)
    told = {place for hit in parsed.hits if hit.rule.kind == "cue" for place in range(hit.first, hit.last)}
    seen: dict[tuple[str, int], float] = {}
    for hit in parsed.hits:
        if hit.rule.kind == "signal":
            key = (hit.rule.name, parsed.tokens.sentence(hit.first)[0])
            weight = _stress(parsed, hit.first, hit.last) * (
                1.0 if told.isdisjoint(range(hit.first, hit.last)) else _TOLD_TWICE
            )
            seen[key] = max(seen.get(key, 0.0), hit.rule.score * weight)
    for (name, _), score in seen.items():
        scores.setdefault(name, []).append(score)
    if _TAKEN_BACK_BY & scores.keys():
        scores = {name: values for name, values in scores.items() if name not in _PLEASANT}
    return {name: _strength(values) for name, values in sorted(scores.items())}


def _stress(parsed: Parsed, first: int, last: int) -> float:
    """Stretched words weigh a quarter more."""
    return 1.25 if any(parsed.tokens.elongated[first:last]) else 1.0


def _strength(scores: list[float]) -> float:
    ordered = sorted(scores, reverse=True)
    return min(_CEILING, ordered[0] + _MORE * sum(ordered[1:]))
