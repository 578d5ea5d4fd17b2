"""The page that a one-time link opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from heard.desk.people.forms import WelcomeForm
from heard.desk.people.models import Link
from heard.desk.people.services import links
from heard.desk.people.words import told
from heard.errors import DeskError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from heard.desk.people.models import User


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters("password", "again")
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Set one's name and password. Opening the page spends nothing; the address is told to no other site.

    The desk itself must be told where the form came from: without a referrer a browser sends ``Origin: null``, which is
    refused as a forgery.
    """
    response = _answer(request, token)
    response["Referrer-Policy"] = "same-origin"
    return response


def _answer(request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = links.find(token)
        form = WelcomeForm(request.POST or None, link=found)
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            user = links.use(token, data.get("name", ""), data["password"], data.get("email", ""))
            return _let_in(request, user)
    except DeskError as error:
        return render(request, "people/link_wrong.html", {"error": told(error)}, status=404)
    return render(request, "people/link.html", {"form": form, "link": found, "reset": found.kind == Link.Kind.RESET})


def _let_in(request: HttpRequest, user: User) -> HttpResponse:
    """A new password doesn't stand for the second factor."""
    if request.user.is_authenticated:
        logout(request)
    if is_mfa_enabled(user):
        messages.success(request, _("Your new password is set. Sign in with it and your second factor."))
        return redirect("account_login")
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.set_expiry(0)
    return redirect(settings.LOGIN_REDIRECT_URL)
