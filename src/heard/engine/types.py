"""The values that go in and come out of the engine. All frozen; offsets are Unicode code points.

What goes in is a ``Conversation`` of ``Message``; what comes out is a ``Reading`` of ``MessageReading``. The
JSON forms of both are fixed in ``heard/contract``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["customer", "agent", "bot", "system", "note"]
Channel = Literal["chat", "email", "phone", "sms", "social", "other"]
Trend = Literal["rising", "steady", "falling", "unknown"]
Phase = Literal["centre", "listen", "acknowledge", "understand", "resolve", "follow_up", "stop"]
Need = Literal["acknowledgement", "answer", "information", "promise"]
Dissatisfaction = Literal["broken_on_a_bad_day", "poor_earlier_service", "dislikes_the_answer"]
NotAssessed = Literal["role", "empty", "language", "too_long", "error"]
FactKind = Literal["name", "order", "amount", "date", "email", "phone"]

ROLES: tuple[Role, ...] = get_args(Role)
CHANNELS: tuple[Channel, ...] = get_args(Channel)
PHASES: tuple[Phase, ...] = get_args(Phase)
NEEDS: tuple[Need, ...] = get_args(Need)
DISSATISFACTIONS: tuple[Dissatisfaction, ...] = get_args(Dissatisfaction)
FACT_KINDS: tuple[FactKind, ...] = get_args(FactKind)
EMOTIONS: tuple[str, ...] = (
    "anger",
    "frustration",
    "disappointment",
    "anxiety",
    "confusion",
    "sadness",
    "satisfaction",
    "neutral",
)
UNEASY, HEATED, ANGRY, BURNING = 20, 40, 60, 80
"""The degrees from which on a temperature is called so; under the first it is calm. From ``HEATED`` on somebody counts
as upset."""
BANDS: tuple[tuple[int, str], ...] = (
    (UNEASY, "calm"),
    (HEATED, "uneasy"),
    (ANGRY, "heated"),
    (BURNING, "angry"),
    (101, "burning"),
)


def band(temperature: float) -> str:
    """The word for a temperature of 0 to 100.

    >>> band(19), band(20), band(100)
    ('calm', 'uneasy', 'burning')
    """
    return next(name for limit, name in BANDS if temperature < limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Measures of one utterance of the customer's channel; each may be unknown.

    Units: hertz, decibels (any fixed reference), syllables a second, seconds. ``sigh`` is whether one was heard.
    """

    pitch_hz: float | None = None
    loudness_db: float | None = None
    syllables_per_second: float | None = None
    pause_before_seconds: float | None = None
    overlap_seconds: float | None = None
    sigh: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message as it came in. ``at`` is RFC 3339 text or None and never sorts."""

    id: str
    role: Role
    text: str
    author: str | None = None
    at: str | None = None
    start_seconds: float | None = None
    end_seconds: float | None = None
    voice: Voice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierContact:
    """An earlier conversation of the same customer, in a line."""

    id: str | None = None
    at: str | None = None
    outcome: str | None = None
    summary: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Who writes, as far as it is known."""

    id: str | None = None
    name: str | None = None
    earlier: tuple[EarlierContact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A conversation in the order in which it happened.

    >>> Conversation.of("Where is my parcel?").messages[0].role
    'customer'
    """

    id: str
    messages: tuple[Message, ...]
    channel: Channel = "other"
    language: str | None = None
    subject: str | None = None
    customer: Customer = Customer()

    @classmethod
    def of(cls, *texts: str | tuple[Role, str], id: str = "c1", channel: Channel = "other") -> Conversation:  # noqa: A002
        """A conversation from texts (the customer's) or ``(role, text)`` pairs, with ids ``m1``, ``m2``, ..."""
        pairs = [("customer", text) if isinstance(text, str) else text for text in texts]
        messages = tuple(
            Message(id=f"m{number}", role=role, text=text)  # type: ignore[arg-type]
            for number, (role, text) in enumerate(pairs, 1)
        )
        return cls(id=id, messages=messages, channel=channel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A place in another message that a finding rests on."""

    message: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Something in a customer's message that can be seen or heard, with every way to read it.

    ``start``, ``end`` and ``text`` are None only for findings about order, shape or sound, which then carry
    ``evidence``, or ``at_seconds`` for sound. ``score`` in [0, 1] is how sure the finding is. ``rule`` is the id
    of the rule that found it.
    """

    name: str
    score: float
    start: int | None
    end: int | None
    text: str | None
    reads_as: tuple[str, ...]
    evidence: tuple[Evidence, ...] = ()
    at_seconds: tuple[float, float] | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Technique:
    """Something that an agent's words do."""

    name: str
    score: float
    start: int | None
    end: int | None
    text: str | None
    evidence: tuple[Evidence, ...] = ()
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """Something that an agent's words risk, why, and what to say instead."""

    name: str
    score: float
    start: int | None
    end: int | None
    text: str | None
    why: str
    instead: str
    evidence: tuple[Evidence, ...] = ()
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Emotions:
    """Eight probabilities in [0, 1]; they need not sum to 1."""

    anger: float
    frustration: float
    disappointment: float
    anxiety: float
    confusion: float
    sadness: float
    satisfaction: float
    neutral: float

    def strongest(self) -> str:
        """The name of the most probable emotion; the first of ``EMOTIONS`` on a tie."""
        return max(EMOTIONS, key=lambda name: float(getattr(self, name)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """The chance that the conversation later turns hostile, goes over our heads or is broken off.

    ``alert`` is the policy's decision, never a function of this probability alone. ``reasons`` name cues or cautions.
    """

    probability: float
    alert: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReading:
    """What was read in one message. ``reason`` says why when it was not assessed."""

    id: str
    role: Role
    assessed: bool
    reason: NotAssessed | None = None
    language: str | None = None
    emotions: Emotions | None = None
    temperature: int | None = None
    cues: tuple[Cue, ...] = ()
    escalation: Escalation | None = None
    techniques: tuple[Technique, ...] = ()
    cautions: tuple[Caution, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmet:
    """What the customer has said that nobody has yet acknowledged or answered."""

    id: str
    need: Need
    text: str
    message: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of one message: ``text`` is that message's ``text[start:end]``."""

    text: str
    message: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something definite that was given: ``value`` is its normal form, the span the words that gave it."""

    kind: FactKind
    value: str
    message: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The thread in five lines; a line is None when nothing was found for it."""

    wants: str | None = None
    felt: str | None = None
    tried: str | None = None
    promised: str | None = None
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StateReading:
    """Where the conversation stands after its last message."""

    temperature: int
    trend: Trend
    starting_emotion: str | None
    phase: Phase
    escalation: Escalation
    unmet: tuple[Unmet, ...]
    expected: Quote | None
    got: Quote | None
    dissatisfaction: Dissatisfaction | None
    promises: tuple[Quote, ...]
    facts: tuple[Fact, ...]
    summary: Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing to do next: why, which unmet needs (ids) it serves, and words to say.

    ``guide`` is the id of the guided reply that does it move by move, if there is one.
    """

    action: str
    technique: str | None
    serves: tuple[str, ...]
    why: str
    say: tuple[str, ...]
    guide: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A whole conversation, read: one ``MessageReading`` a message, in order, and the state after the last."""

    id: str
    engine: str
    content: str
    messages: tuple[MessageReading, ...]
    state: StateReading
    guidance: tuple[Action, ...] = ()
