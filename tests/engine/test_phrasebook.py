"""The words that guidance offers fit: no deed said as done, no time made up, the same words for the same conversation."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import yaml

from heard.assembly import engine_of
from heard.contract.decode import conversation_from
from heard.engine.helping.phrasebook import gaps, known_slots, say, sets_for
from heard.engine.pipeline import Engine
from heard.engine.state import State
from heard.engine.types import Conversation
from heard.playbook.loader import compiled, read_packs

ROOT = Path(__file__).parents[2]
FOLDERS = ("tests/conversations/guided", "tests/conversations/golden", "src/heard/demo/conversations")
FILES = [path for folder in FOLDERS for path in sorted((ROOT / folder).iterdir()) if path.suffix in {".yaml", ".json"}]

PAST_DEED = re.compile(
    r"\b(?:I|we)(?:'ve| have)(?: just| already| now)? (?!to\b|an?\b|understood|misunderstood|heard|got\b|missed)(?:not )?\w+"
    r"|\b(?:I|we) (?:sent|booked|refunded|ordered|arranged|fixed|changed|moved|cancelled|called|rang|wrote|checked|asked)\b"
    r"|\b(?:is|are) (?:already )?(?:on its way|on their way|sorted|done|fixed)\b"
    r"|\b(?:has|have) been \w+ed\b",
    re.IGNORECASE,
)
MADE_UP_TIME = re.compile(
    r"\b(?:\d+|an?|one|two|three|five|ten|few|half an|next) (?:minute|hour|day|week|month)s?\b"
    r"|\b(?:to(?:night|morrow|day)|this (?:morning|afternoon|evening)|within the hour|by noon)\b",
    re.IGNORECASE,
)
TRUE_ANYWHERE = {
    "What could we have done better?": "a question",
    "One thing before you go: is there anything we could have done differently?": "a question",
    "You told me about {trouble}, and I've not forgotten it.": "what is named in the gap is in the conversation",
    "You were so patient with me today, thank you.": "the day of the conversation",
    "I've read it to the end, and I'm reading it once more before I answer.": "reading is what comes before any reply",
    "Did you feel heard today? I would like to know how we did.": "the day on which it is asked",
    "If you have a minute, tell me what you thought of how we handled it. I read these myself.": "a way of asking",
}


@cache
def engine() -> Engine:
    return engine_of(compiled(read_packs()), trained=False)


def conversation(path: Path) -> Conversation:
    text = path.read_text(encoding="utf-8")
    found = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)["conversation"]
    return conversation_from(found, default_id=path.stem)


def words(path: Path) -> list[tuple[str, str, str]]:
    """Every phrase that is offered after any message: the message, the action, the phrase."""
    read = conversation(path)
    state, found = engine().start(read), []
    for message in read.messages:
        state, _ = engine().step(state, message)
        found += [(message.id, each.action, text) for each in engine().guidance(state) for text in each.say]
    return found


def after(*texts: str | tuple[str, str]) -> State:
    read = Conversation.of(*texts)  # type: ignore[arg-type]
    state = engine().start(read)
    for message in read.messages:
        state, _ = engine().step(state, message)
    return state


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_deed_is_said_as_done_and_no_time_is_made_up(path: Path) -> None:
    found = words(path)
    wrong = [
        row
        for row in found
        if row[2] not in TRUE_ANYWHERE and (PAST_DEED.search(row[2]) or MADE_UP_TIME.search(row[2]))
    ]
    assert wrong == []
    assert found == words(path)


@pytest.mark.parametrize("technique", ["commitment", "expectation_set", "solution_offered", "follow_up"])
def test_words_that_promise_leave_open_what_only_the_agent_knows(technique: str) -> None:
    state = after("Please send me a refund for order 4471, you charged me twice.")
    for each in sets_for(engine().content.rubric, state, technique):
        first, *_ = say(state, [each])
        assert gaps(first) or not any(gaps(phrase.text) for phrase in each.say), first


def test_words_for_a_feeling_come_whole() -> None:
    state = after("I am furious with your company.")
    assert [gaps(text) for text in say(state, sets_for(engine().content.rubric, state, "validation"))] == [(), ()]


def test_sets_for_other_situations_and_feelings_stay_away() -> None:
    state = after("I am furious with your company.")
    rubric = engine().content.rubric
    for each in sets_for(rubric, state, "emotional_acknowledgement"):
        assert not each.feelings or set(each.feelings) & set(state.felt)
        assert "bereavement" not in each.situations


def test_of_named_sets_the_fitting_one_is_taken_else_the_last() -> None:
    rubric = engine().content.rubric
    calm = after("What time do you open?")
    dead = after("My husband died last week and I can't stop crying.")
    names = ("acknowledge_saying_it_again", "acknowledge_repeated_contact")
    assert [each.id for each in sets_for(rubric, calm, None, names)] == ["acknowledge_repeated_contact"]
    assert sets_for(rubric, dead, None, names)[0].id == "acknowledge_saying_it_again"


def test_the_strongest_feeling_counts_for_most() -> None:
    rubric = engine().content.rubric
    state = after("I am furious with your company.")
    angry = replace(state, felt=("anger", "frustration"))
    tired = replace(state, felt=("frustration", "anger"))
    names = ("acknowledge_frustration", "acknowledge_anger")
    assert sets_for(rubric, angry, None, names)[0].id == "acknowledge_anger"
    assert sets_for(rubric, tired, None, names)[0].id == "acknowledge_frustration"


def test_telephone_words_stay_on_the_telephone() -> None:
    rubric = engine().content.rubric
    for channel in ("chat", "email", "sms", "social"):
        state = replace(after("You useless fucking idiot."), channel=channel)
        for name in ("boundary_first", "boundary_warning", "boundary_to_the_lead", "stop_and_fetch_the_lead"):
            texts = say(state, sets_for(rubric, state, None, (name,)), count=20)
            assert not [text for text in texts if re.search(r"\b(this call|the call|the line|hang up)\b", text)], (
                channel,
                texts,
            )


def test_what_is_known_is_filled_in_and_what_could_mean_two_things_is_not() -> None:
    one = after("You charged me £30 twice, order 4471.")
    assert known_slots(one)["amount"] == "£30"
    two = after("You charged me £30 and then £45.")
    assert "amount" not in known_slots(two)
