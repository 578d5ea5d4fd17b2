"""Which phrases may go on after a sentence's end. All others match within one sentence, its two boundaries included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.engine.matching import phrases as ph
from heard.engine.matching.builder import read_row
from heard.engine.tokens import BOUNDARY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from heard.engine.matching.builder import Row

_END = ph.word_label(BOUNDARY)


class Across:
    """Tells it of the rows of ``builder``; classes must be told before the rows that name them.

    ``labels`` are the labels behind each label's number.
    """

    def __init__(self, labels: Sequence[frozenset[str]]) -> None:
        self._labels = labels
        self._begin, self._end, self._over = {_END}, {_END}, set[str]()
        """Labels that may begin with a sentence's end, end with it, go across it."""

    def add(self, label: str, row: list[int]) -> None:
        """The row of one member of a word class, which carries this label."""
        read = read_row(row)
        over = self(row)
        if not self._begin.isdisjoint(self._carried(read, read.doors[0])):
            self._begin.add(label)
        if not self._end.isdisjoint(self._carried(read, [at for at, ends in enumerate(read.ends) if ends])):
            self._end.add(label)
        if over:
            self._over.add(label)

    def __call__(self, row: list[int]) -> bool:
        """Whether a match may hold a sentence's end with a token before it and one after it."""
        read = read_row(row)
        every = range(len(read.labels))
        later = {position for door in read.doors[1:] for position in door}
        goes_on = [position for position in every if read.ahead[position]]
        return not (
            self._over.isdisjoint(self._carried(read, every))
            and self._begin.isdisjoint(self._carried(read, later) - {_END})
            and self._end.isdisjoint(self._carried(read, goes_on) - {_END})
            and _END not in self._carried(read, later.intersection(goes_on))
        )

    def _carried(self, read: Row, positions: Iterable[int]) -> set[str]:
        """Every label that these positions may want."""
        return {label for position in positions for label in self._labels[read.labels[position]]}
