"""The whole story, as somebody lives it who starts the demo for the first time."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Demo, signed_in

GOOD = (
    "Two weeks of waiting and three times writing to us, {name}: that is infuriating, and I am sorry that nobody answered "
    "you about order {order}. I am taking this on myself. I will refund the full amount to your card today, and you "
    "will have it by Friday at noon."
)


HOT = re.compile("heated|reads as angry")
"""The band of somebody who needs a human first, in a row."""


ANGRY = re.compile("not the first time they write")
"""Why the angry customer of the first minute stands where they stand. Twenty seconds later one who grieves may stand above."""


def open_top(page: Page) -> str:
    """Open the conversation of the first customer, who is angry; whose it is."""
    expect(page.locator("[data-row]").first).to_contain_text(HOT, timeout=30_000)
    row = page.locator("[data-row]").filter(has_text=ANGRY).first
    expect(row).to_contain_text(HOT)
    name = row.locator(".row-who .cut").inner_text()
    row.locator(".row-link").click()
    expect(page.locator("#composer")).to_be_visible()
    return name


def test_the_first_minute(browser: Browser, demo: Demo) -> None:
    """The angry customer stands at the top, is answered badly in a draft and well in fact, and the ribbon falls."""
    with signed_in(browser, demo, "Sam") as page, signed_in(browser, demo, "Priya") as floor:
        name = open_top(page)
        coach = page.locator(".desk-coach")
        expect(coach).to_contain_text("Acknowledge")
        expect(page.locator(".desk-thread mark").first).to_be_visible()

        floor.goto(f"{demo.url}/floor/")
        strip = floor.locator("[data-region='floor-strips'] li, [data-region='strips'] li").filter(has_text=name).first
        expect(strip).to_contain_text(HOT)

        area = page.locator("#reply-text")
        area.click()
        page.keyboard.type("Calm down, that's our policy.")
        findings = page.locator(".findings .finding")
        expect(findings.first).to_be_visible(timeout=15_000)
        expect(page.locator("[data-mirror] mark, [data-mirror] .finding, [data-mirror] span").first).to_be_attached()
        expect(page.locator("[data-effect='hotter']")).to_be_visible()
        page.keyboard.press("Control+.")
        expect(area).not_to_have_value("Calm down, that's our policy.")
        page.keyboard.press("Control+z")
        expect(area).to_have_value("Calm down, that's our policy.")

        messages = page.locator(".desk-thread [data-message]")
        before = messages.count()
        order = re.search(r"[A-Z]{2}-\d+", page.locator(".desk-thread").inner_text())
        assert order
        area.fill(GOOD.format(name=name.split()[0], order=order[0]))
        expect(page.locator("[data-effect='cooler'], [data-effect='same']")).to_be_visible(timeout=15_000)
        expect(findings).to_have_count(0)
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("button", name=re.compile("undo|take it back", re.IGNORECASE)).first).to_be_visible()
        expect(messages).to_have_count(before + 2, timeout=60_000)

        header = page.locator(".desk-thread .heat").first
        expect(header).not_to_contain_text(re.compile("angry|burning"), timeout=30_000)
        expect(strip.locator(".heat").first).not_to_contain_text(re.compile("angry|burning"), timeout=30_000)


def test_without_javascript(browser: Browser, demo: Demo) -> None:
    """Reading, answering, noting, taking and closing work as plain forms."""
    with signed_in(browser, demo, "Sam", java_script_enabled=False) as page:
        page.locator("[data-row] .row-link").first.click()
        page.locator("#reply-text").fill("Thank you for telling me. I will look into it now and write again by four.")
        page.get_by_role("button", name="Send").click()
        expect(page.locator(".desk-thread")).to_contain_text("I will look into it now and write again by four.")
        page.get_by_label("Note to the team").check()
        page.locator("#reply-text").fill("Called the depot.")
        page.get_by_role("button", name="Keep the note").click()
        expect(page.locator(".desk-thread")).to_contain_text("Called the depot.")


def test_a_page_that_slept_catches_up(browser: Browser, demo: Demo) -> None:
    """Offline while things happen, then online: the old page comes to show what a fresh one shows."""
    with signed_in(browser, demo, "Sam") as page:
        page.locator("[data-row] .row-link").first.click()
        expect(page.locator("#composer")).to_be_visible()
        page.locator("#reply-text").fill("I am still")
        page.context.set_offline(True)
        page.wait_for_timeout(6_000)
        page.context.set_offline(False)
        address = page.url
        fresh = page.context.new_page()

        def rows(of: Page) -> list[str]:
            return [
                " ".join(text.split())
                for text in of.locator("[data-row] .row-who, [data-row] .row-why").all_inner_texts()
            ]

        for _ in range(20):
            page.wait_for_timeout(500)
            fresh.goto(address)
            if rows(page) == rows(fresh):
                break
        assert rows(page) == rows(fresh)
        assert page.locator("#reply-text").input_value() == "I am still"
