"""The benchmark of the trained reader: what it measures on, and what the bare encoder is given."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from benchmarks.reader import INPUTS, MEASURED, TURNS, Figure, Noted, long_ones, own, varied, windows

from heard.engine.types import Conversation
from tests.engine.model.parts import WIDTH, engine_with, trained


class Still:
    """A session that knows its width and must not be run."""

    def get_outputs(self) -> list[Any]:
        """See ``onnxruntime.InferenceSession``."""
        return [SimpleNamespace(shape=["batch", "sequence", WIDTH])]


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


def test_windows_are_noted_once_each_and_in_order() -> None:
    """What the encoder is given for many conversations, those that come twice left out; it is not run for it."""
    noted = Noted(Still())
    reader = trained(
        lambda ids, mask, segments: noted.run(None, dict(zip(INPUTS, (ids, mask, segments), strict=True)))[0]
    )
    found = [*own()[:4], *own()[:4], Conversation.of(("note", "hush"), ("customer", "word " * 400))]
    asked, made = windows(engine_with(reader), noted, found)
    assert asked == sum(each.role in ("customer", "agent") for one in found for each in one.messages)
    assert all(list(given) == list(INPUTS) and len(given["input_ids"]) == 1 for given in made)
    rows = [tuple(given["input_ids"][0].tolist()) for given in made]
    assert len(set(rows)) == len(rows)
    assert asked / 2 < len(rows) <= asked / 2 + 2
    assert len(rows[-1]) < len(rows[-2])
    assert noted.given == []
    assert not noted.silent
