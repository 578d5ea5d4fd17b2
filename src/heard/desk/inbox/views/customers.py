"""A customer's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_GET

from heard.desk.inbox import queries
from heard.desk.inbox.presenting.rows import rows_of
from heard.desk.people.services import audit
from heard.desk.people.values import plain

if TYPE_CHECKING:
    from django.http import HttpResponse

    from heard.desk.inbox.models import Conversation
    from heard.desk.inbox.views.request import Request


@login_required
@require_GET
def customer(request: Request, pk: int) -> HttpResponse:
    """Who they are to the team, and every conversation with how it began and ended."""
    found = queries.customer_for(request.viewer, pk)
    audit.read_customer(request.viewer, found)
    shown: list[Conversation] = found.shown  # type: ignore[attr-defined]
    return render(
        request, "inbox/customer.html", {"customer": found, "name": plain(str(found)), "rows": rows_of(shown)}
    )
