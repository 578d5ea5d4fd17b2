"""Emotions and temperature: each weight does what it says, and without the reader the rules stand alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.assembly import build_engine
from heard.engine.emotions import RuleEmotions, RuleTemperature, squash
from heard.engine.model.signals import Signals
from heard.engine.model.weighed import NAMED, WeighedEmotions, WeighedTemperature, believed
from heard.engine.state import State
from heard.engine.types import EMOTIONS, Cue, Emotions

WEIGHTS = build_engine(trained=False).content.weights
NAMES = sorted({*WEIGHTS.emotions, *WEIGHTS.heat})
_FEATURES = st.dictionaries(st.sampled_from(NAMES), st.floats(0, 3), max_size=8)
_ODDS = st.floats(-12, 12)
RULES_ALONE = dict.fromkeys(EMOTIONS, (0.0, 0.0, 1.0))


def seen(odds: float = 0.0, *, temperature: float = 0.0, **named: float) -> Signals:
    """Signals with the same odds for every feeling but those named."""
    return Signals(heads={"emotions": dict.fromkeys(EMOTIONS, odds) | named, "temperature": {"": temperature}})


def state(temperature: float = 0.0) -> State:
    """A state with a heat."""
    return State(content="x", temperature=temperature)


# -- emotions


def named(name: str, *more: str, score: float = 0.95) -> list[Cue]:
    """Cues by which somebody names this feeling, and others."""
    return [
        Cue(name=each, score=score, reads_as=(name,) if each == NAMED else (), start=0, end=1, text="x", rule="r")
        for each in (NAMED, *more)
    ]


def test_a_feeling_that_is_named_is_there() -> None:
    felt = Emotions(**dict.fromkeys(EMOTIONS, 0.2) | {"neutral": 0.8})
    found = believed(felt, named("anger"))
    assert (found.anger, found.neutral, found.sadness) == (0.7, 0.3, 0.2)
    assert believed(felt, named("anger", score=0.8)) == felt
    assert believed(felt, []) == felt
    assert believed(felt, named("satisfaction")).satisfaction == 0.7
    assert believed(felt, named("satisfaction", "sarcasm")) == felt
    assert believed(found, named("anger")).anger == 0.7


def test_beside_a_named_feeling_the_rules_heat_is_believed_more() -> None:
    cold = WeighedTemperature(WEIGHTS, (0.0, 1.0, 0.0))
    features = {NAMED: 0.95, "hostile_language": 1.0}
    ruled = RuleTemperature(WEIGHTS).own(features)
    assert cold(features=features, signals=seen(temperature=-9), state=state()) == round(ruled)
    assert cold(features={"hostile_language": 1.0}, signals=seen(temperature=-9), state=state()) == 0


@given(_FEATURES)
def test_without_signals_the_rules_alone(features: dict[str, float]) -> None:
    weighed = WeighedEmotions(WEIGHTS, dict.fromkeys(EMOTIONS, (9.0, 9.0, 9.0)))
    assert weighed(features=features, signals=None) == RuleEmotions(WEIGHTS)(features=features, signals=None)
    assert WeighedEmotions(WEIGHTS, RULES_ALONE)(features=features, signals=seen(7)) == weighed(
        features=features, signals=None
    )


@given(_FEATURES, _ODDS, st.tuples(*[st.floats(-3, 3)] * 3))
def test_each_weight_stands_with_its_own(features: dict[str, float], odds: float, weights: tuple[float, ...]) -> None:
    found = WeighedEmotions(WEIGHTS, dict.fromkeys(EMOTIONS, weights))(features=features, signals=seen(odds))
    ruled = RuleEmotions(WEIGHTS).odds(features)
    for name in EMOTIONS:
        expected = squash(weights[0] + weights[1] * odds + weights[2] * ruled[name])
        assert getattr(found, name) == pytest.approx(expected, abs=0.0006)
        assert 0 <= getattr(found, name) <= 1


@pytest.mark.parametrize("name", EMOTIONS)
def test_a_feeling_has_its_own_numbers_and_no_others(name: str) -> None:
    only = dict.fromkeys(EMOTIONS, (-2.0, 0.0, 0.0)) | {name: (0.0, 1.0, 0.0)}
    found = WeighedEmotions(WEIGHTS, only)(features={}, signals=seen(-9, **{name: 3.0}))
    assert getattr(found, name) == round(squash(3.0), 3)
    assert {getattr(found, other) for other in EMOTIONS if other != name} == {round(squash(-2.0), 3)}


# -- temperature


@given(_FEATURES, st.floats(0, 100))
def test_without_signals_the_rules_alone_are_the_heat(features: dict[str, float], before: float) -> None:
    weighed = WeighedTemperature(WEIGHTS, (50.0, 1.0, 1.0))
    ruled = RuleTemperature(WEIGHTS)
    assert weighed(features=features, signals=None, state=state(before)) == ruled(
        features=features, signals=None, state=state(before)
    )
    alone = WeighedTemperature(WEIGHTS, (0.0, 0.0, 1.0))
    assert alone(features=features, signals=seen(), state=state(before)) == ruled(
        features=features, signals=None, state=state(before)
    )


@pytest.mark.parametrize(
    ("numbers", "odds", "degrees"),
    [((20, 0, 0), 5, 20), ((0, 1, 0), 0, 50), ((0, 1, 0), -30, 0), ((0, 1, 0), 30, 100), ((10, 0.5, 0), 0, 35)],
)
def test_degrees_of_the_reader(numbers: tuple[float, ...], odds: float, degrees: int) -> None:
    assert WeighedTemperature(WEIGHTS, numbers)(features={}, signals=seen(temperature=odds), state=state()) == degrees


@given(_FEATURES, st.floats(-300, 300), st.floats(-3, 3), st.floats(-3, 3), st.floats(-50, 50), st.floats(0, 100))
def test_the_heat_stays_between_0_and_100(
    features: dict[str, float], bias: float, reader: float, rules: float, odds: float, before: float
) -> None:
    found = WeighedTemperature(WEIGHTS, (bias, reader, rules))(
        features=features, signals=seen(temperature=odds), state=state(before)
    )
    assert isinstance(found, int)
    assert 0 <= found <= 100


@pytest.mark.parametrize("before", [0, 7, 40, 100])
def test_half_of_the_heat_stays_until_something_cools_it(before: int) -> None:
    cold = WeighedTemperature(WEIGHTS, (-100.0, 0.0, 0.0))
    assert cold(features={}, signals=seen(), state=state(before)) == round(before / 2)
    assert cold(features={"anger_word": 1.0}, signals=seen(), state=state(before)) == round(before / 2)
    for name in ("gratitude", "resolved", "relief", "acceptance", "satisfaction_word"):
        assert cold(features={name: 1.0}, signals=seen(), state=state(before)) == 0


def test_more_than_what_stayed_is_the_messages_own() -> None:
    assert WeighedTemperature(WEIGHTS, (60.0, 0.0, 0.0))(features={}, signals=seen(), state=state(100)) == 60
    assert WeighedTemperature(WEIGHTS, (30.0, 0.0, 0.0))(features={}, signals=seen(), state=state(100)) == 50
