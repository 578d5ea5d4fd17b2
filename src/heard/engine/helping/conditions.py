"""What the rubric's ``when``, ``enter`` and ``leave`` may speak of, and whether it holds.

A condition is a list of clauses, all of which must hold; a clause is one name or several joined by ``or``; a name may
have ``not`` before it: ``["unmet:acknowledgement", "feeling:anger or feeling:frustration", "not did:validation"]``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.engine.types import (
    ANGRY,
    BURNING,
    CHANNELS,
    DISSATISFACTIONS,
    EMOTIONS,
    FACT_KINDS,
    HEATED,
    NEEDS,
    PHASES,
    UNEASY,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from heard.engine.rubric import Situation, When
    from heard.engine.state import State

_SHOWN, _STRONG = 0.5, 1.1
_FELT = 0.4
FIXES = frozenset(["solution_offered", "alternative_offered"])
_MOST_TURNS = 40

PLAIN: Mapping[str, tuple[str, Callable[[State], bool]]] = {
    "never": ("nothing", lambda _: False),
    "customer_spoke": ("the customer has written", lambda state: state.customer_read > 0),
    "agent_spoke": ("an agent has written since the customer's last message", lambda state: state.agent.spoken),
    "first_reply": ("no agent has answered yet", lambda state: not state.answered and not state.agent.spoken),
    "telling": ("the customer is still telling it", lambda state: _telling(state)),
    "upset": ("the last message is heated, or a feeling waits to be acknowledged", lambda state: _upset(state)),
    "hot": ("the conversation's temperature is 60 or more", lambda state: state.temperature >= ANGRY),
    "burning": ("the conversation's temperature is 80 or more", lambda state: state.temperature >= BURNING),
    "was_upset": ("some message so far was heated", lambda state: max(state.temperatures, default=0) >= HEATED),
    "calm": ("the conversation's temperature is under 20", lambda state: state.temperature < UNEASY),
    "rising": ("the temperature rises", lambda state: state.trend == "rising"),
    "falling": ("the temperature falls", lambda state: state.trend == "falling"),
    "alert": ("an alert stands", lambda state: state.escalation.alert),
    "resolved": ("the customer says or shows that it is solved", lambda state: state.resolved),
    "understood": ("what the customer wants or asks is known", lambda state: _understood(state)),
    "offered": ("a solution or an alternative was offered, now or before", lambda state: _offered(state)),
    "asked": ("the agent's turn ends with a question", lambda state: state.agent.asked),
    "closing": ("the agent's turn says goodbye", lambda state: state.agent.closing),
    "tools_used_up": ("acknowledged, offered, and still hot and no calmer", lambda state: _used_up(state)),
    "long_told": ("the last message is long (60 words or more)", lambda state: _last_words(state) >= 60),
    "short": ("the last message has fewer than five words", lambda state: 0 < _last_words(state) < 5),
    "promised": ("an agent has promised something", lambda state: bool(state.promises)),
    "expectation_missed": (
        "expected and got are both known",
        lambda state: state.expected is not None is not state.got,
    ),
}


def _telling(state: State) -> bool:
    return _shown(state, "venting") and not _shown(state, "wants_fix")


def _upset(state: State) -> bool:
    waits = any(need.need == "acknowledgement" for need in state.unmet)
    return waits or bool(state.temperatures and state.temperatures[-1] >= HEATED)


def _understood(state: State) -> bool:
    asked_for = any(need.need != "acknowledgement" for need in state.unmet)
    return asked_for or state.wants is not None or bool({"paraphrase", *FIXES} & dict(state.done).keys())


def _offered(state: State) -> bool:
    return bool(FIXES & {*state.agent.done, *dict(state.done)})


def _used_up(state: State) -> bool:
    done = {*state.agent.done, *dict(state.done)}
    tried = bool(FIXES & done) and bool({"emotional_acknowledgement", "validation", "apology_specific"} & done)
    return tried and state.temperature >= ANGRY and state.trend != "falling"


def _last_words(state: State) -> int:
    return state.recent_words[-1] if state.recent_words else 0


def _shown(state: State, name: str) -> bool:
    return dict(state.latest).get(name, 0.0) >= _SHOWN


WITH: Mapping[str, tuple[str, Callable[[State, str], bool]]] = {
    "feeling": ("one of the feelings in the last message", lambda state, name: name in state.felt),
    "strongest": ("the strongest feeling in the last message", lambda state, name: state.felt[:1] == (name,)),
    "started": ("the feeling that it began with", lambda state, name: state.starting_emotion == name),
    "cue": ("a cue or signal in the last message", _shown),
    "strong": ("the same, more than once or very strongly", lambda s, name: dict(s.latest).get(name, 0.0) >= _STRONG),
    "seen": ("a cue or signal in any message so far", lambda state, name: name in state.seen),
    "unmet": ("a need that is open", lambda state, name: any(need.need == name for need in state.unmet)),
    "did": ("a technique of the agent's turn now", lambda state, name: name in state.agent.done),
    "done": ("a technique of an earlier agent turn", lambda state, name: name in dict(state.done)),
    "twice": ("the same in two earlier turns", lambda state, name: dict(state.done).get(name, 0) >= 2),
    "risked": ("a caution of the agent's turn now", lambda state, name: name in state.agent.cautions),
    "channel": ("the channel", lambda state, name: state.channel == name),
    "dissatisfaction": ("the kind of dissatisfaction", lambda state, name: state.dissatisfaction == name),
    "fact": ("a kind of fact that was given", lambda state, name: any(fact.kind == name for fact in state.facts)),
    "phase": ("the phase of the step it stands at", lambda state, name: state.phase == name),
    "step": ("the step of the process that it stands at", lambda state, name: state.step == name),
    "turns": ("at least so many messages of the customer", lambda state, name: state.customer_read >= int(name)),
}
"""Names with an argument: ``feeling:anger``. ``situation:ID`` is a situation of the pack."""


def domains(
    entries: Mapping[str, str], situations: Collection[str], steps: Collection[str]
) -> dict[str, frozenset[str]]:
    """For every name with an argument, what may stand behind its colon. ``entries`` maps an entry to its kind."""
    seen = frozenset(name for name, kind in entries.items() if kind in ("cue", "signal"))
    techniques = frozenset(name for name, kind in entries.items() if kind == "technique")
    return {
        "feeling": frozenset(EMOTIONS),
        "started": frozenset(EMOTIONS),
        "strongest": frozenset(EMOTIONS),
        "cue": seen,
        "strong": seen,
        "seen": seen,
        "unmet": frozenset(NEEDS),
        "did": techniques,
        "done": techniques,
        "twice": techniques,
        "risked": frozenset(name for name, kind in entries.items() if kind == "caution"),
        "channel": frozenset(CHANNELS),
        "dissatisfaction": frozenset(DISSATISFACTIONS),
        "fact": frozenset(FACT_KINDS),
        "phase": frozenset(PHASES),
        "situation": frozenset(situations),
        "step": frozenset(steps),
        "turns": frozenset(str(turns) for turns in range(1, _MOST_TURNS + 1)),
    }


def parse(clause: str) -> tuple[str, ...]:
    """The names of a clause, each with its ``not``.

    >>> parse("upset or not cue:urgency")
    ('upset', 'not cue:urgency')
    """
    return tuple(" ".join(part.split()) for part in clause.split(" or "))


def atoms(when: When) -> set[str]:
    """Every name in a condition, without its ``not``."""
    return {name.removeprefix("not ") for clause in when for name in clause}


def holds(when: When, state: State, situations: Mapping[str, Situation]) -> bool:
    """Whether every clause holds; an empty condition does."""
    return satisfied(when, lambda name: is_true(name, state, situations))


def satisfied(when: When, is_true: Callable[[str], bool]) -> bool:
    """Whether every clause has a name that holds; ``is_true`` says it of a name without ``not``."""
    for clause in when:
        for name in clause:
            if not is_true(name[4:]) if name[:4] == "not " else is_true(name):
                break
        else:
            return False
    return True


def is_true(name: str, state: State, situations: Mapping[str, Situation]) -> bool:
    """Whether a single name, without ``not``, holds."""
    if name in PLAIN:
        return PLAIN[name][1](state)
    key, _, argument = name.partition(":")
    if key == "situation":
        return argument in situations and holds(situations[argument].when, state, {})
    return WITH[key][1](state, argument)


class Truths:
    """Which names, without ``not``, hold in one state; each is looked at once, however many conditions have it."""

    def __init__(self, state: State, situations: Mapping[str, Situation]) -> None:
        self._state, self._situations = state, situations
        self._known: dict[str, bool] = {}

    def __call__(self, name: str) -> bool:
        """As ``is_true``."""
        known = self._known.get(name)
        if known is None:
            key, _, argument = name.partition(":")
            if key == "situation":
                known = argument in self._situations and satisfied(self._situations[argument].when, self._of_no_other)
            else:
                known = is_true(name, self._state, {})
            self._known[name] = known
        return known

    def _of_no_other(self, name: str) -> bool:
        """A name in a situation's own condition, which knows no other situations."""
        return not name.startswith("situation:") and self(name)
