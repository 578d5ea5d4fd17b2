"""What was found in single sentences, kept: a draft that is reworded in one place is matched anew in that place alone.

A sentence reaches from one boundary to the next, both included. Kept is what cannot go across a sentence's end, with
places counted from the sentence's first boundary; so it is the same in whatever message the sentence stands.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from heard.engine.tokens import BOUNDARY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from heard.engine.tokens import Tokens

_MOST, _LONG = 2000, 120

Found = tuple[int, int, int]
"""A number, of a phrase or of a label, with its first and its last token."""
Key = tuple[tuple[str, ...], tuple[str, ...], int]


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence: for each level its members of word classes; its matches; phrases of conditions that it may hold."""

    levels: tuple[tuple[Found, ...], ...]
    matches: tuple[Found, ...]
    conditions: int


class Pieces:
    """Sentences by their words, for each choice of phrases that were looked for; so many that memory is bounded."""

    def __init__(self) -> None:
        self._known: dict[Key, Piece] = {}

    def cut(self, tokens: Tokens, among: int) -> list[tuple[int, Key]]:
        """The sentences of a message: where each begins, and its key."""
        norms, kinds = tokens.norms, tokens.kinds
        bounds = [index for index, norm in enumerate(norms) if norm == BOUNDARY]
        return [(a, (norms[a : b + 1], kinds[a : b + 1], among)) for a, b in pairwise(bounds)]

    def get(self, key: Key) -> Piece | None:
        """What is known of a sentence."""
        return self._known.get(key)

    def keep(
        self,
        sentences: Sequence[tuple[int, Key]],
        levels: Sequence[Iterable[Found]],
        matches: Iterable[Found],
        may: int,
    ) -> list[Piece]:
        """What was found in a message of these sentences, one piece each; none of it goes across their ends."""
        starts = [start for start, _ in sentences]
        by_level = [_parted(starts, found) for found in levels]
        of_matches = _parted(starts, matches)
        pieces = []
        for number, (_, key) in enumerate(sentences):
            piece = Piece(tuple(tuple(rows[number]) for rows in by_level), tuple(of_matches[number]), may)
            if len(key[0]) <= _LONG:
                if len(self._known) >= _MOST:
                    self._known = {}
                self._known[key] = piece
            pieces.append(piece)
        return pieces


def moved(found: Iterable[Found], by: int) -> list[Found]:
    """The same, so many tokens later."""
    return [(number, first + by, last + by) for number, first, last in found]


def _parted(starts: Sequence[int], found: Iterable[Found]) -> list[list[Found]]:
    """What was found, for each sentence, counted from its beginning. A sentence's last boundary belongs to it."""
    parted: list[list[Found]] = [[] for _ in starts]
    for number, first, last in found:
        at = max(0, bisect_left(starts, last) - 1)
        parted[at].append((number, first - starts[at], last - starts[at]))
    return parted
