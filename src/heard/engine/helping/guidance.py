"""What to do next: at most three actions, ranked, with why, what each serves and words to say; none if all is well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.engine.helping.conditions import Truths, satisfied
from heard.engine.helping.guides import compose
from heard.engine.helping.phrasebook import say, sets_for
from heard.engine.types import Action

if TYPE_CHECKING:
    from heard.engine.rubric import ActionRule, Rubric
    from heard.engine.state import State

MOST = 3


def guidance(rubric: Rubric, state: State) -> tuple[Action, ...]:
    """The next actions, the most pressing first; at most one for each part of the process.

    While an agent's turn leaves nothing open, or has just asked the customer something, there is nothing to add
    unless the turn itself risked something.
    """
    if state.customer_read == 0 or _is_their_turn(state):
        return ()
    is_true = Truths(state, rubric.situations)
    fitting = [rule for rule in rubric.actions.values() if satisfied(rule.when, is_true)]
    chosen: list[ActionRule] = []
    for rule in sorted(fitting, key=lambda each: -each.rank):
        if all(rule.part != other.part for other in chosen):
            chosen.append(rule)
    if any(rule.part == "stop" for rule in chosen):
        chosen = [rule for rule in chosen if rule.part in ("stop", "centre") or rule.id == "ensure_safety"]
    return tuple(_action(rubric, state, rule) for rule in chosen[:MOST])


def _is_their_turn(state: State) -> bool:
    """Whether the agent's turn is a good one that waits for the customer's answer."""
    turn = state.agent
    if not turn.spoken or turn.cautions:
        return False
    return turn.asked and not any(need.need == "acknowledgement" for need in state.unmet)


def _action(rubric: Rubric, state: State, rule: ActionRule) -> Action:
    words = say(state, sets_for(rubric, state, rule.technique, rule.say))
    if not words and rule.guide is not None:
        words = (compose(rubric.guides[rule.guide], state).text,)
    return Action(
        action=rule.id,
        technique=rule.technique,
        serves=tuple(need.id for need in state.unmet if need.need in rule.serves),
        why=rule.why,
        say=words,
        guide=rule.guide,
    )
