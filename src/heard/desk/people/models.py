"""People, teams, roles, shifts, one-time links, and the log of who read what."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody does in a team; what it allows stands in ``access.py``."""

    AGENT = "agent", _("Agent")
    LEAD = "lead", _("Lead")
    TRAINER = "trainer", _("Trainer")


class UserManager(BaseUserManager["User"]):
    """Makes people by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person who can sign in, or cannot yet when there is no password."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody who works here. There is no field for how they feel, and there will be none."""

    class Theme(models.TextChoices):
        """How the pages look."""

        SYSTEM = "system", _("As the system")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")
        CONTRAST = "contrast", _("High contrast")

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(default=True)
    is_admin = models.BooleanField(default=False)
    capacity = models.PositiveSmallIntegerField(_("conversations at once"), default=6)
    time_zone = models.CharField(max_length=64, default="UTC")
    theme = models.CharField(max_length=10, choices=Theme.choices, default=Theme.SYSTEM)
    single_keys = models.BooleanField(default=True)
    away = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    def __str__(self) -> str:
        return self.name or self.email


class Team(models.Model):
    """A group of people who share one inbox. ``heavy_cap``: hard contacts a person may have a day, as agreed."""

    name = models.CharField(max_length=120, unique=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    heavy_cap = models.PositiveSmallIntegerField(default=8)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """Somebody's role in a team."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "team"], name="one_role_a_team")]


class Shift(models.Model):
    """When somebody works: a weekday (0: Monday) and hours in a time zone; ``ends`` before ``begins`` is overnight."""

    user = models.ForeignKey(User, models.CASCADE, related_name="shifts")
    weekday = models.PositiveSmallIntegerField()
    begins = models.TimeField()
    ends = models.TimeField()
    time_zone = models.CharField(max_length=64)


class Link(models.Model):
    """A link that works once: the first admin, an invitation, a new password. Only a hash of it is kept."""

    class Kind(models.TextChoices):
        """What a link is for."""

        FIRST_ADMIN = "first_admin", _("First admin")
        INVITATION = "invitation", _("Invitation")
        RESET = "reset", _("New password")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField(blank=True)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="links")
    team = models.ForeignKey(Team, models.CASCADE, null=True)
    role = models.CharField(max_length=10, choices=Role.choices, blank=True)
    is_admin = models.BooleanField(default=False)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class AuditEntry(models.Model):
    """Who did or read what, and when. Written once, never changed; ``conversation`` outlives the row."""

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    actor_name = models.CharField(max_length=120)
    action = models.CharField(max_length=40)
    conversation = models.BigIntegerField(null=True)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, related_name="+")
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["conversation", "-at"], name="audit_conversation"),
            models.Index(fields=["-at"], name="audit_at"),
        ]
