"""The customer's name: how it becomes known, and whether an agent calls them by it (row 38)."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from heard.engine.concepts import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heard.engine.listening.turn import Turn
    from heard.engine.matching.lexicon import Parsed
    from heard.engine.types import Message, Technique

_PART = r"[A-ZÀ-ÖØ-Þ][\w'’-]{1,20}"
_SIGNED = re.compile(
    r"(?:^|[\n.!?,][ \t]*)(?:(?:kind|best|warm|many) (?:regards|wishes|thanks)|regards|best|cheers|sincerely"
    r"|thanks(?: again)?|thank you|thx|yours(?: sincerely| faithfully| truly)?|love|ta|[-–—~])"
    rf"[ \t]*[,.!]?\s{{0,4}}[-–—]?[ \t]?(?P<name>(?-i:{_PART}(?: {_PART}){{0,2}}))[\s.!]*$",
    re.IGNORECASE,
)
_TITLE = r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.? )?"
_ALONE = re.compile(
    rf"\n[ \t]*[-–—~]?[ \t]?(?P<name>{_TITLE}{_PART}(?: {_PART})?)(?: \(M\w{{1,3}}\))?[ \t.!]*$"
    r"|\n[ \t]*[-–—~][ \t]?(?P<low>[a-z]{2,15})[ \t.!]*$"
)
_INTRODUCED = re.compile(
    r"(?:(?:^|[.!?,\n] ?)(?:(?i:hi|hello|hey|hola|good (?:day|morning|evening|afternoon))[,.! ]+)?"
    r"(?i:it['’]?s|it is|this is|here is|soy|i['’]?m|i am)"
    r"|(?i:call me|my name(?:['’]s| is)|the name(?:['’]s| is)|name:|signed,?|je suis|ich bin|me llamo))"
    rf" {_TITLE}(?P<name>{_PART}(?: (?:(?:van|de|der|von|al|bin) )?{_PART}){{0,2}})"
    r"(?=[ \t]*(?:[.,!?;:\n(–—-]|$|(?:here|again|from|and|account|order|speaking|calling)\b))"
)
_HERE = re.compile(
    rf"(?:^|[.!?,\n] ?)(?:(?i:hi|hello|hey)[,! ]+)?(?P<name>{_PART}(?: {_PART})?) (?i:here|again|speaking)"
    r"(?=[ \t]*(?:[.,!?;:\n–—-]|$))"
)
_WHOLE = re.compile(rf"{_PART}(?: {_PART}){{0,2}}")
_TAIL, _HEAD = 90, 400
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
_HONORIFICS = frozenset(["ji", "san", "garu", "sahib", "sir", "bhai"])
_STUFFED = 3
_PARTED = re.compile(r"[\s-]+")


def names_in(message: Message) -> Iterator[tuple[str, int, int]]:
    """Names that a customer signs with, and where they stand in the message as it came in."""
    tail = max(0, len(message.text) - _TAIL)
    for pattern, start in ((_SIGNED, tail), (_ALONE, tail), (_INTRODUCED, 0), (_HERE, 0)):
        found = pattern.search(message.text if start else message.text[:_HEAD], start)
        if found:
            group = "name" if found["name"] else "low"
            if found[group].split()[0].lower() not in _NO_NAMES and not found[group].isupper():
                yield found[group], *found.span(group)


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
    parts = (part for name in given for part in _PARTED.split(_bare(name)))
    return frozenset(part for part in parts if len(part) > 1 and part not in _TITLES and part not in own)


def _joins(norms: tuple[str, ...], index: int, known: frozenset[str]) -> bool:
    """Whether a sign stands inside a name or after its title: the dash of "Anne-Marie", the stop of "Dr."."""
    if norms[index] == "-":
        return norms[index - 1] in known and norms[index + 1] in known
    return norms[index] == "." and norms[index - 1] in _TITLES and norms[index + 1] in known


def _bare(name: str) -> str:
    """A name as tokens have it: lower case, without accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", name.lower())
    return "".join(char for char in plain if not unicodedata.combining(char) and char not in "'’.,")


def _is_called(parsed: Parsed, index: int, known: frozenset[str]) -> bool:
    """Whether the name at a token addresses somebody: set apart by a comma, a greeting or a sentence's end."""
    tokens = parsed.tokens
    if tokens.raw[index].lower().endswith(("'s", "’s")) or "@" in tokens.raw[index]:
        return False
    first, last = index, index + 1
    while (
        tokens.norms[first - 1] in known or tokens.norms[first - 1] in _TITLES or _joins(tokens.norms, first - 1, known)
    ):
        first -= 1
    while tokens.norms[last] in known or _joins(tokens.norms, last, known):
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
        return after in _STOPS or after in _HONORIFICS or before != "<s>"
    return (after in _STOPS or after in _HONORIFICS) and before not in _SOMEBODY_ELSE
