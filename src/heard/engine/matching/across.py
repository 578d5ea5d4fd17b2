"""Which phrases may go on after a sentence's end. All others match within one sentence, its two boundaries included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.engine.matching import phrases as ph
from heard.engine.matching.builder import FIRST, LAST
from heard.engine.tokens import BOUNDARY

if TYPE_CHECKING:
    from collections.abc import Sequence

_END = ph.word_label(BOUNDARY)


class Across:
    """Tells it of the rows of ``builder``; classes must be told before the rows that name them.

    ``labels`` are the labels behind each label's number.
    """

    def __init__(self, labels: Sequence[frozenset[str]]) -> None:
        self._labels = labels
        self._begin, self._end, self._over = {_END}, {_END}, set[str]()
        """Labels that may begin with a sentence's end, end with it, go across it."""

    def add(self, label: str, row: Sequence[int]) -> None:
        """The row of one member of a word class, which carries this label."""
        count = row[0]
        for number, mark in zip(row[1 : 1 + count], row[1 + count : 1 + 2 * count], strict=True):
            if mark & FIRST and not self._begin.isdisjoint(self._labels[number]):
                self._begin.add(label)
            if mark & LAST and not self._end.isdisjoint(self._labels[number]):
                self._end.add(label)
        if self(row):
            self._over.add(label)

    def __call__(self, row: Sequence[int]) -> bool:
        """Whether a match may hold a sentence's end with a token before it and one after it."""
        count = row[0]
        later = set(row[1 + 2 * count :])
        for position, number in enumerate(row[1 : 1 + count]):
            labels = self._labels[number]
            goes_on = row[1 + count + position] >> 2 > 0
            if not self._over.isdisjoint(labels):
                return True
            if position in later and goes_on and not (self._begin | self._end).isdisjoint(labels):
                return True
            if position in later and not self._begin.isdisjoint(labels - {_END}):
                return True
            if goes_on and not self._end.isdisjoint(labels - {_END}):
                return True
        return False
