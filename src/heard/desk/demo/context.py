"""The guide's steps for any page that shows them; asked for only there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.functional import SimpleLazyObject

from heard.desk.demo.guiding import guide

if TYPE_CHECKING:
    from django.http import HttpRequest


def steps(request: HttpRequest) -> dict[str, Any]:
    """``demo_steps``: what to try in the first minute, and what has been done of it."""
    viewer = getattr(request, "viewer", None)
    return {"demo_steps": SimpleLazyObject(lambda: guide(viewer))} if viewer is not None else {}
