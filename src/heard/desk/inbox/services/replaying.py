"""Reading stored conversations again with the engine as it is now, and telling what that changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from heard.contract.encode import message_to
from heard.desk.engines import engine
from heard.desk.inbox.models import Reading, Standing
from heard.desk.inbox.services.assess import assess, fold, take

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is compared: the temperature now, whether the policy alerts, how often each name was found."""

    temperature: int | None
    alert: bool
    findings: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A conversation before and after."""

    conversation: int
    before: Seen
    after: Seen

    @property
    def any(self) -> bool:
        """Whether anything differs."""
        return self.before != self.after

    def found(self) -> dict[str, int]:
        """By how much each finding's count grew (or shrank)."""
        names = sorted({*self.before.findings, *self.after.findings})
        grown = {name: self.after.findings.get(name, 0) - self.before.findings.get(name, 0) for name in names}
        return {name: by for name, by in grown.items() if by}


def to_replay(*, all_of_them: bool = False) -> QuerySet[Standing]:
    """What there is to read again: what another engine or content read, or all."""
    rows = Standing.objects.order_by("pk")
    return rows if all_of_them else rows.filter(~Q(mark=engine().mark) | Q(stale=True))


def replay(conversation: int, *, dry_run: bool = False) -> Change:
    """Read a conversation again from its first message; ``dry_run`` only tells what that would change.

    Safe while the desk runs: it is written as every reading is, if no message came in between, else tried again.
    """
    before = _stored(conversation)
    if not dry_run:
        assess(conversation, anew=True)
        return Change(conversation=conversation, before=before, after=_stored(conversation))
    reader = engine()
    taken = take(reader, conversation, anew=True)
    if taken is None:
        return Change(conversation=conversation, before=before, after=before)
    folded = fold(reader, taken)
    state = reader.report(str(conversation), (), folded.state).state
    after = Seen(
        temperature=state.temperature,
        alert=state.escalation.alert,
        findings=_counted(message_to(reading) for _, reading in folded.found),
    )
    return Change(conversation=conversation, before=before, after=after)


def _stored(conversation: int) -> Seen:
    state = Standing.objects.values_list("report", flat=True).get(pk=conversation).get("state") or {}
    found = Reading.objects.filter(message__conversation=conversation).values_list("found", flat=True)
    return Seen(
        temperature=state.get("temperature"),
        alert=bool(state.get("escalation", {}).get("alert")),
        findings=_counted(found),
    )


def _counted(readings: Iterable[Mapping[str, Any]]) -> Mapping[str, int]:
    return Counter(
        finding["name"]
        for reading in readings
        for kind in ("cues", "techniques", "cautions")
        for finding in reading.get(kind) or ()
    )
