"""What allauth may do here: sign in and the second factor. People come in by an invitation, never by signing up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from heard.desk.people.services import sessions

if TYPE_CHECKING:
    from django.http import HttpRequest

    from heard.desk.people.models import User

_CONSTANT = _("The e-mail address and the password do not go together.")


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes the sign-up form, says the same whatever was wrong, and ends sessions with the password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _CONSTANT,
        "invalid_login": _CONSTANT,
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, or ask an admin for a new password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never: an admin hands out links."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing is sent by mail."""

    def add_message(self, *arguments: Any, **options: Any) -> None:
        """No "signed in as": the page shows it."""

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        """Back to the preferences."""
        return reverse("preferences")

    def set_password(self, user: User, password: str) -> None:
        """A new password: everybody who is signed in as this person elsewhere is signed out."""
        super().set_password(user, password)
        sessions.end(user, keep=getattr(context.request.session, "session_key", None))

    def reauthenticate(self, user: User, password: str) -> bool:
        """Whether this is the password of somebody who is signed in."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk
