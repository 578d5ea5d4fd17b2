"""What both sides have said, kept small, so that an agent's next message can be held against it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from heard.engine.types import Evidence

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_HEARD, LONGEST_TERM = 480, 40
MOST_HEARD, MOST_GIVEN, MOST_CLAIMS, MOST_TERMS, MOST_ASKED, MOST_ABOUT = 6, 24, 24, 32, 8, 8
"""How many of each are kept: with its texts cut, a memory adds less than 24 KB to a state, whatever the length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A customer's message: its place, and its words in their normal form, parted by blanks."""

    at: Evidence
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """That the customer gave something: its kind, what it was called, and its value as far as it is known."""

    kind: str
    label: str
    value: str
    at: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Something that an agent stated: a time, a date, an amount, or that a thing is so or is not so.

    ``about`` are the concepts it is said of. ``values`` are the numbers, of a length of time the least and the most
    hours, of a yes or no 1 or 0.
    """

    kind: str
    about: tuple[str, ...]
    values: tuple[float, ...]
    at: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question of an agent by its concepts, and the customer's answer once there is one."""

    about: tuple[str, ...]
    answer: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What a conversation leaves behind. ``upset`` is where the customer last showed it, ``strength`` how much.

    ``soothed`` is whether an agent has acknowledged it since; ``apologised`` is an agent's latest apology; ``terms``
    are technical terms that the customer used, or that were explained to them; ``life`` is what they told of
    themselves.
    """

    heard: tuple[Heard, ...] = ()
    given: tuple[Given, ...] = ()
    claims: tuple[Claim, ...] = ()
    asked: tuple[Asked, ...] = ()
    terms: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    life: tuple[str, ...] = ()
    apologised: Evidence | None = None
    upset: Evidence | None = None
    strength: float = 0.0
    soothed: bool = False

    def add_terms(self, terms: tuple[str, ...]) -> Memory:
        """The same with more known terms, the newest kept."""
        cut = [term[:LONGEST_TERM] for term in (*self.terms, *terms)]
        return replace(self, terms=tuple(dict.fromkeys(cut))[-MOST_TERMS:])


def memory_from(raw: Mapping[str, Any]) -> Memory:
    """A memory again from what ``dataclasses.asdict`` and JSON made of it."""
    return Memory(
        heard=tuple(Heard(at=Evidence(**item["at"]), words=item["words"]) for item in raw["heard"]),
        given=tuple(Given(**{**item, "at": Evidence(**item["at"])}) for item in raw["given"]),
        claims=tuple(
            Claim(
                **{**item, "about": tuple(item["about"]), "values": tuple(item["values"]), "at": Evidence(**item["at"])}
            )
            for item in raw["claims"]
        ),
        asked=tuple(Asked(about=tuple(item["about"]), answer=_place(item["answer"])) for item in raw["asked"]),
        terms=tuple(raw["terms"]),
        names=tuple(raw["names"]),
        life=tuple(raw["life"]),
        apologised=_place(raw["apologised"]),
        upset=_place(raw["upset"]),
        strength=raw["strength"],
        soothed=raw["soothed"],
    )


def _place(raw: Mapping[str, Any] | None) -> Evidence | None:
    return None if raw is None else Evidence(**raw)
