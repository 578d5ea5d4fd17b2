"""Numbers in what an agent states, with what they are said of: days, amounts, lengths of time, counts."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from heard.engine.concepts import words_of
from heard.engine.listening.figures import CURRENCIES, HOURS, MONEY, NUMBERS, WEEKDAYS, number
from heard.engine.listening.memory import MOST_ABOUT, Claim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heard.engine.concepts import Concepts
    from heard.engine.types import Evidence

_WORKING = frozenset(["business", "working", "work", "calendar", "full", "whole"])
_PAST = words_of("ago last past since waited waiting yesterday been already previously")
_MORE = frozenset(["more", "another", "further", "extra", "additional", "or"])
_REPLYING = words_of(
    "email mail call ring phone reply contact update hear touch respond review investigate message text write check"
)
_FEW = {"a": 1.0, "an": 1.0, "couple": 2.0, "half": 0.5}
_ADDED = words_of("put add added adding extra more top another plus bonus x per each or either instead if")
_MEASURES = frozenset(["m", "cm", "mm", "km", "kg", "g", "gb", "mb", "l", "kw"])
_BACK = words_of("back refund refunded refunding reimburse reimbursed get receive")
_NOT_BACK = words_of("off next voucher coupon credit also well goodwill each")
VAGUE = words_of(
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
_SAME = {**dict.fromkeys(["ring", "rings", "ringing", "phone", "phones", "callback", "callbacks", "calls"], "call")}
_ARRIVING = words_of("arrive arrives arriving come comes coming delivered delivery with")
_SHORT = 2


def about_of(words: tuple[str, ...], concepts: Concepts) -> tuple[str, ...]:
    telling = [
        plain(word)
        for word in words
        if word.isalpha() and word not in VAGUE and word not in WEEKDAYS and word not in NUMBERS
    ]
    return tuple(concept[:40] for concept in concepts.of_words(telling)[:MOST_ABOUT])


@lru_cache(maxsize=20_000)
def plain(word: str) -> str:
    word = _SAME.get(word, word)
    return word[:-4] if word.endswith(("able", "ible")) and len(word) > 8 else word


def numbers(words: tuple[str, ...], concepts: Concepts, at: Evidence) -> Iterator[Claim]:
    days = tuple(WEEKDAYS[word] for word in words if word in WEEKDAYS)
    amounts = tuple(sorted(_amounts(words)))
    spans = [] if not _PAST.isdisjoint(words) or not _MORE.isdisjoint(words) else list(_spans(words))
    counts = [] if _ADDED.intersection(words) else list(_counts(words))
    for value, unit in counts:
        if len([other for _, other in counts if other == unit]) == 1:
            yield Claim(kind="count", about=(unit,), values=(value,), at=at)
    if not (days or amounts or spans):
        return
    about = about_of(words, concepts)
    reply = "reply" if not _REPLYING.isdisjoint(words) else ""
    arriving = not _ARRIVING.isdisjoint(words) and (not about or "same_parcel" in about)
    if days:
        yield Claim(kind="date" + reply, about=("<arrive>", *about) if arriving else about, values=days[:7], at=at)
    if amounts:
        back = not _BACK.isdisjoint(words) and _NOT_BACK.isdisjoint(words)
        yield Claim(kind="amount", about=("<back>", *about) if back else about, values=amounts[:7], at=at)
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
        if value is None or plain in HOURS or unit in CURRENCIES or unit in VAGUE or not unit.isalpha():
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
