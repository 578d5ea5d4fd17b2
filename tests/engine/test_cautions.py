"""What an agent's words risk because of what came before them; every finding rests on a place in another message."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from heard.engine.types import Conversation

if TYPE_CHECKING:
    from heard.engine.pipeline import Engine
    from heard.engine.types import Caution

_COLD = "I'm FURIOUS. Second time the boiler man hasn't come and my kids are freezing!!"


def _conversation(texts: tuple[str, ...]) -> Conversation:
    pairs = [("agent", text[2:].strip()) if text.startswith("A:") else ("customer", text) for text in texts]
    return Conversation.of(*pairs)  # type: ignore[arg-type]


def _found(engine: Engine, name: str, *texts: str) -> list[Caution]:
    """The cautions of this name in the last message; texts that begin with ``A:`` are an agent's."""
    conversation = _conversation(texts)
    said = {message.id: message.text for message in conversation.messages}
    found = [caution for caution in engine.read(conversation).messages[-1].cautions if caution.name == name]
    for caution in found:
        assert caution.rule.startswith(name)
        assert caution.why
        assert caution.instead
        assert all(said[place.message][place.start : place.end] for place in caution.evidence)
        assert caution.evidence or caution.start is not None
    return found


def test_a_fix_before_the_feeling(engine: Engine) -> None:
    (caution,) = _found(engine, "premature_solution", _COLD, "A: Please bleed the radiators and reset the boiler.")
    assert caution.start is None
    assert caution.evidence[0].message == "m1"


@pytest.mark.parametrize(
    "texts",
    [
        ("How do I reset the boiler?", "A: Hold the round button for five seconds."),
        (_COLD, "A: Two no-shows and a cold house, I can hear how angry you are. I've booked the supervisor for four."),
        (_COLD, "A: That must be awful with the kids.", "So?", "A: I've booked the supervisor for four."),
        (_COLD, "A: When was he due today?"),
        (_COLD, "A: I'm sorry he hasn't come twice.", "Thanks, that helps.", "A: Please reset the boiler."),
    ],
)
def test_no_fault_of_order(engine: Engine, texts: tuple[str, ...]) -> None:
    assert not _found(engine, "premature_solution", *texts)


def test_an_angrier_customer_weighs_more(engine: Engine) -> None:
    (hot,) = _found(engine, "premature_solution", _COLD, "A: I've booked an engineer.")
    told = "The sofa is late and I'm a bit annoyed and worried about it."
    mild = _found(engine, "premature_solution", told, "A: I've booked an engineer.")
    assert all(caution.score < hot.score for caution in mild)


def test_a_datum_given_is_asked_for_again(engine: Engine) -> None:
    told = "Order LB-20417, you can write to ana.tull@example.org, photo attached. I restarted it twice."
    for reply in (
        "A: What's your order number?",
        "A: Which email address did you use?",
        "A: Could you please send me a photo?",
        "A: Have you tried turning it off and on again?",
        "A: What seems to be the problem?",
    ):
        (caution,) = _found(engine, "asked_again", f"The printer eats every second page. {told}", reply)
        assert caution.evidence[0].message == "m1"
        assert caution.text


@pytest.mark.parametrize(
    "reply",
    [
        "A: Is LB-20417 the one with the two lamps?",
        "A: Could I have your phone number?",
        "A: What's the number of the other order?",
        "A: What is your account number?",
        "A: As you've restarted it twice, I'd like to look at the cable.",
    ],
)
def test_a_check_or_another_datum_is_not_asked_again(engine: Engine, reply: str) -> None:
    assert not _found(engine, "asked_again", "Order LB-20417 is half empty. I restarted it twice.", reply)


def test_a_repeated_question_is_asked_again(engine: Engine) -> None:
    texts = ("A: Which lamp is it, the tall or the short one?", "The tall one.", "A: Let me see.", "ok")
    (caution,) = _found(engine, "asked_again", *texts, "A: Which lamp is it, the tall or the short one?")
    assert caution.evidence[0].message == "m2"


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("The refund takes three days.", "Refunds take ten working days."),
        ("We can't replace the mattress.", "We'll replace the mattress tomorrow."),
        ("There's no fee.", "The fee is £15."),
        ("The kettle is in stock.", "That kettle is sold out."),
        ("The pass has ten sessions.", "It ends after all six sessions."),
        ("The engineer comes on Monday.", "The engineer comes on Thursday."),
    ],
)
def test_two_answers_contradict_each_other(engine: Engine, first: str, then: str) -> None:
    (caution,) = _found(engine, "contradiction", "How is it?", f"A: {first}", "And now?", f"A: {then}")
    assert caution.evidence[0].message == "m2"


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("The refund takes three days.", "I was wrong, sorry: refunds take ten working days."),
        ("The refund takes three days.", "The replacement takes ten days."),
        ("The refund takes 3 to 5 days.", "Refunds take five days at most."),
        ("Your parcel hasn't been sent yet.", "Your parcel has been sent."),
        ("We can't replace the mattress.", "Good news, we'll replace the mattress after all."),
    ],
)
def test_the_same_progress_and_an_open_correction_do_not(engine: Engine, first: str, then: str) -> None:
    assert not _found(engine, "contradiction", "How is it?", f"A: {first}", "And now?", f"A: {then}")


def test_an_echo_and_a_quoted_message(engine: Engine) -> None:
    told = "The blind came down on my head when I pulled the cord this morning."
    (caution,) = _found(
        engine, "verbatim_echo", told, "A: So the blind came down on your head when you pulled the cord this morning."
    )
    assert caution.evidence[0].message == "m1"
    assert not _found(engine, "verbatim_echo", told, "A: Ouch. One tug and the whole thing landed on you?")


def test_a_second_empty_apology(engine: Engine) -> None:
    before = ("The rug is the wrong green.", "A: We apologise for the inconvenience.", "And now?")
    (caution,) = _found(engine, "generic_apology_repeated", *before, "A: Again, apologies for any inconvenience.")
    assert caution.evidence[0].message == "m2"
    assert not _found(engine, "generic_apology_repeated", *before, "A: I'm sorry that we sent you the wrong green.")
    assert not _found(engine, "generic_apology_repeated", *before[:2])


def test_jargon_is_explained_or_known(engine: Engine) -> None:
    assert _found(engine, "unexplained_jargon", "How do I send it back?", "A: I'll issue an RMA.")
    assert not _found(engine, "unexplained_jargon", "I need an RMA.", "A: I'll issue an RMA.")
    explained = "A: I'll issue an RMA (the number that goes on the box)."
    assert not _found(engine, "unexplained_jargon", "How do I send it back?", explained)
    assert not _found(engine, "unexplained_jargon", "How do I send it back?", explained, "ok", "A: The RMA is here.")


def test_acknowledgement_needs_no_agreement(engine: Engine) -> None:
    """Recognising the feeling is enough; nobody has to admit a fault."""
    reply = "A: I can see how upsetting that is. I've booked the supervisor for four."
    assert not _found(engine, "premature_solution", _COLD, reply)
