"""The public JSON: what comes out is valid against our own schemas, what goes in is told apart by them as by the code."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

import heard
from heard.contract.decode import conversation_from
from heard.engine.types import EMOTIONS
from heard.errors import InputError
from tests.cli.test_bad_input import BAD_LINES
from tests.conversations.loading import calm, golden

if TYPE_CHECKING:
    from heard.engine.pipeline import Engine

EXAMPLE = {
    "schema": "heard/1",
    "id": "c-1041",
    "channel": "chat",
    "language": "en",
    "subject": None,
    "customer": {
        "id": "u-7",
        "name": "Dana",
        "earlier": [
            {
                "id": "c-0990",
                "at": "2026-02-27T10:00:00Z",
                "outcome": "unsolved",
                "summary": "parcel 4471 late",
            }
        ],
    },
    "messages": [
        {
            "id": "m1",
            "role": "customer",
            "author": "Dana",
            "at": "2026-03-02T09:14:03Z",
            "text": "This is the THIRD TIME I'm writing about parcel 4471.",
        },
        {
            "id": "m2",
            "role": "agent",
            "author": "Sam",
            "at": "2026-03-02T09:15:40Z",
            "text": "I understand, but our policy is five days.",
        },
    ],
}


def schema(name: str) -> dict[str, Any]:
    """A schema of the package."""
    value: dict[str, Any] = json.loads((files("heard.contract") / f"{name}.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(value)
    return value


READING = jsonschema.Draft202012Validator(schema("reading"))
CONVERSATION = jsonschema.Draft202012Validator(schema("conversation"))


def test_the_worked_example(engine: Engine) -> None:
    """The example of the interchange: what is said of it there holds."""
    CONVERSATION.validate(EXAMPLE)
    reading = heard.to_json(heard.read(EXAMPLE))
    READING.validate(reading)
    first, second = reading["messages"]
    cues = {cue["name"]: cue for cue in first["cues"]}
    assert cues["all_caps"]["text"] == "THIRD TIME"
    assert (cues["all_caps"]["start"], cues["all_caps"]["end"]) == (12, 22)
    assert "repeated_contact" in cues
    assert 40 <= first["temperature"] < 60
    assert max(first["emotions"], key=first["emotions"].get) == "frustration"
    assert "empathy_negated" in {caution["name"] for caution in second["cautions"]}
    state = reading["state"]
    assert state["trend"] == "unknown"
    assert state["starting_emotion"] == "frustration"
    assert [need["need"] for need in state["unmet"]] == ["acknowledgement"]
    assert {"kind": "order", "value": "4471", "message": "m1", "start": 48, "end": 52} in state["facts"]
    assert state["dissatisfaction"] == "poor_earlier_service"
    assert reading["schema"] == "heard/1"
    assert reading["content"].startswith("en@1+")


def test_every_reading_of_ours_is_valid(engine: Engine) -> None:
    """Golden and calm conversations, with all their voices, notes and mails."""
    conversations = [conversation for _, conversation in calm()]
    conversations += [conversation_from(rows["conversation"], default_id=name) for name, rows in golden()]
    for conversation in conversations:
        value = json.loads(json.dumps(heard.to_json(engine.read(conversation))))
        READING.validate(value)
        for message in value["messages"]:
            if "emotions" in message:
                assert tuple(message["emotions"]) == EMOTIONS


def test_golden_conversations_are_valid_input() -> None:
    """The schema takes what the code takes."""
    for _, rows in golden():
        CONVERSATION.validate(json.loads(json.dumps(rows["conversation"])))


@pytest.mark.parametrize(
    "name",
    [name for name, (line, code) in BAD_LINES.items() if code in {"I006", "I007", "I008", "I010", "I011", "I013"}],
)
def test_the_schema_refuses_what_the_code_refuses(name: str) -> None:
    """For every fault that a schema can tell."""
    if name in {"a number of 10,000 digits", "NaN", "pitch is not finite", "at is no time"}:
        return  # no schema tells these: they are no JSON numbers, or a form inside a text
    value = json.loads(BAD_LINES[name][0])
    with pytest.raises(InputError):
        conversation_from(value, default_id="x")
    assert not CONVERSATION.is_valid(value)


def test_unknown_keys_are_ignored_and_ids_default_in_order() -> None:
    """``m1``, ``m2``, ...; the conversation takes the id it is given."""
    value = {"mood": 1, "messages": [{"role": "note", "text": "x", "x": {}}, {"role": "agent", "text": ""}]}
    conversation = conversation_from(value, default_id="chats:7")
    assert conversation.id == "chats:7"
    assert [message.id for message in conversation.messages] == ["m1", "m2"]


def test_roles_that_are_not_read_stay_in_the_output(engine: Engine) -> None:
    """Bot, system and note: not assessed, because of their role."""
    rows = [{"role": role, "text": "I am furious"} for role in ("bot", "system", "note")]
    reading = heard.to_json(heard.read({"messages": rows}))
    READING.validate(reading)
    assert [(row["assessed"], row["reason"]) for row in reading["messages"]] == [(False, "role")] * 3


def test_there_is_no_field_for_an_agents_feelings() -> None:
    """Nowhere in the schema of an agent's message, and voice on an agent is refused."""
    agent = schema("reading")["$defs"]["agent"]
    assert agent["additionalProperties"] is False
    assert not {"emotions", "temperature", "cues", "escalation", "voice", "mood", "stress"} & set(agent["properties"])
