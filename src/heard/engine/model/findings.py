"""What the trained reader finds beside the rules, and which of the rules' findings it bears out.

Each name has two limits of log-odds: at ``alone`` the reader's finding stands by itself; a rule's finding stands unless
the reader is under ``with_rule``. Both were chosen on labelled talk (``training/fit.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from heard.engine.emotions import squash
from heard.engine.model.signals import THREATS
from heard.engine.types import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from heard.engine.cues.context import Context
    from heard.engine.listening.turn import Turn
    from heard.engine.model.signals import Signals
    from heard.engine.types import Caution, Cue, Emotions, Technique

READER = "reader"
"""The rule id of what the trained reader found."""
IMPLIED = ("anger", "frustration", "disappointment", "anxiety", "sadness", "confusion")
_SHOWN = 0.5


@dataclass(frozen=True, slots=True)
class Limits:
    """Log-odds: see the module."""

    alone: float
    with_rule: float


def limits_of(numbers: Mapping[str, Sequence[float]]) -> dict[str, Limits]:
    """Limits by name out of the model's numbers."""
    return {name: Limits(float(alone), float(with_rule)) for name, (alone, with_rule) in numbers.items()}


def techniques(
    turn: Turn, ruled: Sequence[Technique], signals: Signals, limits: Mapping[str, Limits]
) -> list[Technique]:
    """The rules' findings that the reader bears out, and its own, in order of place."""
    odds = signals.heads["names"]
    kept = [each for each in ruled if each.name not in limits or odds[each.name] >= limits[each.name].with_rule]
    there = {each.name for each in kept}
    for name, start, end in _alone(signals, limits):
        if name not in there and _is_technique(turn, name):
            kept.append(turn.technique_at(name, squash(odds[name]), (start, end), rule=READER))
    return sorted(kept, key=lambda each: each.start or 0)


def cautions(turn: Turn, ruled: Sequence[Caution], signals: Signals, limits: Mapping[str, Limits]) -> list[Caution]:
    """See ``techniques``."""
    odds = signals.heads["names"]
    kept = [each for each in ruled if each.name not in limits or odds[each.name] >= limits[each.name].with_rule]
    there = {each.name for each in kept}
    for name, start, end in _alone(signals, limits):
        entry = turn.entries.get(name)
        if name not in there and entry is not None and entry.kind == "caution":
            kept.append(turn.caution_at(name, squash(odds[name]), (start, end), rule=READER))
    return sorted(kept, key=lambda each: (each.start is None, each.start or 0))


def _alone(signals: Signals, limits: Mapping[str, Limits]) -> Iterator[tuple[str, int, int]]:
    odds = signals.heads["names"]
    for spot in signals.spots:
        if spot.name in limits and odds[spot.name] >= limits[spot.name].alone:
            yield spot.name, spot.start, spot.end


def _is_technique(turn: Turn, name: str) -> bool:
    entry = turn.entries.get(name)
    return entry is not None and entry.kind == "technique"


def cues(context: Context, ruled: Sequence[Cue], signals: Signals, limits: Mapping[str, Limits]) -> list[Cue]:
    """The rules' cues that the reader bears out, and its own: threats, sarcasm, the same trouble again."""
    odds = {THREATS[name]: value for name, value in signals.heads["threats"].items()}
    odds |= {"sarcasm": signals.odds("sarcasm"), "repeated_complaint": signals.odds("repeats")}
    kept = [cue for cue in ruled if cue.name not in limits or odds[cue.name] >= limits[cue.name].with_rule]
    there = {cue.name for cue in kept}
    for name, value in odds.items():
        if name in limits and name not in there and value >= limits[name].alone:
            evidence: tuple[Evidence, ...] = ()
            if name == "repeated_complaint":
                if not context.state.complaints:
                    continue
                told = context.state.complaints[-1]
                evidence = (Evidence(message=told.message, start=told.start, end=told.end),)
            where = _sentence(context, signals, name)
            kept.append(context.cue_at(name, squash(value), where, evidence=evidence, rule=READER))
    return kept


def implied(context: Context, cues: Sequence[Cue], signals: Signals, emotions: Emotions) -> Iterator[Cue]:
    """A feeling that shows though nothing names it: the sentence that speaks for it most, for the strongest feeling."""
    strength, name = max((getattr(emotions, each), each) for each in IMPLIED)
    if strength < _SHOWN or any(cue.start is not None and name in cue.reads_as for cue in cues):
        return
    where = _sentence(context, signals, name)
    yield context.cue_at("implied_emotion", strength, where, reads_as=(name,), rule=READER)


def _sentence(context: Context, signals: Signals, name: str) -> tuple[int, int]:
    """The sentence with the highest log-odds for a name, in the message's own words; all of them if it is one."""
    best = max(signals.sentences, key=lambda each: each[2].get(name, 0.0), default=None)
    if best is not None:
        return best[0], best[1]
    text = context.parsed.view.text
    start = len(text) - len(text.lstrip())
    return start, max(start + 1, len(text.rstrip()))
