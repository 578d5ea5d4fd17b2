"""What agents state: times, dates, amounts, what is so and what is not, kept to be compared with later ones (row 97)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from heard.engine.concepts import words_of
from heard.engine.figures import CURRENCIES, HOURS, MONEY, NUMBERS, WEEKDAYS, number
from heard.engine.memory import MOST_ABOUT, MOST_CLAIMS, Claim
from heard.engine.standing import standings
from heard.engine.turn import place, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heard.engine.concepts import Concepts
    from heard.engine.lexicon import Parsed
    from heard.engine.state import State
    from heard.engine.types import Evidence, Message

_WORKING = frozenset(["business", "working", "work", "calendar", "full", "whole"])
_PAST = words_of("ago last past since waited waiting yesterday been already previously")
_MORE = frozenset(["more", "another", "further", "extra", "additional", "or"])
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
_REPLYING = words_of(
    "email mail call ring phone reply contact update hear touch respond review investigate message text write check"
)
_VAGUE = words_of(
    "please within take takes taking business working sorry apologise apologies help happy glad expect "
    "expected usually normally usual customer team able possible approximately around about thank thanks "
    "unfortunately afraid course yes no definitely certainly absolutely moment today tomorrow tonight soon "
    "shortly now currently actually simply just also number understand appreciate frustrating frustration "
    "patience confirm see note let sure unable impossible cannot will would can could not never any some all "
    "this that option options case matter question issue problem available eligible need needs want wants "
    "like hours hour days day week weeks month months minutes minute pounds dollars euros up full maximum "
    "minimum least most further additional per standard however regret kindly dear hello hi been being have "
    "has had was were does did doing done went gone given take"
)
_DENIED = frozenset(["no", "without", "zero", "never"])
_FEW = {"a": 1.0, "an": 1.0, "couple": 2.0, "half": 0.5}
_ADDED = words_of("put add added adding extra more top another plus bonus x per each or either instead if")
_MEASURES = frozenset(["m", "cm", "mm", "km", "kg", "g", "gb", "mb", "l", "kw"])
_YES = frozenset(["yes", "yep", "yeah", "yup", "sure", "absolutely", "certainly", "correct", "indeed", "grand"])
_NO = frozenset(["no", "nope", "nah", "never"])
_SHORT = 2


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
        if "?" in words[-2:] or not _REPORTED.isdisjoint(words) or parsed.tokens.quoted[first]:
            continue
        at = place(parsed, message, first, last)
        found += _numbers(words, concepts, at)
        found += _so(words, concepts, at)
        found += _none(words, concepts, at)
        found += _standing(words, concepts, at)
        if len(found) >= MOST_CLAIMS:
            break
    return tuple(found[:MOST_CLAIMS])


def _without_answer(words: tuple[str, ...]) -> tuple[str, ...]:
    """A sentence without the "yes," or "well no," that it opens with."""
    for length in (1, 2):
        if words[length : length + 1] == (",",) and words[length - 1] in _YES | _NO:
            return words[length + 1 :]
    return words


def _answer(message: Message, parsed: Parsed, concepts: Concepts, question: tuple[str, ...]) -> Iterator[Claim]:
    """A yes or no to the customer's question, as a statement of what was asked."""
    first = next((n for n, norm in enumerate(parsed.tokens.norms) if norm.isalpha()), 0)
    opening = parsed.tokens.norms[first] if first else ""
    if not question or (opening not in _YES and opening not in _NO):
        return
    about = _about(question, concepts)
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


def _about(words: tuple[str, ...], concepts: Concepts) -> tuple[str, ...]:
    telling = [
        _plain(word)
        for word in words
        if word.isalpha() and word not in _VAGUE and word not in WEEKDAYS and word not in NUMBERS
    ]
    return tuple(concept[:40] for concept in concepts.of_words(telling)[:MOST_ABOUT])


def _plain(word: str) -> str:
    return word[:-4] if word.endswith(("able", "ible")) and len(word) > 8 else word


def _numbers(words: tuple[str, ...], concepts: Concepts, at: Evidence) -> Iterator[Claim]:
    days = tuple(WEEKDAYS[word] for word in words if word in WEEKDAYS)
    amounts = tuple(sorted(_amounts(words)))
    spans = [] if not _PAST.isdisjoint(words) or not _MORE.isdisjoint(words) else list(_spans(words))
    counts = [] if _ADDED.intersection(words) else list(_counts(words))
    for value, unit in counts:
        if len([other for _, other in counts if other == unit]) == 1:
            yield Claim(kind="count", about=(unit,), values=(value,), at=at)
    if not (days or amounts or spans):
        return
    about = _about(words, concepts)
    reply = "reply" if not _REPLYING.isdisjoint(words) else ""
    if days:
        yield Claim(kind="date" + reply, about=about, values=days[:7], at=at)
    if amounts:
        yield Claim(kind="amount", about=about, values=amounts[:7], at=at)
    if len(spans) == 1:
        yield Claim(kind="span" + reply, about=about, values=spans[0], at=at)


