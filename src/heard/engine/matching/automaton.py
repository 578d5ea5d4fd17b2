"""Runs the automata of ``builder`` over one message, every token of it at once.

For each position of a phrase a whole number is kept whose bits are the tokens at which a match may be there; a
position only follows positions made before it, so one pass over them is enough. Only the phrases that the sieve lets
through are run. Nothing is kept from one message to the next but rows that have been read, so time and memory are
bounded whatever a customer writes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heard.engine.matching.begins import earliest
from heard.engine.matching.builder import read_row
from heard.engine.matching.flat import Rows
from heard.engine.matching.sieve import Sieve, bits_of, number_of, ones

if TYPE_CHECKING:
    from collections.abc import Iterable, KeysView, Mapping, Sequence

_MANY = 5
_NOWHERE: dict[int, list[int]] = {}

Spans = dict[int, dict[int, list[int]]]
"""For each base label of a class, the last tokens of its members of several words, with their first tokens."""

Places = tuple[int, "dict[int, list[int]]"]
"""Where a label stands: the bits of single tokens, and the stretches as in ``Spans``."""


class Labels:
    """The base labels that (joint) labels stand for; those in ``classes`` are of word classes.

    ``gaps`` are labels that stand for any tokens, with the most of them; ``boundary`` is a sentence's end.
    """

    def __init__(self, rows: Rows, classes: range, gaps: Mapping[int, int], boundary: int) -> None:
        self._rows, self._classes, self.gaps, self.boundary = rows, classes, gaps, boundary
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
        self._single: dict[int, int] = {}
        self._open: list[int] = []
        """Labels whose places may change when more stretches are found."""
        self.places: dict[int, Places] = {}
        self._begins: dict[int, int] = {}
        self.labels = labels
        self.path = path
        self.members: dict[int, list[int]] = {}
        self.any = ((1 << len(path)) - 1) & ~self.masks.get(labels.boundary, 0)
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
        for label in self._open:
            del self.places[label]
        self._open = []
        self._begins = {}

    def at(self, label: int) -> Places:
        """Where a label stands."""
        known = self.places.get(label)
        if known is None:
            bases, classes = self.labels(label)
            mask = self._single.get(label)
            if mask is None:
                mask = 0
                for base in self.masks.keys() & bases:
                    mask |= self.masks[base]
                self._single[label] = mask
            spans = [self._spans[base] for base in classes if base in self._spans]
            known = self.places[label] = mask, _joined(spans) if spans else _NOWHERE
            if classes:
                self._open.append(label)
        return known

    def begin(self, label: int) -> int:
        """The tokens at which what stands for a label may begin, as bits; for a gap every token."""
        mask = self._begins.get(label)
        if mask is None:
            mask, stretches = (-1, _NOWHERE) if label in self.labels.gaps else self.at(label)
            for firsts in stretches.values():
                for first in firsts:
                    mask |= 1 << first
            self._begins[label] = mask
        return mask

    def starts(self, label: int, last: int) -> Sequence[int]:
        """Where what stands for a label may begin that ends at this token."""
        mask, stretches = self.places.get(label) or self.at(label)
        width = self.labels.gaps.get(label)
        if width:
            first = last
            while first > last - width and mask >> first & 1:
                first -= 1
            return range(first + 1, last + 1)
        some = stretches.get(last, ())
        return (last, *some) if mask >> last & 1 else some


def _joined(spans: list[dict[int, list[int]]]) -> dict[int, list[int]]:
    """The stretches of several labels."""
    if len(spans) == 1:
        return spans[0]
    found: dict[int, list[int]] = {}
    for each in spans:
        for last, firsts in each.items():
            found[last] = [*found.get(last, ()), *firsts]
    return found


def _stretched(here: int, stretches: dict[int, list[int]]) -> int:
    """Where stretches end that begin here."""
    ends = 0
    for last, begins in stretches.items():
        for first in begins:
            if here >> first & 1:
                ends |= 1 << last
                break
    return ends


def _widened(here: int, width: int, anything: int) -> int:
    """Where up to so many tokens that begin here may end; each of them must be one of ``anything``."""
    ends = step = here & anything
    while step and width > 1:
        step = step << 1 & anything
        ends |= step
        width -= 1
    return ends


class _Door:
    """A door, read: the base labels that lead on from it with the positions behind them; the labels of word classes
    and the gaps, with the most tokens of each, with theirs.
    """

    __slots__ = ("classes", "gaps", "of_base")

    def __init__(self, positions: list[int], label: list[int], labels: Labels) -> None:
        self.of_base: dict[int, list[int]] = {}
        self.classes: list[tuple[int, list[int]]] = []
        self.gaps: list[tuple[int, list[int]]] = []
        for position in positions:
            width = labels.gaps.get(label[position])
            bases, classes = labels(label[position])
            if width:
                self.gaps.append((width, [position]))
            elif classes:
                self.classes.append((label[position], [position]))
            else:
                for base in bases:
                    if base in self.of_base:
                        self.of_base[base].append(position)
                    else:
                        self.of_base[base] = [position]

    def taken(self, here: int, sight: Sight) -> list[tuple[list[int], int]]:
        """Positions, with the tokens where what they want ends if it may begin at those of ``here``."""
        found: list[tuple[list[int], int]] = []
        of_base, masks = self.of_base, sight.masks
        if of_base:
            for base in of_base if len(of_base) < _MANY else masks.keys() & of_base.keys():
                if base in masks:
                    ends = here & masks[base]
                    if ends:
                        found.append((of_base[base], ends))
        for label, positions in self.classes:
            mask, stretches = sight.places.get(label) or sight.at(label)
            ends = here & mask
            if stretches:
                ends |= _stretched(here, stretches)
            if ends:
                found.append((positions, ends))
        for width, positions in self.gaps:
            ends = _widened(here, width, sight.any)
            if ends:
                found.append((positions, ends))
        return found


class Phrase:
    """One phrase's row, read; of its doors those that a message came to."""

    __slots__ = ("_doors", "_inside", "_known", "_labels", "ahead", "firsts", "label", "lasts", "lone")

    def __init__(self, row: list[int], labels: Labels) -> None:
        self.label, self.ahead, ends, self._doors = read_row(row)
        self.lasts = [position for position, end in enumerate(ends) if end]
        self.firsts = frozenset(self._doors[0])
        self.lone = not self.firsts.isdisjoint(self.lasts)
        """Whether one token may be a whole match."""
        self._labels = labels
        self._known: dict[int, _Door] = {}
        self._inside: dict[int, frozenset[int]] = {}

    def leads(self, position: int, other: int) -> bool:
        """Whether one position may stand right behind another."""
        for door in self.ahead[position]:
            inside = self._inside.get(door)
            if inside is None:
                inside = self._inside[door] = frozenset(self._doors[door])
            if other in inside:
                return True
        return False

    def _door(self, number: int) -> _Door:
        door = self._known[number] = _Door(self._doors[number], self.label, self._labels)
        return door

    def reached(self, sight: Sight) -> dict[int, int]:
        """The tokens at which a match may be, for each position where there are any. Looks only at those that occur."""
        ahead, known = self.ahead, self._known
        reached: dict[int, int] = {}
        opened = {0: -1}
        waiting = 1
        while waiting:
            number = (waiting & -waiting).bit_length() - 1
            waiting &= waiting - 1
            door = known.get(number) or self._door(number)
            found = door.taken(opened[number], sight)
            for positions, ends in found:
                after = ends << 1
                for position in positions:
                    reached[position] = reached[position] | ends if position in reached else ends
                    for number in ahead[position]:
                        opened[number] = opened[number] | after if number in opened else after
                        waiting |= 1 << number
        return reached


