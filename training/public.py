"""What public sets teach beside our labels: calm talk, complaints or compliments, taking up, threads that go wrong.

Nothing of a conversation that carries our labels is used here, whatever part its labels are for. Only training parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.engine.types import Conversation
from training.examples import Example
from training.support_sets import Side, chosen, digest, rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIDES: tuple[Side, Side] = ("customers", "agents")
CALM = ("multidogo", "star", "taskmaster")
TURNS = 3
LONGEST = 4000


def calm_conversations(folder: Path) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Conversations of calm sets that carry no label of ours: id and turns. STAR's only where nobody was annoyed."""
    ours = {place.conversation for side in SIDES for place in chosen(side)}
    for source in CALM:
        for raw in rows(folder, source, "train"):
            annoyed = raw.get("labels", {}).get("customer_annoyed", source == "star")
            if raw["id"] not in ours and not annoyed:
                yield str(raw["id"]), [(str(turn["role"]), str(turn["text"])) for turn in raw["messages"]]


def calm(folder: Path) -> list[Example]:
    """Turns of calm conversations: the customer's are not negative and not hot, and nobody's goes wrong."""
    out = []
    for name, turns in calm_conversations(folder):
        for at, (role, text) in enumerate(turns):
            if role not in ("customer", "agent") or not text.strip():
                continue
            before = "\n".join(f"{who}: {said}" for who, said in turns[max(0, at - TURNS) : at])
            kinds = ("calm", "risk_customer") if role == "customer" else ("risk_agent",)
            kind = kinds[digest("calm", name, str(at))[0] % len(kinds)]
            out.append(Example(id=f"{name}/{at}", kind=kind, group=name, before=before, text=text))  # type: ignore[arg-type]
    return out


def tickets(folder: Path) -> list[Example]:
    """Travellers' posts that complain (1) or praise (0)."""
    return [
        Example(id=raw["id"], kind="ticket", group=raw["id"], before="", text=raw["text"], target=value)
        for raw in rows(folder, "sap_tickets", "train")
        if (value := {"complaint": 1.0, "compliment": 0.0}.get(raw["category"])) is not None
    ]


def uptake(folder: Path) -> list[Example]:
    """How far a reply takes up what was said, from 0 to 1."""
    return [
        Example(
            id=raw["id"],
            kind="uptake",
            group=raw["id"],
            before=f"customer: {raw['first']}",
            text=raw["reply"],
            target=raw["uptake"] / 2,
        )
        for raw in rows(folder, "uptake", "train")
        if raw["uptake"] is not None
    ]


def uncivil(folder: Path) -> list[Example]:
    """Comments of developers' threads: uncivil or not (``uncivil``), and whether it is still to come (``derail``)."""
    out = []
    for raw in rows(folder, "github_incivility", "train"):
        turns = [turn["text"][-LONGEST:] for turn in raw["messages"]]
        for at, turn in enumerate(raw["messages"]):
            before = "\n".join(f"customer: {text}" for text in turns[max(0, at - 2) : at])
            shape = {"group": raw["id"], "before": before, "text": turns[at]}
            name, labels = f"{raw['id']}/{at}", turn["labels"]
            out.append(Example(id=f"{name}/now", kind="uncivil", target=float(labels["uncivil"]), **shape))
            if labels.get("will_derail") is not None and at:
                out.append(Example(id=f"{name}/later", kind="derail", target=float(labels["will_derail"]), **shape))
    for raw in rows(folder, "github_toxicity", "train"):
        if raw["unit"] == "comment":
            shape = {"group": raw["id"], "before": "", "text": raw["text"][:LONGEST]}
            out.append(Example(id=raw["id"], kind="uncivil", target=float(raw["toxic"]), **shape))
    return out


def half_of(name: str) -> int:
    """Which half of a development part something is in, by its id: 0 is chosen on, 1 reported on."""
    return digest("half", name)[0] % 2


def calm_dev(folder: Path, source: str, *, half: int) -> Iterator[Conversation]:
    """The calm conversations of a set's development part, one half of them, without those that carry labels of ours."""
    ours = {place.conversation for side in SIDES for place in chosen(side)}
    for raw in rows(folder, source, "dev"):
        annoyed = raw.get("labels", {}).get("customer_annoyed", source == "star")
        if raw["id"] not in ours and not annoyed and half_of(str(raw["id"])) == half:
            turns = [(str(turn["role"]), str(turn["text"])) for turn in raw["messages"]]
            yield Conversation.of(*turns, id=str(raw["id"]), channel="chat")  # type: ignore[arg-type]
