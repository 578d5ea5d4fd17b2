"""What happened, in the order in which it became visible."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Event(models.Model):
    """Something that pages may want to fetch anew. ``id`` is the number that streams carry.

    Of somebody in ``team``, or of ``user`` alone when that is set. An event carries no content: a page that hears of
    one asks for the region in an ordinary, authorised request.
    """

    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=24)
    conversation = models.BigIntegerField(null=True)
    team = models.BigIntegerField(null=True)
    user = models.BigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="event_at")]
