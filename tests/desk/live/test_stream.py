"""The stream as an app: what it sends, what it catches up with, when it ends. Without a server and a database."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

import pytest

from heard.desk.live import hub as hubs
from heard.desk.live import stream as streams
from heard.desk.live.audience import Ears, Told
from heard.desk.live.hub import Hub
from heard.desk.live.stream import Session, Stream

ANA, BEN = 1, 2
PARCELS, BILLS = 10, 20
HERE = [(b"host", b"127.0.0.1:8000")]


def told(seq: int, kind: str = "message", team: int | None = PARCELS, user: int | None = None) -> Told:
    """An event."""
    return Told(seq, kind, 5, team, user)


class Page:
    """One page's connection: what it was sent, and how it goes away. ``opened`` are all that a test opened."""

    opened: ClassVar[list[Page]] = []

    def __init__(self, app: Stream, headers: list[tuple[bytes, bytes]] | None = None, query: bytes = b"") -> None:
        self.status, self.parts, self.leaving = 0, [], asyncio.Event()
        self.blocked: asyncio.Event | None = None
        self.opened.append(self)
        scope = {"type": "http", "method": "GET", "path": "/live/events", "query_string": query}
        self.task = asyncio.create_task(app(scope | {"headers": HERE + (headers or [])}, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await self.leaving.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif self.blocked is not None and self.parts:
            await self.blocked.wait()
        else:
            self.parts.append(message["body"].decode())

    def events(self) -> list[tuple[str, dict[str, Any]]]:
        """Kind and data of what came."""
        blocks = [block.split("\n") for block in "".join(self.parts).split("\n\n") if block]
        found = [dict(line.split(": ", 1) for line in block if line[0] != ":") for block in blocks]
        return [(each["event"], json.loads(each["data"])) for each in found]

    def kinds(self) -> list[str]:
        """What came, in order."""
        return [kind for kind, _ in self.events()]


def play(
    scene: Callable[[Hub], Awaitable[None]],
    monkeypatch: pytest.MonkeyPatch,
    *,
    session: Session | None = None,
    loaded: tuple[Told, ...] = (),
    ring: int = 100,
) -> None:
    """Run a scene with a hub that reads nothing itself."""
    monkeypatch.setattr(streams, "session_of", lambda _: session)

    async def run() -> None:
        hub = Hub(ring=ring)
        monkeypatch.setattr(hub, "start", lambda: None)
        hub._begin(loaded)
        await scene(hub)

    Page.opened.clear()
    asyncio.run(run())


def signed_in(user: int = ANA, teams: frozenset[int] | None = frozenset({PARCELS}), left: float = 3600) -> Session:
    """A session."""
    return Session(Ears(user, teams), left)


async def settle() -> None:
    """Let everything run that can; a page whose session is still looked up in a thread is waited for."""
    for _ in range(500):
        await asyncio.sleep(0.05)
        if all(page.status or page.task.done() for page in Page.opened):
            return


def test_only_what_is_for_them_is_sent_and_without_content(monkeypatch: pytest.MonkeyPatch) -> None:
    """``seq``, ``conversation`` and ``kind``; the number is the id."""

    async def scene(hub: Hub) -> None:
        page = Page(Stream(hub))
        await settle()
        hub._tell([told(1), told(2, team=BILLS), told(3, "whisper", user=BEN), told(4, "whisper", user=ANA)])
        await settle()
        assert page.status == 200
        assert page.events() == [
            ("hello", {"seq": 0, "user": ANA}),
            ("message", {"seq": 1, "conversation": 5, "kind": "message"}),
            ("whisper", {"seq": 4, "conversation": 5, "kind": "whisper"}),
        ]
        assert "id: 4\nevent: whisper\n" in "".join(page.parts)
        page.leaving.set()
        await page.task
        assert hub.streams == 0

    play(scene, monkeypatch, session=signed_in())


@pytest.mark.parametrize("how", ["header", "query"])
def test_who_comes_back_hears_what_was_missed(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """From ``Last-Event-ID`` or ``?after=``; the greeting comes after it, so that nothing is skipped on a break."""

    async def scene(hub: Hub) -> None:
        page = Page(Stream(hub), [(b"last-event-id", b"2")]) if how == "header" else Page(Stream(hub), query=b"after=2")
        await settle()
        assert [(kind, data["seq"]) for kind, data in page.events()] == [("message", 3), ("message", 5), ("hello", 5)]
        page.leaving.set()
        await page.task

    loaded = (told(1), told(2), told(3), told(4, team=BILLS), told(5))
    play(scene, monkeypatch, session=signed_in(), loaded=loaded)


@pytest.mark.parametrize("after", [1, 99])
def test_too_long_away_means_a_reset(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """Too old for the ring, or a number that this database never gave."""

    async def scene(hub: Hub) -> None:
        page = Page(Stream(hub), query=b"after=%d" % after)
        await asyncio.sleep(1.3)
        assert page.events()[0] == ("reset", {"seq": 9})
        page.leaving.set()
        await page.task

    play(scene, monkeypatch, session=signed_in(), loaded=tuple(told(seq) for seq in range(1, 10)), ring=5)


def test_a_ring_that_just_reaches_back_far_enough_is_no_reset(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last five of nine: whoever saw the fourth missed nothing else."""

    async def scene(hub: Hub) -> None:
        page = Page(Stream(hub), query=b"after=4")
        await settle()
        assert [data["seq"] for _, data in page.events()] == [5, 6, 7, 8, 9, 9]
        page.leaving.set()
        await page.task

    play(scene, monkeypatch, session=signed_in(), loaded=tuple(told(seq) for seq in range(1, 10)), ring=5)


def test_a_change_of_rights_ends_the_streams_it_concerns(monkeypatch: pytest.MonkeyPatch) -> None:
    """After what came before it, and with the reason."""

    async def scene(hub: Hub) -> None:
        page = Page(Stream(hub))
        await settle()
        hub._tell([told(1), told(2, "access", team=None, user=BEN)])
        await settle()
        assert not page.task.done()
        hub._tell([told(3, "access", team=None, user=ANA), told(4)])
        await page.task
        assert page.kinds() == ["hello", "message", "access", "end"]
        assert page.events()[-1][1] == {"why": "access"}

    play(scene, monkeypatch, session=signed_in())


def test_rights_that_change_while_they_are_read_end_the_stream_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """But an earlier change, heard again on the way back, does not."""

    async def scene(hub: Hub) -> None:
        loop = asyncio.get_running_loop()

        def slow(cookie: str) -> Session:
            asyncio.run_coroutine_threadsafe(meanwhile(), loop).result()
            return signed_in()

        async def meanwhile() -> None:
            hub._tell([told(2, "access", team=None, user=ANA)])

        monkeypatch.setattr(streams, "session_of", slow)
        page = Page(Stream(hub))
        await page.task
        assert page.kinds() == ["end"]
        monkeypatch.setattr(streams, "session_of", lambda _: signed_in())
        again = Page(Stream(hub), query=b"after=1")
        await settle()
        assert again.kinds() == ["access", "hello"]
        assert not again.task.done()
        again.leaving.set()
        await again.task

    play(scene, monkeypatch, loaded=(told(1),))


@pytest.mark.parametrize(("life", "left"), [(0.2, 3600), (600, 0.2)])
def test_a_stream_ends_in_time_or_with_its_session(monkeypatch: pytest.MonkeyPatch, life: float, left: float) -> None:
    """With ``retry``, so that the page comes back soon and its rights are looked at again."""

    async def scene(hub: Hub) -> None:
        page = Page(Stream(hub, life=life))
        async with asyncio.timeout(2):
            await page.task
        assert page.kinds() == ["hello", "end"]
        assert page.parts[-1].startswith("retry: ")

    play(scene, monkeypatch, session=signed_in(left=left))


def test_life_is_ten_minutes_and_the_beat_fifteen_seconds() -> None:
    """What the app has when nobody says otherwise."""
    app = Stream()
    assert (app.life, app.beat) == (600, 15)


def test_a_beat_carries_the_number_so_that_a_quiet_team_needs_no_reset(monkeypatch: pytest.MonkeyPatch) -> None:
    """Others were busy; whoever comes back begins after them."""

    async def scene(hub: Hub) -> None:
        page = Page(Stream(hub, beat=0.05))
        await settle()
        hub._tell([told(7, team=BILLS)])
        await asyncio.sleep(0.15)
        assert ": beat\nid: 7\nevent: beat\n" in "".join(page.parts)
        page.leaving.set()
        await page.task

    play(scene, monkeypatch, session=signed_in())


def test_a_stream_that_nobody_reads_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is merely behind in a burst is not."""

    async def scene(hub: Hub) -> None:
        stuck, well = Page(Stream(hub)), Page(Stream(hub))
        await settle()
        stuck.blocked = asyncio.Event()
        hub._tell([told(1)])
        await settle()
        hub._tell([told(seq) for seq in range(2, hubs.MOST_QUEUED + 200)])
        await settle()
        assert stuck.task.done()
        assert not well.task.done()
        assert len(well.events()) == hubs.MOST_QUEUED + 200
        assert hub.streams == 1
        well.leaving.set()
        await well.task

    play(scene, monkeypatch, session=signed_in())


def test_one_person_holds_only_so_many_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest goes."""

    async def scene(hub: Hub) -> None:
        pages = []
        for _ in range(hubs.MOST_EACH + 3):
            pages.append(Page(Stream(hub)))
            await asyncio.sleep(0.01)
        await settle()
        assert [page.task.done() for page in pages] == [True] * 3 + [False] * hubs.MOST_EACH
        hub.end_streams("shutdown")
        await asyncio.gather(*(page.task for page in pages))

    play(scene, monkeypatch, session=signed_in())


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([(b"origin", b"http://127.0.0.1:8000")], 401),
        ([(b"origin", b"http://evil.example")], 403),
        ([(b"sec-fetch-site", b"cross-site")], 403),
        ([(b"sec-fetch-site", b"same-site")], 403),
        ([(b"host", b"evil.example")], 403),
        ([(b"host", b"")], 403),
    ],
)
def test_only_pages_of_this_desk_are_answered(
    monkeypatch: pytest.MonkeyPatch, headers: list[tuple[bytes, bytes]], status: int
) -> None:
    """Another host or another site's page is refused before anybody is looked up; signed out is 401, in code."""

    async def scene(hub: Hub) -> None:
        page = Page(Stream(hub), headers)
        await page.task
        assert page.status == status
        error = json.loads(page.parts[0])["error"]
        assert error["code"] == ("D041" if status == 401 else "D042")
        assert error["next_step"]

    play(scene, monkeypatch, session=None)
