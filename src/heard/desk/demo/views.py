"""The demo's guide, and beginning anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heard.desk.demo import services
from heard.desk.demo.guiding import guide as steps_for
from heard.desk.inbox.queries import newest_seq

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_GET
def guide(request: HttpRequest) -> HttpResponse:
    """The steps of the first minute, as a region."""
    return render(request, "demo/guide.html", {"seq": newest_seq(), **shown(request)})


@login_required
@require_POST
def reset(request: HttpRequest) -> HttpResponse:
    """Begin anew."""
    services.reset()
    messages.success(request, _("The demo has begun anew. New customers are on their way."))
    return redirect("desk")


def shown(request: HttpRequest) -> dict[str, object]:
    """What the guide's template needs."""
    steps = steps_for(request.viewer)  # type: ignore[attr-defined]
    return {"steps": steps, "done": sum(step.done for step in steps)}
