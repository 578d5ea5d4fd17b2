"""The table in which every process counts attempts to sign in (``CACHES``)."""

from typing import Any, ClassVar

from django.core.management import call_command
from django.db import migrations


def make(_apps: Any, editor: Any) -> None:
    """Make it; nothing happens when it is there."""
    call_command("createcachetable", "heard_cache", database=editor.connection.alias, verbosity=0)


def drop(_apps: Any, editor: Any) -> None:
    """Take it away."""
    editor.execute("DROP TABLE IF EXISTS heard_cache")


class Migration(migrations.Migration):
    """After the people."""

    dependencies: ClassVar = [("heard_people", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(make, drop)]
