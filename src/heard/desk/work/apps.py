"""The app work."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """The app work; its tables begin with ``heard_work``."""

    name = "heard.desk.work"
    label = "heard_work"
    default_auto_field = "django.db.models.BigAutoField"
