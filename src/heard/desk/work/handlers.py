"""What is done for each kind of work."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from heard.desk.work.models import Job


@dataclass(frozen=True, slots=True)
class Handler:
    """``run`` does the work; it may be begun again after a kill at any point, so it looks first at what is done.

    It calls ``done(job)`` in the transaction of its last effects; a handler whose work is the same done twice may leave
    that to the runner. ``given_up`` is called in the transaction that makes a job dead, with its last error.
    """

    run: Callable[[Job], None]
    given_up: Callable[[Job, str], None] | None = None


@lru_cache(maxsize=1)
def handlers() -> Mapping[str, Handler]:
    """Every kind of work. Imported late: what is done for work queues work itself."""
    from heard.desk.inbox.services import assess, sending, waking

    return {
        "assess": Handler(lambda job: assess.assess(job.payload["conversation"])),
        "send": Handler(sending.send, given_up=sending.given_up),
        "wake": Handler(waking.wake),
    }
