"""Compiled content on disk, keyed by content hash: JSON, written atomically; a disk that refuses is no error."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from heard.engine.content import Content, Entry, Rule, Weights


def folder() -> Path:
    """Where compiled content lies: ``$HEARD_CACHE``, else ``$XDG_CACHE_HOME/heard``, else ``~/.cache/heard``."""
    named = os.environ.get("HEARD_CACHE")
    return Path(named) if named else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "heard"


def fetch(key: str) -> Content | None:
    """The content stored under this hash, or None when it is missing, damaged or unreadable."""
    try:
        head, _, body = (folder() / f"playbook-{key}.json").read_text("utf-8").partition("\n")
        if head != _sum(body):
            return None
        return _content(json.loads(body))
    except (OSError, ValueError, TypeError, KeyError, RuntimeError):
        return None


def store(key: str, content: Content) -> None:
    """Write it whole or not at all."""
    body = json.dumps(dataclasses.asdict(content), separators=(",", ":"))
    try:
        folder().mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder(), prefix=".playbook-")
    except (OSError, RuntimeError):
        return
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{_sum(body)}\n{body}")
        Path(name).replace(folder() / f"playbook-{key}.json")
    except OSError:
        with contextlib.suppress(OSError):
            Path(name).unlink()


def _sum(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def _content(raw: dict[str, Any]) -> Content:
    return Content(
        id=raw["id"],
        languages=tuple(raw["languages"]),
        rules=tuple(Rule(**_tuples(rule)) for rule in raw["rules"]),
        entries={name: Entry(**_tuples(entry)) for name, entry in raw["entries"].items()},
        weights=Weights(**raw["weights"]),
        words={name: tuple(words) for name, words in raw["words"].items()},
        spellings=raw["spellings"],
        typos=tuple(raw["typos"]),
    )


def _tuples(raw: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}
