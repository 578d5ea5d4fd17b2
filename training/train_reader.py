"""Trains the reading model in three stages: ``python -m training.train_reader STAGE --data FOLDER --work FOLDER``.

``comments`` teaches the published encoder emotions from GoEmotions (four epochs). ``support`` goes on from there with
our corpus and labels, and keeps some comments in; ``settle`` does the same once more, more slowly, with all comments
and what the first stage makes of them, which the encoder forgets otherwise (two stages, so that none takes an hour).
``further`` goes on like ``settle`` from the weights that are shipped (``training.unpack``), when the corpus has grown.
From the second on what tells who somebody is stands as one word for all (``heard/engine/model/alike.py``), and
customers' messages are also read as typed in haste and two in one (``training/augment.py``). Each saves after every
epoch and takes up where it was stopped, if the data and the plan are still the same; the same seed, data, versions and
number of threads give the same weights on the same machine.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import sys
import time
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from tokenizers import Tokenizer

from heard.labelling.labels import THREATS
from heard.models.lists import load_alike
from heard.models.session import rare_in, words_of
from training import augment, examples, minilm, public
from training.reader import HEADS, Reader, batches, collate, encode, loss, parameters, weights
from training.support_sets import join

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from heard.engine.model.alike import AlikeText
    from training.examples import Example
    from training.reader import Batch, Encoded

SEED = 11
WARM_UP, CLIP = 200, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a stage is trained. ``comments`` is how many an epoch has, drawn anew for each; None for all.

    ``after`` is the stage that it goes on from; ``heads`` are those that are taken over, None for all. ``teacher``
    is the stage whose chances for comments are learnt beside the labels.
    """

    epochs: int
    rate: float
    batch: int
    comments: int | None
    comments_batch: int = 32
    after: str = ""
    teacher: str = ""
    heads: tuple[str, ...] | None = None


PLANS = {
    "comments": Plan(epochs=4, rate=8e-5, batch=32, comments=None),
    "support": Plan(epochs=4, rate=8e-5, batch=20, comments=2500, after="comments", heads=("go",)),
    "settle": Plan(epochs=2, rate=6e-5, batch=20, comments=None, after="support", teacher="comments"),
    "further": Plan(epochs=3, rate=6e-5, batch=20, comments=None, after="shipped", teacher="shipped"),
}
DRAWN: dict[str, int] = {
    "risk_customer": 2500,
    "risk_agent": 2500,
    "calm": 1200,
    "ticket": 400,
    "uptake": 400,
    "uncivil": 300,
    "derail": 200,
    "mixed": 1500,
}
"""How many of a kind an epoch has where that is not all, drawn anew for each."""
TWICE: frozenset[str] = frozenset({"customer", "agent", "repeats"})
"""Kinds that an epoch has twice: ours, in which most names are rare. Customers' messages stand as they were written the
first time and as typed in haste the second."""
MIXED = 4000
"""How many messages are put together of two."""
CALM_RISK = 2000
"""How many turns of calm conversations stand beside those of ours, for either side."""


def support(folder: Path, work: Path) -> list[Example]:
    """Our corpus but for its kept-aside and held-out parts, the labels on public sets, and what those teach beside."""
    for _ in join(folder, work / "joined"):
        pass
    found = examples.customers([*examples.corpus_paths("customers"), work / "joined" / "train" / "customers.jsonl"])
    found += examples.agents([*examples.corpus_paths("agents"), work / "joined" / "train" / "agents.jsonl"])
    found += examples.risks(examples.corpus_paths("conversations"))
    found += examples.repeats(examples.corpus_paths("sameness"))
    draw = random.Random(SEED)  # noqa: S311 - an order, not a secret
    of_calm = public.calm(folder)
    for kind in ("risk_customer", "risk_agent"):
        found += draw.sample([row for row in of_calm if row.kind == kind], CALM_RISK)
    found += [row for row in of_calm if row.kind == "calm"]
    return found + public.tickets(folder) + public.uptake(folder) + public.uncivil(folder)


