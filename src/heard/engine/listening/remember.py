"""How a memory goes on: what one message of either side adds to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from heard.engine.listening.asked import remember_answers, with_questions
from heard.engine.listening.given import given_in
from heard.engine.listening.memory import LONGEST_HEARD, MOST_CLAIMS, MOST_GIVEN, MOST_HEARD, MOST_TERMS, Heard, Memory
from heard.engine.listening.naming import names_in, plain_name
from heard.engine.listening.order import acknowledges
from heard.engine.listening.paraphrase import life_in
from heard.engine.listening.turn import place
from heard.engine.types import HEATED, Evidence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from heard.engine.listening.terms import Terms
    from heard.engine.listening.turn import Turn
    from heard.engine.matching.lexicon import Parsed
    from heard.engine.types import Caution, Cue, Emotions, Fact, Message, Technique

_FELT = ("anger", "frustration", "disappointment", "anxiety", "sadness")
_SHOWING = (
    "vulnerability",
    "hostile_language",
    "legal_threat",
    "report_threat",
    "public_threat",
    "supervisor_demand",
    "cancel_threat",
    "explicit_emotion",
    "sarcasm",
    "profanity",
    "repeated_contact",
    "already_said",
    "repeated_complaint",
    "venting",
    "all_caps",
    "disengagement",
)
_WEAK = ("all_caps", "repeated_complaint", "disengagement")
"""What shows an upset only in a message that is heated for other reasons as well."""
_WARM, _STRONG, _SOME = 25, 0.8, 0.3
_LOUD = 0.5
_TELLING = ("_word", "wait", "service", "answer", "trouble", "question", "dismissal", "ultimatum")
_COOLING, _FORGOTTEN = 0.6, 0.28
_NEW_HEAT = 0.3
_MOST_NAMES = 4


def remember_customer(
    memory: Memory,
    message: Message,
    parsed: Parsed,
    *,
    facts: Sequence[Fact],
    cues: Sequence[Cue],
    emotions: Emotions,
    temperature: int,
    features: Mapping[str, float],
    terms: Terms,
) -> Memory:
    """The memory after a customer's message."""
    names = [name for name, _, _ in names_in(message)] + [name for name in [plain_name(message.author)] if name]
    memory = replace(
        memory,
        heard=(*memory.heard, *_heard(message, parsed))[-MOST_HEARD:],
        given=(*memory.given, *given_in(message, parsed, facts))[-MOST_GIVEN:],
        asked=remember_answers(memory, message, parsed),
        life=tuple(dict.fromkeys([*memory.life, *life_in(parsed)]))[-MOST_TERMS:],
        names=tuple(dict.fromkeys([*memory.names, *(name[:80] for name in names)]))[:_MOST_NAMES],
    )
    memory = memory.add_terms(terms.named(parsed))
    return _feel(memory, _upset(message, parsed, cues, emotions, temperature), features)


def _heard(message: Message, parsed: Parsed) -> tuple[Heard, ...]:
    norms = parsed.tokens.norms
    length, last = 0, 1
    while last < len(norms) - 1 and length + len(norms[last]) < LONGEST_HEARD:
        length += len(norms[last]) + 1
        last += 1
    if last <= 1:
        return ()
    while norms[last - 1] == "<s>" and last > 2:
        last -= 1
    first = next((n for n in range(1, last) if norms[n] != "<s>"), 1)
    return (Heard(at=place(parsed, message, first, last), words=" ".join(norms[1:last])),)


def _upset(
    message: Message, parsed: Parsed, cues: Sequence[Cue], emotions: Emotions, temperature: int
) -> tuple[Evidence, float] | None:
    """Where a message shows that the customer is upset, and how much; None for a calm or merely routine one."""
    felt = max(float(getattr(emotions, name)) for name in _FELT)
    showing = {cue.name: cue for cue in reversed(cues) if cue.start is not None and cue.reads_as != ("satisfaction",)}
    shown = next((showing[name] for name in _SHOWING if name in showing), None)
    if shown is not None and shown.name == "all_caps" and (felt < _LOUD or parsed.named("caps_lock")):
        shown = None
    if shown is not None and shown.name in _WEAK and temperature < HEATED:
        shown = None
    told = parsed.named("distress_told")
    clear = shown is not None and (felt >= _SOME or temperature >= _WARM)
    if not (clear or told or temperature >= HEATED or felt >= _STRONG):
        return None
    strength = min(1.0, max(temperature / 80, 0.5 * felt + (0.1 if clear else 0.0), 0.5 if told else 0.0))
    if shown is not None and shown.start is not None and shown.end is not None:
        return Evidence(message=message.id, start=shown.start, end=shown.end), round(strength, 3)
    hits = told or [hit for hit in parsed.hits if hit.rule.kind == "signal" and hit.rule.name.endswith(_TELLING)]
    if hits:
        return Evidence(message=message.id, start=hits[0].start, end=hits[0].end), round(strength, 3)
    words = _heard(message, parsed)
    return (words[0].at, round(strength, 3)) if words else None


def _feel(memory: Memory, upset: tuple[Evidence, float] | None, features: Mapping[str, float]) -> Memory:
    """The upset goes on, grows or cools."""
    if upset is not None:
        worse = upset[1] >= memory.strength + _NEW_HEAT
        return replace(memory, upset=upset[0], strength=upset[1], soothed=memory.soothed and not worse)
    strength = round(memory.strength * _COOLING, 3)
    pleased = max(features.get(name, 0.0) for name in ("gratitude", "satisfaction_word", "resolved")) >= 0.5
    if pleased or strength < _FORGOTTEN:
        return replace(memory, upset=None, strength=0.0, soothed=False)
    return replace(memory, strength=strength)


def remember_agent(turn: Turn, done: Sequence[Technique], risked: Sequence[Caution]) -> Memory:
    """The memory after an agent's message."""
    parsed, memory = turn.parsed, turn.memory
    negated = any(caution.name in ("empathy_negated", "dismissive") for caution in risked)
    sorry = parsed.named("apology", "apology_generic", "apology_specific")[:1]
    apology = Evidence(message=turn.message.id, start=sorry[0].start, end=sorry[0].end) if sorry else memory.apologised
    memory = replace(
        memory,
        claims=(*memory.claims, *turn.claims)[-MOST_CLAIMS:],
        asked=with_questions(memory, parsed, turn.concepts),
        apologised=apology,
        soothed=memory.soothed
        or (memory.upset is not None and not negated and any(acknowledges(turn, technique) for technique in done)),
    )
    return memory.add_terms(turn.terms.explained)
