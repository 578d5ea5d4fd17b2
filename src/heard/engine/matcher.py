"""All phrases of a playbook against a message, in time linear in its tokens.

Members of word classes are found first (plain rows of words by a trie), those that other classes are made of before
those; then the phrases, in which a member of a class is one step. No regular expression of a team ever runs on a
customer's text.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from heard.engine import phrases as ph
from heard.engine.automaton import Automaton, Builder
from heard.engine.tokens import BOUNDARY
from heard.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from heard.engine.automaton import Path, Spans
    from heard.engine.tokens import Tokens

_MOST_LABELS, _MOST_ROWS = 60_000, 64


@dataclass(frozen=True, slots=True)
class Match:
    """Phrase number ``phrase`` matched the tokens ``first`` to ``last`` (exclusive), boundaries left out."""

    phrase: int
    first: int
    last: int


class _Names:
    """Labels to ids. A joint label stands for any of several."""

    def __init__(self) -> None:
        self.ids: dict[frozenset[str], int] = {}

    def __call__(self, labels: Iterable[str]) -> int:
        return self.ids.setdefault(frozenset(labels), len(self.ids))


def compile_phrases(parts: Sequence[ph.Part], classes: Mapping[str, Sequence[ph.Part]]) -> dict[str, Any]:
    """The tables of a ``Matcher``, as plain lists that JSON can hold.

    Raises ``ContentError`` C007 for a class that contains itself, C014 for too much.
    """
    names = _Names()
    order = _in_order(_used(parts, classes), classes)
    single: dict[str, list[str]] = {}
    rows: list[tuple[list[str], int]] = []
    levels = []
    for level in order:
        complex_parts: list[tuple[int, ph.Part]] = []
        for name in level:
            label = names([ph.class_label(name)])
            for part in classes[name]:
                plain = _plain_rows(part)
                if isinstance(part, ph.Atom):
                    single.setdefault(part.label, []).append(ph.class_label(name))
                elif plain is not None:
                    rows += [(row, label) for row in plain]
                else:
                    complex_parts.append((label, part))
        if complex_parts:
            tables = Builder(names).build(part for _, part in complex_parts)
            levels.append({"classes": [label for label, _ in complex_parts], "automaton": tables})
    phrases = Builder(names).build(parts)
    return {"labels": _label_table(names, single), "rows": rows, "levels": levels, "phrases": phrases}


def _label_table(names: _Names, single: Mapping[str, Sequence[str]]) -> dict[str, list[int]]:
    """For each basic label of a token, the ids of every label that it carries with it."""
    table: dict[str, list[int]] = {}
    of_class: dict[str, list[str]] = {}
    for base, classes in single.items():
        for label in classes:
            of_class.setdefault(label, []).append(base)
    for labels, number in names.ids.items():
        for label in labels:
            for base in (label, *of_class.get(label, ())):
                table.setdefault(base, []).append(number)
    return {base: sorted(set(found)) for base, found in table.items()}


def _plain_rows(part: ph.Part) -> list[list[str]] | None:
    """The rows of words that a part matches, if it is made of a few of them and nothing else."""
    match part:
        case ph.Atom(label):
            return [[label[2:]]] if label.startswith("w:") and label != ph.word_label(BOUNDARY) else None
        case ph.Choice(options):
            found = [_plain_rows(option) for option in options]
            rows = None if any(each is None for each in found) else [row for each in found for row in each or ()]
        case ph.Optional(inner):
            some = _plain_rows(inner)
            rows = None if some is None else [[], *some]
        case ph.Sequence(parts):
            each = [_plain_rows(one) for one in parts]
            if any(one is None for one in each):
                return None
            count = 1
            for one in each:
                count *= len(one or ())
            if count > _MOST_ROWS:
                return None
            rows = [[word for row in chosen for word in row] for chosen in product(*(one or () for one in each))]
        case _:
            return None
    return rows if rows is not None and len(rows) <= _MOST_ROWS else None


class Matcher:
    """Compiled phrases and classes. Matching changes nothing that can be seen; may be shared between threads.

    Of the phrases in ``ends_only`` a match tells its last token alone.
    """

    def __init__(self, tables: Mapping[str, Any], *, ends_only: Collection[int] = ()) -> None:
        self._table: Mapping[str, list[int]] = tables["labels"]
        self._levels = [(level["classes"], Automaton(level["automaton"])) for level in tables["levels"]]
        self._phrases = Automaton(tables["phrases"], ends_only=ends_only)
        self._trie: dict[str, Any] = {}
        for words, label in tables["rows"]:
            node = self._trie
            for word in words:
                node = node.setdefault(word, {})
            node.setdefault("", []).append(label)
        prefixes: dict[str, list[str]] = {}
        for label in self._table:
            if label.startswith("p:"):
                prefixes.setdefault(label[2:5], []).append(label[2:])
        self._prefixes = {start: tuple(sorted(found)) for start, found in prefixes.items()}
        self._labels: dict[tuple[str, str], tuple[int, frozenset[int]]] = {}
        self._numbers: dict[frozenset[int], int] = {}

    def __call__(self, tokens: Tokens) -> list[Match]:
        """Every match, the earliest beginning for its end, in order of its end."""
        path = self._path(tokens)
        spans = self._rows(tokens)
        for classes, automaton in self._levels:
            for number, first, last in automaton.scan(path, spans):
                spans.setdefault(last, []).append((classes[number], first))
        found = []
        for phrase, first, last in self._phrases.scan(path, spans):
            found.append(
                Match(phrase, first + (tokens.norms[first] == BOUNDARY), last + (tokens.norms[last] != BOUNDARY))
            )
        return found

    def _rows(self, tokens: Tokens) -> Spans:
        """Members of classes that are plain rows of words."""
        spans: Spans = {}
        norms, trie = tokens.norms, self._trie
        for first, norm in enumerate(norms):
            node = trie.get(norm)
            last = first
            while node is not None:
                for label in node.get("", ()):
                    spans.setdefault(last, []).append((label, first))
                last += 1
                node = node.get(norms[last]) if last < len(norms) else None
        return spans

    def _path(self, tokens: Tokens) -> Path:
        """The tokens' labels."""
        if len(self._labels) > _MOST_LABELS:
            self._labels = {}
        known = self._labels
        path = []
        for key in zip(tokens.norms, tokens.kinds, strict=True):
            found = known.get(key)
            if found is None:
                base = ph.labels_of(*key, self._prefixes)
                labels = frozenset(number for label in base for number in self._table.get(label, ()))
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


def _in_order(used: set[str], classes: Mapping[str, Sequence[ph.Part]]) -> list[list[str]]:
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
