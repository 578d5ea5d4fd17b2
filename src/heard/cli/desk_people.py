"""``heard admin-link``: the way in for the first admin."""

from __future__ import annotations

import typer

from heard.cli.desk import ready, up_to_date


def admin_link() -> None:
    """Print a link for the first admin; it works once, within a day. Says so where there is an admin already."""
    ready()
    up_to_date()
    from heard.desk.people.services.links import first_admin_link

    made = first_admin_link()
    if made is None:
        typer.echo("There is an admin already. Ask them for a link: People, then the person, then a new password.")
        raise typer.Exit(2)
    typer.echo(made)
    typer.echo("Open it within a day; it works once. A new one ends this one.", err=True)
