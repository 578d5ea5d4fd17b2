"""Customer cues, one file per family. Each detector is a pure function of a ``Context``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.engine.cues import emphasis, history, intent, spoken, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from heard.engine.cues.context import Context
    from heard.engine.types import Cue

DETECTORS: tuple[Callable[[Context], Iterable[Cue]], ...] = (
    worded.cues,
    emphasis.all_caps,
    emphasis.exclamation,
    history.repeated_complaint,
    history.repeated_contact,
    history.disengagement,
    intent.venting,
    spoken.voice_cues,
)


def find_cues(context: Context) -> tuple[Cue, ...]:
    """Every cue of one customer message, in order of place; findings without a span come last.

    Of several findings of one name that overlap, the surest stays.
    """
    found: list[Cue] = []
    for detector in DETECTORS:
        for cue in detector(context):
            rival = next((old for old in found if old.name == cue.name and _overlap(old, cue)), None)
            if rival is None:
                found.append(cue)
            elif cue.score > rival.score:
                found[found.index(rival)] = cue
    return in_place(found)


def in_place(found: Iterable[Cue]) -> tuple[Cue, ...]:
    """In order of place; findings without a span come last."""
    return tuple(sorted(found, key=lambda cue: (cue.start is None, cue.start or 0, cue.name)))


def _overlap(one: Cue, other: Cue) -> bool:
    if one.start is None or other.start is None or one.end is None or other.end is None:
        return one.start is other.start
    return one.start < other.end and other.start < one.end
