"""The trained reader over an encoder that is none: what is pooled, what stands out, what is read once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heard.engine.model.alike import Alike
from heard.engine.model.feed import Fed
from heard.engine.model.past import onward
from heard.engine.model.reader import KEPT, OF_SENTENCES, TOKENS, Head, TrainedReader
from heard.engine.model.signals import Spot
from heard.engine.model.spots import SHOWS, spots_of
from heard.engine.types import EMOTIONS
from heard.models.lists import load_alike
from tests.engine.model.parts import LABELS, WIDTH, FakeEncoder, heads, number_of, spelt, trained, vector, words

if TYPE_CHECKING:
    from heard.engine.types import Role

HEADS = heads()
ALIKE = load_alike()


def told(numbers: list[int], head: str) -> dict[str, float]:
    """A head's log-odds over the mean of these tokens' vectors."""
    asked = HEADS[head]
    mean = np.mean([vector(number) for number in numbers], axis=0)
    return dict(zip(asked.labels, (asked.weight @ mean + asked.bias).tolist(), strict=True))


def near(found: Any, expected: dict[str, float]) -> bool:
    """The same labels, and log-odds that differ by no more than the last places."""
    return dict(found) == pytest.approx(expected, rel=1e-4, abs=1e-4)


def words_of(first: int, last: int) -> str:
    """Words by their numbers."""
    return " ".join(spelt(number) for number in range(first, last))


# -- one message


@pytest.mark.parametrize("role", ["customer", "agent"])
def test_a_message_is_the_mean_of_its_own_tokens(role: Role) -> None:
    found = trained()("w3 w4 w90", (), role)
    assert set(found.heads) == set(LABELS) - {TOKENS}
    for name, values in found.heads.items():
        assert near(values, told([3, 4, 90], name)), name


@given(st.lists(st.integers(0, 99), max_size=20))
def test_what_was_before_is_fed_but_not_pooled(before: list[int]) -> None:
    encoder = FakeEncoder()
    found = trained(encoder)("w3 w4", tuple(map(spelt, before)), "customer")
    assert encoder.rows[0][4:] == [*before, 102][: len(encoder.rows[0]) - 4]
    assert encoder.segments[0] == [0] * 4 + [1] * (len(encoder.rows[0]) - 4)
    assert near(found.heads["emotions"], told([3, 4], "emotions"))


def test_a_message_of_no_tokens_is_the_biases() -> None:
    for role in ("customer", "agent"):
        found = trained()(" ", ("w7", "w8"), role)
        for name, values in found.heads.items():
            assert near(values, dict(zip(HEADS[name].labels, HEADS[name].bias.tolist(), strict=True)))
        assert found.spots == found.sentences == ()


def test_names_make_no_difference() -> None:
    reader = trained(alike=ALIKE)
    one = reader("Priya told her husband. He is Muslim!", ("agent: thanks Priya",), "customer")
    other = reader("Diego told his wife. She is Hindu!", ("agent: thanks Diego",), "customer")
    assert one.heads == other.heads
    assert [each[2] for each in one.sentences] == [each[2] for each in other.sentences]


def test_odds_are_plain_numbers() -> None:
    found = trained()("w1 w2. w3 w4.", (), "customer")
    assert all(type(value) is float for values in found.heads.values() for value in values.values())
    assert all(type(value) is float for *_, values in found.sentences for value in values.values())
    assert found.odds("temperature") == found.heads["temperature"][""]


# -- long messages


def test_what_stands_out_in_a_window_stands_out_in_the_message() -> None:
    found = trained()(words_of(0, 640), ("w7",), "customer")
    parts = [range(256), range(192, 448), range(384, 640)]
    for name, values in found.heads.items():
        each = [told(list(part), name) for part in parts]
        best = {label: max(part[label] for part in each) for label in LABELS[name]}
        if name == "emotions":
            best["neutral"] = min(part["neutral"] for part in each)
        assert near(values, best), name


def test_neutral_is_the_least_of_the_windows_and_the_rest_the_most() -> None:
    weight = np.zeros((len(EMOTIONS), WIDTH), np.float32)
    weight[:, 0] = 1.0
    found = heads() | {"emotions": Head(EMOTIONS, weight, np.zeros(len(EMOTIONS), np.float32))}
    odds = trained(found=found)(words_of(0, 300), (), "customer").heads["emotions"]
    first, second = np.mean(range(256)) / 100, np.mean(range(192, 300)) / 100
    assert odds["anger"] == pytest.approx(max(first, second), rel=1e-4)
    assert odds["neutral"] == pytest.approx(min(first, second), rel=1e-4)


# -- sentences


def test_sentences_are_asked_by_themselves() -> None:
    text = "w1 w2. w3 w4! w5?"
    found = trained()(text, (), "customer")
    assert [text[start:end] for start, end, _ in found.sentences] == ["w1 w2.", "w3 w4!", "w5?"]
    for start, end, values in found.sentences:
        numbers = [number_of(word) for word in text[start:end].split()]
        expected = {
            OF_SENTENCES[name][label]: odds
            for name in OF_SENTENCES
            for label, odds in told(numbers, name).items()
            if label in OF_SENTENCES[name]
        }
        assert near(values, expected)
        assert set(values) >= {*EMOTIONS, "cancel_threat", "supervisor_demand", "sarcasm", "repeated_complaint"}


@pytest.mark.parametrize("text", ["w1 w2", "w1 w2.", " w1 w2 ...", "w1 w2?!\n", ""])
def test_one_sentence_is_the_message(text: str) -> None:
    assert trained()(text, (), "customer").sentences == ()


def test_an_agents_message_has_no_sentences_and_a_customers_no_spots() -> None:
    assert trained()("w1. w2.", (), "agent").sentences == ()
    assert trained()("w1. w2.", (), "customer").spots == ()


@given(st.text(alphabet="ab .!?\n…\U0001f621", max_size=60))
def test_sentences_are_in_order_and_hold_words(text: str) -> None:
    found = trained()(text, (), "customer").sentences
    places = [(start, end) for start, end, _ in found]
    assert places == sorted(places)
    assert all(0 <= start < end <= len(text) and text[start].strip() for start, end in places)
    assert all(end <= start for (_, end), (start, _) in pairwise(places))


@pytest.mark.parametrize("text", ["w1 w2. w3 w4 ", "w1 w2. w3 w4\r\nw5", "w1 w2 \nw3"])
def test_a_sentence_ends_with_a_word_or_its_stop(text: str) -> None:
    found = trained()(text, (), "customer").sentences
    assert [text[start:end] for start, end, _ in found] == [text[start:end].strip() for start, end, _ in found]


@pytest.mark.parametrize("text", ["I paid £12.50 for nothing. Thanks!", "See example.org for it. Thanks!"])
def test_a_stop_within_a_word_ends_no_sentence(text: str) -> None:
    assert len(trained()(text, (), "customer").sentences) == 2


def test_a_sentence_over_two_windows_is_taken_from_where_most_of_it_is() -> None:
    text = f"{words_of(0, 200)}. {words_of(200, 300)}."
    second = trained()(text, (), "customer").sentences[1]
    tokens = [number_of(word) for word in text[second[0] : second[1]].split()]
    assert second[2]["anger"] == pytest.approx(told(tokens, "emotions")["anger"], rel=1e-3)


# -- what was said before


def test_earlier_turns_are_fed_in_order_and_numbered_once() -> None:
    """Each of them is looked at once, for the five messages after it."""
    told: list[str] = []

    def noted(text: str) -> tuple[list[int], list[tuple[int, int]]]:
        told.append(text)
        return words(text)

    encoder = FakeEncoder()
    reader = TrainedReader(encoder=encoder, words=noted, alike=Alike(), heads=HEADS, mark="")
    past: tuple[str, ...] = ()
    for number in range(60):
        reader(f"w1 {spelt(number)}", past, "customer")
        past = onward(past, "customer", f"w1 {spelt(number)}")
    assert len(told) == len(set(told)) == 60 + 59
    mark = number_of("customer:")
    expected = [number for each in range(54, 59) for number in (mark, 1, each)]
    assert encoder.rows[-1][4:-1] == expected


def test_of_what_was_before_the_last_tokens_are_fed() -> None:
    encoder = FakeEncoder()
    trained(encoder)("w1", (words_of(0, 90), words_of(100, 150)), "agent")
    assert encoder.rows == [[101, 1, 102, *range(44, 90), *range(100, 150), 102]]


def test_the_same_words_after_other_turns_are_another_reading() -> None:
    """And so they are of the other role, or when a turn is cut elsewhere."""
    encoder = FakeEncoder()
    reader = trained(encoder)
    asked: list[tuple[tuple[str, ...], Role]] = [
        ((), "customer"), ((), "agent"), (("w2",), "customer"), (("w2", "w3"), "customer"), (("w2\nw3",), "customer"),
    ]  # fmt: skip
    made = [reader("w1", past, role) for past, role in asked]
    assert len(encoder.rows) == len(asked)
    assert len(set(map(id, made))) == len(asked)


# -- what is kept

Asked = tuple[str, tuple[str, ...], "Role"]
_TALK: list[Asked] = [
    ("w1 w2 w3", (), "customer"),
    ("w1 w2 w3", (), "agent"),
    ("w1 w2 w3", ("w9",), "customer"),
    (words_of(0, 400), ("w9", "w8"), "customer"),
    (words_of(5, 400), (), "agent"),
    ("", (), "customer"),
    ("w4. w5. w6 w7!", (words_of(0, 200),), "customer"),
    *((f"w{number % 7} w{number % 3} late", ("w5",) * (number % 5), "agent") for number in range(30)),
]


@settings(max_examples=12)
@given(st.permutations(_TALK))
def test_the_order_changes_nothing(talk: list[Asked]) -> None:
    reader, alone = trained(), {key: trained()(*key) for key in _TALK}
    for key in talk:
        assert reader(*key) == alone[key]


def test_each_is_encoded_once() -> None:
    encoder = FakeEncoder()
    reader = trained(encoder)
    first = [reader(*key) for key in _TALK]
    assert len(encoder.rows) == len(set(_TALK)) + 2
    assert all(reader(*key) is made for key, made in zip(_TALK, first, strict=True))
    assert len(encoder.rows) == len(set(_TALK)) + 2


def test_turns_may_come_as_a_list() -> None:
    encoder = FakeEncoder()
    reader = trained(encoder)
    assert reader("w1", ["w2"], "agent") is reader("w1", ("w2",), "agent")
    assert len(encoder.rows) == 1


def test_what_is_kept_has_a_bound_and_what_was_asked_last_stays() -> None:
    encoder = FakeEncoder()
    reader = trained(encoder)
    for number in range(KEPT):
        reader(spelt(number), (), "agent")
    reader(spelt(0), (), "agent")
    assert len(encoder.rows) == len(reader._known) == KEPT
    reader("w1 w1", (), "agent")
    assert len(reader._known) == KEPT
    reader(spelt(0), (), "agent")
    assert len(encoder.rows) == KEPT + 1
    reader(spelt(1), (), "agent")
    assert len(encoder.rows) == KEPT + 2


def test_what_failed_is_not_kept() -> None:
    class Failing(FakeEncoder):
        fails = True

        def __call__(self, *given: Any) -> Any:
            if self.fails:
                raise RuntimeError
            return super().__call__(*given)

    encoder = Failing()
    reader = trained(encoder)
    with pytest.raises(RuntimeError):
        reader("w1", ("w2",), "agent")
    encoder.fails = False
    assert reader("w1", ("w2",), "agent") == trained()("w1", ("w2",), "agent")


def test_eight_at_a_time_read_the_same() -> None:
    reader = trained()
    expected = {key: trained()(*key) for key in _TALK}
    start = threading.Barrier(8)

    def work(turn: int) -> list[bool]:
        start.wait(20)
        talk = _TALK[turn:] + _TALK[:turn]
        return [reader(*key) == expected[key] for key in talk * 3]

    with ThreadPoolExecutor(8) as pool:
        assert all(all(found) for found in pool.map(work, range(8)))
    assert len(reader._known) == len(expected)


# -- places of techniques


def places(values: dict[str, list[float]], windows: list[tuple[int, int]], odds: dict[str, float]) -> tuple[Spot, ...]:
    """Spots of a text ``w0 w1 ...`` whose tokens have these log-odds, in windows (first, last)."""
    labels = tuple(values)
    head = Head(labels, np.eye(len(labels), dtype=np.float32), np.zeros(len(labels), np.float32))
    table = np.array(list(values.values()), np.float32).T
    fed = []
    for first, last in windows:
        ids = (101, *range(first, last), 102)
        fed.append((Fed(ids, len(ids), tuple((3 * n, 3 * n + 2) for n in range(first, last))), table[first:last]))
    return spots_of(fed, head, odds)[0]


@pytest.mark.parametrize(
    ("values", "first", "last"),
    [
        ([-4, 3, 2, -4, -4], 1, 2),
        ([3, -1, -1, -1, 2, -9], 0, 4),
        ([3, -1, -1, -1, -1, 2], 0, 0),
        ([2, -1, -1, -1, 3, -1, -1, -1, 1], 0, 8),
        ([-3, -2.4, -2, -9], 0, 2),
        ([-5, -5, -2, -5], 2, 2),
        ([0, 9, 0], 0, 2),
        ([-0.01, 9, -0.01], 1, 1),
        ([1], 0, 0),
    ],
)
def test_a_stretch_goes_over_gaps_of_three(values: list[float], first: int, last: int) -> None:
    (spot,) = places({"blame": values}, [(0, len(values))], {"blame": 1.0})
    assert (spot.start, spot.end) == (3 * first, 3 * last + 2)


def test_only_names_that_may_be_there_have_a_place() -> None:
    values = {"blame": [-5.0, SHOWS], "dismissive": [-5.0, -4.0]}
    assert [each.name for each in places(values, [(0, 2)], {"blame": SHOWS, "dismissive": SHOWS + 0.01})] == [
        "dismissive"
    ]
    assert places(values, [(0, 2)], {"blame": -3, "dismissive": -3}) == ()
    values["dismissive"] = [-5.0, SHOWS + 0.01]
    assert [each.name for each in places(values, [(0, 2)], {"blame": -3, "dismissive": -3})] == ["dismissive"]
    assert places(values, [(0, 0)], {"blame": 3, "dismissive": 3}) == ()


def test_the_place_is_in_the_window_that_speaks_for_it_most() -> None:
    values = {"blame": [1.0, -5, -5, -5, -5, -5, 4.0, -5]}
    (spot,) = places(values, [(0, 5), (3, 8)], {"blame": 1.0})
    assert (spot.start, spot.end) == (18, 20)


@given(st.lists(st.sampled_from(["w1", "Priya", "4471", "sorry", "\U0001f621", ".", "her"]), max_size=12))
def test_spots_slice_the_text(parts: list[str]) -> None:
    text = "  ".join(parts)
    found = trained(alike=ALIKE)(text, ("customer: no",), "agent")
    for spot in found.spots:
        assert text[spot.start : spot.end].strip() == text[spot.start : spot.end] != ""
        assert max(found.heads["names"][spot.name], found.tokens[spot.name]) > SHOWS
    assert len({spot.name for spot in found.spots}) == len(found.spots)
