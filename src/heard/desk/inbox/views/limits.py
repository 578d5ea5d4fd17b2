"""When it goes too far: alerts that people settle, and the path by which a lead decides whether to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heard.desk.inbox import forms, queries
from heard.desk.inbox.services import alerts, stopping
from heard.desk.inbox.views.answering import attempt, page_of, problem, refused

if TYPE_CHECKING:
    from django.http import HttpResponse

    from heard.desk.inbox.views.request import Request


@login_required
@require_POST
def stop(request: Request, pk: int) -> HttpResponse:
    """Ask a lead whether to go on with this customer."""
    found = queries.conversation_for(request.viewer, pk, "conversations.reply")
    form = forms.WhyForm(request.POST)
    if not form.is_valid():
        return refused(request, _("Say in a line why."), to=page_of(pk))
    why = form.cleaned_data["why"]
    said = _("A lead has been asked. You need not answer until they decide.")
    return attempt(request, lambda: stopping.ask(found, request.user, why), said, to=page_of(pk))


@login_required
@require_POST
def decide_stop(request: Request, pk: int) -> HttpResponse:
    """A lead's decision about such a request."""
    asked = queries.stop_for(request.viewer, pk)
    form = forms.DecisionForm(request.POST)
    to = page_of(asked.conversation_id)
    if not form.is_valid():
        return refused(request, problem(form), to=to)
    values = form.cleaned_data
    return attempt(
        request,
        lambda: stopping.decide(asked, request.user, values["decision"], values["note"]),
        _("Decided. It stands in the thread."),
        to=to,
    )


@login_required
@require_POST
def dismiss(request: Request, pk: int) -> HttpResponse:
    """Say that an alert is none, and why."""
    alert = queries.alert_for(request.viewer, pk)
    form = forms.WhyForm(request.POST)
    to = page_of(alert.conversation_id)
    if not form.is_valid():
        return refused(request, _("Say in a line why."), to=to)
    why = form.cleaned_data["why"]
    said = _("Dismissed. Your reason is kept.")
    return attempt(request, lambda: alerts.dismiss(alert, request.user, why), said, to=to)
