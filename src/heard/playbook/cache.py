"""Compiled playbooks on disk, keyed by content hash, written atomically; a disk that refuses is no error.

A file is lines: a sum over the rest; a head in JSON; the long packed rows of the tables, which the head names by their
numbers, as bytes. Values of ``Content`` are told by their shape, so a new section of it needs nothing here. Reading
makes only values of the engine's own dataclasses, and runs nothing that the file holds.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import re
import sys
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from heard.engine.content import Content

if TYPE_CHECKING:
    from heard.playbook.loader import Playbook

FORM = 18
"""Part of every file name: raise it when the compiled tables come to have another shape."""
_LONG = 200
_PACKED = re.compile(r"([BHI]?)((?:[0-9a-f]{2})+)")
"""Rows of ``flat`` and bits of ``sieve`` as text; in a file they are bytes, half as long and nothing to be decoded."""


def folder() -> Path:
    """Where compiled playbooks lie: ``$HEARD_CACHE``, else ``$XDG_CACHE_HOME/heard``, else ``~/.cache/heard``."""
    named = os.environ.get("HEARD_CACHE")
    return Path(named) if named else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "heard"


def fetch(key: str) -> Playbook | None:
    """What is stored under this hash, or None when it is missing, damaged, unreadable or of another form."""
    from heard.playbook.loader import Playbook

    try:
        data = _path(key).read_bytes()
        if data[:9] != _sum(memoryview(data)[9:]):
            return None
        head_ends = data.index(b"\n", 9)
        raw = json.loads(data[9:head_ends])
        if raw["shape"] != _shape():
            return None
        lines = _Lines(data, head_ends + 1, raw["lengths"])
        content = _read(raw["content"], lines)
        return Playbook(content, _dropped(raw["tables"], lines)) if isinstance(content, Content) else None
    except (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, RuntimeError):
        return None


def store(key: str, playbook: Playbook) -> None:
    """Write it whole or not at all."""
    lines: list[bytes] = []
    tables = _lifted(playbook.tables, lines)
    head = {"shape": _shape(), "tables": tables, "content": _told(playbook.content, lines)}
    head["lengths"] = [len(line) for line in lines]
    body = b"\n".join([json.dumps(head, separators=(",", ":")).encode(), *lines])
    write(_path(key).name, _sum(body) + body)


def read(name: str) -> bytes | None:
    """What is written under a name in the folder; None when there is nothing, or it cannot be read."""
    try:
        return (folder() / name).read_bytes()
    except (OSError, ValueError, RuntimeError):
        return None


def write(name: str, data: bytes) -> None:
    """Write it whole or not at all."""
    try:
        folder().mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder(), prefix=".playbook-")
    except (OSError, RuntimeError):
        return
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).replace(folder() / name)
    except OSError:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()


class _Lines:
    """The lines after the head by their numbers, cut out when they are asked for."""

    def __init__(self, data: bytes, begin: int, lengths: list[int]) -> None:
        self._data, self._places = data, []
        for length in lengths:
            self._places.append((begin, begin + length))
            begin += length + 1

    def __getitem__(self, number: int) -> bytes:
        begin, end = self._places[number]
        return self._data[begin:end]


def _path(key: str) -> Path:
    return folder() / f"playbook-{FORM}-{key}.json"


def _sum(body: bytes | memoryview) -> bytes:
    return b"%08x\n" % zlib.crc32(body)


# -- tables: long texts without a line's end stand on lines of their own, so that JSON need not look through them


def _lifted(value: Any, lines: list[bytes]) -> Any:
    if isinstance(value, str) and len(value) > _LONG and "\n" not in value:
        packed = _PACKED.fullmatch(value)
        lines.append(packed[1].encode() + bytes.fromhex(packed[2]) if packed else value.encode())
        return {"": len(lines) - 1, "packed": packed is not None}
    if isinstance(value, dict):
        return {key: _lifted(each, lines) for key, each in value.items()}
    if isinstance(value, list):
        return [_lifted(each, lines) for each in value]
    return value


def _dropped(value: Any, lines: _Lines) -> Any:
    if isinstance(value, dict):
        if "" in value:
            return lines[value[""]] if value["packed"] else lines[value[""]].decode()
        return {key: _dropped(each, lines) for key, each in value.items()}
    if isinstance(value, list):
        return [_dropped(each, lines) for each in value]
    return value


# -- content: a tuple as a list, a mapping as it is, a list under "list", a value of a dataclass under the class's name
# without the fields that are as usual; a mapping to values of dataclasses on a line of its own, read when asked for


@lru_cache(maxsize=1)
def _classes() -> dict[str, type[Any]]:
    """The dataclasses of the engine that content may be made of, by name: those its own modules know."""
    found: dict[str, type[Any]] = {}
    for name in ("heard.engine.content", "heard.engine.rubric"):
        for value in vars(sys.modules[name]).values() if name in sys.modules else ():
            if isinstance(value, type) and dataclasses.is_dataclass(value):
                found["@" + value.__name__] = value
    return found


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[str, ...]]:
    """For each of these classes its fields."""
    return {name: tuple(each.name for each in dataclasses.fields(kind)) for name, kind in _classes().items()}


@lru_cache(maxsize=1)
def _usual() -> dict[str, dict[str, Any]]:
    """For each of these classes the values that its fields have when nothing is said; they aren't stored."""
    return {
        name: {each.name: each.default for each in dataclasses.fields(kind) if each.default is not dataclasses.MISSING}
        for name, kind in _classes().items()
    }


def _shape() -> str:
    """A sum over the names of classes and fields: another version's content is not read."""
    return f"{zlib.crc32(repr((sorted(_names().items()), sorted(_usual().items()))).encode()):08x}"


class Later(Mapping[str, Any]):
    """A mapping that is read from its line when something is asked of it."""

    __slots__ = ("_line", "_value")

    def __init__(self, line: bytes) -> None:
        self._line = line
        self._value: dict[str, Any] | None = None

    def __getitem__(self, key: str) -> Any:
        return self._all()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def _all(self) -> dict[str, Any]:
        if self._value is None:
            self._value = _read({"dict": json.loads(self._line)}, None)
        return self._value


def _told(value: Any, lines: list[bytes] | None) -> Any:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple):
        return [_told(each, lines) for each in value]
    if isinstance(value, list):
        return {"list": [_told(each, lines) for each in value]}
    if isinstance(value, Mapping):
        if lines is None or not any(dataclasses.is_dataclass(each) for each in value.values()):
            return {"dict": {key: _told(each, lines) for key, each in value.items()}}
        told = {key: _told(each, None) for key, each in value.items()}
        lines.append(json.dumps(told, separators=(",", ":")).encode())
        return {"later": len(lines) - 1}
    name = "@" + type(value).__name__
    told = {field: getattr(value, field) for field in _names()[name]}
    usual = _usual()[name]
    return {name: {field: _told(each, lines) for field, each in told.items() if usual.get(field, told) != each}}


def _read(value: Any, lines: _Lines | None) -> Any:
    if isinstance(value, list):
        return tuple([each if isinstance(each, str) else _read(each, lines) for each in value])
    if not isinstance(value, dict):
        return value
    ((name, inner),) = value.items()
    if name == "dict":
        return {key: each if isinstance(each, str) else _read(each, lines) for key, each in inner.items()}
    if name == "list":
        return list(_read(inner, lines))
    if name == "later" and lines is not None:
        return Later(lines[inner])
    fields = {key: each if isinstance(each, str) else _read(each, lines) for key, each in inner.items()}
    return _classes()[name](**fields)
