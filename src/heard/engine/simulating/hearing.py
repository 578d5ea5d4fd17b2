"""What a simulated customer hears in an agent's turn: the engine's own reading of it, and what it offers and asks."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from heard.engine.concepts import Concepts
from heard.engine.types import Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from heard.engine.pipeline import Engine
    from heard.engine.state import State
    from heard.engine.types import Technique

DEEDS = ("solution_offered", "alternative_offered", "commitment")
"""The techniques by which an offer is made, where a want does not name its own."""
_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")
_CLAUSE = re.compile(r"[,;:–—]| but | however |\bthough\b", re.IGNORECASE)
_NOT = frozenset(["not", "cannot", "can't", "cant", "won't", "wont", "unable", "never", "isn't", "don't"])
_WORD = re.compile(r"[a-z0-9£$€'’]+")
_TIME = re.compile(
    r"\b(?:by|before|until|on|within|in|at|this|next|from)(?: the)? (?:about |around |half past |quarter past )?"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|tonight|tomorrow|noon|midday|morning|afternoon|evening|week"
    r"|(?:\d{1,3}|an?|one|two|three|four|five|six|ten|twenty|thirty)(?: working)? (?:minutes?|hours?|days?)"
    r"|\d{1,2}(?:[.:]\d\d)?(?: ?[ap]m| o'clock)?\b|(?:ten|eleven|twelve|one|two|three|four|five|six|eight|nine)\b)"
    r"|\b(?:today|tonight|tomorrow|right now|straight away|within the hour)\b",
    re.IGNORECASE,
)
_SURE_OF_TIME = 0.7
_FEWEST_REPEATED = 4
_DATUM = "datum "


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """An agent's turn as it was read: techniques and cautions with their best scores.

    ``asked`` are the sorts of question (a datum, ``open``, ``feel``, ``outcome``), ``about`` the words of the
    questions, ``offers`` the clauses that may hold an offer by technique (None: plain statements), ``again`` whether
    the agent said a whole sentence once more, ``ends`` whether it takes its leave. ``met`` counts the needs it met.
    """

    done: Mapping[str, float]
    risked: Mapping[str, float]
    asked: frozenset[str]
    about: frozenset[str]
    offers: tuple[tuple[str | None, tuple[str, ...]], ...]
    sentences: tuple[int, ...]
    again: bool
    ends: bool
    met: int
    length: int
    state: State


class Ear:
    """Reads agents' turns with one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        words = engine.content.words
        same = {name: found for name, found in words.items() if name.startswith("same_")}
        self._concepts = Concepts(stopwords=words.get("stopwords", ()), same=same)

    def hear(self, state: State, texts: Sequence[str], before: Sequence[int]) -> Heard:
        """What the agent's ``texts`` do after ``state``. ``before`` are sums over sentences said earlier."""
        after, done, risked = state, dict[str, float](), dict[str, float]()
        asked: set[str] = set()
        offers: list[tuple[str | None, tuple[str, ...]]] = []
        sums: list[int] = []
        for number, text in enumerate(texts, 1):
            after, reading = self._engine.step(after, Message(id=f"turn-{number}", role="agent", text=text))
            for technique in reading.techniques:
                done[technique.name] = max(done.get(technique.name, 0.0), technique.score)
                asked |= _sorts(technique)
                offers += [(technique.name, self._words(each)) for each in _around(text, technique)]
            for caution in reading.cautions:
                risked[caution.name] = max(risked.get(caution.name, 0.0), caution.score)
            offers += [(None, self._words(each)) for sentence in _statements(text) for each in _clauses(sentence)]
            if "expectation_set" not in done and _says_when(text, reading.techniques):
                done["expectation_set"] = _SURE_OF_TIME
            sums += list(_sums(text))
            if "?" in text and "question_matter" in self._engine.signals(text):
                asked.add("open")
        known = {each.about for each in state.memory.asked}
        about = {word for each in after.memory.asked if each.about not in known for word in each.about}
        asked |= {word.removeprefix(_DATUM) for word in about if word.startswith(_DATUM)}
        asked |= _again_asked(risked, after, asked)
        return Heard(
            done=done,
            risked=risked,
            asked=frozenset(asked),
            about=frozenset(about | self._in_questions(texts)),
            offers=tuple(offers),
            sentences=tuple(sums),
            again=not set(before).isdisjoint(sums),
            ends=after.agent.closing,
            met=max(0, len(state.unmet) - len(after.unmet)),
            length=sum(map(len, texts)),
            state=after,
        )

    def _in_questions(self, texts: Sequence[str]) -> set[str]:
        found: set[str] = set()
        for text in texts:
            for sentence in _SENTENCE.findall(text):
                if "?" in sentence:
                    found |= set(self._words(sentence))
        return found

    def _words(self, text: str) -> tuple[str, ...]:
        """The words of a text and the concepts that they stand for."""
        words = _WORD.findall(text.lower())
        return (*words, *self._concepts.of_words(words))

    def holds(self, words: Sequence[str], phrase: str) -> bool:
        """Whether all words of a phrase are among these words, themselves or in what they stand for."""
        there = set(words)
        return all(
            word in there or not there.isdisjoint(self._concepts.of_words((word,)))
            for word in _WORD.findall(phrase.lower())
        )


def _says_when(text: str, techniques: Sequence[Technique]) -> bool:
    """Whether a promise or a solution comes with a time in its sentence, however it is worded."""
    return any(_TIME.search(clause) for each in techniques if each.name in DEEDS for clause in _around(text, each))


def _sorts(technique: Technique) -> set[str]:
    """What sort of question a technique is."""
    if technique.name == "clarifying_question_open":
        return {"open"}
    if technique.name == "exploration":
        if technique.rule.endswith(".outcome"):
            return {"outcome"}
        return {"open"} if ".invite" in technique.rule else {"feel"}
    return set()


def _again_asked(risked: Mapping[str, float], state: State, asked: set[str]) -> set[str]:
    """Something that was asked again is among what was asked before, so it is not new; the last one is meant."""
    if "asked_again" not in risked or asked or not state.memory.asked:
        return set()
    return {word.removeprefix(_DATUM) for word in state.memory.asked[-1].about if word.startswith(_DATUM)}


def _around(text: str, technique: Technique) -> Iterator[str]:
    """The clauses of the sentence in which a technique that may be an offer stands."""
    if technique.start is None or technique.end is None:
        return
    for match in _SENTENCE.finditer(text):
        if match.start() < technique.end and technique.start < match.end():
            yield from _clauses(match.group())


def _statements(text: str) -> Iterator[str]:
    yield from (sentence for sentence in _SENTENCE.findall(text) if "?" not in sentence)


def _clauses(sentence: str) -> Iterator[str]:
    """Its clauses without those that say no."""
    for clause in _CLAUSE.split(sentence):
        if _NOT.isdisjoint(_WORD.findall(clause.lower().replace("’", "'"))):
            yield clause


def _sums(text: str) -> Iterator[int]:
    for sentence in _SENTENCE.findall(text):
        words = _WORD.findall(sentence.lower())
        if len(words) >= _FEWEST_REPEATED:
            yield zlib.crc32(" ".join(words).encode())
