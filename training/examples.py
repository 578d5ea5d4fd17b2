"""What the reader learns from: our corpus, our labels on public sets, and GoEmotions; one form for all.

An example is a message with what was known and said before it. What was before is written as ``role: text`` lines,
newest last, and only its end is kept when it is long; the message itself is read whole up to its limit.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from heard.evaluation import cases
from heard.labelling.labels import CAUTIONS, FELT, INTENTS, MARKS, TECHNIQUES
from training.corpus_form import CORPUS, KEPT_ASIDE
from training.support_sets import rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from heard.engine.types import Conversation
    from heard.evaluation.cases import AgentCase, CustomerCase

Kind = Literal[
    "comment", "customer", "agent", "calm", "risk_customer", "risk_agent", "repeats", "ticket", "uptake",
    "uncivil", "derail", "mixed",
]  # fmt: skip
YES_OR_NO: tuple[Kind, ...] = ("risk_customer", "risk_agent", "repeats", "ticket", "uptake", "uncivil", "derail")
"""Kinds with one answer, ``target`` in [0, 1]; each has a head of its name."""
NAMES: tuple[str, ...] = (*TECHNIQUES, *CAUTIONS, *MARKS)
EIGHT: tuple[str, ...] = (*FELT, "neutral")
GO: tuple[str, ...] = (
    "admiration", "amusement", "anger", "annoyance", "approval", "caring", "confusion", "curiosity", "desire",
    "disappointment", "disapproval", "disgust", "embarrassment", "excitement", "fear", "gratitude", "grief", "joy",
    "love", "nervousness", "optimism", "pride", "realization", "relief", "remorse", "sadness", "surprise", "neutral",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One message to learn from; only the targets of its kind are filled.

    ``spans`` are (name, start, end) in code points of ``text``. ``group`` keeps together what must not be on two sides
    of a split.
    """

    id: str
    kind: Kind
    group: str
    before: str
    text: str
    go: tuple[str, ...] = ()
    values: dict[str, float] = field(default_factory=dict)
    temperature: float = 0.0
    threats: frozenset[str] = frozenset()
    sarcasm: bool = False
    intent: str = "neither"
    vulnerability: bool = False
    spans: tuple[tuple[str, int | None, int | None], ...] = ()
    target: float = 0.0
    part: tuple[int, int] | None = None
    """The part of ``text`` whose words alone are read, if not all of them."""
    taught: tuple[float, ...] = ()
    """The chances of all of ``GO``, in its order, as an earlier stage gives them."""


def before_of(conversation: Conversation, *, upto: int | None = None, turns: int = 3) -> str:
    """What was said before the last message (or before message ``upto``), as the reader is given it."""
    end = len(conversation.messages) - 1 if upto is None else upto
    return "\n".join(f"{message.role}: {message.text}" for message in conversation.messages[max(0, end - turns) : end])


def comments(folder: Path, part: str) -> list[Example]:
    """GoEmotions: comments of strangers with the 28 labels."""
    return [
        Example(id=row["id"], kind="comment", group=row["id"], before="", text=row["text"], go=tuple(row["labels"]))
        for row in rows(folder, "goemotions", part)
    ]


HELD_OUT: frozenset[str] = frozenset({"kit", "rufus", "lowri", "odile", "corin"})
"""Writers whose part of the corpus is not trained on: thresholds and the forecaster are fitted to them."""


def corpus_paths(kind: str, part: Literal["train", "choose", "kept_aside"] = "train") -> list[Path]:
    """The corpus files of a kind: those trained on, those chosen on, or the kept-aside ones."""
    if part == "kept_aside":
        return sorted((CORPUS / KEPT_ASIDE / kind).glob("*.jsonl"))
    return sorted(path for path in (CORPUS / kind).glob("*.jsonl") if (path.stem in HELD_OUT) is (part == "choose"))


def customers(paths: Sequence[Path]) -> list[Example]:
    """Customers' messages with all their labels."""
    rest = {raw["id"]: raw["labels"] for raw in _raw(paths)}
    return [_customer(case, rest[case.id]) for case in cases.customers(paths)]


def _customer(case: CustomerCase, labels: dict[str, Any]) -> Example:
    intent = labels.get("intent", "neither")
    return Example(
        id=case.id,
        kind="customer",
        group=case.group,
        before=before_of(case.conversation),
        text=case.conversation.messages[-1].text,
        values=case.values,
        temperature=case.temperature,
        threats=frozenset(case.threats),
        sarcasm=case.sarcasm,
        intent=intent if intent in INTENTS else "neither",
        vulnerability=bool(labels.get("vulnerability")),
    )


def agents(paths: Sequence[Path]) -> list[Example]:
    """Agents' turns with their spans."""
    return [_agent(case) for case in cases.agents(paths)]


def _agent(case: AgentCase) -> Example:
    return Example(
        id=case.id,
        kind="agent",
        group=case.group,
        before=before_of(case.conversation, turns=9),
        text=case.conversation.messages[-1].text,
        spans=tuple((one.name, one.start, one.end) for one in case.labels.all()),
    )


def risks(paths: Sequence[Path]) -> list[Example]:
    """Every turn of our conversations up to the one in which the outcome shows, and whether it goes wrong."""
    out = []
    for case in cases.conversations(paths):
        end = len(case.conversation.messages) if case.turns_wrong_at is None else case.turns_wrong_at + 1
        for at, message in enumerate(case.conversation.messages[:end]):
            if message.role in ("customer", "agent"):
                out.append(
                    Example(
                        id=f"{case.id}/{at}",
                        kind="risk_customer" if message.role == "customer" else "risk_agent",
                        group=case.group,
                        before=before_of(case.conversation, upto=at, turns=5),
                        text=message.text,
                        target=float(case.goes_wrong),
                    )
                )
    return out


def repeats(paths: Sequence[Path]) -> list[Example]:
    """Customers' messages that bring up the same trouble again, or don't, after the same turns."""
    return [
        Example(
            id=raw["id"],
            kind="repeats",
            group=f"{raw['writer']}/{raw['pair']}",
            before="\n".join(f"{turn['role']}: {turn['text']}" for turn in raw["before"]),
            text=raw["text"],
            target=float(raw["repeats"]),
        )
        for raw in _raw(paths)
    ]


def _raw(paths: Sequence[Path]) -> Iterator[dict[str, Any]]:
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines if line.strip())
