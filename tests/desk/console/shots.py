"""Pictures of the console's pages, light and dark, wide and narrow: ``python -m tests.desk.console DIRECTORY``.

With names after the directory only those pages. Run it, look, and mend what is ugly.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright

from heard.desk.inbox.models import Conversation, StopRequest
from heard.desk.people.models import User
from tests.desk.conftest import Desk, make_desk

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
PAGES: dict[str, tuple[str, ...]] = {
    "login": ("", "/account/login/"),
    "floor": ("priya", "/floor/"),
    "desk": ("priya", "/desk/"),
    "conversation": ("sam", "/desk/1/"),
    "second": ("sam", "/account/second/"),
    "password": ("sam", "/account/password/"),
    "nothing": ("sam", "/desk/999999/"),
    "offline": ("", "/offline/"),
    "share": ("priya", "/floor/", "click [data-part] >> nth=3"),
    "decide": ("priya", "/floor/", "click .stop-row [data-part]"),
    "palette": ("priya", "/floor/", "press Control+k"),
    "keys": ("priya", "/floor/", "press ?"),
    "high": ("priya", "/floor/", "contrast"),
}
TALK = {
    "Dana Okafor": [
        "Hi, my parcel 4471 still isn't here.",
        "It was promised for Monday. Is anybody there?",
        "This is the THIRD TIME I'm writing. Do you people even read? My daughter's birthday is Friday.",
    ],
    "Lee Marsh": ["The invoice is wrong again.", "I want to speak to a supervisor. Now."],
    "Ana Pires": ["Hello, could you tell me when the blue one is back in stock? Thank you."],
    "Tobias Winkler": ["Your app lost my order, and nobody answers the phone.", "This is ridiculous, I am so angry!!"],
    "محمد العلي": ["Where is my refund? I have waited for two weeks."],
    "Grace O’Neill": [
        "You useless idiots have charged me twice!",
        "I'll call my lawyer and I will post this everywhere. You are liars and thieves.",
    ],
    "Yuki Tanaka": ["Thanks, the new one works perfectly.", "One question: how do I clean it?"],
    "Priscilla Featherstonehaugh-Cholmondeley": ["I'm a bit confused about the return label, it isn't in the box?"],
    "Omar Haddad": ["The second replacement is broken as well. I'm really disappointed in you."],
}


def fill() -> Desk:
    """A desk with a floor's worth of conversations."""
    desk = make_desk()
    for user in desk.people.values():
        User.objects.filter(pk=user.pk).update(name=f"{user.name} {'Kowalski' if user.name == 'Sam' else 'Raman'}")
    hands = [desk.user("sam"), None, desk.user("mira"), desk.user("sam"), desk.user("priya"), desk.user("sam")]
    begin = timezone.now() - timedelta(minutes=57)
    for number, (name, texts) in enumerate(TALK.items()):
        for place, text in enumerate(texts):
            at = begin + timedelta(minutes=6 * number + place)
            message = desk.say(text, thread=f"shot-{number}", author=name, at=at)
        found = Conversation.objects.filter(pk=message.conversation_id)
        found.update(assignee=hands[number % len(hands)])
    hot = Conversation.objects.order_by("-temperature").first()
    if hot:
        StopRequest.objects.create(conversation=hot, asked_by=desk.user("sam"), why="Insults since the first line.")
    User.objects.filter(email="mira@demo.invalid").update(away=True, capacity=4)
    return desk


@contextmanager
def serving() -> Iterator[str]:
    """The desk's address while it is served."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet, allow_reuse_address=True)
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *arguments: object) -> None:
        """Nothing."""


def session_of(user: User) -> str:
    """A session in which this person is signed in."""
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def shoot(browser: Browser, address: str, desk: Desk, out: Path, names: list[str]) -> None:
    """Every page in light and dark, wide and narrow."""
    for name in names:
        who, path, *acts = PAGES[name]
        for scheme in ("light", "dark"):
            for size, word in ((WIDE, "wide"), (NARROW, "narrow")):
                context = browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
                if who:
                    user = User.objects.get(pk=desk.user(who).pk)
                    context.add_cookies([{"name": "sessionid", "value": session_of(user), "url": address}])
                page = context.new_page()
                page.on("console", lambda said: print("console:", said.type, said.text))  # noqa: T201
                page.on("pageerror", lambda error: print("error:", error))  # noqa: T201
                page.goto(address + path, wait_until="load")
                page.wait_for_timeout(250)
                for act in acts:
                    do(page, act)
                page.screenshot(path=out / f"{name}-{scheme}-{word}.png", full_page=word == "narrow" and not acts)
                context.close()


def do(page: Page, act: str) -> None:
    """Press a key, click something, or ask for high contrast."""
    verb, _, what = act.partition(" ")
    if verb == "press":
        page.keyboard.press(what)
    elif verb == "click":
        page.click(what)
    else:
        page.evaluate("document.documentElement.dataset.theme = 'contrast'")
    page.wait_for_timeout(400)


def main() -> None:
    """Set up, serve, shoot."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    names = sys.argv[2:] or list(PAGES)
    settings.ROOT_URLCONF = "tests.desk.console.addresses"
    call_command("migrate", verbosity=0)
    desk = fill()
    with serving() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        shoot(browser, address, desk, out, names)
        browser.close()
