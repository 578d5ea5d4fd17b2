"""Runs the automata of ``builder`` over one message, every token of it at once.

For each position of a phrase a whole number is kept whose bits are the tokens at which a match may be there; a
position only follows positions made before it, so one pass over them is enough. Only the phrases that the sieve lets
through are run. Nothing is kept from one message to the next but rows that have been read, so time and memory are
bounded whatever a customer writes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heard.engine.matching.builder import FIRST, LAST
from heard.engine.matching.flat import Rows
from heard.engine.matching.sieve import Sieve, bits_of, ones

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NEVER = 1 << 60

Spans = dict[int, dict[int, list[int]]]
"""For each base label of a class, the last tokens of its members of several words, with their first tokens."""

Places = tuple[int, "dict[int, list[int]]"]
"""Where a label stands: the bits of single tokens, and the stretches as in ``Spans``."""


class Labels:
    """The base labels that (joint) labels stand for; those in ``classes`` are of word classes."""

    def __init__(self, rows: Rows, classes: range) -> None:
        self._rows, self._classes = rows, classes
        self._known: dict[int, frozenset[int]] = {}

    def bases(self, label: int) -> frozenset[int]:
        """Its base labels."""
        found = self._known.get(label)
        if found is None:
            found = self._known[label] = frozenset(self._rows[label])
        return found

    def single(self, label: int) -> int:
        """Its only base label, when it has but one, of single tokens; else -1."""
        bases = self.bases(label)
        only = next(iter(bases)) if len(bases) == 1 else -1
        return -1 if only in self._classes else only


class Sight:
    """What one message carries: for each base label its tokens, and the stretches found so far.

    ``path`` gives the base labels of each token.
    """

    def __init__(self, path: list[tuple[int, ...]], spans: Spans, labels: Labels) -> None:
        where: dict[int, list[int]] = {}
        for index, found in enumerate(path):
            for base in found:
                if base in where:
                    where[base].append(index)
                else:
                    where[base] = [index]
        self.masks = {base: bits_of(found) for base, found in where.items()}
        self._spans: Spans = {}
        self._known: dict[int, Places] = {}
        self.labels = labels
        self.path = path
        self.add(
            (base, first, last) for base, ends in spans.items() for last, firsts in ends.items() for first in firsts
        )

    def add(self, found: Iterable[tuple[int, int, int]]) -> None:
        """More stretches, as (base label, first token, last token)."""
        for base, first, last in found:
            of = self._spans.setdefault(base, {})
            if last not in of:
                of[last] = []
                self.path[last] = (*self.path[last], base)
            of[last].append(first)
            self._known = {}

    def at(self, label: int) -> Places:
        """Where a label stands."""
        known = self._known.get(label)
        if known is None:
            bases = self.labels.bases(label)
            mask = 0
            for base in self.masks.keys() & bases:
                mask |= self.masks[base]
            stretches: dict[int, list[int]] = {}
            if not self._spans.keys().isdisjoint(bases):
                for base in self._spans.keys() & bases:
                    for last, firsts in self._spans[base].items():
                        stretches[last] = [*stretches.get(last, ()), *firsts]
            known = self._known[label] = mask, stretches
        return known


class _Phrase:
    """One phrase's row, read."""

    __slots__ = ("before", "firsts", "follow", "joint", "label", "lasts", "of_base", "single")

    def __init__(self, row: list[int], labels: Labels) -> None:
        count = row[0]
        marks = row[1 + count : 1 + 2 * count]
        self.label = row[1 : 1 + count]
        self.single = [labels.single(label) for label in self.label]
        self.joint = [position for position, base in enumerate(self.single) if base < 0]
        self.of_base: dict[int, list[int]] = {}
        for position, base in enumerate(self.single):
            if base >= 0:
                self.of_base.setdefault(base, []).append(position)
        self.firsts = frozenset(position for position, mark in enumerate(marks) if mark & FIRST)
        self.lasts = [position for position, mark in enumerate(marks) if mark & LAST]
        self.follow: list[list[int]] = []
        self.before: list[list[int]] | None = None
        begin = 1 + 2 * count
        for mark in marks:
            self.follow.append(row[begin : begin + (mark >> 2)])
            begin += mark >> 2

    def backward(self) -> list[list[int]]:
        """For each position those that it may follow."""
        if self.before is None:
            before: list[list[int]] = [[] for _ in self.label]
            for position, following in enumerate(self.follow):
                for after in following:
                    before[after].append(position)
            self.before = before
        return self.before

    def reached(self, sight: Sight) -> dict[int, int]:
        """The tokens at which a match may be, for each position where there are any. Looks only at those that occur."""
        masks, at, follow, label, single = sight.masks, sight.at, self.follow, self.label, self.single
        places = self.joint.copy()
        for base in masks.keys() & self.of_base.keys():
            places += self.of_base[base]
        places.sort()
        reached: dict[int, int] = {}
        may: dict[int, int] = {}
        firsts = self.firsts
        for position in places:
            if position in firsts:
                here = -1
            elif position in may:
                here = may[position]
            else:
                continue
            base = single[position]
            if base >= 0:
                ends = here & masks[base]
            else:
                mask, stretches = at(label[position])
                ends = here & mask
                for last, begins in stretches.items():
                    if any(here >> first & 1 for first in begins):
                        ends |= 1 << last
            if ends:
                reached[position] = ends
                ahead = ends << 1
                for after in follow[position]:
                    may[after] = may.get(after, 0) | ahead
        return reached


