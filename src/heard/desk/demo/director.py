"""Runs the demo: customers arrive, answer as they are treated, and simulated colleagues look after theirs."""

from __future__ import annotations

import logging
import threading
import zlib
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING

from django.db import close_old_connections, connection, transaction
from django.db.models import Q
from django.utils import timezone

from heard.desk.channels.contract import Inbound
from heard.desk.demo import people
from heard.desk.demo.models import Visitor
from heard.desk.engines import engine
from heard.desk.inbox.models import Channel, Conversation, Message
from heard.desk.inbox.services import closing, sending, sharing
from heard.desk.inbox.services.assess import state_anew
from heard.desk.inbox.services.ingest import ingest
from heard.desk.live.hub import hub
from heard.desk.people.models import User
from heard.engine.simulating import Colleague, Simulated, Simulator
from heard.errors import DeskError, StateError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from heard.engine.simulating import Said

log = logging.getLogger("heard.demo")
FIRST = (
    ("delayed_order_rage", 2, ""),
    ("double_charge", 6, "mira"),
    ("lost_memories", 20, ""),
    ("simple_question", 12, "jo"),
    ("vip_outage", 35, "ben"),
)
"""Who comes in the first minute: persona, after how many seconds at speed 1, and the colleague who takes it."""
_EVERY = (24.0, 60.0)
_MOST_OPEN, _MOST_ALONE = 12, 4
_LEAVES_AFTER = 20 * 60.0
"""So long, as the demo's time goes, somebody left to people waits while a page is open, then they leave."""
_TIDIES_AFTER = 60.0
_AWAY = timedelta(minutes=2)
_DRAWS = 40
_HOT = 50
_HOSTS = ("", "mira", "jo", "mira", "", "noor", "ben", "mira")
_TICK = 0.25
_REST = timedelta(seconds=30)
_KEPT = ("conversation", "simulated", "says", "due", "heard", "spoke_at", "host", "style", "host_due", "over")
_TIDY = "mira"
"""Who closes what customers left whom nobody answered."""
_OPEN = Q(conversation__isnull=False) & ~Q(conversation__status=Conversation.Status.CLOSED)
_TO_DO = Q(over="") | (_OPEN & Q(host__isnull=False, host_due__isnull=False))


