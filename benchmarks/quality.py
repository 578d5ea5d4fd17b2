"""How right Heard is, beside its peers: ``make quality``, or ``python -m benchmarks.quality [--output FILE]``.

On the kept-aside part of our own corpus, always; and, where the environment variable HEARD_DATA names the folder with
the public sets, on the messages of those sets that carry our labels and were never trained on, on calm conversations
(false alarms), and on GoEmotions' development part. Prints Markdown; ``--output`` writes it, with reliability plots in
``plots/`` beside it.

Peers: what is commonest, VADER, and TF-IDF with logistic regression, trained on the same labels that Heard's models
may learn from.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.examples import corpus_paths
from training.public import CALM, calm_dev, half_of
from training.support_sets import data_folder, join, rows

from benchmarks.comments28 import macro_f1
from benchmarks.peers import Majority, TfIdf, Vader
from heard import Conversation
from heard.assembly import build_engine, default_engine
from heard.engine.types import EMOTIONS
from heard.evaluation import cases, tasks
from heard.evaluation.forecast import forecast
from heard.evaluation.plot import reliability_svg
from heard.evaluation.readers import EngineReader
from heard.evaluation.tables import beside, markdown, table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from heard.evaluation.readers import Reader
    from heard.evaluation.results import Result

REPORTED = 1
"""The half of a development part that figures are told of; on the other thresholds were chosen."""
ROWS = {
    "emotions": ("macro", "negative turn"),
    "temperature": ("all",),
    "threats": ("macro", "micro", "sarcasm"),
    "techniques": ("macro: techniques", "macro: cautions", "paraphrase", "paraphrase_wrong"),
    "forecast": ("conversations", "pairs that part"),
    "pairs": ("the hotter one",),
}
"""What is shown of each task with the readers beside one another; Heard's own table follows whole."""
ABOUT = (
    "Written by `make quality`; [eval.md](../eval.md) says what the figures are, [data.md](data.md) what they are",
    "measured on. Labels are language-model readers', not people's. *Heard* is what is shipped, *rules alone* what is left of it",
    "when the trained reader is missing. Behind a figure stands the interval in which it lies in 95 of 100 resamples of whole conversations or scenarios.",
    "",
    "*Majority* gives the commonest answer, *VADER* its lexicon's score, *TF-IDF + LR* is trained on the training part of",
    "the same labels and sees the turn before. VADER knows no threats and no techniques.",
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part that is measured on: its files by kind (``customers``, ``agents``, ``conversations``, ``pairs``)."""

    title: str
    files: dict[str, list[Path]]


class Paper:
    """The document as it grows; what is told is printed at once."""

    def __init__(self, output: Path | None, resamples: int) -> None:
        self.output, self.resamples = output, resamples
        self.lines: list[str] = []

    def say(self, *lines: str) -> None:
        """Add lines."""
        for line in lines:
            print(line, flush=True)
        self.lines += lines

    def compare(self, part: str, results: Sequence[Result]) -> None:
        """The readers beside one another, then Heard's rows, and its reliability as a picture."""
        task, ours = results[0].task, results[-1]
        told = f"{ours.cases} cases in {ours.groups} conversations or scenarios"
        self.say("", f"### {task.capitalize()}: {part}", "", told + ".")
        for label in ROWS[task]:
            head, rows = beside(results, label)
            if rows and len(head) > 1:
                self.say("", markdown([label, *head[1:]], rows))
        if len(ours.rows) > len(ROWS[task]):
            self.say("", f"Heard, each label{_unread(ours)}:", "", markdown(*table(ours)))
        if ours.reliability and self.output is not None:
            name = f"{task}-{re.sub(r'[^a-z]', '', part.split()[0].lower())}.svg"
            (self.output.parent / "plots").mkdir(exist_ok=True)
            picture = reliability_svg(f"{task}, {part}", ours.reliability)
            (self.output.parent / "plots" / name).write_text(picture, encoding="utf-8")
            self.say("", f"![How far the probabilities can be believed](plots/{name})")

    def write(self) -> None:
        """Write what was told, if it is to be written."""
        if self.output is not None:
            self.output.write_text("\n".join(self.lines) + "\n", encoding="utf-8")


def _unread(result: Result) -> str:
    return f" ({result.not_assessed} not assessed)" if result.not_assessed else ""


KINDS = ("customers", "agents", "conversations")


def peers(joined: Path | None) -> list[Reader]:
    """The peers, trained on our corpus without its kept-aside part and on the training part of the sets' labels."""
    files = {kind: corpus_paths(kind, "train") + corpus_paths(kind, "choose") for kind in KINDS}
    more = {kind: [joined / "train" / f"{kind}.jsonl"] if joined else [] for kind in ("customers", "agents")}
    customers = cases.customers([*files["customers"], *more["customers"]])
    agents = cases.agents([*files["agents"], *more["agents"]])
    conversations = cases.conversations(files["conversations"])
    return [Majority(customers, conversations), Vader(customers), TfIdf(customers, agents, conversations)]


def measured(
    measure: Callable[..., Result], found: list[Any], readers: Sequence[Reader], resamples: int
) -> list[Result]:
    """The readers that can answer, on the same cases."""
    results = []
    for reader in readers:
        try:
            results.append(measure(found, reader, resamples=resamples))
        except NotImplementedError:
            continue
    return results


def on_part(paper: Paper, part: Part, readers: Sequence[Reader]) -> None:
    """Every task that the part has files for."""
    paper.say("", f"## {part.title}")
    steps: list[tuple[str, Callable[[list[Path]], list[Any]], Sequence[Callable[..., Result]]]] = [
        ("customers", cases.customers, (tasks.emotions, tasks.temperature, tasks.threats)),
        ("agents", cases.agents, (tasks.techniques,)),
        ("conversations", cases.conversations, (forecast,)),
        ("pairs", cases.pairs, (tasks.pairs,)),
    ]
    for kind, read, measures in steps:
        paths = part.files.get(kind, [])
        found = read(paths) if paths else []
        for measure in measures if found else ():
            paper.compare(part.title, measured(measure, found, readers, paper.resamples))


def calm(paper: Paper, folder: Path, readers: Sequence[Reader]) -> None:
    """False alarms on calm conversations of public sets: the half of their development parts that nothing is chosen on."""
    paper.say("", "## Calm conversations of public sets", "", "Conversations with an alert, of 100.", "")
    talks = {name: list(calm_dev(folder, name, half=REPORTED)) for name in CALM}
    rows = []
    for reader in readers:
        shares = []
        for found in talks.values():
            alerts = sum(any(outlook.alert for outlook in reader.forecast(talk)) for talk in found)
            shares.append(f"{100 * alerts / len(found):.1f}" if found else "-")
        rows.append([reader.name, *shares])
    paper.say(markdown(["", *(f"{name} ({len(found)})" for name, found in talks.items())], rows))


def comments(paper: Paper, folder: Path, readers: Sequence[Reader]) -> None:
    """GoEmotions' development part: comments of strangers, as a check beside support talk."""
    found = [
        cases.CustomerCase(
            id=f"g{number}",
            group=f"g{number}",
            source="goemotions",
            conversation=Conversation.of(row["text"]),
            values={name: float(name in row["heard8"]) for name in EMOTIONS},
            temperature=0.0,
            threats=frozenset(),
            sarcasm=False,
        )
        for number, row in enumerate(rows(folder, "goemotions", "dev"))
        if half_of(row["id"]) == REPORTED
    ]
    paper.say("", "## Comments that are no support talk")
    paper.compare("GoEmotions, development part", [tasks.emotions(found, reader, resamples=0) for reader in readers])
    figure, count = macro_f1(folder)
    paper.say(
        "",
        f"The set's own 28 labels, by the trained reader's head for them: macro-F1 {figure:.3f} of {count} comments.",
    )


def main() -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, help="write the Markdown here, and the plots beside it")
    parser.add_argument("--resamples", type=int, default=1000)
    given = parser.parse_args()
    paper = Paper(given.output, given.resamples)
    folder = data_folder()
    with tempfile.TemporaryDirectory(prefix="heard-quality-") as place:
        joined = Path(place) if folder is not None else None
        if folder is not None:
            for _ in join(folder, Path(place)):
                pass
        rules = EngineReader(build_engine(trained=False), "Heard, rules alone")
        readers: list[Reader] = [*peers(joined), rules, EngineReader(default_engine(), "Heard")]
        paper.say("# How right Heard is, beside its peers", "", *ABOUT)
        aside = {kind: corpus_paths(kind, "kept_aside") for kind in KINDS}
        on_part(paper, Part("Kept-aside part of our own corpus", aside), readers)
        if joined is not None and folder is not None:
            kinds = ("customers", "agents", "pairs")
            files = {kind: [joined / "report" / f"{kind}.jsonl"] for kind in kinds}
            on_part(paper, Part("Messages of public support sets, never trained on", files), readers)
            calm(paper, folder, readers)
            comments(paper, folder, readers)
        else:
            paper.say("", "HEARD_DATA names no folder with the public sets: they are left out.")
    paper.write()
    return 0


if __name__ == "__main__":
    sys.exit(main())
