"""All phrases of a playbook against a message, in time linear in its tokens.

Members of word classes are found first (plain rows of words by a trie), those that other classes are made of before
those; then the phrases, in which a member of a class is one step. No regular expression of a team ever runs on a
customer's text.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from heard.engine.matching import phrases as ph
from heard.engine.matching.across import Across
from heard.engine.matching.automaton import Automaton, Labels, Sight
from heard.engine.matching.builder import Builder
from heard.engine.matching.flat import Rows, pack, pack_rows, unpack
from heard.engine.matching.pieces import Pieces, moved
from heard.engine.matching.sieve import compile_sieve
from heard.engine.matching.trie import WordRows
from heard.engine.tokens import BOUNDARY
from heard.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from heard.engine.matching.automaton import Spans
    from heard.engine.matching.pieces import Found, Key, Piece
    from heard.engine.tokens import Tokens

_END = ph.word_label(BOUNDARY)
_MOST_TOKENS, _MOST_ROWS = 60_000, 64
_MOST_SEEN, _SHORT = 2000, 120
_FEW = 4
"""The most sentences of a message that are looked at by themselves, because the others are known."""


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
    """The tables of a ``Matcher``: plain values that JSON can hold.

    Raises ``ContentError`` C007 for a class that contains itself, C014 for too much.
    """
    names = _Names()
    builder = Builder(names)
    built = [builder.build(parts)]
    order = _in_order(builder.classes, classes)
    single: dict[str, list[str]] = {}
    rows: list[tuple[list[str], str]] = []
    of_levels: list[list[str]] = []
    for level in order:
        complex_parts: list[tuple[str, ph.Part]] = []
        for name in level:
            label = ph.class_label(name)
            for part in classes[name]:
                plain = _plain_rows(part)
                if isinstance(part, ph.Atom):
                    single.setdefault(part.label, []).append(label)
                elif plain is not None:
                    rows += [(row, label) for row in plain]
                else:
                    complex_parts.append((label, part))
        if complex_parts:
            built.append(builder.build(part for _, part in complex_parts))
            of_levels.append([label for label, _ in complex_parts])
    steps = {labels for _, chains in built for chain in chains for labels, _ in chain}
    bases, bases_of = _base_table({*names.ids, *steps}, single, [label for _, label in rows])
    ids = {base: number for number, base in enumerate(bases)}
    across = Across(list(names.ids))
    made = []
    for of_level, (found, chains) in zip([*of_levels, []], [*built[1:], built[0]], strict=True):
        for label, row in zip(of_level, found, strict=False):
            across.add(label, row)
        over = [number for number, row in enumerate(found) if across(row)]
        sieve = compile_sieve(chains, bases_of, across=over, boundary=ids[_END])
        made.append({"rows": pack_rows(found), "sieve": sieve})
    rows.sort()
    return {
        "bases": "\t".join(bases),
        "labels": pack_rows([bases_of[labels] for labels in names.ids]),
        "gaps": [[label, width] for label, width in enumerate(map(_width, names.ids)) if width],
        "rows": "\t".join(" ".join(row) for row, _ in rows),
        "row_labels": pack(ids[label] for _, label in rows),
        "phrases": made[-1],
        "levels": [
            {"classes": pack(ids[label] for label in found), "automaton": automaton}
            for found, automaton in zip(of_levels, made[:-1], strict=True)
        ],
    }


def _base_table(
    wanted: Iterable[frozenset[str]], single: Mapping[str, Sequence[str]], more: Iterable[str]
) -> tuple[list[str], dict[frozenset[str], list[int]]]:
    """The basic labels that tokens and members of classes carry, and the ids of those that joint labels stand for."""
    of_class: dict[str, list[str]] = {}
    for base, labels in single.items():
        for label in labels:
            of_class.setdefault(label, []).append(base)
    of_joint = {labels: {base for label in labels for base in _bases(label, of_class)} for labels in wanted}
    bases = sorted({_END, *more}.union(*of_joint.values()))
    ids = {base: number for number, base in enumerate(bases)}
    return bases, {labels: sorted(ids[base] for base in found) for labels, found in of_joint.items()}


def _bases(label: str, of_class: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """What stands for a label: itself, and for a class its members of one word; for a gap any token."""
    return [ph.ANY] if label.startswith(ph.GAP) else [label, *of_class.get(label, ())]


def _width(labels: frozenset[str]) -> int:
    """How many tokens a label stands for at most, if it is a gap's; else 0."""
    return next((int(label.removeprefix(ph.GAP)) for label in labels if label.startswith(ph.GAP)), 0)


