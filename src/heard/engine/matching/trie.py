"""Rows of plain words, such as most members of word classes are, and where they stand in a message."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.engine.matching.automaton import Spans

_MOST_BRANCHES = 60_000


class WordRows:
    """Members of classes that are plain rows of words, as a trie whose branches grow when they are needed.

    ``rows`` stand in order, so those that begin with the same word are neighbours.
    """

    def __init__(self, rows: list[str], labels: Sequence[int]) -> None:
        self._sorted, self._labels = rows, labels
        self._trie: dict[str, dict[str, Any] | None] = {}

    def spans(self, norms: Sequence[str]) -> Spans:
        """For each label the last tokens of its rows in a message, with the first ones."""
        spans: Spans = {}
        trie = self._trie
        for first, norm in enumerate(norms):
            node = trie[norm] if norm in trie else self._branch(norm)
            last = first
            while node is not None:
                for label in node.get("", ()):
                    spans.setdefault(label, {}).setdefault(last, []).append(first)
                last += 1
                node = node.get(norms[last]) if last < len(norms) else None
        return spans

    def _branch(self, word: str) -> dict[str, Any] | None:
        """Every row that begins with this word."""
        if len(self._trie) > _MOST_BRANCHES:
            self._trie = {}
        begin = bisect_left(self._sorted, word)
        branch: dict[str, Any] = {}
        while begin < len(self._sorted) and (row := self._sorted[begin].split(" "))[0] == word:
            node = branch
            for each in row[1:]:
                node = node.setdefault(each, {})
            node.setdefault("", []).append(self._labels[begin])
            begin += 1
        self._trie[word] = branch or None
        return branch or None
