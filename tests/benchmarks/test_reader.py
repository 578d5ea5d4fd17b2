"""The benchmark of the trained reader: what it measures on, and that reading many is reading each, prepared once."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from benchmarks.reader import MEASURED, TURNS, Figure, batches, long_ones, own, varied

from heard.assembly import build_engine
from heard.engine.model import reader
from heard.engine.pipeline import TOGETHER
from heard.engine.types import Conversation, Message

if TYPE_CHECKING:
    from collections.abc import Iterable


@pytest.mark.parametrize(
    ("measured", "least", "over"),
    [(1.4, False, False), (1.41, False, True), (0.8, True, False), (0.79, True, True), (float("nan"), False, True)],
)
def test_a_figure_knows_when_it_is_over(measured: float, least: bool, over: bool) -> None:
    """At the limit is within it; what is no number is over."""
    figure = Figure("a name", measured, 0.8 if least else 1.4, least=least)
    assert figure.over is over
    assert str(figure).startswith("OVER" if over else "ok ")


def test_conversations_are_long_enough() -> None:
    """Twenty of at least twelve messages, none of them used twice."""
    found = own()
    made, rest = long_ones(found, MEASURED)
    assert len(made) == MEASURED
    assert all(len(one.messages) >= TURNS for one in made)
    assert len(rest) >= 40
    assert sum(len(one.messages) for one in (*made, *rest)) == sum(len(one.messages) for one in found)


def test_varied_conversations_are_mostly_distinct_and_always_the_same() -> None:
    """Of the messages with what was said just before them, hardly any comes twice."""
    found = own()
    made = list(varied(found, 100))
    assert made == list(varied(found, 100))
    pairs = Counter(
        (before.text, after.text) for one in made for before, after in pairwise(one.messages) if after.role != "system"
    )
    assert len(pairs) > 0.9 * pairs.total()


def test_batches_hold_every_window_once_by_length() -> None:
    """No more tokens at once than the reader takes."""
    windows = [([7] * size, 5) for size in (300, 20, 256, 40, 20, 90) for _ in range(40)]
    made = batches(windows)
    assert sum(len(given["input_ids"]) for given in made) == len(windows)
    assert sum(int(given["attention_mask"].sum()) for given in made) == sum(len(ids) for ids, _ in windows)
    assert all(given["input_ids"].size <= reader.AT_ONCE for given in made)
    longest = [given["input_ids"].shape[1] for given in made]
    assert longest == sorted(longest)


def test_many_are_read_as_each_is() -> None:
    """In order, the same; a group is no more than the reader keeps, unless it is one conversation."""
    assert TOGETHER <= reader.KEPT
    found = [*own()[:30], Conversation.of("ok"), Conversation(id="none", messages=())]
    engine = build_engine(trained=False)
    assert list(engine.read_many(iter(found))) == [engine.read(one) for one in found]
    assert list(engine.read_many([])) == []


def test_groups_are_bounded_and_taken_one_at_a_time() -> None:
    """Nothing is taken ahead but the group and one more; a long message counts as several."""
    taken = 0

    def endless() -> Iterable[Conversation]:
        nonlocal taken
        while True:
            taken += 1
            yield Conversation(id=f"c{taken}", messages=(Message(id="m", role="customer", text="No. " * 5000),))

    engine = build_engine(trained=False)
    assert next(iter(engine.read_many(endless()))).id == "c1"
    assert taken <= TOGETHER // 20 + 1
