"""The app console."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """The app console; its tables begin with ``heard_console``."""

    name = "heard.desk.console"
    label = "heard_console"
    default_auto_field = "django.db.models.BigAutoField"
