"""One message's reading and the state before it to the state after it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from heard.engine import expectation, needs
from heard.engine.cues.history import TROUBLE
from heard.engine.cues.spoken import hear
from heard.engine.facts import facts_in
from heard.engine.listening.remember import remember_agent, remember_customer
from heard.engine.listening.techniques import agent_turn
from heard.engine.state import MOST, AgentTurn, Complaint, State
from heard.engine.types import EMOTIONS, HEATED

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from heard.engine.concepts import Concepts
    from heard.engine.listening.terms import Terms
    from heard.engine.listening.turn import Turn
    from heard.engine.matching.lexicon import Parsed
    from heard.engine.types import Caution, Cue, Emotions, Fact, Message, Quote, Technique

_WEIGHT_OF_NEWEST = 0.6
_FADE, _FADE_WHEN_SOLVED, _FORGOTTEN = 0.67, 0.4, 0.05
_MOST_FEATURES = 48
_OPENING_TURNS, _A_MATTER = 3, 3
_CALM, _COOL, _MILD = 15, 20, 30
_FELT, _SHOWN = 0.4, 0.5
_NEWEST_STYLE = 0.5
_A_WISH = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was read in one customer message."""

    message: Message
    parsed: Parsed
    cues: tuple[Cue, ...]
    features: Mapping[str, float]
    emotions: Emotions
    temperature: int
    formality: float


def after_customer(state: State, seen: Seen, *, concepts: Concepts, remembered: Collection[str], terms: Terms) -> State:
    """The state after a customer message, without its forecast. ``remembered`` names the features it goes by."""
    message, parsed, temperature = seen.message, seen.parsed, seen.temperature
    first = state.customer_read == 0
    facts = tuple(facts_in(parsed, message.id))
    resolved = _is_resolved(state, seen)
    raised = needs.raised(message=message, parsed=parsed, cues=seen.cues, emotions=seen.emotions, made=state.made)
    strongest = seen.emotions.strongest()
    words = parsed.tokens.words
    wants, tried = parsed.named("wants_fix"), parsed.named("tried_already")
    opening = state.customer_read < _OPENING_TURNS
    return replace(
        state,
        customer_read=state.customer_read + 1,
        temperature=float(temperature)
        if first
        else round(_blend(state.temperature, temperature, _WEIGHT_OF_NEWEST), 3),
        temperatures=(*state.temperatures, temperature)[-MOST["temperatures"] :],
        starting_emotion=_starting(state, strongest),
        latest_emotion=strongest,
        features=_remember(state, seen.features, remembered, resolved=resolved),
        made=state.made + len(raised),
        unmet=() if resolved and temperature < _COOL else needs.keep((*state.unmet, *raised)),
        facts=(*state.facts, *_new_facts(state, facts))[-MOST["facts"] :],
        expected=expectation.expected(message, parsed) or state.expected,
        got=expectation.got(message, parsed) or state.got,
        wants=_wanted(state, [needs.sentence_of(parsed, message, hit) for hit in wants]),
        tried=needs.sentence_of(parsed, message, tried[0]) if tried else state.tried,
        matter=state.matter or (_matter(message, parsed) if opening else None),
        due=None if resolved or any(need.need == "promise" for need in raised) else state.due,
        dissatisfaction=expectation.dissatisfaction(seen.features, state.dissatisfaction),
        complaints=(*state.complaints, *_complaint(state, message, parsed, concepts))[-MOST["complaints"] :],
        first_words=max(words, state.first_words) if opening else state.first_words,
        recent_words=(*state.recent_words, words)[-4:],
        speakers=hear(state, message, MOST["speakers"]),
        agent=AgentTurn(),
        answered=state.answered or state.agent.spoken,
        done=_done(state),
        latest=tuple((name, round(strength, 4)) for name, strength in sorted(seen.features.items())),
        felt=_felt(seen.emotions),
        seen=tuple(dict.fromkeys([*state.seen, *(n for n, s in seen.features.items() if s >= _SHOWN)]))[
            -MOST["names"] :
        ],
        formality=seen.formality if first else round(_blend(state.formality, seen.formality, _NEWEST_STYLE), 3),
        memory=remember_customer(
            state.memory,
            message,
            parsed,
            facts=facts,
            cues=seen.cues,
            emotions=seen.emotions,
            temperature=temperature,
            features=seen.features,
            terms=terms,
        ),
        resolved=resolved,
        caps_explained=state.caps_explained or bool(parsed.named("caps_lock")),
    )


