"""Phrases to position automata (Glushkov 1961), one for each phrase, as rows of numbers that ``automaton`` runs.

Positions that begin the same part follow the same ones, so what may follow a position is told in doors: a door is the
positions at which a part begins. A position only leads to doors all of whose positions are made after it.

A phrase's row holds how many positions it has and how many doors; the label that each position wants; for each
position twice the number of doors it leads to, plus 1 when a match may end there; how many positions each door has;
the doors that positions lead to; the positions of the doors. Doors stand in the order of their first positions, and a
match begins at the first door.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from heard.engine.matching import phrases as ph
from heard.errors import ContentError

_MOST_POSITIONS, _LONGEST = 400_000, 300
_COMMON = 10_000

Name = Callable[[Iterable[str]], int]
"""The id of a label, or of a joint label that stands for any of several."""

Step = tuple[frozenset[str], bool]
"""Labels of which a match carries one, and whether it does so on the token right after the step before."""

_Weighed = tuple[int, list[str]]


class Row(NamedTuple):
    """A phrase's row, read: for each position its label, the doors it leads to and whether a match may end there."""

    labels: list[int]
    ahead: list[list[int]]
    ends: list[bool]
    doors: list[list[int]]


def read_row(row: list[int]) -> Row:
    """The parts of a phrase's row."""
    count, doors = row[0], row[1]
    marks = row[2 + count : 2 + 2 * count]
    cut = _Cut(row, 2 + 2 * count + doors)
    ahead = [cut(mark >> 1) for mark in marks]
    inside = [cut(many) for many in row[2 + 2 * count : 2 + 2 * count + doors]]
    return Row(row[2 : 2 + count], ahead, [mark & 1 == 1 for mark in marks], inside)


class _Cut:
    """Numbers of a row, so many at a time."""

    def __init__(self, row: list[int], at: int) -> None:
        self._row, self._at = row, at

    def __call__(self, many: int) -> list[int]:
        begin = self._at
        self._at += many
        return self._row[begin : self._at]


@dataclass(slots=True)
class _Piece:
    """Positions at which a part may begin and end, whether it may be left out, the most tokens it may take."""

    firsts: list[int]
    lasts: list[int]
    empty: bool
    longest: int


@dataclass(slots=True)
class _Chain:
    """Steps that any match takes in this order: the labels of which a token carries one, and whether that token comes
    right after the step before. ``left``, ``right``: whether the first, the last step is the match's outermost token.
    """

    steps: list[Step] = field(default_factory=list)
    left: bool = False
    right: bool = False


class Builder:
    """Parts to the rows of their automata, and to the steps that any of their matches takes."""

    def __init__(self, name: Name) -> None:
        self._name = name
        self._positions = 0
        self._joint: dict[tuple[str, ...], int] = {}
        self._plain: dict[int, tuple[str, ...]] = {}
        self._of_word: dict[str, int] = {}
        self._label: list[int] = []
        self._ahead: list[list[int]] = []
        self._doors: list[list[int]] = []
        self.classes: set[str] = set()

    def build(self, parts: Iterable[ph.Part]) -> tuple[list[list[int]], list[list[Step]]]:
        """For each part its row, and its steps in order.

        Raises C014 when they would be too large.
        """
        parts = list(parts)
        rows = []
        for part in parts:
            self._label, self._ahead, self._doors = [], [], []
            piece = self._build(part)
            self._positions += len(self._label)
            if piece.longest > _LONGEST:
                raise ContentError("C014", f"a phrase may match more than {_LONGEST} tokens")
            if self._positions > _MOST_POSITIONS:
                raise ContentError("C014", f"the phrases of this playbook need more than {_MOST_POSITIONS} positions")
            self._doors.append(piece.firsts)
            rows.append(self._row_of(set(piece.lasts)))
        used = Counter(chain.from_iterable(row[2 : 2 + row[0]] for row in rows))
        common: dict[str, int] = {}
        for labels, number in self._joint.items():
            for label in labels:
                common[label] = common.get(label, 0) + used[number]
        for label in common:
            if not label.startswith(("w:", "p:")):
                common[label] += _COMMON
        chains = _Chains(common)
        return rows, [chains(part).steps for part in parts]

    def _row_of(self, lasts: set[int]) -> list[int]:
        """The row of what was built last."""
        order = sorted(range(len(self._doors)), key=lambda door: min(self._doors[door]))
        place = {door: number for number, door in enumerate(order)}
        marks = [2 * len(doors) + (position in lasts) for position, doors in enumerate(self._ahead)]
        sizes = [len(self._doors[door]) for door in order]
        ahead = [place[door] for doors in self._ahead for door in doors]
        inside = [position for door in order for position in self._doors[door]]
        return [len(marks), len(order), *self._label, *marks, *sizes, *ahead, *inside]

    def _door(self, firsts: list[int]) -> int:
        """A new door to these positions."""
        self._doors.append(firsts)
        return len(self._doors) - 1

    def _build(self, part: ph.Part) -> _Piece:
        if isinstance(part, ph.Atom):
            return self._position((part.label,))
        if isinstance(part, ph.Sequence):
            return self._row(part.parts)
        if isinstance(part, ph.Choice):
            return self._choice(part.options)
        if isinstance(part, ph.Optional):
            piece = self._build(part.part)
            piece.empty = True
            return piece
        if isinstance(part, ph.Gap):
            gap = self._position((ph.gap_label(part.width),))
            return _Piece(gap.firsts, gap.lasts, empty=True, longest=part.width)
        self.classes.add(part.name)
        return self._position((ph.class_label(part.name),))

    def _id(self, labels: tuple[str, ...]) -> int:
        number = self._joint.get(labels)
        if number is None:
            number = self._joint[labels] = self._name(labels)
        return number

    def _position(self, labels: tuple[str, ...]) -> _Piece:
        position = len(self._label)
        self._label.append(self._id(labels))
        self._ahead.append([])
        return _Piece([position], [position], empty=False, longest=1)

    def _words(self, labels: list[str]) -> _Piece:
        """Plain words in a row."""
        begin = len(self._label)
        end = begin + len(labels) - 1
        ids = self._of_word
        for label in labels:
            number = ids.get(label)
            if number is None:
                number = ids[label] = self._id((label,))
            self._label.append(number)
        self._ahead += [[self._door([after])] for after in range(begin + 1, end + 1)]
        self._ahead.append([])
        return _Piece([begin], [end], empty=False, longest=len(labels))

    def _choice(self, options: tuple[ph.Part, ...]) -> _Piece:
        """Single words side by side take one position with a joint label."""
        known = self._plain.get(id(options))
        if known is not None:
            return self._position(known)
        atoms = {option.label for option in options if isinstance(option, ph.Atom)}
        pieces = [self._build(option) for option in options if not isinstance(option, ph.Atom)]
        if atoms:
            labels = tuple(sorted(atoms))
            if not pieces:
                self._plain[id(options)] = labels
            pieces.append(self._position(labels))
        return _Piece(
            [position for piece in pieces for position in piece.firsts],
            [position for piece in pieces for position in piece.lasts],
            empty=any(piece.empty for piece in pieces),
            longest=max(piece.longest for piece in pieces),
        )

    def _row(self, parts: tuple[ph.Part, ...]) -> _Piece:
        """Parts in a row. A position only follows positions made before it, so no way through is endless."""
        if parts and all(isinstance(part, ph.Atom) for part in parts):
            return self._words([part.label for part in parts if isinstance(part, ph.Atom)])
        firsts: list[int] = []
        lasts: list[int] = []
        empty, longest = True, 0
        for part in parts:
            piece = self._build(part)
            if lasts and piece.firsts:
                door = self._door(piece.firsts)
                for position in lasts:
                    self._ahead[position].append(door)
            if empty:
                firsts = firsts + piece.firsts
            lasts = lasts + piece.lasts if piece.empty else piece.lasts
            empty, longest = empty and piece.empty, longest + piece.longest
        return _Piece(firsts, lasts, empty=empty, longest=longest)


