"""A customer's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heard.desk.inbox import queries
from heard.desk.inbox.forms import CustomerForm
from heard.desk.inbox.presenting.rows import rows_of
from heard.desk.inbox.services import customers
from heard.desk.people.services import audit
from heard.desk.people.values import plain

if TYPE_CHECKING:
    from django.http import HttpResponse

    from heard.desk.inbox.models import Conversation, Customer
    from heard.desk.inbox.views.request import Request


@login_required
@require_GET
def customer(request: Request, pk: int) -> HttpResponse:
    """Who they are to the team, and every conversation with how it began and ended."""
    found = queries.customer_for(request.viewer, pk)
    return _page(request, found, CustomerForm(initial={"note": found.note, "important": found.important}))


@login_required
@require_POST
def keep(request: Request, pk: int) -> HttpResponse:
    """Keep the team's note and the star."""
    found = queries.customer_for(request.viewer, pk)
    request.viewer.require("conversations.reply", found.team_id)
    form = CustomerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    customers.keep(found, **form.cleaned_data)
    messages.success(request, _("Kept."))
    return redirect("customer", found.pk)


def _page(request: Request, found: Customer, form: CustomerForm) -> HttpResponse:
    audit.read_customer(request.viewer, found)
    shown: list[Conversation] = found.shown  # type: ignore[attr-defined]
    values = {
        "customer": found,
        "name": plain(str(found)),
        "rows": rows_of(shown),
        "form": form,
        "may_note": request.viewer.may("conversations.reply", found.team_id),
    }
    return render(request, "inbox/customer.html", values, status=422 if form.errors else 200)
