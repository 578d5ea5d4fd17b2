"""Where passes are kept: one file a reader and kind, a line a message, written through after each one."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from heard.errors import InputError, UsageError
from heard.labelling.labels import GUIDELINE, HOTTER, AgentLabels, CustomerLabels, Kind, read_customer, read_places

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_READER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A message to be labelled, with what was said before it: (role, text), at most two turns."""

    id: str
    before: tuple[tuple[str, str], ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two messages of which one may be hotter."""

    id: str
    first: Item
    second: Item


@dataclass(frozen=True, slots=True)
class Pass:
    """One reader's labels of one kind, by id; only one of the three maps is filled."""

    kind: Kind
    customers: dict[str, CustomerLabels]
    agents: dict[str, AgentLabels]
    pairs: dict[str, str]


def lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a JSON Lines file, each with its place."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        code = "I003" if isinstance(error, UnicodeDecodeError) else "I001"
        raise InputError(code, "it cannot be read", place=str(path)) from error
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            raw = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError("I004", error.msg, place=place) from error
        if not isinstance(raw, dict) or not isinstance(raw.get("id"), str):
            raise InputError("I007", "not an object with an id", place=place)
        yield place, raw


def read_items(path: Path) -> dict[str, Item]:
    """The messages to be labelled, by id, in the order of the file."""
    out: dict[str, Item] = {}
    for place, raw in lines(path):
        before = raw.get("before") or []
        before = [before] if isinstance(before, dict) else before
        if not isinstance(raw.get("text"), str):
            raise InputError("I007", "there is no `text`", place=place)
        if raw["id"] in out:
            raise InputError("I009", f"{raw['id']} stands there twice", place=place)
        turns = tuple((str(turn["role"]), str(turn["text"])) for turn in before)
        out[raw["id"]] = Item(id=raw["id"], before=turns, text=raw["text"])
    return out


def read_pairs(path: Path, items: dict[str, Item]) -> dict[str, Pair]:
    """The pairs that are asked about, their messages found in ``items``."""
    out: dict[str, Pair] = {}
    for place, raw in lines(path):
        missing = [raw.get(side) for side in ("first", "second") if raw.get(side) not in items]
        if missing:
            raise InputError("I006", f"no message {missing[0]!r}", place=place)
        out[raw["id"]] = Pair(id=raw["id"], first=items[raw["first"]], second=items[raw["second"]])
    return out


def read_pass(path: Path) -> Pass:
    """A pass, its kind told by its lines; a line that is wrong ends it with its place."""
    kind: Kind | None = None
    customers: dict[str, CustomerLabels] = {}
    agents: dict[str, AgentLabels] = {}
    pairs: dict[str, str] = {}
    for place, raw in lines(path):
        labels = raw.get("labels")
        of_customer = isinstance(labels, dict) and "temperature" in labels
        own: Kind = "pairs" if "hotter" in raw else "customers" if of_customer else "agents"
        kind = kind or own
        if raw["id"] in customers or raw["id"] in agents or raw["id"] in pairs:
            raise InputError("I009", f"{raw['id']} stands there twice", place=place)
        wrong: list[str] = []
        if own != kind:
            wrong = [f"a line of {own} in a pass of {kind}"]
        elif own == "pairs":
            pairs[raw["id"]] = raw["hotter"]
            wrong = [] if raw["hotter"] in HOTTER else [f"`hotter` is none of {', '.join(HOTTER)}"]
        elif own == "customers":
            customers[raw["id"]], wrong = read_customer(labels)
        else:
            agents[raw["id"]], wrong = read_places(labels)
        if wrong:
            raise InputError("I017", wrong[0], place=place)
    return Pass(kind or "customers", customers, agents, pairs)


def pass_file(passes: Path, kind: Kind, reader: str) -> Path:
    """Where a reader's pass of a kind is kept."""
    if not _READER.fullmatch(reader):
        raise UsageError("U003", f"--reader {reader!r}: small letters, digits and single hyphens")
    return passes / kind / f"{reader}.jsonl"


def line_of(name: str, **rest: object) -> str:
    """A line of a pass."""
    return json.dumps({"id": name, "guideline": GUIDELINE, **rest}, ensure_ascii=False) + "\n"


def append(path: Path, line: str) -> None:
    """Add a line; it is on the disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def drop_last(path: Path) -> str | None:
    """Take the last line off a pass and give its id; None if there is none."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    kept, _, last = text.rstrip("\n").rpartition("\n")
    if not last:
        return None
    aside = path.with_suffix(".new")
    aside.write_text(kept + "\n" if kept else "", encoding="utf-8")
    aside.replace(path)
    return str(json.loads(last)["id"])


def shuffled(names: list[str], reader: str) -> list[str]:
    """An order of the reader's own, always the same: what stands before a message sways how it is read.

    >>> shuffled(["a", "b", "c"], "one") == shuffled(["c", "b", "a"], "one")
    True
    """
    return sorted(names, key=lambda name: hashlib.sha256(f"{reader}:{name}".encode()).digest())


def turned(name: str, reader: str) -> bool:
    """Whether a pair is shown to this reader the other way round."""
    return hashlib.sha256(f"{name}/{reader}".encode()).digest()[0] % 2 == 1
