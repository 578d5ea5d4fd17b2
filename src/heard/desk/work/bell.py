"""The bell that wakes this process's runners when there is new work."""

from __future__ import annotations

from threading import Condition


class Bell:
    """Counts its rings, so that none is missed between two waits."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._rings = 0

    def ring(self) -> None:
        """Wake whoever waits."""
        with self._changed:
            self._rings += 1
            self._changed.notify_all()

    def heard(self) -> int:
        """How often it rang; what ``wait`` is to be given."""
        with self._changed:
            return self._rings

    def wait(self, heard: int, seconds: float) -> None:
        """Until it rings for the ``heard + 1``-th time, or the seconds are over."""
        with self._changed:
            self._changed.wait_for(lambda: self._rings != heard, seconds)


BELL = Bell()
