"""Runs the automata of ``builder`` over one message, every token of it at once.

For each position of a phrase a whole number is kept whose bits are the tokens at which a match may be there; a
position only follows positions made before it, so one pass over them is enough. Only the phrases that the sieve lets
through are run. Nothing is kept from one message to the next but rows that have been read, so time and memory are
bounded whatever a customer writes.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from heard.engine.matching.builder import read_row
from heard.engine.matching.flat import Rows
from heard.engine.matching.sieve import Sieve, bits_of, ones

if TYPE_CHECKING:
    from collections.abc import Iterable, KeysView, Mapping

_NEVER = 1 << 60

Spans = dict[int, dict[int, list[int]]]
"""For each base label of a class, the last tokens of its members of several words, with their first tokens."""

Places = tuple[int, "dict[int, list[int]]"]
"""Where a label stands: the bits of single tokens, and the stretches as in ``Spans``."""


class Labels:
    """The base labels that (joint) labels stand for; those in ``classes`` are of word classes."""

    def __init__(self, rows: Rows, classes: range) -> None:
        self._rows, self._classes = rows, classes
        self._known: dict[int, tuple[KeysView[int], tuple[int, ...]]] = {}

    def __call__(self, label: int) -> tuple[KeysView[int], tuple[int, ...]]:
        """Its base labels, and those of them that are of word classes.

        Keys of a dictionary, because what these have in common with those of a smaller one is found in its size.
        """
        found = self._known.get(label)
        if found is None:
            row = self._rows[label]
            classes = tuple(base for base in row if base in self._classes)
            found = self._known[label] = dict.fromkeys(row).keys(), classes
        return found

    def single(self, label: int) -> int:
        """Its only base label, when it has but one, of single tokens; else -1."""
        bases, classes = self(label)
        return next(iter(bases)) if len(bases) == 1 and not classes else -1


class Sight:
    """What one message carries: for each base label its tokens, and the stretches found so far.

    ``path`` gives the base labels of each token; ``members`` those of the stretches that end there.
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
        self._masks: dict[int, int] = {}
        self._places: dict[int, Places] = {}
        self.labels = labels
        self.path = path
        self.members: dict[int, list[int]] = {}
        self.add(
            (base, first, last) for base, ends in spans.items() for last, firsts in ends.items() for first in firsts
        )

    def add(self, found: Iterable[tuple[int, int, int]]) -> None:
        """More stretches, as (base label, first token, last token)."""
        for base, first, last in found:
            of = self._spans.setdefault(base, {})
            if last not in of:
                of[last] = []
                self.members.setdefault(last, []).append(base)
            of[last].append(first)
        self._places = {}

    def at(self, label: int) -> Places:
        """Where a label stands."""
        known = self._places.get(label)
        if known is None:
            bases, classes = self.labels(label)
            mask = self._masks.get(label)
            if mask is None:
                mask = 0
                for base in self.masks.keys() & bases:
                    mask |= self.masks[base]
                self._masks[label] = mask
            spans = [self._spans[base] for base in classes if base in self._spans]
            known = self._places[label] = mask, spans[0] if len(spans) == 1 else _joined(spans)
        return known


def _joined(spans: list[dict[int, list[int]]]) -> dict[int, list[int]]:
    """The stretches of several labels."""
    found: dict[int, list[int]] = {}
    for each in spans:
        for last, firsts in each.items():
            found[last] = [*found.get(last, ()), *firsts]
    return found


class _Phrase:
    """One phrase's row, read: from each door the base labels that lead on, with the positions behind them.

    ``joint`` are the positions of each door whose label stands for more than one, or for stretches.
    """

    __slots__ = ("_before", "ahead", "doors", "firsts", "joint", "label", "lasts")

    def __init__(self, row: list[int], labels: Labels) -> None:
        self.label, self.ahead, ends, doors = read_row(row)
        self.lasts = [position for position, end in enumerate(ends) if end]
        self.firsts = frozenset(doors[0])
        self.doors: list[dict[int, list[int]]] = []
        self.joint: list[list[int]] = []
        single = {label: labels.single(label) for label in set(self.label)}
        for positions in doors:
            of_base: dict[int, list[int]] = {}
            joint = []
            for position in positions:
                base = single[self.label[position]]
                if base < 0:
                    joint.append(position)
                else:
                    of_base.setdefault(base, []).append(position)
            self.doors.append(of_base)
            self.joint.append(joint)
        self._before: list[list[int]] | None = None

    def before(self) -> list[list[int]]:
        """For each position those that it may follow."""
        if self._before is None:
            behind: list[list[int]] = [[] for _ in self.doors]
            for position, doors in enumerate(self.ahead):
                for door in doors:
                    behind[door].append(position)
            before: list[list[int]] = [[] for _ in self.label]
            for door, (of_base, joint) in enumerate(zip(self.doors, self.joint, strict=True)):
                for position in chain(joint, *of_base.values()):
                    before[position] += behind[door]
            self._before = before
        return self._before

    def reached(self, sight: Sight) -> dict[int, int]:
        """The tokens at which a match may be, for each position where there are any. Looks only at those that occur."""
        masks, at, ahead, label, joint = sight.masks, sight.at, self.ahead, self.label, self.joint
        reached: dict[int, int] = {}
        opened = {0: -1}
        waiting = 1
        while waiting:
            door = (waiting & -waiting).bit_length() - 1
            waiting &= waiting - 1
            here = opened[door]
            found: list[tuple[int, int]] = []
            of_base = self.doors[door]
            if len(of_base) == 1:
                for base, positions in of_base.items():
                    ends = here & masks.get(base, 0)
                    if ends:
                        found += [(position, ends) for position in positions]
            elif of_base:
                for base in masks.keys() & of_base.keys():
                    ends = here & masks[base]
                    if ends:
                        found += [(position, ends) for position in of_base[base]]
            for position in joint[door]:
                mask, stretches = at(label[position])
                ends = here & mask
                for last, begins in stretches.items():
                    if any(here >> first & 1 for first in begins):
                        ends |= 1 << last
                if ends:
                    found.append((position, ends))
            for position, ends in found:
                reached[position] = reached.get(position, 0) | ends
                for after in ahead[position]:
                    opened[after] = opened.get(after, 0) | ends << 1
                    waiting |= 1 << after
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
        return self._sieve(sight.path, sight.members, among)

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
    before = phrase.before()

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
