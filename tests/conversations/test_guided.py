"""Guided conversations: what should come next, and how the whole went, as a support coach sees it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from heard.contract.decode import conversation_from
from heard.engine.reviewing.measures import NOT_APPLICABLE
from heard.engine.reviewing.scorecard import review

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.engine.pipeline import Engine
    from heard.engine.types import Conversation

HERE = Path(__file__).parent / "guided"
GUIDED = [(path.stem, yaml.safe_load(path.read_text("utf-8"))) for path in sorted(HERE.glob("*.yaml"))]
CARD = "conversation"
EXPECTATIONS = {"after", "first", "among", "never", "silent"}
VERDICTS = {"met": ("met",), "not_met": ("not_met", "partly"), "not_applicable": (NOT_APPLICABLE,)}


def suggested(engine: Engine, conversation: Conversation, after: str) -> list[str]:
    """The actions that are suggested once the message ``after`` is read."""
    state = engine.start(conversation)
    for message in conversation.messages:
        state, _ = engine.step(state, message)
        if message.id == after:
            return [action.action for action in engine.guidance(state)]
    raise KeyError(after)


def in_guidance(want: dict[str, Any], actions: Sequence[str]) -> list[str]:
    """In what the suggested actions differ from what is expected, in words."""
    if want.get("silent"):
        return [f"not silent: {', '.join(actions)}"] if actions else []
    found = []
    if "first" in want and (not actions or actions[0] not in want["first"]):
        found.append(f"first is {actions[0] if actions else 'nothing'}, not {' or '.join(want['first'])}")
    found += [f"lacks {action}" for action in want.get("among", []) if action not in actions]
    found += [f"suggests {action}" for action in want.get("never", []) if action in actions]
    return found


def in_review(engine: Engine, conversation: Conversation, want: dict[str, list[str]]) -> list[str]:
    """In what the review differs from what is expected, in words."""
    result = review(conversation, engine.read(conversation), engine.content, scorecard=CARD)
    verdicts: dict[str, str] = {row.criterion: row.verdict for row in result.criteria}
    return [
        f"{criterion} is {verdicts[criterion]}, not {kind}"
        for kind, allowed in VERDICTS.items()
        for criterion in want.get(kind, [])
        if verdicts[criterion] not in allowed
    ]


def problems(engine: Engine, rows: dict[str, Any]) -> list[str]:
    """Everything in which guidance and review differ from what is expected."""
    conversation = conversation_from(rows["conversation"], default_id="guided")
    want = rows["guidance"]
    found = in_guidance(want, suggested(engine, conversation, want["after"]))
    return found + (in_review(engine, conversation, rows["review"]) if "review" in rows else [])


@pytest.mark.parametrize("kind", ["engine", "shipped"])
@pytest.mark.parametrize(("name", "rows"), GUIDED, ids=[name for name, _ in GUIDED])
def test_guided_conversation(request: pytest.FixtureRequest, kind: str, name: str, rows: dict[str, Any]) -> None:
    """What is expected holds, but for the gaps that the file names, which must still be there: by the rules alone
    (``gaps``) and as shipped (``gaps_as_shipped``)."""
    found = problems(request.getfixturevalue(kind), rows)
    gaps = rows.get("gaps" if kind == "engine" else "gaps_as_shipped", [])
    assert [problem for problem in found if not problem.startswith(tuple(gaps))] == [], rows["about"]
    assert [gap for gap in gaps if not any(problem.startswith(gap) for problem in found)] == [], "a gap has closed"


def test_expectations_name_what_there_is(engine: Engine) -> None:
    """Every action and criterion that a file names is in the playbook, and no file expects two things at odds."""
    rubric = engine.content.rubric
    criteria = set(rubric.scorecards[CARD].criteria)
    for name, rows in GUIDED:
        want, verdicts = rows["guidance"], rows.get("review", {})
        wanted = {*want.get("first", []), *want.get("among", [])}
        assert wanted | set(want.get("never", [])) <= set(rubric.actions), name
        assert not wanted & set(want.get("never", [])), name
        assert set(want) <= EXPECTATIONS, name
        assert bool(wanted) != bool(want.get("silent")), name
        named = [criterion for kind in verdicts for criterion in verdicts[kind]]
        assert set(verdicts) <= set(VERDICTS), name
        assert set(named) <= criteria, name
        assert len(named) == len(set(named)), name
        assert rows["conversation"]["id"] == name
