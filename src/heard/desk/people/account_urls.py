"""Signing in and out, the second factor."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.urls"))]
