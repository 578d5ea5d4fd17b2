"""Simulated colleagues: what an agent of a certain manner would send now, so that a floor is not empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.engine.helping.phrasebook import fill, gaps, known_slots
from heard.engine.simulating.chance import pick
from heard.engine.types import Message
from heard.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from heard.engine.pipeline import Engine
    from heard.engine.state import State

_MOST = 2


class Colleague:
    """An agent who answers in one manner: ``attentive``, ``hurried`` or ``by_the_book``.

    Raises ``UsageError`` U001 for a manner that the playbook does not have.
    """

    def __init__(self, engine: Engine, style: str) -> None:
        manners = engine.content.rubric.colleagues
        if style not in manners:
            raise UsageError("U001", f"there is no colleague '{style}'{did_you_mean(style, manners)}")
        self._engine = engine
        self._manner = manners[style]
        self._guided = style == "attentive"

    def answer(self, state: State, seed: int, *, slots: Mapping[str, str] | None = None) -> str:
        """What they would send now, without a gap. ``slots`` are what they know (see ``Simulator.helps``)."""
        known = {**self._manner.fills, **known_slots(state), **(slots or {})}
        own = [_begun(text) for text in (fill(each, known) for each in self._manner.say) if not gaps(text)]
        said = pick(own, seed, state.read, self._manner.id)
        if not self._guided:
            return said
        advised = list(self._advised(state, known))[:_MOST]
        is_over = state.resolved and not state.unmet
        if advised and (is_over or any(need.need == "acknowledgement" for need in state.unmet)):
            return " ".join(advised)
        return " ".join([*advised[:1], said])

    def _advised(self, state: State, known: Mapping[str, str]) -> Iterator[str]:
        """The words that guidance gives for hearing somebody out, one for each action, if they are whole and safe."""
        rules = self._engine.content.rubric.actions
        for action in self._engine.guidance(state):
            if rules[action.action].part == "resolve":
                continue
            for words in action.say:
                text = _begun(fill(words, known))
                if not gaps(text) and not self._risks(state, text):
                    yield text
                    break

    def _risks(self, state: State, text: str) -> bool:
        return bool(self._engine.step(state, Message(id="draft", role="agent", text=text))[1].cautions)


def _begun(text: str) -> str:
    """A sentence with its first letter raised, since a slot may stand there."""
    return text[:1].upper() + text[1:]
