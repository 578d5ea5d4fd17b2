"""How well the cues hold on sentences whose writers never saw a pattern: ``python -m benchmarks.blind [set ...]``.

A set is a folder under ``tests/blind``: ``cues/<cue>.yaml`` with ten messages that must show the cue and ten that must
not (the last message of each is judged), and whole conversations, half of them hot. Precision and recall are of
this cue in its own file; macro is the plain mean over cues.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from heard.assembly import default_engine
from heard.contract.decode import conversation_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heard.engine.pipeline import Engine

SETS = Path(__file__).parents[1] / "tests" / "blind"


@dataclass(frozen=True)
class Score:
    """Counts for one cue."""

    name: str
    hit: int
    missed: int
    false: int
    right: int

    @property
    def precision(self) -> float:
        """Share of findings that were right; 0 when nothing was found."""
        return self.hit / (self.hit + self.false) if self.hit + self.false else 0.0

    @property
    def recall(self) -> float:
        """Share of the cases that must be found that were."""
        return self.hit / (self.hit + self.missed)


@dataclass(frozen=True)
class Alarms:
    """Alerts over whole conversations."""

    hot: int
    hot_alerted: int
    calm: int
    calm_alerted: int


def cue_scores(folder: Path, engine: Engine, *, show: bool = False) -> list[Score]:
    """The score of every cue file of a set."""
    return [
        _score(yaml.safe_load(path.read_text("utf-8")), engine, show=show)
        for path in sorted((folder / "cues").glob("*.yaml"))
    ]


def _score(rows: dict[str, Any], engine: Engine, *, show: bool) -> Score:
    name = rows["cue"]
    found = {wanted: [_has(engine, case, name) for case in rows[wanted]] for wanted in ("must", "must_not")}
    if show:
        for case, seen in zip(rows["must"], found["must"], strict=True):
            if not seen:
                print(f"  missed {name}: {_shown(case)}")
        for case, seen in zip(rows["must_not"], found["must_not"], strict=True):
            if seen:
                print(f"  false  {name}: {_shown(case)}")
    hit, false = sum(found["must"]), sum(found["must_not"])
    return Score(name, hit, len(found["must"]) - hit, false, len(found["must_not"]) - false)


def _has(engine: Engine, case: Any, name: str) -> bool:
    value = {"messages": [{"role": "customer", "text": case}]} if isinstance(case, str) else case
    conversation = conversation_from({"channel": "chat", **value}, default_id="blind")
    return any(cue.name == name for cue in engine.read(conversation).messages[-1].cues)


def _shown(case: Any) -> str:
    if isinstance(case, str):
        return case
    return " / ".join(f"{row['role']}: {row['text']} {row.get('voice', '')}" for row in case["messages"])


def alarms(folder: Path, engine: Engine, *, show: bool = False) -> Alarms:
    """How many hot and calm conversations raise an alert at some message or at their end."""
    counts = {True: [0, 0], False: [0, 0]}
    for path, rows in _conversations(folder):
        reading = engine.read(conversation_from(rows["conversation"], default_id=path.stem))
        judged = [message.escalation for message in reading.messages if message.escalation] + [reading.state.escalation]
        alert = any(escalation.alert for escalation in judged)
        counts[rows["hot"]][0] += 1
        counts[rows["hot"]][1] += alert
        if show and alert != rows["hot"]:
            peak = max(escalation.probability for escalation in judged)
            print(
                f"  {'missed' if rows['hot'] else 'false '} alert: {path.stem} (highest probability {peak:.2f}) {rows.get('why', '')}"
            )
    return Alarms(*counts[True], *counts[False])


def _conversations(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted((folder / "conversations").glob("*.yaml")):
        yield path, yaml.safe_load(path.read_text("utf-8"))


def macro(scores: list[Score]) -> tuple[float, float]:
    """Mean precision and mean recall over cues."""
    return sum(s.precision for s in scores) / len(scores), sum(s.recall for s in scores) / len(scores)


def main() -> None:
    """Print the table of each set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=["a", "b"])
    parser.add_argument(
        "--show", action="store_true", help="print what was missed or false (never use on a kept-aside set)"
    )
    options = parser.parse_args()
    engine = default_engine()
    for name in options.sets:
        scores = cue_scores(SETS / name, engine, show=options.show)
        print(f"set {name}, {engine.content.id}")
        print(f"{'cue':<20} precision recall")
        for score in scores:
            print(f"{score.name:<20} {score.precision:9.2f} {score.recall:6.2f}")
        precision, recall = macro(scores)
        print(f"{'macro':<20} {precision:9.3f} {recall:6.3f}")
        counted = alarms(SETS / name, engine, show=options.show)
        print(f"alerts: {counted.hot_alerted} of {counted.hot} hot, {counted.calm_alerted} of {counted.calm} calm\n")


if __name__ == "__main__":
    main()
