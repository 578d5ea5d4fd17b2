"""Where in an agent's message a technique stands: from the log-odds of its single tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from heard.engine.model.signals import Spot

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from heard.engine.model.feed import Fed
    from heard.engine.model.reader import Floats, Head

SHOWS = -2.0
"""Names with lower log-odds in the message have no place looked for."""
_GAP = 3
_UNDER_BEST = 1.5


def spots_of(windows: Sequence[tuple[Fed, Floats]], head: Head, names: Mapping[str, float]) -> tuple[Spot, ...]:
    """For each name that may be in the message the stretch of tokens that speaks for it most.

    The stretch goes from the likeliest token as far as tokens stay likely (over even odds, or near the best), over
    gaps of at most three.
    """
    shown = [label for label in head.labels if names.get(label, 0.0) > SHOWS]
    if not shown:
        return ()
    found = []
    odds = [np.asarray(vectors @ head.weight.T + head.bias) for _, vectors in windows]
    for label in shown:
        column = head.labels.index(label)
        best = max(
            ((float(each[:, column].max()), number) for number, each in enumerate(odds) if len(each)), default=None
        )
        if best is None:
            continue
        fed, values = windows[best[1]][0], odds[best[1]][:, column]
        first, last = _stretch(values.tolist())
        found.append(Spot(name=label, start=fed.places[first][0], end=fed.places[last][1]))
    return tuple(found)


def _stretch(values: Sequence[float]) -> tuple[int, int]:
    """The first and last token around the likeliest one.

    >>> _stretch([-4, 1, 2, -1, 3, -5, -5, -5, -5, 2])
    (1, 4)
    """
    top = max(range(len(values)), key=values.__getitem__)
    least = min(0.0, values[top] - _UNDER_BEST)
    first = last = top
    for step, bound in ((-1, -1), (1, len(values))):
        at, gap = top, 0
        while at + step != bound and gap <= _GAP:
            at += step
            if values[at] >= least:
                gap = 0
                first, last = min(first, at), max(last, at)
            else:
                gap += 1
    return first, last
