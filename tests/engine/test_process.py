"""The process under every combination of its conditions: it settles, never circles, reaches every step, traps nobody."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from heard.contract.decode import conversation_from
from heard.engine.helping.conditions import atoms, is_true
from heard.engine.helping.process import settle, start_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from heard.engine.pipeline import Engine
    from heard.engine.rubric import Process

MOST_ATOMS = 17
VENTING = "Honestly I just need to let off steam. First the man didn't come, then one came without the parts."
BEGINNINGS = {"centre"}
"""Steps that nothing leads back to."""


def names(process: Process) -> list[str]:
    """Every condition that the process uses, but ``never``."""
    found: set[str] = set()
    for step in process.steps.values():
        found |= atoms(step.enter) | atoms(step.leave)
        found |= {name for branch in step.branches for name in atoms(branch.when)}
    found |= {name for branch in process.always for name in atoms(branch.when)}
    return sorted(found - {"never"})


def is_sound(holds: Mapping[str, bool]) -> bool:
    """Leaves out what cannot be at the same time: the tools are used up only in the heat, after an offer.

    And so many turns of the customer's have been only when the customer has written.
    """
    if not holds.get("customer_spoke", True) and any(holds[name] for name in holds if name.startswith("turns:")):
        return False
    if holds.get("tools_used_up") and not (holds.get("hot", True) and holds.get("offered", True)):
        return False
    return not (holds.get("twice:boundary") and not holds.get("done:boundary", True))


def worlds(process: Process) -> Iterator[dict[str, bool]]:
    """Every way in which the conditions may stand."""
    used = names(process)
    assert len(used) <= MOST_ATOMS, used
    for values in product((False, True), repeat=len(used)):
        holds = dict(zip(used, values, strict=True))
        if is_sound(holds):
            yield holds | {"never": False}


@pytest.fixture(scope="module")
def moves(engine: Engine) -> dict[str, set[str]]:
    """For every step those at which it may settle, in any world."""
    process = engine.content.rubric.process
    found: dict[str, set[str]] = {name: set() for name in process.steps}
    for holds in worlds(process):
        for name in process.steps:
            after = settle(process, name, holds.__getitem__)
            assert settle(process, after, holds.__getitem__) == after, (name, after, holds)
            found[name].add(after)
    return found


def reachable(moves: Mapping[str, set[str]], first: str) -> set[str]:
    """The steps that can come after one, message by message."""
    found: set[str] = set()
    todo = [first]
    while todo:
        for name in moves[todo.pop()] - found:
            found.add(name)
            todo.append(name)
    return found


def test_it_settles_and_never_circles(moves: dict[str, set[str]]) -> None:
    """A settled step stays settled while nothing changes: the fixture has asserted it for every world and step."""
    assert moves
    assert all(moves.values())


def test_every_step_can_be_reached_from_the_start(engine: Engine, moves: dict[str, set[str]]) -> None:
    """And a conversation may stay at each of them."""
    process = engine.content.rubric.process
    assert reachable(moves, start_of(process)) == set(process.steps)


def test_every_step_can_be_reached_from_every_other(engine: Engine, moves: dict[str, set[str]]) -> None:
    """But the beginnings, which nothing leads back to. So nothing is a trap."""
    steps = set(engine.content.rubric.process.steps)
    for name in steps:
        assert reachable(moves, name) >= steps - BEGINNINGS, name


def test_a_threat_of_violence_goes_to_the_lead_from_everywhere(engine: Engine) -> None:
    """In every world, whatever else holds."""
    process = engine.content.rubric.process
    for holds in worlds(process):
        if holds["cue:violence_threat"]:
            assert {settle(process, name, holds.__getitem__) for name in process.steps} == {"lead"}


def test_abuse_never_leads_to_the_lead_without_a_warning(engine: Engine) -> None:
    """While there is neither a threat nor a second limit, abuse is answered with a limit or a warning first."""
    process = engine.content.rubric.process
    for holds in worlds(process):
        quiet = not holds["cue:violence_threat"] and not holds["tools_used_up"] and not holds["twice:boundary"]
        if holds["situation:abuse"] and quiet:
            for name in set(process.steps) - {"lead"}:
                assert settle(process, name, holds.__getitem__) in ("boundary", "warning"), (name, holds)


def test_a_feeling_is_acknowledged_before_the_fix(engine: Engine) -> None:
    """While a feeling waits, no step of understanding, resolving or following up is settled at."""
    process = engine.content.rubric.process
    for holds in worlds(process):
        if holds["unmet:acknowledgement"]:
            for name in set(process.steps) - {"centre", "listen"}:
                step = process.steps[settle(process, name, holds.__getitem__)]
                assert step.phase in ("listen", "acknowledge", "stop"), (name, step.id, holds)


def test_turns_are_counted_by_the_customers_messages(engine: Engine) -> None:
    """An agent's messages do not count, however many."""
    rows = [
        ("customer", "My boiler is off."),
        ("agent", "Which one?"),
        ("agent", "Hello?"),
        ("customer", "The old one."),
    ]
    messages = [{"id": f"m{n}", "role": role, "text": text} for n, (role, text) in enumerate(rows, 1)]
    conversation = conversation_from({"id": "c", "channel": "chat", "messages": messages}, default_id="c")
    state = engine.start(conversation)
    for message in conversation.messages:
        state, _ = engine.step(state, message)
    assert [turns for turns in range(1, 5) if is_true(f"turns:{turns}", state, {})] == [1, 2]


@pytest.mark.parametrize(
    ("told", "step"),
    [
        (["customer: My boiler is off.", "agent: Which room are you in?", f"customer: {VENTING}"], "listen"),
        (
            ["customer: Hi", "agent: Hello, how can I help?", "customer: Never mind, it works now, thank you!"],
            "follow_up",
        ),
    ],
    ids=["a story that begins later is heard out", "what is solved is no longer to be understood"],
)
def test_where_a_conversation_stands(engine: Engine, told: list[str], step: str) -> None:
    """The step at which the conversation stands after its last message."""
    rows = [row.split(": ", 1) for row in told]
    messages = [{"id": f"m{n}", "role": role, "text": text} for n, (role, text) in enumerate(rows, 1)]
    conversation = conversation_from({"id": "c", "channel": "chat", "messages": messages}, default_id="c")
    state = engine.start(conversation)
    for message in conversation.messages:
        state, _ = engine.step(state, message)
    assert state.step == step
