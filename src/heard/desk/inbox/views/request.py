"""A request of somebody who is signed in, as the desk's views know it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from heard.desk.people.access import Viewer
    from heard.desk.people.models import User


class Request(HttpRequest):
    """``login_required`` and the middleware see to it that both are there."""

    user: User
    viewer: Viewer
