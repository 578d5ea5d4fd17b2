"""Every setting of Heard, in one table: its name in the environment, its default and what it does.

Values are read when they are asked for, so that a test or a command may set one first.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from heard.errors import UsageError


@dataclass(frozen=True)
class Setting:
    """One setting. ``default`` is the text that stands for it when the environment says nothing."""

    name: str
    default: str
    help: str


SETTINGS: tuple[Setting, ...] = (
    Setting("HEARD_HOME", "", "The folder for the database and the secret key; else ~/.local/share/heard."),
    Setting("HEARD_CACHE", "", "The folder for compiled playbooks; else ~/.cache/heard."),
    Setting(
        "DATABASE_URL", "", "postgresql://user:password@host:port/name, or sqlite:////path; else SQLite in HEARD_HOME."
    ),
    Setting("HEARD_SECRET_KEY", "", "Signs sessions; else made once and kept in HEARD_HOME."),
    Setting("HEARD_URL", "http://127.0.0.1:8000", "The address that people open; links in invitations begin with it."),
    Setting("HEARD_HOSTS", "", "Further host names that the desk answers to, comma-separated."),
    Setting("HEARD_PLAYBOOKS", "", "Folders with packs of your own, layered over ours in this order, colon-separated."),
    Setting("HEARD_THREADS", "8", "How many requests are worked on at once; each keeps one database connection."),
    Setting(
        "HEARD_WORKERS",
        "1",
        "How many threads do work for later: sending, snoozing, retries; 0: `heard work` runs elsewhere.",
    ),
    Setting("HEARD_UNDO_SECONDS", "10", "How long a sent reply can be taken back."),
    Setting(
        "HEARD_DEMO", "", "1: the demo, with sign-in by a click and simulated customers. Never for real customers."
    ),
    Setting("HEARD_DEBUG", "", "1: errors are shown in the browser. Never where others can reach it."),
)
_KNOWN = {setting.name: setting for setting in SETTINGS}


def setting(name: str) -> str:
    """The value of a setting: from the environment, else its default. Raises ``KeyError`` for an unknown name."""
    return os.environ.get(name, "").strip() or _KNOWN[name].default


def number(name: str, *, least: int = 0, most: int = 10_000) -> int:
    """A setting that is a whole number. Raises ``UsageError`` U003 when it isn't one or is out of range."""
    text = setting(name)
    if not text.isdigit() or not least <= int(text) <= most:
        raise UsageError("U003", f"{name} is {text!r}; it must be a whole number from {least} to {most}")
    return int(text)


def flag(name: str) -> bool:
    """Whether a setting is switched on (``1``, ``true``, ``yes`` or ``on``)."""
    return setting(name).lower() in {"1", "true", "yes", "on"}


def home() -> Path:
    """The folder for what Heard keeps; made when it is missing, readable by its owner only."""
    named = setting("HEARD_HOME")
    folder = Path(named) if named else Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "heard"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def secret_key() -> str:
    """The key that signs sessions: from the environment, else made once and kept beside the data."""
    given = setting("HEARD_SECRET_KEY")
    if given:
        return given
    path = home() / "secret_key"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text().strip()