def after_agent(turn: Turn, done: tuple[Technique, ...], risked: tuple[Caution, ...]) -> State:
    """The state after an agent's message, without its forecast: what it met, what it promised."""
    state, message, parsed = turn.state, turn.message, turn.parsed
    about = {complaint.message: complaint.concepts for complaint in state.complaints}
    unmet = needs.settled(
        state.unmet,
        parsed=parsed,
        techniques=done,
        negated=any(caution.name == "empathy_negated" for caution in risked),
        concepts=turn.concepts,
        ask={need.id: about.get(need.message, ()) for need in state.unmet},
    )
    promised = {
        quote.start: quote
        for hit in parsed.named("commitment", "follow_up")
        for quote in [needs.sentence_of(parsed, message, hit)]
    }
    timed = {needs.sentence_of(parsed, message, hit).start for hit in parsed.named("expectation_set")}
    due = [quote for start, quote in promised.items() if start in timed and not quote.text.endswith("?")]
    return replace(
        state,
        due=due[-1] if due else state.due,
        agent=agent_turn(state.agent, parsed, done, risked),
        memory=remember_agent(turn, done, risked),
        unmet=unmet,
        promises=(*state.promises, *promised.values())[-MOST["promises"] :],
    )


def _wanted(state: State, found: list[Quote]) -> Quote | None:
    """What the customer wants: the first wish that says what, the longest of its message."""
    best = max(found, key=lambda quote: len(quote.text), default=None)
    known = state.wants
    if best is None or (known is not None and len(known.text.split()) >= _A_WISH):
        return known
    return best if known is None or len(best.text) > len(known.text) else known


def _matter(message: Message, parsed: Parsed) -> Quote | None:
    """The sentence that tells the trouble; without one the first question."""
    if trouble := parsed.named(*TROUBLE, "expected_marker"):
        return needs.sentence_of(parsed, message, trouble[0])
    asked = next(iter(needs.questions(parsed)), None)
    return needs.quote(parsed, message, *asked) if asked else None


def _blend(before: float, newest: float, weight: float) -> float:
    """What was before with the newest, which counts by ``weight``."""
    return weight * newest + (1 - weight) * before


def _done(state: State) -> tuple[tuple[str, int], ...]:
    """The agent turn that this message ends, added to the count of techniques."""
    counts = dict(state.done)
    for name in state.agent.done:
        counts[name] = counts.get(name, 0) + 1
    return tuple(counts.items())[-MOST["names"] :]


def _felt(emotions: Emotions) -> tuple[str, ...]:
    """The feelings that show, the strongest first."""
    found = [(getattr(emotions, name), name) for name in EMOTIONS]
    return tuple(name for strength, name in sorted(found, key=lambda each: -each[0]) if strength >= _FELT)


def _new_facts(state: State, facts: Sequence[Fact]) -> list[Fact]:
    known = {(fact.kind, fact.value) for fact in state.facts}
    return [fact for fact in facts if (fact.kind, fact.value) not in known]


def _complaint(state: State, message: Message, parsed: Parsed, concepts: Concepts) -> tuple[Complaint, ...]:
    """What this message is about, for comparison with later ones: any trouble, and the matter it began with."""
    hits = parsed.named(*TROUBLE, "wants_fix", "expected_marker")
    about = concepts.of(parsed.tokens)
    opening = state.customer_read < _OPENING_TURNS and len(about) >= _A_MATTER
    if not hits and not opening:
        return ()
    first, last = (hits[0].first, hits[0].last) if hits else parsed.tokens.sentence(1)
    words = needs.quote(parsed, message, first, max(last, first + 1))
    return (Complaint(message=message.id, start=words.start, end=words.end, concepts=about),)


def _remember(
    state: State, features: Mapping[str, float], remembered: Collection[str], *, resolved: bool
) -> tuple[tuple[str, float], ...]:
    """What the forecast goes by: faded strengths of before, and this message's."""
    fade = _FADE_WHEN_SOLVED if resolved else _FADE
    kept = {name: strength * fade for name, strength in state.features if strength * fade >= _FORGOTTEN}
    for name, strength in features.items():
        if name in remembered:
            kept[name] = max(kept.get(name, 0.0), strength)
    top = sorted(kept.items(), key=lambda item: (-item[1], item[0]))[:_MOST_FEATURES]
    return tuple(sorted((name, round(strength, 4)) for name, strength in top))


def _starting(state: State, strongest: str) -> str:
    """The emotion of the first customer turn: before anybody answered, the first that was not neutral."""
    if state.starting_emotion is None:
        return strongest
    if state.starting_emotion == "neutral" and not state.agent.spoken and state.customer_read <= _OPENING_TURNS:
        return strongest
    return state.starting_emotion


def _is_resolved(state: State, seen: Seen) -> bool:
    """Whether the customer says, or plainly shows, that it is solved; later trouble takes it back.

    A thank-you for having been understood, with the wish still open, solves nothing.
    """
    features, temperature = seen.features, seen.temperature
    pleased = features.get("gratitude", 0) >= 0.5 or features.get("satisfaction_word", 0) >= 0.5
    said_gladly = pleased and "trouble" not in features
    if features.get("resolved", 0) >= 0.5 and temperature < (HEATED if said_gladly else _MILD):
        return True
    checked = state.agent.asked or "paraphrase" in state.agent.done
    only_confirms = checked and any(need.need == "answer" for need in state.unmet)
    if pleased and temperature < _CALM and state.agent.spoken and "trouble" not in features and not only_confirms:
        return True
    return state.resolved and temperature < _MILD and "trouble" not in features
