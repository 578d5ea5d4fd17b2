"""All phrases of a playbook against a message in one pass, in time linear in its tokens.

The phrases are one position automaton (Glushkov 1961) over token labels. It runs as a deterministic one whose
states are made when they are first needed and thrown away when there are too many, the way RE2 does it on bytes.
No regular expression of a team ever runs on a customer's text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from heard.engine import phrases as ph
from heard.engine.tokens import BOUNDARY
from heard.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.engine.tokens import Tokens

_MOST_STATES, _MOST_LABELS, _MOST_POSITIONS = 8_000, 60_000, 400_000


@dataclass(frozen=True, slots=True)
class Match:
    """Phrase number ``phrase`` matched the tokens ``first`` to ``last`` (exclusive), boundaries left out."""

    phrase: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """Positions at which a part may begin and end, and whether it may be left out."""

    firsts: frozenset[int]
    lasts: frozenset[int]
    empty: bool


_NOTHING = _Piece(frozenset(), frozenset(), empty=True)


class _Run:
    """States and steps that were needed so far."""

    def __init__(self) -> None:
        self.ids: dict[frozenset[int], int] = {frozenset(): 0}
        self.sets: list[frozenset[int]] = [frozenset()]
        self.steps: dict[tuple[int, int], tuple[int, tuple[int, ...]]] = {}
        self.label_ids: dict[tuple[str, str], int] = {}
        self.labels: list[frozenset[str]] = []


class Matcher:
    """Compiled phrases. Matching changes nothing that can be seen, so one may be shared between threads."""

    def __init__(self, parts: Sequence[ph.Part]) -> None:
        self._label: list[str] = []
        self._follow: list[set[int]] = []
        self._before: list[set[int]] = []
        self._joint: dict[frozenset[str], str] = {}
        self._phrase: dict[int, int] = {}
        self._firsts: set[int] = set()
        for number, part in enumerate(parts):
            piece = self._build(part)
            self._firsts |= piece.firsts
            self._phrase.update(dict.fromkeys(piece.lasts, number))
        self._joints_of: dict[str, tuple[str, ...]] = {}
        for labels, joint in self._joint.items():
            for label in labels:
                self._joints_of[label] = (*self._joints_of.get(label, ()), joint)
        self._initial = self._by_label(self._firsts)
        self._next: dict[int, dict[str, tuple[int, ...]]] = {}
        prefixes: dict[str, set[str]] = {}
        for label in {*self._label, *self._joints_of}:
            if label.startswith("p:"):
                prefixes.setdefault(label[2:5], set()).add(label[2:])
        self._prefixes = {start: tuple(sorted(found)) for start, found in prefixes.items()}
        self._run = _Run()

    def __call__(self, tokens: Tokens) -> list[Match]:
        """Every match, longest for its end, in order of its end."""
        run = self._run
        if len(run.sets) > _MOST_STATES or len(run.label_ids) > _MOST_LABELS:
            run = self._run = _Run()
        state, found = 0, []
        path: list[int] = []
        for index, key in enumerate(zip(tokens.norms, tokens.kinds, strict=True)):
            label = run.label_ids.get(key)
            if label is None:
                label = self._new_label(run, key)
            path.append(label)
            step = run.steps.get((state, label))
            if step is None:
                step = self._new_step(run, state, label)
            state = step[0]
            for position in step[1]:
                first = self._begin(run, path, index, position)
                last = index + 1
                first += tokens.norms[first] == BOUNDARY
                last -= tokens.norms[index] == BOUNDARY
                found.append(Match(self._phrase[position], first, last))
        return found

    # -- compiling

    def _build(self, part: ph.Part) -> _Piece:
        match part:
            case ph.Atom(label):
                return self._position(label)
            case ph.Optional(inner):
                piece = self._build(inner)
                return _Piece(piece.firsts, piece.lasts, empty=True)
            case ph.Choice(options):
                return self._choice(options)
            case ph.Sequence(parts):
                return self._row(parts)

    def _position(self, label: str) -> _Piece:
        position = len(self._label)
        if position >= _MOST_POSITIONS:
            raise ContentError("C014", f"the phrases of this playbook need more than {_MOST_POSITIONS} positions")
        self._label.append(label)
        self._follow.append(set())
        self._before.append(set())
        only = frozenset([position])
        return _Piece(only, only, empty=False)

    def _choice(self, options: tuple[ph.Part, ...]) -> _Piece:
        atoms = frozenset(option.label for option in options if isinstance(option, ph.Atom))
        rest = [option for option in options if not isinstance(option, ph.Atom)]
        pieces = [self._build(option) for option in rest]
        if len(atoms) == 1:
            pieces.append(self._position(next(iter(atoms))))
        elif atoms:
            pieces.append(self._position(self._joint.setdefault(atoms, f"j:{len(self._joint)}")))
        return _Piece(
            frozenset().union(*(piece.firsts for piece in pieces)),
            frozenset().union(*(piece.lasts for piece in pieces)),
            empty=any(piece.empty for piece in pieces),
        )

    def _row(self, parts: tuple[ph.Part, ...]) -> _Piece:
        whole = _NOTHING
        for part in parts:
            piece = self._build(part)
            for position in whole.lasts:
                self._follow[position] |= piece.firsts
            for position in piece.firsts:
                self._before[position] |= whole.lasts
            whole = _Piece(
                whole.firsts | piece.firsts if whole.empty else whole.firsts,
                whole.lasts | piece.lasts if piece.empty else piece.lasts,
                empty=whole.empty and piece.empty,
            )
        return whole

    def _by_label(self, positions: set[int]) -> dict[str, tuple[int, ...]]:
        found: dict[str, list[int]] = {}
        for position in positions:
            found.setdefault(self._label[position], []).append(position)
        return {label: tuple(each) for label, each in found.items()}

    # -- running

    def _new_label(self, run: _Run, key: tuple[str, str]) -> int:
        base = ph.labels_of(*key, self._prefixes)
        joints = [joint for label in base for joint in self._joints_of.get(label, ())]
        run.labels.append(frozenset([*base, *joints]))
        return run.label_ids.setdefault(key, len(run.labels) - 1)

    def _new_step(self, run: _Run, state: int, label: int) -> tuple[int, tuple[int, ...]]:
        reached: set[int] = set()
        labels = run.labels[label]
        for name in labels:
            reached.update(self._initial.get(name, ()))
        for position in run.sets[state]:
            following = self._next.get(position)
            if following is None:
                following = self._next[position] = self._by_label(self._follow[position])
            if len(following) < len(labels):
                for name, positions in following.items():
                    if name in labels:
                        reached.update(positions)
            else:
                for name in labels:
                    reached.update(following.get(name, ()))
        accepted = tuple(sorted(position for position in reached if position in self._phrase))
        alive = frozenset(position for position in reached if self._follow[position])
        number = run.ids.get(alive)
        if number is None:
            number = run.ids[alive] = len(run.sets)
            run.sets.append(alive)
        run.steps[state, label] = number, accepted
        return number, accepted

    def _begin(self, run: _Run, path: list[int], index: int, position: int) -> int:
        """The earliest token at which a match that ends at ``index`` in ``position`` may begin."""
        here, earliest = {position}, index
        while here:
            if not here.isdisjoint(self._firsts):
                earliest = index
            index -= 1
            if index < 0:
                break
            labels = run.labels[path[index]]
            here = {before for each in here for before in self._before[each] if self._label[before] in labels}
        return earliest
