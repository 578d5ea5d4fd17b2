"""What the model is fed: windows that hold every token, places in the text as it came, of what was before the end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.engine.model.alike import Alike
from heard.engine.model.feed import BEFORE_TOKENS, CLS, MESSAGE_TOKENS, OVERLAP, SEP, feed, numbers
from heard.models.lists import load_alike
from tests.engine.model.parts import number_of, spelt, words

ALIKE = load_alike()
LIMIT = 512
"""Places that the encoder has."""


def count(size: int) -> str:
    """So many different words."""
    return " ".join(spelt(number) for number in range(size))


def test_a_short_message_is_one_window() -> None:
    (fed,) = feed("w1 w2", (7, 8, 9), words=words, alike=Alike())
    assert fed.ids == (CLS, 1, 2, SEP, 7, 8, 9, SEP)
    assert fed.own == 4
    assert fed.places == ((0, 2), (3, 5))


def test_without_anything_before_there_is_one_mark_behind() -> None:
    for before in ((), [], numbers("  \n ", words=words, alike=Alike())):
        (fed,) = feed("w1", before, words=words, alike=Alike())
        assert fed.ids == (CLS, 1, SEP)


@pytest.mark.parametrize("text", ["", " ", "\n\n"])
def test_a_message_of_nothing_is_one_window_of_no_tokens(text: str) -> None:
    (fed,) = feed(text, (7,), words=words, alike=Alike())
    assert (fed.ids, fed.own, fed.places) == ((CLS, SEP, 7, SEP), 2, ())


@pytest.mark.parametrize(
    ("size", "sizes"),
    [
        (1, [1]),
        (255, [255]),
        (256, [256]),
        (257, [256, 65]),
        (448, [256, 256]),
        (449, [256, 256, 65]),
        (640, [256, 256, 256]),
        (641, [256, 256, 256, 65]),
    ],
)
def test_windows_of_long_messages(size: int, sizes: list[int]) -> None:
    windows = feed(count(size), (7,), words=words, alike=Alike())
    assert [fed.own - 2 for fed in windows] == sizes
    for number, fed in enumerate(windows):
        first = number * (MESSAGE_TOKENS - OVERLAP)
        assert fed.ids[1 : fed.own - 1] == tuple(range(first, first + fed.own - 2))


@given(st.integers(0, 900), st.integers(0, 200))
def test_every_token_is_in_a_window_and_every_window_fits(size: int, before: int) -> None:
    text = count(size)
    windows = feed(text, range(before), words=words, alike=Alike())
    seen: set[int] = set()
    for fed in windows:
        assert fed.ids[0] == CLS
        assert fed.ids[fed.own - 1] == fed.ids[-1] == SEP
        assert len(fed.places) == fed.own - 2 <= MESSAGE_TOKENS
        assert len(fed.ids) <= LIMIT
        assert [number_of(text[start:end]) for start, end in fed.places] == list(fed.ids[1 : fed.own - 1])
        seen.update(fed.ids[1 : fed.own - 1])
    assert seen == set(range(size))


def test_of_what_was_before_the_end_is_kept() -> None:
    (fed,) = feed("w1", range(300), words=words, alike=Alike())
    assert fed.ids[fed.own : -1] == tuple(range(300 - BEFORE_TOKENS, 300))
    windows = feed(count(500), range(300), words=words, alike=Alike())
    assert {fed.ids[fed.own :] for fed in windows} == {(*range(300 - BEFORE_TOKENS, 300), SEP)}


def test_places_are_in_the_text_as_it_came() -> None:
    text = "Dear Mrs Zorbel, order 4471 is late\U0001f621! Ask Priya O'Neill."
    (fed,) = feed(text, (), words=words, alike=ALIKE)
    assert [text[start:end] for start, end in fed.places] == [
        "Dear", "Mrs", "Zorbel,", "order", "4471", "is", "late", "\U0001f621", "!", "Ask", "Priya O'Neill.",
    ]  # fmt: skip


@given(
    st.lists(
        st.one_of(st.sampled_from(["Priya", "her", "4471", "late", "\U0001f621", "."]), st.text(max_size=9)),
        max_size=30,
    )
)
def test_places_slice_and_never_go_back(parts: list[str]) -> None:
    text = " ".join(parts)
    for fed in feed(text, numbers(text, words=words, alike=ALIKE), words=words, alike=ALIKE):
        assert all(0 <= start < end <= len(text) for start, end in fed.places)
        assert list(fed.places) == sorted(fed.places)


# -- numbers of what was before


@given(st.text(max_size=40))
def test_numbers_are_of_the_text_that_is_alike(text: str) -> None:
    told = numbers(text, words=words, alike=ALIKE)
    assert told == numbers(ALIKE(text).text, words=words, alike=ALIKE)
    (fed,) = feed(text, (), words=words, alike=ALIKE)
    assert fed.ids == (CLS, *told, SEP)


def test_names_in_what_was_before_make_no_difference() -> None:
    one, other = (
        numbers(f"agent: {name} told you, {she} did", words=words, alike=ALIKE)
        for name, she in (("Priya", "she"), ("Tom", "he"))
    )
    assert one == other


def test_half_characters_are_fed_as_unknown_ones() -> None:
    text = "late \ud83d again"
    (fed,) = feed(text, (), words=words, alike=ALIKE)
    assert fed == feed("late \ufffd again", (), words=words, alike=ALIKE)[0]
    assert [text[start:end] for start, end in fed.places] == ["late", "\ud83d", "again"]
    assert numbers(text, words=words, alike=ALIKE) == fed.ids[1:-1]
