"""The unmet list: what the customer has said that nobody has yet acknowledged or answered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from heard.engine.concepts import overlap
from heard.engine.state import LONGEST_QUOTE, MOST
from heard.engine.types import Quote, Unmet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from heard.engine.concepts import Concepts
    from heard.engine.matching.lexicon import Hit, Parsed
    from heard.engine.types import Cue, Emotions, Message, Need, Technique

FELT = ("anger", "frustration", "disappointment", "anxiety", "sadness")
SHOWING = (
    "vulnerability",
    "repeated_contact",
    "already_said",
    "hostile_language",
    "explicit_emotion",
    "supervisor_demand",
    "legal_threat",
    "report_threat",
    "public_threat",
    "cancel_threat",
    "sarcasm",
    "repeated_complaint",
    "venting",
    "profanity",
    "disengagement",
    "all_caps",
)
_SETTLES: dict[Need, frozenset[str]] = {
    "acknowledgement": frozenset(
        ["emotional_acknowledgement", "validation", "apology_specific", "empathy_reset", "paraphrase"]
    ),
    "answer": frozenset(["solution_offered", "alternative_offered", "commitment"]),
    "information": frozenset(["solution_offered", "alternative_offered", "expectation_set", "reason_given"]),
    "promise": frozenset(["commitment", "expectation_set", "apology_specific", "ownership"]),
}
_ENOUGH_WORDS = 5
_MOST_ASKED = 4
_STRONG = 0.5
_LOOSE_END = re.compile(r"[\s,;]+(?:and|but|so|or)\Z", re.IGNORECASE)
"""What a phrase that goes on ("I am eighty-eight and") leaves hanging on its quotation."""


def quote(parsed: Parsed, message: Message, first: int, last: int) -> Quote:
    """Tokens ``first`` to ``last`` as a quotation, cut to what a state may carry."""
    start, end = parsed.span(first, last)
    end = min(end, start + LONGEST_QUOTE)
    return Quote(text=message.text[start:end], message=message.id, start=start, end=end)


def sentence_of(parsed: Parsed, message: Message, hit: Hit) -> Quote:
    """The whole sentence in which a hit stands."""
    first, last = parsed.tokens.sentence(hit.first)
    return quote(parsed, message, first, max(last, hit.last))


def raised(
    *, message: Message, parsed: Parsed, cues: Sequence[Cue], emotions: Emotions, made: int
) -> tuple[Unmet, ...]:
    """What this customer message leaves open; ids go on from ``made``."""
    found: list[tuple[Need, Quote]] = []
    felt = _feeling(message, parsed, cues, emotions)
    if felt is not None:
        found.append(("acknowledgement", felt))
    for hit in parsed.named("promise_reminder")[:1]:
        found.append(("promise", sentence_of(parsed, message, hit)))
    for hit in parsed.named("wants_fix")[:2]:
        found.append(("answer", sentence_of(parsed, message, hit)))
    asked: list[tuple[Need, Quote]] = [("information", quote(parsed, message, *place)) for place in questions(parsed)]
    asked += [("answer", sentence_of(parsed, message, hit)) for hit in parsed.named("request")]
    asked += [("information", sentence_of(parsed, message, hit)) for hit in parsed.named("plain_question")]
    for need, words in asked[:_MOST_ASKED]:
        if all(words.start >= old.end or words.end <= old.start for _, old in found):
            found.append((need, words))
    distinct = {(need, words.start): (need, words) for need, words in found}
    return tuple(
        Unmet(id=f"u{made + n}", need=need, text=q.text, message=q.message, start=q.start, end=q.end)
        for n, (need, q) in enumerate(distinct.values(), 1)
    )


def shows_feeling(emotions: Emotions, cues: Sequence[Cue]) -> bool:
    """Whether a message shows a feeling that asks to be acknowledged: strongly, by its name, or by its cause."""
    if max(getattr(emotions, name) for name in FELT) >= _STRONG:
        return True
    return any(
        cue.name == "vulnerability" or (cue.name == "explicit_emotion" and not set(FELT).isdisjoint(cue.reads_as))
        for cue in cues
    )


def _feeling(message: Message, parsed: Parsed, cues: Sequence[Cue], emotions: Emotions) -> Quote | None:
    """The words that show a feeling which asks to be acknowledged."""
    if not shows_feeling(emotions, cues):
        return None
    for name in SHOWING:
        for cue in cues:
            if cue.name == name and cue.start is not None and cue.end is not None:
                said = _LOOSE_END.sub("", message.text[cue.start : min(cue.end, cue.start + LONGEST_QUOTE)])
                return Quote(text=said, message=message.id, start=cue.start, end=cue.start + len(said))
    signals = [
        hit
        for hit in parsed.hits
        if hit.rule.kind == "signal" and hit.rule.name.endswith(("_word", "wait", "service", "answer"))
    ]
    return sentence_of(parsed, message, signals[0]) if signals else None


def questions(parsed: Parsed) -> Iterable[tuple[int, int]]:
    """Sentences that end in a question mark and are no rhetorical outburst; at most three."""
    rhetorical = {
        parsed.tokens.sentence(hit.first) for hit in parsed.named("accusatory_question", "sarcasm", "hostile_language")
    }
    found = []
    for index, norm in enumerate(parsed.tokens.norms):
        if norm == "?":
            sentence = parsed.tokens.sentence(index)
            if sentence not in rhetorical and sentence not in found and sentence[1] - sentence[0] > 2:
                found.append(sentence)
    return found[:3]


def settled(
    unmet: tuple[Unmet, ...],
    *,
    parsed: Parsed,
    techniques: Sequence[Technique],
    negated: bool,
    concepts: Concepts,
    ask: dict[str, tuple[str, ...]],
) -> tuple[Unmet, ...]:
    """What stays open after an agent's message. ``ask`` holds the concepts of each open need's message, by need id.

    A wish is settled by an offer, by a promise, or by the reason for a no to it; not by owning the fault, and not by
    asking whether it was understood.
    """
    names = {technique.name for technique in techniques}
    about = concepts.of(parsed.tokens)
    asked = [need for need in unmet if need.need == "information"]
    answered = asked[0].id if len(asked) == 1 and parsed.named("plain_answer") else None
    says_why = _says_why(parsed, techniques)
    left = []
    for need in unmet:
        met = bool(names & _SETTLES[need.need])
        if need.need == "acknowledgement":
            met = met and not negated
        elif not met and need.need == "answer":
            met = says_why and (need.id not in ask or not ask[need.id] or overlap(about, ask[need.id])[0] >= 1)
        elif not met and need.need == "information":
            shared, share = overlap(about, ask.get(need.id, ()))
            speaks_of_it = parsed.tokens.words >= _ENOUGH_WORDS and shared >= 1 and share >= 0.34
            only_asks = parsed.tokens.norms[-3:-1] and "?" in parsed.tokens.norms[-3:] and len(parsed.tokens.norms) < 20
            met = (need.id == answered or speaks_of_it) and not only_asks
        if not met:
            left.append(need)
    return tuple(left)


def _says_why(parsed: Parsed, techniques: Sequence[Technique]) -> bool:
    """Whether a reason is given, outside a question that only checks ("It's late because it was lost, right?")."""
    sentences = {parsed.tokens.sentence(at) for at, norm in enumerate(parsed.tokens.norms) if norm == "?"}
    asking = [parsed.span(*sentence) for sentence in sentences if sentence[0] < sentence[1]]
    return any(
        each.name == "reason_given"
        and not any(each.start is not None and start <= each.start < end for start, end in asking)
        for each in techniques
    )


def keep(unmet: tuple[Unmet, ...]) -> tuple[Unmet, ...]:
    """At most as many as a state carries; the oldest wishes for information go first."""
    most = MOST["unmet"]
    if len(unmet) <= most:
        return unmet
    spare = [need for need in unmet if need.need == "information"] + [
        need for need in unmet if need.need != "information"
    ]
    gone = {need.id for need in spare[: len(unmet) - most]}
    return tuple(need for need in unmet if need.id not in gone)
