"""How well the findings hold on sentences whose writers never saw a pattern: ``python -m benchmarks.blind [set ...]``.

A set of cues is a folder under ``tests/blind`` with ``cues/<cue>.yaml``, ten messages that must show the cue and ten
that must not (the last message of each is judged), and whole conversations, half of them hot. A set of techniques and
cautions holds such files for an agent's messages, each case a conversation. Precision and recall are of the one name
in its own file; macro is the plain mean over names.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from heard.assembly import build_engine
from heard.contract.decode import conversation_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heard.engine.pipeline import Engine

SETS = Path(__file__).parents[1] / "tests" / "blind"
KEPT_ASIDE = ("b", "techniques_b")
"""Sets of which nobody may see more than the counts."""


@dataclass(frozen=True)
class Score:
    """Counts for one name."""

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
    return _scores(folder / "cues", engine, show=show)


def technique_scores(folder: Path, engine: Engine, *, show: bool = False) -> list[Score]:
    """The score of every technique and caution file of a set."""
    return _scores(folder, engine, show=show)


def _scores(folder: Path, engine: Engine, *, show: bool) -> list[Score]:
    return [
        _score(yaml.safe_load(path.read_text("utf-8")), engine, show=show) for path in sorted(folder.glob("*.yaml"))
    ]


def _score(rows: dict[str, Any], engine: Engine, *, show: bool) -> Score:
    name = rows["cue"] if "cue" in rows else rows["name"]
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
    last = engine.read(conversation).messages[-1]
    return any(finding.name == name for finding in (*last.cues, *last.techniques, *last.cautions))


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
    """Mean precision and mean recall over names."""
    return sum(s.precision for s in scores) / len(scores), sum(s.recall for s in scores) / len(scores)


def main() -> None:
    """Print the table of each set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=["a", "b", "techniques"])
    parser.add_argument("--show", action="store_true", help="print what was missed or false; not for a kept-aside set")
    options = parser.parse_args()
    if options.show and set(options.sets) & set(KEPT_ASIDE):
        parser.error(f"only the counts of {' and '.join(KEPT_ASIDE)} may be seen")
    for name, trained in product(options.sets, (False, True)):
        engine = build_engine(trained=trained)
        folder = SETS / name
        of_cues = (folder / "cues").is_dir()
        print(f"set {name}, {'as shipped' if trained else 'rules alone'}, {engine.content.id}")
        print(_table((cue_scores if of_cues else technique_scores)(folder, engine, show=options.show)))
        if of_cues:
            counted = alarms(folder, engine, show=options.show)
            print(f"alerts: {counted.hot_alerted} of {counted.hot} hot, {counted.calm_alerted} of {counted.calm} calm")
        print()


def _table(scores: list[Score]) -> str:
    """A line for each name, and their means."""
    lines = [f"{'name':<28} precision recall"]
    lines += [f"{score.name:<28} {score.precision:9.2f} {score.recall:6.2f}" for score in scores]
    precision, recall = macro(scores)
    return "\n".join([*lines, f"{'macro':<28} {precision:9.3f} {recall:6.3f}"])


if __name__ == "__main__":
    main()