def _amounts(words: tuple[str, ...]) -> Iterator[float]:
    for index, word in enumerate(words):
        money = word[:1] in MONEY or (index + 1 < len(words) and words[index + 1] in CURRENCIES)
        if money or word.endswith("%"):
            value = number(word.strip("£$€₹¥%"))
            if value is not None:
                yield -value if word.endswith("%") else value


def _counts(words: tuple[str, ...]) -> Iterator[tuple[float, str]]:
    """Numbers with what they count or measure, lengths of time and money left out."""
    for index, word in enumerate(words[:-1]):
        value, unit = number(word), words[index + 1]
        plain = unit.removesuffix("s")
        if value is None or plain in HOURS or unit in CURRENCIES or unit in _VAGUE or not unit.isalpha():
            continue
        if (len(unit) > _SHORT or unit in _MEASURES) and words[index - 1 : index] not in (
            ("one",),
            ("of",),
            ("option",),
        ):
            yield value, plain[:40]


def _spans(words: tuple[str, ...]) -> Iterator[tuple[float, float]]:
    """Lengths of time in hours, from and to."""
    for index, word in enumerate(words):
        unit = HOURS.get(word.removesuffix("s"))
        if unit is None or index == 0:
            continue
        before = index - 1
        while before > 0 and (words[before] in _WORKING or words[before] in ("-", "of")):
            before -= 1
        low, high = _range(words, before)
        if high is not None:
            yield round((high if low is None else low) * unit, 3), round(high * unit, 3)


def _range(words: tuple[str, ...], index: int) -> tuple[float | None, float | None]:
    written = words[index]
    if "-" in written[1:]:
        low, _, high = written.partition("-")
        return number(low), number(high)
    high_value = _FEW.get(written, number(written))
    if high_value is not None and index >= 2 and words[index - 1] in ("to", "-", "–", "and", "or"):
        return number(words[index - 2]), high_value
    return None, high_value


def _so(words: tuple[str, ...], concepts: Concepts, at: Evidence) -> Iterator[Claim]:
    """What the sentence's clauses say is or is not so."""
    if not _OPEN_ENDED.isdisjoint(words):
        return
    for clause in _clauses(words):
        if _ABLE.isdisjoint(clause) and _NOT.isdisjoint(clause):
            continue
        about = _about(clause, concepts)
        if about:
            negative = sum(word in _NOT for word in clause) % 2 == 1
            kind = "done" if not _FINISHED.isdisjoint(clause) else "so"
            yield Claim(kind=kind, about=about, values=(0.0 if negative else 1.0,), at=at)


def _standing(words: tuple[str, ...], concepts: Concepts, at: Evidence) -> Iterator[Claim]:
    """How the sentence says that things stand."""
    if _OPEN_ENDED.isdisjoint(words):
        for name, value in standings(words):
            yield Claim(kind=f"is {name}", about=_about(words, concepts), values=(value,), at=at)


def _none(words: tuple[str, ...], concepts: Concepts, at: Evidence) -> Iterator[Claim]:
    """What there is none of: "no fee", "never due"; and, for comparison, what is spoken of without a denial."""
    if not _OPEN_ENDED.isdisjoint(words) and not _DENIED.isdisjoint(words):
        return
    denied = [after for word, after in pairwise(words) if word in _DENIED and after.isalpha() and after not in _VAGUE]
    if denied:
        about = concepts.of_words(_plain(word) for word in denied)[:MOST_ABOUT]
        if about:
            yield Claim(kind="none", about=tuple(concept[:40] for concept in about), values=(0.0,), at=at)
    elif _NOT.isdisjoint(words):
        about = _about(words, concepts)
        if about:
            yield Claim(kind="some", about=about, values=(1.0,), at=at)


def _clauses(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    start = 0
    for index, word in enumerate((*words, ",")):
        if word in (",", ";", "but", "and", "so", "because", "–", "—", "as", "since", "."):
            if index - start >= 2:
                yield words[start:index]
            start = index + 1
