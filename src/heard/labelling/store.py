"""Where passes are kept: one file a reader and kind, a line a message, written through after each one."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from heard.errors import InputError, UsageError
from heard.labelling.labels import GUIDELINE, HOTTER, AgentLabels, CustomerLabels, Kind, read_customer, read_places

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

_GZIP = b"\x1f\x8b"
_READER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A message to be labelled, with what was said before it: (role, text), at most two turns."""

    id: str
    before: tuple[tuple[str, str], ...]
    text: str


@dataclass(frozen=True, slots=True)
class Pass:
    """One reader's labels of one kind, by id; only one of the three maps is filled."""

    kind: Kind
    customers: dict[str, CustomerLabels]
    agents: dict[str, AgentLabels]
    pairs: dict[str, str]


def lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a JSON Lines file, each with its place; compressed files and a byte order mark are read too."""
    for number, line in enumerate(_text(path).split("\n"), 1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            raw = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError("I004", error.msg, place=place) from error
        except RecursionError:
            raise InputError("I005", "it is nested too deeply", place=place) from None
        except ValueError:
            raise InputError("I006", "a number has too many digits", place=place) from None
        if not isinstance(raw, dict) or not isinstance(raw.get("id"), str):
            raise InputError("I007", "not an object with an id (text in quotation marks)", place=place)
        yield place, raw


def compressed(path: Path) -> bool:
    """Whether a file is there and is gzip, whatever its name."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(2) == _GZIP


def _text(path: Path) -> str:
    """A whole file, its lines ended by a line feed."""
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if data.startswith(_GZIP) else data).decode("utf-8-sig")
    except IsADirectoryError as error:
        raise InputError("I002", "it is a directory", place=str(path)) from error
    except UnicodeDecodeError as error:
        raise InputError("I003", "it is not UTF-8", place=str(path)) from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError("I014", "it is damaged", place=str(path)) from error
    except (OSError, ValueError) as error:
        raise InputError("I001", "it cannot be read", place=str(path)) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def messages(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The lines of a file of messages: each has text, its own id, and turns in ``before`` that are whole."""
    seen: set[str] = set()
    for place, raw in lines(path):
        if not isinstance(raw.get("text"), str):
            raise InputError("I007", "there is no `text`", place=place)
        if raw["id"] in seen:
            raise InputError("I009", f"{raw['id']} stands there twice", place=place)
        seen.add(raw["id"])
        for turn in turns_before(raw):
            if not isinstance(turn, dict) or not all(isinstance(turn.get(key), str) for key in ("role", "text")):
                raise InputError("I007", "a turn of `before` needs `role` and `text`", place=place)
        yield place, raw


def turns_before(raw: dict[str, Any]) -> list[Any]:
    """What stands in ``before``: none, a turn by itself, or a list of turns."""
    before = raw.get("before") or []
    return before if isinstance(before, list) else [before]


def read_items(path: Path) -> dict[str, Item]:
    """The messages to be labelled, by id, in the order of the file."""
    return {
        raw["id"]: Item(
            id=raw["id"], before=tuple((turn["role"], turn["text"]) for turn in turns_before(raw)), text=raw["text"]
        )
        for _, raw in messages(path)
    }


def read_pairs(path: Path, items: Collection[str]) -> dict[str, tuple[str, str]]:
    """The pairs that are asked about, by id: their messages' ids, which must be among ``items``."""
    out: dict[str, tuple[str, str]] = {}
    for place, raw in lines(path):
        first, second = raw.get("first"), raw.get("second")
        for side in (first, second):
            if not isinstance(side, str) or side not in items:
                raise InputError("I006", f"no message {side!r}", place=place)
        if raw["id"] in out:
            raise InputError("I009", f"{raw['id']} stands there twice", place=place)
        out[raw["id"]] = (str(first), str(second))
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


def replace(path: Path, name: str, line: str) -> None:
    """Put a line in the place of the one that a pass holds for a message; every other line stays as it is."""
    rows = path.read_text(encoding="utf-8-sig").split("\n")
    kept = [line.rstrip("\n") if row.strip() and json.loads(row)["id"] == name else row for row in rows]
    aside = path.with_suffix(".new")
    aside.write_text("\n".join(kept), encoding="utf-8")
    aside.replace(path)


def shuffled(names: list[str], reader: str) -> list[str]:
    """An order of the reader's own, always the same: what stands before a message sways how it is read.

    >>> shuffled(["a", "b", "c"], "one") == shuffled(["c", "b", "a"], "one")
    True
    """
    return sorted(names, key=lambda name: hashlib.sha256(f"{reader}:{name}".encode()).digest())


def turned(name: str, reader: str) -> bool:
    """Whether a pair is shown to this reader the other way round."""
    return hashlib.sha256(f"{name}/{reader}".encode()).digest()[0] % 2 == 1
