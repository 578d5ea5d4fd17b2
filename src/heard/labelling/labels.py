"""The labels: their names, their form in JSON, and what can be wrong with one. Pure.

``docs/labelling.md`` says how to decide.

Everything that may be left out means *none*: ``{"temperature": 10}`` is a calm customer's whole label.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from heard.engine.types import EMOTIONS
from heard.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

GUIDELINE = 2
"""The version of ``docs/labelling.md`` that these names belong to."""

Level = Literal["none", "slight", "clear", "strong"]
Kind = Literal["customers", "agents", "pairs"]
Intent = Literal["neither", "venting", "wants_fix", "both"]
Threat = Literal["cancel", "report", "legal", "public", "supervisor"]

LEVELS: dict[str, float] = {"none": 0.0, "slight": 0.33, "clear": 0.67, "strong": 1.0}
FELT: tuple[str, ...] = tuple(name for name in EMOTIONS if name != "neutral")
INTENTS: tuple[Intent, ...] = get_args(Intent)
THREATS: tuple[Threat, ...] = get_args(Threat)
HOTTER: tuple[str, ...] = ("first", "second", "same")
TECHNIQUES: tuple[str, ...] = (
    "emotional_acknowledgement",
    "validation",
    "paraphrase",
    "clarifying_question_open",
    "clarifying_question_closed",
    "exploration",
    "apology_specific",
    "apology_generic",
    "ownership",
    "commitment",
    "personal_detail",
    "uses_name",
    "common_ground",
    "solution_offered",
    "alternative_offered",
    "reason_given",
    "expectation_set",
    "appreciation",
    "empathy_reset",
    "boundary",
    "follow_up",
    "feedback_request",
    "positive_language",
)
CAUTIONS: tuple[str, ...] = (
    "empathy_negated",
    "dismissive",
    "policy_without_reason",
    "blame",
    "overpromise",
    "premature_solution",
    "generic_apology_repeated",
    "asked_again",
    "contradiction",
    "verbatim_echo",
    "unexplained_jargon",
)
MARKS: tuple[str, ...] = ("paraphrase_wrong",)
"""What is neither a technique nor a caution but is worth learning from: giving back what was not said."""
WITHOUT_SPAN: frozenset[str] = frozenset({"premature_solution"})
"""Cautions about order: their ``text`` may be null."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerLabels:
    """What a reader found in a customer's message. ``emotions`` holds levels; what isn't there is none."""

    emotions: Mapping[str, Level]
    temperature: int
    threats: frozenset[Threat] = frozenset()
    sarcasm: bool = False
    intent: Intent = "neither"
    vulnerability: bool = False

    def values(self) -> dict[str, float]:
        """The eight emotions in [0, 1]; ``neutral`` is what the strongest of the others leaves.

        >>> read_customer({"temperature": 45, "emotions": {"frustration": "clear"}})[0].values()["neutral"]
        0.33
        """
        felt = {name: LEVELS[self.emotions.get(name, "none")] for name in FELT}
        return {**felt, "neutral": round(1 - max(felt.values()), 2)}

    def as_json(self) -> dict[str, object]:
        """The short form: what is none is left out."""
        out: dict[str, object] = {
            "emotions": {name: level for name in FELT if (level := self.emotions.get(name, "none")) != "none"},
            "temperature": self.temperature,
            "intent": self.intent,
        }
        if self.threats:
            out["threats"] = [name for name in THREATS if name in self.threats]
        if self.sarcasm:
            out["sarcasm"] = True
        if self.vulnerability:
            out["vulnerability"] = True
        return out


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Found:
    """A technique, caution or mark with its place: ``message[start:end] == text``; all None for one about order."""

    name: str
    text: str | None
    start: int | None = None
    end: int | None = None

    def as_json(self, message: str) -> dict[str, object]:
        """The short form; ``nth`` only where the same words stand in the message more than once before."""
        out: dict[str, object] = {"name": self.name, "text": self.text}
        if self.text is not None and self.start is not None:
            earlier = _places(message, self.text).index(self.start)
            if earlier:
                out["nth"] = earlier + 1
        return out


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentLabels:
    """What a reader found in an agent's message. Nothing here is about what the agent feels."""

    techniques: tuple[Found, ...] = ()
    cautions: tuple[Found, ...] = ()
    marks: tuple[Found, ...] = ()

    def as_json(self, message: str) -> dict[str, object]:
        """The form of the files; ``marks`` only where there are any."""
        out: dict[str, object] = {
            "techniques": [found.as_json(message) for found in self.techniques],
            "cautions": [found.as_json(message) for found in self.cautions],
        }
        if self.marks:
            out["marks"] = [found.as_json(message) for found in self.marks]
        return out

    def without_words(self) -> dict[str, object]:
        """The form of a pass: places, never the words, so that it can be kept where the text can't."""
        rows = {"techniques": self.techniques, "cautions": self.cautions, "marks": self.marks}
        return {
            key: [{"name": one.name, "start": one.start, "end": one.end} for one in found]
            for key, found in rows.items()
            if found or key != "marks"
        }

    def all(self) -> tuple[Found, ...]:
        """Techniques, cautions and marks together; their names don't overlap."""
        return (*self.techniques, *self.cautions, *self.marks)

    @classmethod
    def of(cls, found: Iterable[Found]) -> AgentLabels:
        """Sorted into the three lists by name, in the order of the message."""
        rows = sorted(found, key=lambda one: (-1 if one.start is None else one.start, one.name))
        return cls(
            techniques=tuple(one for one in rows if one.name in TECHNIQUES),
            cautions=tuple(one for one in rows if one.name in CAUTIONS),
            marks=tuple(one for one in rows if one.name in MARKS),
        )


