"""Logistic regression drawn to what is expected, with the signs that its parts may have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Array = NDArray[np.float64]


def logistic(rows: Array, truth: Array, weights: Array | None = None, *, prior: Array, ridge: float) -> Array:
    """Weights of a logistic regression, drawn to ``prior`` (Newton's method; rows hold their own bias)."""
    found = prior.astype(float).copy()
    weights = np.ones(len(rows)) if weights is None else weights
    for _ in range(50):
        given = 1 / (1 + np.exp(-np.clip(rows @ found, -30, 30)))
        slope = rows.T @ (weights * (given - truth)) + ridge * (found - prior)
        bend = (rows * (weights * given * (1 - given))[:, None]).T @ rows + ridge * np.eye(len(found))
        step = np.linalg.solve(bend, slope)
        found -= step
        if np.abs(step).max() < 1e-8:
            break
    return found


def signed(fit: Callable[[list[int]], Array], signs: Sequence[int]) -> Array:
    """A fit with weights of the wrong sign taken out, one by one, and fitted again. A sign of 0 is free."""
    kept = list(range(len(signs)))
    while True:
        found = fit(kept)
        wrong = [at for at, number in enumerate(kept) if found[at] * signs[number] < 0]
        if not wrong:
            break
        del kept[max(wrong, key=lambda at: abs(found[at]))]
    out = np.zeros(len(signs))
    out[kept] = found
    return out
