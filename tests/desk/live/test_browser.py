"""The browser's side in Chromium, over a small desk of our own: what is fetched when, and what a swap leaves alone."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

import heard.desk

CHROMIUM = Path("/usr/bin/chromium")
STATIC = Path(heard.desk.__file__).parent / "console/static/heard/js"
CSP = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; style-src 'self'"
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium")


class Desk:
    """A server with one queue, one thread and a stream; ``happen`` changes the world and tells of it."""

    def __init__(self) -> None:
        self.seq = 1
        self.rows = ["a", "b", "c"]
        self.words = {"a": "one", "b": "two", "c": "three"}
        self.lines = [f"line {number}" for number in range(60)]
        self.past: list[dict[str, Any]] = []
        self.fetches: list[str] = []
        self.opened: list[str] = []
        self.signed_in, self.broken, self.slow = True, False, 0.0
        self.changed = threading.Condition()
        desk = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: Any) -> None:
                pass

            def do_GET(self) -> None:
                desk.answer(self)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def happen(self, kind: str = "message", conversation: int = 1, **world: Any) -> None:
        """Something changes, and an event tells of it."""
        with self.changed:
            self.__dict__.update(world)
            self.seq += 1
            self.past.append({"seq": self.seq, "conversation": conversation, "kind": kind})
            self.changed.notify_all()

    def cut(self) -> None:
        """Every open stream breaks off."""
        with self.changed:
            self.broken = True
            self.changed.notify_all()

    # -- what is answered

    def queue(self) -> str:
        rows = "".join(
            f'<li data-row="{row}" id="row-{row}"><a href="#" id="link-{row}">{self.words[row]}</a></li>'
            for row in self.rows
        )
        return (
            f'<div data-region="queue" data-url="/queue" data-kinds="message reading" data-seq="{self.seq}" data-hold>'
            f'<details id="more"><summary>more</summary>{self.seq}</details><ol>{rows}</ol></div>'
        )

    def thread(self) -> str:
        lines = "".join(f'<p id="line-{number}">{line}</p>' for number, line in enumerate(self.lines))
        return (
            f'<div data-region="thread" data-url="/thread" data-conversation="1" data-seq="{self.seq}">'
            f'<div data-scroll id="scroll" class="box">{lines}</div>'
            f'<div data-keep><textarea id="reply">from the server {self.seq}</textarea></div></div>'
        )

    def page(self) -> str:
        return (
            '<!doctype html><html><head><link rel="stylesheet" href="/style.css">'
            '<script type="module" src="/js/live.js"></script></head><body data-user="7">'
            '<template id="words" data-signed-out="Sign in again."></template><div id="live-status" role="status"></div>'
            '<button id="held" data-held-for="queue" data-one="1 new" data-many="{n} new" hidden></button>'
            f"{self.queue()}{self.thread()}<p id=away>away</p></body></html>"
        )

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        path = request.path.split("?")[0]
        if path == "/live/events":
            self.stream(request)
        elif path == "/live/missed/":
            after = int(request.path.partition("after=")[2] or self.seq)
            events = [each for each in self.past if each["seq"] > after]
            status = 200 if self.signed_in else 401
            self.give(
                request, json.dumps({"seq": self.seq, "reset": False, "events": events}), "application/json", status
            )
        elif path.startswith("/js/"):
            self.give(request, (STATIC / path[4:]).read_text("utf-8"), "text/javascript")
        elif path == "/style.css":
            self.give(request, ".box { overflow-y: auto; height: 200px } p { height: 20px; margin: 0 }", "text/css")
        elif path in ("/queue", "/thread"):
            with self.changed:
                html = self.queue() if path == "/queue" else self.thread()
                self.fetches.append(path)
            time.sleep(self.slow)
            self.give(request, html)
        else:
            self.give(request, self.page())

    def give(self, request: BaseHTTPRequestHandler, text: str, kind: str = "text/html", status: int = 200) -> None:
        body = text.encode()
        request.send_response(status)
        for name, value in (
            ("Content-Type", kind),
            ("Content-Length", str(len(body))),
            ("Content-Security-Policy", CSP),
        ):
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    def stream(self, request: BaseHTTPRequestHandler) -> None:
        self.opened.append(request.path)
        request.send_response(200 if self.signed_in else 401)
        request.send_header("Content-Type", "text/event-stream")
        request.send_header("Connection", "close")
        request.end_headers()
        request.close_connection = True
        if not self.signed_in:
            return
        with self.changed:
            self.broken = False
            at = int(request.path.partition("after=")[2] or self.seq)
        greeted = False
        try:
            while not self.broken:
                for each in [each for each in self.past if each["seq"] > at]:
                    at = each["seq"]
                    request.wfile.write(f"id: {at}\nevent: {each['kind']}\ndata: {json.dumps(each)}\n\n".encode())
                if not greeted:
                    greeted = True
                    request.wfile.write(f'id: {at}\nevent: hello\ndata: {{"seq": {at}, "user": 7}}\n\n'.encode())
                with self.changed:
                    self.changed.wait_for(lambda at=at: self.seq > at or self.broken, 20)
        except OSError:
            pass


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def desk() -> Iterator[Desk]:
    """A desk of the test's own."""
    made = Desk()
    yield made
    made.cut()
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def page(chromium: Browser, desk: Desk) -> Iterator[Page]:
    """A page that is live, in a browser of its own; it must not complain."""
    context = chromium.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if "Security" in message.text else None)
    page.goto(desk.address)
    until(page, "document.documentElement.dataset.live === 'on'")
    yield page
    context.close()
    assert said == []


