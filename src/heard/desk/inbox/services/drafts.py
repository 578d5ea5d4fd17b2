"""Unsent replies, kept on the server so that a crash loses nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from heard.desk.inbox.models import Draft
from heard.desk.inbox.services.ingest import clean
from heard.desk.live.services import publish
from heard.errors import DeskError

if TYPE_CHECKING:
    from heard.desk.inbox.models import Conversation
    from heard.desk.people.models import User


class ConflictError(DeskError):
    """The draft was changed elsewhere; ``draft`` is what is stored."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("D002", "the draft was changed in another window")
        self.draft = draft


def of(conversation: Conversation, user: User) -> Draft | None:
    """Somebody's unsent reply in a conversation."""
    return Draft.objects.filter(conversation=conversation, user=user).first()


def save(conversation: Conversation, user: User, text: str, version: int) -> Draft:
    """Keep a draft. ``version`` is the one that the writer had; raises ``ConflictError`` when another was stored since.

    An empty text leaves an empty draft, so that its version goes on.
    """
    text = clean(text)
    with transaction.atomic():
        draft = _locked(conversation, user)
        if draft.version != version and draft.text != text:
            raise ConflictError(draft)
        began = not draft.text and bool(text)
        ended = bool(draft.text) and not text
        draft.text, draft.version = text, draft.version + 1
        draft.save()
        if began or ended:
            publish("draft", conversation=conversation.pk, team=conversation.team_id)
    return draft


def discard(conversation: Conversation, user: User) -> bool:
    """Empty somebody's draft, in the running transaction; whether there was one to tell of.

    A save that was on its way comes too late, even the first.
    """
    draft = _locked(conversation, user)
    told = bool(draft.text)
    draft.text, draft.version = "", draft.version + 1
    draft.save()
    return told


def _locked(conversation: Conversation, user: User) -> Draft:
    """Somebody's draft, made if there is none, held until the running transaction ends."""
    found = Draft.objects.select_for_update().filter(conversation=conversation, user=user)
    draft = found.first()
    if draft is None:
        try:
            with transaction.atomic():
                draft = Draft.objects.create(conversation=conversation, user=user)
        except IntegrityError:
            draft = found.get()
    return draft
