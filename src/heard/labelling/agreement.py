"""How far two readers agree: Cohen's kappa per label, weighted where labels have an order. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from heard.labelling.labels import CAUTIONS, FELT, HOTTER, INTENTS, LEVELS, MARKS, TECHNIQUES, THREATS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from heard.labelling.labels import AgentLabels, CustomerLabels, Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Agreement on one label. ``kappa`` is None where it has no meaning: nobody gave the label, or both to all.

    ``given`` is in how many messages the first and the second reader gave it (for a temperature or a choice: all).
    ``same`` is the share in which they gave the very same.
    """

    label: str
    kappa: float | None
    messages: int
    given: tuple[int, int]
    same: float


def kappa(first: Sequence[float], second: Sequence[float], *, weighted: bool = False) -> float | None:
    """Cohen's kappa, with quadratic weights if the values are on a scale; None if chance explains everything.

    >>> kappa([1, 1, 0, 0], [1, 0, 0, 0])
    0.5
    >>> kappa([0, 50, 100], [0, 50, 100], weighted=True)
    1.0
    """
    if len(first) != len(second):
        raise ValueError("two readings of the same messages")
    count = len(first)
    if not count:
        return None

    def far(one: float, other: float) -> float:
        return (one - other) ** 2 if weighted else float(one != other)

    seen = sum(far(one, other) for one, other in zip(first, second, strict=True)) / count
    tally_one, tally_other = _tally(first), _tally(second)
    chance = sum(far(a, b) * m * n for a, m in tally_one.items() for b, n in tally_other.items()) / count**2
    return None if chance == 0 else 1 - seen / chance


def _tally(values: Sequence[float]) -> dict[float, int]:
    out: dict[float, int] = {}
    for value in values:
        out[value] = out.get(value, 0) + 1
    return out


def customers(first: Mapping[str, CustomerLabels], second: Mapping[str, CustomerLabels]) -> list[Agreement]:
    """Agreement on every label of the customers' messages that both have read."""
    ids = sorted(first.keys() & second.keys())
    pairs = [(first[name], second[name]) for name in ids]

    def row(label: str, value: Callable[[CustomerLabels], float], *, weighted: bool = False) -> Agreement:
        return _row(label, [value(one) for one, _ in pairs], [value(other) for _, other in pairs], weighted=weighted)

    rows = [
        row(name, lambda one, name=name: LEVELS[one.emotions.get(name, "none")], weighted=True)  # type: ignore[misc]
        for name in FELT
    ]
    rows.append(row("temperature", lambda one: float(one.temperature), weighted=True))
    rows.extend(
        row(f"threat: {name}", lambda one, name=name: float(name in one.threats))  # type: ignore[misc]
        for name in THREATS
    )
    rows.append(row("sarcasm", lambda one: float(one.sarcasm)))
    rows.append(row("intent", lambda one: float(INTENTS.index(one.intent))))
    rows.append(row("vulnerability", lambda one: float(one.vulnerability)))
    return rows


def agents(first: Mapping[str, AgentLabels], second: Mapping[str, AgentLabels]) -> list[Agreement]:
    """Agreement on whether a message holds a name, for each technique, caution and mark."""
    ids = sorted(first.keys() & second.keys())
    names = [({one.name for one in first[key].all()}, {one.name for one in second[key].all()}) for key in ids]
    return [
        _row(name, [float(name in one) for one, _ in names], [float(name in other) for _, other in names])
        for name in (*TECHNIQUES, *CAUTIONS, *MARKS)
    ]


def overlapping(first: Mapping[str, AgentLabels], second: Mapping[str, AgentLabels]) -> float | None:
    """Of the names that both readers gave to a message, the share whose words overlap; None if there are none."""
    both = hit = 0
    for key in first.keys() & second.keys():
        for name in {one.name for one in first[key].all()} & {one.name for one in second[key].all()}:
            both += 1
            mine = [one for one in first[key].all() if one.name == name]
            theirs = [one for one in second[key].all() if one.name == name]
            hit += any(overlap(one, other) for one in mine for other in theirs)
    return hit / both if both else None


def overlap(one: Found, other: Found) -> bool:
    """Whether two findings share words; two without a span do."""
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return one.start is None and other.start is None
    return one.start < other.end and other.start < one.end


def pairs(first: Mapping[str, str], second: Mapping[str, str]) -> list[Agreement]:
    """Agreement on which of two messages is hotter: first, same, second, as a scale."""
    ids = sorted(first.keys() & second.keys())
    scale = {name: float(place) for name, place in zip(HOTTER, (0, 2, 1), strict=True)}
    return [_row("hotter", [scale[first[key]] for key in ids], [scale[second[key]] for key in ids], weighted=True)]


def _row(label: str, one: list[float], other: list[float], *, weighted: bool = False) -> Agreement:
    return Agreement(
        label=label,
        kappa=kappa(one, other, weighted=weighted),
        messages=len(one),
        given=(sum(value > 0 for value in one), sum(value > 0 for value in other)),
        same=sum(a == b for a, b in zip(one, other, strict=True)) / len(one) if one else 0.0,
    )
