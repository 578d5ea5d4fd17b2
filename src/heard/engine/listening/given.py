"""What a customer's message gives that an agent might ask for: facts, names, photos, places, what they would like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.engine.listening.memory import MOST_GIVEN, Given
from heard.engine.listening.naming import names_in
from heard.engine.listening.turn import place
from heard.engine.types import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from heard.engine.matching.lexicon import Parsed
    from heard.engine.types import Fact, Message


def by_word(groups: Mapping[str, str]) -> dict[str, str]:
    """For each word the group that it stands in.

    >>> by_word({"shop": "shop store"})
    {'shop': 'shop', 'store': 'shop'}
    """
    return {word: group for group, words in groups.items() for word in words.split()}


_CALLED = {
    "order": "order purchase po ord",
    "parcel": "parcel package shipment delivery consignment packet",
    "booking": "booking reservation pnr confirmation trip",
    "tracking": "tracking awb waybill",
    "ticket": "ticket case incident complaint job",
    "account": "account acc acct customer member membership loyalty client",
    **{name: name for name in ("invoice", "policy", "claim", "serial", "contract", "flight", "meter", "model")},
}
LABELS = by_word(_CALLED)
_EVENTS = {
    "birth": "birth born dob birthday birthdate",
    "bought": "order ordered purchase purchased bought buy booked book placed place",
    "came": "arrive arrived arrives delivered delivery receive received came come",
    "returned": "return returned sent send posted",
    "paid": "charge charged pay paid taken took payment billed debited",
    "travel": "travel travelling fly flying departure depart leave leaving flight stay",
}
EVENT_OF = by_word(_EVENTS)
_PLACES = {
    "street": "street road lane avenue grove crescent terrace mews drive gardens close",
    "shop": "shop store branch outlet",
    **{name: name for name in ("station", "airport", "depot", "hotel", "clinic", "school", "campus", "gym")},
}
PLACE_OF = by_word(_PLACES)
LACKED = frozenset(["password", "passcode", "pin", "login", "username"])
"""What a customer may say they don't have, so that asking for it is asking again."""
_WHOSE = frozenset(["my", "our", "the", "her", "his", "their", "any", "a", "that", "got"])
_LACKING = (("not", "have"), ("not", "know"))
_CHANGED = {"to": "new", "new": "new", "now": "new"}


def given_in(message: Message, parsed: Parsed, facts: Sequence[Fact]) -> tuple[Given, ...]:
    """What a customer's message gives that an agent might ask for."""
    found = [_of_fact(message, fact) for fact in facts]
    for name, start, end in names_in(message):
        found.append(
            Given(kind="name", label="", value=name[:80], at=Evidence(message=message.id, start=start, end=end))
        )
    for hit in parsed.named("given", "step_tried"):
        kind = hit.rule.id.partition(".")[2]
        kind = kind if hit.rule.name == "given" else f"step.{kind}"
        at = Evidence(message=message.id, start=hit.start, end=hit.end)
        found.append(Given(kind=kind, label="", value="", at=at))
    found += _places(message, parsed)
    found += _lacked(message, parsed)
    return tuple(found[:MOST_GIVEN])


def _places(message: Message, parsed: Parsed) -> Iterator[Given]:
    """Places by their name: a word with a capital before "street", "shop" and the like."""
    norms, raw = parsed.tokens.norms, parsed.tokens.raw
    for index in range(2, len(norms)):
        kind = PLACE_OF.get(norms[index])
        named = kind is not None and raw[index - 1].istitle() and norms[index - 1].isalpha()
        if kind and named and (norms[index - 2] != "<s>" or raw[index].istitle()):
            yield Given(kind=f"place.{kind}", label="", value="", at=place(parsed, message, index - 1, index + 1))


def _lacked(message: Message, parsed: Parsed) -> Iterator[Given]:
    """What the customer says they don't have or know: "I don't have her password"."""
    norms = parsed.tokens.norms
    for index, norm in enumerate(norms):
        if norm not in LACKED:
            continue
        first = index
        while first and norms[first - 1] in _WHOSE:
            first -= 1
        if norms[max(0, first - 2) : first] in _LACKING:
            yield Given(kind=f"lacked.{norm}", label="", value="", at=place(parsed, message, first - 2, index + 1))


def _of_fact(message: Message, fact: Fact) -> Given:
    at = Evidence(message=fact.message, start=fact.start, end=fact.end)
    if fact.kind == "date":
        label = _label(message.text[max(0, fact.start - 60) : fact.start], EVENT_OF)
        label = label or _label(message.text[fact.end : fact.end + 30], EVENT_OF)
    elif fact.kind in ("email", "phone"):
        label = _label(message.text[max(0, fact.start - 12) : fact.start], _CHANGED)
    else:
        label = _label(message.text[max(0, fact.start - 30) : fact.start], LABELS)
    return Given(kind=fact.kind, label=label, value=fact.value, at=at)


def _label(text: str, labels: dict[str, str]) -> str:
    """What the last word that says so calls it."""
    words = [word.strip(".,;:#'’?!()") for word in text.lower().split()]
    return next((labels[word] for word in reversed(words) if word in labels), "")
