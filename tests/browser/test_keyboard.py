"""A working day without a mouse: from signing in to closing, with the focus always to be seen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.still import Still, go, sitting

FOCUS = """() => {
  const here = document.activeElement;
  const style = getComputedStyle(here);
  const within = here.closest(".sheet, .line, .tick") && getComputedStyle(here.closest(".sheet, .line, .tick"));
  const ring = (each) => each && ((each.outlineStyle !== "none" && parseFloat(each.outlineWidth) >= 1) || each.boxShadow !== "none");
  const box = here.getBoundingClientRect();
  return {
    name: here.tagName.toLowerCase() + (here.id ? "#" + here.id : "") + " " + (here.innerText || here.value || "").slice(0, 40),
    body: here === document.body || here === document.documentElement,
    ring: Boolean(ring(style) || ring(within)),
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


def focus(page: Page, *, ring: bool = True) -> str:
    """What has the focus: it is not lost, it is in view, and it can be seen that it has it."""
    here = page.evaluate(FOCUS)
    assert not here["body"], "the focus is lost"
    assert here["seen"], here
    assert here["ring"] or not ring, here
    return str(here["name"])


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_day_by_keys(browser: Browser, own_desk: Still) -> None:
    with sitting(browser, own_desk, "") as page:
        go(page, own_desk, "/account/login/")
        for _ in range(12):
            press(page, "Tab")
            if "Sam" in focus(page):
                break
        press(page, "Enter")
        page.wait_for_url("**/desk/**")
        expect(page.locator("html")).to_have_class("js")

        press(page, "j")
        first = focus(page)
        press(page, "j")
        assert focus(page) != first
        press(page, "k")
        assert focus(page) == first
        for _ in range(12):
            if "Lee Marsh" in page.evaluate("document.activeElement.innerText"):
                break
            press(page, "j")
            focus(page)
        press(page, "Enter")
        page.wait_for_url(f"**/desk/{own_desk.conversation('heated')}/**")
        area = page.locator("#reply-text")
        expect(page.locator("heard-composer.on")).to_be_attached()

        press(page, "r")
        expect(area).to_be_focused()
        focus(page)
        page.keyboard.type("Calm down, that's our policy.")
        expect(page.locator(".findings .finding").first).to_be_visible(timeout=15_000)
        expect(page.locator("[data-fix]").first).to_be_visible()
        press(page, "Control+.")
        expect(area).not_to_have_value("Calm down, that's our policy.")
        focus(page)
        press(page, "Control+a")
        page.keyboard.type("You are right to be annoyed. I correct {line} today and write again by {date}.")
        press(page, "Control+Home", "Tab")
        assert selected(page) == "{line}"
        page.keyboard.type("the second line")
        press(page, "Tab")
        assert selected(page) == "{date}"
        press(page, "Control+Enter")
        expect(page.locator("#check-words")).to_contain_text("{date}")
        assert selected(page) == "{date}", "it is not sent with a gap in it"
        page.keyboard.type("four")
        press(page, "Control+Enter")
        expect(area).to_have_value("")
        expect(page.locator("[data-held]")).to_be_visible()
        focus(page)
        press(page, "Escape")
        focus(page)
        press(page, "z")
        expect(area).to_have_value(re.compile("the second line today and write again by four"))
        expect(page.locator("[data-held]")).to_have_count(0)
        expect(area).to_be_focused()
        press(page, "Control+Enter")
        expect(area).to_have_value("")
        expect(page.locator("[data-held]")).to_be_visible()


def selected(page: Page) -> str:
    return str(
        page.evaluate("(({value, selectionStart: a, selectionEnd: b}) => value.slice(a, b))(document.activeElement)")
    )


@pytest.fixture
def opened(browser: Browser, own_desk: Still) -> object:
    with sitting(browser, own_desk) as page:
        go(page, own_desk, own_desk.at("uneasy"))
        expect(page.locator("heard-composer.on")).to_be_attached()
        yield page


def test_deeds_by_keys(opened: Page, own_desk: Still) -> None:
    """Note, tags, putting aside, taking, handing off, closing: each by its key, and the focus goes somewhere."""
    page = opened
    thread = page.locator(".desk-thread")
    press(page, "n")
    page.keyboard.type("The label went out at ten.")
    press(page, "Control+Enter")
    expect(thread.locator(".turn-note")).to_contain_text("The label went out at ten.")
    focus(page)
    press(page, "Escape")
    focus(page)

    press(page, "t")
    expect(page.locator("#tags-field")).to_be_focused()
    focus(page)
    page.keyboard.type("label")
    press(page, "Enter")
    expect(thread.locator(".facts .badge").filter(has_text="label")).to_be_visible()
    focus(page)

    press(page, "t", "Escape")
    assert "Tags" in focus(page), "Escape goes back to what opened it"

    press(page, "a")
    expect(thread.locator(".facts")).to_contain_text("with nobody yet")
    focus(page)
    press(page, "a")
    expect(thread.locator(".facts")).to_contain_text("with Sam Kowalski")
    focus(page)

    press(page, "s")
    expect(page.locator("#deed-snooze button").first).to_be_focused()
    press(page, "Enter")
    expect(thread.locator(".facts")).to_contain_text("put aside until")
    focus(page)

    press(page, "h")
    expect(page.locator("#hand-off-to")).to_be_focused()
    press(page, "ArrowDown", "Tab")
    page.keyboard.type("She writes again tomorrow.")
    press(page, "Tab", "Enter")
    expect(thread).to_contain_text("She writes again tomorrow.")
    focus(page)

    press(page, "e")
    expect(page.locator("#deed-close input[type=radio]").first).to_be_focused()
    press(page, "Space", "Tab")
    page.keyboard.type("Sent by e-mail.")
    press(page, "Enter")
    expect(page.locator(".desk-note")).to_contain_text("Closed: solved.")


def test_the_palette_and_the_sheet(browser: Browser, own_desk: Still) -> None:
    with sitting(browser, own_desk, "priya") as page:
        go(page, own_desk, own_desk.at("angry"))
        press(page, "j")
        before = focus(page)
        press(page, "?")
        expect(page.locator("#help-sheet")).to_be_visible()
        focus(page)
        press(page, "Escape")
        expect(page.locator("#help-sheet")).to_be_hidden()
        assert focus(page) == before
        press(page, "Control+k")
        focus(page)
        page.keyboard.type("put aside")
        press(page, "Enter")
        expect(page.locator("#deed-snooze form")).to_be_visible()
        press(page, "Escape", "Control+k")
        page.keyboard.type("floor")
        press(page, "Enter")
        page.wait_for_url("**/floor/")
        expect(page.locator("html")).to_have_class("js")
        press(page, "j")
        focus(page)


def test_tab_reaches_everything_and_is_always_seen(browser: Browser, own_desk: Still) -> None:
    """From the first key to the composer and around: every stop can be seen, none is a trap."""
    with sitting(browser, own_desk) as page:
        go(page, own_desk, own_desk.at("angry"))
        expect(page.locator("heard-composer.on")).to_be_attached()
        names = []
        for _ in range(150):
            press(page, "Tab")
            if page.evaluate("document.activeElement === document.body"):
                break
            names.append(focus(page))
        assert any("#reply-text" in name for name in names)
        assert any("Send" in name for name in names)
        assert any(name.startswith("mark") for name in names), "what was read can be reached"
        assert len(names) < 150, "the way around the page ends"


def test_single_keys_can_be_switched_off(browser: Browser, own_desk: Still) -> None:
    with sitting(browser, own_desk, "theo") as page:
        go(page, own_desk, "/preferences/")
        box = page.locator("input[name=single_keys]")
        for _ in range(30):
            press(page, "Tab")
            if page.evaluate("document.activeElement.name === 'single_keys'"):
                break
        focus(page)
        press(page, "Space", "Enter")
        expect(page.locator("body")).to_have_attribute("data-single-keys", "off")
        expect(box).not_to_be_checked()
        go(page, own_desk, own_desk.at("angry"))
        for key in "jkrntsaheg?f/":
            press(page, key)
        assert page.url.endswith(own_desk.at("angry"))
        assert page.locator("dialog[open], details.deed[open]").count() == 0
        assert page.evaluate("document.activeElement === document.body")
        press(page, "Control+k")
        expect(page.locator("#palette")).to_be_visible()