class Director(threading.Thread):
    """A thread that plays the customers. ``speed`` 2 is twice as fast; the same ``seed`` plays the same customers."""

    def __init__(self, *, speed: float = 1.0, seed: int = 7) -> None:
        super().__init__(name="demo", daemon=True)
        self._speed, self._seed = speed, seed
        self._stopping = threading.Event()
        self._simulator = Simulator(engine())
        self._colleagues = {
            style: Colleague(engine(), style)
            for style in dict.fromkeys(person.style for person in people.PEOPLE if person.style)
        }
        self._resting: dict[int, datetime] = {}
        self._next = 0
        self._arrives: datetime | None = None
        self._watched: tuple[datetime, datetime] | None = None

    def stop(self) -> None:
        """End after the running tick."""
        self._stopping.set()

    def run(self) -> None:
        """Tick until stopped; a tick that fails is logged and the next one goes on."""
        while not self._stopping.wait(_TICK):
            try:
                close_old_connections()
                self.tick(timezone.now())
            except Exception:
                log.exception("the demo stumbled")
        connection.close()

    def tick(self, now: datetime) -> None:
        """Whatever is due now. A customer with whom something goes wrong rests for a while; the others go on."""
        self._watch(now)
        self._welcome(now)
        for visitor in Visitor.objects.filter(_TO_DO).select_related("conversation", "host"):
            if self._resting.get(visitor.pk, now) > now:
                continue
            try:
                self._attend(visitor, now)
            except _GoneError:
                _take_away(visitor)
            except Exception:
                if not Visitor.objects.filter(pk=visitor.pk).exists():
                    _take_away(visitor)
                    continue
                log.exception("the demo's customer %s stumbled", visitor.pk)
                self._resting[visitor.pk] = now + _REST

    def _watch(self, now: datetime) -> None:
        """Remember since when somebody has a page open; from one page to the next counts as open."""
        began, last = self._watched or (now, now)
        if hub.streams:
            self._watched = (began if now - last <= _AWAY else now, now)

    def _watched_for(self, visitor: Visitor, now: datetime) -> float:
        """How long, as the demo's time goes, a customer has waited while somebody could have answered."""
        if self._watched is None or visitor.spoke_at is None or now - self._watched[1] > _AWAY:
            return 0.0
        return (now - max(visitor.spoke_at, self._watched[0])).total_seconds() * self._speed

    def _attend(self, visitor: Visitor, now: datetime) -> None:
        if not visitor.over:
            if visitor.due is not None and visitor.due <= now:
                self._speak(visitor, now)
            elif visitor.due is None:
                self._listen(visitor, now)
        if visitor.host_id and visitor.host_due and visitor.host_due <= now:
            self._host(visitor, now)

    def later(self, now: datetime, seconds: float) -> datetime:
        """That many seconds from now, as the demo's time goes."""
        return now + timedelta(seconds=seconds / self._speed)

    # -- customers

    def _welcome(self, now: datetime) -> None:
        """The first minute's customers, then one now and then while there is room."""
        if not Visitor.objects.exists():
            self._arrives = None  # the beginning, or somebody set the demo back
        if self._arrives is None:
            self._next = Visitor.objects.count()
            if self._next == 0:
                for number, (persona, after, host) in enumerate(FIRST):
                    self._arrive(persona, number, self.later(now, after), host)
                self._next = len(FIRST)
            self._arrives = self.later(now, _EVERY[1])
        if now < self._arrives:
            return
        present = list(Visitor.objects.filter(over="").exclude(_OPEN))
        standing = Conversation.objects.exclude(status=Conversation.Status.CLOSED).count()
        if len(present) + standing < _MOST_OPEN:
            present += Visitor.objects.filter(_OPEN)
            alone = sum(visitor.host_id is None for visitor in present)
            host = _HOSTS[self._next % len(_HOSTS)]
            if not host and alone >= _MOST_ALONE:
                host = "mira"
            here = {simulated.persona for simulated in _known(present)}
            fresh = next((name for name in self._order(self._next) if name not in here), None)
            if fresh is not None:
                self._arrive(fresh, self._next, now, host)
            self._next += 1
        least, most = _EVERY
        self._arrives = self.later(now, least + _draw(self._seed, self._next, "gap") % int(most - least))

    def _order(self, number: int) -> list[str]:
        """Every persona, from the one whose turn it is: calm ones and hot ones by turns, in the seed's order."""
        names = sorted(self._simulator.personas, key=lambda name: _draw(self._seed, name))
        hot = [name for name in names if self._simulator.personas[name].temperature >= _HOT]
        calm = [name for name in names if name not in hot]
        mixed = [name for pair in zip_longest(calm, hot) for name in pair if name is not None]
        begin = number % len(mixed)
        return mixed[begin:] + mixed[:begin]

    def _arrive(self, persona: str, number: int, due: datetime, host: str) -> None:
        simulated, said = self._simulator.open(persona, seed=self._seed + number)
        taken = _names()
        for again in range(1, _DRAWS):
            if simulated.name not in taken:
                break
            simulated, said = self._simulator.open(persona, seed=self._seed + number + 1000 * again)
        else:
            return  # everybody of that name is here already
        user = User.objects.filter(email=people.address(host)).first() if host else None
        style = next((person.style for person in people.PEOPLE if person.key == host), "")
        Visitor.objects.create(
            thread=f"demo-{self._seed}-{number}-{timezone.now():%H%M%S%f}",
            simulated=simulated.to_json(),
            says=said.text,
            due=due,
            host=user,
            style=style,
        )

    def _speak(self, visitor: Visitor, now: datetime) -> None:
        """What was being typed is sent."""
        if not Visitor.objects.filter(pk=visitor.pk).exists():
            return  # the demo was set back meanwhile
        simulated = Simulated.from_json(visitor.simulated)
        message = ingest(
            self._channel(visitor, simulated),
            Inbound(
                thread=visitor.thread,
                source=f"{visitor.thread}-{simulated.turns}-{zlib.crc32(visitor.says.encode())}",
                text=visitor.says,
                at=now,
                identity=f"{visitor.thread}@customers.invalid",
                author=simulated.name,
                subject=self._simulator.subject(simulated),
            ),
        )
        visitor.conversation = message.conversation if message else visitor.conversation
        visitor.says, visitor.due, visitor.spoke_at = "", None, now
        visitor.over = simulated.over or ""
        if visitor.over == "left" and visitor.conversation is not None and visitor.conversation.assignee_id is None:
            visitor.host = User.objects.filter(email=people.address(_TIDY)).first()
            visitor.host_due = self.later(now, _TIDIES_AFTER)
        if visitor.host_id and not visitor.host_due:
            visitor.host_due = self.later(now, 14 + _draw(visitor.thread, simulated.turns) % 20)
        _keep(visitor)

    def _listen(self, visitor: Visitor, now: datetime) -> None:
        """React to what was sent since it last spoke; grow impatient when nothing was."""
        if visitor.conversation is None or visitor.conversation.status == Conversation.Status.CLOSED:
            self._end(visitor, visitor.over or "left")
            return
        simulated = Simulated.from_json(visitor.simulated)
        ours = Message.objects.filter(
            conversation=visitor.conversation, role="agent", delivery="sent", pk__gt=visitor.heard
        )
        news = list(ours.order_by("at", "id"))
        if news:
            state = state_anew(engine(), visitor.conversation, before=news[0])
            simulated, said = self._simulator.reply(simulated, state, tuple(message.text for message in news))
            visitor.heard = news[-1].pk
        elif visitor.spoke_at is None:
            return
        elif visitor.host_id is None:
            waited = self._watched_for(visitor, now)
            if waited < _LEAVES_AFTER:
                return
            simulated, said = self._simulator.nudge(replace(simulated, patience=1), waited)
        else:
            waited = (now - visitor.spoke_at).total_seconds() * self._speed
            simulated, said = self._simulator.nudge(simulated, waited)
        self._begin(visitor, simulated, said, now)

    def _begin(self, visitor: Visitor, simulated: Simulated, said: Said | None, now: datetime) -> None:
        """Begin to type."""
        visitor.simulated = simulated.to_json()
        if said is not None:
            visitor.says = said.text
            visitor.due = self.later(now, min(said.after_seconds, 25.0))
        _keep(visitor)

    def _channel(self, visitor: Visitor, simulated: Simulated) -> Channel:
        if visitor.conversation is not None:
            return visitor.conversation.channel
        medium = self._simulator.personas[simulated.persona].channel
        team = people.OTHER if visitor.host and visitor.host.email == people.address("noor") else people.TEAM
        channels = Channel.objects.filter(team__name=team, kind="demo")
        return channels.filter(medium=medium).first() or channels.get(medium="chat")

    @staticmethod
    def _end(visitor: Visitor, over: str) -> None:
        visitor.over = over
        visitor.save(update_fields=["over"])

    # -- simulated colleagues

    def _host(self, visitor: Visitor, now: datetime) -> None:
        """A simulated colleague answers, in their own manner, unless a person has taken the conversation over."""
        visitor.host_due = None
        visitor.save(update_fields=["host_due"])
        conversation, host = visitor.conversation, visitor.host
        if conversation is None or host is None or conversation.status == Conversation.Status.CLOSED:
            return
        if conversation.assignee_id not in (None, host.pk):
            visitor.host, visitor.style = None, ""
            visitor.save(update_fields=["host", "style"])
            return
        try:
            self._look_after(visitor, conversation, host)
        except DeskError as error:  # a person was quicker, or a reply is still held
            log.debug("the demo's customer %s: %s", visitor.pk, error)
            visitor.host_due = self.later(now, 10)
            visitor.save(update_fields=["host_due"])

    def _look_after(self, visitor: Visitor, conversation: Conversation, host: User) -> None:
        if conversation.assignee_id is None:
            sharing.take(conversation, host)
        if visitor.over:
            closing.close(conversation, host, "solved" if visitor.over == "settled" else "unsolved")
            return
        simulated = Simulated.from_json(visitor.simulated)
        state = state_anew(engine(), conversation)
        words = self._colleagues[visitor.style].answer(
            state, self._seed + visitor.pk, slots=self._simulator.helps(simulated)
        )
        if words.strip():
            sending.reply(conversation, host, words)


