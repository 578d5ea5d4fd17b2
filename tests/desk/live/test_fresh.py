"""A stale page and the events make a fresh page: a model of the browser's rules over the real hub.

Commits, the reader's delay, deliveries, breaks, returns and slow answers come in any order; a ring of two makes
resets common. When everything has come to rest every region shows what a page loaded now would show.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field

from hypothesis import example, given, settings
from hypothesis import strategies as st

from heard.desk.live.audience import Ears, Told
from heard.desk.live.hub import Hub, Listener

MINE, OTHER, ME, COLLEAGUE, ALL = 1, 2, 7, 8, 9
CONVERSATIONS = (1, 2, 3)
CHANGES = st.one_of(
    st.tuples(st.just("commit"), st.sampled_from([MINE, MINE, MINE, OTHER]), st.sampled_from(CONVERSATIONS)),
    st.tuples(st.just("whisper"), st.sampled_from([ME, COLLEAGUE]), st.sampled_from(CONVERSATIONS)),
)
PLAIN = ["poll", "deliver", "hear", "hear", "drop", "return", "roll back"]
STEPS = st.lists(
    st.one_of(
        CHANGES,
        st.tuples(st.sampled_from(["begin", "answer", "end"]), st.sampled_from([0, 1, 2, ALL]), st.just(0)),
        st.tuples(st.sampled_from(PLAIN), st.just(0), st.just(0)),
    ),
    max_size=40,
)


@dataclass
class World:
    """What is stored: how often each of my conversations was written to, and the events that are visible."""

    seq: int = 0
    state: dict[int, int] = field(default_factory=lambda: dict.fromkeys(CONVERSATIONS, 0))
    unread: list[Told] = field(default_factory=list)
    newest: int = 0

    def commit(self, conversation: int, *, team: int | None = None, user: int | None = None) -> None:
        """A change and its event, visible at once and together."""
        self.seq += 1
        self.newest = self.seq
        if team == MINE or user == ME:
            self.state[conversation] += 1
        self.unread.append(Told(self.seq, "message", conversation, team, user))


@dataclass
class Region:
    """A region as ``live.js`` keeps it: ``have`` is shown, ``wanted`` the newest event that concerns it."""

    conversation: int | None
    have: int
    data: dict[int, int]
    wanted: int = -1
    seq: int | None = None
    answer: dict[int, int] | None = None

    def view(self, world: World) -> dict[int, int]:
        """What the server would show here now."""
        return {each: count for each, count in world.state.items() if self.conversation in (None, each)}

    def begin(self, world: World) -> None:
        """Ask, if there is reason to and nothing is under way; the server reads the number first."""
        if self.seq is None and self.wanted > self.have:
            self.seq, self.answer = world.newest, None

    def read(self, world: World) -> None:
        """The server reads the data, perhaps later than the number."""
        if self.seq is not None and self.answer is None:
            self.answer = self.view(world)

    def end(self, _: World) -> None:
        """The answer arrives and is shown if it is newer."""
        if self.seq is not None and self.answer is not None:
            if self.seq > self.have:
                self.have, self.data = self.seq, self.answer
            self.seq = self.answer = None


class Page:
    """A page: its regions and its line."""

    def __init__(self, hub: Hub, world: World) -> None:
        self.hub, self.last = hub, world.newest
        self.regions = [Region(conversation, world.newest, {}) for conversation in (None, 1, 2)]
        for region in self.regions:
            region.data = region.view(world)
        self.listener: Listener | None = None
        self.come_back()

    def come_back(self) -> None:
        """Open the stream after the last number that was heard."""
        if self.listener is None:
            self.listener = Listener(Ears(ME, frozenset({MINE})), self.hub.last)
            self.hub.open(self.listener, self.last)

    def drop(self) -> None:
        """The connection breaks; what was under way is lost."""
        if self.listener is not None:
            self.hub.close(self.listener)
            self.listener = None

    def deliver(self) -> None:
        """What waits arrives."""
        for block in self.listener.take().decode().split("\n\n") if self.listener else ():
            if block:
                fields = dict(line.split(": ", 1) for line in block.split("\n"))
                self.hear(fields["event"], json.loads(fields["data"]))

    def hear(self, event: str, told: dict[str, int]) -> None:
        """An event or a reset."""
        self.last = told["seq"]
        for region in self.regions:
            if event == "reset":
                region.have = -1
                region.wanted = max(region.wanted, told["seq"])
            elif told["seq"] > region.have and region.conversation in (None, told["conversation"]):
                region.wanted = max(region.wanted, told["seq"])


def take(step: tuple[str, int, int], page: Page, world: World, hub: Hub) -> None:
    """One step."""
    name, which, conversation = step
    if name == "commit":
        world.commit(conversation, team=which)
    elif name == "whisper":
        world.commit(conversation, user=which)
    elif name == "roll back":
        world.seq += 1
    elif name in ("begin", "answer", "end"):
        for region in page.regions if which == ALL else [page.regions[which]]:
            {"begin": region.begin, "answer": region.read, "end": region.end}[name](world)
    elif name in ("drop", "return"):
        {"drop": page.drop, "return": page.come_back}[name]()
    if name in ("poll", "hear"):
        batch, world.unread = world.unread, []
        hub._tell(batch)
    if name in ("deliver", "hear"):
        page.deliver()


_RACE = ("commit", MINE, 1), ("hear", 0, 0), ("begin", ALL, 0), ("commit", MINE, 1), ("answer", ALL, 0), ("end", ALL, 0)


@settings(max_examples=150, deadline=None)
@given(STEPS)
@example(list(_RACE))
@example([("drop", 0, 0), ("commit", MINE, 1), ("poll", 0, 0)])
@example([("drop", 0, 0), ("commit", MINE, 1), *[("commit", MINE, 3)] * 4, ("poll", 0, 0)])
def test_a_stale_page_and_the_events_make_a_fresh_page(steps: list[tuple[str, int, int]]) -> None:
    """Whatever happened in between."""

    async def run() -> None:
        hub, world = Hub(ring=2), World()
        page = Page(hub, world)
        for step in steps:
            take(step, page, world, hub)
        for name in ("return", "hear", "begin", "answer", "end", "begin", "answer", "end"):
            take((name, ALL, 0), page, world, hub)
        for region in page.regions:
            assert region.data == region.view(world)
            assert region.wanted <= region.have

    asyncio.run(run())
