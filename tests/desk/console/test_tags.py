"""Icons, heat, ribbon, times: what every template says."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone
from lucide import IconDoesNotExist

from heard.desk.console import heat as heats
from heard.desk.console.icons import icon
from heard.desk.console.templatetags.heard import since
from heard.desk.people.access import Viewer
from heard.engine.types import BANDS


def shown(template: str, **values: object) -> str:
    return Template(template).render(Context(values))


def test_an_icon_is_drawn_by_attributes_and_hidden_from_readers() -> None:
    drawn = shown('{% icon "inbox" %}')
    assert 'width="20"' in drawn
    assert 'stroke-width="1.5"' in drawn
    assert 'aria-hidden="true"' in drawn
    assert "style" not in drawn
    assert 'class="icon small"' in shown('{% icon "inbox" "small" %}')
    assert icon("inbox") is icon("inbox")


def test_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(IconDoesNotExist):
        icon("no-such-icon")


@pytest.mark.parametrize(("limit", "name"), BANDS)
def test_heat_has_shape_word_and_number(limit: int, name: str) -> None:
    drawn = shown("{% heat degrees %}", degrees=limit - 1)
    assert f"heat-{name}" in drawn
    assert re.search(rf"</svg>(reads as )?{name}</span>", drawn)
    assert f"Reads as {limit - 1} of 100" in drawn
    assert ("reads as" in drawn) == (name in ("angry", "burning"))


def test_the_shapes_differ_without_colour() -> None:
    shapes = {
        re.sub(r"heat-\w+", "", shown("{% heat degrees %}", degrees=d).split("</svg>")[0].split("<svg")[1])
        for d in (5, 25, 45, 65, 85, None)
    }
    assert len(shapes) == 6


def test_what_was_not_read_says_so() -> None:
    assert "not read yet" in shown("{% heat nothing %}", nothing=None)


def test_words_of_ones_own_are_escaped() -> None:
    assert "&lt;b&gt;" in shown("{% heat 70 words %}", words="<b>")


def test_a_ribbon_is_bars_and_a_sentence() -> None:
    drawn = shown("{% ribbon heats %}", heats=[10, None, 90, 45])
    assert re.findall(r'<rect class="heat-(\w+)" x="(\d+)"', drawn) == [
        ("calm", "0"),
        ("burning", "14"),
        ("heated", "21"),
    ]
    assert 'role="img"' in drawn
    assert 'aria-label="3 messages: began calm, at most burning, now heated"' in drawn
    assert "style" not in drawn
    assert shown('{% ribbon heats "column" %}', heats=[10, 90]).count("<rect") == 2


@pytest.mark.parametrize(
    ("given", "words"),
    [([], "Nothing was read yet"), ([None], "Nothing was read yet"), ([88], "One message, reads as burning")],
)
def test_a_ribbon_of_little(given: list[int | None], words: str) -> None:
    assert heats.in_words(given) == words
    assert "<svg" in heats.ribbon(given)


def test_a_ribbon_shows_the_newest() -> None:
    assert heats.ribbon(list(range(100))).count("<rect") == 40


@pytest.mark.parametrize(
    ("value", "cap", "width"), [(0, 6, "0"), (3, 6, "50"), (6, 6, "100"), (9, 6, "100"), (2, 0, "100"), (0, 0, "0")]
)
def test_a_bar_never_leaves_its_track(value: int, cap: int, width: str) -> None:
    drawn = heats.bar(value, cap)
    assert f'class="part" width="{width}"' in drawn
    assert ("bar full" in drawn) == (width == "100")


@pytest.mark.parametrize(
    ("minutes", "short", "past"),
    [
        (0, "under 1 min", "just now"),
        (14, "14 min", "14 min ago"),
        (125, "2 h", "2 h ago"),
        (3000, "2 d", "2 d ago"),
        (-5, "under 1 min", "just now"),
    ],
)
def test_how_long_since(minutes: int, short: str, past: str) -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert since(now - timedelta(minutes=minutes), now) == short
    assert since(now - timedelta(minutes=minutes), now, past=True) == past


def test_ago_says_the_hour_in_the_readers_own_zone() -> None:
    moment = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)
    with timezone.override("Asia/Kolkata"):
        drawn = shown("{% ago moment %}", moment=moment)
    assert 'title="2 March 2026, 04:00"' in drawn
    assert 'datetime="2026-03-01T22:30:00+00:00"' in drawn
    assert shown("{% ago moment %}", moment=None) == ""


def test_names_cannot_turn_the_page() -> None:
    assert (
        shown("{{ name|harmless }}", name="<i>\u202eevil")
        == '<bdi dir="auto">&lt;i&gt;<span class="turn" title="U+202E">↔</span>evil</bdi>'
    )


@pytest.mark.parametrize(
    ("name", "letters"), [("Sam Kowalski", "SK"), ("Ana Maria da Silva", "AS"), ("Cher", "C"), ("", "")]
)
def test_initials(name: str, letters: str) -> None:
    assert shown("{{ name|initials }}", name=name) == letters


def test_may_asks_the_viewer() -> None:
    lead = Viewer(user=1, name="Priya", teams={1: "lead"})
    assert shown('{% if viewer|may:"floor.see" %}yes{% endif %}', viewer=lead) == "yes"
    assert shown('{% if viewer|may:"people.manage" %}yes{% endif %}', viewer=lead) == ""
    assert shown('{% if viewer|may:"floor.see" %}yes{% endif %}', viewer=None) == ""
