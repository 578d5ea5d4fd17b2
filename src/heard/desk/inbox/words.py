"""Names of the interchange as words for people."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

_REASONS = {
    "hostile_language": mark("attacks or insults us"),
    "profanity": mark("swears"),
    "repeated_contact": mark("not the first time they write about it"),
    "repeated_complaint": mark("says the same trouble again"),
    "already_said": mark("has told us this before"),
    "supervisor_demand": mark("asks for a supervisor"),
    "cancel_threat": mark("says they will leave"),
    "report_threat": mark("says they will report us"),
    "legal_threat": mark("speaks of a lawyer or court"),
    "public_threat": mark("says they will make it public"),
    "disengagement": mark("is giving up on us"),
    "sarcasm": mark("sounds bitter behind polite words"),
    "urgency": mark("has a deadline"),
    "vulnerability": mark("may need special care"),
    "all_caps": mark("shouts in capitals"),
    "explicit_emotion": mark("says how upset they are"),
    "wants_fix": mark("wants it mended now"),
    "venting": mark("needs to let it out"),
}


@lru_cache(maxsize=1)
def reason_lines() -> dict[str, str]:
    """A line for each reason that a queue row or an alert may give."""
    return {name: _(line) for name, line in _REASONS.items()}
