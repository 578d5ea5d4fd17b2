"""``heard serve``: the desk for a team."""

from __future__ import annotations

import os
import socket
from contextlib import contextmanager
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from heard.cli.desk import ready, up_to_date
from heard.errors import UsageError
from heard.settings import setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from uvicorn import Server

_GRACE = 10


def serve(
    host: Annotated[str, typer.Option("--host", help="The address to listen on; 0.0.0.0 is every one.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="The port to listen on.")] = 8000,
    yes: Annotated[bool, typer.Option("--yes", help="Change the tables of an older version without asking.")] = False,
) -> None:
    """Start the desk, bring its tables up to date, and print its address."""
    if not os.environ.get("HEARD_URL", "").strip():
        everywhere = _everywhere(host)
        os.environ["HEARD_URL"] = f"http://{'127.0.0.1' if everywhere else _name(host)}:{port}"
        if everywhere:
            typer.echo("HEARD_URL is not set: only this machine can open the desk. Set it to the address people use.")
    ready()
    listening = listen(host, port)
    with listening:
        _bring_up_to_date(yes=yes)
        _no_demo_among_real_people()
        from heard.desk.people.services.links import first_admin_link

        link = first_admin_link()
        if link:
            typer.echo(f"Nobody works here yet. Become the first admin, once, within a day:\n  {link}")
        run(host, port, listening)


def run(host: str, port: int, listening: socket.socket | None = None) -> None:
    """Serve until SIGINT or SIGTERM; after ``ready()``. Raises ``UsageError`` U010 when the address is taken."""
    with listening or listen(host, port) as sock:
        _server(port).run(sockets=[sock])
    typer.echo("Stopped.")


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address. Raises ``UsageError`` U010 when that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host.strip("[]"), port))
        sock.listen(1024)
    except OSError as error:
        sock.close()
        raise UsageError("U010", f"{_name(host)}:{port}: {error.strerror or error}") from None
    return sock


def _everywhere(host: str) -> bool:
    """Whether a host stands for every address of the machine."""
    try:
        return ip_address(host.strip("[]")).is_unspecified
    except ValueError:
        return False


def _name(host: str) -> str:
    """A host as it stands in an address."""
    return f"[{host.strip('[]')}]" if ":" in host else host


def _server(port: int) -> Server:
    """Uvicorn with the desk in it; it ends the open streams itself before it waits for what is under way."""
    import uvicorn

    from heard.desk.asgi import application
    from heard.desk.live.hub import hub

    class Desk(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                typer.echo(f"Heard is at {setting('HEARD_URL')} - Ctrl+C stops it.")

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            hub.end_streams("shutdown")
            await super().shutdown(sockets)

        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            """A signal ends the server in order and is not raised again: what comes after it is still done."""
            with super().capture_signals():
                yield
                self._captured_signals.clear()

    return Desk(
        uvicorn.Config(
            application,
            port=port,
            lifespan="on",
            ws="none",
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE,
        )
    )


def _bring_up_to_date(*, yes: bool) -> None:
    """Bring the tables up to this version; where there are data, they are copied first or somebody agrees."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if executor.loader.applied_migrations:
        if connection.vendor == "sqlite":
            typer.echo(f"The tables are of an older version. A copy of everything is in {_copy()}.")
        elif not yes and not typer.confirm("The tables are of an older version. Is there a backup to go back to?"):
            raise typer.Exit(1)
    up_to_date()


def _no_demo_among_real_people() -> None:
    """HEARD_DEMO left set by accident: a team's own database is not for signing in by a click and beginning anew."""
    from django.conf import settings

    if not settings.DEMO:
        return
    from heard.desk.demo.services import is_somebodys

    if is_somebodys():
        raise UsageError("U003", "HEARD_DEMO is set, and this database is a team's own; unset it")


def _copy() -> str:
    """A whole copy of the SQLite file beside it; its path."""
    import sqlite3

    from django.conf import settings

    name = str(settings.DATABASES["default"]["NAME"])
    copy = f"{name}.{datetime.now(UTC):%Y%m%dT%H%M%S}"
    source, target = sqlite3.connect(name), sqlite3.connect(copy)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()
    Path(copy).chmod(0o600)
    return copy
