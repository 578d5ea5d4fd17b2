"""Signing in to the demo, its guide, and beginning anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heard.desk.demo import services, signing_in
from heard.desk.live.queries import newest
from heard.desk.people.words import told
from heard.errors import DeskError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_GET
def guide(request: HttpRequest) -> HttpResponse:
    """The steps of the first minute, as a region."""
    return render(request, "demo/guide.html", {"seq": newest()})


@login_required
@require_POST
def reset(request: HttpRequest) -> HttpResponse:
    """Begin anew."""
    try:
        services.reset()
    except DeskError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, _("The demo has begun anew. New customers are on their way."))
    return redirect("desk")


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's people, by ``user``; only where this is the demo, and only as them."""
    key = request.POST.get("user", "")
    user = get_object_or_404(signing_in.users(), pk=int(key) if key.isdecimal() and len(key) < 19 else 0)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(settings.LOGIN_REDIRECT_URL)