def until(page: Page, condition: str) -> None:
    """Wait for it; evaluated by us, because the page's policy allows no eval."""
    end = time.monotonic() + 15
    while not page.evaluate(condition):
        assert time.monotonic() < end, condition
        page.wait_for_timeout(20)


def quiet(page: Page, check: Callable[[], bool], seconds: float = 5) -> None:
    """Wait for something on our side while the page runs."""
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end
        page.wait_for_timeout(20)


def test_an_event_fetches_the_region_that_it_concerns(page: Page, desk: Desk) -> None:
    """The queue hears of every conversation, the thread of its own only; nothing of kinds it did not ask for."""
    desk.happen(conversation=2, words=desk.words | {"a": "changed"})
    until(page, "document.getElementById('link-a').textContent === 'changed'")
    assert desk.fetches == ["/queue"]
    desk.happen("draft", conversation=2)
    desk.happen("draft", conversation=1, lines=[*desk.lines, "the last line"])
    until(page, "document.getElementById('scroll').textContent.includes('the last line')")
    assert desk.fetches == ["/queue", "/thread"]


def test_many_events_cost_few_fetches_and_the_last_state_is_shown(page: Page, desk: Desk) -> None:
    """One at a time for each region, the first at once."""
    desk.slow = 0.15
    for number in range(40):
        desk.happen(words=desk.words | {"a": f"state {number}"})
        time.sleep(0.01)
    until(page, "document.getElementById('link-a').textContent === 'state 39'")
    assert desk.fetches.count("/queue") <= 8


def test_a_swap_leaves_focus_scroll_writing_and_what_was_opened(page: Page, desk: Desk) -> None:
    """The composer is the same element with the same words; the place that was read stays in place."""
    page.evaluate("document.getElementById('more').open = true")
    page.fill("#reply", "My dear cust")
    page.evaluate("document.getElementById('reply').setSelectionRange(3, 5)")
    page.evaluate("window.kept = document.getElementById('reply')")
    page.evaluate("document.getElementById('scroll').scrollTop = 400")
    top = page.evaluate("document.getElementById('line-25').getBoundingClientRect().top")
    desk.happen(lines=["an earlier one came late", *desk.lines], words=desk.words | {"a": "new"})
    until(page, "document.getElementById('line-60') !== null")
    until(page, "document.getElementById('link-a').textContent === 'new'")
    assert page.evaluate("document.activeElement === window.kept && window.kept.value") == "My dear cust"
    assert page.evaluate("[window.kept.selectionStart, window.kept.selectionEnd]") == [3, 5]
    assert page.evaluate("document.getElementById('more').open")
    assert abs(page.evaluate("document.getElementById('line-25').getBoundingClientRect().top") - top) <= 1


