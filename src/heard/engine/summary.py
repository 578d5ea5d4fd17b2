"""The thread in five lines, out of what the state carries. Extractive: the customer's and agents' own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.engine.types import Summary, band

if TYPE_CHECKING:
    from heard.engine.state import State
    from heard.engine.types import Phase

_NEXT = {
    "acknowledgement": "acknowledge",
    "answer": "act on",
    "information": "answer",
    "promise": "keep or explain the promise",
}


def summarise(state: State) -> Summary:
    """Wants, felt, tried, promised, next; a line that nothing is known for is None."""
    return Summary(
        wants=_line(state.wants.text) if state.wants else None,
        felt=_felt(state),
        tried=_line(state.tried.text) if state.tried else None,
        promised=_line(state.promises[-1].text) if state.promises else None,
        next=f"{_NEXT[state.unmet[0].need]}: {_line(state.unmet[0].text)}" if state.unmet else None,
    )


def _felt(state: State) -> str | None:
    if state.starting_emotion is None or not state.temperatures:
        return None
    now = f"now reads as {state.latest_emotion} ({band(state.temperature)})"
    return now if state.customer_read < 2 else f"began with {state.starting_emotion}, {now}"


def phase_of(state: State) -> Phase:
    """The step of the process that the conversation is at, from what is still open (rows 70-81)."""
    if state.customer_read == 0:
        return "centre"
    if state.resolved and not state.unmet:
        return "follow_up"
    if state.feature("hostile_language") >= 1.2 and state.trend == "rising":
        return "stop"
    needs = {need.need for need in state.unmet}
    if "acknowledgement" in needs:
        return "listen" if state.feature("venting") >= 0.5 and not state.agent.spoken else "acknowledge"
    if needs & {"answer", "information", "promise"}:
        return "understand" if state.wants is None else "resolve"
    return "resolve" if state.agent.spoken or state.customer_read > 1 else "understand"


def _line(text: str) -> str:
    return " ".join(text.split())
