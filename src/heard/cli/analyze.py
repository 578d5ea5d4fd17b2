"""``heard analyze`` and ``heard demo``."""

from __future__ import annotations

import contextlib
import gzip
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from heard.cli.batch import Job, outcomes
from heard.cli.report import print_legend, print_report
from heard.cli.screen import complain, errors, page
from heard.errors import UsageError
from heard.transcripts import Speakers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from heard.cli.batch import Outcome

DEMO = Path(__file__).parents[1] / "demo" / "conversations"


class Format(StrEnum):
    """What is printed."""

    REPORT = "report"
    JSON = "json"
    JSONL = "jsonl"


def analyze(
    files: Annotated[
        list[str],
        typer.Argument(help="JSON, JSON lines (.gz too), or 'Name: text' transcripts; - for standard input."),
    ],
    form: Annotated[
        Format, typer.Option("--format", help="A report to read, one JSON list, or one JSON object a line.")
    ] = Format.REPORT,
    output: Annotated[Path | None, typer.Option(help="Write to this file (compressed if it ends in .gz).")] = None,
    jobs: Annotated[int, typer.Option(min=1, max=256, help="Processes to read with.")] = 1,
    playbook: Annotated[
        list[str] | None, typer.Option(help="A folder layered over our playbook; may be given again.")
    ] = None,
    customer: Annotated[list[str] | None, typer.Option(help="In plain transcripts: this name is the customer.")] = None,
    agent: Annotated[list[str] | None, typer.Option(help="In plain transcripts: this name is an agent.")] = None,
) -> None:
    """Read conversations: temperature, cues, what mattered, what nobody has answered yet.

    What cannot be read is told on standard error with its file and line; the rest is read, and the exit status is 1.
    """
    if output is not None and any(name != "-" and Path(name).resolve() == output.resolve() for name in files):
        raise UsageError("U002", "this file is one of those to be read; name another", place=str(output))
    job = Job(
        packs=tuple(playbook or ()),
        speakers=Speakers.named(customers=customer or [], agents=agent or []),
        form="values" if form is Format.REPORT else "json",
    )
    with _destination(output) as stream, _progress(files, shown=output is not None) as advance:
        found = outcomes(files, job, jobs=jobs)
        failed = _write(found, stream, form, advance, to_file=output is not None)
    if failed:
        raise typer.Exit(1)


def demo(
    form: Annotated[
        Format, typer.Option("--format", help="A report to read, one JSON list, or one JSON object a line.")
    ] = Format.REPORT,
) -> None:
    """Read the eight demo conversations that come with Heard."""
    files = [str(path) for path in sorted(DEMO.glob("*.json"))]
    job = Job(form="values" if form is Format.REPORT else "json")
    with _destination(None) as stream:
        failed = _write(outcomes(files, job), stream, form, _ignore, to_file=False)
    if failed:
        raise typer.Exit(1)


def _write(
    found: Iterator[Outcome], stream: IO[str], form: Format, advance: Callable[[int], None], *, to_file: bool
) -> int:
    """Write every outcome; the number of errors."""
    failed = written = 0
    console = page(stream if to_file else None)
    if form is Format.JSON:
        stream.write("[")
    for outcome in found:
        if outcome.error is not None:
            complain(outcome.error)
            failed += 1
        elif outcome.json is not None:
            stream.write(f"{',' if written else ''}\n{outcome.json}" if form is Format.JSON else f"{outcome.json}\n")
            written += 1
        elif outcome.conversation is not None and outcome.reading is not None:
            print_report(console, outcome.conversation, outcome.reading)
            written += 1
        advance(outcome.read)
    if form is Format.JSON:
        stream.write("\n]\n")
    if form is Format.REPORT and written:
        print_legend(console)
    stream.flush()
    if failed:
        errors().print(f"{written} read, {failed} could not be read", style="bold")
    return failed


@contextlib.contextmanager
def _destination(output: Path | None) -> Iterator[IO[str]]:
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
def _progress(files: list[str], *, shown: bool) -> Iterator[Callable[[int], None]]:
    """A bar on standard error while results go to a file and somebody may be watching."""
    if not (shown and errors().is_terminal):
        yield _ignore
        return
    total = _bytes_of(files)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.fields[count]} conversations"),
        BarColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=errors(), transient=True) as progress:
        task = progress.add_task("", total=total, count=0)
        before = last = count = 0

        def advance(read: int) -> None:
            nonlocal before, last, count
            before, last, count = (before + last, read, count + 1) if read < last else (before, read, count + 1)
            progress.update(task, completed=before + last, count=count)

        yield advance


def _bytes_of(files: list[str]) -> int | None:
    """How many bytes will be read, when that can be known."""
    if any(name == "-" or name.endswith(".gz") for name in files):
        return None
    return sum(Path(name).stat().st_size for name in files if Path(name).is_file())


def _ignore(read: int) -> None:
    """No progress is shown."""
