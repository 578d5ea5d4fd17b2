"""The forecast over what the reader saw coming: its shape, its weights, the rules alone without it."""

from __future__ import annotations

import math
from dataclasses import replace
from operator import ge, le

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.assembly import build_engine
from heard.engine.emotions import squash
from heard.engine.forecast import RuleForecast
from heard.engine.model.outlook import WeighedForecast, shape
from heard.engine.state import AgentTurn, State
from heard.engine.types import Unmet

WEIGHTS = build_engine(trained=False).content.weights
PLAIN = State(content="x")
HOT = replace(
    PLAIN,
    temperature=80.0,
    temperatures=(20, 90, 80),
    features=(("supervisor_demand", 1.0),),
    agent=AgentTurn(cautions=("dismissive",)),
    customer_read=3,
    risks=(0.5, -1.0, 2.0),
    risk=1.5,
)
_STATES = st.builds(
    lambda risks, risk, heat, heats, resolved: replace(
        HOT, risks=tuple(risks), risk=risk, temperature=heat, temperatures=heats, resolved=resolved
    ),
    st.lists(st.floats(-9, 9), max_size=16),
    st.one_of(st.none(), st.floats(-9, 9)),
    st.floats(0, 100),
    st.sampled_from([(), (50,), (20, 90), (90, 20), (50, 50)]),
    st.booleans(),
)


def test_the_shape_of_a_state() -> None:
    assert shape(HOT, 0.25) == {
        "bias": 1.0,
        "rules": 0.25,
        "now": 2.0,
        "highest": 2.0,
        "before": -0.25,
        "agent": 1.5,
        "answered": 1.0,
        "temperature": 0.8,
        "peak": 0.9,
        "unmet": 0.0,
        "turns": math.log1p(3),
        "resolved": 0.0,
        "shows": 0.0,
        "showed": 0.0,
    }
    said = replace(PLAIN, latest=(("legal_threat", 0.9), ("all_caps", 1.0), ("report_threat", 0.5)), seen=("all_caps",))
    assert (shape(said, 0.0)["shows"], shape(said, 0.0)["showed"]) == (0.9, 0.0)
    assert shape(replace(said, latest=(), seen=("legal_threat",)), 0.0)["showed"] == 1.0


def test_the_first_message_is_its_own_past_and_an_agent_that_was_silent_speaks_for_nothing() -> None:
    found = shape(replace(PLAIN, risks=(1.5,)), 0.0)
    assert (found["now"], found["highest"], found["before"]) == (1.5, 1.5, 1.5)
    assert (found["agent"], found["answered"]) == (0.0, 0.0)
    assert shape(replace(PLAIN, risk=0.0), 0.0)["answered"] == 1.0


def test_without_anything_read_the_rules_alone() -> None:
    silent = replace(HOT, risks=(), risk=None)
    assert WeighedForecast(WEIGHTS, {"bias": 9.0})(silent) == RuleForecast(WEIGHTS)(silent)


@pytest.mark.parametrize("name", shape(HOT, 0.5))
def test_each_weight_stands_with_its_own(name: str) -> None:
    fair = replace(HOT, agent=replace(HOT.agent, cautions=()))
    ruled, reasons = RuleForecast(WEIGHTS).odds(fair)
    found = WeighedForecast(WEIGHTS, {name: 0.7})(fair)
    assert found == (round(min(0.97, squash(0.7 * shape(fair, ruled)[name])), 3), reasons)


@given(_STATES)
def test_a_caution_never_cools(state: State) -> None:
    forecast = WeighedForecast(WEIGHTS, {"now": 0.6, "agent": 0.5, "answered": -0.4})
    before = replace(state, risk=None)
    after = replace(state, risk=-3.0, agent=replace(state.agent, cautions=("dismissive",)))
    if state.risks:
        assert forecast(after)[0] >= forecast(before)[0]


WAITS = Unmet(id="u1", need="acknowledgement", text="furious", message="m1", start=5, end=12)


@given(_STATES, st.floats(-9, 9))
def test_what_takes_nothing_up_cools_nobody_and_a_plain_answer_heats_nobody_calm(state: State, risk: float) -> None:
    forecast = WeighedForecast(WEIGHTS, {"now": 0.6, "agent": 0.5})
    said = replace(state, agent=replace(state.agent, cautions=()), unmet=())
    for there, holds in ((replace(said, unmet=(WAITS,)), ge), (replace(said, temperature=39), le)):
        silent, answered = (forecast(replace(there, risk=each))[0] for each in (None, risk))
        if state.risks:
            assert holds(answered, silent)


@given(_STATES, st.dictionaries(st.sampled_from(sorted(shape(HOT, 0.5))), st.floats(-5, 5)))
def test_it_is_a_probability_with_the_rules_reasons(state: State, numbers: dict[str, float]) -> None:
    probability, reasons = WeighedForecast(WEIGHTS, numbers)(state)
    assert 0 <= probability <= 0.97
    assert reasons == RuleForecast(WEIGHTS)(state)[1]


@given(_STATES, st.floats(0.1, 5))
def test_more_risk_is_never_less_probable(state: State, more: float) -> None:
    forecast = WeighedForecast(WEIGHTS, {"now": 0.6, "highest": 0.3, "before": 0.2, "agent": 0.5, "rules": 0.4})
    if state.risk is not None:
        assert forecast(replace(state, risk=state.risk + more))[0] >= forecast(state)[0]
    if state.risks:
        worse = (*state.risks[:-1], state.risks[-1] + more)
        assert forecast(replace(state, risks=worse))[0] >= forecast(state)[0]
