"""What an agent's words do, held against what this customer said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from heard.engine.state import from_json, to_json
from heard.engine.types import Conversation, Customer

if TYPE_CHECKING:
    from heard.engine.pipeline import Engine
    from heard.engine.types import Technique

_GRILL = "The oven trips the fuse each time I turn the grill on, four times since Monday."


def _done(engine: Engine, *texts: str, name: str | None = None) -> list[Technique]:
    """The techniques of the last message; texts that begin with ``A:`` are an agent's."""
    pairs = [("agent", text[2:].strip()) if text.startswith("A:") else ("customer", text) for text in texts]
    made = Conversation.of(*pairs)  # type: ignore[arg-type]
    conversation = Conversation(id=made.id, messages=made.messages, customer=Customer(name=name))
    return list(engine.read(conversation).messages[-1].techniques)


def _names(engine: Engine, *texts: str, name: str | None = None) -> set[str]:
    return {technique.name for technique in _done(engine, *texts, name=name)}


@pytest.mark.parametrize(
    "reply",
    [
        "A: So it's only the grill that trips the fuse, is that right?",
        "A: If I understand, the fuse has gone four times because of the grill.",
        "A: What I'm hearing is that since Monday the grill takes the fuse with it.",
    ],
)
def test_a_paraphrase_is_of_what_this_customer_said(engine: Engine, reply: str) -> None:
    assert "paraphrase" in _names(engine, _GRILL, reply)


@pytest.mark.parametrize(
    "reply",
    [
        "A: So your flight was moved and nobody wrote to you, is that right?",
        "A: So the grill has tripped the fuse six times, is that right?",
        "A: If I understand, the grill has tripped the fuse since Thursday.",
        "A: So the fuse doesn't trip with the grill on, is that right?",
    ],
)
def test_another_matter_or_a_wrong_fact_is_no_paraphrase(engine: Engine, reply: str) -> None:
    assert "paraphrase" not in _names(engine, _GRILL, reply)


def test_a_wrong_amount_is_no_paraphrase(engine: Engine) -> None:
    assert "paraphrase" not in _names(engine, "I was charged £40 twice.", "A: So you were charged £60 twice, right?")
    assert "paraphrase" in _names(engine, "I was charged £40 twice.", "A: So £40 was charged twice, is that right?")


def test_an_apology_names_what_happened_here(engine: Engine) -> None:
    told = "Your app double booked the court and we stood outside with eight kids."
    assert "apology_specific" in _names(engine, told, "A: I'm so sorry that we double booked the court.")
    for reply in ("A: Sorry for the inconvenience.", "A: I'm sorry that the fridge was delivered to your neighbour."):
        found = _names(engine, told, reply)
        assert "apology_generic" in found
        assert "apology_specific" not in found


@pytest.mark.parametrize(
    ("told", "reply"),
    [
        ("Hi, Mirela here. The lamp hums.", "A: Thanks, Mirela. Does it hum when it's off?"),
        ("The lamp hums.\n\nKind regards,\nJoaquín Sáez", "A: Hello Joaquín, I'm on it."),
        ("My name is Sean O'Dwyer, the lamp hums.", "A: I see it here, Mr O'Dwyer."),
        ("It's Mei-Ling. The lamp hums.", "A: Welcome back, Mei-Ling."),
    ],
)
def test_the_name_that_a_customer_gave_is_used(engine: Engine, told: str, reply: str) -> None:
    assert "uses_name" in _names(engine, told, reply)


def test_the_name_on_file_is_used(engine: Engine) -> None:
    assert "uses_name" in _names(engine, "The lamp hums.", "A: I'm on it, Dana.", name="Dana Price")


@pytest.mark.parametrize(
    "reply",
    [
        "A: I've passed it to Priya in repairs.",
        "A: Is the account in the name of Dana?",
        "A: I've sent it to Dana's address.",
        "A: Dana, thanks, Dana. I'm on it, Dana, so don't worry, Dana.",
    ],
)
def test_somebody_elses_name_a_datum_and_stuffing_are_no_use_of_a_name(engine: Engine, reply: str) -> None:
    assert "uses_name" not in _names(engine, "The lamp hums.", reply, name="Dana Price")


def test_a_detail_is_one_that_was_told(engine: Engine) -> None:
    told = "The zip broke and I've a marathon on Sunday."
    assert "personal_detail" in _names(engine, told, "A: You'll have it back well before the marathon.")
    assert "personal_detail" not in _names(engine, told, "A: Good luck with your exams!")


def test_joy_is_not_ascribed_to_somebody_furious(engine: Engine) -> None:
    told = "I'm absolutely FURIOUS, this is the third time you lost it!!"
    assert "emotional_acknowledgement" not in _names(engine, told, "A: I can see you're excited.")
    assert "emotional_acknowledgement" in _names(engine, told, "A: I can see you're furious.")


def test_what_is_remembered_survives_saving(engine: Engine) -> None:
    conversation = Conversation.of(
        "Dana here. Order LB-20417 is late and I've a marathon on Sunday. I'm furious!",
        ("agent", "The refund takes three days. Which shoe size was it?"),
        "Forty-two.",
        ("agent", "Sorry about that."),
    )
    state = engine.start(conversation)
    for message in conversation.messages:
        state, _ = engine.step(state, message)
        assert from_json(to_json(state), content=engine.mark) == state
    assert state.memory.given
    assert state.memory.claims
    assert state.memory.names == ("Dana",)


def test_a_memory_stays_small(engine: Engine) -> None:
    customer = "My name is Dana Price. " + "order AB-1234567 in 3 days for £20, not sent! RMA " * 200
    agent = "We can't refund it. It takes 3 days. No fee. What is your order number? " * 60
    state = engine.start(Conversation.of("x"))
    for message in Conversation.of(*[customer, ("agent", agent)] * 12).messages:
        state, _ = engine.step(state, message)
    assert len(to_json(state).encode()) < 64 * 1024