class Automaton:
    """Many phrases, ready to run. Running changes nothing that can be seen: threads may share one.

    The tables hold the ``rows`` of ``Builder`` and the ``sieve`` made of its steps.
    """

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self._rows, self._sieve = Rows(tables["rows"]), Sieve(tables["sieve"])
        self._read: dict[int, _Phrase] = {}

    def may(self, sight: Sight, among: int = -1) -> int:
        """The bits of the phrases, of those ``among``, that are worth looking for."""
        return self._sieve(sight.path, among)

    def scan(self, sight: Sight, bits: int) -> list[tuple[int, int, int]]:
        """Every match of these phrases as (phrase, first token, last token), the earliest beginning for each end."""
        found: list[tuple[int, int, int]] = []
        for number in ones(bits):
            phrase = self._phrase(number, sight)
            reached = phrase.reached(sight)
            ends = [(last, reached[last]) for last in phrase.lasts if last in reached]
            if ends:
                found += [(number, first, last) for last, first in _begins(phrase, reached, ends, sight).items()]
        return found

    def ends(self, sight: Sight, bits: int) -> list[tuple[int, int, int]]:
        """As ``scan``, where just the ends are wanted: a match is told as its last token alone."""
        found: list[tuple[int, int, int]] = []
        for number in ones(bits):
            phrase = self._phrase(number, sight)
            reached = phrase.reached(sight)
            mask = 0
            for last in phrase.lasts:
                mask |= reached.get(last, 0)
            found += [(number, last, last) for last in ones(mask)]
        return found

    def _phrase(self, number: int, sight: Sight) -> _Phrase:
        phrase = self._read.get(number)
        if phrase is None:
            phrase = self._read[number] = _Phrase(self._rows[number], sight.labels)
        return phrase


def _begins(phrase: _Phrase, reached: dict[int, int], ends: Iterable[tuple[int, int]], sight: Sight) -> dict[int, int]:
    """The earliest first token for each last one. Goes back only through positions that were really reached."""
    known: dict[tuple[int, int], int] = {}
    before = phrase.backward()

    def begin(position: int, index: int) -> int:
        key = position, index
        found = known.get(key)
        if found is not None:
            return found
        mask, stretches = sight.at(phrase.label[position])
        found = _NEVER
        starts = stretches.get(index, ())
        for start in (index, *starts) if mask >> index & 1 else starts:
            if start < found and position in phrase.firsts:
                found = start
            if start:
                for each in before[position]:
                    if reached.get(each, 0) >> start - 1 & 1:
                        found = min(found, begin(each, start - 1))
        known[key] = found
        return found

    begins: dict[int, int] = {}
    for position, bits in ends:
        for index in ones(bits):
            first = begin(position, index)
            begins[index] = min(first, begins.get(index, first))
    return begins
