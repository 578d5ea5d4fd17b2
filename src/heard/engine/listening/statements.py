"""What agents state: times, dates, amounts, what is so and what is not, to compare with later ones (row 97)."""

from __future__ import annotations

from itertools import islice, pairwise
from typing import TYPE_CHECKING

from heard.engine.concepts import words_of
from heard.engine.listening.figures import MONTHS, WEEKDAYS, number
from heard.engine.listening.memory import MOST_ABOUT, MOST_CLAIMS, Claim
from heard.engine.listening.quantities import VAGUE, about_of, numbers, plain
from heard.engine.listening.standing import WORDS, standings
from heard.engine.listening.turn import place, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heard.engine.concepts import Concepts
    from heard.engine.matching.lexicon import Parsed
    from heard.engine.state import State
    from heard.engine.types import Evidence, Message

_REPORTED = frozenset(["said", "told", "mentioned", "wrote", "promised", "quoted", "asked"])
_OPEN_ENDED = words_of("if unless until till once before whether when although while might may")
_NOT = words_of(
    "not never no unable impossible cannot neither nor ineligible unavailable non nothing nobody excluded "
    "refused declined"
)
_ABLE = words_of(
    "can could will would able possible eligible allow allowed is are do does need has have am be was were did"
)
_FINISHED = frozenset(["has", "have", "had", "been", "was", "were", "did"])
_DENIED = frozenset(["no", "without", "zero", "never"])
_YES = frozenset(["yes", "yep", "yeah", "yup", "sure", "absolutely", "certainly", "correct", "indeed", "grand"])
_NO = frozenset(["no", "nope", "nah", "never"])
_SO = frozenset(["wonder", "doubt", "question"])
"""What "no" before it does not deny: no wonder you're upset."""
_SHORT = 2
_BEFORE_MAY = words_of("until in by from of since end early late mid next last")
_CLOCK = words_of("before until till once")
_AUXILIARY = words_of("will would can could is are was were has have had does do did must should must")
_ANYWHERE = words_of("site premises record file stock sale place general future")
_IT = frozenset(["it", "they", "this", "that", "these"])
_OF_IT = frozenset(["sent", "approved"])


def claims_in(
    message: Message, parsed: Parsed, concepts: Concepts, question: tuple[str, ...] = ()
) -> tuple[Claim, ...]:
    """What an agent's message states, sentence by sentence; questions and what others said are none.

    ``question`` are the customer's words that a yes or no at the beginning answers.
    """
    norms = parsed.tokens.norms
    found = list(_answer(message, parsed, concepts, question))
    for first, last in sentences(parsed):
        words = _without_answer(norms[first:last])
        words = _before_report(words)
        if not words or "?" in words[-2:] or parsed.tokens.quoted[first]:
            continue
        at = place(parsed, message, first, last)
        found += numbers(words, concepts, at)
        found += _so(words, concepts, at)
        found += _none(words, concepts, at)
        found += _standing(words, concepts, at)
        if len(found) >= MOST_CLAIMS:
            break
    return tuple(found[:MOST_CLAIMS])


def _without_answer(words: tuple[str, ...]) -> tuple[str, ...]:
    """A sentence without the "yes," or "well no," that it opens with, or the "no wonder"."""
    if words[:1] == ("no",) and not _SO.isdisjoint(words[1:2]):
        return words[2:]
    for length in (1, 2):
        if words[length : length + 1] == (",",) and words[length - 1] in _YES | _NO:
            return words[length + 1 :]
    return words


def _before_report(words: tuple[str, ...]) -> tuple[str, ...]:
    """A sentence up to where it says what somebody said; its first clauses may state something of their own."""
    if _REPORTED.isdisjoint(words):
        return words
    at = next(index for index, word in enumerate(words) if word in _REPORTED)
    commas = [index for index, word in enumerate(words[:at]) if word == ","]
    return words[: commas[-1]] if commas else ()


def _answer(message: Message, parsed: Parsed, concepts: Concepts, question: tuple[str, ...]) -> Iterator[Claim]:
    """A yes or no to the customer's question, as a statement of what was asked."""
    norms = parsed.tokens.norms
    openings = [next((n for n in range(*tokens) if norms[n].isalpha()), 0) for tokens in islice(sentences(parsed), 2)]
    first = next((n for n in openings if norms[n] in _YES or norms[n] in _NO), 0)
    opening = norms[first]
    if not question or not first or not _SO.isdisjoint(norms[first + 1 : first + 2]):
        return
    about = about_of(question, concepts)
    if about:
        at = place(parsed, message, *_at_least_one(parsed, first))
        yes = opening in _YES
        yield Claim(kind="so", about=about, values=(1.0 if yes else 0.0,), at=at)
        for name, value in standings(question):
            yield Claim(kind=f"is {name}", about=about, values=(value if yes else 1.0 - value,), at=at)


