"""Gives each request of somebody signed in its ``viewer``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from heard.desk.people.access import viewer_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


def viewer_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """``request.viewer`` where somebody is signed in, and their time zone for every date on the page."""

    def respond(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            user = request.user
            request.viewer = SimpleLazyObject(lambda: viewer_of(user))  # type: ignore[attr-defined]
            with timezone.override(user.time_zone):
                return get_response(request)
        return get_response(request)

    return respond
