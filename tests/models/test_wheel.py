"""The package as it is built carries the reader, whole, and stays small."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

from heard.models import session

ROOT = Path(__file__).parents[2]
LIMIT_MB = 80


def test_the_wheel_carries_the_readers_files_as_the_manifest_names_them(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.stat().st_size < LIMIT_MB * 1e6
    with zipfile.ZipFile(wheel) as packed:
        for name, expected in session.manifest().files.items():
            assert hashlib.sha256(packed.read(f"heard/models/{name}")).hexdigest() == expected
        assert f"heard/models/{session.MANIFEST}" in packed.namelist()
        assert not any(name.startswith(("training/", "tests/", "benchmarks/")) for name in packed.namelist())
