"""Checks an e-mail address and a password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.auth_backends import AuthenticationBackend

if TYPE_CHECKING:
    from django.http import HttpRequest

    from heard.desk.people.models import User


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's, but somebody who was deactivated is answered like somebody unknown, right password or not."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """The user, or None; always at the cost of one hash."""
        user: User | None = super().authenticate(request, **credentials)
        self.unstash_authenticated_user()
        return user
