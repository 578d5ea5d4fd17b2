"""Which packs a hash was made of, by the times and sizes of their files: packs that did not change aren't read again.

What is noted are a few bytes beside the compiled playbooks. A file that was changed within the last two seconds is
never noted, because a second change in the same tick of a clock would not show.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from heard.playbook import cache

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_KEY = re.compile(r"[0-9a-f]{12}")
_SETTLED = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Look:
    """What the files of packs look like from outside: a sum over it, and when one was last changed, in nanoseconds."""

    mark: str
    changed: int


def look(folders: Sequence[Path], form: str) -> Look | None:
    """How these packs look now, or None where that can't be told. ``form`` is part of the sum."""
    digest, changed = hashlib.sha256(form.encode()), 0
    try:
        for folder in folders:
            digest.update(b"\0pack\0")
            for path, about in sorted(_files(str(folder))):
                changed = max(changed, about.st_mtime_ns, about.st_ctime_ns)
                told = (path, about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns)
                digest.update(repr(told).encode("utf-8", "surrogateescape"))
    except OSError:
        return None
    return Look(digest.hexdigest()[:24], changed)


def key_of(look: Look | None) -> str | None:
    """The hash that was noted for packs that looked so."""
    if look is None:
        return None
    noted = cache.read(f"seen-{look.mark}")
    key = noted.decode("latin-1") if noted else ""
    return key if _KEY.fullmatch(key) else None


def note(before: Look | None, after: Look | None, key: str) -> None:
    """Note the hash of packs that looked the same ``before`` and ``after`` they were read, if that is settled."""
    if before is not None and before == after and time.time_ns() - before.changed > _SETTLED:
        cache.write(f"seen-{before.mark}", key.encode())


def _files(folder: str) -> Iterable[tuple[str, os.stat_result]]:
    """The YAML files of a folder and of those in it, links to files followed."""
    with os.scandir(folder) as rows:
        for row in rows:
            if row.is_dir(follow_symlinks=False):
                yield from _files(row.path)
            elif row.name.endswith("ml") and row.is_file():
                yield row.path, row.stat()
