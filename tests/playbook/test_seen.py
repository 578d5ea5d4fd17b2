"""A pack's hash is taken from a note only while no file of it has changed."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from heard.playbook import seen

if TYPE_CHECKING:
    from pathlib import Path

KEY = "0123456789ab"
LONG_AGO = 3_000_000_000


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HEARD_CACHE", str(tmp_path / "cache"))
    made = tmp_path / "pack"
    (made / "cues").mkdir(parents=True)
    (made / "cues" / "one.yaml").write_text("cues: []")
    (made / "pack.yml").write_text("pack: {}")
    return made


def _noted_later(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hash noted, some seconds after the files were written."""
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now + LONG_AGO)
    found = seen.look([pack], "2")
    seen.note(found, seen.look([pack], "2"), KEY)


def test_a_pack_that_did_not_change_is_known(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert seen.key_of(seen.look([pack], "2")) is None
    _noted_later(pack, monkeypatch)
    assert seen.key_of(seen.look([pack], "2")) == KEY
    assert seen.key_of(seen.look([pack], "3")) is None, "another form of content"
    assert seen.key_of(seen.look([pack, pack], "2")) is None, "another row of packs"


@pytest.mark.parametrize(
    "change", ["longer", "same length", "times put back", "another file", "one file less", "other"]
)
def test_any_change_of_a_file_shows(pack: Path, monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    _noted_later(pack, monkeypatch)
    file = pack / "cues" / "one.yaml"
    if change == "longer":
        file.write_text("cues: [a]")
    elif change == "same length":
        file.write_text("cues: {}")
    elif change == "times put back":
        before = file.stat()
        file.write_text("cues: {}")
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    elif change == "another file":
        (pack / "cues" / "two.yaml").write_text("")
    elif change == "one file less":
        file.unlink()
    else:
        other = pack / "cues" / "other.yaml"
        other.write_text("cues: {}")
        other.replace(file)
    assert seen.key_of(seen.look([pack], "2")) is None


def test_a_file_changed_just_now_is_not_noted(pack: Path) -> None:
    found = seen.look([pack], "2")
    seen.note(found, found, KEY)
    assert seen.key_of(found) is None


def test_a_pack_changed_while_it_was_read_is_not_noted(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now + LONG_AGO)
    before = seen.look([pack], "2")
    (pack / "pack.yml").write_text("pack: {id: other}")
    seen.note(before, seen.look([pack], "2"), KEY)
    assert seen.key_of(before) is None


def test_what_cannot_be_looked_at_is_read(tmp_path: Path) -> None:
    assert seen.look([tmp_path / "nowhere"], "2") is None
    assert seen.key_of(None) is None
