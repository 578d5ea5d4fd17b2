"""Which of a persona's lines comes next: of the need, near the inner temperature, and never one that was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.engine.simulating.chance import pick
from heard.engine.simulating.kinds import ANY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from heard.engine.rubric import Detail, Persona
    from heard.engine.simulating.kinds import Band
    from heard.engine.simulating.values import Simulated

_NEAR: dict[Band, tuple[str, ...]] = {
    "cool": ("cool", ANY, "warm"),
    "warm": ("warm", ANY, "cool", "hot"),
    "hot": ("hot", ANY, "warm"),
}
_INSTEAD: dict[str, tuple[str, ...]] = {
    "softened": ("ask", "unmoved"),
    "confirms": ("softened", "ask"),
    "unmoved": ("ask", "hardened"),
    "hardened": ("unmoved", "ask"),
    "ask": ("unmoved", "softened"),
    "when": ("ask", "unmoved"),
    "too_soon": ("unmoved", "hardened"),
    "not_it": ("unmoved", "hardened"),
    "unsure": ("ask", "unmoved"),
    "told": ("hardened", "unmoved"),
    "accepts": ("thanks",),
    "thanks": ("cool_goodbye",),
    "cool_goodbye": ("thanks",),
    "leaves": ("escalates",),
    "escalates": ("leaves",),
    "nudge": (),
    "opening": (),
}
"""What is said when all lines of a need are used up."""


def line(persona: Persona, simulated: Simulated, kind: str, band: Band) -> tuple[str, str] | None:
    """A line's key and its words with gaps; None when there is nothing left to say."""
    for name in (kind, *_INSTEAD[kind]):
        for near in _NEAR[band]:
            texts = persona.lines.get(name, {}).get(near, ())
            left = [(f"{name}.{near}.{place}", text) for place, text in enumerate(texts)]
            left = [each for each in left if each[0] not in simulated.used]
            if left:
                return pick(left, simulated.seed, persona.id, simulated.turns, simulated.nudges, name)
    return None


def telling(simulated: Simulated, detail: Detail) -> tuple[str, str] | None:
    """How a detail is told: plainly the first time, then as something that was told before."""
    told = detail.id in simulated.told
    texts = detail.again if told else detail.say
    left = [(f"{detail.id}.{'again' if told else 'say'}.{place}", text) for place, text in enumerate(texts)]
    left = [each for each in left if each[0] not in simulated.used]
    return pick(left, simulated.seed, simulated.persona, simulated.turns, detail.id) if left else None


def holding(text: str, facts: Mapping[str, str]) -> Iterator[str]:
    """The facts that a line tells."""
    return (name for name in facts if f"{{{name}}}" in text)


def filled(text: str, facts: Mapping[str, str]) -> str:
    """A line with its facts."""
    for name, value in facts.items():
        text = text.replace(f"{{{name}}}", value)
    return text