def _plain_rows(part: ph.Part) -> list[list[str]] | None:
    """The rows of words that a part matches, if it is made of a few of them and nothing else."""
    match part:
        case ph.Atom(label):
            return [[label[2:]]] if label.startswith("w:") and label != _END else None
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

    ``conditions`` are the bits of phrases that matter only beside a match of another, ``beside`` tells those that
    belong to another: they are looked for when it matched, and a match of theirs tells its last token alone.
    """

    def __init__(
        self, tables: Mapping[str, Any], *, conditions: int = 0, beside: Callable[[int], int] = lambda _: 0
    ) -> None:
        bases: list[str] = tables["bases"].split("\t")
        self._bases = dict(zip(bases, range(len(bases)), strict=True))
        classes = range(bisect_left(bases, "k:"), bisect_left(bases, "k;"))
        self._labels = Labels(Rows(tables["labels"]), classes, dict(tables["gaps"]), self._bases[_END])
        self._levels = [(unpack(level["classes"]), Automaton(level["automaton"])) for level in tables["levels"]]
        self._phrases = Automaton(tables["phrases"])
        self._conditions, self._beside = conditions, beside
        self._pieces = Pieces()
        self._rows = WordRows(tables["rows"].split("\t"), unpack(tables["row_labels"]))
        prefixes: dict[str, list[str]] = {}
        for label in bases[bisect_left(bases, "p:") : bisect_left(bases, "p;")]:
            prefixes.setdefault(label[2:5], []).append(label[2:])
        self._prefixes = {start: tuple(found) for start, found in prefixes.items()}
        self._of_token: dict[tuple[str, str], tuple[int, ...]] = {}
        self._seen: dict[
            tuple[tuple[tuple[int, ...], ...], tuple[tuple[int, ...], ...], int], list[tuple[int, int, int]]
        ] = {}
        """Matches in short messages: standard sentences and short answers come again and again."""

    def __call__(self, tokens: Tokens, *, among: int = -1) -> list[Match]:
        """Every match, the earliest beginning for its end, in order of its end. ``among``: bits of those wanted."""
        norms, path = tokens.norms, self._path(tokens)
        spans = self._rows.spans(norms)
        stretches = [(base, last, *firsts) for base, ends in spans.items() for last, firsts in ends.items()]
        key = tuple(path), tuple(stretches), among
        found = self._seen.get(key)
        if found is None:
            found = self._found(tokens, path, spans, among)
            if len(path) <= _SHORT:
                if len(self._seen) >= _MOST_SEEN:
                    self._seen = {}
                self._seen[key] = found
        return [
            Match(phrase, first + (norms[first] == BOUNDARY), last + (norms[last] != BOUNDARY))
            for phrase, first, last in found
        ]

    def _found(self, tokens: Tokens, path: list[tuple[int, ...]], spans: Spans, among: int) -> list[Found]:
        """Every match as the automata tell it: of the whole message, or where most of it is known, of what is new."""
        sentences = self._pieces.cut(tokens, among)
        pieces = [(at, self._pieces.get(key)) for at, key in sentences]
        new = sum(piece is None for _, piece in pieces)
        sight = Sight(path, spans, self._labels)
        if new > _FEW or 2 * new > len(pieces):
            found, may, _ = self._looked(sight, sentences, among)
        else:
            known = [
                (at, piece or self._alone(path, at, key))
                for (at, piece), (_, key) in zip(pieces, sentences, strict=True)
            ]
            found, may = self._joined(sight, known, among)
        wanted = 0
        for number in {match[0] for match in found}:
            wanted |= self._beside(number)
        found += self._phrases.ends(sight, may & wanted)
        found.sort(key=lambda match: (match[2], match[0]))
        return found

    def _looked(
        self, sight: Sight, sentences: list[tuple[int, Key]], among: int, *, within: bool = False
    ) -> tuple[list[Found], int, list[Piece]]:
        """The matches of these sentences, the phrases of conditions that may match, and the pieces that are kept.

        ``within``: only those are wanted that can't go across a sentence's end.
        """
        levels = []
        for classes, automaton in self._levels:
            over = automaton.across
            found = automaton.scan(sight, automaton.may(sight, ~over if within else -1))
            found.sort(key=lambda match: match[2])
            sight.add([(classes[number], first, last) for number, first, last in found])
            levels.append([(classes[n], first, last) for n, first, last in found if not over >> n & 1])
        may = self._phrases.may(sight, among)
        over = self._phrases.across
        if within:
            may &= ~over
        found = self._phrases.scan(sight, may & ~self._conditions)
        inside = [match for match in found if not over >> match[0] & 1]
        pieces = self._pieces.keep(sentences, levels, inside, may & self._conditions & ~over)
        return found, may, pieces

    def _alone(self, path: list[tuple[int, ...]], start: int, key: Key) -> Piece:
        """The piece of a sentence that is looked at by itself."""
        sight = Sight(path[start : start + len(key[0])], self._rows.spans(key[0]), self._labels)
        return self._looked(sight, [(0, key)], key[2], within=True)[2][0]

    def _joined(self, sight: Sight, pieces: list[tuple[int, Piece]], among: int) -> tuple[list[Found], int]:
        """As ``_looked``, of sentences that are known; what goes across their ends is looked for here."""
        for level, (classes, automaton) in enumerate(self._levels):
            sight.add([found for at, piece in pieces for found in moved(piece.levels[level], at)])
            if automaton.across:
                more = automaton.scan(sight, automaton.may(sight, automaton.across))
                sight.add([(classes[number], first, last) for number, first, last in more])
        found = [match for at, piece in pieces for match in moved(piece.matches, at)]
        may = self._phrases.may(sight, among & self._phrases.across)
        found += self._phrases.scan(sight, may & ~self._conditions)
        for _, piece in pieces:
            may |= piece.conditions
        return found, may

    def _path(self, tokens: Tokens) -> list[tuple[int, ...]]:
        """The base labels of each token."""
        if len(self._of_token) > _MOST_TOKENS:
            self._of_token = {}
        known = self._of_token
        path = []
        for key in zip(tokens.norms, tokens.kinds, strict=True):
            found = known.get(key)
            if found is None:
                labels = dict.fromkeys(ph.labels_of(*key, self._prefixes))
                found = known[key] = tuple(self._bases[label] for label in labels if label in self._bases)
            path.append(found)
        return path


def _in_order(named: set[str], classes: Mapping[str, Sequence[ph.Part]]) -> list[list[str]]:
    """Those named, and those they need, in the order in which they can be found.

    Raises C007 when one contains itself.
    """
    needs: dict[str, set[str]] = {}
    waiting = sorted(named, reverse=True)
    while waiting:
        name = waiting.pop()
        if name not in needs:
            needs[name] = {inner for part in classes[name] for inner in ph.classes_in(part)}
            waiting += sorted(needs[name], reverse=True)
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
