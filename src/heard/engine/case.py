"""A conversation and its reading as a review looks at them: who said what, what showed, how it was taken up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from heard.engine.types import Quote

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from heard.engine.types import Conversation, Cue, Reading

SLOTS = ("who", "customer", "message", "quote", "reply", "count", "from", "to", "feeling")
"""What the sentences of a criterion may speak of."""
FIXES = frozenset(["solution_offered", "alternative_offered"])
ACKNOWLEDGING = ("emotional_acknowledgement", "validation", "apology_specific", "empathy_reset", "paraphrase")
HEATED = 40
_FELT = ("anger", "frustration", "disappointment", "anxiety", "sadness")
_SHOWN = 0.5
_LONGEST, _A_SENTENCE = 140, 4
_ENDS = ".!?…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """A feeling that showed, from the message that showed it to the reply that took it up.

    ``reply`` counts the agents' turns from then on: 1 is the next one. ``first`` is the agent message that could have
    taken it up, ``fix`` a fix that came before, ``spoilt`` an acknowledgement that was taken back.
    """

    at: int
    shown: Quote
    feeling: str
    first: int | None = None
    reply: int | None = None
    taken_up: tuple[int, Quote] | None = None
    fix: tuple[int, Quote] | None = None
    spoilt: Quote | None = None


def sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a text begin and end, without the space around them.

    >>> [("One. Two?"[start:end]) for start, end in sentences("One. Two?")]
    ['One.', 'Two?']
    """
    found, start = [], 0
    for n, char in enumerate(text):
        ends = char == "\n" or (char in _ENDS and (n + 1 == len(text) or text[n + 1].isspace()))
        if ends or n + 1 == len(text):
            part = text[start : n + 1]
            if part.strip():
                found.append((start + len(part) - len(part.lstrip()), start + len(part.rstrip())))
            start = n + 1
    return found


