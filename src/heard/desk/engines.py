"""The engine that the desk reads with: one per content, made when it is first needed."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from heard.assembly import build_engine
from heard.settings import setting

if TYPE_CHECKING:
    from heard.engine.pipeline import Engine

_making = Lock()


def engine() -> Engine:
    """The engine with our playbook and the packs of ``HEARD_PLAYBOOKS``."""
    with _making:
        return _engine(setting("HEARD_PLAYBOOKS"))


@lru_cache(maxsize=1)
def _engine(packs: str) -> Engine:
    return build_engine(*(pack for pack in packs.split(":") if pack))
