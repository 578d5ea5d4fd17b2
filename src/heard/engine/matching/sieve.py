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
_WIDEST, _MOST_KNOWN, _MOST_SIDES = 150, 3000, 8
_FEW, _WIDE, _SPARSE = 64, 512, 24


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

    def __call__(self, path: Sequence[tuple[int, ...]], members: Mapping[int, Sequence[int]], among: int = -1) -> int:
        """The bits of the phrases, of those ``among``, that may match tokens with these base labels.

        ``members`` gives the labels of the members of word classes that have their last token there.
        """
        if not among:
            return 0
        side = self._sides.get(among)
        if side is None:
            if len(self._sides) >= _MOST_SIDES:
                self._sides = {}
            side = self._sides[among] = _Side(self._tables, self._index, self._steps, among)
        return side(path, members)


class _Side:
    """The sieve for some phrases alone: numbers as short as these allow, and what is known of the tokens they met.

    The stages stand side by side in one number, the first in its lowest bits, so that all of them are looked at in one
    go and a step further is a shift.
    """

    def __init__(self, tables: Mapping[str, Any], index: Mapping[int, int], steps: Rows, among: int) -> None:
        always, across = number_of(tables["always"]), number_of(tables["across"])
        width = max(always, across, *map(number_of, (*tables["begin"], *tables["near"]))).bit_length()
        self._among = among & ((1 << width) - 1)
        self._shift = max(0, (self._among & -self._among).bit_length() - 1)
        self._width = max(1, self._among.bit_length() - self._shift)
        self._index, self._steps, self._end = index, steps, (tables["boundary"],)
        self._always, last = self._cut(always), (1 << self._width) - 1
        self._across = self._packed([*[self._cut(across)] * (STEPS - 1), last])
        self._begin, self._near, self._free = (
            self._packed([self._cut(number_of(text)) for text in tables[name]]) for name in ("begin", "near", "free")
        )
        self._near >>= self._width
        self._free >>= self._width
        self._of_base: dict[int, int] = {}
        self._known: dict[tuple[int, ...], int] = {}

    def _cut(self, bits: int) -> int:
        return (bits & self._among) >> self._shift

    def _packed(self, stages: Sequence[int]) -> int:
        whole = 0
        for bits in reversed(stages):
            whole = whole << self._width | bits
        return whole

    def __call__(self, path: Sequence[tuple[int, ...]], members: Mapping[int, Sequence[int]]) -> int:
        """As the sieve's. After a sentence's end only phrases that may go across one keep the steps they took."""
        width, begin, near, free = self._width, self._begin, self._near, self._free
        steps = [*map(self._known.get, path)]
        masks = [self._at(bases) if now is None else now for now, bases in zip(steps, path, strict=True)]
        for index, more in members.items():
            masks[index] |= self._of(more)
        taken = last = start = 0
        for end in (*(after for after, bases in enumerate(path, 1) if bases == self._end), len(path)):
            for now in masks[start:end]:
                if now:
                    last = now & (begin | (near & last | free & taken) << width)
                    taken |= last
                else:
                    last = 0
            taken = taken & self._across | last
            start = end
        return (taken >> (STEPS - 1) * width | self._always) << self._shift

    def _at(self, bases: tuple[int, ...]) -> int:
        """The steps that a token with these base labels can be."""
        if len(self._known) >= _MOST_KNOWN:
            self._known = {}
        found = self._known[bases] = self._of(bases)
        return found

    def _of(self, bases: Iterable[int]) -> int:
        """The steps that any of these base labels can be."""
        found, known = 0, self._of_base
        for base in bases:
            if base in known:
                found |= known[base]
            elif base in self._index:
                found |= self._read(base)
        return found

    def _read(self, base: int) -> int:
        steps = self._steps[self._index[base]]
        if len(steps) <= _FEW:
            mask = 0
            for each in steps:
                if self._among >> each // STEPS & 1:
                    mask |= 1 << each % STEPS * self._width + each // STEPS - self._shift
        else:
            found: list[list[int]] = [[] for _ in range(STEPS)]
            for each in steps:
                found[each % STEPS].append(each // STEPS)
            mask = self._packed([self._cut(bits_of(numbers)) for numbers in found])
        if len(self._of_base) >= _MOST_KNOWN:
            self._of_base = {}
        self._of_base[base] = mask
        return mask


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
    if bits.bit_length() > _WIDE and bits.bit_count() > _SPARSE:
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


def number_of(text: str | bytes) -> int:
    """The bits of a text again, or of the bytes that it stands for."""
    return int.from_bytes(bytes.fromhex(text) if isinstance(text, str) else text, "little")
