"""The addresses of what is live; the stream itself, ``live/events``, stands in ``asgi.py``."""

from django.urls import path

from heard.desk.live import views

urlpatterns = [
    path("live/missed/", views.missed, name="missed"),
]
