"""Numbers and days as people write them, for comparing what was said with what was said before."""

from __future__ import annotations

import re

from heard.engine.concepts import words_of

_ONE_TO_TWELVE = "one two three four five six seven eight nine ten eleven twelve"
NUMBERS: dict[str, float] = {
    **{word: float(value) for value, word in enumerate(_ONE_TO_TWELVE.split(), 1)},
    "fourteen": 14.0,
    "fifteen": 15.0,
    "twenty": 20.0,
    "thirty": 30.0,
    "sixty": 60.0,
    "ninety": 90.0,
}
_ORDERED = "first second third fourth fifth sixth seventh eighth ninth tenth"
_ORDERED_SHORT = "1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th"
ORDINALS: dict[str, float] = {
    word: float(value) for words in (_ORDERED, _ORDERED_SHORT) for value, word in enumerate(words.split(), 1)
}
TIMES: dict[str, float] = {"once": 1.0, "twice": 2.0, "thrice": 3.0}
HOURS: dict[str, float] = {
    "minute": 1 / 60,
    "min": 1 / 60,
    "hour": 1.0,
    "hr": 1.0,
    "day": 24.0,
    "week": 168.0,
    "fortnight": 336.0,
    "month": 720.0,
    "year": 8760.0,
}
_DAYS = (
    "monday mon",
    "tuesday tue tues",
    "wednesday wed",
    "thursday thu thurs",
    "friday fri",
    "saturday sat",
    "sunday sun",
)
WEEKDAYS: dict[str, float] = {name: float(number) for number, names in enumerate(_DAYS) for name in names.split()}
MONTHS = words_of("january february march april june july august september october november december")
MONEY = frozenset("£$€₹¥")
CURRENCIES = words_of("pound pounds dollar dollars euro euros quid bucks rupees naira")
_LONGEST = 12
_DIGITS = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")


def number(word: str) -> float | None:
    """The value of a number in words or digits; None for anything else.

    >>> number("three"), number("1,200"), number("kettle")
    (3.0, 1200.0, None)
    """
    if word in NUMBERS:
        return NUMBERS[word]
    return float(word.replace(",", "")) if len(word) <= _LONGEST and _DIGITS.fullmatch(word) else None
