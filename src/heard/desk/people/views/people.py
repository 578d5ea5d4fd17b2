"""People and teams, for admins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from heard.desk.people import queries
from heard.desk.people.forms import CapacityForm, InviteForm, RoleForm, TeamForm
from heard.desk.people.models import Team
from heard.desk.people.services import links, members, teams
from heard.desk.people.services import shifts as hours
from heard.desk.people.views.shared import page, telling, viewer_of, wrong
from heard.desk.people.words import told
from heard.errors import DeskError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@page("GET", permission="people.manage")
def people(request: HttpRequest) -> HttpResponse:
    """Everybody by team, and the form to invite somebody."""
    return _list(request, InviteForm())


@page("POST", permission="people.manage")
def invite(request: HttpRequest) -> HttpResponse:
    """Make an invitation; its link is shown on this page and never again."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _list(request, form, status=400)
    data = form.cleaned_data
    try:
        made = links.invite(viewer_of(request), data["email"], data["team"], data["role"], is_admin=data["is_admin"])
    except DeskError as error:
        form.add_error("email", told(error))
        return _list(request, form, status=400)
    return render(request, "people/made.html", {"made": made, "email": data["email"], "days": 7})


@page("POST", permission="people.manage")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    viewer = viewer_of(request)
    links.withdraw(viewer, get_object_or_404(queries.invitations(viewer), pk=pk))
    messages.success(request, _("The invitation is taken back; its link no longer works."))
    return redirect("people")


@page("GET", permission="people.manage")
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody: roles, capacity, second factor, links."""
    found = queries.person(viewer_of(request), pk)
    return render(
        request,
        "people/person.html",
        {
            "person": found,
            "places": found.memberships.select_related("team").order_by("team__name"),
            "second": found.pk in queries.secured([found.pk]),
            "role_form": RoleForm(),
            "capacity_form": CapacityForm(initial={"capacity": found.capacity}),
            "on_shift": hours.on_now([found.pk])[found.pk],
        },
    )


@page("POST", permission="people.manage")
def role(request: HttpRequest, pk: int) -> HttpResponse:
    """Set somebody's role in a team, or take them out."""
    viewer = viewer_of(request)
    found = queries.person(viewer, pk)
    form = RoleForm(request.POST)
    if form.is_valid():
        team: Team = form.cleaned_data["team"]
        with telling(request):
            if form.cleaned_data["role"] != "none":
                members.set_role(viewer, found, team, form.cleaned_data["role"])
            else:
                members.remove(viewer, found, team)
    else:
        wrong(request, form)
    return redirect("person", pk)


@page("POST", permission="people.manage")
def admin(request: HttpRequest, pk: int) -> HttpResponse:
    """Make somebody an admin (``on=1``), or no longer one."""
    viewer = viewer_of(request)
    found = queries.person(viewer, pk)
    with telling(request):
        members.set_admin(viewer, found, request.POST.get("on") == "1")
    return redirect("people" if viewer.user == pk else "person", *([] if viewer.user == pk else [pk]))


@page("POST", permission="people.manage")
def capacity(request: HttpRequest, pk: int) -> HttpResponse:
    """How many conversations somebody carries at once."""
    viewer = viewer_of(request)
    found = queries.person(viewer, pk)
    form = CapacityForm(request.POST)
    if form.is_valid():
        with telling(request):
            members.set_capacity(viewer, found, form.cleaned_data["capacity"])
    else:
        wrong(request, form)
    return redirect("person", pk)


@page("POST", permission="people.manage")
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link for a new password; shown on this page and never again."""
    viewer = viewer_of(request)
    found = queries.person(viewer, pk)
    with telling(request):
        made = links.reset_for(viewer, found)
        return render(request, "people/made.html", {"made": made, "person": found, "days": 1})
    return redirect("person", pk)


@page("POST", permission="people.manage")
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody signs in as them any more."""
    viewer = viewer_of(request)
    found = queries.person(viewer, pk)
    with telling(request):
        members.deactivate(viewer, found)
        messages.success(request, _("%(name)s can no longer sign in. You can undo this here.") % {"name": found.name})
    return redirect("person", pk)


@page("POST", permission="people.manage")
def activate(request: HttpRequest, pk: int) -> HttpResponse:
    """They may sign in again."""
    viewer = viewer_of(request)
    found = queries.person(viewer, pk)
    members.activate(viewer, found)
    messages.success(request, _("%(name)s can sign in again.") % {"name": found.name})
    return redirect("person", pk)


@page("POST", permission="people.manage")
def drop_second(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a lost second factor off."""
    viewer = viewer_of(request)
    found = queries.person(viewer, pk)
    members.drop_second_factor(viewer, found)
    messages.success(request, _("The second factor is off. Ask %(name)s to set a new one.") % {"name": found.name})
    return redirect("person", pk)


@page("GET", "POST", permission="people.manage")
def team_list(request: HttpRequest) -> HttpResponse:
    """The teams, and the form for a new one."""
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = teams.make(viewer_of(request), **form.cleaned_data)
        except DeskError as error:
            form.add_error("name", told(error))
        else:
            messages.success(request, _("The team %(name)s is there.") % {"name": made.name})
            return redirect("teams")
    status = 400 if form.errors else 200
    return render(request, "people/teams.html", {"teams": Team.objects.order_by("name"), "form": form}, status=status)


@page("GET", "POST", permission="people.manage")
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a team."""
    viewer = viewer_of(request)
    found = queries.team(viewer, pk)
    known = {"name": found.name, "time_zone": found.time_zone, "heavy_cap": found.heavy_cap}
    form = TeamForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            teams.change(viewer, found, **form.cleaned_data)
        except DeskError as error:
            form.add_error("name", told(error))
        else:
            messages.success(request, _("The team is changed."))
            return redirect("teams")
    status = 400 if form.errors else 200
    return render(request, "people/team.html", {"team": found, "form": form}, status=status)


def _list(request: HttpRequest, form: InviteForm, status: int = 200) -> HttpResponse:
    viewer = viewer_of(request)
    context = {
        "groups": queries.people(viewer),
        "invitations": queries.invitations(viewer),
        "form": form,
        "open": bool(form.errors),
    }
    return render(request, "people/people.html", context, status=status)
