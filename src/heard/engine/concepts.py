"""What a message is about, as a small set of concepts: stems of its content words, synonyms joined by the pack."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from heard.engine.tokens import Tokens

_ENDINGS = ("ations", "ation", "ings", "ing", "edly", "ied", "ies", "ed", "es", "ly", "s")
_MOST = 24


def words_of(text: str) -> frozenset[str]:
    """The words of a text that are parted by blanks.

    >>> sorted(words_of("not never"))
    ['never', 'not']
    """
    return frozenset(text.split())


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word without its common English endings, never shorter than four letters, or three for a plural.

    >>> stem("crashing"), stem("crashed"), stem("dogs"), stem("bus")
    ('crash', 'crash', 'dog', 'bus')
    """
    if len(word) == 4 and word[-1] == "s" and word[-2] not in "aisu":
        return word[:-1]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


class Concepts:
    """Concepts of tokens. ``same`` maps the name of a concept to the words that stand for it."""

    def __init__(self, *, stopwords: Collection[str], same: Mapping[str, Iterable[str]]) -> None:
        self._stopwords = frozenset(stopwords)
        self._same = {word: name for name, words in sorted(same.items()) for word in words}

    def of(self, tokens: Tokens, first: int = 0, last: int | None = None) -> tuple[str, ...]:
        """The concepts of tokens ``first`` to ``last``, sorted, at most 24; codes and numbers stand for themselves."""
        found: dict[str, None] = {}
        for index in range(first, len(tokens.norms) if last is None else last):
            norm, kind = tokens.norms[index], tokens.kinds[index]
            if kind == "word" and norm not in self._stopwords and len(norm) > 2:
                found[self._same.get(norm) or stem(norm)] = None
            elif kind == "code" or (kind == "number" and len(norm) > 2):
                found[norm.strip("#")[:40]] = None
            if len(found) >= _MOST:
                break
        return tuple(sorted(found))

    def tells(self, norm: str) -> bool:
        """Whether a word says something about a matter, as "the" and "have" do not."""
        return len(norm) > 2 and norm[0] != "<" and norm not in self._stopwords

    def of_words(self, words: Iterable[str]) -> tuple[str, ...]:
        """The concepts of words that are in their normal form already, sorted."""
        return tuple(sorted({self._same.get(norm) or stem(norm) for norm in words if self.tells(norm)}))


def overlap(one: Collection[str], other: Collection[str]) -> tuple[int, float]:
    """How many concepts two messages share, and that number as a share of the smaller one (0 when one is empty).

    >>> overlap({"parcel", "late"}, {"parcel", "late", "angry"})
    (2, 1.0)
    """
    shared = len(set(one) & set(other))
    smaller = min(len(one), len(other))
    return shared, shared / smaller if smaller else 0.0
