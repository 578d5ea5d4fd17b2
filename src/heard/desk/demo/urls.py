"""The demo's own addresses."""

from django.urls import path

from heard.desk.demo import views

urlpatterns = [
    path("demo/sign-in/", views.sign_in, name="demo_sign_in"),
    path("demo/guide/", views.guide, name="demo_guide"),
    path("demo/reset/", views.reset, name="demo_reset"),
]
