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


def test_tags_for_many_at_once(browser: Browser, own_desk: Still) -> None:
    """The form has a field that is called action, which must not stand for its address."""
    with sitting(browser, own_desk) as page:
        go(page, own_desk, "/desk/")
        for key in ("angry", "lawyer"):
            page.locator(f"[data-row='{own_desk.conversation(key)}'] input[name=ids]").check()
        page.locator("#bulk summary").click()
        page.locator("#bulk-action").select_option("tag")
        page.locator("#bulk-tags").fill("morning round")
        page.locator("#bulk-tags").press("Enter")
        for key in ("angry", "lawyer"):
            row = page.locator(f"[data-row='{own_desk.conversation(key)}']")
            expect(row.locator(".badge", has_text="morning round")).to_be_visible()
            expect(row.locator("input[name=ids]")).not_to_be_checked()


def test_taking_back_keeps_what_was_begun_since(browser: Browser, own_desk: Still) -> None:
    first, second = "Thank you, I ask the depot now.", "One more thing, about"
    with sitting(browser, own_desk) as page:
        go(page, own_desk, own_desk.at("lawyer"))
        area = page.locator("#reply-text")
        area.fill(first)
        page.keyboard.press("Control+Enter")
        expect(area).to_have_value("")
        expect(page.locator("[data-quiet=undo] button")).to_be_visible()
        page.keyboard.type(second)
        page.locator("[data-quiet=undo] button").click()
        expect(area).to_have_value(f"{first}\n\n{second}")
        expect(page.locator("[data-kept]")).to_have_text("draft kept", timeout=1000)
        expect(page.locator("[data-conflict]")).to_be_hidden()
        go(page, own_desk, own_desk.at("lawyer"))
        expect(area).to_have_value(f"{first}\n\n{second}")
