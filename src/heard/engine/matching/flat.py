"""Rows of whole numbers as text: little-endian bytes in hexadecimal, the first letter telling how wide each number is.

Tables of a playbook are kept so: JSON can hold them, no byte order is left to the machine, and half a million numbers
are read in a few milliseconds, because nothing is made of a row before it is asked for.
"""

from __future__ import annotations

import sys
from array import array
from itertools import accumulate, chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_WIDTHS = (("B", 1), ("H", 2), ("I", 4))
_FOREIGN = sys.byteorder != "little"


def pack(numbers: Iterable[int]) -> str:
    """Numbers from 0 to 2**32 - 1 as text, each as narrow as the largest allows."""
    row = array("Q", numbers)
    most = max(row, default=0)
    code = next(code for code, width in _WIDTHS if most < 1 << 8 * width)
    narrow = array(code, row)
    if _FOREIGN:
        narrow.byteswap()
    return code + narrow.tobytes().hex()


def unpack(text: str | bytes) -> array[int]:
    """The numbers of a packed row. Raises ``ValueError`` for text that is none.

    A cache holds the same as bytes, the letter and then what the hexadecimal digits stand for.

    >>> unpack(pack([3, 500])).tolist()
    [3, 500]
    """
    code = text[:1] if isinstance(text, str) else text[:1].decode("latin-1")
    if code not in ("B", "H", "I"):
        raise ValueError("not a packed row")
    row = array(code)
    row.frombytes(bytes.fromhex(text[1:]) if isinstance(text, str) else memoryview(text)[1:])
    if _FOREIGN:
        row.byteswap()
    return row


def pack_rows(rows: Sequence[Sequence[int]]) -> dict[str, str]:
    """Many rows as two packed ones: where each ends, and all their numbers."""
    return {"ends": pack(accumulate(map(len, rows))), "numbers": pack(chain.from_iterable(rows))}


class Rows:
    """Many rows, each made into a list only when it is asked for.

    >>> Rows(pack_rows([[1, 2], [], [3]]))[2]
    [3]
    """

    __slots__ = ("_ends", "_numbers")

    def __init__(self, packed: Mapping[str, str | bytes]) -> None:
        self._ends, self._numbers = unpack(packed["ends"]), unpack(packed["numbers"])
        if len(self._numbers) != (self._ends[-1] if self._ends else 0):
            raise ValueError("rows that do not fit their ends")

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, index: int) -> list[int]:
        return self._numbers[self._ends[index - 1] if index else 0 : self._ends[index]].tolist()
