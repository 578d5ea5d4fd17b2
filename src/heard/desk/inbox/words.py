"""Names of the interchange as words for people."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N

_REASONS = {
    "hostile_language": N("attacks or insults us"),
    "profanity": N("swears"),
    "repeated_contact": N("not the first time they write about it"),
    "repeated_complaint": N("says the same trouble again"),
    "already_said": N("has told us this before"),
    "supervisor_demand": N("asks for a supervisor"),
    "cancel_threat": N("says they will leave"),
    "report_threat": N("says they will report us"),
    "legal_threat": N("speaks of a lawyer or court"),
    "public_threat": N("says they will make it public"),
    "disengagement": N("is giving up on us"),
    "sarcasm": N("sounds bitter behind polite words"),
    "urgency": N("has a deadline"),
    "vulnerability": N("may need special care"),
    "all_caps": N("shouts in capitals"),
    "explicit_emotion": N("says how upset they are"),
    "wants_fix": N("wants it mended now"),
    "venting": N("needs to let it out"),
}


@lru_cache(maxsize=1)
def reason_lines() -> dict[str, str]:
    """A line for each reason that a queue row or an alert may give."""
    return {name: _(line) for name, line in _REASONS.items()}