@dataclass(frozen=True, slots=True)
class Data:
    """What a stage learns from, as numbers."""

    comments: list[Encoded]
    talk: list[Encoded]
    hasty: list[Encoded] = field(default_factory=list)

    def epoch(self, plan: Plan, number: int) -> list[Batch]:
        """The batches of an epoch, in the order in which they are learnt from."""
        draw = random.Random(SEED + number)  # noqa: S311 - an order, not a secret
        drawn = self.comments if plan.comments is None else draw.sample(self.comments, plan.comments)
        everything = batches(drawn, plan.comments_batch, draw)
        for kind in dict.fromkeys(row.example.kind for row in self.talk):
            rows = [row for row in self.talk if row.example.kind == kind]
            if len(rows) > DRAWN.get(kind, len(rows)):
                rows = draw.sample(rows, DRAWN[kind])
            everything += batches(rows, plan.batch, draw)
            if kind in TWICE:
                everything += batches(self.hasty if kind == "customer" else rows, plan.batch, draw)
        draw.shuffle(everything)
        return everything

    def rare(self) -> dict[str, torch.Tensor]:
        """How much more the positive cases of rare labels count."""
        told = [row.example for row in self.talk]
        return {
            "threats": weights([list(row.threats) for row in told if row.kind == "customer"], THREATS),
            "names": weights(
                [[name for name, _, _ in row.spans] for row in told if row.kind == "agent"], examples.NAMES
            ),
        }

    def mark(self, plan: Plan, known: Sequence[str] = ()) -> str:
        """What a saved state is bound to: the plan, the marks of the stages that it goes by, and every example."""
        told = hashlib.sha256(json.dumps([asdict(plan), SEED, *known]).encode())
        for row in (*self.comments, *self.talk, *self.hasty):
            told.update(repr((row.example, row.ids)).encode())
        return told.hexdigest()


def train(stage: str, folder: Path, work: Path) -> Path:
    """Train a stage from where it was left; where its weights are."""
    saved = work / f"{stage}.pt"
    plan = PLANS[stage]
    minilm.fetch(work / "minilm")
    tokenizer = Tokenizer.from_file(str(work / "minilm" / "tokenizer.json"))
    talked = examples.comments(folder, "train")
    if plan.after:
        alike = load_alike(rare=rare_in(words_of(tokenizer)))
        data = _talk(support(folder, work), encode(talked, tokenizer, alike), tokenizer, alike)
    else:
        data = Data(encode(talked, tokenizer), [])
    mark = data.mark(plan, [_stage(work, name)["mark"] for name in (plan.after, plan.teacher) if name])
    if plan.teacher:
        data = replace(data, comments=_taught(data.comments, work, plan.teacher))
    torch.manual_seed(SEED)
    model = Reader(minilm.published(work / "minilm"))
    if plan.after:
        _take_over(model, work, plan.after, plan.heads)
        model.encoder.embeddings["word_embeddings"].requires_grad_(False)
    optimizer = torch.optim.AdamW(parameters(model, plan.rate), fused=True)
    steps = len(data.epoch(plan, 0)) * plan.epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / WARM_UP) * max(0.0, 1 - step / max(1, steps))
    )
    part, begun = work / f"{stage}.part", 0
    if part.exists():
        state = torch.load(part, weights_only=True)
        if state["mark"] != mark:
            raise SystemExit(f"{part} is of other data or another plan: remove it to begin anew")
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        begun = state["epoch"]
    rare = data.rare()
    for number in range(begun, plan.epochs):
        torch.manual_seed(SEED + number)
        _epoch(model, optimizer, schedule, data.epoch(plan, number), rare, number)
        state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "schedule": schedule.state_dict()}
        _save(state | {"epoch": number + 1, "mark": mark}, part)
    _save({"model": model.state_dict(), "mark": mark}, saved)
    part.unlink()
    return saved


