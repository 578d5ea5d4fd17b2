"""Who hears of what."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from heard.desk.live.audience import Told, ears_of
from heard.desk.people.access import Viewer

NUMBERS = st.integers(1, 4)
VIEWERS = st.builds(
    Viewer,
    user=NUMBERS,
    name=st.just("Ana"),
    admin=st.booleans(),
    teams=st.dictionaries(NUMBERS, st.sampled_from(["agent", "lead", "trainer"])),
)
EVENTS = st.builds(
    Told,
    seq=st.integers(1, 99),
    kind=st.sampled_from(["message", "whisper", "access"]),
    conversation=st.none() | NUMBERS,
    team=st.none() | NUMBERS,
    user=st.none() | NUMBERS,
)


@given(VIEWERS, EVENTS)
def test_nobody_hears_of_another_team_or_another_person(viewer: Viewer, event: Told) -> None:
    """An event of a person is theirs alone; one of a team is for those who may read its conversations."""
    heard = ears_of(viewer).hear(event)
    if event.user is not None:
        assert heard == (event.user == viewer.user)
    else:
        assert heard == (event.team is not None and viewer.may("conversations.read", event.team))


def test_an_event_of_nobody_is_heard_by_nobody() -> None:
    """Not even by an admin."""
    assert not ears_of(Viewer(user=1, name="Ana", admin=True)).hear(Told(1, "message", 1, None, None))


def test_an_admin_does_not_hear_what_is_for_one_person() -> None:
    """A whisper in a team of theirs stays between two."""
    assert not ears_of(Viewer(user=1, name="Ana", admin=True)).hear(Told(1, "whisper", 1, 1, 2))
