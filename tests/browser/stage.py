"""``python -m tests.browser.stage``: the desk that stands still, as a process; see ``scene.py``."""

from heard.cli.desk import ready


def main() -> None:
    """Set Django up, then begin."""
    ready()
    from tests.browser.scene import play

    play()


if __name__ == "__main__":
    main()
