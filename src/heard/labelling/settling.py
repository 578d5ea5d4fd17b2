"""What counts when two readers differ (``docs/labelling.md``, "When two readers differ"). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from heard.labelling.agreement import overlap
from heard.labelling.labels import FELT, LEVELS, THREATS, AgentLabels

if TYPE_CHECKING:
    from heard.labelling.labels import CustomerLabels, Found

By = Literal["agreed", "near", "settled"]
NEAR_DEGREES = 10
_STEP = {name: number for number, name in enumerate(LEVELS)}


@dataclass(frozen=True, slots=True)
class Settled:
    """What counts for one message, and how it came about."""

    by: By
    labels: dict[str, object]


def customer_differences(one: CustomerLabels, other: CustomerLabels) -> list[str]:
    """The labels on which two readings are too far apart for the middle to count."""
    out = [name for name in FELT if abs(_step(one, name) - _step(other, name)) > 1]
    if abs(one.temperature - other.temperature) > NEAR_DEGREES:
        out.append("temperature")
    out.extend(
        key for key in ("threats", "sarcasm", "intent", "vulnerability") if _value(one, key) != _value(other, key)
    )
    return out


def settle_customer(one: CustomerLabels, other: CustomerLabels, third: CustomerLabels | None = None) -> Settled | None:
    """The middle where the two are near, the third reading where they differ; None if it is needed and missing."""
    apart = customer_differences(one, other)
    if apart and third is None:
        return None
    felt: dict[str, float] = {}
    for name in FELT:
        readings = (third,) if third is not None and name in apart else (one, other)
        felt[name] = round(sum(LEVELS[reading.emotions.get(name, "none")] for reading in readings) / len(readings), 3)
    heat = (
        third.temperature if third is not None and "temperature" in apart else (one.temperature + other.temperature) / 2
    )
    rest = {
        key: _value(third if third is not None and key in apart else one, key)
        for key in ("threats", "sarcasm", "intent", "vulnerability")
    }
    by: By = "settled" if apart else "agreed" if one.as_json() == other.as_json() else "near"
    labels: dict[str, object] = {
        "values": {name: value for name, value in felt.items() if value},
        "temperature": heat,
    }
    return Settled(by, labels | rest)


def agent_differences(one: AgentLabels, other: AgentLabels) -> list[str]:
    """Names of findings that have no match in the other reading."""
    lonely = {found.name for found in one.all() if _match(found, other) is None}
    return sorted(lonely | {found.name for found in other.all() if _match(found, one) is None})


def settle_agent(one: AgentLabels, other: AgentLabels, third: AgentLabels | None = None) -> Settled | None:
    """The shorter of two spans that overlap; for names that differ the third reading; None if one is needed."""
    apart = agent_differences(one, other)
    if apart and third is None:
        return None
    found: list[Found] = []
    for mine in one.all():
        theirs = _match(mine, other)
        if mine.name not in apart and theirs is not None:
            found.append(min(mine, theirs, key=_length))
    if third is not None:
        found.extend(added for added in third.all() if added.name in apart)
    by: By = "settled" if apart else "agreed" if one == other else "near"
    return Settled(by, AgentLabels.of(dict.fromkeys(found)).without_words())


def _match(found: Found, reading: AgentLabels) -> Found | None:
    return next((one for one in reading.all() if one.name == found.name and overlap(one, found)), None)


def _length(found: Found) -> int:
    return 0 if found.start is None or found.end is None else found.end - found.start


def _step(labels: CustomerLabels, name: str) -> int:
    return _STEP[labels.emotions.get(name, "none")]


def _value(labels: CustomerLabels, key: str) -> object:
    if key == "threats":
        return [name for name in THREATS if name in labels.threats]
    value: object = getattr(labels, key)
    return value