def read_customer(raw: object) -> tuple[CustomerLabels, list[str]]:
    """Labels out of JSON, and everything that is wrong with them, in words; wrong parts are read as none."""
    if not isinstance(raw, dict):
        return CustomerLabels(emotions={}, temperature=0), ["`labels` must be an object"]
    wrong = unknown(raw, ("emotions", "temperature", "threats", "sarcasm", "intent", "vulnerability"), "labels")
    emotions: dict[str, Level] = {}
    given = raw.get("emotions", {})
    if not isinstance(given, dict):
        wrong.append("labels.emotions must be an object of names and levels")
        given = {}
    for name, level in given.items():
        if name == "neutral":
            wrong.append("labels.emotions: `neutral` is never labelled; it is what the others leave")
        elif name not in FELT:
            wrong.append(f"labels.emotions: no emotion {name!r}{did_you_mean(name, FELT)}")
        elif level not in get_args(Level):
            wrong.append(f"labels.emotions.{name} is {level!r}, not one of {', '.join(LEVELS)}")
        else:
            emotions[name] = level
    temperature = raw.get("temperature")
    if not isinstance(temperature, int) or isinstance(temperature, bool) or not 0 <= temperature <= 100:
        wrong.append(f"labels.temperature is {temperature!r}, not a whole number of 0 to 100")
        temperature = 0
    threats = raw.get("threats", [])
    if not isinstance(threats, list) or any(name not in THREATS for name in threats):
        wrong.append(f"labels.threats is {threats!r}, not a list of {', '.join(THREATS)}")
        threats = []
    intent = raw.get("intent", "neither")
    if intent not in INTENTS:
        wrong.append(f"labels.intent is {intent!r}, not one of {', '.join(INTENTS)}")
        intent = "neither"
    for key in ("sarcasm", "vulnerability"):
        if not isinstance(raw.get(key, False), bool):
            wrong.append(f"labels.{key} is {raw[key]!r}, not true or false")
    labels = CustomerLabels(
        emotions=emotions,
        temperature=temperature,
        threats=frozenset(threats),
        sarcasm=raw.get("sarcasm") is True,
        intent=intent,
        vulnerability=raw.get("vulnerability") is True,
    )
    return labels, wrong


def read_values(raw: object) -> dict[str, float] | None:
    """Settled emotions: all seven, what is left out at 0; None where there is no name of ours, or no number of 0 to 1.

    >>> read_values({"anger": 0.5})["anger"], read_values({"joy": 1})
    (0.5, None)
    """
    if not isinstance(raw, dict) or any(name not in FELT or not within(value, 1) for name, value in raw.items()):
        return None
    return {name: float(raw.get(name, 0.0)) for name in FELT}


