"""The behavioural suite. A case that the engine cannot hold yet stands in ``known.txt``, and must fail until it is taken off."""

from __future__ import annotations

import zlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from heard.engine.types import EMOTIONS
from heard.evaluation.behaviour import KINDS, BehaviourCase, check, load
from heard.evaluation.readers import CustomerGuess, EngineReader, Outlook, Said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.engine.pipeline import Engine
    from heard.engine.types import Conversation

HERE = Path(__file__).parent
CASES = load(sorted((HERE / "en").glob("*.yaml")))
KNOWN = (HERE / "known.txt").read_text(encoding="utf-8").split()


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
def test_case(case: BehaviourCase, shipped: Engine) -> None:
    wrong = check(case, EngineReader(shipped)).wrong
    if case.id in KNOWN:
        assert wrong, f"{case.id} holds now: take it off known.txt"
        pytest.xfail("; ".join(wrong))
    assert not wrong, "; ".join(wrong)


def test_known_cases_are_cases_sorted_and_once() -> None:
    strange = set(KNOWN) - {case.id for case in CASES}
    assert not strange, f"known.txt names what no case is: {sorted(strange)}"
    assert sorted(set(KNOWN)) == KNOWN


def test_there_are_enough_of_each_kind() -> None:
    kinds = Counter(case.kind for case in CASES)
    assert len(CASES) >= 300
    assert all(kinds[kind] >= 80 for kind in KINDS), kinds


def test_every_file_is_one_capability() -> None:
    for path in sorted((HERE / "en").glob("*.yaml")):
        cases = load([path])
        assert {case.capability for case in cases} == {path.stem}
        assert all(case.id.startswith(path.stem.replace("_", "-") + "-") for case in cases)


def test_no_case_is_there_twice() -> None:
    said = Counter(
        (case.kind, case.of, tuple(tuple((m.role, m.text) for m in talk.messages) for talk in case.messages))
        for case in CASES
    )
    assert [row for row, times in said.items() if times > 1] == []


class Constant:
    """A reader that says the same of everything: ``level`` of each emotion and threat, and ``found`` of an agent."""

    name = "constant"

    def __init__(self, heat: float, level: float, found: Sequence[str] = ()) -> None:
        self.heat, self.level, self.found = heat, level, found

    def customer(self, conversation: Conversation) -> CustomerGuess | None:
        assert conversation.messages
        return CustomerGuess(
            emotions=dict.fromkeys(EMOTIONS, self.level),
            temperature=self.heat,
            threats=dict.fromkeys(("cancel", "report", "legal", "public", "supervisor"), self.level),
        )

    def agent(self, conversation: Conversation) -> Sequence[Said]:
        return [Said(name) for name in self.found if conversation.messages]

    def forecast(self, conversation: Conversation) -> Sequence[Outlook]:
        return [Outlook(self.heat / 100, self.heat >= 50) for _ in conversation.messages]


@pytest.mark.parametrize(
    ("heat", "level", "found"),
    [
        pytest.param(10.0, 0.0, (), id="nothing ever"),
        pytest.param(25.0, 0.33, ("apology_generic", "clarifying_question_closed"), id="a shade"),
        pytest.param(45.0, 0.5, ("paraphrase", "commitment"), id="the middle"),
        pytest.param(85.0, 1.0, ("dismissive", "premature_solution"), id="everything"),
    ],
)
def test_a_reader_that_says_one_thing_fails_most_cases(heat: float, level: float, found: tuple[str, ...]) -> None:
    reader = Constant(heat, level, found)
    failed = [case for case in CASES if check(case, reader).wrong]
    assert len(failed) > len(CASES) / 2
    assert all(case in failed for case in CASES if case.kind == "direction")


class Surface(Constant):
    """A reader that moves with anything: every other character makes another reading."""

    def customer(self, conversation: Conversation) -> CustomerGuess | None:
        said = "\n".join(message.text for message in conversation.messages)
        heat = zlib.crc32(said.encode()) % 101
        return Constant(heat, heat / 100).customer(conversation)


def test_a_reader_that_goes_by_the_surface_fails_nearly_every_invariance() -> None:
    same = [case for case in CASES if case.kind == "invariance"]
    assert len([case for case in same if check(case, Surface(0, 0)).wrong]) > 0.9 * len(same)
