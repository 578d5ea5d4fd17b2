"""The thread in five lines, out of what the state carries. Extractive: the customer's and agents' own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.engine.types import Summary, band

if TYPE_CHECKING:
    from heard.engine.state import State

_NEXT = {
    "acknowledgement": "acknowledge",
    "answer": "act on",
    "information": "answer",
    "promise": "keep or explain the promise",
}
_LONGEST, _A_WISH = 160, 6


def summarise(state: State) -> Summary:
    """Wants, felt, tried, promised, next; a line that nothing is known for is None."""
    wants = state.wants if state.wants and len(state.wants.text.split()) >= _A_WISH else state.matter or state.wants
    promised = state.due or next((quote for quote in reversed(state.promises) if not quote.text.endswith("?")), None)
    return Summary(
        wants=_line(wants.text) if wants else None,
        felt=_felt(state),
        tried=_line(state.tried.text) if state.tried else None,
        promised=_line(promised.text) if promised else None,
        next=_next(state),
    )


def _next(state: State) -> str | None:
    """The newest promise with a time, else the first open need."""
    if state.due is not None:
        return f"keep the promise: {_line(state.due.text)}"
    return f"{_NEXT[state.unmet[0].need]}: {_line(state.unmet[0].text)}" if state.unmet else None


def _felt(state: State) -> str | None:
    """How it began and how it reads now, with the words of a feeling that nobody has taken up."""
    if state.starting_emotion is None or not state.temperatures:
        return None
    now = f"{state.latest_emotion} ({band(state.temperature)})"
    if state.customer_read < 2:
        line = f"reads as {now}"
    elif state.starting_emotion == state.latest_emotion:
        line = f"{state.latest_emotion} from first to last ({band(state.temperature)})"
    else:
        line = f"began with {state.starting_emotion}, now reads as {now}"
    waiting = next((need for need in reversed(state.unmet) if need.need == "acknowledgement"), None)
    return f"{line}: “{_line(waiting.text)}”" if waiting else line


def _line(text: str) -> str:
    """On one line, cut at a word."""
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0].rstrip(',;:')} …"
