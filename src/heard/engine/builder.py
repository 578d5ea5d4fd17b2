"""Phrases to position automata (Glushkov 1961), one for each phrase, as rows of numbers that ``automaton`` runs.

A phrase's row holds how many positions it has, the label that each of them wants, then for each position four times
the number of positions that may follow it, plus 1 when a match may begin there, plus 2 when one may end there; then
the following positions themselves, counted from the phrase's first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from heard.engine import phrases as ph
from heard.errors import ContentError

FIRST, LAST = 1, 2
_MOST_POSITIONS, _LONGEST = 400_000, 300
_COMMON = 1000

Name = Callable[[Iterable[str]], int]
"""The id of a label, or of a joint label that stands for any of several."""

Step = tuple[frozenset[str], bool]
"""Labels of which a match carries one, and whether it does so on the token right after the step before."""


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
        self._used: dict[tuple[str, ...], int] = {}
        self._label: list[int] = []
        self._follow: list[list[int]] = []
        self.classes: set[str] = set()

    def build(self, parts: Iterable[ph.Part]) -> tuple[list[list[int]], list[list[Step]]]:
        """For each part its row, and its steps in order.

        Raises C014 when they would be too large.
        """
        parts = list(parts)
        rows = []
        for part in parts:
            self._label, self._follow = [], []
            piece = self._build(part)
            self._positions += len(self._label)
            if piece.longest > _LONGEST:
                raise ContentError("C014", f"a phrase may match more than {_LONGEST} tokens")
            if self._positions > _MOST_POSITIONS:
                raise ContentError("C014", f"the phrases of this playbook need more than {_MOST_POSITIONS} positions")
            marks = [4 * len(following) for following in self._follow]
            for position in set(piece.firsts):
                marks[position] += FIRST
            for position in set(piece.lasts):
                marks[position] += LAST
            following = [after for each in self._follow for after in each]
            rows.append([len(marks), *self._label, *marks, *following])
        common: dict[str, int] = {}
        for labels, count in self._used.items():
            for label in labels:
                common[label] = common.get(label, 0) + (count if label.startswith(("w:", "p:")) else _COMMON)
        return rows, [_chain(part, common).steps for part in parts]

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
        self.classes.add(part.name)
        return self._position((ph.class_label(part.name),))

    def _id(self, labels: tuple[str, ...]) -> int:
        number = self._joint.get(labels)
        if number is None:
            number = self._joint[labels] = self._name(labels)
            self._used[labels] = 0
        self._used[labels] += 1
        return number

    def _position(self, labels: tuple[str, ...]) -> _Piece:
        position = len(self._label)
        self._label.append(self._id(labels))
        self._follow.append([])
        return _Piece([position], [position], empty=False, longest=1)

    def _choice(self, options: tuple[ph.Part, ...]) -> _Piece:
        """Single words side by side take one position with a joint label."""
        atoms = {option.label for option in options if isinstance(option, ph.Atom)}
        pieces = [self._build(option) for option in options if not isinstance(option, ph.Atom)]
        if atoms:
            pieces.append(self._position(tuple(sorted(atoms))))
        return _Piece(
            [position for piece in pieces for position in piece.firsts],
            [position for piece in pieces for position in piece.lasts],
            empty=any(piece.empty for piece in pieces),
            longest=max(piece.longest for piece in pieces),
        )

    def _row(self, parts: tuple[ph.Part, ...]) -> _Piece:
        """Parts in a row. A position only follows positions made before it, so no way through is endless."""
        firsts: list[int] = []
        lasts: list[int] = []
        empty, longest = True, 0
        for part in parts:
            piece = self._build(part)
            for position in lasts:
                self._follow[position] += piece.firsts
            if empty:
                firsts = firsts + piece.firsts
            lasts = lasts + piece.lasts if piece.empty else piece.lasts
            empty, longest = empty and piece.empty, longest + piece.longest
        return _Piece(firsts, lasts, empty=empty, longest=longest)


def _chain(part: ph.Part, common: dict[str, int]) -> _Chain:
    """What any match of a part carries, in its order. ``common`` tells how often phrases want a label."""
    if isinstance(part, ph.Atom):
        return _Chain() if part.label == ph.ANY else _Chain([(frozenset([part.label]), False)], left=True, right=True)
    if isinstance(part, ph.Class):
        return _Chain([(frozenset([ph.class_label(part.name)]), False)], right=True)
    if isinstance(part, ph.Optional):
        return _Chain()
    if isinstance(part, ph.Choice):
        return _chain_of_choice(part.options, common)
    whole = _Chain()
    for number, each in enumerate(part.parts):
        found = _chain(each, common)
        for labels, near in found.steps[:1]:
            whole.steps.append((labels, near or (bool(whole.steps) and whole.right and found.left)))
        whole.steps += found.steps[1:]
        whole.left = found.left if number == 0 else whole.left
        whole.right = found.right
    return whole


def _chain_of_choice(options: tuple[ph.Part, ...], common: dict[str, int]) -> _Chain:
    """One step that takes the rarest step of each option: exact when all of them are single words."""
    found: set[str] = set()
    exact = True
    for option in options:
        steps = _chain(option, common).steps
        if not steps:
            return _Chain()
        exact = exact and isinstance(option, ph.Atom)
        found |= min((labels for labels, _ in steps), key=lambda labels: sum(common[label] for label in labels))
    return _Chain([(frozenset(found), False)], left=exact, right=exact)
