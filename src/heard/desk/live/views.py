"""The events for a page without a stream."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from heard.desk.live import queries
from heard.errors import CODES

if TYPE_CHECKING:
    from django.http import HttpRequest


@never_cache
@require_safe
def missed(request: HttpRequest) -> JsonResponse:
    """What happened after ``?after=``, in the form of the stream: ``seq`` to ask from next, ``reset``, ``events``."""
    if not request.user.is_authenticated:
        code = CODES["D041"]
        error = {"code": "D041", "message": code.meaning, "next_step": code.next_step}
        return JsonResponse({"error": error}, status=401)
    text = request.GET.get("after", "")
    after = int(text) if text.isascii() and text.isdigit() and len(text) <= queries.LONGEST_NUMBER else None
    found = queries.missed(request.viewer, after)  # type: ignore[attr-defined]
    events = [{"seq": each.seq, "conversation": each.conversation, "kind": each.kind} for each in found.events]
    return JsonResponse({"seq": found.seq, "reset": found.reset, "events": events})
