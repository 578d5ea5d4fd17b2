"""The demo's own addresses."""

from django.urls import path

from heard.desk.demo import views

urlpatterns = [
    path("demo/guide/", views.guide, name="demo_guide"),
    path("demo/reset/", views.reset, name="demo_reset"),
]
