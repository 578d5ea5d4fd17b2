"""``docs/settings.md`` has every setting with its default and what it does; paste the new row if this fails."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from heard.settings import SETTINGS, Setting

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "settings.md").read_text("utf-8")


def row_of(setting: Setting) -> str:
    """A setting's row as it must stand on the page."""
    default = f"`{setting.default}`" if setting.default else "-"
    return f"| `{setting.name}` | {setting.help} | {default} |"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_on_the_page(setting: Setting) -> None:
    assert row_of(setting) in PAGE.splitlines(), f"docs/settings.md should say:\n{row_of(setting)}"


def test_the_page_has_no_other() -> None:
    assert re.findall(r"^\| `(\w+)` ", PAGE, re.MULTILINE) == [setting.name for setting in SETTINGS]


def test_nothing_else_is_read_from_the_environment() -> None:
    """A setting that the code asks for stands in the table."""
    asked = set()
    for path in (ROOT / "src").rglob("*.py"):
        asked |= set(re.findall(r"\b(?:HEARD_[A-Z_]+|DATABASE_URL)\b", path.read_text("utf-8")))
    assert asked - {setting.name for setting in SETTINGS} == set()
