"""Whether a process hangs together: every step can be reached, none is a dead end, and all lead to the last one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heard.engine.rubric import Process, Step, When

NEVER = ("never",)


def check_process(process: Process) -> Iterator[ContentError]:
    """C015 for a step that nothing leads to, one without a way out, and one from which the order's end is cut off."""
    if not process.order:
        return
    first, last = process.order[0], process.order[-1]
    start = reached(process, first)
    for name, step in process.steps.items():
        if name not in start:
            detail = f"no way leads to the step '{name}'; put it in the order, or let a branch or a 'then' lead to it"
            yield ContentError("C015", detail, place=step.place)
        elif not own_ways(process, step):
            detail = f"the step '{name}' is a dead end; it needs a branch, or a 'leave' with somewhere to go"
            yield ContentError("C015", detail, place=step.place)
        elif last not in reached(process, name):
            detail = f"from the step '{name}' there is no way to the last one, '{last}'"
            yield ContentError("C015", detail, place=step.place)


def reached(process: Process, name: str) -> set[str]:
    """Every step that can come at or after this one."""
    found, todo = {name}, [name]
    while todo:
        step = process.steps[todo.pop()]
        everywhere = (
            {branch.to for branch in process.always if _may_hold(branch.when)} if step.phase != "stop" else set()
        )
        for following in (own_ways(process, step) | everywhere) - found:
            found.add(following)
            todo.append(following)
    return found


def own_ways(process: Process, step: Step) -> set[str]:
    """Where a step itself may lead: by its branches, by ``then``, or in the order up to a step that takes anybody."""
    found = {branch.to for branch in step.branches if _may_hold(branch.when)}
    if not _may_hold(step.leave):
        return found
    if step.then is not None:
        return found | {step.then}
    place = process.order.index(step.id) if step.id in process.order else -1
    for name in process.order[place + 1 :]:
        if _may_hold(process.steps[name].enter):
            found.add(name)
        if not process.steps[name].enter:
            break
    return found


def _may_hold(when: When) -> bool:
    return NEVER not in when