def _at_least_one(parsed: Parsed, index: int) -> tuple[int, int]:
    start, end = parsed.tokens.sentence(index)
    return start, max(end, start + 1)


def asked_of(state: State) -> tuple[str, ...]:
    """What the customer asked last, if the agent has not spoken since."""
    heard = state.memory.heard
    return question_of(heard[-1].words) if heard and not state.agent.spoken else ()


def question_of(words: str) -> tuple[str, ...]:
    """The last question in a customer's words, which are parted by blanks."""
    lines = [line.split() for line in words.split("<s>")]
    return next((tuple(line) for line in reversed(lines) if line and "?" in line[-2:]), ())


def _so(words: tuple[str, ...], concepts: Concepts, at: Evidence) -> Iterator[Claim]:
    """What the sentence's clauses say is or is not so."""
    if _is_open(words):
        return
    subject: tuple[str, ...] = ()
    for clause in _clauses(words):
        opens = clause[0] in _AUXILIARY
        about = about_of(clause, concepts)
        if opens and subject:
            about = tuple(sorted({*subject, *about}))[:MOST_ABOUT]
        else:
            subject = subject or about
        if (_ABLE.isdisjoint(clause) and _NOT.isdisjoint(clause)) or "different" in clause:
            continue
        if about:
            negative = sum(_denies(clause, n) for n in range(len(clause))) % 2 == 1
            about = (*about[: MOST_ABOUT - 1], "<only>") if "only" in words else about
            kind = "done" if not _FINISHED.isdisjoint(clause) else "so"
            yield Claim(kind=kind, about=about, values=(0.0 if negative else 1.0,), at=at)


def _standing(words: tuple[str, ...], concepts: Concepts, at: Evidence) -> Iterator[Claim]:
    """How the sentence says that things stand."""
    if _is_open(words):
        return
    of_it = any(word in _IT and words[n - 1 : n] in ((), (",",)) for n, word in enumerate(words))
    for name, value in standings(words):
        rest = tuple(word for word in words if name in _OF_IT or word not in WORDS[name])
        about = about_of(rest, concepts) or about_of(words, concepts)
        about = () if of_it and name in _OF_IT else about
        yield Claim(kind=f"is {name}", about=about, values=(value,), at=at)


def _none(words: tuple[str, ...], concepts: Concepts, at: Evidence) -> Iterator[Claim]:
    """What there is none of: "no fee", "never due"; and, for comparison, what is spoken of without a denial."""
    if _is_open(words) and not _DENIED.isdisjoint(words):
        return
    denied = [after for word, after in pairwise(words) if word in _DENIED and after.isalpha() and after not in VAGUE]
    if denied:
        about = concepts.of_words(plain(word) for word in denied)[:MOST_ABOUT]
        if about:
            named = {*about, *(f"in {where}" for where in _where(words, concepts))}
            yield Claim(kind="none", about=tuple(sorted(name[:40] for name in named)), values=(0.0,), at=at)
    elif _NOT.isdisjoint(words):
        about = about_of(words, concepts)
        if about:
            yield Claim(kind="some", about=about, values=(1.0,), at=at)


def _where(words: tuple[str, ...], concepts: Concepts) -> tuple[str, ...]:
    """What a sentence confines itself to: "in the salad", "on parcels"."""
    found = []
    for index, word in enumerate(words):
        if word in ("in", "on", "for"):
            after = [each for each in words[index + 1 : index + 3] if each not in ("the", "your", "our", "this")]
            found += [each for each in after[:1] if each.isalpha() and each not in VAGUE | _ANYWHERE]
    return concepts.of_words(found)


def _is_open(words: tuple[str, ...]) -> bool:
    """Whether a sentence hangs on a condition; "before six" is only a time."""
    for index, word in enumerate(words):
        if word in _OPEN_ENDED:
            after = words[index + 1 : index + 2]
            if word == "may" and words[index - 1 : index] and words[index - 1] in _BEFORE_MAY:
                continue
            timed = after and (
                number(after[0]) is not None or after[0] in {*WEEKDAYS, *MONTHS} or after[0] in ("noon", "lunch")
            )
            if word not in _CLOCK or not timed:
                return True
    return False


def _denies(words: tuple[str, ...], index: int) -> bool:
    """Whether a word denies its clause; "for nothing" and "not only" don't."""
    word = words[index]
    if word not in _NOT or (word == "nothing" and words[index - 1 : index] in (("for",), ("with",))):
        return False
    return words[index + 1 : index + 2] != ("only",)


def _clauses(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    start = 0
    for index, word in enumerate((*words, ",")):
        if word in (",", ";", "but", "and", "so", "because", "–", "—", "as", "since", "."):
            if index - start >= 2:
                yield words[start:index]
            start = index + 1
