"""All phrases of a playbook against a message, in time linear in its tokens.

Word classes are found first, those that others are made of before those; then the phrases, in which a member of a
class is one step. No regular expression of a team ever runs on a customer's text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from heard.engine import phrases as ph
from heard.engine.automaton import Automaton
from heard.engine.tokens import BOUNDARY
from heard.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from heard.engine.automaton import Spans
    from heard.engine.tokens import Tokens

_MOST_LABELS = 60_000


@dataclass(frozen=True, slots=True)
class Match:
    """Phrase number ``phrase`` matched the tokens ``first`` to ``last`` (exclusive), boundaries left out."""

    phrase: int
    first: int
    last: int


class _Level:
    """Classes that only need classes of lower levels: members of several tokens, and which class each is of."""

    def __init__(self, classes: Mapping[str, Sequence[ph.Part]]) -> None:
        rows = [(name, part) for name, parts in classes.items() for part in parts if not isinstance(part, ph.Atom)]
        self.names = [name for name, _ in rows]
        self.automaton = Automaton([part for _, part in rows])


class Matcher:
    """Compiled phrases and classes. Matching changes nothing that can be seen; may be shared between threads."""

    def __init__(self, parts: Sequence[ph.Part], classes: Mapping[str, Sequence[ph.Part]]) -> None:
        used = _used(parts, classes)
        self._levels = [_Level({name: classes[name] for name in level}) for level in _levels(used, classes)]
        self._levels = [level for level in self._levels if level.names]
        self._phrases = Automaton(parts)
        self._derived: dict[str, tuple[str, ...]] = {}
        for name in used:
            self._derive(f"k:{name}", [part.label for part in classes[name] if isinstance(part, ph.Atom)])
        for automaton in (self._phrases, *(level.automaton for level in self._levels)):
            for labels, joint in automaton.joints.items():
                self._derive(joint, labels)
        self._wanted = {*self._phrases.labels, *(label for level in self._levels for label in level.automaton.labels)}
        prefixes: dict[str, set[str]] = {}
        for label in {*self._derived, *self._wanted}:
            if label.startswith("p:"):
                prefixes.setdefault(label[2:5], set()).add(label[2:])
        self._prefixes = {start: tuple(sorted(found)) for start, found in prefixes.items()}
        self._labels: dict[tuple[str, str], tuple[int, frozenset[str]]] = {}
        self._numbers: dict[frozenset[str], int] = {}

    def __call__(self, tokens: Tokens) -> list[Match]:
        """Every match, the earliest beginning for its end, in order of its end."""
        path = self._path(tokens)
        spans: Spans = {}
        for level in self._levels:
            for number, first, last in level.automaton.scan(path, spans):
                spans.setdefault(last, []).append((level.names[number], first))
        found = []
        for phrase, first, last in self._phrases.scan(path, spans):
            found.append(Match(phrase, first + (tokens.norms[first] == BOUNDARY), last + (tokens.norms[last] != BOUNDARY)))
        return found

    def _derive(self, label: str, of: Sequence[str] | frozenset[str]) -> None:
        for base in of:
            self._derived[base] = (*self._derived.get(base, ()), label)

    def _path(self, tokens: Tokens) -> list[tuple[int, frozenset[str]]]:
        """For each token its labels and a number that stands for them."""
        if len(self._labels) > _MOST_LABELS:
            self._labels = {}
        known = self._labels
        path = []
        for key in zip(tokens.norms, tokens.kinds, strict=True):
            found = known.get(key)
            if found is None:
                base = ph.labels_of(*key, self._prefixes)
                derived = (label for each in base for label in self._derived.get(each, ()))
                labels = frozenset(label for label in (*base, *derived) if label in self._wanted)
                found = known[key] = (self._numbers.setdefault(labels, len(self._numbers)), labels)
            path.append(found)
        return path


def _used(parts: Sequence[ph.Part], classes: Mapping[str, Sequence[ph.Part]]) -> set[str]:
    """The classes that phrases need, directly or through other classes."""
    waiting = [name for part in parts for name in ph.classes_in(part)]
    used: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in used:
            used.add(name)
            waiting += [inner for part in classes[name] for inner in ph.classes_in(part)]
    return used


def _levels(used: set[str], classes: Mapping[str, Sequence[ph.Part]]) -> list[list[str]]:
    """Classes in the order in which they can be found. Raises C007 when one contains itself."""
    needs = {name: {inner for part in classes[name] for inner in ph.classes_in(part)} for name in sorted(used)}
    levels: list[list[str]] = []
    done: set[str] = set()
    while len(done) < len(needs):
        ready = [name for name, inner in needs.items() if name not in done and inner <= done]
        if not ready:
            left = next(name for name in needs if name not in done)
            raise ContentError("C007", f"word class '<{left}>' contains itself")
        levels.append(ready)
        done.update(ready)
    return levels
