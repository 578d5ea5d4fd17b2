"""The customer's own words given back as they stood (row 19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.engine.listening.turn import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heard.engine.listening.turn import Turn
    from heard.engine.types import Caution, Evidence

_SWAPPED = {
    **dict.fromkeys(["i", "me", "you", "we", "us", "myself", "yourself"], "<who>"),
    **dict.fromkeys(["my", "your", "our", "mine", "yours"], "<whose>"),
    **dict.fromkeys(["am", "are", "is", "was", "were"], "<be>"),
    **dict.fromkeys(["has", "have", "had"], "<have>"),
    **dict.fromkeys(["does", "do", "did"], "<do>"),
    **dict.fromkeys(["this", "that", "it"], "<it>"),
}
_SILENT = frozenset([",", "-", "–", "—", ";", ":", "(", ")", '"', "“", "”", "'", "so", "and", "that", "!", "."])
_BLOCK = 3
_LEAST_ALIKE, _LEAST_TELLING = 7, 4
_SHARE_OF_THEIRS, _SHARE_OF_OURS, _LONG = 0.6, 0.5, 11


def verbatim_echo(turn: Turn) -> Iterator[Caution]:
    """A sentence, or most of one, copied from the customer, pronouns swapped or not."""
    tokens = turn.parsed.tokens
    told = [
        [n for n in range(first, last) if _tells(tokens.norms[n]) and not tokens.quoted[n]]
        for first, last in sentences(turn.parsed)
    ]
    long_enough = [places for places in told if len(places) >= _LEAST_ALIKE]
    if not long_enough:
        return
    theirs = [(heard.at, line) for heard in turn.memory.heard for line in _lines(heard.words)]
    blocks = [frozenset(_blocks(line)) for _, line in theirs]
    for places in long_enough:
        ours = [_SWAPPED.get(tokens.norms[n], tokens.norms[n]) for n in places]
        own = list(_blocks(ours))
        for (at, line), block in zip(theirs, blocks, strict=True):
            if not block.isdisjoint(own):
                same = _same(own, block)
                found = _judged(turn, ours, line, same)
                if found:
                    yield _caution(turn, at, (places[same[0]], places[same[-1]] + 1), found)
                    return


def _lines(words: str) -> Iterator[list[str]]:
    for line in words.split("<s>"):
        found = [_SWAPPED.get(norm, norm) for norm in line.split() if _tells(norm)]
        if len(found) >= _BLOCK:
            yield found


def _tells(norm: str) -> bool:
    return norm not in _SILENT and norm != "<s>"


def _blocks(words: list[str]) -> Iterator[tuple[str, ...]]:
    return zip(words, words[1:], words[2:], strict=False)


def _same(own: list[tuple[str, ...]], block: frozenset[tuple[str, ...]]) -> list[int]:
    """The places of our words that stand in a row of three of theirs."""
    return sorted({n + step for n, three in enumerate(own) if three in block for step in range(_BLOCK)})


def _judged(turn: Turn, ours: list[str], theirs: list[str], same: list[int]) -> float:
    """How sure it is that this is an echo; 0 when it is none."""
    telling = sum(turn.concepts.tells(ours[n]) for n in same)
    if len(same) < _LEAST_ALIKE or telling < _LEAST_TELLING - (len(same) >= _LONG):
        return 0.0
    of_theirs, of_ours = len(same) / len(theirs), len(same) / len(ours)
    if len(same) < _LONG and (of_theirs < _SHARE_OF_THEIRS or of_ours < _SHARE_OF_OURS):
        return 0.0
    return min(0.95, 0.5 + 0.25 * min(1.0, of_theirs) + 0.25 * of_ours)


def _caution(turn: Turn, at: Evidence, tokens: tuple[int, int], score: float) -> Caution:
    return turn.caution("verbatim_echo", score, tokens, evidence=(at,), rule="verbatim_echo.same_words")
