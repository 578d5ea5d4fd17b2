"""What somebody does on their first day: arrive by a link, tag in bulk, change their mind, lose the session."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser.still import Still, go, sitting


def test_a_new_colleague_comes_in_by_their_link(browser: Browser, own_desk: Still) -> None:
    """Chromium sends no origin where the page gives no referrer; the form must be taken all the same."""
    with sitting(browser, own_desk, "") as page:
        go(page, own_desk, own_desk.facts["link"])
        page.locator("input[name=name]").fill("Nell Ward")
        page.locator("input[name=password]").fill("three pots of tea")
        page.locator("input[name=again]").fill("three pots of tea")
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk/**")
        expect(page.locator(".desk-queue")).to_be_visible()
