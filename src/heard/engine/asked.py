"""What a customer has given already, and an agent's question for it (row 15). Facts are compared, not words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from heard.engine.concepts import overlap, words_of
from heard.engine.memory import MOST_ABOUT, MOST_ASKED, MOST_GIVEN, Asked, Given, Memory
from heard.engine.naming import names_in
from heard.engine.turn import place, sentences
from heard.engine.types import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from heard.engine.concepts import Concepts
    from heard.engine.lexicon import Hit, Parsed
    from heard.engine.turn import Turn
    from heard.engine.types import Caution, Fact, Message

_CALLED = {
    "order": "order purchase po ord",
    "parcel": "parcel package shipment delivery consignment packet",
    "booking": "booking reservation pnr confirmation trip",
    "tracking": "tracking awb waybill",
    "ticket": "ticket case incident complaint job",
    "account": "account acc acct customer member membership loyalty client",
    **{name: name for name in ("invoice", "policy", "claim", "serial", "contract", "flight", "meter", "model")},
}
_LABELS = {word: label for label, words in _CALLED.items() for word in words.split()}
_ALIKE = {"order": {"parcel"}, "tracking": {"parcel"}, "parcel": {"order", "tracking"}}
_BARE_CODE = frozenset(["", "order", "parcel", "booking", "tracking", "ticket"])
_EVENTS = {
    "birth": "birth born dob birthday birthdate",
    "bought": "order ordered purchase purchased bought buy booked book placed place",
    "came": "arrive arrived arrives delivered delivery receive received came come",
    "returned": "return returned sent send posted",
    "paid": "charge charged pay paid taken took payment billed debited",
    "travel": "travel travelling fly flying departure depart leave leaving flight stay",
}
_EVENT_OF = {word: event for event, words in _EVENTS.items() for word in words.split()}
_ANOTHER = words_of(
    "other another second new different next replacement alternative both else additional more clearer better "
    "closer sharper forwarding recipient recipients their his her current correct right still same friend "
    "partner someone neighbour backup spare whole"
)
_UNREAD = words_of("blurry blurred unreadable illegible corrupt corrupted cropped dark fuzzy garbled invalid")
_NOT_THROUGH = (
    ("come", "through"),
    ("cut", "off"),
    ("not", "open"),
    ("not", "load"),
    ("not", "match"),
    ("no", "match"),
)
_UNSURE = (("not", "know"), ("not", "sure"), ("no", "idea"), ("not", "remember"), ("not", "have"))
_LATER = frozenset(["now", "yet", "still", "else", "today", "this", "next"])
_REACH = 3
_SHARED, _SHARE = 2, 0.67
_DESCRIBED = 6


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
    return tuple(found[:MOST_GIVEN])


def _of_fact(message: Message, fact: Fact) -> Given:
    at = Evidence(message=fact.message, start=fact.start, end=fact.end)
    if fact.kind == "date":
        first, last = max(0, fact.start - 60), fact.end + 30
        label = _label(message.text[first:last], _EVENT_OF)
    else:
        label = _label(message.text[max(0, fact.start - 30) : fact.start], _LABELS)
    return Given(kind=fact.kind, label=label, value=fact.value, at=at)


def _label(text: str, labels: dict[str, str]) -> str:
    """What the last word that says so calls it."""
    words = [word.strip(".,;:#'’?!()") for word in text.lower().split()]
    return next((labels[word] for word in reversed(words) if word in labels), "")


def remember_answers(memory: Memory, message: Message, parsed: Parsed) -> tuple[Asked, ...]:
    """The agent's questions, answered by this customer's message unless it says that it can't."""
    norms = parsed.tokens.norms
    if len(norms) < 3 or "?" in norms[-3:] or any(_has(norms, words) for words in _UNSURE):
        return memory.asked
    at = place(parsed, message, 1, max(2, min(len(norms) - 1, 40)))
    return tuple(asked if asked.answer else replace(asked, answer=at) for asked in memory.asked)


def with_questions(memory: Memory, parsed: Parsed, concepts: Concepts) -> tuple[Asked, ...]:
    """The questions remembered, those of this message added."""
    return (*memory.asked, *(Asked(about=about) for _, about in _questions(parsed, concepts)))[-MOST_ASKED:]


