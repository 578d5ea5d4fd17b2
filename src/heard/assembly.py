"""The only place where content (and, later, weights) is loaded and an ``Engine`` is put together."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TYPE_CHECKING

from heard.engine.pipeline import Engine
from heard.languages import identify
from heard.playbook.loader import load

if TYPE_CHECKING:
    from heard.engine.policy import AlertPolicy
    from heard.playbook.loader import Playbook

try:
    VERSION = installed_version("heard")
except PackageNotFoundError:
    VERSION = "0+unknown"


def build_engine(*packs: str | Path, policy: AlertPolicy | None = None) -> Engine:
    """An engine with our playbook and each folder in ``packs`` layered over it.

    Raises ``ContentError`` with file and line when a pack cannot be compiled.
    """
    return engine_of(load(*(Path(pack) for pack in packs)), policy=policy)


def engine_of(playbook: Playbook, *, policy: AlertPolicy | None = None) -> Engine:
    """An engine with a playbook that is compiled already."""
    return Engine(playbook.content, playbook.tables, version=VERSION, policy=policy, identify=identify)


@lru_cache(maxsize=1)
def default_engine() -> Engine:
    """The engine with our own playbook, made once."""
    return build_engine()
