"""Guided replies: a hard answer, move by move, with the gaps that the agent still has to fill (rows 86-98)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from heard.engine.helping.conditions import holds
from heard.engine.helping.phrasebook import fill, gaps, in_register, known_slots, plain
from heard.engine.helping.register import register

if TYPE_CHECKING:
    from collections.abc import Mapping

    from heard.engine.rubric import Guide, Register, Rubric
    from heard.engine.state import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One move of a composed reply: ``text`` may hold gaps such as ``{reason}``."""

    title: str
    technique: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidedReply:
    """A reply with what is known filled in. ``gaps`` names the slots that are not; ``after`` is what follows later."""

    guide: str
    moves: tuple[Move, ...]
    gaps: tuple[str, ...]
    after: tuple[str, ...]
    clock: str | None

    @property
    def text(self) -> str:
        """The moves as one reply."""
        return " ".join(move.text for move in self.moves)


def compose(guide: Guide, state: State, *, slots: Mapping[str, str] | None = None) -> GuidedReply:
    """The guide's moves in the customer's register. ``slots`` are the agent's words; they win over what is known."""
    wanted: Register = register(state.formality)
    known = {**known_slots(state), **{name: plain(words) for name, words in (slots or {}).items()}}
    moves = []
    for step in guide.steps:
        texts = [fill(text, known) for text in in_register(step.say, wanted)]
        turned = texts[state.read % len(texts) :] + texts[: state.read % len(texts)]
        text = min(turned, key=lambda each: "name" in gaps(each))
        moves.append(Move(title=step.title, technique=step.technique, text=text))
    open_slots = tuple(dict.fromkeys(name for move in moves for name in gaps(move.text)))
    return GuidedReply(guide=guide.id, moves=tuple(moves), gaps=open_slots, after=guide.after, clock=guide.clock)


def fitting(rubric: Rubric, state: State) -> tuple[Guide, ...]:
    """The guides whose situation this is."""
    return tuple(guide for guide in rubric.guides.values() if holds(guide.when, state, rubric.situations))
