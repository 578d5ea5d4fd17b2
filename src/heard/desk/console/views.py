"""Pages of no room of its own: being offline, signing in to the demo, errors that say the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from heard.desk.console import demo

if TYPE_CHECKING:
    from django.http import HttpRequest


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


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """The page of 400."""
    return _problem(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """The page of 403."""
    return _problem(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """The page of 404."""
    return _problem(request, 404)


def failed(request: HttpRequest) -> HttpResponse:
    """The page of 500: a file that needs no database, nobody signed in, nothing that can fail again."""
    return render(request, "500.html", {"code": "D500"}, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """The page of a form that was sent twice, too late, or from elsewhere."""
    return _problem(request, 403, template="403_csrf.html", code="D403-F")


def _problem(request: HttpRequest, status: int, *, template: str = "", code: str = "") -> HttpResponse:
    context: dict[str, Any] = {"code": code or f"D{status}"}
    return render(request, template or f"{status}.html", context, status=status)
