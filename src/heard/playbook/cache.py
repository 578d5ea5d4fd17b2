"""Compiled playbooks on disk, keyed by content hash: JSON, written atomically; a disk that refuses is no error."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import tempfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from heard.engine.content import Content, Entry, Rule, Weights

if TYPE_CHECKING:
    from heard.playbook.loader import Playbook

FORM = 5
"""Part of every file name: raise it when the compiled tables come to have another shape."""


def folder() -> Path:
    """Where compiled playbooks lie: ``$HEARD_CACHE``, else ``$XDG_CACHE_HOME/heard``, else ``~/.cache/heard``."""
    named = os.environ.get("HEARD_CACHE")
    return Path(named) if named else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "heard"


def fetch(key: str) -> Playbook | None:
    """What is stored under this hash, or None when it is missing, damaged or unreadable."""
    from heard.playbook.loader import Playbook

    try:
        head, _, body = _path(key).read_bytes().partition(b"\n")
        if head != _sum(body):
            return None
        raw = json.loads(body)
        return Playbook(_content(raw["content"]), raw["tables"])
    except (OSError, ValueError, TypeError, KeyError, RuntimeError):
        return None


def store(key: str, playbook: Playbook) -> None:
    """Write it whole or not at all."""
    value = {"content": dataclasses.asdict(playbook.content), "tables": playbook.tables}
    body = json.dumps(value, separators=(",", ":")).encode()
    try:
        folder().mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder(), prefix=".playbook-")
    except (OSError, RuntimeError):
        return
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_sum(body) + b"\n" + body)
        Path(name).replace(_path(key))
    except OSError:
        with contextlib.suppress(OSError):
            Path(name).unlink()


def _path(key: str) -> Path:
    return folder() / f"playbook-{FORM}-{key}.json"


def _sum(body: bytes) -> bytes:
    return b"%08x" % zlib.crc32(body)


def _content(raw: dict[str, Any]) -> Content:
    return Content(
        id=raw["id"],
        languages=tuple(raw["languages"]),
        rules=tuple(Rule(**_tuples(rule)) for rule in raw["rules"]),
        entries={name: Entry(**_tuples(entry)) for name, entry in raw["entries"].items()},
        weights=Weights(**raw["weights"]),
        words={name: tuple(words) for name, words in raw["words"].items()},
    )


def _tuples(raw: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}
