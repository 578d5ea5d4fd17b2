"""What a playbook is once it is compiled: frozen values that the engine gets as arguments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from heard.engine.rubric import Rubric

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["cue", "technique", "caution", "signal"]
Of = Literal["customer", "agent", "anybody"]
WRITTEN_BY: dict[Kind, Of] = {"cue": "customer", "technique": "agent", "caution": "agent", "signal": "anybody"}
"""Whose messages an entry is looked for in; a signal may say so itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Phrases that find one thing, and when they do not count.

    ``score`` in [0, 1] is how sure a match is. ``unless`` phrases in the same sentence, ``unless_anywhere`` phrases
    in the same message take a match back; ``needs`` phrases must stand in the message too. ``negated``, ``quoted``:
    whether a match after a negation or inside quotation marks counts (``keep``) or not (``drop``). ``question``,
    ``asked``: whether the sentence must (``only``), must not (``drop``) or may be a question, and whether the
    message must, must not or may answer one. ``of``: whose messages it is looked for in.
    """

    id: str
    name: str
    kind: Kind
    score: float
    phrases: tuple[str, ...]
    unless: tuple[str, ...] = ()
    unless_anywhere: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    reads_as: tuple[str, ...] = ()
    negated: Literal["drop", "keep"] = "drop"
    quoted: Literal["drop", "keep"] = "drop"
    question: Literal["any", "drop", "only"] = "any"
    asked: Literal["any", "drop", "only"] = "any"
    of: Of = "anybody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is known of one cue, technique, caution or signal: the words for ``heard explain`` and its source."""

    name: str
    kind: Kind
    family: str
    seen_when: str
    why: str
    source: str
    reads_as: tuple[str, ...] = ()
    instead: str = ""
    must: tuple[Mapping[str, object], ...] = ()
    must_not: tuple[Mapping[str, object], ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The transparent baselines' numbers; every one of them stands in the pack with its reason.

    ``emotions[feature][emotion]`` and ``bias[emotion]`` are log-odds. ``heat[feature]`` is in points (see
    ``emotions.py``). ``forecast[feature]`` is in log-odds. ``policy`` and ``limits`` hold thresholds by name.
    """

    bias: Mapping[str, float]
    emotions: Mapping[str, Mapping[str, float]]
    heat: Mapping[str, float]
    forecast: Mapping[str, float]
    policy: Mapping[str, float]
    limits: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A compiled, layered playbook. ``id`` is ``<pack>@<version>+<hash>``."""

    id: str
    languages: tuple[str, ...]
    rules: tuple[Rule, ...]
    entries: Mapping[str, Entry]
    weights: Weights
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    spellings: Mapping[str, str] = field(default_factory=dict)
    typos: tuple[str, ...] = ()
    glossary: Mapping[str, str] = field(default_factory=dict)
    rubric: Rubric = field(default_factory=Rubric)
