"""Pages of no room of its own: being without a connection, and signing in to the demo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import login
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from heard.desk.console import demo

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What to do without a connection."""
    return render(request, "console/offline.html")


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's people, by ``user``; only where this is the demo, and only as them."""
    key = request.POST.get("user", "")
    user = get_object_or_404(demo.users(), pk=int(key) if key.isdecimal() and len(key) < 19 else 0)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(settings.LOGIN_REDIRECT_URL)
