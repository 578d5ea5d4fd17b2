"""Which language a message is in, as far as its script and the conversation tell. No model: what is unsure says so."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

_FEWEST_LETTERS, _LOOKED_AT = 4, 2_000


def language_of(text: str, given: str | None, covered: Collection[str]) -> tuple[str | None, bool]:
    """The language and whether the playbook covers it.

    A language that the conversation names is believed. Otherwise a text mostly in another script than Latin is of
    an unknown language; any other is taken for the playbook's first.

    >>> language_of("Where is it?", None, ("en",)), language_of("Wo ist es?", "de", ("en",))
    (('en', True), ('de', False))
    """
    if given:
        name = given.replace("_", "-").split("-")[0].lower()
        return (name, True) if name in covered else (given, False)
    if text.isascii():
        return next(iter(covered), None), bool(covered)
    letters = [char for char in text[:_LOOKED_AT] if char.isalpha()]
    foreign = sum(not char.isascii() and not _is_latin(char) for char in letters)
    if len(letters) >= _FEWEST_LETTERS and 2 * foreign > len(letters):
        return None, False
    return next(iter(covered), None), bool(covered)


@lru_cache(maxsize=4096)
def _is_latin(char: str) -> bool:
    return unicodedata.name(char, "").startswith(("LATIN", "MATHEMATICAL", "FULLWIDTH LATIN"))