class Automaton:
    """Many phrases, ready to run. Running changes nothing that can be seen: threads may share one.

    The tables hold the ``rows`` of ``Builder`` and the ``sieve`` made of its steps.
    """

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self._rows, self._sieve = Rows(tables["rows"]), Sieve(tables["sieve"])
        self.across = number_of(tables["sieve"]["across"])
        """The bits of the phrases that may go on after a sentence's end."""
        self._read: dict[int, Phrase] = {}

    def may(self, sight: Sight, among: int = -1) -> int:
        """The bits of the phrases, of those ``among``, that are worth looking for."""
        return self._sieve(sight.path, sight.members, among)

    def scan(self, sight: Sight, bits: int) -> list[tuple[int, int, int]]:
        """Every match of these phrases as (phrase, first token, last token), the earliest beginning for each end."""
        found: list[tuple[int, int, int]] = []
        for number in ones(bits):
            phrase = self._phrase(number, sight)
            reached = phrase.reached(sight)
            if not reached.keys().isdisjoint(phrase.lasts):
                within = not self.across >> number & 1
                begins = earliest(phrase, reached, sight, within=within)
                found += [(number, first, last) for last, first in begins.items()]
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

    def _phrase(self, number: int, sight: Sight) -> Phrase:
        phrase = self._read.get(number)
        if phrase is None:
            phrase = self._read[number] = Phrase(self._rows[number], sight.labels)
        return phrase
