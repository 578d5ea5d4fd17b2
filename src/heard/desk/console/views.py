"""Pages of no room of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What to do without a connection."""
    return render(request, "console/offline.html")
