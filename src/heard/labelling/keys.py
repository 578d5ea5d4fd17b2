"""A label as it grows under a reader's keys. Pure: a draft takes keys; the terminal is elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from heard.labelling.labels import (
    CAUTIONS,
    FELT,
    INTENTS,
    LEVELS,
    MARKS,
    TECHNIQUES,
    THREATS,
    WITHOUT_SPAN,
    AgentLabels,
    CustomerLabels,
    Found,
    Intent,
    Level,
    Threat,
)

Move = Literal["done", "skip", "back", "quit", "help", "words", "unknown", "unfinished", "more"]
"""What a key leads to: ``more`` is wanted, ``words`` are wanted for the finding that was chosen, ..."""

STEP = 5
"""Temperatures go in steps of so many degrees (``docs/labelling.md``, "Temperature")."""

MOVES: dict[str, Move] = {"\r": "done", "\n": "done", ">": "skip", "<": "back", "Q": "quit", "?": "help"}
EMOTION_KEYS: dict[str, str] = dict(zip("afdxcsp", FELT, strict=True))
THREAT_KEYS: dict[str, Threat] = dict(zip("CRLPS", THREATS, strict=True))
FINDING_KEYS: dict[str, str] = {
    **dict(zip("abcdefghijklmnopqrstuvw", TECHNIQUES, strict=True)),
    **dict(zip("ABCDEFGHIJK", CAUTIONS, strict=True)),
    **dict(zip("X", MARKS, strict=True)),
}
_WORD = re.compile(r"\S+")
_PLACE = re.compile(r"(\d+)(?:\s*[-–]\s*(\d+))?")


@dataclass(slots=True)
class CustomerDraft:
    """A customer's labels in the making.

    Letters step an emotion through none, slight, clear and strong; digits set the tens of the temperature, ``+``
    and ``-`` move it to the next step of 5; capitals turn a threat on and off; ``w`` steps through what is wanted;
    ``i`` is sarcasm, ``v`` vulnerability.
    """

    emotions: dict[str, Level] = field(default_factory=dict)
    temperature: int | None = None
    threats: set[Threat] = field(default_factory=set)
    sarcasm: bool = False
    intent: Intent = "neither"
    vulnerability: bool = False

    @classmethod
    def of(cls, labels: CustomerLabels) -> CustomerDraft:
        """A draft that begins with labels that were given before."""
        return cls(
            emotions=dict(labels.emotions),
            temperature=labels.temperature,
            threats=set(labels.threats),
            sarcasm=labels.sarcasm,
            intent=labels.intent,
            vulnerability=labels.vulnerability,
        )

    def press(self, key: str) -> Move:
        """Take one key. ``done`` comes only when a temperature was given; without one it is ``unfinished``."""
        if key in EMOTION_KEYS:
            name, levels = EMOTION_KEYS[key], list(LEVELS)
            after = levels[(levels.index(self.emotions.get(name, "none")) + 1) % len(levels)]
            self.emotions[name] = after  # type: ignore[assignment]
        elif key.isdecimal() and key.isascii():
            self.temperature = int(key) * 10
        elif key in ("+", "="):
            self.temperature = min(100, ((self.temperature or 0) // STEP + 1) * STEP)
        elif key in ("-", "_"):
            self.temperature = max(0, -(-(self.temperature or 0) // STEP) * STEP - STEP)
        elif key in THREAT_KEYS:
            self.threats ^= {THREAT_KEYS[key]}
        elif key == "w":
            self.intent = INTENTS[(INTENTS.index(self.intent) + 1) % len(INTENTS)]
        elif key == "i":
            self.sarcasm = not self.sarcasm
        elif key == "v":
            self.vulnerability = not self.vulnerability
        else:
            move = MOVES.get(key, "unknown")
            return "unfinished" if move == "done" and self.temperature is None else move
        return "more"

    def labels(self) -> CustomerLabels:
        """What was labelled so far."""
        return CustomerLabels(
            emotions={name: level for name, level in self.emotions.items() if level != "none"},
            temperature=self.temperature or 0,
            threats=frozenset(self.threats),
            sarcasm=self.sarcasm,
            intent=self.intent,
            vulnerability=self.vulnerability,
        )

    def told(self) -> str:
        """The draft in a line."""
        heat = "temperature ?" if self.temperature is None else f"temperature {self.temperature}"
        felt = [f"{name} {level}" for name, level in self.emotions.items() if level != "none"]
        rest = [
            *sorted(self.threats),
            *(["sarcasm"] if self.sarcasm else []),
            *(["vulnerable"] if self.vulnerability else []),
        ]
        return " · ".join([heat, self.intent, *felt, *rest])


@dataclass(slots=True)
class AgentDraft:
    """An agent's labels in the making: a letter chooses a name, then the words are told by their numbers (``3-9``)."""

    message: str
    found: list[Found] = field(default_factory=list)
    chosen: str | None = None

    @classmethod
    def of(cls, message: str, labels: AgentLabels) -> AgentDraft:
        """A draft that begins with labels that were given before, by place."""
        return cls(
            message,
            [
                Found(
                    name=one.name,
                    text=None if one.start is None else message[one.start : one.end],
                    start=one.start,
                    end=one.end,
                )
                for one in labels.all()
            ],
        )

    def press(self, key: str) -> Move:
        """Take one key; after ``words`` call ``place`` with what was typed. Backspace takes the last finding back."""
        if key in FINDING_KEYS:
            self.chosen = FINDING_KEYS[key]
            return "words"
        if key in ("\x7f", "\x08"):
            if self.found:
                self.found.pop()
            return "more"
        return MOVES.get(key, "unknown")

    def place(self, typed: str) -> str | None:
        """Put the chosen name on words: ``4``, ``3-9``, ``*`` for all, or nothing for one about order.

        Gives what is wrong, or None.
        """
        name, self.chosen = self.chosen, None
        if name is None:
            return "no name was chosen"
        words = self.words()
        typed = typed.strip()
        if not typed and name in WITHOUT_SPAN:
            self.found.append(Found(name=name, text=None))
            return None
        match = _PLACE.fullmatch(f"1-{len(words)}" if typed == "*" else typed)
        if match is None:
            return "say words by number: 4, or 3-9, or * for all of them"
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last <= len(words):
            return f"the words are numbered 1 to {len(words)}"
        start, end = words[first - 1][0], words[last - 1][1]
        while end > start + 1 and self.message[end - 1] in ".,;:":
            end -= 1
        one = Found(name=name, text=self.message[start:end], start=start, end=end)
        if one in self.found:
            return "that stands there already"
        self.found.append(one)
        return None

    def words(self) -> list[tuple[int, int]]:
        """Where each word of the message begins and ends."""
        return [match.span() for match in _WORD.finditer(self.message)]

    def labels(self) -> AgentLabels:
        """What was labelled so far."""
        return AgentLabels.of(self.found)

    def told(self) -> str:
        """The draft, a finding a line."""
        return "\n".join(f"{one.name}: {one.text or '(order)'}" for one in self.found) or "nothing"


PAIR_KEYS: dict[str, str] = {"1": "first", "2": "second", "0": "same", "=": "same"}
