"""The floor's addresses."""

from django.urls import path

from heard.desk.inbox import floor_views as floor

floor_urlpatterns = [
    path("floor/", floor.floor, name="floor"),
    path("floor/strips/", floor.floor_strips, name="floor_strips"),
    path("floor/people/", floor.floor_people, name="floor_people"),
    path("floor/alerts/", floor.floor_alerts, name="floor_alerts"),
]
