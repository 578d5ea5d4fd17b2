"""``heard demo``: a desk with simulated customers."""

from __future__ import annotations

import os
import socket
from typing import Annotated

import typer

from heard.cli.desk import ready
from heard.cli.screen import errors
from heard.settings import home


def demo(
    speed: Annotated[
        float,
        typer.Option("--speed", min=0.1, max=50, help="How fast time goes for the customers: 2 is twice as fast."),
    ] = 1.0,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Another number plays other customers.")] = 7,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="The port on this machine.")] = 8000,
    reset: Annotated[
        bool, typer.Option("--reset", help="Begin anew: everything that was done in the demo goes.")
    ] = False,
) -> None:
    """Start a desk in the browser with simulated customers, and print its address."""
    os.environ["HEARD_DEMO"] = "1"
    os.environ["HEARD_HOME"] = str(home() / "demo")
    os.environ.pop("DATABASE_URL", None)
    os.environ["HEARD_URL"] = f"http://127.0.0.1:{port}"
    ready()
    from django.core.management import call_command

    from heard.cli.desk_serve import listen
    from heard.desk.demo import services

    with listen("127.0.0.1", port) as listening:
        with errors().status("Making a team and its last days ...") as status:
            call_command("migrate", verbosity=0)
            if reset:
                services.reset()
            services.prepare(lambda what: status.update(f"Reading {what} ..."))
        _play(speed, seed, port, listening)


def _play(speed: float, seed: int, port: int, listening: socket.socket) -> None:
    """Customers in one thread, the desk in this one, until it is stopped."""
    from heard.cli.desk_serve import run
    from heard.desk.demo.director import Director

    director = Director(speed=speed, seed=seed)
    director.start()
    try:
        run("127.0.0.1", port, listening)
    finally:
        director.stop()
