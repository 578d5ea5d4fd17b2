"""The thread in five lines, out of what the state carries. Extractive: the customer's and agents' own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.engine.types import Summary, band

if TYPE_CHECKING:
    from collections.abc import Iterable

    from heard.engine.state import State
    from heard.engine.types import Quote, Unmet

    _Words = Quote | Unmet

_NEXT = {
    "acknowledgement": "acknowledge",
    "answer": "act on",
    "information": "answer",
    "promise": "keep or explain the promise",
}
_WHOSE = {
    "acknowledgement": "acknowledge how they feel",
    "answer": "act on what they want",
    "information": "answer their question",
    "promise": "keep or explain the promise",
}
_LONGEST, _A_WISH = 160, 4


def summarise(state: State) -> Summary:
    """Wants, felt, tried, promised, next; a line that nothing is known for is None. No sentence is quoted twice."""
    said: list[_Words] = []
    wants = _wants(state)
    if wants:
        said.append(wants)
    tried = state.tried if state.tried and not _is_said(state.tried, said) else None
    if tried:
        said.append(tried)
    promised = state.due or next((quote for quote in reversed(state.promises) if not quote.text.endswith("?")), None)
    if promised:
        said.append(promised)
    felt = _felt(state, said)
    return Summary(
        wants=_line(wants.text) if wants else None,
        felt=felt,
        tried=_line(tried.text) if tried else None,
        promised=_line(promised.text) if promised else None,
        next=_next(state, said),
    )


def _wants(state: State) -> Quote | None:
    """The wish in their own words; for one too short to say what ("Fix it!"), the trouble, unless that was tried."""
    wish, matter = state.wants, state.matter
    if wish is None or len(wish.text.split()) >= _A_WISH or matter is None:
        return wish or matter
    return wish if state.tried and _is_said(matter, [state.tried]) else matter


def _is_said(words: _Words, said: Iterable[_Words]) -> bool:
    """Whether these words, or some of them, are among those said."""
    return any(words.message == other.message and words.start < other.end and other.start < words.end for other in said)


def _next(state: State, said: list[_Words]) -> str | None:
    """The newest promise with a time, else the first open need; in its own words where no other line has them."""
    if state.due is not None:
        return "keep the promise"
    if not state.unmet:
        return None
    need = state.unmet[0]
    return _WHOSE[need.need] if _is_said(need, said) else f"{_NEXT[need.need]}: {_line(need.text)}"


def _felt(state: State, said: list[_Words]) -> str | None:
    """How it began and how it reads now, with the words of a feeling that nobody has taken up; they are then said."""
    if state.starting_emotion is None or not state.temperatures:
        return None
    now = f"{state.latest_emotion} ({band(state.temperature)})"
    if state.customer_read < 2:
        line = f"reads as {now}"
    elif state.starting_emotion == state.latest_emotion:
        line = f"{state.latest_emotion} from first to last ({band(state.temperature)})"
    else:
        line = f"began with {state.starting_emotion}, now reads as {now}"
    waits = [need for need in reversed(state.unmet) if need.need == "acknowledgement" and not _is_said(need, said)]
    if not waits:
        return line
    said.append(waits[0])
    return f"{line}: “{_line(waits[0].text)}”"


def _line(text: str) -> str:
    """On one line, cut at a word."""
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0].rstrip(',;:')} …"
