"""What somebody does on their first day: arrive by a link, tag in bulk, change their mind, lose the session."""

from __future__ import annotations

from playwright.sync_api import Browser, Route, expect

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


def test_a_line_that_opens_while_a_reply_goes_out_saves_no_draft(browser: Browser, own_desk: Still) -> None:
    """The page saves what is unsent when its line opens; what is on its way is not unsent."""
    words = "Thank you, I ask the depot now."
    with sitting(browser, own_desk) as page:
        go(page, own_desk, own_desk.at("lawyer"))
        area = page.locator("#reply-text")
        saved: list[str] = []
        page.on("request", lambda request: saved.append(request.url) if "/draft/" in request.url else None)

        def slowly(route: Route) -> None:
            saved.clear()  # what was saved while it was written
            page.evaluate("document.dispatchEvent(new Event('heard:online'))")
            page.wait_for_timeout(300)
            route.continue_()

        page.route("**/reply/", slowly)
        area.fill(words)
        page.keyboard.press("Control+Enter")
        expect(area).to_have_value("")
        page.locator("[data-quiet=undo] button").click()
        expect(area).to_have_value(words)
        assert saved == []


def test_a_reply_to_what_went_to_somebody_else_is_asked_about_first(browser: Browser, own_desk: Still) -> None:
    words = "Thank you, I ask the depot now."
    with sitting(browser, own_desk, ignoring=("409",)) as page:
        go(page, own_desk, own_desk.at("heated"))
        page.locator("#reply-text").fill(words)
        expect(page.locator("[data-kept]")).to_have_text("draft kept")
        own_desk.ask(do="hand_off", who="priya", to="mira", conversation=own_desk.conversation("heated"))
        page.keyboard.press("Control+Enter")
        told = page.locator("#check-words")
        expect(told).to_contain_text("Mira Halvorsen has this now")
        expect(page.locator("#reply-text")).to_have_value(words)
        told.get_by_role("button", name="Send anyway").click()
        expect(page.locator("#reply-text")).to_have_value("")
        expect(page.locator("[data-region=thread]")).to_contain_text(words)


def test_a_reply_to_what_was_closed_takes_it_up_again(browser: Browser, own_desk: Still) -> None:
    words = "One thing I forgot to say."
    with sitting(browser, own_desk, ignoring=("409",)) as page:
        go(page, own_desk, own_desk.at("lawyer"))
        page.locator("#reply-text").fill(words)
        own_desk.ask(do="close", who="priya", conversation=own_desk.conversation("lawyer"))
        page.keyboard.press("Control+Enter")
        told = page.locator("#check-words")
        expect(told).to_contain_text("Somebody has closed this conversation")
        told.get_by_role("button", name="Take it up again").click()
        expect(told).not_to_contain_text("closed")
        expect(page.locator("#reply-text")).to_have_value(words)
        page.keyboard.press("Control+Enter")
        expect(page.locator("#reply-text")).to_have_value("")
        expect(page.locator("[data-region=thread]")).to_contain_text(words)


def test_the_sheet_has_the_keys_of_writing(browser: Browser, own_desk: Still) -> None:
    """Also while nothing is found in a draft, and with single keys off."""
    with sitting(browser, own_desk) as page:
        go(page, own_desk, own_desk.at("angry"))
        page.evaluate("document.body.dataset.singleKeys = 'off'")
        page.locator("[data-open=help-sheet]").click()
        rows = [" ".join(each.split()) for each in page.locator("#help-sheet dt").all_inner_texts()]
        assert {"Ctrl .", "Alt Enter", "Tab"} <= set(rows)
        assert len(rows) == len(set(rows))
        go(page, own_desk, "/desk/")
        page.keyboard.press("?")
        assert "Ctrl ." not in [" ".join(each.split()) for each in page.locator("#help-sheet dt").all_inner_texts()]


def test_words_are_put_in_once(browser: Browser, own_desk: Still) -> None:
    with sitting(browser, own_desk) as page:
        go(page, own_desk, own_desk.at("angry"))
        area = page.locator("#reply-text")
        page.keyboard.press("Alt+Enter")
        expect(area).not_to_have_value("")
        once = area.input_value()
        page.keyboard.press("Control+Home")
        page.keyboard.press("Alt+Enter")
        page.wait_for_timeout(200)
        assert area.input_value() == once
        assert page.evaluate("document.activeElement.selectionEnd") > 0, "the caret stands at them"


def test_the_palette_names_a_row_by_who_and_why(browser: Browser, own_desk: Still) -> None:
    with sitting(browser, own_desk) as page:
        go(page, own_desk, "/desk/")
        row = page.locator(f"[data-row='{own_desk.conversation('angry')}']")
        why = row.locator(".row-why").inner_text().strip()
        page.keyboard.press("Control+k")
        page.locator("#palette input").fill("Dana Okafor")
        expect(page.locator("#palette-0 .grow")).to_have_text(f"Dana Okafor: {why}"[:120].strip())


def test_a_wrong_password_is_told_in_the_demo(browser: Browser, own_desk: Still) -> None:
    with sitting(browser, own_desk, "") as page:
        go(page, own_desk, "/account/login/")
        assert page.locator(".card details[open]").count() == 0
        page.locator(".card summary").click()
        page.locator("input[name=login]").fill("sam@demo.invalid")
        page.locator("input[name=password]").fill("not this one")
        page.keyboard.press("Enter")
        expect(page.locator(".card details[open]")).to_contain_text("not")
        expect(page.locator(".card .error, .card [role=alert]").first).to_be_visible()


def test_words_outlive_a_session(browser: Browser, own_desk: Still) -> None:
    """It is said that the session ended; after signing in elsewhere the same page sends."""
    words = "Thank you for waiting, I have it in front of me."
    with sitting(browser, own_desk, "", ignoring=("401", "403")) as page:
        go(page, own_desk, "/account/login/")
        page.get_by_role("button", name="Sam").click()
        page.wait_for_url("**/desk/**")
        go(page, own_desk, own_desk.at("heated"))
        page.locator("#reply-text").fill("")
        page.context.clear_cookies(name="sessionid")
        page.locator("#reply-text").fill(words)
        told = page.locator("#check-words")
        expect(told).to_contain_text("You are signed out. Your words are kept here")
        page.keyboard.press("Control+Enter")
        page.wait_for_timeout(500)
        expect(told).to_contain_text("You are signed out. Your words are kept here")
        expect(page.locator("#reply-text")).to_have_value(words)
        with page.context.expect_page() as opened:
            told.get_by_role("link").click()
        other = opened.value
        other.get_by_role("button", name="Sam").click()
        other.wait_for_url("**/desk/**")
        page.locator("#reply-text").focus()
        page.keyboard.press("Control+Enter")
        expect(page.locator("#reply-text")).to_have_value("")
        expect(page.locator(".desk-thread")).to_contain_text(words)


def test_a_trainer_is_not_asked_to_write(browser: Browser, own_desk: Still) -> None:
    with sitting(browser, own_desk, "theo") as page:
        go(page, own_desk, "/desk/")
        expect(page.locator(".row-link").first).to_be_visible()
        assert page.locator(".demo-guide, .tick").count() == 0
        start, end = page.locator(".row-link").first.evaluate(
            "each => [getComputedStyle(each).paddingLeft, getComputedStyle(each).paddingRight]"
        )
        assert start == end, "the rows stand clear of the edge also where nothing can be ticked"
