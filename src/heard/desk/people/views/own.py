"""What is one's own: preferences and shifts."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from allauth.account.views import password_change
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from heard.desk.people import queries
from heard.desk.people.forms import PreferencesForm, ShiftForm
from heard.desk.people.models import User
from heard.desk.people.services import preferences as kept
from heard.desk.people.services import shifts as hours
from heard.desk.people.views.shared import page, telling, viewer_of
from heard.desk.people.words import told, weekday
from heard.errors import DeskError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@page("GET", "POST")
def preferences(request: HttpRequest) -> HttpResponse:
    """How the pages look and behave for the person who is signed in."""
    viewer = viewer_of(request)
    user = User.objects.get(pk=viewer.user)
    known = {name: getattr(user, name) for name in ("theme", "time_zone", "single_keys", "away")}
    form = PreferencesForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        with telling(request):
            kept.save(viewer, **form.cleaned_data)
            messages.success(request, _("Your settings are kept."))
        return redirect("preferences")
    context = {
        "form": form,
        "person": user,
        "second": user.pk in queries.secured([user.pk]),
        "places": user.memberships.select_related("team").order_by("team__name"),
        "password": user.has_usable_password(),
    }
    return render(request, "people/preferences.html", context, status=400 if form.errors else 200)


@page("GET", "POST")
def password(request: HttpRequest) -> HttpResponse:
    """Change one's password; those who have none get their first one by an admin's link."""
    if not User.objects.get(pk=viewer_of(request).user).has_usable_password():
        messages.info(request, _("You have no password yet. Ask an admin for a link to set one."))
        return redirect("preferences")
    return cast("HttpResponse", password_change(request))


@page("GET", "POST")
def shifts(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody's week: one's own, that of people in a team that one leads, everybody's for an admin."""
    viewer = viewer_of(request)
    user = queries.whose_shifts(viewer, pk)
    form = ShiftForm(request.POST or None, initial={"time_zone": user.time_zone})
    if request.method == "POST" and form.is_valid():
        try:
            hours.add(viewer, user, hours.Hours(**form.cleaned_data))
        except DeskError as error:
            form.add_error("ends" if error.code == "D026" else None, told(error))
        else:
            messages.success(request, _("The shift is entered."))
            return redirect("shifts", pk)
    context = {
        "form": form,
        "person": user,
        "own": user.pk == viewer.user,
        "week": [(shift, weekday(shift.weekday)) for shift in queries.shifts_of(user)],
        "on_shift": hours.on_now([user.pk])[user.pk],
        "colleagues": queries.colleagues(viewer) if viewer.may("shifts.edit") else [],
    }
    return render(request, "people/shifts.html", context, status=400 if form.errors else 200)


@page("POST")
def remove_shift(request: HttpRequest, pk: int, shift: int) -> HttpResponse:
    """Take a shift out."""
    viewer = viewer_of(request)
    user = queries.whose_shifts(viewer, pk)
    hours.remove(viewer, user, get_object_or_404(user.shifts, pk=shift))
    messages.success(request, _("The shift is taken out."))
    return redirect("shifts", pk)
