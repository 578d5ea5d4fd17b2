"""Pictures of every page. ``make screens`` puts them into docs/screens (``HEARD_SCREENS``); look at them there.

Without that they go to a passing folder, and it is only looked whether something is on them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.darkroom import develop
from tests.browser.pages import SIGHTS
from tests.browser.still import NARROW, WIDE, Still, sitting
from tests.browser.test_axe import EXPECTED, PHONE

CONTRAST = ("desk", "conversation", "floor")


HEAD = """# Every page of the desk

Made by `make screens` from a desk that stands still: the people and their customers are made up. Left is light, right is
dark; high contrast and the phone stand below where they were taken. Nobody edits this page by hand.
"""
ROOT = Path(__file__).parents[2]


def words() -> str:
    """``docs/screens.md``: each page with its line."""
    parts = [HEAD]
    for name, sight in SIGHTS.items():
        parts.append(f"\n**{sight.says}**\n\n")
        parts.append(f'<img src="screens/{name}.png" width="49%" alt="{sight.says}"> ')
        parts.append(f'<img src="screens/{name}-dark.png" width="49%" alt="The same, dark">\n')
        if name in CONTRAST:
            parts.append(f'<img src="screens/{name}-contrast.png" width="49%" alt="The same in high contrast"> ')
        if name in PHONE:
            parts.append(f'<img src="screens/{name}-phone.png" width="24%" alt="The same on a phone">\n')
    return "".join(parts)


def test_the_pictures_are_described() -> None:
    """Where it fails: ``make screens``, look at them, and commit both."""
    page = ROOT / "docs" / "screens.md"
    if os.environ.get("HEARD_SCREENS"):
        page.write_text(words(), encoding="utf-8")
    assert page.read_text(encoding="utf-8") == words()
    for name in SIGHTS:
        assert (ROOT / "docs" / "screens" / f"{name}.png").exists() or os.environ.get("HEARD_SCREENS"), name


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    named = os.environ.get("HEARD_SCREENS")
    out = Path(named) if named else tmp_path_factory.mktemp("screens")
    out.mkdir(parents=True, exist_ok=True)
    return out


@pytest.fixture(scope="module")
def seat(browser: Browser, still_desk: Still) -> Iterator[Callable[[str], Page]]:
    """The page of each person; one for all of their pictures."""
    with ExitStack() as stack:
        pages: dict[str, Page] = {}

        def page_of(who: str) -> Page:
            if who not in pages:
                sits = sitting(browser, still_desk, who, ignoring=EXPECTED, reduced_motion="reduce")
                pages[who] = stack.enter_context(sits)
            if not who:
                pages[who].context.clear_cookies()
            return pages[who]

        yield page_of


@pytest.fixture(scope="module")
def room(browser: Browser) -> Iterator[Page]:
    """An empty page, in which pictures are counted."""
    page = browser.new_page()
    yield page
    page.close()


def shoot(page: Page, room: Page, path: Path) -> None:
    """A picture that is not blank."""
    picture = page.screenshot(animations="disabled", caret="hide")
    if os.environ.get("HEARD_SCREENS"):
        assert develop(room, picture, path) > 20, path
        assert path.stat().st_size < 150_000, path
    else:
        path.write_bytes(picture)
        assert len(picture) > 10_000, path


@pytest.mark.parametrize("name", SIGHTS)
def test_a_picture(seat: Callable[[str], Page], still_desk: Still, room: Page, folder: Path, name: str) -> None:
    page = seat(SIGHTS[name].who)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    SIGHTS[name].open(page, still_desk)
    page.evaluate("document.fonts.ready.then(() => 0)")
    shoot(page, room, folder / f"{name}.png")
    page.emulate_media(color_scheme="dark")
    shoot(page, room, folder / f"{name}-dark.png")
    if name in CONTRAST:
        page.emulate_media(color_scheme="light", contrast="more")
        shoot(page, room, folder / f"{name}-contrast.png")
        page.emulate_media(contrast="no-preference")
    if name in PHONE:
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        SIGHTS[name].open(page, still_desk)
        shoot(page, room, folder / f"{name}-phone.png")
