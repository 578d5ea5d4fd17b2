"""Who hears of an event. Pure, and the only place that decides it: streams and the polled list both ask here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from heard.desk.people.access import Viewer


class Told(NamedTuple):
    """One event as the reader takes it from the table; ``seq`` is its number."""

    seq: int
    kind: str
    conversation: int | None
    team: int | None
    user: int | None


@dataclass(frozen=True, slots=True)
class Ears:
    """What somebody may hear: their own events and those of ``teams``; None stands for every team."""

    user: int
    teams: frozenset[int] | None

    def hear(self, event: Told) -> bool:
        """Whether an event is for them: one of a person is theirs alone, one of a team is for who may read there."""
        if event.user is not None:
            return event.user == self.user
        if event.team is None:
            return False
        return self.teams is None or event.team in self.teams


def ears_of(viewer: Viewer) -> Ears:
    """What a viewer may hear."""
    return Ears(viewer.user, viewer.teams_with("conversations.read"))
