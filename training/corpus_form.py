"""The forms of the corpus files, their loader and everything that can be wrong with a line.

``load(FOLDER)`` gives what could be read and a list of mistakes with ``file:line``; ``training/corpus/README.md``
describes the forms for those who write. A corpus is loaded for training only when there is no mistake.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from heard.engine.types import CHANNELS, Channel, Role
from heard.errors import did_you_mean
from heard.labelling.labels import AgentLabels, CustomerLabels, read_agent, read_customer, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

CORPUS = Path(__file__).parent / "corpus"
KEPT_ASIDE = "kept_aside"
Kind = Literal["customers", "agents", "conversations", "sameness"]
KINDS: tuple[Kind, ...] = get_args(Kind)
LETTER: dict[Kind, str] = {"customers": "c", "agents": "a", "conversations": "v", "sameness": "s"}
Outcome = Literal[
    "calmed", "stayed_calm", "hostile", "supervisor", "regulator", "public", "broken_off", "unsolved_quiet"
]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
GOES_WRONG: frozenset[str] = frozenset({"hostile", "supervisor", "regulator", "public", "broken_off"})
INDUSTRIES: tuple[str, ...] = (
    "airline", "appliances", "bank", "broadband", "car", "charity", "childcare", "clothing", "council", "delivery",
    "education", "electronics", "energy", "events", "fitness", "food_delivery", "funeral", "furniture", "games",
    "garden", "grocery", "health", "hotel", "housing", "insurance", "jewellery", "legal_services", "library",
    "marketplace", "mobile", "museum", "parking", "payments", "pension", "pets", "pharmacy", "photo", "post", "rail",
    "repair", "restaurant", "software", "streaming", "taxi", "toys", "travel", "water", "wedding", "other",
)  # fmt: skip
WORDS_MOST = 260
MESSAGES = (3, 40)
TURNS_BEFORE = (2, 6)
FACT_FROM = ("customer:", "agent:", "record:")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One turn: who and what."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What every form has. ``place`` is the file and line; ``kept_aside`` what is never trained on."""

    id: str
    writer: str
    pair: str | None
    place: str
    kept_aside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Written):
    """What the three forms of support talk share."""

    scenario: str
    channel: Channel
    industry: str
    differs: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerEntry(Entry):
    """A customer's message with the turn before it."""

    before: Turn | None
    text: str
    voice: str
    labels: CustomerLabels


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentEntry(Entry):
    """An agent's turn with the customer's turn that it answers and, in ``facts``, what else was known."""

    before: Turn
    facts: tuple[str, ...]
    text: str
    labels: AgentLabels


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationEntry(Entry):
    """A whole conversation. ``parts_at`` and ``turns_wrong_at`` count messages from 0."""

    parts_at: int | None
    messages: tuple[Turn, ...]
    outcome: Outcome
    goes_wrong: bool
    turns_wrong_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SamenessEntry(Written):
    """A customer's message after some turns; ``repeats`` if it brings up again what they told there."""

    before: tuple[Turn, ...]
    text: str
    repeats: bool


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """What is wrong, and where: ``file:line``."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


@dataclass(slots=True)
class Corpus:
    """Everything that could be read, and what was wrong."""

    customers: list[CustomerEntry] = field(default_factory=list)
    agents: list[AgentEntry] = field(default_factory=list)
    conversations: list[ConversationEntry] = field(default_factory=list)
    sameness: list[SamenessEntry] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)

    def entries(self) -> Iterator[Entry]:
        """The entries of the three forms of support talk, in the order of the files."""
        yield from self.customers
        yield from self.agents
        yield from self.conversations

    def everything(self) -> Iterator[Written]:
        """All that is written, the cases of sameness too."""
        yield from self.entries()
        yield from self.sameness


class _Line:
    """One object on its way in: takes keys out of it, noting what is wrong."""

    def __init__(self, raw: dict[str, Any], kind: Kind, writer: str, place: str, *, kept_aside: bool) -> None:
        self.raw, self.kind, self.writer, self.place, self.kept_aside = raw, kind, writer, place, kept_aside
        self.wrong: list[str] = []

    def text(self, key: str, *, most: int = WORDS_MOST) -> str:
        value = self.raw.get(key)
        return self.checked_text(value, f"`{key}`", most=most)

    def checked_text(self, value: object, where: str, *, most: int = WORDS_MOST) -> str:
        if not isinstance(value, str) or not value.strip():
            self.wrong.append(f"{where} is missing or empty")
            return ""
        if value != value.strip():
            self.wrong.append(f"{where} begins or ends with white space")
        if len(value.split()) > most:
            self.wrong.append(f"{where} has {len(value.split())} words, more than {most}")
        return value

    def one_of(self, key: str, known: tuple[str, ...]) -> str:
        value = self.raw.get(key)
        if value not in known:
            listed = f", not one of {', '.join(known)}" if len(known) < 12 else " is not in the list of the README"
            self.wrong.append(f"`{key}` {value!r}{listed}{did_you_mean(str(value), known)}")
            return known[-1]
        return str(value)

    def slug(self, key: str) -> str:
        value = self.raw.get(key)
        if not isinstance(value, str) or not _SLUG.fullmatch(value):
            self.wrong.append(f"`{key}` is {value!r}, not small letters, digits and single hyphens")
            return ""
        return value

    def turn(self, value: object, where: str, roles: tuple[str, ...]) -> Turn:
        if not isinstance(value, dict):
            self.wrong.append(f"{where} must be an object with role and text")
            return Turn(role="customer", text="")
        self.wrong.extend(unknown(value, ("role", "text"), where))
        if value.get("role") not in roles:
            self.wrong.append(f"{where}.role is {value.get('role')!r}, not one of {', '.join(roles)}")
        return Turn(role=value.get("role", "customer"), text=self.checked_text(value.get("text"), f"{where}.text"))

    def index(self, key: str, length: int) -> int | None:
        value = self.raw.get(key)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < length:
            self.wrong.append(f"`{key}` is {value!r}, not the number of a message (0 to {length - 1})")
            return None
        return value

    def whose(self) -> dict[str, Any]:
        """Id and writer, which must be the file's, and where the line stands."""
        name = self.raw.get("id")
        if not isinstance(name, str) or not re.fullmatch(rf"{re.escape(self.writer)}-{LETTER[self.kind]}\d{{4}}", name):
            self.wrong.append(f"`id` is {name!r}, not of the form {self.writer}-{LETTER[self.kind]}0001")
        if self.raw.get("writer") != self.writer:
            self.wrong.append(f"`writer` is {self.raw.get('writer')!r}, but the file is {self.writer}'s")
        return {"id": str(name), "writer": self.writer, "place": self.place, "kept_aside": self.kept_aside}

    def shared(self) -> dict[str, Any]:
        """The keys of every form of support talk."""
        pair = self.slug("pair") if self.raw.get("pair") is not None else None
        differs = self.raw.get("differs")
        if (pair is None) != (differs is None):
            self.wrong.append("`pair` and `differs` stand together or are both null")
        elif differs is not None:
            self.text("differs", most=30)
        return {
            **self.whose(),
            "scenario": self.slug("scenario"),
            "channel": self.one_of("channel", CHANNELS),
            "industry": self.one_of("industry", INDUSTRIES),
            "pair": pair or None,
            "differs": differs,
        }


