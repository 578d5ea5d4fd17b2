"""Which of many phrases may match a message: all of them looked at together, as the bits of a few whole numbers.

Any match of a phrase takes certain steps in their order, some of them on the token right after the last (see
``builder``). For each token those phrases take a step whose step it is and which were ready for it; the phrases that
took their last one are worth running. This is Shift-And (Baeza-Yates and Gonnet 1992) with a bit for each phrase.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from heard.engine.matching.flat import Rows, pack, pack_rows, unpack

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from heard.engine.matching.builder import Step

STEPS = 4
"""The most steps that are looked at."""
_WIDEST, _MOST_KNOWN, _MOST_SIDES = 150, 6000, 8
_FEW, _WIDE = 64, 512
_NOTHING = [0] * STEPS

_Taken = tuple[list[tuple[int, int, int, int]], bool]


def compile_sieve(
    chains: Sequence[Sequence[Step]],
    bases_of: Mapping[frozenset[str], Sequence[int]],
    *,
    across: Iterable[int],
    boundary: int,
) -> dict[str, Any]:
    """The tables of a ``Sieve``. ``bases_of`` gives the ids of the base labels that a step's labels stand for.

    ``across`` are the phrases that may go on after a sentence's end, whose base label is ``boundary``.
    """
    weight: dict[int, int] = {}
    for wanted, count in Counter(labels for chain in chains for labels, _ in chain).items():
        for base in bases_of[wanted]:
            weight[base] = weight.get(base, 0) + count
    steps: dict[int, list[int]] = {}
    begin, near, free, always = [0] * STEPS, [0] * STEPS, [0] * STEPS, 0
    for number, chain in enumerate(chains):
        bit = 1 << number
        kept = _kept([(bases_of[labels], close) for labels, close in chain], weight)
        always |= 0 if kept else bit
        for stage, (bases, close) in enumerate(kept, STEPS - len(kept)):
            which = begin if stage == STEPS - len(kept) else near if close else free
            which[stage] |= bit
            for base in bases:
                steps.setdefault(base, []).append(STEPS * number + stage)
    return {
        "boundary": boundary,
        "across": text_of(bits_of(list(across))),
        "always": text_of(always),
        "begin": [text_of(bits) for bits in begin],
        "near": [text_of(bits) for bits in near],
        "free": [text_of(bits) for bits in free],
        "bases": pack(steps),
        "steps": pack_rows(list(steps.values())),
    }


def _kept(chain: list[tuple[Sequence[int], bool]], weight: Mapping[int, int]) -> list[tuple[Sequence[int], bool]]:
    """The steps to look at: few enough, in a row, those that the fewest other phrases share; no very wide ones."""
    slim: list[tuple[Sequence[int], bool]] = []
    after_wide = False
    for bases, close in chain:
        if len(bases) <= _WIDEST:
            slim.append((bases, close and not after_wide))
        after_wide = len(bases) > _WIDEST
    if len(slim) <= STEPS:
        return slim
    heavy = [sum(weight[base] for base in bases) for bases, _ in slim]
    best = min(range(len(slim) - STEPS + 1), key=lambda at: sum(heavy[at : at + STEPS]))
    return slim[best : best + STEPS]


class Sieve:
    """Phrases as bits. Looking changes nothing that can be seen; may be shared between threads."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self._tables = tables
        self._index = {base: index for index, base in enumerate(unpack(tables["bases"]))}
        self._steps = Rows(tables["steps"])
        self._sides: dict[int, _Side] = {}

    def __call__(self, path: Iterable[tuple[int, ...]], among: int = -1) -> int:
        """The bits of the phrases, of those ``among``, that may match tokens with these base labels.

        Members of word classes stand at their last token.
        """
        if not among:
            return 0
        side = self._sides.get(among)
        if side is None:
            if len(self._sides) >= _MOST_SIDES:
                self._sides = {}
            side = self._sides[among] = _Side(self._tables, self._index, self._steps, among)
        return side(path)


