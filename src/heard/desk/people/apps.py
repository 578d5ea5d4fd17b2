"""The app people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The app people; its tables begin with ``heard_people``."""

    name = "heard.desk.people"
    label = "heard_people"
    default_auto_field = "django.db.models.BigAutoField"
