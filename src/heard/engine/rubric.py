"""The rubric as data: process, situations, phrases, actions, guided replies and fixes, once a playbook is compiled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from heard.engine.types import Channel, Need, Phase

Register = Literal["casual", "plain", "formal"]
Place = Literal["span", "clause", "sentence", "split", "swap", "start", "after", "explain"]

REGISTERS: tuple[Register, ...] = ("casual", "plain", "formal")
PLACES: tuple[Place, ...] = ("span", "clause", "sentence", "split", "swap", "start", "after", "explain")

Example: TypeAlias = Mapping[str, object]
When: TypeAlias = tuple[tuple[str, ...], ...]
"""What must hold: of every clause at least one; each a name of ``conditions.py``, perhaps with ``not`` before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """What stands in braces in words to say. ``example`` fills it when a playbook's phrases are checked."""

    about: str
    example: str
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A kind of trouble that wants its own words: ``when`` says how it is known."""

    id: str
    about: str
    when: When
    source: str
    place: str = ""
    must: tuple[Example, ...] = ()
    must_not: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words that an agent may say, with ``{slots}``; empty ``registers`` or ``channels`` mean any."""

    text: str
    registers: tuple[Register, ...] = ()
    channels: tuple[Channel, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseSet:
    """Phrases that do the same: ``technique`` is what each of them performs (None: none that the engine reads)."""

    id: str
    technique: str | None
    feelings: tuple[str, ...]
    situations: tuple[str, ...]
    why: str
    source: str
    say: tuple[Phrase, ...]
    not_like: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A way out of a step that does not follow the order."""

    to: str
    when: When


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the process. ``enter``: what must hold to come here in the order's course; ``leave``: to go on.

    A step that is not in the process's order is reached by a branch and goes on to ``then`` when it is left.
    """

    id: str
    phase: Phase
    title: str
    about: str
    why: str
    source: str
    enter: When = ()
    leave: When = ()
    branches: tuple[Branch, ...] = ()
    then: str | None = None
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """The ordered steps, and the branches that are open from everywhere outside the steps they lead to."""

    order: tuple[str, ...] = ()
    steps: Mapping[str, Step] = field(default_factory=dict)
    always: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRule:
    """Something to do next: when it is fitting, how urgent (``rank`` 0 to 100), which needs it serves, words for it.

    ``part`` is the phase whose work it does; guidance names at most one action a part. ``say`` names phrase sets.
    """

    id: str
    title: str
    part: Phase
    technique: str | None
    rank: float
    serves: tuple[Need, ...]
    when: When
    why: str
    source: str
    say: tuple[str, ...] = ()
    guide: str | None = None
    must: tuple[Example, ...] = ()
    must_not: tuple[Example, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideStep:
    """One move of a guided reply: what it is for, and its words by register (``plain`` is always there)."""

    title: str
    technique: str | None
    say: Mapping[Register, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """A reply for a hard situation, move by move, in the order that helps (rows 86-98)."""

    id: str
    title: str
    when: When
    why: str
    source: str
    steps: tuple[GuideStep, ...]
    after: tuple[str, ...] = ()
    clock: str | None = None
    must: tuple[Example, ...] = ()
    must_not: tuple[Example, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A better wording for one caution: where it goes, and what it says by register.

    ``rules`` are the ids of the caution's rules it is for, ``has`` words one of which the span must hold (empty: any).
    ``where``: over the ``span``, its ``clause`` or its whole ``sentence``; ``split`` ends the sentence at the word that
    takes it back and goes on after it; ``swap`` puts other words for some (``swaps``) in the span's sentence and may
    add a sentence; at the ``start`` of the reply (behind a greeting) or ``after`` the sentence; ``explain`` puts
    ``{plain}`` words behind a term. ``theirs``: the sentence is the customer's own, so that its facts need not stay.
    ``say`` texts may hold slots, ``{given}`` (what the customer gave already) and ``{plain}``. ``techniques`` name
    those whose gapless phrases from the phrase bank serve as well.
    """

    id: str
    caution: str
    rules: tuple[str, ...]
    where: Place
    say: Mapping[Register, tuple[str, ...]] = field(default_factory=dict)
    swaps: Mapping[str, str] = field(default_factory=dict)
    has: tuple[str, ...] = ()
    theirs: bool = False
    techniques: tuple[str, ...] = ()
    source: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One question of a scorecard. ``measure`` names how it is told, ``says`` its sentence by outcome.

    ``next_time`` and ``say`` are the suggestion when it was not met: what to try, and words for it.
    """

    id: str
    title: str
    question: str
    why: str
    source: str
    measure: str
    says: Mapping[str, str]
    next_time: str
    say: tuple[str, ...] = ()
    weight: float = 1.0
    techniques: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    must: tuple[Example, ...] = ()
    must_not: tuple[Example, ...] = ()
    not_applicable: tuple[Example, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """The criteria by which finished conversations are reviewed.

    ``worked`` is a sentence for a technique that is worth praise, ``empty`` what is said when no agent wrote.
    """

    id: str
    title: str
    criteria: tuple[str, ...]
    empty: str
    worked: Mapping[str, str] = field(default_factory=dict)
    self_assessment: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """Something that a simulated customer knows and may be asked for.

    ``values`` are what it may be: ``#`` stands for a digit, ``%`` for a letter. ``asked_by`` names what asks for it:
    a datum (``order``, ``email`` ...), ``open``, ``feel``, ``outcome``, or a word of the question. ``say`` are the
    ways to tell it, ``again`` those when it was told before.
    """

    id: str
    values: tuple[str, ...] = ()
    asked_by: tuple[str, ...] = ()
    say: tuple[str, ...] = ()
    again: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """What would settle it: an offer that holds one of these ``words``, made by one of these techniques (``by``).

    Without ``by`` a solution, an alternative or a commitment; ``plain`` takes any statement. ``needs`` are techniques
    without which it is not enough yet. One that settles it only ``partly`` is taken without joy.
    """

    id: str
    words: tuple[str, ...]
    by: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    partly: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """A simulated customer: who it is, what it knows and wants, what calms and inflames it, and its own lines.

    ``temperature`` (0 to 100) is how it starts; ``patience`` how many answers that lead nowhere it bears; ``hearing``
    how many points of being heard it needs before an offer gets through; ``waits`` after how many seconds of silence it
    writes again; ``pace`` how many characters it types a second; ``breaks`` how it ends when it has had enough.
    ``calms`` and ``inflames`` are multipliers by technique and caution (``nothing``: an answer that does neither).
    ``lines`` are by need and band (``cool``, ``warm``, ``hot``, ``any``). ``helps`` is what an agent who knows
    everything would fill into the slots of words to say.
    """

    id: str
    about: str
    source: str
    channel: Channel
    subject: str
    names: tuple[str, ...]
    temperature: float
    patience: int
    hearing: float
    waits: float
    pace: float
    breaks: str
    details: Mapping[str, Detail]
    wants: tuple[Want, ...]
    lines: Mapping[str, Mapping[str, tuple[str, ...]]]
    helps: Mapping[str, str]
    calms: Mapping[str, float] = field(default_factory=dict)
    inflames: Mapping[str, float] = field(default_factory=dict)
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a simulated colleague writes: its own words, and what it fills into slots that nothing else fills."""

    id: str
    about: str
    say: tuple[str, ...]
    fills: Mapping[str, str] = field(default_factory=dict)
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rubric:
    """Everything about help that a playbook says, by id."""

    process: Process = Process()
    slots: Mapping[str, Slot] = field(default_factory=dict)
    situations: Mapping[str, Situation] = field(default_factory=dict)
    phrases: Mapping[str, PhraseSet] = field(default_factory=dict)
    actions: Mapping[str, ActionRule] = field(default_factory=dict)
    guides: Mapping[str, Guide] = field(default_factory=dict)
    fixes: Mapping[str, Fix] = field(default_factory=dict)
    criteria: Mapping[str, Criterion] = field(default_factory=dict)
    scorecards: Mapping[str, Scorecard] = field(default_factory=dict)
    personas: Mapping[str, Persona] = field(default_factory=dict)
    colleagues: Mapping[str, Manner] = field(default_factory=dict)
