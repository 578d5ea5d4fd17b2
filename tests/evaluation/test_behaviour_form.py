"""Behavioural cases: one that could not fail is refused, and one that fails is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from heard.errors import InputError
from heard.evaluation import behaviour
from heard.evaluation.readers import CustomerGuess, Outlook
from tests.evaluation.test_forms import Same

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from heard.engine.types import Conversation

MINIMUM = "- id: a\n  capability: c\n  minimum: {text: Hello, %s}\n"


def load(path: Path, text: str) -> list[behaviour.BehaviourCase]:
    path.write_text(text, encoding="utf-8")
    return behaviour.load([path])


@pytest.mark.parametrize(
    "wrong",
    [
        "heat: 5",
        "heat: [0]",
        'heat: ["a", null]',
        "heat: [20, 0]",
        "heat: [0, 200]",
        "heat: [false, true]",
        "emotions: {anger: 0.3}",
        "emotions: {anger: [0, 30]}",
        "emotions: [anger]",
        "emotions: {}",
        "emotions: {angre: [0, 1]}",
        'calm: "maybe"',
        "assessed: 7",
        "calm: true, bfore: Hi",
        "calm: true, calm: false",
        "calm: true, before: No",
        "calm: true, before: [{agent: No}]",
        "calm: true, before: [{cat: Hi}]",
        "calm: true, shows: [blame]",
        "threats: legal",
        "threats: [7]",
        "agent: true, shows: []",
        "agent: true, shows: [our_weather]",
        "agent: 1, shows: [blame]",
        "before: Hi",
    ],
)
def test_a_case_that_says_nothing_clear_is_refused_with_its_line(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(InputError) as raised:
        load(tmp_path / "x.yaml", "\n" + MINIMUM % wrong)
    assert raised.value.code in ("I025", "I008")
    assert str(raised.value.place).endswith(("x.yaml:2", "x.yaml:4"))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "a: 1",
        "- 3",
        "- {id: a, capability: c}",
        "- {id: a, capability: c, invariance: [x]}",
        "- {id: 4, capability: c, invariance: [x, y]}",
        "- {id: a, capability: c, x: 1, invariance: [x, y]}",
        "- {id: a, capability: c, direction: {of: charm, lower: x, higher: y}}",
        "- {id: a, capability: c, direction: {of: [1], lower: x, higher: y}}",
        "- {id: a, capability: c, direction: {of: anger, lower: x, higher: y, by: lots}}",
        "- {id: a, capability: c, direction: {of: anger, lower: x, higher: y, by: -1}}",
        "- {id: a, capability: c, direction: {of: anger, lower: 5, higher: y}}",
        "- [a\n- b: c: d",
        "- &a [*a]",
        "- 2026-99-99",
        "- ? [x]\n  : y",
        "- \u0007",
        "- " + "1" * 5000,
    ],
    ids=range(18),
)
def test_broken_yaml_and_broken_cases_are_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="I025"):
        load(tmp_path / "x.yaml", text)


def test_an_id_stands_once_and_an_empty_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"I023.*x\.yaml:4"):
        load(tmp_path / "x.yaml", MINIMUM % "calm: true" * 2)
    with pytest.raises(InputError, match="I024"):
        load(tmp_path / "x.yaml", "# nothing yet\n")


def test_names_of_an_own_pack_may_be_shown(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(MINIMUM % "agent: true, shows: [our_weather]", encoding="utf-8")
    (case,) = behaviour.load([path], own=["our_weather"])
    assert behaviour.check(case, Same()).wrong == ("no our_weather",)


def test_what_failed_is_named_with_its_reason(tmp_path: Path) -> None:
    class Calm(Same):
        def customer(self, conversation: Conversation) -> CustomerGuess:
            return CustomerGuess(emotions={}, temperature=len(conversation.messages))

        def forecast(self, conversation: Conversation) -> Sequence[Outlook]:
            return [Outlook(0.1, alert=False) for _ in conversation.messages]

    text = MINIMUM % "heat: [0, 5], calm: true" + (MINIMUM % "heat: [50, 100]").replace("id: a", "id: b")
    result = behaviour.measure(load(tmp_path / "x.yaml", text), Calm())
    assert result.figure("all", "held") == 0.5
    assert [(each.id, each.why) for each in result.wrong] == [("b", ("temperature 1, not 50 to 100",))]
