"""Whether words that sound like listening are about what this customer said, and right (rows 12, 17, 36, 39)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from heard.engine.concepts import stem, words_of
from heard.engine.listening.figures import MONEY, MONTHS, NUMBERS, ORDINALS, TIMES, WEEKDAYS
from heard.engine.listening.turn import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from heard.engine.listening.turn import Turn
    from heard.engine.matching.lexicon import Hit, Parsed

_SURE_LEAD, _LEAST_SHARED = 0.8, 0.1
_SHORT = 2
_NOT = words_of("not never no nobody none nothing without neither nor")
_STOPS = words_of(", ; : but and because so <s> until when after before if")
_LACKING = _NOT | words_of(
    "still missing waiting failed yet supposed expected should promised instead but refused stopped unable "
    "lost refuses only late delayed supposedly meant nowhere"
)
_ANYBODYS = words_of(
    "order item product account parcel package delivery email message messages case name number time money "
    "frustration concern concerns issue problem trouble situation experience question request complaint main "
    "worry patience day bank card payment refund details address view point side first last next whole own "
    "end words mind way work week part purchase service device new original latest biggest understanding "
    "current existing real usual business home house"
)
_GLAD = words_of("excited excitement thrilled delighted delight overjoyed happy glad relief relieved joy")
_CANNED = words_of(
    "inconvenience inconveniences trouble problem problems issue issues experience caused sorry apologise apologies "
    "apology frustration upset hear please accept council company team situation wait waiting sir madam matter"
)
_POINTING = frozenset(["it", "this", "that"])
_ADDRESSED = frozenset(["you", "your"])
_STORY = words_of(
    "were was had have has got spent paid ordered took want wanted waited waiting expected tried asked told are is "
    "been booked came went bought sent called left said need lost never not keep keeps feel felt"
)
_PROMISING = words_of(
    "i we will can could should please kindly must may might would let us if our my sorry apologise thank thanks"
)
_TOLD_LENGTH, _TOLD_SHARED, _TOLD_SHARE, _EARLY = 8, 2, 0.34, 5
_REACH = 3


@dataclass(frozen=True, slots=True)
class Said:
    """What is known of the customer's words: concepts, and the plain words that they came from."""

    words: tuple[str, ...]
    concepts: frozenset[str]


def said_by_customer(turn: Turn) -> Said | None:
    """All that is remembered of the customer's words; None when nothing was heard."""
    if not turn.memory.heard:
        return None
    words = tuple(word for heard in turn.memory.heard for word in (*heard.words.split(), "<s>"))
    known = {concept for complaint in turn.state.complaints for concept in complaint.concepts}
    codes = (word for word in words if any(char.isdigit() for char in word))
    return Said(words, frozenset([*turn.concepts.of_words(words), *known, *codes]))


def paraphrases(turn: Turn, hit: Hit, said: Said) -> float:
    """How sure it is that a restatement gives back this customer's matter, and correctly; 0 when it doesn't."""
    tokens = _restated(turn, hit)
    words = tuple(word for first, last in tokens for word in (*turn.parsed.tokens.norms[first:last], "<s>"))
    concepts = [concept for concept in turn.concepts.of_words(words) if not any(char.isdigit() for char in concept)]
    shared = len(said.concepts.intersection(concepts))
    least = 1 if hit.rule.score >= _SURE_LEAD else _SHORT
    if shared < least or shared < _LEAST_SHARED * len(concepts) or is_wrong(words, said):
        return 0.0
    return min(0.95, hit.rule.score + 0.03 * min(3, shared - 1))


def may_be_unled(turn: Turn) -> bool:
    """Whether some sentence tells of the customer at all; cheap, and no for most messages."""
    norms = turn.parsed.tokens.norms
    return any(
        last - first >= _TOLD_LENGTH and _tells_of_you(norms[first:last]) for first, last in sentences(turn.parsed)
    )


