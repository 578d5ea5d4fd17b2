"""Where a command writes: standard output or a file that is whole or not there, and a bar while it writes."""

from __future__ import annotations

import contextlib
import gzip
import os
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from heard.cli.screen import errors
from heard.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def refuse_own_input(files: list[str], output: Path | None) -> None:
    """U002 when the file to be written is one of those to be read."""
    if output is not None and any(name != "-" and Path(name).resolve() == output.resolve() for name in files):
        raise UsageError("U002", "this file is one of those to be read; name another", place=str(output))


@contextlib.contextmanager
def destination(output: Path | None) -> Iterator[IO[str]]:
    """Standard output, or a file that takes its name only when it is whole; a device or pipe is written to as it is."""
    if output is None:
        with _standard_output() as stream:
            yield stream
        return
    target = output.resolve()
    whole = not target.exists() or target.is_file()
    part = target.with_name(f".{target.name}.{os.getpid()}.part") if whole else target
    try:
        opener = gzip.open if output.suffix == ".gz" else open
        with opener(part, "wt", encoding="utf-8", newline="\n") as stream:
            yield stream
        if whole:
            part.replace(target)
    except OSError as error:
        raise UsageError("U002", f"cannot write: {error.strerror or error}", place=str(output)) from None
    finally:
        if whole:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)


@contextlib.contextmanager
def _standard_output() -> Iterator[IO[str]]:
    """Standard output in UTF-8. A reader that goes away ends the command well, a full disk with U002."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise UsageError("U002", f"cannot write: {error.strerror or error}", place="standard output") from None


@contextlib.contextmanager
def progress(files: list[str], *, shown: bool) -> Iterator[Callable[[int], None]]:
    """A bar on standard error while results go to a file and somebody may be watching."""
    if not (shown and errors().is_terminal):
        yield ignore
        return
    total = _bytes_of(files)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.fields[count]} conversations"),
        BarColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=errors(), transient=True) as bar:
        task = bar.add_task("", total=total, count=0)
        before = last = count = 0

        def advance(read: int) -> None:
            nonlocal before, last, count
            before, last, count = (before + last, read, count + 1) if read < last else (before, read, count + 1)
            bar.update(task, completed=before + last, count=count)

        yield advance


def _bytes_of(files: list[str]) -> int | None:
    """How many bytes will be read, when that can be known."""
    if any(name == "-" or name.endswith(".gz") for name in files):
        return None
    return sum(Path(name).stat().st_size for name in files if Path(name).is_file())


def ignore(read: int) -> None:
    """No progress is shown."""
