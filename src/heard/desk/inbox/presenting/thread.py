"""A thread as it is shown: messages with what was read in them, the ribbon beside them, and what people did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from heard.desk.inbox.presenting import words
from heard.desk.inbox.presenting.steps import Line, line_of
from heard.desk.people.values import plain
from heard.engine.types import band

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Sequence

    from heard.desk.inbox.models import Message, NotSo
    from heard.desk.inbox.queries import Entry

_TURN = 12
"""From this many degrees on a message counts as one that changed the temperature."""
BAR = 32
"""How tall the bar of 100 degrees is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Something that was read, and everything that it may mean."""

    id: str
    name: str
    start: int | None
    end: int | None
    title: str
    text: str
    may: str
    sure: str
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A change of the temperature and what may have done it."""

    rose: bool
    said: str
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """One message."""

    message: Message
    kind: str
    who: str
    cards: tuple[Card, ...] = ()
    does: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    band: str = ""
    heat: str = ""
    bar: int = 0
    top: int = BAR
    turn: Turn | None = None
    not_read: str = ""
    veiled: bool = False
    whole: bool = False
    seconds: int = 0
    mine: bool = False
    step: None = None

    @property
    def number(self) -> str:
        """The message's number as it stands in addresses."""
        return str(self.message.pk)

    @property
    def findings(self) -> list[dict[str, Any]]:
        """The cards with a place in the words, as they are marked there."""
        return [{"id": card.id, "name": card.name, "start": card.start, "end": card.end} for card in self.cards]


@dataclass(slots=True)
class _Course:
    """What came before the message that is looked at."""

    last: int | None = None
    techniques: list[str] = field(default_factory=list)
    cautions: list[str] = field(default_factory=list)


def shown(
    entries: Iterable[Entry],
    *,
    viewer: int,
    veiled: Container[int] = (),
    hidden: Sequence[str] = (),
    whole: int | None = None,
) -> list[Bubble | Line]:
    """The thread for one viewer. ``veiled``: messages whose words are shown on request, ``hidden`` those words;
    ``whole``: a message not to cut."""
    course = _Course()
    rows: list[Bubble | Line] = []
    for entry in entries:
        if entry.step is not None:
            rows.append(line_of(entry.step, hidden))
        elif entry.message is not None:
            rows.append(_bubble(entry.message, course, viewer, veiled=entry.message.pk in veiled, whole=whole))
    return rows


def _bubble(message: Message, course: _Course, viewer: int, *, veiled: bool, whole: int | None) -> Bubble:
    found = _found(message)
    cards = _cards(message, found.get("cues", []))
    temperature = found.get("temperature") if not message.deleted_at else None
    turn = _turn(course, temperature, cards) if message.role == "customer" else None
    _follow(course, message, found, temperature)
    return Bubble(
        message=message,
        kind=_kind(message),
        who=plain(message.author) or message.get_role_display(),
        cards=cards,
        does=_lines(words.technique_line, found.get("techniques", [])),
        risks=_lines(words.caution_line, found.get("cautions", [])),
        band=band(temperature) if temperature is not None else "",
        heat=_heat(temperature),
        bar=_height(temperature),
        top=BAR - _height(temperature),
        turn=turn,
        not_read=_not_read(message, found),
        veiled=veiled and not message.deleted_at,
        whole=whole == message.pk,
        seconds=_seconds(message),
        mine=message.user_id == viewer,
    )


def _found(message: Message) -> dict[str, Any]:
    reading = getattr(message, "reading", None)
    return reading.found if reading is not None else {}


def _kind(message: Message) -> str:
    if message.role == "note":
        return "whisper" if message.whisper_to_id else "note"
    return {"customer": "customer", "agent": "ours", "bot": "bot"}.get(message.role, "system")


def _cards(message: Message, cues: Sequence[dict[str, Any]]) -> tuple[Card, ...]:
    said = list(message.not_so.all())
    return tuple(
        Card(
            id=f"card-{message.pk}-{number}",
            name=cue["name"],
            start=cue["start"],
            end=cue["end"],
            title=words.cue_line(cue["name"]),
            text=cue["text"] or "",
            may=words.may_be(cue["reads_as"]),
            sure=words.sure(cue["score"]),
            doubts=_doubts(said, cue),
        )
        for number, cue in enumerate(cues)
    )


def _doubts(said: Iterable[NotSo], cue: dict[str, Any]) -> tuple[str, ...]:
    place = (cue["name"], cue["start"], cue["end"])
    return tuple(
        _("%(who)s: not so. %(why)s") % {"who": word.user or _("somebody"), "why": word.reason}
        for word in said
        if (word.finding, word.start, word.end) == place
    )


def _turn(course: _Course, temperature: int | None, cards: Iterable[Card]) -> Turn | None:
    """What changed with this message, if anything did."""
    if temperature is None or course.last is None or abs(temperature - course.last) < _TURN:
        return None
    rose = temperature > course.last
    frame = _("Up from %(was)s to %(now)s") if rose else _("Down from %(was)s to %(now)s")
    same = _("Up, still %(now)s") if rose else _("Down, still %(now)s")
    was, now = band(course.last), band(temperature)
    said = (same if was == now else frame) % {"was": words.band_word(was), "now": words.band_word(now)}
    if rose:
        before = [words.caution_line(name) for name in dict.fromkeys(course.cautions)]
        causes = [card.title for card in cards][:3]
        causes += [_("after: %(what)s") % {"what": line.lower()} for line in before[:2]]
    else:
        did = [words.technique_line(name) for name in dict.fromkeys(course.techniques)]
        causes = [_("our answer %(what)s") % {"what": line} for line in did[:4]]
    return Turn(rose=rose, said=said, causes=tuple(dict.fromkeys(causes)))


def _follow(course: _Course, message: Message, found: dict[str, Any], temperature: int | None) -> None:
    if message.role == "customer" and temperature is not None:
        course.last, course.techniques, course.cautions = temperature, [], []
    elif message.role == "agent":
        course.techniques += [
            row["name"] for row in found.get("techniques", []) if row["name"] not in course.techniques
        ]
        course.cautions += [row["name"] for row in found.get("cautions", []) if row["name"] not in course.cautions]


def _lines(line: Callable[[str], str], rows: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line(row["name"]) for row in rows))


def _heat(temperature: int | None) -> str:
    if temperature is None:
        return ""
    return _("reads as %(band)s (%(degrees)s of 100)") % {
        "band": words.band_word(band(temperature)),
        "degrees": temperature,
    }


def _height(temperature: int | None) -> int:
    return 0 if temperature is None else max(3, round(temperature * BAR / 100))


def _not_read(message: Message, found: dict[str, Any]) -> str:
    """Why nothing was read; empty where something was, or where nothing ever is."""
    if message.deleted_at or message.role not in ("customer", "agent"):
        return ""
    if message.role == "agent" and message.delivery in ("held", "sending", "failed"):
        return ""
    if not found:
        return _("Not read yet.")
    if found.get("assessed"):
        return ""
    return _("Not assessed: %(why)s.") % {"why": words.not_read_line(found.get("reason"))}


def _seconds(message: Message) -> int:
    if message.delivery != "held" or message.held_until is None:
        return 0
    return max(0, round((message.held_until - timezone.now()).total_seconds()))