def unled(turn: Turn, said: Said) -> Iterator[tuple[int, int]]:
    """Sentences that tell the customer's own story back to them without a lead such as "it sounds like"."""
    norms = turn.parsed.tokens.norms
    for first, last in sentences(turn.parsed):
        words = norms[first:last]
        if "?" in words[-2:] or len(words) < _TOLD_LENGTH or not _tells_of_you(words):
            continue
        concepts = turn.concepts.of_words(words)
        shared = said.concepts.intersection(concepts)
        if len(shared) >= _TOLD_SHARED and len(shared) >= _TOLD_SHARE * len(concepts) and not is_wrong(words, said):
            yield first, last


def _tells_of_you(words: tuple[str, ...]) -> bool:
    """Whether a sentence is about what the customer did, had or wants, and asks, orders and promises nothing."""
    if _PROMISING.intersection(words) or _ADDRESSED.isdisjoint(words[:_EARLY]):
        return False
    index = next(n for n, word in enumerate(words) if word in _ADDRESSED)
    if words[index] == "your":
        return not _STORY.isdisjoint(words[index:])
    return not _STORY.isdisjoint(words[index + 1 : index + 4])


def _restated(turn: Turn, hit: Hit) -> list[tuple[int, int]]:
    """The sentences that hold what is given back: the hit's own, and those around it when it holds next to nothing."""
    found = list(sentences(turn.parsed))
    here = next(n for n, (first, last) in enumerate(found) if first <= hit.first < last or hit.first < last)
    norms = turn.parsed.tokens.norms
    first, last = found[here]
    rest = [*norms[first : hit.first], *norms[hit.last : last]]
    if sum(turn.concepts.tells(word) for word in rest) > _SHORT:
        return [found[here]]
    return found[max(0, here - 2) : here + 3]


def names_the_trouble(turn: Turn, hit: Hit, said: Said) -> bool:
    """Whether an apology says for what: its sentence takes up the trouble, or the one before "sorry about that"."""
    found = list(sentences(turn.parsed))
    here = next((n for n, (first, last) in enumerate(found) if hit.first < last), 0)
    norms = turn.parsed.tokens.norms
    first, last = found[here]
    words = [word for word in norms[first:last] if word not in _CANNED]
    if said.concepts.intersection(turn.concepts.of_words(words)):
        return True
    before = norms[found[here - 1][0] : found[here - 1][1]] if here else ()
    pointing = not _POINTING.isdisjoint(norms[hit.first : last])
    told = said.concepts.intersection(turn.concepts.of_words(word for word in before if word not in _CANNED))
    return pointing and "?" not in before[-2:] and len(told) >= _TOLD_SHARED


def life_in(parsed: Parsed) -> tuple[str, ...]:
    """What a message says of somebody's life, by its telling words."""
    return tuple(_life(parsed, hit) for hit in parsed.named("life"))


def _life(parsed: Parsed, hit: Hit) -> str:
    word = max(parsed.tokens.norms[hit.first : hit.last], key=len)
    return stem(word.removesuffix("s"))[:40]


def picked_up(turn: Turn) -> Iterator[tuple[int, int]]:
    """Where an agent takes up what the customer told of their life, not to ask for it again."""
    told = set(turn.memory.life)
    for hit in turn.parsed.named("life") if told else ():
        if _life(turn.parsed, hit) in told:
            yield hit.first, hit.last


def shares(turn: Turn, hit: Hit, said: Said) -> bool:
    """Whether the sentence of a hit takes up anything that the customer said."""
    first, last = turn.parsed.tokens.sentence(hit.first)
    words = turn.parsed.tokens.norms[first : max(last, hit.last)]
    return not said.concepts.isdisjoint(turn.concepts.of_words(words))


def misplaced_joy(turn: Turn, hit: Hit, said: Said) -> bool:
    """Whether a happy feeling is ascribed to somebody who is upset and named none."""
    words = _GLAD.intersection(turn.parsed.tokens.norms[hit.first : hit.last])
    return bool(words) and turn.memory.upset is not None and words.isdisjoint(said.words)


