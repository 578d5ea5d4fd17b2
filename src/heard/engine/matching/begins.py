"""Where the matches of a phrase begin, once it is known at which tokens they end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.engine.matching.sieve import ones

if TYPE_CHECKING:
    from collections.abc import Iterable

    from heard.engine.matching.automaton import Phrase, Sight

_NEVER = 1 << 60


def earliest(phrase: Phrase, reached: dict[int, int], sight: Sight, *, within: bool) -> dict[int, int]:
    """For the last token of each match the earliest first one. ``reached`` is what ``phrase.reached`` tells.

    ``within``: no match goes on after a sentence's end. Most often just one token of a sentence is such as the phrase
    may begin with, and then a match can have begun nowhere else; the others are walked back through.
    """
    starts = ends = 0
    for position in phrase.firsts:
        if position in reached:
            starts |= sight.begin(phrase.label[position])
    for position in phrase.lasts:
        ends |= reached.get(position, 0)
    bounds = sight.masks.get(sight.labels.boundary, 0)
    begins: dict[int, int] = {}
    unsure = 0
    while ends:
        end = ends & -ends
        ends ^= end
        before = bounds & end - 1 if within else 0
        floor = 1 << before.bit_length() - 1 if before else 1
        may = starts & (end << 1) - floor
        if end & bounds and not phrase.lone:
            may &= ~end
        if may and not may & may - 1:
            begins[end.bit_length() - 1] = may.bit_length() - 1
        else:
            unsure |= end
    if unsure:
        at = [(last, reached[last] & unsure) for last in phrase.lasts if last in reached]
        begins |= _walked(phrase, reached, at, sight)
    return begins


def _walked(phrase: Phrase, reached: dict[int, int], ends: Iterable[tuple[int, int]], sight: Sight) -> dict[int, int]:
    """The earliest first token for each last one. Goes back only through positions that were really reached."""
    known: dict[tuple[int, int], int] = {}

    def begin(position: int, index: int) -> int:
        key = position, index
        found = known.get(key)
        if found is not None:
            return found
        found = _NEVER
        for start in sight.starts(phrase.label[position], index):
            if start < found and position in phrase.firsts:
                found = start
            if start:
                for each, ends in reached.items():
                    if ends >> start - 1 & 1 and phrase.leads(each, position):
                        found = min(found, begin(each, start - 1))
        known[key] = found
        return found

    begins: dict[int, int] = {}
    for position, bits in ends:
        for index in ones(bits):
            first = begin(position, index)
            begins[index] = min(first, begins.get(index, first))
    return begins
