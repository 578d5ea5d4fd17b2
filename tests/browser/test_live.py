"""Two browsers on one desk, without reloading: what one does the other sees, and nothing of one's own is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.still import Still, go, sitting

LOST = (
    "ERR_INTERNET_DISCONNECTED",
    "ERR_CONNECTION",
    "ERR_CONTENT_LENGTH_MISMATCH",  # killed in the middle of an answer
    "ERR_EMPTY_RESPONSE",
    "ERR_INCOMPLETE",
    "ERR_NETWORK",
    "ERR_SOCKET_NOT_CONNECTED",
)
REGION = """(name) => {
  const copy = document.querySelector(`[data-region="${name}"]`).cloneNode(true);
  for (const each of copy.querySelectorAll("input[name=csrfmiddlewaretoken]")) each.remove();
  for (const each of copy.querySelectorAll("time")) if (!each.closest(".turn-head")) each.textContent = "";
  for (const each of [copy, ...copy.querySelectorAll("*")])
    for (const name of ["data-seq", "data-ago", "open", "class"])
      if (name !== "class" || !each.className) each.removeAttribute(name);
  return copy.outerHTML.replace(/\\s+/g, " ").replace(/> </g, "><");
}"""


@pytest.fixture
def two(browser: Browser, own_desk: Still) -> Iterator[tuple[Page, Page]]:
    """Sam and Priya with the same conversation before them."""
    with (
        sitting(browser, own_desk, "sam", ignoring=LOST) as one,
        sitting(browser, own_desk, "priya", ignoring=LOST) as other,
    ):
        for page in (one, other):
            go(page, own_desk, own_desk.at("angry"))
            ready(page)
        yield one, other


def ready(page: Page) -> None:
    expect(page.locator("heard-composer.on")).to_be_attached()
    expect(page.locator("html[data-live=on]")).to_be_attached(timeout=15_000)


def test_what_one_does_the_other_sees(two: tuple[Page, Page], own_desk: Still) -> None:
    """And what is being written, the focus, the caret and the place in the thread stay as they were."""
    sam, priya = two
    sam.locator("#reply-text").fill("I was in the middle of")
    sam.keyboard.press("ArrowLeft")
    sam.keyboard.press("ArrowLeft")
    scroll = sam.locator("[data-scroll]")
    scroll.evaluate("(box) => { box.scrollTop = Math.max(0, box.scrollHeight - box.clientHeight - 150); }")
    caret = "() => [document.activeElement.id, document.activeElement.selectionStart]"
    before = sam.evaluate(caret)
    first = "[...document.querySelectorAll('.turn')].map((each) => each.getBoundingClientRect().top).find((top) => top > 150)"
    stood = sam.evaluate(first)

    own_desk.say("angry", "Hello? I am still here.")
    for page in (sam, priya):
        expect(page.locator(".turn-customer").last).to_contain_text("I am still here.")
    priya.keyboard.press("n")
    priya.keyboard.type("I know her, call me.")
    priya.keyboard.press("Control+Enter")
    expect(sam.locator(".turn-note").last).to_contain_text("I know her, call me.")
    expect(priya.locator(".writing")).to_contain_text("Sam Kowalski is writing")

    expect(sam.locator("#reply-text")).to_have_value("I was in the middle of")
    assert sam.evaluate(caret) == before
    assert abs(sam.evaluate(first) - stood) < 3


def test_new_rows_wait_while_the_pointer_is_there(two: tuple[Page, Page], own_desk: Still) -> None:
    sam, _priya = two
    rows = sam.locator("[data-row]")
    sam.locator(".rows").hover()
    names = rows.locator(".row-who .cut").all_inner_texts()
    for number in range(3):
        own_desk.say(f"new-{number}", "Where is my order? This is ridiculous.", name=f"Newcomer {number}")
    button = sam.locator("[data-held-for=queue]")
    expect(button).to_have_text("3 new")
    assert rows.locator(".row-who .cut").all_inner_texts() == names
    button.click()
    expect(rows.filter(has_text="Newcomer")).to_have_count(3)
    expect(button).to_be_hidden()


def test_a_page_that_was_away_becomes_as_a_fresh_one(two: tuple[Page, Page], own_desk: Still) -> None:
    """Offline while others write, note, tag and share out; then online: thread, coach and queue are those of a new page."""
    sam, _priya = two
    conversation = own_desk.conversation("angry")
    sam.mouse.move(900, 400)
    sam.context.set_offline(True)
    expect(sam.locator("#offline-banner")).to_be_visible(timeout=15_000)
    own_desk.say("angry", "I give up. I will tell everybody never to buy from you.")
    own_desk.say("calm", "Never mind, I found one elsewhere.")
    own_desk.ask(do="note", conversation=conversation, who="priya", text="I have asked the depot.")
    own_desk.ask(do="tags", conversation=conversation, who="priya", names=["depot"])
    sam.context.set_offline(False)
    expect(sam.locator(".turn-customer").last).to_contain_text("never to buy from you", timeout=20_000)
    expect(sam.locator(".facts")).to_contain_text("depot")
    fresh = sam.context.new_page()
    go(fresh, own_desk, own_desk.at("angry"))
    ready(fresh)
    for name in ("thread", "coach", "queue"):
        new = fresh.evaluate(REGION, name)
        for _ in range(20):
            if sam.evaluate(REGION, name) == new:
                break
            sam.wait_for_timeout(250)
        assert sam.evaluate(REGION, name) == new, name


def test_a_draft_outlives_its_tab_and_its_server(browser: Browser, own_desk: Still) -> None:
    """Killed in the middle of a sentence, both: the words are there again."""
    at = own_desk.at("again")
    with sitting(browser, own_desk, ignoring=(*LOST, "Page crashed", "status of 409")) as page:
        go(page, own_desk, at)
        ready(page)
        page.locator("#reply-text").press_sequentially("Your packet left on")
        page.close()  # at once
        page = another_tab(page, own_desk, at)
        expect(page.locator("#reply-text")).to_have_value("Your packet left on")
        own_desk.kill()
        page.locator("#reply-text").press("End")
        page.keyboard.type(" Tuesday.")
        expect(page.locator("[data-kept]")).to_have_text("draft kept in this browser", timeout=15_000)
        own_desk.start()
        expect(page.locator("html[data-live=on]")).to_be_attached(timeout=40_000)
        expect(page.locator("#reply-text")).to_have_value("Your packet left on Tuesday.")
        own_desk.say("again", "Hello?")
        expect(page.locator(".turn-customer").last).to_contain_text("Hello?", timeout=15_000)
    with sitting(browser, own_desk) as elsewhere:
        for _ in range(40):
            go(elsewhere, own_desk, at)
            if elsewhere.locator("#reply-text").input_value().endswith("Tuesday."):
                break
            elsewhere.wait_for_timeout(500)
        expect(elsewhere.locator("#reply-text")).to_have_value("Your packet left on Tuesday.")


def another_tab(closed: Page, desk: Still, at: str) -> Page:
    """Another tab of the same browser, at the same place."""
    page = closed.context.new_page()
    go(page, desk, at)
    ready(page)
    return page
