"""Every address of the desk."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

_ROOMS = ("people", "live", "console", "inbox", *(["demo"] if settings.DEMO else []))

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(pattern_name="desk"), name="home"),
    *(path("", include(f"heard.desk.{room}.urls")) for room in _ROOMS if find_spec(f"heard.desk.{room}.urls")),
]