def _names() -> set[str]:
    """Of customers who are here, or on their way."""
    here = _known(Visitor.objects.filter(Q(over="") | _OPEN))
    standing = Conversation.objects.exclude(status=Conversation.Status.CLOSED)
    return {simulated.name for simulated in here} | set(standing.values_list("customer__name", flat=True))


def _known(visitors: Iterable[Visitor]) -> list[Simulated]:
    """Who they are, but for one that is damaged."""
    found = []
    for visitor in visitors:
        with suppress(StateError):
            found.append(Simulated.from_json(visitor.simulated))
    return found


class _GoneError(Exception):
    """The demo was set back; a customer who went with it does not come again."""


def _keep(visitor: Visitor) -> None:
    """Write down all of a customer who is still here."""
    values = {name: getattr(visitor, name) for name in _KEPT}
    if not Visitor.objects.filter(pk=visitor.pk).update(**values):
        raise _GoneError


def _take_away(visitor: Visitor) -> None:
    """What somebody wrote at the very moment at which the demo was set back goes with them."""
    with transaction.atomic():
        Message.objects.filter(conversation__thread=visitor.thread).delete()
        Conversation.objects.filter(thread=visitor.thread).delete()


def _draw(*parts: object) -> int:
    """A number that is the same for the same parts."""
    return zlib.crc32(repr(parts).encode())
