"""A stale page and the events make a fresh page: a model of the browser's rules over the real hub.

Commits, the reader's delay, deliveries, breaks, returns and slow answers come in any order; a ring of five makes
resets common. When everything has come to rest every region shows what a page loaded now would show.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from heard.desk.live.audience import Ears, Told
from heard.desk.live.hub import Hub, Listener

MINE, OTHER, ME, COLLEAGUE = 1, 2, 7, 8
CONVERSATIONS = (1, 2, 3)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("commit"), st.sampled_from([MINE, MINE, OTHER]), st.sampled_from(CONVERSATIONS)),
        st.tuples(st.just("whisper"), st.sampled_from([ME, COLLEAGUE]), st.sampled_from(CONVERSATIONS)),
        st.tuples(st.just("begin"), st.integers(0, 2), st.just(0)),
        st.tuples(st.just("answer"), st.integers(0, 2), st.just(0)),
        st.tuples(st.just("end"), st.integers(0, 2), st.just(0)),
        st.tuples(st.sampled_from(["poll", "deliver", "drop", "return", "roll back"]), st.just(0), st.just(0)),
    ),
    max_size=60,
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

    def end(self) -> None:
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
    elif name == "poll":
        batch, world.unread = world.unread, []
        hub._tell(batch)
    elif name == "begin":
        page.regions[which].begin(world)
    elif name == "answer":
        page.regions[which].read(world)
    elif name == "end":
        page.regions[which].end()
    else:
        {"deliver": page.deliver, "drop": page.drop, "return": page.come_back}[name]()


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_a_stale_page_and_the_events_make_a_fresh_page(steps: list[tuple[str, int, int]]) -> None:
    """Whatever happened in between."""

    async def run() -> None:
        hub, world = Hub(ring=5), World()
        page = Page(hub, world)
        for step in steps:
            take(step, page, world, hub)
        rest = [("return", 0, 0), ("poll", 0, 0), ("deliver", 0, 0)]
        for step in rest + [(name, at, 0) for _ in range(2) for name in ("begin", "answer", "end") for at in range(3)]:
            take(step, page, world, hub)
        for region in page.regions:
            assert region.data == region.view(world)
            assert region.wanted <= region.have

    asyncio.run(run())
