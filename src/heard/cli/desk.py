"""Getting Django ready for the commands that need the desk; nothing else imports it."""

from __future__ import annotations

import os
from importlib.util import find_spec

from heard.errors import UsageError
from heard.settings import setting

_DESK = ("django", "allauth", "argon2", "csp", "django_htmx", "whitenoise", "lucide", "a2wsgi", "uvicorn")


def ready() -> None:
    """Set Django up for the desk. Calling it again does nothing.

    Raises ``UsageError`` U006 when the packages of ``heard[desk]``, or of ``heard[postgres]`` for a database that
    needs them, are not installed.
    """
    missing = [name for name in _DESK if find_spec(name) is None]
    if missing:
        raise UsageError("U006", f'the desk needs {", ".join(missing)}: pip install "heard[desk]"')
    if setting("DATABASE_URL").startswith("postgres") and find_spec("psycopg") is None:
        raise UsageError("U006", 'PostgreSQL needs psycopg: pip install "heard[postgres]"')
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heard.desk.settings")
    import django

    django.setup()


def up_to_date() -> None:
    """Bring the database's tables up to this version; after ``ready()``. Does nothing when they are."""
    from django.core.management import call_command

    if _behind():
        call_command("migrate", verbosity=0, interactive=False)


def require_tables() -> None:
    """For commands that leave the tables to ``heard serve``, which keeps a copy. Raises ``UsageError`` U011."""
    if _behind():
        raise UsageError("U011", "the desk's tables are not there, or of another version")


def _behind() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
