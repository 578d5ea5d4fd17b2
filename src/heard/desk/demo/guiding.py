"""The first minute, step by step: what somebody who tries Heard for the first time does, and has done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from heard.desk.inbox.models import Conversation, Message, Reading
from heard.desk.people.models import AuditEntry

if TYPE_CHECKING:
    from heard.desk.people.access import Viewer


@dataclass(frozen=True, slots=True)
class GuideStep:
    """One thing to try: its title, how, and whether it has been done."""

    title: str
    how: str
    done: bool


@dataclass(frozen=True, slots=True)
class Guide:
    """The steps in their order."""

    steps: tuple[GuideStep, ...]

    @property
    def done(self) -> int:
        """How many were done."""
        return sum(step.done for step in self.steps)

    @property
    def over(self) -> bool:
        """Whether all were."""
        return self.done == len(self.steps)


def guide(viewer: Viewer) -> Guide:
    """The steps for this viewer, those that were done marked."""
    played = Conversation.objects.filter(visitor__isnull=False)
    ours = Message.objects.filter(user=viewer.user, role="agent", delivery="sent", conversation__in=played)
    first = ours.order_by("at", "id").first()
    opened = AuditEntry.objects.filter(actor=viewer.user, conversation__isnull=False).exists()
    drafted = first is not None or played.filter(drafts__user=viewer.user, drafts__version__gt=0).exists()
    closed = played.filter(steps__user=viewer.user, steps__kind="closed").exists()
    steps = (
        GuideStep(
            _("Open the conversation at the top"),
            _("The queue puts whoever needs a human first at the top, and says why in words."),
            opened,
        ),
        GuideStep(
            _("Try an unlucky answer"),
            _("Write “Calm down, that's our policy.” in the reply. See what is underlined, and what the fix offers."),
            drafted,
        ),
        GuideStep(
            _("Send a better one"),
            _("Take the words that the coach offers, fill the gaps, and send. You have ten seconds to take it back."),
            first is not None,
        ),
        GuideStep(
            _("Watch the ribbon"),
            _("The customer answers in a moment. The column beside the thread falls when they feel heard."),
            first is not None and _fell(first),
        ),
        GuideStep(
            _("Close it with its outcome"),
            _("Press e, or use the button. Sign in as Priya in another browser to see the floor as a lead does."),
            closed,
        ),
    )
    return Guide(steps)


def _fell(first: Message) -> bool:
    """Whether the customer of that conversation came to read cooler after our first message."""
    read = Reading.objects.filter(message__conversation=first.conversation_id, temperature__isnull=False)
    before = read.filter(message__at__lt=first.at).order_by("-message__at").first()
    after = read.filter(message__at__gt=first.at).order_by("-message__at").first()
    return bool(before and after and (after.temperature or 0) < (before.temperature or 0))
