"""People with sessions, and the real server as a process of its own over the tests' database."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from heard.desk.people.models import Membership, Team, User

RUN = "from heard.cli.desk import ready; ready(); from heard.cli.desk_serve import run; run('127.0.0.1', {port})"


def sign_in(user: User) -> str:
    """The Cookie header of a session of this user."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


@pytest.fixture
def person(transactional_db: None) -> Callable[..., User]:
    """Makes people: ``person("ana", team)``; the role is an agent's unless it is named."""

    def make(name: str, *teams: Team, role: str = "agent", admin: bool = False) -> User:
        user = User.objects.create_user(f"{name}@example.com", None, name=name, is_admin=admin)
        for team in teams:
            Membership.objects.create(user=user, team=team, role=role)
        return user

    return make


@pytest.fixture
def teams(transactional_db: None) -> tuple[Team, Team]:
    """Two teams."""
    return Team.objects.create(name="Parcels"), Team.objects.create(name="Bills")


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def database_url() -> str:
    """The address of the tests' database, for another process."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    user = quote(f"{known['USER']}:{known['PASSWORD']}", safe=":")
    host = f"{known['HOST']}" + (f"&port={known['PORT']}" if known["PORT"] else "")
    return f"postgresql://{user}@/{known['NAME']}?host={host}"


class Server:
    """The desk in a process of its own."""

    def __init__(self, **env: str) -> None:
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUN.format(port=self.port)],
            env=os.environ
            | {"DATABASE_URL": database_url(), "HEARD_URL": f"http://127.0.0.1:{self.port}", "HEARD_WORKERS": "0"}
            | {"DJANGO_SETTINGS_MODULE": "heard.desk.settings"}
            | env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        until = time.monotonic() + 60
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1) as sock:
                    sock.settimeout(60)
                    sock.sendall(f"GET /live/events HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n\r\n".encode())
                    if b" 401 " in sock.recv(100):
                        return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > until:
                    self.process.kill()
                    raise RuntimeError(self.process.communicate()[0]) from None
                time.sleep(0.05)

    def threads(self) -> int:
        """How many threads it has."""
        return len(list(Path(f"/proc/{self.process.pid}/task").iterdir()))

    def stop(self) -> tuple[int, str]:
        """End it as an operator would; its exit code and all that it printed."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            output, _ = self.process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            output, _ = self.process.communicate()
        return self.process.returncode, output


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[Server]:
    """One server for the tests of a module."""
    running = Server()
    yield running
    running.stop()


class Stream:
    """One raw connection to a stream of events."""

    opened: ClassVar[list[Stream]] = []

    def __init__(self, port: int, cookie: str = "", path: str = "/live/events", **headers: str) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), 10)
        self.opened.append(self)
        lines = {"Host": f"127.0.0.1:{port}", "Cookie": cookie} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        method = lines.pop("Method", "GET")
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
        self.sock.sendall(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode())
        self.file = self.sock.makefile("rb")
        self.status = int(self.file.readline().split()[1])
        self.headers = {}
        while line := self.file.readline().strip():
            name, _, value = line.decode().partition(":")
            self.headers[name.lower()] = value.strip()

    def body(self) -> bytes:
        """The body of an ordinary answer."""
        return (
            self.file.read(int(self.headers["content-length"])) if "content-length" in self.headers else self._chunk()
        )

    def _chunk(self) -> bytes:
        size = int(self.file.readline() or b"0", 16)
        data = self.file.read(size)
        self.file.readline()
        return data

    def events(self, seconds: float = 5.0, until: str = "") -> list[tuple[str, str, str]]:
        """``(id, event, data)`` of what comes until an event of that name, the end or the time."""
        found: list[tuple[str, str, str]] = []
        self.sock.settimeout(seconds)
        try:
            while chunk := self._chunk():
                for block in chunk.decode().split("\n\n"):
                    fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line and line[0] != ":")
                    if "event" in fields:
                        found.append((fields.get("id", ""), fields["event"], fields.get("data", "")))
                if until and any(event == until for _, event, _ in found):
                    break
        except TimeoutError:
            self.file.close()
            self.file = self.sock.makefile("rb")
        return found

    def close(self) -> None:
        """Go away."""
        self.file.close()
        self.sock.close()


@pytest.fixture(autouse=True)
def _closing() -> Iterator[None]:
    """No connection outlives its test."""
    yield
    while Stream.opened:
        Stream.opened.pop().close()
