"""Somebody's words are harmless, and what was found in them is marked at the right place."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.desk.console.marking import FAMILIES, LIMIT, harmless, marked

FAMILY = "👩‍👩‍👧"
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</bdi></p></main><h1>Heard</h1>",
    "{{ settings.SECRET_KEY }}{% load static %}",
    "&lt;b&gt; &amp;amp;",
    "javascript:alert(1)",
]


class _Reader(HTMLParser):
    """The text of a fragment, its tags, and the words in each mark."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.tags, self.marks, self.open = "", [], [], 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "mark":
            self.open += 1
            self.marks.append((dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        self.open -= tag == "mark"

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.open:
            self.marks[-1] = (self.marks[-1][0], self.marks[-1][1] + data)


def read(fragment: str) -> _Reader:
    reader = _Reader()
    reader.feed(fragment)
    return reader


def found(name: str, start: int | None, end: int | None, **more: object) -> dict[str, object]:
    return {"name": name, "start": start, "end": end, **more}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    for fragment in (marked(text), marked(text, [found("profanity", 0, 5), found("sarcasm", 2, len(text))])):
        seen = read(fragment)
        assert set(seen.tags) <= {"bdi", "mark"}
        assert seen.text == text


def test_offsets_are_code_points() -> None:
    text = f"{FAMILY} you 🤡 people"
    start = text.index("🤡")
    seen = read(marked(text, [found("hostile_language", start, start + 1)]))
    assert seen.marks == [({"class": "cue cue-hostility", "data-finding": "0", "tabindex": "0"}, "🤡")]
    assert seen.text == text


def test_nested_and_overlapping_findings() -> None:
    text = "I want a manager NOW"
    seen = read(marked(text, [found("supervisor_demand", 0, 16), found("all_caps", 9, 20), found("urgency", 17, 20)]))
    assert [words for _, words in seen.marks] == ["I want a ", "manager", " ", "NOW"]
    assert [attributes["data-finding"] for attributes, _ in seen.marks] == ["0", "1 0", "1", "2 1"]
    assert [attributes["class"] for attributes, _ in seen.marks][1] == "cue cue-shape cue-within"
    assert ["tabindex" in attributes for attributes, _ in seen.marks] == [True, True, False, True]


def test_findings_without_a_place_or_outside_are_left_out() -> None:
    seen = read(marked("short", [found("sigh", None, None), found("urgency", 9, 12), found("urgency", 3, 3)]))
    assert seen.marks == []
    assert [words for _, words in read(marked("short", [found("urgency", -4, 99)])).marks] == ["short"]


def test_names_and_families_cannot_break_out() -> None:
    seen = read(marked("word", [found("x", 0, 4, family='a" onclick="b', id='9"><script>')]))
    assert seen.tags == ["bdi", "mark"]
    assert seen.marks[0][0]["class"] == "cue cue-aonclickb"
    assert seen.marks[0][0]["data-finding"] == '9"><script>'


@pytest.mark.parametrize("code", [0x202A, 0x202E, 0x2066, 0x2069])
def test_turns_of_direction_are_shown_not_obeyed(code: int) -> None:
    fragment = marked(f"pay {chr(code)}drawer{chr(code)} now")
    assert chr(code) not in fragment
    assert fragment.count(f'title="U+{code:04X}"') == 2
    assert fragment.startswith('<bdi class="words" dir="auto">')


def test_controls_and_halves_of_characters_are_shown() -> None:
    fragment = marked("a\x00b\x1b[31mc\ud83dd\x85e\tf\ng")
    assert fragment.encode("utf-8")
    assert "a␀b␛[31mc\N{REPLACEMENT CHARACTER}d\N{REPLACEMENT CHARACTER}e\tf\ng" in fragment


def test_marks_of_a_right_to_left_script_stay() -> None:
    assert "\u200f" in marked("شكرا\u200f!")


def test_a_megabyte_is_cut_between_words_and_says_so() -> None:
    text = "word " * 210_000
    findings = [found("urgency", 0, 4), found("profanity", 900_000, 900_004)]
    fragment = marked(text, findings, more="/desk/1/?all=7")
    seen = read(fragment)
    assert len(fragment) < LIMIT + 1000
    assert len(seen.marks) == 1
    assert 'href="/desk/1/?all=7"' in fragment
    assert "Show all 1,050,000 characters" in fragment
    assert read(fragment.split("</bdi>")[0]).text.endswith("word")
    assert "1,050,000 characters in all" in marked(text)
    assert len(marked(text, limit=None)) > len(text)


def test_one_long_word_is_cut_too() -> None:
    assert len(read(marked("x" * 50_000).split("</bdi>")[0]).text) == LIMIT


def test_zalgo_stays_in_its_place() -> None:
    """Every sign is kept; the class clips what reaches beyond the message (``base.css``)."""
    text = "Z" + "\u0351\u0327\u0320" * 300
    fragment = marked(text)
    assert read(fragment).text == text
    assert 'class="words"' in fragment


def test_a_thousand_findings_are_quick() -> None:
    text = "no " * 5000
    findings = [found("profanity", place * 3, place * 3 + 2) for place in range(2000)]
    assert len(read(marked(text, findings)).marks) == 2000


def test_short_texts_are_harmless_too() -> None:
    assert harmless("<b>\u202e") == '&lt;b&gt;<span class="turn" title="U+202E">↔</span>'


def test_every_cue_of_the_playbook_has_a_family() -> None:
    from heard.desk.inbox.presenting import words

    assert set(FAMILIES) >= set(words._CUES)


_SPANS = st.lists(st.tuples(st.integers(-3, 40), st.integers(-3, 40)), max_size=8)


@given(st.text(max_size=40), _SPANS)
def test_text_is_never_lost_and_marks_are_what_was_found(text: str, spans: list[tuple[int, int]]) -> None:
    fragment = marked(text, [found("urgency", start, end) for start, end in spans])
    covered = {place for start, end in spans for place in range(max(0, start), min(end, len(text)))}
    expected = "".join(harmless(character) for character in text)
    assert re.sub(r"</?(?:mark|bdi)[^>]*>", "", fragment) == expected
    inside = re.findall(r"<mark[^>]*>(.*?)</mark>", fragment, flags=re.DOTALL)
    assert "".join(inside) == "".join(harmless(text[place]) for place in sorted(covered))
    assert html.unescape(fragment)
