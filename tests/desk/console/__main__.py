"""``python -m tests.desk.console DIRECTORY [PAGE ...]``: pictures of the console's pages."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.desk.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def _run() -> None:
    import django

    django.setup()
    from tests.desk.console.shots import main

    main()


if __name__ == "__main__":
    _run()
