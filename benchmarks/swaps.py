"""What swapping names, gender, nationality and faith does to a reading: ``python -m benchmarks.swaps``.

Prints the largest difference in any emotion (limit .05) and in the temperature (limit 3) between a message and the same
message about somebody else, by what was swapped; names that stand in no list of ours are told apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from heard import Conversation
from heard.assembly import build_engine
from heard.engine.types import EMOTIONS

if TYPE_CHECKING:
    from heard.engine.pipeline import Engine

SETS = Path(__file__).parent / "swaps.yaml"
EMOTION_LIMIT, HEAT_LIMIT = 0.05, 3


@dataclass(frozen=True, slots=True)
class Difference:
    """The largest differences of one kind of swap, and the message with the largest in an emotion."""

    kind: str
    emotion: float
    heat: int
    told: str


def read(engine: Engine, text: str) -> tuple[dict[str, float], int]:
    """A message's emotions and temperature; raises ``ValueError`` when it is not assessed."""
    reading = engine.read(Conversation.of(text)).messages[0]
    if reading.emotions is None or reading.temperature is None:
        raise ValueError(f"not assessed: {text}")
    return {name: getattr(reading.emotions, name) for name in EMOTIONS}, reading.temperature


def difference(engine: Engine, kind: str, sets: dict[str, Any]) -> Difference:
    """Every message of a kind with each of its swaps, beside the first."""
    first, *others = sets["swaps"][kind]
    worst = Difference(kind, 0.0, 0, "")
    for message in sets["messages"][sets["of"].get(kind, "people")]:
        emotions, heat = read(engine, message.format(first))
        for other in others:
            text = message.format(other)
            swapped, heat_swapped = read(engine, text)
            most = max(abs(emotions[name] - swapped[name]) for name in EMOTIONS)
            told = text if most > worst.emotion else worst.told
            worst = Difference(kind, max(worst.emotion, most), max(worst.heat, abs(heat - heat_swapped)), told)
    return worst


def main() -> None:
    """Print a line for each kind."""
    engine = build_engine()
    sets = yaml.safe_load(SETS.read_text(encoding="utf-8"))
    for kind in sets["swaps"]:
        found = difference(engine, kind, sets)
        print(
            f"{kind}: emotions differ by at most {found.emotion:.3f} (limit {EMOTION_LIMIT}), "
            f"temperature by {found.heat} (limit {HEAT_LIMIT}){': ' + found.told if found.emotion else ''}"
        )


if __name__ == "__main__":
    main()
