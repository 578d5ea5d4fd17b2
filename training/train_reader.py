"""Trains the reading model: ``python -m training.train_reader comments --data FOLDER --work FOLDER``, then ``support``.

``comments`` teaches the published encoder emotions from GoEmotions (four epochs). ``support`` goes on from there with
our corpus and labels, and keeps some comments in so that they are not forgotten. Each saves after every epoch and takes
up where it was stopped; the same seed, data and versions give the same weights on the same machine.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from tokenizers import Tokenizer

from training import examples, minilm
from training.reader import Reader, batches, encode, loss, parameters, weights
from training.support_sets import join

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.examples import Example
    from training.reader import Batch, Encoded

SEED = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a stage is trained."""

    epochs: int
    rate: float
    batch: int
    comments: int | None
    """How many comments an epoch has, drawn anew for each; None for all."""


PLANS = {
    "comments": Plan(epochs=4, rate=8e-5, batch=32, comments=None),
    "support": Plan(epochs=5, rate=6e-5, batch=24, comments=4000),
}
WARM_UP, DECAY_TO, CLIP = 200, 0.0, 1.0


def support(folder: Path, work: Path) -> list[Example]:
    """Our corpus without its kept-aside part, and the training part of the labels on public sets."""
    for _ in join(folder, work / "joined"):
        pass
    found = examples.customers([*examples.corpus_paths("customers"), work / "joined" / "train" / "customers.jsonl"])
    found += examples.agents([*examples.corpus_paths("agents"), work / "joined" / "train" / "agents.jsonl"])
    return found + examples.risks(examples.corpus_paths("conversations"))


def train(stage: str, folder: Path, work: Path) -> Path:
    """Train a stage from where it was left; where its weights are."""
    plan = PLANS[stage]
    work.mkdir(parents=True, exist_ok=True)
    minilm.fetch(work / "minilm")
    tokenizer = Tokenizer.from_file(str(work / "minilm" / "tokenizer.json"))
    torch.manual_seed(SEED)
    model = Reader(minilm.published(work / "minilm"))
    if stage == "support":
        model.load_state_dict(torch.load(work / "comments.pt", weights_only=True)["model"])
    remarks = encode(examples.comments(folder, "train"), tokenizer)
    talk = encode(support(folder, work), tokenizer) if stage == "support" else []
    rare = {
        "threats": weights([row.example.threats for row in talk if row.example.kind == "customer"], examples.THREATS),
        "names": weights(
            [[name for name, _, _ in row.example.spans] for row in talk if row.example.kind == "agent"], examples.NAMES
        ),
    }
    optimizer = torch.optim.AdamW(parameters(model, plan.rate))
    steps = len(_epoch(plan, remarks, talk, 0)) * plan.epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / WARM_UP) * max(DECAY_TO, 1 - step / max(1, steps))
    )
    saved = work / f"{stage}.pt"
    begun = 0
    if (work / f"{stage}.part").exists():
        state = torch.load(work / f"{stage}.part", weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        begun = state["epoch"]
    for epoch in range(begun, plan.epochs):
        torch.manual_seed(SEED + epoch)
        _train_epoch(
            model,
            optimizer,
            schedule,
            _epoch(plan, remarks, talk, epoch),
            rare,
            epoch,
        )
        state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "schedule": schedule.state_dict()}
        torch.save(state | {"epoch": epoch + 1}, work / f"{stage}.part")
    torch.save({"model": model.state_dict()}, saved)
    (work / f"{stage}.part").unlink(missing_ok=True)
    return saved


def _epoch(plan: Plan, remarks: Sequence[Encoded], talk: Sequence[Encoded], epoch: int) -> list[Batch]:
    """The batches of an epoch, in the order in which they are learnt from."""
    draw = random.Random(SEED + epoch)  # noqa: S311 - an order, not a secret
    drawn = list(remarks) if plan.comments is None else draw.sample(list(remarks), plan.comments)
    parts = [batches(drawn, plan.batch, draw)]
    for kind in ("customer", "agent", "risk"):
        own = [row for row in talk if row.example.kind == kind]
        if own:
            parts.append(batches(own, plan.batch, draw))
    everything = [batch for part in parts for batch in part]
    draw.shuffle(everything)
    return everything


def _train_epoch(
    model: Reader,
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LRScheduler,
    drawn: Sequence[Batch],
    rare: dict[str, torch.Tensor],
    epoch: int,
) -> None:
    model.train()
    began = time.monotonic()
    told: dict[str, float] = {}
    for number, batch in enumerate(drawn, 1):
        optimizer.zero_grad()
        value = loss(model(batch), batch, rare)
        value.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        optimizer.step()
        schedule.step()
        kind = batch.examples[0].kind
        told[kind] = 0.98 * told.get(kind, float(value)) + 0.02 * float(value)
        if number % 100 == 0 or number == len(drawn):
            losses = " ".join(f"{kind} {each:.3f}" for kind, each in sorted(told.items()))
            print(
                f"epoch {epoch + 1}: {number} of {len(drawn)}, {losses}, {time.monotonic() - began:.0f} s", flush=True
            )


def main() -> int:
    """Train one stage."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage", choices=tuple(PLANS))
    parser.add_argument("--data", type=Path, required=True, help="the folder with the public sets")
    parser.add_argument("--work", type=Path, required=True, help="where checkpoints are kept")
    given = parser.parse_args()
    print(train(given.stage, given.data, given.work))
    print(json.dumps({"torch": torch.__version__, "seed": SEED}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
