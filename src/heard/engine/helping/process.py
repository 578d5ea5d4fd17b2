"""The process of a conversation as a state machine that a team may edit (rows 70-85)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.engine.helping.conditions import satisfied

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from heard.engine.rubric import Process, Step


def settle(process: Process, step: str, is_true: Callable[[str], bool]) -> str:
    """The step at which the conversation stands now, from the one at which it stood.

    Branches that are open everywhere come first, then the step's own, then the order. ``is_true`` says of a
    condition's name whether it holds. Never walks in a circle: a step is entered at most once.
    """
    if step not in process.steps:
        return step
    been = {step}
    while (following := _next(process, process.steps[step], is_true)) is not None and following not in been:
        step = following
        been.add(step)
    return step


def _next(process: Process, step: Step, is_true: Callable[[str], bool]) -> str | None:
    """Where it goes from here, or None to stay."""
    if step.phase != "stop":
        for branch in process.always:
            if branch.to != step.id and satisfied(branch.when, is_true):
                return branch.to
    for branch in step.branches:
        if branch.to != step.id and satisfied(branch.when, is_true):
            return branch.to
    if not satisfied(step.leave, is_true):
        return None
    if step.then is not None:
        return step.then
    return next((later for later in _later(process, step) if satisfied(process.steps[later].enter, is_true)), None)


def _later(process: Process, step: Step) -> Iterator[str]:
    place = process.order.index(step.id) if step.id in process.order else -1
    yield from process.order[place + 1 :]


def start_of(process: Process) -> str:
    """The first step in order; an empty text when there is no process."""
    return process.order[0] if process.order else ""
