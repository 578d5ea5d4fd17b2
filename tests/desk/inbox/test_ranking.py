"""Who needs a human first, and why."""

from __future__ import annotations

from heard.desk.engines import engine
from heard.desk.inbox.ranking import Rank, rank
from heard.desk.inbox.words import reason_lines
from heard.engine.types import Conversation


def ranked(*texts: str, waiting: bool = True) -> Rank:
    return rank(engine().fold(Conversation.of(*texts)), waiting=waiting, lines=reason_lines())


def test_what_cannot_wait_stands_before_heat_and_heat_before_the_rest() -> None:
    calm = ranked("What are your opening hours?")
    uneasy = ranked("I ordered on Monday and still have no confirmation, which is a bit annoying.")
    angry = ranked("This is the THIRD TIME I'm writing. You people are useless!! I want your manager NOW.")
    grieving = ranked("My husband died on Sunday and I don't know how to close his account.")
    assert calm.urgency < uneasy.urgency < angry.urgency
    assert grieving.urgency > uneasy.urgency
    assert grieving.why == reason_lines()["vulnerability"]


def test_nothing_to_do_while_we_wait_for_the_customer() -> None:
    assert ranked("What are your opening hours?", waiting=False).urgency == 0


def test_a_line_quotes_no_abuse() -> None:
    why = ranked("You fat ugly bitch, I hope you get fired.").why
    assert why
    assert "bitch" not in why


def test_the_hottest_stands_first_among_those_with_an_alert() -> None:
    heated = ranked(
        "This is the third time I'm writing about my parcel.", "Still nothing. I want to speak to a manager."
    )
    burning = ranked("You are useless LIARS!!", "You people are SCUM! I am going to my lawyer and the press NOW!!!")
    assert heated.urgency < burning.urgency


def test_what_is_settled_is_not_told_by_what_had_heated_it() -> None:
    thread = Conversation.of(
        "This is the THIRD TIME I'm writing. You people are useless!!",
        ("agent", "I am so sorry that you had to write three times. I have refunded you in full just now."),
        "oh wow, that's brilliant. thank you so much, all sorted now!",
    )
    place = rank(engine().fold(thread), waiting=True, lines=reason_lines())
    assert place.urgency < 20
    assert place.why == reason_lines()["resolved"]
