"""What the pages have in common: who may ask, and telling what went wrong."""

from __future__ import annotations

from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from heard.desk.people.words import told
from heard.errors import DeskError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.forms import Form
    from django.http import HttpRequest, HttpResponseBase

    from heard.desk.people.access import Permission, Viewer

    View = Callable[..., HttpResponseBase]


def viewer_of(request: HttpRequest) -> Viewer:
    """Who is asking."""
    return cast("Viewer", request.viewer)  # type: ignore[attr-defined]


def page(*methods: str, permission: Permission | None = None) -> Callable[[View], View]:
    """A page for those who are signed in and may: asked with these methods, never kept by the browser."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponseBase:
            if permission is not None:
                viewer_of(request).require(permission)
            return view(request, *arguments, **options)

        return require_http_methods(list(methods))(never_cache(login_required(guarded)))

    return mark


@contextmanager
def telling(request: HttpRequest) -> Iterator[None]:
    """What cannot be done becomes a message on the next page."""
    try:
        yield
    except DeskError as error:
        messages.error(request, told(error))


def wrong(request: HttpRequest, form: Form) -> None:
    """A form without a page to show it on again: its faults as a message."""
    faults = " ".join(
        f"{form.fields[name].label}: {each[0]}" for name, each in form.errors.items() if name in form.fields
    )
    messages.error(request, _("Nothing was changed. %(faults)s (D028)") % {"faults": faults})
