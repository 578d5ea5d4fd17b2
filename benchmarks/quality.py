"""The baselines on labelled sets that you have: ``python -m benchmarks.quality calm|emotions FILE...``.

``calm`` takes conversations in the interchange form in which nothing goes wrong and prints how many raise an alert.
``emotions`` takes lines of ``{"text", "heard8": [emotion, ...]}`` and prints, for each emotion, how often it is marked,
the area under the ROC curve and the expected calibration error (ten bins of equal width). No set is part of Heard.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
from pathlib import Path
from typing import TYPE_CHECKING, Any

from heard import Conversation
from heard.assembly import default_engine
from heard.engine.types import EMOTIONS
from heard.errors import InputError
from heard.transcripts import Speakers, conversation_of, units

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BINS = 10


def rows(path: str) -> Iterator[dict[str, Any]]:
    """The JSON objects of a file, compressed or not."""
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def auroc(scores: Sequence[float], marked: Sequence[bool]) -> float:
    """The chance that a marked case scores above one that is not; ties count half."""
    order = sorted(range(len(scores)), key=scores.__getitem__)
    ranks = [0.0] * len(scores)
    at = 0
    while at < len(order):
        end = at
        while end < len(order) and scores[order[end]] == scores[order[at]]:
            end += 1
        for place in order[at:end]:
            ranks[place] = (at + 1 + end) / 2
        at = end
    positive = sum(marked)
    total = sum(rank for rank, mark in zip(ranks, marked, strict=True) if mark)
    return (total - positive * (positive + 1) / 2) / (positive * (len(marked) - positive))


def calibration_error(scores: Sequence[float], marked: Sequence[bool]) -> float:
    """Mean distance between the probability given and the share that was marked, weighted by bin."""
    error = 0.0
    for number in range(BINS):
        inside = [i for i, score in enumerate(scores) if min(int(score * BINS), BINS - 1) == number]
        if inside:
            given = statistics.fmean(scores[i] for i in inside)
            found = statistics.fmean(float(marked[i]) for i in inside)
            error += len(inside) / len(scores) * abs(given - found)
    return error


def emotions(path: str) -> None:
    """Print the table of one file."""
    engine = default_engine()
    read = [(engine.read(Conversation.of(row["text"])).messages[0].emotions, row["heard8"]) for row in rows(path)]
    kept = [(found, labels) for found, labels in read if found is not None]
    print(f"{Path(path).parent.name}: {len(kept)} texts\n{'emotion':<16} marked  AUROC    ECE")
    areas = []
    for name in EMOTIONS:
        scores = [float(getattr(found, name)) for found, _ in kept]
        marked = [name in labels for _, labels in kept]
        areas.append(auroc(scores, marked))
        print(f"{name:<16} {sum(marked):6d} {areas[-1]:6.3f} {calibration_error(scores, marked):6.3f}")
    print(f"{'macro':<16} {'':6} {statistics.fmean(areas):6.3f}")


def calm(path: str) -> None:
    """Print false alarms and temperatures of one file."""
    engine = default_engine()
    alerts, count, heats = 0, 0, []
    for unit in units(path):
        if isinstance(unit, InputError):
            raise unit
        reading = engine.read(conversation_of(unit, Speakers()))
        judged = [message.escalation for message in reading.messages if message.escalation]
        alerts += any(escalation.alert for escalation in (*judged, reading.state.escalation))
        heats += [message.temperature for message in reading.messages if message.temperature is not None]
        count += 1
    over = sum(heat >= 40 for heat in heats) / len(heats)
    print(
        f"{Path(path).parent.name}: {alerts} of {count} conversations alert ({alerts / count:.2%}); "
        f"median temperature {statistics.median(heats):.0f}, {over:.2%} of messages heated or more"
    )


def main() -> None:
    """Run one of the two."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("calm", "emotions"))
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()
    for path in options.files:
        (calm if options.what == "calm" else emotions)(path)


if __name__ == "__main__":
    main()
