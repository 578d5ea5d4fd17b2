"""A conversation between a simulated customer and an agent who is a function, with everything that was read in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from heard.engine.helping.phrasebook import fill, gaps
from heard.engine.simulating import Simulated, Simulator
from heard.engine.types import Conversation, Customer, Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from heard.engine.pipeline import Engine
    from heard.engine.simulating import Said
    from heard.engine.state import State

    Agent = Callable[[State, Simulated], tuple[str, ...]]

UNKIND = ("Calm down, that's our policy.",)
LISTENING = ("centre", "listen", "acknowledge", "understand", "stop")


@dataclass
class Play:
    """One conversation, played turn by turn; ``states`` are those before each of the agent's turns."""

    engine: Engine
    persona: str
    seed: int
    lines: list[Said] = field(default_factory=list)
    states: list[State] = field(default_factory=list)
    heat: list[tuple[float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.simulator = Simulator(self.engine)
        self.simulated, said = self.simulator.open(self.persona, seed=self.seed)
        channel = self.simulator.personas[self.persona].channel
        customer = Customer(name=self.simulated.name)
        self.state = self.engine.start(Conversation(id="play", messages=(), channel=channel, customer=customer))
        self._say("customer", said.text)
        self._note(said)

    def turn(self, *texts: str) -> Said | None:
        """The agent's words, and what the customer says to them."""
        before = self.state
        for text in texts:
            self._say("agent", text)
        self.states.append(before)
        self.simulated, said = self.simulator.reply(self.simulated, before, texts)
        if said is not None:
            self._say("customer", said.text)
            self._note(said)
        return said

    def run(self, agent: Agent, most: int = 14) -> Play:
        """Turns until it is over, or ``most`` of them."""
        for _ in range(most):
            if self.simulated.over is not None:
                break
            self.turn(*agent(self.state, self.simulated))
        return self

    def _say(self, role: str, text: str) -> None:
        message = Message(id=f"m{self.state.read + 1}", role=role, text=text)  # type: ignore[arg-type]
        self.state, _ = self.engine.step(self.state, message)

    def _note(self, said: Said) -> None:
        self.lines.append(said)
        self.heat.append((self.simulated.temperature, self.state.temperature))


def unkind(state: State, simulated: Simulated) -> tuple[str, ...]:
    """Somebody who waves everything away."""
    return UNKIND


def good(engine: Engine) -> Agent:
    """Somebody who says what guidance gives, and what solves it once the feeling was met."""
    simulator = Simulator(engine)

    def answer(state: State, simulated: Simulated) -> tuple[str, ...]:
        known = simulator.helps(simulated)
        rules = engine.content.rubric.actions
        said = []
        for action in engine.guidance(state):
            whole = [text for text in (fill(words, known) for words in action.say) if not gaps(text)]
            if whole and rules[action.action].part in LISTENING:
                said.append(whole[0])
        if not any(need.need == "acknowledgement" for need in state.unmet):
            said.append(fill("I will {solution} {when}, because {reason}.", known))
        return tuple(said) or (fill("I will {solution} {when}.", known),)

    return answer