class _Chains:
    """What any match of a part carries, in its order. ``common`` tells how often phrases want a label."""

    def __init__(self, common: dict[str, int]) -> None:
        self._common = common
        self._known: dict[int, _Chain] = {}
        self._empty = _Chain()
        self._atoms = {ph.ANY: self._empty}

    def __call__(self, part: ph.Part) -> _Chain:
        """The chain of one part; it must not be changed. Parts must live as long as this does."""
        if isinstance(part, ph.Optional | ph.Gap):
            return self._empty
        if isinstance(part, ph.Atom):
            found = self._atoms.get(part.label)
            if found is None:
                step = frozenset([part.label]), False
                found = self._atoms[part.label] = _Chain([step], left=True, right=True)
            return found
        found = self._known.get(id(part))
        if found is None:
            found = self._known[id(part)] = self._made(part)
        return found

    def _made(self, part: ph.Class | ph.Sequence | ph.Choice) -> _Chain:
        if isinstance(part, ph.Class):
            return _Chain([(frozenset([ph.class_label(part.name)]), False)], right=True)
        if isinstance(part, ph.Choice):
            return self._choice(part.options)
        whole = _Chain()
        for number, each in enumerate(part.parts):
            found = self(each)
            for labels, near in found.steps[:1]:
                whole.steps.append((labels, near or (bool(whole.steps) and whole.right and found.left)))
            whole.steps += found.steps[1:]
            whole.left = found.left if number == 0 else whole.left
            whole.right = found.right
        return whole

    def _choice(self, options: tuple[ph.Part, ...]) -> _Chain:
        """One step that takes the rarest step of each option: exact when all of them are single words."""
        rarest = self._rarest_of(options)
        if rarest is None:
            return self._empty
        exact = all(isinstance(option, ph.Atom) for option in options)
        return _Chain([(frozenset(rarest[1]), False)], left=exact, right=exact)

    def _rarest_of(self, options: tuple[ph.Part, ...]) -> _Weighed | None:
        weight, labels = 0, []
        for option in options:
            found = self._rarest(option)
            if found is None:
                return None
            weight += found[0]
            labels += found[1]
        return weight, labels

    def _rarest(self, part: ph.Part) -> _Weighed | None:
        """The step of a part that the fewest phrases share, with how many do."""
        if isinstance(part, ph.Atom):
            return None if part.label == ph.ANY else (self._common[part.label], [part.label])
        if isinstance(part, ph.Sequence):
            best: _Weighed | None = None
            for each in part.parts:
                found = self._rarest(each)
                if found is not None and (best is None or found[0] < best[0]):
                    best = found
            return best
        if isinstance(part, ph.Choice):
            return self._rarest_of(part.options)
        if isinstance(part, ph.Class):
            label = ph.class_label(part.name)
            return self._common[label], [label]
        return None
