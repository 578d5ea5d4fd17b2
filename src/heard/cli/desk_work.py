"""``heard work`` and ``heard replay``: what the desk does later, and reading its conversations again."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from heard.cli.desk import ready, require_tables
from heard.cli.screen import errors, page, safe
from heard.errors import UsageError
from heard.settings import number

if TYPE_CHECKING:
    from heard.desk.inbox.services.replaying import Change, Seen


def work(
    threads: Annotated[int | None, typer.Option(help="How many at once; else HEARD_WORKERS, at least one.")] = None,
    once: Annotated[bool, typer.Option("--once", help="Do what is due now, then end.")] = False,
    dead: Annotated[bool, typer.Option("--dead", help="List what failed too often, with its last error.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Let what failed too often be tried again.")] = False,
) -> None:
    """Do the desk's work for later (sending, waking, reading again) in a process of its own, until it is stopped."""
    ready()
    require_tables()
    from heard.desk.work.models import Job
    from heard.desk.work.runner import Runner, work_off
    from heard.desk.work.services import revive

    if dead:
        for job in Job.objects.exclude(dead_at=None).order_by("dead_at"):
            line = f"{job.dead_at:%Y-%m-%d %H:%M} {job.kind} {job.key} after {job.attempts}: {job.error}"
            page().print(safe(line), markup=False, soft_wrap=True)
    if again:
        page().print(f"{revive()} to be tried again")
    if once:
        page().print(f"{work_off()} done or put off")
    if dead or again or once:
        return
    stopping = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.set())
    count = threads or max(1, number("HEARD_WORKERS", most=64))
    with Runner(count):
        errors().print(f"working with {count} at once; Ctrl-C stops after what is being done")
        stopping.wait()


def replay(
    conversation: Annotated[int | None, typer.Option(help="Only this one, by its number.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also those that this engine has read.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would change.")] = False,
) -> None:
    """Read the desk's conversations again with the engine and playbook as they are now, and tell what changed."""
    ready()
    require_tables()
    from heard.desk.inbox.models import Standing
    from heard.desk.inbox.services import replaying

    if conversation is not None and not Standing.objects.filter(pk=conversation).exists():
        raise UsageError("U007", f"conversation {conversation} is not there")
    ids = replaying.to_replay(all_of_them=everything).values_list("pk", flat=True)
    todo = list(ids) if conversation is None else [conversation]
    changed, failed = 0, 0
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=errors(), transient=True, disable=not errors().is_terminal) as progress:
        for each in progress.track(todo, description="conversations"):
            try:
                change = replaying.replay(each, dry_run=dry_run)
            except Exception as error:
                failed += 1
                errors().print(safe(f"{each}: {error}"), markup=False)
                continue
            if change.any:
                changed += 1
                page().print(told(change), soft_wrap=True, markup=False)
    verb = "would change" if dry_run else "changed"
    page().print(f"{len(todo)} read again, {changed} {verb}" + (f", {failed} could not be read" if failed else ""))
    if failed:
        raise typer.Exit(1)


def told(change: Change) -> str:
    """What changed in a conversation, in a line: temperature, alert, findings."""
    parts = []
    if change.before.temperature != change.after.temperature:
        parts.append(f"temperature {_degrees(change.before)} to {_degrees(change.after)}")
    if change.before.alert != change.after.alert:
        parts.append("now alerts" if change.after.alert else "no longer alerts")
    parts += [f"{name} {by:+d}" for name, by in change.found().items()]
    return f"{change.conversation}: {', '.join(parts)}"


def _degrees(seen: Seen) -> str:
    return "unknown" if seen.temperature is None else str(seen.temperature)