_SHARED = ("id", "writer", "scenario", "pair", "differs", "channel", "industry")


def _customer(line: _Line) -> CustomerEntry:
    line.wrong.extend(unknown(line.raw, (*_SHARED, "before", "text", "voice", "labels"), "line"))
    labels, wrong = read_customer(line.raw.get("labels"))
    line.wrong.extend(wrong)
    before = line.raw.get("before")
    return CustomerEntry(
        **line.shared(),
        before=None if before is None else line.turn(before, "before", ("agent", "customer", "bot")),
        text=line.text("text"),
        voice=line.text("voice", most=40),
        labels=labels,
    )


def _agent(line: _Line) -> AgentEntry:
    line.wrong.extend(unknown(line.raw, (*_SHARED, "before", "facts", "text", "labels"), "line"))
    text = line.text("text")
    labels, wrong = read_agent(line.raw.get("labels"), text)
    line.wrong.extend(wrong)
    facts = line.raw.get("facts") or []
    if not isinstance(facts, list) or any(not isinstance(f, str) or not f.startswith(FACT_FROM) for f in facts):
        line.wrong.append(f"`facts` must be a list of lines that begin with {', '.join(FACT_FROM)}")
        facts = []
    return AgentEntry(
        **line.shared(),
        before=line.turn(line.raw.get("before"), "before", ("customer",)),
        facts=tuple(facts),
        text=text,
        labels=labels,
    )


