"""A real desk in a process of its own, and a real browser in front of it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.still import Still

BEGIN_WITHIN = 120.0
"""Seconds until an address must answer, as is promised of `make demo`."""


@dataclass
class Demo:
    """A running demo: its address, its home, and its process."""

    url: str
    home: Path
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def start_demo(
    home: Path, *, speed: float, seed: int = 7, port: int | None = None, env: dict[str, str] | None = None
) -> Demo:
    """``heard demo`` as a user starts it; returns when its address answers."""
    port = port or free_port()
    given = {key: value for key, value in os.environ.items() if not key.startswith("DJANGO_")}
    given |= {"HEARD_HOME": str(home), "HEARD_UNDO_SECONDS": "2"} | (env or {})
    command = [sys.executable, "-m", "heard", "demo", "--speed", str(speed), "--seed", str(seed), "--port", str(port)]
    with (home / "demo.log").open("wb") as log:
        process = subprocess.Popen(command, env=given, stdout=log, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{port}"
    ends = time.monotonic() + BEGIN_WITHIN
    while True:
        try:
            with urllib.request.urlopen(f"{url}/account/login/", timeout=5) as response:  # noqa: S310
                assert response.status == 200
                return Demo(url=url, home=home, process=process)
        except OSError as error:
            if isinstance(error, urllib.error.HTTPError):
                error.close()
            if process.poll() is not None or time.monotonic() > ends:
                process.kill()
                raise AssertionError((home / "demo.log").read_text()[-4000:]) from None
            time.sleep(0.2)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Debian's chromium is; without it these tests are skipped, or fail where everything is required."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("HEARD_REQUIRE_ALL"):
            pytest.fail("chromium is missing; .ci/run installs it")
        pytest.skip("no chromium on this machine: apt install chromium")
    return path


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """It, headless. Not for longer than a module: while it is open no other test of the process can run a loop."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo whose customers live three times as fast."""
    running = start_demo(tmp_path_factory.mktemp("home"), speed=3)
    yield running
    running.stop()


SignIn = Callable[..., Page]


@contextmanager
def signed_in(browser: Browser, demo: Demo, name: str, **options: object) -> Iterator[Page]:
    """A page of somebody who has signed in on the demo's page, in a context of their own."""
    context: BrowserContext = browser.new_context(viewport={"width": 1440, "height": 900}, **options)  # type: ignore[arg-type]
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto(f"{demo.url}/account/login/")
    page.get_by_role("button", name=name).click()
    page.wait_for_url("**/desk/**")
    try:
        yield page
    finally:
        context.close()
    assert [line for line in problems if "ERR_INTERNET_DISCONNECTED" not in line] == []


@pytest.fixture(scope="session")
def still_desk(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Still]:
    """A desk with a conversation in each state, for tests that only look."""
    running = Still(tmp_path_factory.mktemp("still"), free_port())
    yield running
    running.stop()


@pytest.fixture(scope="module")
def own_desk(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Still]:
    """The same, for the tests of one module that change something."""
    running = Still(tmp_path_factory.mktemp("own"), free_port(), HEARD_UNDO_SECONDS="6")
    yield running
    running.stop()
