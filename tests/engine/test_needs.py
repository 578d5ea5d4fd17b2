"""What settles a customer's question, and what only puts it off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from heard.engine.types import Conversation

if TYPE_CHECKING:
    from heard.engine.pipeline import Engine

_ASKED = "When do you open tomorrow?"


def _open(engine: Engine, *texts: str) -> list[str]:
    """The questions that are open after these texts, the customer's first and then by turns."""
    pairs = [("agent" if n % 2 else "customer", text) for n, text in enumerate(texts)]
    reading = engine.read(Conversation.of(*pairs))  # type: ignore[arg-type]
    return [need.text for need in reading.state.unmet if need.need == "information"]


@pytest.mark.parametrize("reply", ["We open at nine", "At nine", "Nine o'clock.", "From half past eight."])
def test_a_short_answer_settles_the_question(engine: Engine, reply: str) -> None:
    assert _open(engine, _ASKED, reply) == []


@pytest.mark.parametrize(
    ("asked", "reply"),
    [
        ("How wide is the shelf in cm?", "One twenty-five"),
        ("Do you take cards?", "Yes."),
        ("Is it still on?", "It is."),
    ],
)
def test_an_answer_need_not_repeat_the_words(engine: Engine, asked: str, reply: str) -> None:
    assert _open(engine, asked, reply) == []


@pytest.mark.parametrize(
    "reply",
    ["I don't know", "One moment", "Sure, one sec.", "Of course, let me check.", "No idea.", "Nine?", "Hello!", "Hm."],
)
def test_what_only_puts_it_off_settles_nothing(engine: Engine, reply: str) -> None:
    assert _open(engine, _ASKED, reply) == [_ASKED]


def test_a_short_answer_settles_only_a_question_that_stands_alone(engine: Engine) -> None:
    """With two open, a few words do not tell which of them they answer."""
    assert len(_open(engine, "When do you open? And how much is a day ticket?", "At nine.")) == 2


_WISH = "Order LB-12345 was due on the 9th and nothing came. Give me my refund!"


def _wishes(engine: Engine, *texts: str) -> list[str]:
    """The wishes that are open after these texts, the customer's first and then by turns."""
    pairs = [("agent" if n % 2 else "customer", text) for n, text in enumerate(texts)]
    reading = engine.read(Conversation.of(*pairs))  # type: ignore[arg-type]
    return [need.text for need in reading.state.unmet if need.need == "answer"]


@pytest.mark.parametrize(
    "reply",
    [
        "Let me make sure I have this: the bench was due on the 9th and never came. Is that right?",
        "You're right. So you paid for it up front, and it's our mistake that it never came, is that right?",
        "It's my fault that you heard nothing. You've waited since the 9th, is that right?",
        "You want your money back because it never came, is that right?",
    ],
)
@pytest.mark.parametrize("confirms", ["yes. that's it", "Yes, that's exactly it, thank you."])
def test_a_wish_stays_open_when_it_was_only_understood(engine: Engine, reply: str, confirms: str) -> None:
    assert _wishes(engine, _WISH, reply) == ["Give me my refund!"]
    assert _wishes(engine, _WISH, reply, confirms) == ["Give me my refund!"]


@pytest.mark.parametrize(
    "reply",
    [
        "I'll refund the full amount to your card today.",
        "You've waited since the 9th, is that right? I'll refund it in full by Friday.",
        "I can't refund it yet, because the carrier still has your order. What I can do instead is send another one.",
        "I'm sorry, we can't give a refund on this order because it was paid with a voucher.",
    ],
)
def test_an_offer_a_promise_or_a_reasoned_no_settles_a_wish(engine: Engine, reply: str) -> None:
    assert _wishes(engine, _WISH, reply) == []


def test_a_feelings_quotation_does_not_end_on_a_loose_word(engine: Engine) -> None:
    text = "I am eighty-eight and I can't get up to the meter any more."
    reading = engine.read(Conversation.of(("customer", text)))
    felt = next(need for need in reading.state.unmet if need.need == "acknowledgement")
    assert felt.text == "I am eighty-eight"
    assert text[felt.start : felt.end] == felt.text
