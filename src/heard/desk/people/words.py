"""What the log and the pages call things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heard.errors import CODES

if TYPE_CHECKING:
    from heard.errors import HeardError

ACTIONS = {
    "conversation.read": _("read a conversation"),
    "customer.read": _("read a customer's page"),
    "link.first_admin": _("made the link for the first admin"),
    "link.invitation": _("invited somebody"),
    "link.reset": _("made a link for a new password"),
    "link.withdrawn": _("took an invitation back"),
    "link.used.first_admin": _("came in as the first admin"),
    "link.used.invitation": _("came in by an invitation"),
    "link.used.reset": _("set a new password by a link"),
    "team.made": _("made a team"),
    "team.changed": _("changed a team"),
    "role.set": _("set a role"),
    "role.removed": _("took somebody out of a team"),
    "admin.given": _("made somebody an admin"),
    "admin.taken": _("took the admin role away"),
    "capacity.set": _("changed a capacity"),
    "person.deactivated": _("deactivated somebody"),
    "person.activated": _("activated somebody"),
    "second_factor.removed": _("took a second factor off"),
    "shift.added": _("entered somebody's shift"),
    "shift.removed": _("took somebody's shift out"),
    "audit.exported": _("exported the log"),
}


def action_words(action: str) -> str:
    """What somebody did, in words; an action that has none stands for itself."""
    return str(ACTIONS.get(action, action))


def weekday(number: int) -> str:
    """A weekday's name; 0 is Monday."""
    return str(WEEKDAYS[number])


def told(error: HeardError) -> str:
    """An error for the person who met it: what is wrong, the next step, the code."""
    code = CODES[error.code]
    meaning, step = gettext(code.meaning), gettext(code.next_step)
    return f"{meaning[:1].upper()}{meaning[1:]}. {step[:1].upper()}{step[1:]}. ({error.code})"
