"""The app live."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    """The app live; its tables begin with ``heard_live``."""

    name = "heard.desk.live"
    label = "heard_live"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Signing out ends the streams of whoever does."""
        from heard.desk.live import signals

        signals.connect()
