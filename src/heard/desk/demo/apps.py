"""The app ``demo``."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The app ``demo``; its table begins with ``heard_demo``."""

    name = "heard.desk.demo"
    label = "heard_demo"
    default_auto_field = "django.db.models.BigAutoField"
