"""Messages and the labels on them put together, in the form that ``heard eval`` takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from heard.errors import InputError
from heard.labelling.labels import HOTTER, Found, read_agent, read_customer, read_places, read_values, within
from heard.labelling.store import lines, messages, read_pairs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from heard.labelling.labels import Kind

SAID = ("before", "text", "facts", "channel", "language")
"""What is taken over from a message wherever it stands, where the message has it ..."""
FROM = ("source", "writer", "conversation", "scenario")
"""... and what tells where it comes from."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A file of labels: a reader's pass or what was settled. ``labels`` by id: an object, for pairs ``hotter``."""

    kind: Kind
    labels: dict[str, Any] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Joined:
    """The rows; how many labels found no text here, and how many messages or pairs carry no label."""

    rows: list[dict[str, object]]
    without_text: int
    without_label: int


def read_labels(path: Path) -> Labelled:
    """The labels of a file, its kind told by its first line. Raises ``InputError`` for a line of another kind."""
    found: Labelled | None = None
    for place, raw in lines(path):
        labels = raw.get("labels")
        of_customer = isinstance(labels, dict) and "temperature" in labels
        kind: Kind = "pairs" if "hotter" in raw else "customers" if of_customer else "agents"
        found = found or Labelled(kind)
        if kind != found.kind:
            raise InputError("I017", f"a line of {kind} among labels of {found.kind}", place=place)
        if raw["id"] in found.labels:
            raise InputError("I009", f"{raw['id']} stands there twice", place=place)
        found.labels[raw["id"]] = raw["hotter"] if kind == "pairs" else labels
        found.places[raw["id"]] = place
    if found is None:
        raise InputError("I007", "there are no labels", place=str(path))
    return found


def join(path: Path, labelled: Labelled) -> Joined:
    """The messages of a file that carry labels, in its order. Raises ``InputError`` for labels that cannot be."""
    rows: list[dict[str, object]] = []
    bare = 0
    for _, raw in messages(path):
        if raw["id"] not in labelled.labels:
            bare += 1
            continue
        labels = labelled.labels[raw["id"]]
        wrong = _wrong_customer(labels) if labelled.kind == "customers" else _wrong_agent(labels, raw["text"])
        if wrong:
            raise InputError("I017", wrong[0], place=labelled.places[raw["id"]])
        rows.append({"id": raw["id"], **_of(raw, (*FROM, *SAID)), "labels": labels})
    return Joined(rows, len(labelled.labels) - len(rows), bare)


def join_pairs(path: Path, asked: Path, labelled: Labelled) -> Joined:
    """The pairs that were judged, with both messages.

    ``conversation`` is the same in pairs that share a conversation (or a message), however far round: they don't
    count as independent.
    """
    texts = {raw["id"]: raw for _, raw in messages(path)}
    known = read_pairs(asked, texts)
    pairs = {name: sides for name, sides in known.items() if name in labelled.labels}
    group = groups({name: (_home(texts[one]), _home(texts[other])) for name, (one, other) in pairs.items()})
    rows: list[dict[str, object]] = []
    for name, (one, other) in pairs.items():
        hotter = labelled.labels[name]
        if hotter not in HOTTER:
            raise InputError("I017", f"`hotter` is none of {', '.join(HOTTER)}", place=labelled.places[name])
        first, second = _of(texts[one], SAID), _of(texts[other], SAID)
        rows.append({"id": name, "conversation": group[name], "first": first, "second": second, "hotter": hotter})
    return Joined(rows, len(labelled.labels) - len(rows), len(known) - len(rows))


def _of(raw: Mapping[str, object], keys: tuple[str, ...]) -> dict[str, object]:
    return {key: raw[key] for key in keys if key in raw}


def _wrong_customer(labels: object) -> list[str]:
    """What is wrong with labels of a pass, or with settled ones: ``values`` for ``emotions``, half degrees."""
    if not isinstance(labels, dict) or "values" not in labels:
        return read_customer(labels)[1]
    heat = labels.get("temperature")
    if read_values(labels["values"]) is None:
        return ["labels.values holds names of emotions and numbers of 0 to 1"]
    if not within(heat, 100):
        return [f"labels.temperature is {heat!r}, not a number of 0 to 100"]
    rest = {key: value for key, value in labels.items() if key != "values"}
    return read_customer(rest | {"temperature": 0})[1]


def _wrong_agent(labels: object, text: str) -> list[str]:
    """What is wrong with labels by place, or by words; a place past the end was labelled on another text."""
    rows = (
        [row for rows in labels.values() if isinstance(rows, list) for row in rows] if isinstance(labels, dict) else []
    )
    if any(isinstance(row, dict) and "text" in row for row in rows):
        return read_agent(labels, text)[1]
    found, wrong = read_places(labels)
    return wrong or [
        f"{one.name} ends at {one.end}, the message at {len(text)}" for one in found.all() if _past(one, text)
    ]


def _past(one: Found, text: str) -> bool:
    return one.end is not None and one.end > len(text)


def _home(raw: Mapping[str, object]) -> str:
    """What a message isn't independent within: its conversation, its writer's scenario, or only itself."""
    if isinstance(raw.get("conversation"), str):
        return str(raw["conversation"])
    return f"{raw.get('writer', '')}/{raw['scenario']}" if isinstance(raw.get("scenario"), str) else str(raw["id"])


def groups(ends: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """One name for all pairs that hang together; of the homes that they touch, the first in the alphabet."""
    above: dict[str, str] = {}

    def root(name: str) -> str:
        while above.setdefault(name, name) != name:
            name = above[name]
        return name

    for one, other in ends.values():
        low, high = sorted((root(one), root(other)))
        above[high] = low
    return {name: root(one) for name, (one, _) in ends.items()}