def _questions(parsed: Parsed, concepts: Concepts) -> Iterator[tuple[tuple[int, int], tuple[str, ...]]]:
    norms = parsed.tokens.norms
    for first, last in sentences(parsed):
        if "?" in norms[max(first, last - 2) : last] and _LATER.isdisjoint(norms[first:last]):
            about = concepts.of(parsed.tokens, first, last)[:MOST_ABOUT]
            if len(about) >= _SHARED:
                yield (first, last), tuple(concept[:40] for concept in about)
    for hit in parsed.named("question_datum"):
        kind = _suffix(hit)
        label = next((_LABELS[word] for word in norms[hit.first : hit.last] if word in _LABELS), "")
        if (kind != "other" or label) and _ANOTHER.isdisjoint(norms[max(0, hit.first - 1) : hit.last + 2]):
            yield (hit.first, hit.last), (f"datum {kind}", f"called {label}")


def asked_again(turn: Turn) -> Iterator[Caution]:
    """Questions for what the customer has given, told or tried; one caution for each datum."""
    if not turn.memory.heard:
        return
    taken: set[tuple[int, int]] = set()
    for hit in turn.parsed.named("question_datum", "step_asked", "question_matter"):
        sentence = turn.parsed.tokens.sentence(hit.first)
        at = None if sentence in taken else _given_at(turn, hit)
        if at is not None:
            taken.add(sentence)
            yield turn.caution(
                "asked_again", 0.85, (hit.first, hit.last), evidence=(at,), rule=f"asked_again.{_suffix(hit)}"
            )
    for tokens, about in _questions(turn.parsed, turn.concepts):
        answer = next((old.answer for old in turn.memory.asked if old.answer and _is_same(about, old.about)), None)
        sentence = turn.parsed.tokens.sentence(tokens[0])
        if answer and sentence not in taken:
            taken.add(sentence)
            yield turn.caution("asked_again", 0.75, tokens, evidence=(answer,), rule="asked_again.same_question")


def _suffix(hit: Hit) -> str:
    return hit.rule.id.partition(".")[2] or hit.rule.name


def _is_same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shared, _ = overlap(one, other)
    return shared >= _SHARED and shared / max(len(one), len(other)) >= _SHARE


def _given_at(turn: Turn, hit: Hit) -> Evidence | None:
    """Where the customer gave what a hit asks for; None if they didn't, or if the question is for something else."""
    memory, kind = turn.memory, _suffix(hit)
    norms = turn.parsed.tokens.norms
    if hit.rule.name == "question_matter":
        return _told_at(turn)
    if _is_excused(turn, hit):
        return None
    if hit.rule.name == "step_asked":
        start, end = turn.parsed.tokens.sentence(hit.first)
        if "?" not in norms[hit.last - 1 : end] and _has(norms[max(start, hit.first - 3) : hit.first], ("you", "have")):
            return None
        return next((given.at for given in reversed(memory.given) if given.kind == f"step.{kind}"), None)
    asked = norms[hit.first : hit.last]
    said = turn.parsed.text(*turn.parsed.tokens.sentence(hit.first)).lower()
    for given in reversed(memory.given):
        if _fits(kind, asked, norms[hit.first : hit.last + _REACH], given):
            return None if given.value and given.value.lower() in said else given.at
    return None


def _fits(kind: str, asked: tuple[str, ...], near: tuple[str, ...], given: Given) -> bool:
    """Whether what is asked for is of the kind that was given, and called the same."""
    if kind in ("email", "phone", "name", "photo", "address"):
        return given.kind == kind
    if kind == "date":
        event = next((_EVENT_OF[word] for word in near if word in _EVENT_OF), "")
        return given.kind == "date" and event in ("", given.label)
    if given.kind == "amount":
        return "amount" in asked or _has(asked, ("how", "much"))
    if given.kind == "order":
        label = next((_LABELS[word] for word in asked if word in _LABELS), "" if kind == "order" else "?")
        if given.label == "":
            return label in _BARE_CODE
        return label in ("", given.label) or given.label in _ALIKE.get(label, ())
    return given.kind == kind or (kind == "other" and given.kind in asked)


def _is_excused(turn: Turn, hit: Hit) -> bool:
    """Whether the question is for another one, or says what was wrong with the first."""
    norms = turn.parsed.tokens.norms
    near = norms[max(0, hit.first - 1) : hit.last + 2]
    if not _ANOTHER.isdisjoint(near) or not _UNREAD.isdisjoint(norms):
        return True
    return any(_has(norms, words) for words in _NOT_THROUGH)


def _has(norms: tuple[str, ...], words: tuple[str, ...]) -> bool:
    return any(norms[n : n + len(words)] == words for n in range(len(norms) - len(words) + 1))


def _told_at(turn: Turn) -> Evidence | None:
    """Where the customer described the trouble, if they did at any length."""
    for heard in turn.memory.heard:
        if sum(turn.concepts.tells(word) for word in heard.words.split()) >= _DESCRIBED:
            return heard.at
    return None