def is_wrong(words: tuple[str, ...], said: Said) -> bool:
    """Whether words give another number, day, amount, code or thing than the customer did, or turn it round."""
    for find in (_counts, _amounts, _days, _codes):
        ours, theirs = dict(find(words)), list(find(said.words))
        for value, unit in ours.items():
            values = {other for other, of in theirs if of == unit}
            if values and value not in values and not _also(value, unit, theirs):
                return True
    return _other_thing(words, said) or _turned_round(words, said.words)


def _also(value: object, unit: str, theirs: Iterable[tuple[object, str]]) -> bool:
    return (value, unit) in theirs


def _counts(words: tuple[str, ...]) -> Iterator[tuple[object, str]]:
    """Numbers with what they count: (3.0, "time")."""
    for index, word in enumerate(words):
        if word in TIMES:
            yield TIMES[word], "time"
        value = NUMBERS.get(word, ORDINALS.get(word))
        if value is None and word.isdigit() and len(word) < 4:
            value = float(word)
        if value is not None and word not in ("one", "first") and index + 1 < len(words):
            unit = words[index + 1]
            unit = (
                words[index + 2]
                if unit in ("working", "business", "separate", "different", "whole", "full") and index + 2 < len(words)
                else unit
            )
            if unit.isalpha():
                yield value, stem(unit.removesuffix("s"))


def _amounts(words: tuple[str, ...]) -> Iterator[tuple[object, str]]:
    for index, word in enumerate(words):
        if word[:1] in MONEY or (
            word[:1].isdigit() and words[index + 1 : index + 2] in (("pounds",), ("dollars",), ("euros",), ("quid",))
        ):
            yield word.strip("£$€₹¥").removesuffix(".00"), "money"


def _days(words: tuple[str, ...]) -> Iterator[tuple[object, str]]:
    return ((word, "day") for word in words if word in WEEKDAYS or word in MONTHS)


def _codes(words: tuple[str, ...]) -> Iterator[tuple[object, str]]:
    for word in words:
        digits = sum(char.isdigit() for char in word)
        if digits >= 3 and word[:1] not in MONEY and not word.startswith(("19", "20")):
            yield word.strip("#"), "code"


def _other_thing(words: tuple[str, ...], said: Said) -> bool:
    """Whether "your toaster" is spoken of to somebody who told of "my kettle" and of no toaster."""
    theirs = {thing for before, thing in pairwise(said.words) if before == "my"}
    if not theirs - _ANYBODYS:
        return False
    known = {stem(word) for word in said.words}
    things = [thing for before, thing in pairwise(words) if before == "your" and len(thing) > _SHORT + 1]
    return any(stem(thing) not in known and thing not in _ANYBODYS and not _is_told(thing, said) for thing in things)


def _is_told(thing: str, said: Said) -> bool:
    return not thing.isalpha() or any(thing.startswith(concept[:5]) for concept in said.concepts if len(concept) > 4)


def _turned_round(words: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Whether what the customer denies is affirmed, or the other way round, and nothing else in the words denies it."""
    ours_by, theirs_by = _polarities(words), _polarities(theirs)
    ours_lack, theirs_lack = not _LACKING.isdisjoint(words), not _NOT.isdisjoint(theirs)
    for word, polarity in ours_by.items():
        other = theirs_by.get(word)
        opposed = other is not None and len(polarity) == len(other) == 1 and polarity != other
        if opposed and not (theirs_lack if True in polarity else ours_lack):
            return True
    return False


def _polarities(words: tuple[str, ...]) -> dict[str, set[bool]]:
    """For each stem, whether it is denied."""
    found: dict[str, set[bool]] = {}
    left = 0
    for word in words:
        if word in _STOPS:
            left = 0
        elif word in _NOT:
            left = _REACH + 1
        elif len(word) > 3 and word.isalpha():
            found.setdefault(stem(word), set()).add(left > 0)
        left = max(0, left - 1)
    return found
