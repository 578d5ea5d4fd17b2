"""Links that work once. The database keeps a hash of each; the link itself is seen by whoever makes it, once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from heard.desk.live.services import publish
from heard.desk.people.access import viewer_of
from heard.desk.people.models import Link, Membership, Role, User
from heard.desk.people.services import audit, sessions
from heard.desk.people.values import plain
from heard.errors import DeskError
from heard.settings import setting

if TYPE_CHECKING:
    from heard.desk.people.access import Viewer
    from heard.desk.people.models import Team

LASTS = {
    Link.Kind.FIRST_ADMIN: timedelta(hours=24),
    Link.Kind.INVITATION: timedelta(days=7),
    Link.Kind.RESET: timedelta(hours=24),
}


def first_admin_link() -> str | None:
    """A link for the first admin, in full; None when there is an admin. A new one ends those made before."""
    with transaction.atomic():
        if User.objects.filter(is_admin=True, is_active=True).exists():
            return None
        _void(kind=Link.Kind.FIRST_ADMIN)
        token = _make(Link.Kind.FIRST_ADMIN, is_admin=True)
        audit.record(None, "link.first_admin")
    return _address(token)


def invite(by: Viewer, email: str, team: Team | None = None, role: str = "", *, is_admin: bool = False) -> str:
    """A link with which somebody comes in, in full. It ends those made for the same address before.

    Raises ``DeskError`` D022 when somebody has this address already, D028 when it isn't one or no place is named.
    """
    by.require("people.manage")
    email = _address_of(email)
    if (team is None) != (not role) or (role and role not in Role.values) or not (team or is_admin):
        raise DeskError("D028", _("choose a team and a role"))
    with transaction.atomic():
        if User.objects.filter(email=email).exists():
            raise DeskError("D022", email)
        _void(kind=Link.Kind.INVITATION, email=email)
        token = _make(Link.Kind.INVITATION, email=email, team=team, role=role, is_admin=is_admin, made_by_id=by.user)
        audit.record(by, "link.invitation", team=team.pk if team else None, detail=_seen(email, role, is_admin))
    return _address(token)


def reset_for(by: Viewer, user: User) -> str:
    """A link with which somebody sets a new password, in full. It ends those made for them before."""
    by.require("people.manage")
    if not user.is_active:
        raise DeskError("D028", _("this person is deactivated; activate them first"))
    with transaction.atomic():
        _void(kind=Link.Kind.RESET, user=user)
        token = _make(Link.Kind.RESET, user=user, email=user.email, made_by_id=by.user)
        audit.record(by, "link.reset", detail=user.email)
    return _address(token)


def withdraw(by: Viewer, link: Link) -> None:
    """Take an invitation back."""
    by.require("people.manage")
    with transaction.atomic():
        _void(pk=link.pk)
        audit.record(by, "link.withdrawn", detail=link.email)


def find(token: str) -> Link:
    """The link of this token, when it can be used. Raises ``DeskError`` D021 whatever is wrong with it."""
    link = (
        Link.objects.select_related("user", "team")
        .filter(token_hash=_hash(token), used_at=None, expires_at__gt=timezone.now())
        .first()
    )
    if link is None:
        raise _refused()
    return link


def use(token: str, name: str, password: str, email: str = "") -> User:
    """Let somebody in by a link, or give them their new password; the link is spent.

    ``email`` counts for the first admin only: the other links know theirs. The password must have been checked.
    Raises ``DeskError`` D021 whatever is wrong with the link, D028 when the name or the address is missing.
    """
    link = find(token)
    hashed = make_password(password)  # slow on purpose, so before the transaction
    name = plain(name)
    if not name and link.kind != Link.Kind.RESET:
        raise DeskError("D028", _("the name is missing"))
    if link.kind == Link.Kind.FIRST_ADMIN:
        email = _address_of(email)
    with transaction.atomic():
        if not Link.objects.filter(pk=link.pk, used_at=None).update(used_at=timezone.now()):
            raise _refused()
        if link.kind == Link.Kind.RESET:
            user = _renewed(link, hashed)
        elif link.kind == Link.Kind.FIRST_ADMIN:
            user = _first_admin(email, name, hashed)
        else:
            user = _joined(link, name, hashed)
        audit.record(viewer_of(user), f"link.used.{link.kind}", team=link.team_id, detail=user.email)
        publish("access", user=user.pk)
    return user


def void_made_by(user: User) -> None:
    """End every unused link that somebody made; for when they may no longer."""
    _void(made_by=user)


def void_for(user: User) -> None:
    """End every unused link for somebody."""
    _void(user=user)


def _first_admin(email: str, name: str, hashed: str) -> User:
    if User.objects.filter(is_admin=True, is_active=True).exists():
        raise _refused()
    user = User.objects.filter(email=email).first() or User(email=email)
    user.name, user.password, user.is_admin, user.is_active = name, hashed, True, True
    user.save()
    _confirm(user)
    sessions.end(user)
    return user


def _joined(link: Link, name: str, hashed: str) -> User:
    try:
        with transaction.atomic():
            user = User.objects.create(email=link.email, name=name, password=hashed, is_admin=link.is_admin)
    except IntegrityError as error:
        raise _refused() from error
    if link.team is not None:
        Membership.objects.create(user=user, team=link.team, role=link.role)
        user.time_zone = link.team.time_zone
        user.save(update_fields=["time_zone"])
    _confirm(user)
    return user


def _renewed(link: Link, hashed: str) -> User:
    user = link.user
    if user is None or not user.is_active:
        raise _refused()
    user.password = hashed
    user.save(update_fields=["password"])
    sessions.end(user)
    return user


def _confirm(user: User) -> None:
    """The sign-in's own note of the address; an admin vouched for it."""
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


def _make(kind: Link.Kind, **fields: object) -> str:
    token = secrets.token_urlsafe(32)
    Link.objects.create(kind=kind, token_hash=_hash(token), expires_at=timezone.now() + LASTS[kind], **fields)
    return token


def _void(**which: object) -> None:
    Link.objects.filter(used_at=None, expires_at__gt=timezone.now(), **which).update(expires_at=timezone.now())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _address(token: str) -> str:
    return setting("HEARD_URL").rstrip("/") + reverse("link", args=[token])


def _address_of(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise DeskError("D028", _("this is not an e-mail address")) from error
    return email


def _seen(email: str, role: str, is_admin: bool) -> str:
    return ", ".join(part for part in (email, role, "admin" if is_admin else "") if part)


def _refused() -> DeskError:
    return DeskError("D021", _("this link does not work, or no longer"))
