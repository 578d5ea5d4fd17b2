"""Phrases as one position automaton (Glushkov 1961) that runs as a deterministic one, its states made when needed.

States are thrown away when there are too many, the way RE2 does it on bytes, so time stays linear in the tokens and
memory bounded. A *span* is a stretch of tokens that is a member of a word class; it is stepped over as one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from heard.engine import phrases as ph
from heard.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_MOST_STATES, _MOST_STEPS, _MOST_POSITIONS = 10_000, 200_000, 400_000
_LONGEST, _NEVER = 300, 1 << 60

Path = Sequence[tuple[int, frozenset[int]]]
"""For each token a number that stands for its labels, and the labels' ids."""

Spans = dict[int, list[tuple[int, int]]]
"""For each token, the label ids of the classes of which a member ends there, with the token at which it begins."""

Name = Callable[[Iterable[str]], int]
"""The id of a label, or of a joint label that stands for any of several."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Positions at which a part may begin and end, whether it may be left out, the most tokens it may take."""

    firsts: frozenset[int]
    lasts: frozenset[int]
    empty: bool
    longest: int


class Builder:
    """Parts to the tables of an automaton: for each position its label, what follows it, and what it completes."""

    def __init__(self, name: Name) -> None:
        self._name = name
        self._numbers: dict[object, int] = {}
        self._label: list[int] = []
        self._follow: list[set[int]] = []

    def build(self, parts: Iterable[ph.Part]) -> dict[str, Any]:
        """The tables, as plain lists. Raises C014 when they would be too large."""
        firsts: set[int] = set()
        completes: dict[int, int] = {}
        for number, part in enumerate(parts):
            piece = self._build(part)
            if piece.longest > _LONGEST:
                raise ContentError("C014", f"a phrase may match more than {_LONGEST} tokens")
            firsts |= piece.firsts
            completes.update(dict.fromkeys(piece.lasts, number))
        return {
            "label": self._label,
            "follow": [sorted(each) for each in self._follow],
            "firsts": sorted(firsts),
            "completes": sorted(completes.items()),
        }

    def _build(self, part: ph.Part) -> _Piece:
        match part:
            case ph.Atom(label):
                return self._position(label)
            case ph.Class(name):
                return self._position(ph.class_label(name))
            case ph.Optional(inner):
                piece = self._build(inner)
                return _Piece(piece.firsts, piece.lasts, empty=True, longest=piece.longest)
            case ph.Choice(options):
                return self._choice(options)
            case ph.Sequence(parts):
                return self._row(parts)

    def _position(self, *labels: str) -> _Piece:
        position = len(self._label)
        if position >= _MOST_POSITIONS:
            raise ContentError("C014", f"the phrases of this playbook need more than {_MOST_POSITIONS} positions")
        key = labels if len(labels) > 1 else labels[0]
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = self._name(labels)
        self._label.append(number)
        self._follow.append(set())
        only = frozenset([position])
        return _Piece(only, only, empty=False, longest=1)

    def _choice(self, options: tuple[ph.Part, ...]) -> _Piece:
        """Single words side by side take one position with a joint label."""
        atoms = {option.label for option in options if isinstance(option, ph.Atom)}
        pieces = [self._build(option) for option in options if not isinstance(option, ph.Atom)]
        if atoms:
            pieces.append(self._position(*sorted(atoms)))
        return _Piece(
            frozenset().union(*(piece.firsts for piece in pieces)),
            frozenset().union(*(piece.lasts for piece in pieces)),
            empty=any(piece.empty for piece in pieces),
            longest=max(piece.longest for piece in pieces),
        )

    def _row(self, parts: tuple[ph.Part, ...]) -> _Piece:
        """Parts in a row. A position only follows positions made before it, so no way through is endless."""
        firsts: frozenset[int] = frozenset()
        lasts: frozenset[int] = frozenset()
        empty, longest = True, 0
        for part in parts:
            piece = self._build(part)
            for position in lasts:
                self._follow[position] |= piece.firsts
            firsts = firsts | piece.firsts if empty else firsts
            lasts = lasts | piece.lasts if piece.empty else piece.lasts
            empty, longest = empty and piece.empty, longest + piece.longest
        return _Piece(firsts, lasts, empty=empty, longest=longest)


class _Run:
    """States and steps that were needed so far."""

    def __init__(self) -> None:
        self.ids: dict[frozenset[int], int] = {frozenset(): 0}
        self.sets: list[frozenset[int]] = [frozenset()]
        self.steps: dict[object, tuple[int, tuple[int, ...]]] = {}


