"""The desk that stands still, as tests hold it: its process, what is on it, and pages of it that note every problem."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

BEGIN_WITHIN = 120.0
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
WATCH = """
window.violations = [];
window.ran = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`));
"""


class Still:
    """A server over a database that was filled once, on a port of its own."""

    def __init__(self, home: Path, port: int, **env: str) -> None:
        self.home, self.port, self.env = home, port, env
        self.url = f"http://127.0.0.1:{port}"
        self.start()
        self.facts: dict[str, Any] = json.loads((home / "stage.json").read_text())

    def start(self) -> None:
        """Start it, and wait until it answers."""
        given = {key: value for key, value in os.environ.items() if not key.startswith(("DJANGO_", "DATABASE_"))}
        given |= {"HEARD_HOME": str(self.home), "HEARD_DEMO": "1", "HEARD_URL": self.url} | self.env
        log = self.home / "stage.log"
        with log.open("ab") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.browser.stage"],
                env=given,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        self.answers: queue.Queue[dict[str, Any]] = queue.Queue()
        threading.Thread(target=self._listen, args=(self.process.stdout,), daemon=True).start()
        ends = time.monotonic() + BEGIN_WITHIN
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > ends:
                self.kill()
                raise AssertionError(log.read_text()[-4000:])
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/offline/", timeout=5) as response:  # noqa: S310
                return bool(response.status == 200)
        except OSError as error:
            if isinstance(error, urllib.error.HTTPError):
                error.close()
            return False

    def _listen(self, lines: Any) -> None:
        for line in lines:
            if line.startswith("> "):
                self.answers.put(json.loads(line[2:]))

    def ask(self, **told: Any) -> Any:
        """Have something done on the server; see ``scene.do``."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps(told) + "\n")
        self.process.stdin.flush()
        answer = self.answers.get(timeout=60)
        assert "error" not in answer, answer
        return answer["ok"]

    def say(self, thread: str, text: str, **more: Any) -> int:
        """A customer writes; the number of the conversation."""
        return int(self.ask(do="say", thread=thread, text=text, **more))

    def conversation(self, key: str) -> int:
        """The number of one of the conversations in ``talk.py``."""
        return int(self.facts["conversations"][key])

    def at(self, key: str) -> str:
        """Its address."""
        return f"/desk/{self.conversation(key)}/"

    def kill(self) -> None:
        """End it without a word."""
        self.process.kill()
        self._ended()

    def stop(self) -> None:
        """End it in order."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self._ended()

    def _ended(self) -> None:
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()


@contextmanager
def sitting(
    browser: Browser,
    desk: Still,
    who: str = "sam",
    *,
    narrow: bool = False,
    ignoring: tuple[str, ...] = (),
    **options: Any,
) -> Iterator[Page]:
    """An empty page in a browser where somebody is signed in. In the end no script failed and no policy was broken."""
    context = browser.new_context(viewport=NARROW if narrow else WIDE, **options)  # type: ignore[arg-type]
    context.set_default_timeout(20_000)
    context.add_init_script(WATCH)
    if who:
        context.add_cookies([{"name": "sessionid", "value": desk.facts["sessions"][who], "url": desk.url}])
    problems: list[str] = []

    def watch(page: Page) -> None:
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)

    context.on("page", watch)
    try:
        yield context.new_page()
    finally:
        context.close()
    told = [line for line in problems if not any(word in line for word in ignoring)]
    assert not told, told


def go(page: Page, desk: Still, path: str) -> Page:
    """Open an address, and wait until its scripts have begun."""
    page.goto(desk.url + path, wait_until="load")
    expect(page.locator("html")).to_have_class("js")
    return page
