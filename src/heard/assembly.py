"""The only place where content and weights are loaded and an ``Engine`` is put together."""

from __future__ import annotations

import logging
from functools import lru_cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TYPE_CHECKING

from heard.engine.pipeline import Engine
from heard.errors import ModelError
from heard.languages import identify
from heard.models import session
from heard.playbook.loader import load

if TYPE_CHECKING:
    from heard.engine.model.numbers import Numbers
    from heard.engine.model.reader import TrainedReader
    from heard.engine.policy import AlertPolicy
    from heard.playbook.loader import Playbook

try:
    VERSION = installed_version("heard")
except PackageNotFoundError:
    VERSION = "0+unknown"
RULES_ONLY = "+rules"
"""What an engine's version ends with when the rule baseline reads alone."""
_log = logging.getLogger("heard")


def build_engine(*packs: str | Path, policy: AlertPolicy | None = None, trained: bool = True) -> Engine:
    """An engine with our playbook and each folder in ``packs`` layered over it.

    ``trained=False`` leaves the trained reader out: the rule baseline reads alone. Raises ``ContentError`` with file
    and line when a pack cannot be compiled.
    """
    return engine_of(load(*(Path(pack) for pack in packs)), policy=policy, trained=trained)


def engine_of(playbook: Playbook, *, policy: AlertPolicy | None = None, trained: bool = True) -> Engine:
    """An engine with a playbook that is compiled already.

    When the trained reader's files are damaged the rule baseline reads alone: it is logged with its code, and the
    engine's version, which stands in every reading, ends with ``+rules``.
    """
    reader, numbers = _trained() if trained else (None, None)
    return Engine(
        playbook.content,
        playbook.tables,
        version=VERSION if reader else VERSION + RULES_ONLY,
        policy=policy,
        identify=identify,
        reader=reader,
        numbers=numbers,
    )


@lru_cache(maxsize=1)
def _trained() -> tuple[TrainedReader, Numbers] | tuple[None, None]:
    try:
        return session.load(), session.numbers()
    except ModelError as error:
        _log.warning("%s; %s", error, error.next_step)
        return None, None


@lru_cache(maxsize=1)
def default_engine() -> Engine:
    """The engine with our own playbook, made once."""
    return build_engine()
