"""How right a trained reading model is: ``python -m training.measure_reader STAGE --data FOLDER --work FOLDER``.

Thresholds are set on one half (of GoEmotions' development part, by the hash of ids) or on the ``choose`` part of the
labelled messages of public sets, and figures told of the other half and of the ``report`` part. The kept-aside corpus
is read only with ``--kept-aside``, which is for the end.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from tokenizers import Tokenizer

from heard.evaluation import metrics
from heard.evaluation.tasks import NEGATIVE, holds
from heard.labelling.labels import THREATS
from heard.models.lists import load_alike
from training import examples, minilm
from training.examples import EIGHT, GO, NAMES
from training.reader import Reader, collate, encode
from training.support_sets import digest, join

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tokenizers import Tokenizer as Words

    from training.examples import Example

FEWEST = 5
TRIED = tuple(at / 50 for at in range(3, 48))


class Measured:
    """A trained model, asked for probabilities."""

    def __init__(self, stage: str, work: Path) -> None:
        self.words: Words = Tokenizer.from_file(str(work / "minilm" / "tokenizer.json"))
        self.alike = load_alike()
        self.model = Reader(minilm.published(work / "minilm"))
        self.model.load_state_dict(torch.load(work / f"{stage}.pt", weights_only=True)["model"])
        self.model.eval()

    def probabilities(self, rows: Sequence[Example], head: str) -> torch.Tensor:
        """The sigmoid of a head for every example, in their order."""
        encoded = encode(rows, self.words, self.alike)
        order = sorted(range(len(rows)), key=lambda at: len(encoded[at].ids))
        found: list[torch.Tensor] = [torch.empty(0)] * len(rows)
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
            for at in range(0, len(order), 64):
                part = order[at : at + 64]
                told = torch.sigmoid(self.model(collate([encoded[n] for n in part]))[head].float())
                for number, row in zip(part, told, strict=True):
                    found[number] = row
        return torch.stack(found)


def best_thresholds(scores: torch.Tensor, truth: Sequence[Sequence[bool]]) -> list[float]:
    """For each label the threshold with the best F1."""
    out = []
    for label in range(scores.shape[1]):
        given, true = scores[:, label].tolist(), [row[label] for row in truth]

        def f1(at: float, given: list[float] = given, true: list[bool] = true) -> float:
            return metrics.counts([score >= at for score in given], true).f1 or 0.0

        out.append(max(TRIED, key=f1))
    return out


def macro(scores: torch.Tensor, truth: Sequence[Sequence[bool]], at: Sequence[float], names: Sequence[str]) -> str:
    """Macro F1 at these thresholds and macro AUROC, over labels with at least ``FEWEST`` cases."""
    f1, area = [], []
    for label in range(len(names)):
        given, true = scores[:, label].tolist(), [row[label] for row in truth]
        if sum(true) >= FEWEST:
            f1.append(metrics.counts([score >= at[label] for score in given], true).f1)
            area.append(metrics.auroc(given, true))
    return f"{len(f1)} labels, F1 {metrics.mean(f1):.3f}, AUROC {metrics.mean(area):.3f}"


def comments(model: Measured, folder: Path) -> None:
    """GoEmotions' 28 labels: thresholds on one half of the development part, figures of the other."""
    rows = examples.comments(folder, "dev")
    halves = [[row for row in rows if digest("half", row.id)[0] % 2 == side] for side in (0, 1)]
    truth = [[[name in row.go for name in GO] for row in half] for half in halves]
    scores = [model.probabilities(half, "go") for half in halves]
    print("GoEmotions:", macro(scores[1], truth[1], best_thresholds(scores[0], truth[0]), GO))


def customers(model: Measured, choose: Sequence[Example], report: Sequence[Example]) -> None:
    """Emotions, the negative turn, temperature and threats."""
    scores = {name: model.probabilities(rows, "emotions") for name, rows in (("choose", choose), ("report", report))}
    truth = {
        name: [[holds(row.values[one]) for one in EIGHT] for row in rows]
        for name, rows in (("choose", choose), ("report", report))
    }
    print(
        "emotions:", macro(scores["report"], truth["report"], best_thresholds(scores["choose"], truth["choose"]), EIGHT)
    )
    bad = [EIGHT.index(name) for name in NEGATIVE]
    negative = [max(row[at].item() for at in bad) for row in scores["report"]]
    held = [any(row[at] for at in bad) for row in truth["report"]]
    print(f"negative turn: AUROC {metrics.auroc(negative, held):.3f}")
    heat = (100 * model.probabilities(report, "temperature")[:, 0]).tolist()
    true = [row.temperature for row in report]
    off = sum(abs(a - b) for a, b in zip(heat, true, strict=True)) / len(true)
    print(f"temperature: {off:.1f} degrees off, rank {metrics.spearman(heat, true):.3f}")
    threats = {name: model.probabilities(rows, "threats") for name, rows in (("choose", choose), ("report", report))}
    said = [[name in row.threats for name in THREATS] for row in report]
    print("threats:", macro(threats["report"], said, [0.5] * len(THREATS), THREATS))


def agents(model: Measured, rows: Sequence[Example]) -> None:
    """Techniques, cautions and marks by message."""
    held = [{name for name, _, _ in row.spans} for row in rows]
    truth = [[name in one for name in NAMES] for one in held]
    print("names at .5:", macro(model.probabilities(rows, "names"), truth, [0.5] * len(NAMES), NAMES))


def risk(model: Measured, rows: Sequence[Example]) -> None:
    """Single turns, by who spoke."""
    for head in ("risk_customer", "risk_agent"):
        own = [row for row in rows if row.kind == head]
        scores = model.probabilities(own, head)[:, 0].tolist()
        print(f"{head}: AUROC {metrics.auroc(scores, [row.target > 0 for row in own]):.3f} of {len(own)} turns")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--kept-aside", action="store_true", help="also on the kept-aside corpus: once, at the end")
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    model = Measured(given.stage, given.work)
    comments(model, given.data)
    for _ in join(given.data, given.work / "joined"):
        pass
    parts = {part: given.work / "joined" / part for part in ("choose", "report")}
    choose = examples.customers([parts["choose"] / "customers.jsonl"])
    customers(model, choose, examples.customers([parts["report"] / "customers.jsonl"]))
    agents(model, examples.agents([parts["report"] / "agents.jsonl"]))
    if given.kept_aside:
        aside = {kind: examples.corpus_paths(kind, "kept_aside") for kind in ("customers", "agents", "conversations")}
        customers(model, choose, examples.customers(aside["customers"]))
        agents(model, examples.agents(aside["agents"]))
        risk(model, examples.risks(aside["conversations"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