class _Scan:
    """One pass over one message: where it has been, and the beginnings found so far."""

    __slots__ = ("known", "path", "sets", "spans", "states")

    def __init__(self, path: Path, spans: Spans, sets: list[frozenset[int]]) -> None:
        self.path, self.spans, self.sets = path, spans, sets
        self.states: list[int] = []
        self.known: dict[int, int] = {}


class Automaton:
    """The tables of a ``Builder``, ready to run. Scanning changes nothing that can be seen: threads may share one.

    Of parts in ``ends_only`` just the end is wanted; their matches are told as the last token alone, which is quicker.
    """

    def __init__(self, tables: Mapping[str, Any], *, ends_only: Collection[int] = ()) -> None:
        self._ends_only = frozenset(ends_only)
        self._label: list[int] = tables["label"]
        self._follow: list[list[int]] = tables["follow"]
        self._firsts = frozenset(tables["firsts"])
        self._completes: dict[int, int] = {position: number for position, number in tables["completes"]}  # noqa: C416
        before: list[list[int]] = [[] for _ in self._label]
        for position, following in enumerate(self._follow):
            for after in following:
                before[after].append(position)
        self._before = [frozenset(each) for each in before]
        self._initial = self._by_label(self._firsts)
        self._next: dict[int, dict[int, list[int]]] = {}
        self._run = _Run()

    def scan(self, path: Path, spans: Spans) -> list[tuple[int, int, int]]:
        """Every match as (part, first token, last token), the earliest beginning for each end."""
        run = self._run
        if len(run.sets) > _MOST_STATES or len(run.steps) > _MOST_STEPS:
            run = self._run = _Run()
        at = _Scan(path, spans, run.sets)
        state, states, found = 0, at.states, []
        for index, (number, labels) in enumerate(path):
            ending = spans.get(index)
            if ending is None:
                key: object = (state, number)
                jumps: tuple[tuple[int, int], ...] = ()
            else:
                jumps = tuple(sorted({(states[start - 1] if start else 0, label) for label, start in ending}))
                key = (state, number, jumps)
            step = run.steps.get(key)
            if step is None:
                step = run.steps[key] = self._step(run, state, labels, jumps)
            state = step[0]
            states.append(state)
            if step[1]:
                begins: dict[int, int] = {}
                for position in step[1]:
                    part = self._completes[position]
                    first = index if part in self._ends_only else self._begin(at, position, index)
                    begins[part] = min(first, begins.get(part, first))
                found += [(part, first, index) for part, first in begins.items()]
        return found

    def _by_label(self, positions: Iterable[int]) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for position in positions:
            found.setdefault(self._label[position], []).append(position)
        return found

    def _step(
        self, run: _Run, state: int, labels: frozenset[int], jumps: tuple[tuple[int, int], ...]
    ) -> tuple[int, tuple[int, ...]]:
        reached: set[int] = set()
        for label in labels:
            reached.update(self._initial.get(label, ()))
        self._go(run.sets[state], labels, reached)
        for before, label in jumps:
            reached.update(self._initial.get(label, ()))
            self._go(run.sets[before], frozenset([label]), reached)
        accepted = tuple(sorted(position for position in reached if position in self._completes))
        alive = frozenset(position for position in reached if self._follow[position])
        number = run.ids.get(alive)
        if number is None:
            number = run.ids[alive] = len(run.sets)
            run.sets.append(alive)
        return number, accepted

    def _go(self, positions: frozenset[int], labels: frozenset[int], reached: set[int]) -> None:
        """Add every position that follows one of ``positions`` and wants one of ``labels``."""
        for position in positions:
            following = self._next.get(position)
            if following is None:
                following = self._next[position] = self._by_label(self._follow[position])
            if len(following) < len(labels):
                for label, found in following.items():
                    if label in labels:
                        reached.update(found)
            else:
                for label in labels:
                    reached.update(following.get(label, ()))

    def _begin(self, at: _Scan, position: int, index: int) -> int:
        """The earliest token at which a match may begin that is in ``position`` at token ``index``.

        Goes back only through positions that the scan was really in; the depth is bounded by ``_LONGEST``.
        """
        key = position * len(at.path) + index
        found = at.known.get(key)
        if found is not None:
            return found
        label, before = self._label[position], self._before[position]
        begins: Sequence[int] = (index,) if label in at.path[index][1] else ()
        if index in at.spans:
            begins = [*begins, *(start for each, start in at.spans[index] if each == label)]
        found = _NEVER
        for start in begins:
            if start < found and position in self._firsts:
                found = start
            if before and start:
                for each in before & at.sets[at.states[start - 1]]:
                    earlier = self._begin(at, each, start - 1)
                    if earlier < found:
                        found = earlier
        at.known[key] = found
        return found
