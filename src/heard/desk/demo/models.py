"""Who the simulated customers are and what they are about to say: kept, so that a demo goes on after a restart."""

from __future__ import annotations

from django.db import models


class Visitor(models.Model):
    """A simulated customer in a conversation. ``simulated`` is ``heard.engine.simulating.Simulated`` as JSON.

    ``says`` is the message that is being typed and sent at ``due``. ``heard`` is the newest message of ours that it
    has reacted to. ``host`` is the simulated colleague who looks after it, None for those left to people.
    """

    thread = models.CharField(max_length=60, unique=True)
    conversation = models.OneToOneField("heard_inbox.Conversation", models.CASCADE, null=True, related_name="visitor")
    simulated = models.TextField()
    says = models.TextField(blank=True)
    due = models.DateTimeField(null=True)
    heard = models.BigIntegerField(default=0)
    spoke_at = models.DateTimeField(null=True)
    host = models.ForeignKey("heard_people.User", models.SET_NULL, null=True, related_name="+")
    style = models.CharField(max_length=20, blank=True)
    host_due = models.DateTimeField(null=True)
    over = models.CharField(max_length=10, blank=True)
