"""Phrases as one position automaton (Glushkov 1961) that runs as a deterministic one, its states made when needed.

States are thrown away when there are too many, the way RE2 does it on bytes, so time stays linear in the tokens and
memory bounded. A *span* is a stretch of tokens that is a member of a word class; it is stepped over as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from heard.engine import phrases as ph
from heard.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MOST_STATES, _MOST_STEPS, _MOST_POSITIONS = 10_000, 200_000, 400_000

Spans = dict[int, list[tuple[str, int]]]
"""For each token, the classes of which a member ends there, with the token at which it begins."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Positions at which a part may begin and end, and whether it may be left out."""

    firsts: frozenset[int]
    lasts: frozenset[int]
    empty: bool


class _Run:
    """States and steps that were needed so far."""

    def __init__(self) -> None:
        self.ids: dict[frozenset[int], int] = {frozenset(): 0}
        self.sets: list[frozenset[int]] = [frozenset()]
        self.steps: dict[object, tuple[int, tuple[int, ...]]] = {}


class Automaton:
    """Compiled phrases. Scanning changes nothing that can be seen, so one may be shared between threads."""

    def __init__(self, parts: Sequence[ph.Part]) -> None:
        self._label: list[str] = []
        self._follow: list[set[int]] = []
        self._before: list[set[int]] = []
        self._phrase: dict[int, int] = {}
        self._firsts: set[int] = set()
        self.joints: dict[frozenset[str], str] = {}
        for number, part in enumerate(parts):
            piece = self._build(part)
            self._firsts |= piece.firsts
            self._phrase.update(dict.fromkeys(piece.lasts, number))
        self._initial = self._by_label(self._firsts)
        self._next: dict[int, dict[str, tuple[int, ...]]] = {}
        self._run = _Run()

    @property
    def labels(self) -> set[str]:
        """Every label that a position wants."""
        return set(self._label)

    def scan(self, path: Sequence[tuple[int, frozenset[str]]], spans: Spans) -> list[tuple[int, int, int]]:
        """Every match as (phrase, first token, last token), the earliest beginning for each end.

        ``path`` holds for each token a number that stands for its labels, and the labels.
        """
        run = self._run
        if len(run.sets) > _MOST_STATES or len(run.steps) > _MOST_STEPS:
            run = self._run = _Run()
        state, states, found = 0, [], []
        for index, (number, labels) in enumerate(path):
            ending = spans.get(index)
            if ending is None:
                key: object = (state, number)
                jumps: tuple[tuple[int, str], ...] = ()
            else:
                jumps = tuple(sorted({(states[start - 1] if start else 0, name) for name, start in ending}))
                key = (state, number, jumps)
            step = run.steps.get(key)
            if step is None:
                step = run.steps[key] = self._step(run, state, labels, jumps)
            state = step[0]
            states.append(state)
            if step[1]:
                begins: dict[int, int] = {}
                for position in step[1]:
                    phrase, first = self._phrase[position], self._begin(path, spans, index, position)
                    begins[phrase] = min(first, begins.get(phrase, first))
                found += [(phrase, first, index) for phrase, first in begins.items()]
        return found

    # -- compiling

    def _build(self, part: ph.Part) -> _Piece:
        match part:
            case ph.Atom(label):
                return self._position(label)
            case ph.Class(name):
                return self._position(f"k:{name}")
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
        """Single words side by side take one position with a joint label."""
        atoms = frozenset(option.label for option in options if isinstance(option, ph.Atom))
        pieces = [self._build(option) for option in options if not isinstance(option, ph.Atom)]
        if len(atoms) == 1:
            pieces.append(self._position(next(iter(atoms))))
        elif atoms:
            pieces.append(self._position(self.joints.setdefault(atoms, f"j:{id(self)}:{len(self.joints)}")))
        return _Piece(
            frozenset().union(*(piece.firsts for piece in pieces)),
            frozenset().union(*(piece.lasts for piece in pieces)),
            empty=any(piece.empty for piece in pieces),
        )

    def _row(self, parts: tuple[ph.Part, ...]) -> _Piece:
        whole = _Piece(frozenset(), frozenset(), empty=True)
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

    def _step(
        self, run: _Run, state: int, labels: frozenset[str], jumps: tuple[tuple[int, str], ...]
    ) -> tuple[int, tuple[int, ...]]:
        reached: set[int] = set()
        for name in labels:
            reached.update(self._initial.get(name, ()))
        self._go(run.sets[state], labels, reached)
        for before, name in jumps:
            label = f"k:{name}"
            reached.update(self._initial.get(label, ()))
            self._go(run.sets[before], frozenset([label]), reached)
        accepted = tuple(sorted(position for position in reached if position in self._phrase))
        alive = frozenset(position for position in reached if self._follow[position])
        number = run.ids.get(alive)
        if number is None:
            number = run.ids[alive] = len(run.sets)
            run.sets.append(alive)
        return number, accepted

    def _go(self, positions: frozenset[int], labels: frozenset[str], reached: set[int]) -> None:
        """Add every position that follows one of ``positions`` and wants one of ``labels``."""
        for position in positions:
            following: Mapping[str, tuple[int, ...]] | None = self._next.get(position)
            if following is None:
                following = self._next[position] = self._by_label(self._follow[position])
            if len(following) < len(labels):
                for name, found in following.items():
                    if name in labels:
                        reached.update(found)
            else:
                for name in labels:
                    reached.update(following.get(name, ()))

    def _begin(self, path: Sequence[tuple[int, frozenset[str]]], spans: Spans, index: int, position: int) -> int:
        """The earliest token at which a match that ends at ``index`` in ``position`` may begin."""
        earliest = index
        waiting, seen = [(position, index)], {(position, index)}
        while waiting:
            here, at = waiting.pop()
            label = self._label[here]
            begins = [at] if label in path[at][1] else []
            begins += [start for name, start in spans.get(at, ()) if label == f"k:{name}"]
            for start in begins:
                if here in self._firsts:
                    earliest = min(earliest, start)
                for before in self._before[here] if start else ():
                    if (before, start - 1) not in seen:
                        seen.add((before, start - 1))
                        waiting.append((before, start - 1))
        return earliest