def within(value: object, most: int) -> bool:
    """Whether it is a number of 0 to ``most``."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most


def read_agent(raw: object, message: str) -> tuple[AgentLabels, list[str]]:
    """Labels out of JSON with the offsets of their spans in ``message``, and everything that is wrong with them."""
    if not isinstance(raw, dict):
        return AgentLabels(), ["`labels` must be an object"]
    wrong = unknown(raw, ("techniques", "cautions", "marks"), "labels")
    found: dict[str, tuple[Found, ...]] = {}
    for key, names in (("techniques", TECHNIQUES), ("cautions", CAUTIONS), ("marks", MARKS)):
        rows = raw.get(key, [])
        if not isinstance(rows, list):
            wrong.append(f"labels.{key} must be a list")
            rows = []
        read: list[Found] = []
        for number, row in enumerate(rows):
            where = f"labels.{key}[{number}]"
            one = _found(row, names, message, where, wrong)
            if one in read:
                wrong.append(f"{where}: {one.name} on the same words stands there twice")
            elif one is not None:
                read.append(one)
        found[key] = tuple(read)
    return AgentLabels(**found), wrong


def read_places(raw: object) -> tuple[AgentLabels, list[str]]:
    """The labels of a pass, which holds places and no words, and what is wrong with them; ``text`` is None in all."""
    if not isinstance(raw, dict):
        return AgentLabels(), ["`labels` must be an object"]
    wrong = unknown(raw, ("techniques", "cautions", "marks"), "labels")
    found: list[Found] = []
    for key, names in (("techniques", TECHNIQUES), ("cautions", CAUTIONS), ("marks", MARKS)):
        rows = raw.get(key, [])
        for row in rows if isinstance(rows, list) else [rows]:
            one = _placed(row, names)
            if one is None:
                wrong.append(f"labels.{key}: {row!r} is no name with its start and end")
            else:
                found.append(one)
    return AgentLabels.of(found), wrong


def _placed(row: object, names: tuple[str, ...]) -> Found | None:
    """One finding by its place, or None."""
    if not isinstance(row, dict) or row.get("name") not in names:
        return None
    name, start, end = row["name"], row.get("start"), row.get("end")
    if isinstance(start, int) and isinstance(end, int) and 0 <= start < end:
        return Found(name=name, text=None, start=start, end=end)
    return Found(name=name, text=None) if start is None and end is None and name in WITHOUT_SPAN else None


def _found(row: object, names: tuple[str, ...], message: str, where: str, wrong: list[str]) -> Found | None:
    """One finding, or None with what is wrong added to ``wrong``."""
    if not isinstance(row, dict) or not isinstance(row.get("name"), str):
        wrong.append(f"{where} must be an object with a name")
        return None
    wrong.extend(unknown(row, ("name", "text", "nth"), where))
    name, text, nth = row["name"], row.get("text"), row.get("nth", 1)
    if name not in names:
        wrong.append(f"{where}: no such name {name!r}{did_you_mean(name, names)}")
        return None
    if text is None and name in WITHOUT_SPAN:
        return Found(name=name, text=None)
    if not isinstance(text, str) or not text.strip():
        wrong.append(f"{where}: {name} needs the words it stands on in `text`")
        return None
    if text != text.strip():
        wrong.append(f"{where}: {name}: the words begin or end with a space")
    places = _places(message, text)
    if not isinstance(nth, int) or not 1 <= nth <= len(places):
        problem = f"{text!r} is not in the message, letter for letter" if not places else f"there is no place {nth}"
        wrong.append(f"{where}: {name}: {problem}")
        return None
    start = places[nth - 1]
    return Found(name=name, text=text, start=start, end=start + len(text))


def _places(message: str, text: str) -> list[int]:
    """Where ``text`` stands in ``message``, overlapping places too."""
    return [at for at in range(len(message) - len(text) + 1) if message.startswith(text, at)]


def unknown(raw: Mapping[str, object], known: Iterable[str], where: str) -> list[str]:
    """A line for each key that the form does not have."""
    names = tuple(known)
    return [f"{where}: no key {key!r}{did_you_mean(str(key), names)}" for key in raw if key not in names]
