"""The log of who read and did what, for admins."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from django.http import HttpResponseBadRequest, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from heard.desk.people import queries
from heard.desk.people.forms import AuditForm
from heard.desk.people.services import audit as log
from heard.desk.people.views.shared import page, viewer_of
from heard.desk.people.words import action_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from heard.desk.people.models import AuditEntry

COLUMNS = ("number", "at", "who", "what", "conversation", "team", "detail")


@page("GET", permission="audit.read")
def audit(request: HttpRequest) -> HttpResponse:
    """The log, newest first."""
    form = AuditForm(request.GET)
    if not form.is_valid():
        return render(request, "people/audit.html", {"form": form, "entries": []}, status=400)
    rows = list(queries.audit(viewer_of(request), **form.cleaned_data)[: queries.PAGE + 1])
    entries = rows[: queries.PAGE]
    asked = request.GET.copy()
    asked.pop("before", None)
    context = {
        "form": form,
        "entries": [(entry, action_words(entry.action)) for entry in entries],
        "asked": asked.urlencode(),
        "later": form.cleaned_data["before"] is not None,
        "before": entries[-1].pk if len(rows) > queries.PAGE else None,
    }
    return render(request, "people/audit.html", context)


@page("GET", permission="audit.read")
def export(request: HttpRequest) -> HttpResponseBase:
    """The same as a file that spreadsheets open; that it was taken is in the log too."""
    form = AuditForm(request.GET)
    if not form.is_valid():
        return HttpResponseBadRequest("D028")
    viewer = viewer_of(request)
    rows = queries.audit(viewer, **form.cleaned_data)
    log.record(viewer, "audit.exported", detail=request.GET.urlencode()[:200])
    response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="audit-{timezone.localdate():%Y-%m-%d}.csv"'
    return response


class _Line:
    """What ``csv`` writes to; gives the line back."""

    def write(self, line: str) -> str:
        return line


def _lines(rows: QuerySet[AuditEntry]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield writer.writerow(COLUMNS)
    for entry in rows.iterator(chunk_size=2000):
        at = entry.at.isoformat(timespec="seconds")
        team = entry.team.name if entry.team else ""
        what = (entry.pk, at, entry.actor_name, entry.action, entry.conversation or "", team, entry.detail)
        yield writer.writerow([_harmless(each) for each in what])


def _harmless(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> _harmless("=1+1"), _harmless("Dana")
    ("'=1+1", 'Dana')
    """
    text = str(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