def _conversation(line: _Line) -> ConversationEntry:
    known = (*_SHARED, "parts_at", "messages", "outcome", "goes_wrong", "turns_wrong_at")
    line.wrong.extend(unknown(line.raw, known, "line"))
    rows = line.raw.get("messages")
    if not isinstance(rows, list) or not MESSAGES[0] <= len(rows) <= MESSAGES[1]:
        line.wrong.append(f"`messages` must be a list of {MESSAGES[0]} to {MESSAGES[1]}")
        rows = rows if isinstance(rows, list) else []
    turns = tuple(
        line.turn(row, f"messages[{n}]", ("customer", "agent", "bot", "system")) for n, row in enumerate(rows)
    )
    if not {"customer", "agent"} <= {turn.role for turn in turns}:
        line.wrong.append("a conversation needs a customer and an agent")
    outcome = line.one_of("outcome", OUTCOMES)
    wrong = line.raw.get("goes_wrong")
    if wrong is not (outcome in GOES_WRONG):
        line.wrong.append(f"`goes_wrong` is {wrong!r}, but with the outcome {outcome} it is {outcome in GOES_WRONG}")
    turns_wrong_at = line.index("turns_wrong_at", len(turns))
    if (outcome in GOES_WRONG) != (turns_wrong_at is not None):
        line.wrong.append("`turns_wrong_at` stands where `goes_wrong` is true, and only there")
    elif turns_wrong_at is not None and turns[turns_wrong_at].role != "customer":
        line.wrong.append("`turns_wrong_at` must be a customer's message: the first that shows the outcome")
    parts_at = line.index("parts_at", len(turns))
    if parts_at is not None and turns[parts_at].role != "agent":
        line.wrong.append("`parts_at` must be the agent's turn through which the pair parts")
    if parts_at is not None and line.raw.get("pair") is None:
        line.wrong.append("`parts_at` without a `pair`")
    return ConversationEntry(
        **line.shared(),
        parts_at=parts_at,
        messages=turns,
        outcome=outcome,  # type: ignore[arg-type]
        goes_wrong=outcome in GOES_WRONG,
        turns_wrong_at=turns_wrong_at,
    )


def _sameness(line: _Line) -> SamenessEntry:
    line.wrong.extend(unknown(line.raw, ("id", "writer", "pair", "before", "text", "repeats"), "line"))
    rows = line.raw.get("before")
    if not isinstance(rows, list) or not TURNS_BEFORE[0] <= len(rows) <= TURNS_BEFORE[1]:
        line.wrong.append(f"`before` must be a list of {TURNS_BEFORE[0]} to {TURNS_BEFORE[1]} turns")
        rows = rows if isinstance(rows, list) else []
    turns = tuple(line.turn(row, f"before[{n}]", ("customer", "agent", "bot")) for n, row in enumerate(rows))
    if turns and turns[0].role != "customer":
        line.wrong.append("before[0] must be the customer's turn that tells the trouble")
    repeats = line.raw.get("repeats")
    if not isinstance(repeats, bool):
        line.wrong.append(f"`repeats` is {repeats!r}, not true or false")
    return SamenessEntry(
        **line.whose(),
        pair=line.slug("pair"),
        before=turns,
        text=line.text("text"),
        repeats=repeats is True,
    )