def test_a_thread_read_to_its_end_shows_the_new_end(page: Page, desk: Desk) -> None:
    """And only then."""
    page.evaluate("document.getElementById('scroll').scrollTop = 1e6")
    desk.happen(lines=[*desk.lines, "and now?"])
    until(page, "document.getElementById('line-60') !== null")
    assert (
        page.evaluate(
            "(() => { const b = document.getElementById('scroll'); return b.scrollHeight - b.scrollTop - b.clientHeight })()"
        )
        < 4
    )


def test_new_rows_wait_while_somebody_is_in_the_queue(page: Page, desk: Desk) -> None:
    """Rows that are there are brought up to date in place; the button tells how many wait, and shows them."""
    page.focus("#link-b")
    words = desk.words | {"n": "newest", "m": "newer", "b": "two and more"}
    desk.happen(rows=["n", "m", "c", "b", "a"], words=words)
    until(page, "!document.getElementById('held').hidden")
    order = "[...document.querySelectorAll('[data-row]')].map((row) => row.dataset.row).join('')"
    assert page.evaluate(order) == "abc"
    assert page.evaluate("document.getElementById('link-b').textContent") == "two and more"
    assert page.evaluate("document.getElementById('held').textContent") == "2 new"
    assert page.evaluate("document.activeElement.id") == "link-b"
    page.evaluate("document.getElementById('held').click()")
    assert page.evaluate(order) == "nmcba"
    assert page.evaluate("document.activeElement.id") == "link-b"
    assert page.evaluate("document.getElementById('held').hidden")


def test_what_waited_is_shown_when_the_queue_is_left(page: Page, desk: Desk) -> None:
    """Without a click."""
    page.hover("#link-a")
    desk.happen(rows=["c", "b", "a", "n"], words=desk.words | {"n": "newest"})
    until(page, "document.getElementById('held').textContent === '1 new'")
    page.hover("#away")
    until(page, "document.querySelector('[data-row]').dataset.row === 'c'")


def test_after_a_break_the_page_catches_up(page: Page, desk: Desk) -> None:
    """The line breaks, the world goes on, the line comes back."""
    desk.cut()
    until(page, "document.documentElement.dataset.live !== 'on'")
    desk.happen(words=desk.words | {"a": "meanwhile"})
    until(page, "document.getElementById('link-a').textContent === 'meanwhile'")
    until(page, "document.documentElement.dataset.live === 'on'")


def test_two_pages_share_one_stream(page: Page, desk: Desk, chromium: Browser) -> None:
    """One for the browser; both pages hear, and one that is closed is not missed."""
    other = page.context.new_page()
    other.goto(desk.address)
    until(other, "document.documentElement.dataset.live === 'on'")
    assert len(desk.opened) == 1
    other.close()
    desk.happen(words=desk.words | {"a": "still"})
    page.bring_to_front()
    until(page, "document.getElementById('link-a').textContent === 'still'")


def test_a_page_that_was_read_before_the_line_was_open_hears_what_it_missed(desk: Desk, chromium: Browser) -> None:
    """Between the answer and the stream something happened; the numbers tell."""
    context = chromium.new_context()
    page = context.new_page()

    def late(route: Any) -> None:
        response = route.fetch()
        desk.happen(words=desk.words | {"a": "in between"})
        route.fulfill(response=response)

    page.route(desk.address + "/", late)
    page.goto(desk.address)
    until(page, "document.getElementById('link-a').textContent === 'in between'")
    context.close()


def test_signed_out_is_said_and_nothing_more_is_asked(page: Page, desk: Desk) -> None:
    """No endless knocking."""
    desk.signed_in = False
    desk.cut()
    until(page, "document.getElementById('live-status').textContent === 'Sign in again.'")
    asked = len(desk.opened)
    page.wait_for_timeout(1500)
    assert len(desk.opened) == asked


def test_a_stale_answer_never_overwrites_a_newer_one(page: Page, desk: Desk) -> None:
    """An answer with an older number is dropped."""
    desk.happen(words=desk.words | {"a": "newer"})
    until(page, "document.getElementById('link-a').textContent === 'newer'")
    desk.seq -= 1
    desk.words = desk.words | {"a": "older"}
    page.evaluate("document.dispatchEvent(new CustomEvent('heard:refresh', { detail: { region: 'queue' } }))")
    quiet(page, lambda: desk.fetches.count("/queue") >= 2)
    page.wait_for_timeout(200)
    assert page.evaluate("document.getElementById('link-a').textContent") == "newer"
    desk.seq += 1