class Case:
    """A conversation and its reading, with what every measure asks of them. Only assessed messages are looked at."""

    def __init__(self, conversation: Conversation, reading: Reading) -> None:
        self.messages = conversation.messages
        self.readings = reading.messages
        self.state = reading.state
        self.channel = conversation.channel
        self.agents = [n for n, read in enumerate(self.readings) if read.role == "agent" and read.assessed]
        self.customers = [n for n, read in enumerate(self.readings) if read.role == "customer" and read.assessed]
        self._place = {message.id: n for n, message in enumerate(self.messages)}
        self._authors = list(dict.fromkeys(self.messages[n].author for n in self.agents))
        self._customer = next((self.messages[n].author for n in self.customers if self.messages[n].author), None)
        self._customer = self._customer or conversation.customer.name

    # -- words

    def quote(self, index: int, start: int, end: int) -> Quote:
        """Words of a message."""
        message = self.messages[index]
        return Quote(text=message.text[start:end], message=message.id, start=start, end=end)

    def whole(self, quote: Quote) -> Quote:
        """The sentence in which a quote stands, cut at a word when it is long, and never before the quote ends."""
        index = self._place[quote.message]
        text = self.messages[index].text
        rows = [row for row in sentences(text) if row[0] < max(quote.end, quote.start + 1) and row[1] > quote.start]
        start, end = (rows[0][0], rows[-1][1]) if rows else (quote.start, quote.end)
        if end - start > _LONGEST:
            if quote.end - start > _LONGEST:
                start = quote.start
            end = max(quote.end, text.rfind(" ", start, start + _LONGEST))
        return self.quote(index, start, end)

    def opening(self, index: int) -> Quote:
        """A message's first sentence that is more than a greeting."""
        text = self.messages[index].text
        rows = sentences(text) or [(0, len(text))]
        start, end = next((row for row in rows if len(text[slice(*row)].split()) >= _A_SENTENCE), rows[0])
        return self.whole(self.quote(index, start, min(end, start + 1)))

    def shown(self, quote: Quote) -> str:
        """A quote as it stands in a sentence of ours: the whole sentence, with dots where it was cut."""
        quote = self.whole(quote)
        text = self.messages[self._place[quote.message]].text
        cut = any(start < quote.end < end for start, end in sentences(text))
        return " ".join(quote.text.split()).rstrip(".") + (" …" if cut else "")

    def who(self, index: int | None) -> str:
        """The author of an agent's message; without a name "the agent"."""
        author = self.messages[index].author if index is not None else None
        if author is None and len(self._authors) == 1:
            author = self._authors[0]
        return author or "the agent"

    def values(self, index: int | None = None, quote: Quote | None = None, **more: str) -> dict[str, str]:
        """A value for every slot; ``index`` is the agent's message in question."""
        known = dict.fromkeys(SLOTS, "")
        known |= {"who": self.who(index), "customer": self._customer or "the customer"}
        known["message"] = self.messages[index].id if index is not None else ""
        known["quote"] = self.shown(quote) if quote is not None else ""
        return known | more

    # -- findings

    def found(self, names: Collection[str], indexes: Collection[int]) -> list[tuple[str, int, Quote]]:
        """The same with the technique's name."""
        return [
            (technique.name, n, self.quote(n, technique.start, technique.end))
            for n in indexes
            for technique in sorted(self.readings[n].techniques, key=lambda each: each.start or 0)
            if technique.name in names and technique.start is not None and technique.end is not None
        ]

    def done(self, names: Collection[str], indexes: Collection[int] | None = None) -> list[tuple[int, Quote]]:
        """Where an agent did one of these, in order."""
        return [(n, quote) for _, n, quote in self.found(names, self.agents if indexes is None else indexes)]

    def risked(self, names: Collection[str]) -> list[tuple[int, Quote]]:
        """Where an agent's words carry one of these cautions, in order; one about order is quoted by its beginning."""
        return [
            (
                n,
                self.opening(n)
                if caution.start is None or caution.end is None
                else self.quote(n, caution.start, caution.end),
            )
            for n in self.agents
            for caution in sorted(self.readings[n].cautions, key=lambda each: each.start or 0)
            if caution.name in names
        ]

    def is_spoilt(self, index: int, quote: Quote) -> bool:
        """Whether the words lie in those of a caution, or the message takes its empathy back."""
        return any(
            caution.name == "empathy_negated"
            or (
                caution.start is not None
                and caution.end is not None
                and caution.start < quote.end > quote.start < caution.end
            )
            for caution in self.readings[index].cautions
        )

    def cue(self, index: int, names: Collection[str]) -> Quote | None:
        """The words of one of these cues in a customer's message."""
        for cue in self.readings[index].cues:
            if cue.name in names and cue.start is not None and cue.end is not None:
                return self.quote(index, cue.start, cue.end)
        return None

    def has(self, index: int, names: Collection[str]) -> bool:
        """Whether a customer's message has one of these cues."""
        return any(cue.name in names for cue in self.readings[index].cues)

    def after(self, index: int, among: Collection[int]) -> list[int]:
        """Those that come after a message."""
        return [n for n in among if n > index]

    def replies(self, index: int) -> Iterator[tuple[int, list[int]]]:
        """The agents' turns after a message, numbered from 1: all that agents wrote between two customer messages."""
        turn: list[int] = []
        number = 0
        for n in sorted([*self.after(index, self.agents), *self.after(index, self.customers)]):
            if n in self.customers:
                if turn:
                    number += 1
                    yield number, turn
                turn = []
            else:
                turn.append(n)
        if turn:
            yield number + 1, turn

    # -- feelings

    def feeling(self, index: int) -> str | None:
        """The feeling that a customer's message shows, as it also makes a need to be acknowledged."""
        emotions = self.readings[index].emotions
        if emotions is None:
            return None
        strength, name = max((getattr(emotions, name), name) for name in _FELT)
        return name if strength >= _SHOWN or self.has(index, ("vulnerability",)) else None

    def shown_by(self, index: int) -> Quote:
        """The words of the first cue; without one the first sentence."""
        cues: tuple[Cue, ...] = self.readings[index].cues
        best = max((cue for cue in cues if cue.start is not None), key=lambda cue: cue.score, default=None)
        if best is not None and best.start is not None and best.end is not None and best.end - best.start > 3:
            return self.quote(index, best.start, best.end)
        return self.opening(index)

    def temperature(self, index: int) -> int:
        """A customer message's temperature."""
        return self.readings[index].temperature or 0

    def episodes(self, names: tuple[str, ...] = ACKNOWLEDGING) -> list[Episode]:
        """Every stretch in which a feeling showed, with how it was taken up. ``names`` are what takes it up."""
        found: list[Episode] = []
        closed = -1
        for n in self.customers:
            name = self.feeling(n)
            if name is None or n < closed:
                continue
            if found and self.temperature(n) < HEATED and not self.has(n, ("vulnerability",)):
                continue
            episode = self._taken_up(Episode(at=n, shown=self.shown_by(n), feeling=name), names)
            found.append(episode)
            closed = episode.taken_up[0] if episode.taken_up else len(self.messages)
        return found

    def _taken_up(self, episode: Episode, names: tuple[str, ...]) -> Episode:
        fix: tuple[int, Quote] | None = None
        first: int | None = None
        spoilt: Quote | None = None
        for number, turn in self.replies(episode.at):
            first = turn[0] if first is None else first
            fixes = self.done(FIXES, turn)
            best = sorted(self.found(names, turn), key=lambda each: names.index(each[0]))
            for _, index, words in best:
                if self.is_spoilt(index, words):
                    spoilt = spoilt or words
                    continue
                before = next((each for each in fixes if (each[0], each[1].start) < (index, words.start)), None)
                return replace(
                    episode, first=first, reply=number, taken_up=(index, words), fix=fix or before, spoilt=spoilt
                )
            taken_back = [quote for index, quote in self.risked(("empathy_negated",)) if index in turn]
            spoilt = spoilt or (taken_back[0] if taken_back else None)
            fix = fix or (fixes[0] if fixes else None)
        return replace(episode, first=first, fix=fix, spoilt=spoilt)
