"""What people did with a conversation, as lines of its thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from heard.desk.inbox.presenting.veiling import without

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from heard.desk.inbox.models import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One step: what somebody did."""

    step: Step
    said: str
    lines: tuple[str, ...] = ()


def line_of(step: Step, hidden: Sequence[str] = ()) -> Line:
    """The step in words, and what was written with it."""
    names = {"who": step.user or _("Heard"), "to": step.to or _("nobody")}
    said = _STEPS.get(step.kind, _said_plainly)(step) % names
    rest = step.text if step.kind in ("handed_off", "stop_asked", "stop_go_on", "stop_take_over", "stop_end") else ""
    return Line(step=step, said=said, lines=tuple(without(line, hidden) for line in rest.splitlines() if line.strip()))


def _said_plainly(step: Step) -> str:
    return f"%(who)s: {step.kind}".replace("_", " ")


def _assigned(step: Step) -> str:
    return _("%(who)s took it") if step.user_id == step.to_id else _("%(who)s gave it to %(to)s")


def _handed(step: Step) -> str:
    return _("%(who)s handed it off to %(to)s") if step.to_id else _("%(who)s put it back for anybody")


def _snoozed(step: Step) -> str:
    try:
        until = timezone.localtime(datetime.fromisoformat(step.text))
    except ValueError:
        return _("%(who)s put it aside")
    return _("%(who)s put it aside until ") + f"{until:%d.%m. %H:%M}"


def _tagged(step: Step) -> str:
    text = step.text.replace("%", "%%")
    return _("%(who)s tagged it: ") + text if text else _("%(who)s took the tags off")


def _closed(step: Step) -> str:
    return _("%(who)s closed it: ") + step.text.replace("%", "%%").lower()


_STEPS: Mapping[str, Callable[[Step], str]] = {
    "assigned": _assigned,
    "released": lambda _step: _("%(who)s let it go"),
    "handed_off": _handed,
    "taken_over": lambda _step: _("%(who)s took it over"),
    "tagged": _tagged,
    "snoozed": _snoozed,
    "woken": lambda _step: _("Back in the queue"),
    "closed": _closed,
    "reopened": lambda _step: _("%(who)s took it up again"),
    "stop_asked": lambda _step: _("%(who)s asked a lead whether to go on"),
    "stop_go_on": lambda _step: _("%(who)s decided: go on"),
    "stop_take_over": lambda _step: _("%(who)s decided to take it over"),
    "stop_end": lambda _step: _("%(who)s decided to end it"),
}
