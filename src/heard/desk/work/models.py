"""Work for later."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Job(models.Model):
    """One piece of work. Done rows are deleted; what failed too often stays as a dead letter with its last error.

    ``key`` names what it is about: of two waiting jobs of one kind and key there is only one. Whoever works on it
    holds a lease until ``leased_until``; a lease that ran out is anybody's again.
    """

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120, blank=True)
    payload = models.JSONField(default=dict)
    run_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.CharField(max_length=36, blank=True)
    leased_until = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=Q(dead_at=None, lease="") & ~Q(key=""), name="one_waiting_job_a_key"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["run_at"], condition=Q(dead_at=None), name="job_due")]
