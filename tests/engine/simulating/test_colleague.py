"""Simulated colleagues: three manners, never a gap, and customers who feel the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from heard.engine.simulating import Colleague, Simulator
from heard.engine.simulating.kinds import STYLES
from heard.errors import UsageError
from tests.engine.simulating.play import Play

if TYPE_CHECKING:
    from heard.engine.pipeline import Engine

SOME = ("delayed_order_rage", "lost_memories", "vip_outage", "abusive_caller", "simple_question")


def _played(engine: Engine, persona: str, style: str, *, slots: bool) -> Play:
    colleague, simulator = Colleague(engine, style), Simulator(engine)
    return Play(engine, persona, 4).run(
        lambda state, who: (colleague.answer(state, 4, slots=simulator.helps(who) if slots else None),)
    )


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("persona", SOME)
def test_no_answer_has_a_gap(engine: Engine, persona: str, style: str) -> None:
    """With what they know, or with nothing but the state; and it begins with a capital."""
    for slots in (True, False):
        colleague = Colleague(engine, style)
        play = _played(engine, persona, style, slots=slots)
        answers = [colleague.answer(state, 4) for state in play.states]
        assert answers
        assert not any("{" in answer for answer in answers)
        assert all(answer[:1].isupper() for answer in answers)
        assert answers == [colleague.answer(state, 4) for state in play.states]


@pytest.mark.parametrize("persona", SOME)
def test_the_attentive_settle_and_the_others_do_not(engine: Engine, persona: str) -> None:
    """What the manner does is read by the customer, not by a rule for the manner."""
    assert _played(engine, persona, "attentive", slots=True).simulated.over == "settled"
    for style in ("hurried", "by_the_book"):
        assert _played(engine, persona, style, slots=True).simulated.over in ("left", "escalated")


def test_an_unknown_manner_is_named(engine: Engine) -> None:
    """U001."""
    with pytest.raises(UsageError, match=r"U001.*did you mean 'hurried'"):
        Colleague(engine, "hurrid")