def load(folder: Path = CORPUS) -> Corpus:
    """Every file under ``folder``: ``<kind>/<writer>.jsonl`` and ``kept_aside/<kind>/<writer>.jsonl``."""
    corpus = Corpus()
    for kept_aside in (False, True):
        for kind in KINDS:
            for path in sorted((folder / (KEPT_ASIDE if kept_aside else "") / kind).glob("*.jsonl")):
                _load_file(corpus, path, kind, kept_aside=kept_aside, shown=str(path.relative_to(folder)))
    corpus.mistakes.extend(_ids(corpus))
    corpus.mistakes.extend(_pairs(corpus))
    corpus.mistakes.extend(_apart(corpus))
    return corpus


def _load_file(corpus: Corpus, path: Path, kind: Kind, *, kept_aside: bool, shown: str) -> None:
    try:
        lines = path.read_bytes().decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        corpus.mistakes.append(Mistake(shown, f"not UTF-8 at byte {error.start}"))
        return
    for number, row in enumerate(lines, 1):
        if not row.strip():
            continue
        place = f"{shown}:{number}"
        try:
            raw = json.loads(row)
        except json.JSONDecodeError as error:
            corpus.mistakes.append(Mistake(place, f"broken JSON: {error.msg} at column {error.colno}"))
            continue
        if not isinstance(raw, dict):
            corpus.mistakes.append(Mistake(place, "not an object"))
            continue
        line = _Line(raw, kind, path.stem, place, kept_aside=kept_aside)
        if kind == "customers":
            corpus.customers.append(_customer(line))
        elif kind == "agents":
            corpus.agents.append(_agent(line))
        elif kind == "conversations":
            corpus.conversations.append(_conversation(line))
        else:
            corpus.sameness.append(_sameness(line))
        corpus.mistakes.extend(Mistake(place, what) for what in line.wrong)


def _ids(corpus: Corpus) -> Iterator[Mistake]:
    """Ids that stand twice."""
    first: dict[str, str] = {}
    for entry in corpus.everything():
        if entry.id in first:
            yield Mistake(entry.place, f"the id {entry.id} stands at {first[entry.id]} already")
        first.setdefault(entry.id, entry.place)


def _pairs(corpus: Corpus) -> Iterator[Mistake]:
    """Pairs of one, pairs across files, and members that are the same or do not begin alike."""
    pairs: dict[tuple[str, str], list[Written]] = defaultdict(list)
    for entry in corpus.everything():
        if entry.pair:
            pairs[(entry.place.rsplit(":", 1)[0], entry.pair)].append(entry)
    for (_, name), members in pairs.items():
        if not 2 <= len(members) <= 4:
            yield Mistake(members[0].place, f"the pair {name} has {len(members)} members in this file, not 2 to 4")
        if len({entry.scenario for entry in members if isinstance(entry, Entry)}) > 1:
            yield Mistake(members[1].place, f"the members of the pair {name} have different scenarios")
        for other in members[1:]:
            if problem := _alike(members[0], other):
                yield Mistake(other.place, f"pair {name}: {problem}")


def _alike(one: Written, other: Written) -> str | None:
    """What keeps two members from being a pair."""
    if isinstance(one, SamenessEntry) and isinstance(other, SamenessEntry) and one.before != other.before:
        return "`before` is not the same, letter for letter"
    if not isinstance(one, ConversationEntry) or not isinstance(other, ConversationEntry):
        first = (getattr(one, "before", None), getattr(one, "facts", None), getattr(one, "text", None))
        second = (getattr(other, "before", None), getattr(other, "facts", None), getattr(other, "text", None))
        return "the members are the same" if first == second else None
    if one.parts_at is None or one.parts_at != other.parts_at:
        return f"`parts_at` is {one.parts_at} and {other.parts_at}; it must be the same number"
    at = one.parts_at
    if one.messages[:at] != other.messages[:at]:
        return f"the messages before {at} are not the same, letter for letter"
    if one.messages[at] == other.messages[at]:
        return f"message {at} is the same in both, so nothing parts them"
    return None


def _apart(corpus: Corpus) -> Iterator[Mistake]:
    """Writers who stand on both sides of the line, and with them their scenarios and pairs, which are their own."""
    trained = {entry.writer for entry in corpus.everything() if not entry.kept_aside}
    for entry in corpus.everything():
        if entry.kept_aside and entry.writer in trained:
            yield Mistake(entry.place, f"{entry.writer} has written for the training part too")
