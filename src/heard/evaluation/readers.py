"""What is measured: anything that reads messages. ``EngineReader`` is Heard itself; peers stand in ``benchmarks``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from heard.engine.model.signals import THREATS
from heard.engine.types import EMOTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from heard.engine.pipeline import Engine
    from heard.engine.types import Conversation
    from heard.labelling.labels import Found

THREAT_CUES: Mapping[str, str] = {cue: threat for threat, cue in THREATS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerGuess:
    """What a reader makes of the last message: probabilities in [0, 1] by name, temperature 0 to 100.

    ``threats`` is None for a reader that knows nothing of them.
    """

    emotions: Mapping[str, float]
    temperature: float
    threats: Mapping[str, float] | None = None
    sarcasm: float = 0.0


@dataclass(frozen=True, slots=True)
class Said:
    """A finding in an agent's turn; without a place where it is about order, or where the reader gives none."""

    name: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """The forecast after one message: a probability in [0, 1] and whether an alert stands."""

    probability: float
    alert: bool


class Reader(Protocol):
    """The questions; a reader that cannot answer one raises ``NotImplementedError``."""

    name: str

    def customer(self, conversation: Conversation) -> CustomerGuess | None:
        """The last message, a customer's; None when it is not assessed."""

    def agent(self, conversation: Conversation) -> Sequence[Said]:
        """The last message, an agent's."""

    def forecast(self, conversation: Conversation) -> Sequence[Outlook]:
        """One outlook a message, each made from what was said up to it."""


class EngineReader:
    """Heard's engine as it is put together."""

    def __init__(self, engine: Engine, name: str = "heard") -> None:
        self.engine = engine
        self.name = name

    def customer(self, conversation: Conversation) -> CustomerGuess | None:
        """See ``Reader``."""
        reading = self.engine.read(conversation).messages[-1]
        if reading.emotions is None or reading.temperature is None:
            return None
        cues: dict[str, float] = {}
        for cue in reading.cues:
            cues[cue.name] = max(cue.score, cues.get(cue.name, 0.0))
        return CustomerGuess(
            emotions={name: float(getattr(reading.emotions, name)) for name in EMOTIONS},
            temperature=reading.temperature,
            threats={threat: cues[name] for name, threat in THREAT_CUES.items() if name in cues},
            sarcasm=cues.get("sarcasm", 0.0),
        )

    def agent(self, conversation: Conversation) -> Sequence[Said]:
        """See ``Reader``."""
        state = self.engine.start(conversation)
        for message in conversation.messages[:-1]:
            state, _ = self.engine.step(state, message)
        reading = self.engine.reread(state, conversation.messages[-1])
        done = [Said(one.name, one.start, one.end) for one in reading.techniques]
        return done + [Said(one.name, one.start, one.end) for one in reading.cautions]

    def forecast(self, conversation: Conversation) -> Sequence[Outlook]:
        """See ``Reader``; what is not assessed leaves the outlook as it was."""
        state = self.engine.start(conversation)
        out = []
        for message in conversation.messages:
            state, _ = self.engine.step(state, message)
            out.append(Outlook(state.escalation.probability, state.escalation.alert))
        return out


class Watched:
    """A reader that tells after each question that it was answered, for a bar."""

    def __init__(self, reader: Reader, answered: Callable[[], None]) -> None:
        self._reader, self._answered, self.name = reader, answered, reader.name

    def customer(self, conversation: Conversation) -> CustomerGuess | None:
        """See ``Reader``."""
        found = self._reader.customer(conversation)
        self._answered()
        return found

    def agent(self, conversation: Conversation) -> Sequence[Said]:
        """See ``Reader``."""
        found = self._reader.agent(conversation)
        self._answered()
        return found

    def forecast(self, conversation: Conversation) -> Sequence[Outlook]:
        """See ``Reader``."""
        found = self._reader.forecast(conversation)
        self._answered()
        return found


def overlap(said: Said, found: Found) -> bool:
    """Whether a finding stands on some of the same words; one without a place stands on none."""
    if said.start is None or said.end is None or found.start is None or found.end is None:
        return False
    return said.start < found.end and found.start < said.end


def names(found: Iterable[Said]) -> set[str]:
    """The names of findings."""
    return {each.name for each in found}
