"""To somebody bereaved: condolence first, no talk of terms or nuisance, and words for sadness instead of "Calm down."."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.engine.types import Conversation

if TYPE_CHECKING:
    from heard.engine.pipeline import Engine

_TOLD = "My wife Ellen passed away in March and the photos are gone. I am heartbroken and I don't know what to do."


def test_condolence_comes_before_steps_in_plain_words(engine: Engine) -> None:
    actions = engine.read(Conversation.of(("customer", _TOLD))).guidance
    assert actions[0].action == "offer_condolence"
    assert all("sorry" in text for text in actions[0].say)
    assert "explain_plainly" not in [each.action for each in actions]


def test_calm_down_gives_way_to_words_for_grief(engine: Engine) -> None:
    state = engine.fold(Conversation.of(("customer", _TOLD)))
    better = engine.check(state, "Calm down.").findings[0].better
    assert better is not None
    assert "sorry" in better.text
    assert "frustrat" not in better.text
