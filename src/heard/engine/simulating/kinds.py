"""The names that a persona's lines go by, and how many of each it needs."""

from __future__ import annotations

from typing import Literal, get_args

Band = Literal["cool", "warm", "hot"]
Over = Literal["settled", "left", "escalated"]
Style = Literal["attentive", "hurried", "by_the_book"]

BANDS: tuple[Band, ...] = get_args(Band)
STYLES: tuple[Style, ...] = get_args(Style)
BREAKS: tuple[Over, ...] = ("left", "escalated")
ANY, NOTHING, PLAIN = "any", "nothing", "plain"
_WARM_FROM, _HOT_FROM = 30, 60

KINDS: dict[str, int] = {
    "opening": 3,  # the first message
    "softened": 3,  # an answer did them good
    "unmoved": 3,  # an answer did nothing
    "hardened": 3,  # an answer made it worse
    "confirms": 2,  # yes, that is what I said
    "ask": 3,  # heard by now, and waiting for what happens
    "when": 2,  # the right offer, without what makes it certain
    "too_soon": 2,  # the right offer, before they were heard
    "not_it": 2,  # an offer of something else
    "unsure": 2,  # asked for what they don't know
    "told": 2,  # asked for what they told
    "accepts": 2,  # yes to an offer
    "thanks": 2,  # goodbye, well
    "cool_goodbye": 2,  # goodbye, so so
    "leaves": 2,  # had enough
    "escalates": 2,  # had enough, and goes higher
    "nudge": 4,  # nobody answers
}
"""Each kind of line, and the fewest that a persona may have of it."""


def band_of(temperature: float) -> Band:
    """The band of an inner temperature.

    >>> [band_of(each) for each in (10, 30, 60)]
    ['cool', 'warm', 'hot']
    """
    if temperature >= _HOT_FROM:
        return "hot"
    return "warm" if temperature >= _WARM_FROM else "cool"
