"""What axe says of every page: wide and light, dark, and on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.pages import ADDRESSES, FORMS, PIECES, SIGHTS, addresses
from tests.browser.still import NARROW, WIDE, Still, sitting

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RUN = """(only) => axe.run(document, {resultTypes: ["violations"], ...(only ? {runOnly: only} : {})})"""
LAYOUT = (
    "target-size",
    "scrollable-region-focusable",
    "aria-hidden-focus",
    "label",
    "link-name",
    "button-name",
    "list",
)
PHONE = ("desk", "conversation", "floor")
"""Pages that are made for a phone; of the others only what depends on the room is asked there once more."""
EXPECTED = ("status of 40", "status of 403", "status of 404")
"""What the browser says of an answer that is meant to be a 403 or a 404."""


@pytest.fixture(scope="module")
def seat(browser: Browser, still_desk: Still) -> Iterator[Callable[[str], Page]]:
    """The page of each person; one for all of their tests."""
    with ExitStack() as stack:
        pages: dict[str, Page] = {}

        def page_of(who: str) -> Page:
            if who not in pages:
                pages[who] = stack.enter_context(sitting(browser, still_desk, who, ignoring=EXPECTED))
            if not who:
                pages[who].context.clear_cookies()
            return pages[who]

        yield page_of


def serious(page: Page, *rules: str) -> list[tuple[str, list[Any]]]:
    """The serious and critical findings: the rule, and where."""
    page.evaluate("() => { for (const each of document.getAnimations()) each.cancel(); }")
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    found = page.evaluate(RUN, list(rules))["violations"] if rules else page.evaluate(RUN, None)["violations"]
    return [
        (
            rule["id"],
            [(node["target"], node["html"][:140], node["failureSummary"][-160:]) for node in rule["nodes"][:3]],
        )
        for rule in found
        if rule["impact"] in ("serious", "critical")
    ]


def test_every_address_is_known() -> None:
    """A new page comes into the list, or is said to be none."""
    known = {*ADDRESSES, *PIECES, *FORMS}
    assert sorted({*addresses()} - known) == []
    assert set(ADDRESSES.values()) <= set(SIGHTS)


@pytest.mark.parametrize("name", SIGHTS)
def test_nothing_serious(seat: Callable[[str], Page], still_desk: Still, name: str) -> None:
    sight = SIGHTS[name]
    page = seat(sight.who)
    answers: list[int] = []
    note = lambda answer: answers.append(answer.status) if answer.request.is_navigation_request() else None  # noqa: E731
    page.on("response", note)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    sight.open(page, still_desk)
    page.remove_listener("response", note)
    assert answers[-1] == sight.status
    assert serious(page) == []
    page.emulate_media(color_scheme="dark")
    assert serious(page, "color-contrast") == [], "dark"
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    assert serious(page, *(() if name in PHONE else LAYOUT)) == [], "on a phone"
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], "no sideways scroll"
