"""Golden conversations: transcripts of our own with what must, and must not, be read in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from heard.contract.decode import conversation_from
from tests.conversations.loading import golden

if TYPE_CHECKING:
    from heard.engine.pipeline import Engine

GOLDEN = golden()
SCENARIOS = {
    "delayed_order_rage",
    "update_bricks_device",
    "tears_over_lost_data",
    "network_outage_vip",
    "viral_complaint",
    "double_charge",
    "defect_launch",
    "refund_and_replacement",
    "abusive_caller",
    "against_policy",
}


def problems(engine: Engine, rows: dict[str, Any]) -> list[str]:
    """Everything in which the reading differs from what is expected, in words."""
    conversation = conversation_from(rows["conversation"], default_id="golden")
    reading = engine.read(conversation)
    read = {message.id: message for message in reading.messages}
    found: list[str] = []
    for name, want in rows["expect"].get("messages", {}).items():
        message = read[name]
        cues = {cue.name for cue in message.cues}
        found += [f"{name} lacks {cue}" for cue in want.get("has", []) if cue not in cues]
        found += [f"{name} has {cue}" for cue in want.get("hasnt", []) if cue in cues]
        low, high = want.get("temperature", [0, 100])
        if message.temperature is None or not low <= message.temperature <= high:
            found.append(f"{name} temperature {message.temperature}, not {low} to {high}")
        strongest = message.emotions.strongest() if message.emotions else None
        if "strongest" in want and strongest not in want["strongest"]:
            found.append(f"{name} reads {strongest}, not {' or '.join(want['strongest'])}")
    judged = [message.escalation for message in reading.messages if message.escalation] + [reading.state.escalation]
    expect = rows["expect"]
    if "alert" in expect and any(escalation.alert for escalation in judged) != expect["alert"]:
        found.append(f"alert is {not expect['alert']}, highest {max(e.probability for e in judged):.2f}")
    if "trend" in expect and reading.state.trend != expect["trend"]:
        found.append(f"trend {reading.state.trend}, not {expect['trend']}")
    for key in ("starting_emotion", "dissatisfaction"):
        value, wanted = getattr(reading.state, key), expect.get(key)
        if key in expect and value not in (wanted if isinstance(wanted, list) else [wanted]):
            found.append(f"{key} {value}, not {wanted}")
    return found


@pytest.mark.parametrize("kind", ["engine", "shipped"])
@pytest.mark.parametrize(("name", "rows"), GOLDEN, ids=[name for name, _ in GOLDEN])
def test_golden_conversation(request: pytest.FixtureRequest, kind: str, name: str, rows: dict[str, Any]) -> None:
    """Everything that is expected is read, but for the gaps that the file names, which must still be there: by the rules
    alone (``gaps``) and as shipped (``gaps_as_shipped``)."""
    found = problems(request.getfixturevalue(kind), rows)
    gaps = rows.get("gaps" if kind == "engine" else "gaps_as_shipped", [])
    assert [problem for problem in found if not problem.startswith(tuple(gaps))] == [], rows["why"]
    assert [gap for gap in gaps if not any(problem.startswith(gap) for problem in found)] == [], "a gap has closed"


def test_every_scenario_is_there_and_half_are_not_what_they_seem() -> None:
    """At least 40 without a gap, every scenario of row 138, at least half with a twist."""
    assert sum(not rows.get("gaps") for _, rows in GOLDEN) >= 40
    assert {rows["scenario"] for _, rows in GOLDEN} >= SCENARIOS
    assert sum(rows.get("twist") is not None for _, rows in GOLDEN) * 2 >= len(GOLDEN)
