"""The app inbox."""

from django.apps import AppConfig


class InboxConfig(AppConfig):
    """The app inbox; its tables begin with ``heard_inbox``."""

    name = "heard.desk.inbox"
    label = "heard_inbox"
    default_auto_field = "django.db.models.BigAutoField"
