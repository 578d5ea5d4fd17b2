"""The customer's name: how it becomes known, and whether an agent calls them by it (row 38)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from heard.engine.concepts import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heard.engine.lexicon import Parsed
    from heard.engine.turn import Turn
    from heard.engine.types import Message, Technique

_PART = r"[A-ZÀ-ÖØ-Þ][\w'’-]{1,20}"
_SIGNED = re.compile(
    r"(?:^|[\n.!?,][ \t]*)(?:(?:kind|best|warm|many) (?:regards|wishes|thanks)|regards|best|cheers|sincerely"
    r"|thanks(?: again)?|thank you|thx|yours(?: sincerely| faithfully| truly)?|love|ta|[-–—~])"
    rf"[ \t]*[,.!]?\s{{0,4}}[-–—]?[ \t]?(?P<name>(?-i:{_PART}(?: {_PART}){{0,2}}))[\s.!]*$",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"\n[ \t]*[-–—~]?[ \t]?(?P<name>{_PART}(?: {_PART})?)[ \t.!]*$")
_WHOLE = re.compile(rf"{_PART}(?: {_PART}){{0,2}}")
_TAIL = 90
_NO_NAMES = words_of(
    "customer client user guest anonymous visitor caller agent support unknown member me you sir madam team "
    "all everyone thanks please sorry help hello hi regards bye yes no ok monday tuesday wednesday thursday "
    "friday saturday sunday sent urgent cheers best again well much ever waiting asap not never nothing still"
)
_TITLES = words_of("mr mrs ms miss mx dr prof sir madam mister")
_CALLING = _TITLES | words_of(
    "hi hello hey hiya dear thanks thank you sorry morning afternoon evening welcome ok okay right so and but "
    "well understand hear apologies apologise no yes absolutely sure certainly perfect great understood "
    "cheers"
)
_SOMEBODY_ELSE = words_of(
    "to for with from by of name called colleague manager named under is this am signed tell told ask is're "
    "and or neighbour driver engineer via mr's at"
)
_STOPS = words_of(", ! . ? - – — : ; <s> ( …")
_STUFFED = 3


def names_in(message: Message) -> Iterator[tuple[str, int, int]]:
    """Names that a customer signs with, and where they stand in the message as it came in."""
    tail = max(0, len(message.text) - _TAIL)
    for pattern in (_SIGNED, _ALONE):
        found = pattern.search(message.text, tail)
        if found and found["name"].split()[0].lower() not in _NO_NAMES and not found["name"].isupper():
            yield found["name"], *found.span("name")
            return


def plain_name(author: str | None) -> str | None:
    """An author's name if it reads like a person's."""
    if author and _WHOLE.fullmatch(author) and author.split()[0].lower() not in _NO_NAMES:
        return author
    return None


def uses_name(turn: Turn) -> Iterator[Technique]:
    """The customer called by name, once or twice in a message; more is stuffing, and somebody else's name is none."""
    known = _known(turn)
    if not known:
        return
    tokens = turn.parsed.tokens
    asks_for_it = {
        tokens.sentence(hit.first) for hit in turn.parsed.hits if hit.rule.id.startswith("question_datum.name")
    }
    places = [
        index
        for index, norm in enumerate(tokens.norms)
        if norm in known
        and tokens.kinds[index] == "word"
        and not tokens.quoted[index]
        and tokens.sentence(index) not in asks_for_it
        and _is_called(turn.parsed, index, known)
    ]
    if places and len(places) < _STUFFED:
        yield turn.technique("uses_name", 0.9, (places[0], places[0] + 1), rule="uses_name.called_by_it")


def _known(turn: Turn) -> frozenset[str]:
    """The parts of every name that is known of the customer, but not the agent's own."""
    given = [turn.state.name or "", *turn.memory.names]
    given += [fact.value for fact in turn.state.facts if fact.kind == "name"]
    own = {part.lower() for part in (turn.message.author or "").split()}
    parts = (part.lower().strip(".,'’") for name in given for part in name.split())
    return frozenset(part for part in parts if len(part) > 1 and part not in _TITLES and part not in own)


def _is_called(parsed: Parsed, index: int, known: frozenset[str]) -> bool:
    """Whether the name at a token addresses somebody: set apart by a comma, a greeting or a sentence's end."""
    tokens = parsed.tokens
    if tokens.raw[index].lower().endswith(("'s", "’s")) or "@" in tokens.raw[index]:
        return False
    first, last = index, index + 1
    while tokens.norms[first - 1] in known or tokens.norms[first - 1] in _TITLES:
        first -= 1
    while tokens.norms[last] in known:
        last += 1
    before, after = tokens.norms[first - 1], tokens.norms[last]
    if tokens.kinds[last] == "word" and tokens.raw[last][:1].isupper() and after not in _CALLING and after != "i":
        return False
    if before in _SOMEBODY_ELSE and after != ",":
        return False
    titled = tokens.norms[first] in _TITLES
    if before in _CALLING or titled:
        return titled or after in _STOPS or before not in ("and", "but", "so", "you", "no", "is")
    if before in (",", "<s>", "!", "–", "—", "-"):
        return after in _STOPS or before != "<s>"
    return after in _STOPS and before not in _SOMEBODY_ELSE
