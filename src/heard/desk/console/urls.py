"""Addresses of the console's own pages."""

from django.urls import path

from heard.desk.console import views

urlpatterns = [
    path("offline/", views.offline, name="offline"),
]