def _talk(
    found: list[Example], comments: list[Encoded], tokenizer: Tokenizer, alike: Callable[[str], AlikeText]
) -> Data:
    """What is learnt from support talk, with what is made of customers' messages."""
    draw = random.Random(SEED)  # noqa: S311 - an order, not a secret
    of_customers = [row for row in found if row.kind == "customer"]
    found = found + augment.mixed(of_customers, MIXED, draw)
    hasty = augment.hasty(of_customers, draw)
    return Data(comments, encode(found, tokenizer, alike), encode(hasty, tokenizer, alike))


def _taught(rows: list[Encoded], work: Path, teacher: str) -> list[Encoded]:
    """The comments with the chances that an earlier stage gives them."""
    model = Reader(minilm.published(work / "minilm"))
    _take_over(model, work, teacher, None)
    model.eval()
    order = sorted(range(len(rows)), key=lambda at: len(rows[at].ids))
    out = list(rows)
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for at in range(0, len(order), 64):
            part = order[at : at + 64]
            chances = torch.sigmoid(model(collate([rows[number] for number in part]))["go"].float())
            for number, of_one in zip(part, chances.tolist(), strict=True):
                taught = tuple(round(value, 4) for value in of_one)
                out[number] = replace(rows[number], example=replace(rows[number].example, taught=taught))
    return out


def _stage(work: Path, stage: str) -> dict[str, Any]:
    """What a finished stage left: ``model`` and ``mark``."""
    found: dict[str, Any] = torch.load(work / f"{stage}.pt", weights_only=True)
    return found


def _take_over(model: Reader, work: Path, stage: str, heads: tuple[str, ...] | None) -> None:
    """The encoder and these heads (None: all) from the stage before; the others begin anew.

    Word vectors stay as they are from here on: words that our talk doesn't have would drift from those that it has.
    """
    known = _stage(work, stage)["model"]
    wanted = ("encoder.", *(f"heads.{name}." for name in (HEADS if heads is None else heads)))
    kept = {name: value for name, value in known.items() if name.startswith(wanted)}
    model.load_state_dict(model.state_dict() | kept)


def _save(state: dict[str, Any], path: Path) -> None:
    aside = path.with_suffix(".new")
    torch.save(state, aside)
    os.replace(aside, path)  # noqa: PTH105 - in one step


def _epoch(
    model: Reader,
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LRScheduler,
    drawn: Sequence[Batch],
    rare: dict[str, torch.Tensor],
    number: int,
) -> None:
    model.train()
    began = time.monotonic()
    told: dict[str, float] = {}
    for at, batch in enumerate(drawn, 1):
        optimizer.zero_grad()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = model(batch)
        value = loss({name: each.float() for name, each in logits.items()}, batch, rare)
        value.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        optimizer.step()
        schedule.step()
        kind, lost = batch.examples[0].kind, float(value.detach())
        told[kind] = 0.98 * told.get(kind, lost) + 0.02 * lost
        if at % 100 == 0 or at == len(drawn):
            losses = " ".join(f"{kind} {each:.3f}" for kind, each in sorted(told.items()))
            took = time.monotonic() - began
            print(f"epoch {number + 1}: {at} of {len(drawn)}, {losses}, {took:.0f} s", flush=True)


def main() -> int:
    """Train one stage."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage", choices=tuple(PLANS))
    parser.add_argument("--data", type=Path, required=True, help="the folder with the public sets")
    parser.add_argument("--work", type=Path, required=True, help="where checkpoints are kept")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="fewer when other work is going on")
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    given.work.mkdir(parents=True, exist_ok=True)
    if (given.work / f"{given.stage}.pt").exists():
        print(f"{given.work / given.stage}.pt is there already: remove it to train it again")
        return 0
    print(train(given.stage, given.data, given.work))
    print(json.dumps({"torch": torch.__version__, "seed": SEED, "threads": given.threads}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