class _Side:
    """The sieve for some phrases alone: numbers as short as these allow, and what is known of the tokens they met."""

    def __init__(self, tables: Mapping[str, Any], index: Mapping[int, int], steps: Rows, among: int) -> None:
        self._index, self._steps, self._among = index, steps, among
        self._shift = shift = (among & -among).bit_length() - 1
        self._always, self._across = (self._cut(number_of(tables[name])) for name in ("always", "across"))
        self._begin, self._near, self._free = (
            [self._cut(number_of(text)) for text in tables[name]] for name in ("begin", "near", "free")
        )
        self._boundary: int = tables["boundary"]
        self._of_base: dict[int, list[int]] = {}
        self._known: dict[tuple[int, ...], _Taken] = {}

    def _cut(self, bits: int) -> int:
        return (bits & self._among) >> self._shift

    def __call__(self, path: Iterable[tuple[int, ...]]) -> int:
        """As the sieve's. After a sentence's end only phrases that may go across one keep the steps they took."""
        known, across = self._known, self._across
        taken, last = [0] * STEPS, _NOTHING
        for bases in path:
            now = known.get(bases)
            if now is None:
                now = self._at(bases)
            steps, ends = now
            if not steps:
                here = _NOTHING
            else:
                here = [0] * STEPS
                for stage, sure, near, free in steps:
                    if stage:
                        sure |= near & last[stage - 1] | free & taken[stage - 1]
                    if sure:
                        here[stage] = sure
                        taken[stage] |= sure
            if ends:
                done = taken[-1]
                taken = [old & across | new for old, new in zip(taken, here, strict=True)]
                taken[-1] |= done
            last = here
        return (taken[-1] | self._always) << self._shift

    def _at(self, bases: tuple[int, ...]) -> _Taken:
        """The steps on a token with these base labels, the last stage first: for each stage whose they are, where a
        phrase begins, comes near and comes later; and whether a sentence ends there."""
        found = [0] * STEPS
        for base in bases:
            masks = self._of_base.get(base)
            if masks is None:
                masks = self._read(base)
            for stage, mask in enumerate(masks):
                found[stage] |= mask
        if len(self._known) >= _MOST_KNOWN:
            self._known = {}
        steps = [
            (stage, mask & self._begin[stage], mask & self._near[stage], mask & self._free[stage])
            for stage, mask in reversed(list(enumerate(found)))
            if mask
        ]
        now = self._known[bases] = steps, self._boundary in bases
        return now

    def _read(self, base: int) -> list[int]:
        """For each stage the phrases whose step this base label is."""
        index = self._index.get(base)
        found: list[list[int]] = [[] for _ in range(STEPS)]
        for each in () if index is None else self._steps[index]:
            found[each % STEPS].append(each // STEPS)
        if len(self._of_base) >= _MOST_KNOWN:
            self._of_base = {}
        masks = self._of_base[base] = [self._cut(bits_of(numbers)) for numbers in found]
        return masks


def bits_of(indexes: Sequence[int]) -> int:
    """A number with these bits set."""
    if len(indexes) <= _FEW:
        bits = 0
        for index in indexes:
            bits |= 1 << index
        return bits
    row = bytearray(max(indexes) // 8 + 1)
    for index in indexes:
        row[index >> 3] |= 1 << (index & 7)
    return int.from_bytes(row, "little")


def ones(bits: int) -> list[int]:
    """The bits that are set, from the lowest."""
    if bits.bit_length() > _WIDE:
        text = f"{bits:b}"[::-1]
        found, at = [], text.find("1")
        while at >= 0:
            found.append(at)
            at = text.find("1", at + 1)
        return found
    found = []
    while bits:
        low = bits & -bits
        found.append(low.bit_length() - 1)
        bits ^= low
    return found


def text_of(bits: int) -> str:
    """Bits as text, for a table."""
    return bits.to_bytes((bits.bit_length() + 7) // 8, "little").hex()


def number_of(text: str) -> int:
    """The bits of a text again."""
    return int.from_bytes(bytes.fromhex(text), "little")
