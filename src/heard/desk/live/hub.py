"""The one reader of events in a process."""

from __future__ import annotations


def nudge() -> None:
    """Tell this process's reader that there is something new."""
