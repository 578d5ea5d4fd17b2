"""``DATABASE_URL`` to Django's settings; SQLite beside the data when nothing is said."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from heard.errors import UsageError
from heard.settings import home

_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000; PRAGMA mmap_size=134217728"
    ),
}


def database_from(url: str) -> dict[str, Any]:
    """Django's entry for a database.

    SQLite runs in WAL mode with immediate transactions, so that writers wait for each other and never fail halfway.
    Raises ``UsageError`` U003 for an address of another kind.
    """
    if not url:
        return _sqlite(str(home() / "heard.sqlite3"))
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path[1:]) or ":memory:")
    if parts.scheme not in {"postgres", "postgresql"}:
        raise UsageError("U003", f"DATABASE_URL begins with {parts.scheme!r}; it must be postgresql:// or sqlite:///")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }


def _sqlite(name: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "OPTIONS": dict(_SQLITE),
        "CONN_MAX_AGE": None,
        "ATOMIC_REQUESTS": False,
    }
